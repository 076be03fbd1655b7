// GlobalMaxPooling2D: one number per channel, the maximum of its whole map: "is it anywhere in the picture?"
//
// x [N,H,W,C] → y [N,C], with keepdims [N,1,1,C]. It is maximum pooling with one window as large as the map, and runs as that.
// Semantics: Keras 3, https://keras.io/api/layers/pooling_layers/global_max_pooling2d/

import { LINEAR } from '../kernels/activation';
import { maxPoolForward, maxPoolGradInput } from '../kernels/maxPooling';
import type { WindowGeometry } from '../kernels/window';
import type { Shape } from '../graph/tensor';
import { maxPool2dBackward, maxPool2dForward } from '../reference/maxPool2d';
import { ndArray, type NdArray } from '../reference/ndArray';
import type { Window2d } from '../reference/window';
import { asMap, defineLayer, only } from './layer';
import { globalPoolOptions, pooledShape } from './shared/pooling';
import { windowGeometry } from './shared/sliding';

/** @param input with the batch axis */
function wholeMap([, ...map]: Shape): Window2d {
  const [height, width] = asMap(map);
  return { size: [height, width], strides: [height, width], padding: 'valid', dilation: [1, 1] };
}

const geometry = (input: Shape): WindowGeometry => windowGeometry(wholeMap(input), input);

/** [N, C] as [N, 1, 1, C], the map of one pixel that the window makes. */
const asPixel = ({ shape, data }: NdArray): NdArray =>
  ndArray([shape[0] ?? 1, 1, 1, shape.at(-1) ?? 1], data);

const options = globalPoolOptions;

export const globalMaxPooling2d = defineLayer({
  kind: 'globalMaxPooling2d',
  className: 'GlobalMaxPooling2D',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: true,
  selects: true,

  outputShape: (o, inputs) => pooledShape(o, only(inputs)),

  parameters: () => [],

  forward: (o, graph, { name, inputs }) => {
    const x = only(inputs);
    const g = geometry(x.shape);
    const y = graph.tensor(`${name}/y`, [g.batch, ...pooledShape(o, x.shape.slice(1))]);
    const argmax = graph.tensor(`${name}/argmax`, [g.batch, g.channels], 'u32');
    graph.dispatch(maxPoolForward, `${name}/forward`, g, { x, y, argmax });
    return { y, saved: { argmax } };
  },

  backward: (_, graph, { name, inputs, y, saved, dy, wanted, inputActivations }) => {
    const { argmax } = saved;
    if (wanted[0] !== true || argmax === undefined) return [null];
    const x = only(inputs);
    const dx = graph.tensor(`${name}/dx`, x.shape);
    graph.dispatch(
      maxPoolGradInput,
      `${name}/dx`,
      { ...geometry(x.shape), inputActivation: inputActivations[0] ?? LINEAR },
      { argmax, y, dy, dx },
    );
    return [dx];
  },

  multiplyAdds: () => 0,

  reference: {
    forward: (o, inputs) => {
      const x = only(inputs);
      const { y } = maxPool2dForward(x, wholeMap(x.shape));
      return ndArray([y.shape[0] ?? 1, ...pooledShape(o, x.shape.slice(1))], y.data);
    },
    backward: (_, inputs, __, dy) => {
      const x = only(inputs);
      const window = wholeMap(x.shape);
      const { argmax } = maxPool2dForward(x, window);
      return { inputs: [maxPool2dBackward(x.shape, argmax, asPixel(dy), window)], parameters: {} };
    },
  },

  explain: {
    formula: () => 'y[c] = max x[i,j,c]',
    rule: 'max',
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
    { title: 'exactly one workgroup', options: {}, inputs: [[2, 2, 32]], batch: 2 },
    { title: 'one output more than a workgroup', options: {}, inputs: [[1, 3, 13]], batch: 5 },
  ],
});
