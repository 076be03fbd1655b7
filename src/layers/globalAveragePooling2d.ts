// GlobalAveragePooling2D: one number per channel, the mean of its whole map. It replaces the large dense layers at the
// end of a network and makes the network independent of the picture's size.
//
// x [N,H,W,C] → y [N,C], with keepdims [N,1,1,C]
// Semantics: Keras 3, https://keras.io/api/layers/pooling_layers/global_average_pooling2d/

import { LINEAR } from '../kernels/activation';
import {
  globalAveragePoolForward,
  globalAveragePoolGradInput,
  type GlobalPoolGeometry,
} from '../kernels/globalAveragePooling';
import type { Shape } from '../graph/tensor';
import { globalAveragePool2dBackward, globalAveragePool2dForward } from '../reference/globalAveragePool2d';
import { ndArray } from '../reference/ndArray';
import { asMap, defineLayer, only } from './layer';
import { globalPoolOptions, pooledShape } from './shared/pooling';

/** @param input with the batch axis */
function geometry(input: Shape): GlobalPoolGeometry {
  const [batch = 1, ...map] = input;
  const [height, width, channels] = asMap(map);
  return { batch, positions: height * width, channels };
}

const options = globalPoolOptions;

export const globalAveragePooling2d = defineLayer({
  kind: 'globalAveragePooling2d',
  className: 'GlobalAveragePooling2D',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: true,

  outputShape: (o, inputs) => pooledShape(o, only(inputs)),

  parameters: () => [],

  forward: (o, graph, { name, inputs }) => {
    const x = only(inputs);
    const g = geometry(x.shape);
    const y = graph.tensor(`${name}/y`, [g.batch, ...pooledShape(o, x.shape.slice(1))]);
    graph.dispatch(globalAveragePoolForward, `${name}/forward`, g, { x, y });
    return { y };
  },

  backward: (_, graph, { name, inputs, dy, wanted, inputActivations }) => {
    if (wanted[0] !== true) return [null];
    const x = only(inputs);
    const dx = graph.tensor(`${name}/dx`, x.shape);
    graph.dispatch(
      globalAveragePoolGradInput,
      `${name}/dx`,
      { ...geometry(x.shape), inputActivation: inputActivations[0] ?? LINEAR },
      { x, dy, dx },
    );
    return [dx];
  },

  multiplyAdds: () => 0,

  reference: {
    forward: (o, inputs) => {
      const x = only(inputs);
      const y = globalAveragePool2dForward(x);
      return ndArray([y.shape[0] ?? 1, ...pooledShape(o, x.shape.slice(1))], y.data);
    },
    backward: (_, inputs, __, dy) => {
      const row = ndArray([dy.shape[0] ?? 1, dy.shape.at(-1) ?? 1], dy.data);
      return { inputs: [globalAveragePool2dBackward(only(inputs).shape, row)], parameters: {} };
    },
  },

  explain: {
    formula: () => 'y[c] = mean x[i,j,c]',
    rule: 'mean',
    windows: (_, inputs, index) => {
      const [height, width] = asMap(only(inputs));
      const c = index.at(-1) ?? 0;
      return [{ input: 0, start: [0, 0, c], end: [height, width, c + 1], every: [1, 1, 1] }];
    },
    terms: (_, inputs, index) => {
      const [height, width] = asMap(only(inputs));
      return Array.from({ length: height * width }, (__, p) => ({
        input: 0,
        at: [Math.floor(p / width), p % width, index.at(-1) ?? 0],
      }));
    },
  },

  cases: [
    { title: 'one pixel', options: {}, inputs: [[1, 1, 1]], batch: 1 },
    { title: 'axes of length 1 kept', options: { keepdims: true }, inputs: [[3, 4, 5]], batch: 2 },
    { title: 'one channel', options: {}, inputs: [[7, 5, 1]], batch: 3 },
    { title: 'a map that is not square', options: {}, inputs: [[2, 7, 5]], batch: 2 },
    { title: 'one output less than a workgroup', options: {}, inputs: [[3, 1, 21]], batch: 3 },
    { title: 'exactly one workgroup', options: {}, inputs: [[2, 2, 32]], batch: 2 },
    { title: 'one output more than a workgroup', options: {}, inputs: [[1, 3, 13]], batch: 5 },
  ],
});
