// AveragePooling2D: the mean of each window, as in the first LeNet.
//
// x [N,H,W,C] → y [N,OH,OW,C]. A window that sticks out under `same` averages over its part inside: padding is
// neither summed nor counted. (tfjs does the same forward, but divides the gradient by the whole window.)
// Semantics: Keras 3, https://keras.io/api/layers/pooling_layers/average_pooling2d/

import { LINEAR } from '../kernels/activation';
import { averagePoolForward, averagePoolGradInput } from '../kernels/averagePooling';
import { averagePool2dBackward, averagePool2dForward } from '../reference/averagePool2d';
import { asMap, defineLayer, only } from './layer';
import { poolOptions, poolWindow } from './shared/pooling';
import { insideTaps, slidOperand, slidOutput, slidWindow, windowGeometry } from './shared/sliding';

export const averagePooling2d = defineLayer({
  kind: 'averagePooling2d',
  className: 'AveragePooling2D',
  options: poolOptions,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: true,

  outputShape: (o, inputs) => {
    const [, , channels] = asMap(only(inputs));
    return [...slidOutput(poolWindow(o), only(inputs)), channels];
  },

  parameters: () => [],

  forward: (o, graph, { name, inputs }) => {
    const x = only(inputs);
    const g = windowGeometry(poolWindow(o), x.shape);
    const y = graph.tensor(`${name}/y`, [g.batch, g.outputHeight, g.outputWidth, g.channels]);
    graph.dispatch(averagePoolForward, `${name}/forward`, g, { x, y });
    return { y };
  },

  backward: (o, graph, { name, inputs, dy, wanted, inputActivations }) => {
    if (wanted[0] !== true) return [null];
    const x = only(inputs);
    const g = windowGeometry(poolWindow(o), x.shape);
    const dx = graph.tensor(`${name}/dx`, x.shape);
    graph.dispatch(
      averagePoolGradInput,
      `${name}/dx`,
      { ...g, inputActivation: inputActivations[0] ?? LINEAR },
      { x, dy, dx },
    );
    return [dx];
  },

  multiplyAdds: () => 0,

  reference: {
    forward: (o, inputs) => averagePool2dForward(only(inputs), poolWindow(o)),
    backward: (o, inputs, _, dy) => ({
      inputs: [averagePool2dBackward(only(inputs).shape, dy, poolWindow(o))],
      parameters: {},
    }),
  },

  explain: {
    formula: (o, inputs) => `y[i,j,c] = mean ${slidOperand(poolWindow(o), only(inputs))}`,
    rule: 'mean',
    sliding: poolWindow,
    windows: (o, inputs, index) => {
      const c = index[2] ?? 0;
      return [slidWindow(poolWindow(o), only(inputs), index, [c, c + 1])];
    },
    terms: (o, inputs, index) =>
      insideTaps(poolWindow(o), only(inputs), index).map(({ iy, ix }) => ({
        input: 0,
        at: [iy, ix, index[2] ?? 0],
      })),
  },

  cases: [
    { title: 'one pixel', options: { poolSize: 1 }, inputs: [[1, 1, 1]], batch: 1 },
    { title: '2×2, as in LeNet', options: {}, inputs: [[8, 6, 4]], batch: 2 },
    { title: 'windows that do not divide', options: { poolSize: 2 }, inputs: [[7, 5, 3]], batch: 3 },
    { title: 'overlapping 3/2', options: { poolSize: 3, strides: 2 }, inputs: [[7, 9, 6]], batch: 2 },
    {
      title: 'overlapping 3/1, same',
      options: { poolSize: 3, strides: 1, padding: 'same' },
      inputs: [[5, 4, 8]],
      batch: 2,
    },
    {
      title: 'stride larger than the window',
      options: { poolSize: 2, strides: 3 },
      inputs: [[11, 8, 2]],
      batch: 1,
    },
    {
      title: 'same on odd sides, another size a side',
      options: { poolSize: [2, 3], padding: 'same' },
      inputs: [[5, 7, 5]],
      batch: 1,
    },
    {
      title: 'window larger than the input under same',
      options: { poolSize: 5, strides: 2, padding: 'same' },
      inputs: [[2, 3, 1]],
      batch: 2,
    },
    { title: 'one window more than a workgroup', options: { poolSize: 2 }, inputs: [[10, 26, 1]], batch: 1 },
    {
      title: 'one window of four channels more than a workgroup',
      options: { poolSize: 2 },
      inputs: [[10, 26, 4]],
      batch: 1,
    },
  ],
});
