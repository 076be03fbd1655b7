// MaxPooling2D: keeps the largest number of each window. The map shrinks, and a feature need not be at one exact
// position.
//
// x [N,H,W,C] → y [N,OH,OW,C]. Windows may overlap (AlexNet: 3 wide, every 2); `same` padding never wins.
// Semantics: Keras 3, https://keras.io/api/layers/pooling_layers/max_pooling2d/

import { LINEAR } from '../kernels/activation';
import { maxPoolForward, maxPoolGradInput } from '../kernels/maxPooling';
import { maxPool2dBackward, maxPool2dForward } from '../reference/maxPool2d';
import { asMap, defineLayer, only } from './layer';
import { poolOptions, poolWindow } from './shared/pooling';
import { insideTaps, slidOperand, slidOutput, slidWindow, windowGeometry } from './shared/sliding';

export const maxPooling2d = defineLayer({
  kind: 'maxPooling2d',
  className: 'MaxPooling2D',
  options: poolOptions,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: true,
  selects: true,

  outputShape: (o, inputs) => {
    const [, , channels] = asMap(only(inputs));
    return [...slidOutput(poolWindow(o), only(inputs)), channels];
  },

  parameters: () => [],

  forward: (o, graph, { name, inputs }) => {
    const x = only(inputs);
    const g = windowGeometry(poolWindow(o), x.shape);
    const shape = [g.batch, g.outputHeight, g.outputWidth, g.channels];
    const y = graph.tensor(`${name}/y`, shape);
    const argmax = graph.tensor(`${name}/argmax`, shape, 'u32');
    graph.dispatch(maxPoolForward, `${name}/forward`, g, { x, y, argmax });
    return { y, saved: { argmax } };
  },

  backward: (o, graph, { name, inputs, y, saved, dy, wanted, inputActivations }) => {
    const { argmax } = saved;
    if (wanted[0] !== true || argmax === undefined) return [null];
    const x = only(inputs);
    const g = windowGeometry(poolWindow(o), x.shape);
    const dx = graph.tensor(`${name}/dx`, x.shape);
    graph.dispatch(
      maxPoolGradInput,
      `${name}/dx`,
      { ...g, inputActivation: inputActivations[0] ?? LINEAR },
      { argmax, y, dy, dx },
    );
    return [dx];
  },

  multiplyAdds: () => 0,

  reference: {
    forward: (o, inputs) => maxPool2dForward(only(inputs), poolWindow(o)).y,
    backward: (o, inputs, _, dy) => {
      const x = only(inputs);
      const { argmax } = maxPool2dForward(x, poolWindow(o));
      return { inputs: [maxPool2dBackward(x.shape, argmax, dy, poolWindow(o))], parameters: {} };
    },
  },

  explain: {
    formula: (o, inputs) => `y[i,j,c] = max ${slidOperand(poolWindow(o), only(inputs))}`,
    rule: 'max',
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
    {
      title: 'overlapping 3/2, as in AlexNet',
      options: { poolSize: 3, strides: 2 },
      inputs: [[7, 9, 6]],
      batch: 2,
    },
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
