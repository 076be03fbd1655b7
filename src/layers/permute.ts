// Permute: puts the axes of the input in another order.
//
// x [N, …] → y [N, …], axis k of y is axis dims[k] of x, counted from 1 behind the batch
// Semantics: Keras 3, https://keras.io/api/layers/reshaping_layers/permute/

import { permuteKernel, type Axes } from '../kernels/merge';
import type { Shape } from '../graph/tensor';
import { ndArray, strides, type NdArray } from '../reference/ndArray';
import { defineLayer, oneElement, only, ShapeError } from './layer';
import { axisOrder } from './options';

const options = { dims: axisOrder() };

/** @throws ShapeError unless each axis of the input is named once */
function permuted(dims: readonly number[], input: Shape): Shape {
  if (dims.length !== input.length || dims.length > 3)
    throw new ShapeError(
      `dims must name each of the input's ${input.length} axes once, of three at most. Received ${dims.join(', ')}`,
    );
  return dims.map((axis) => input[axis - 1] ?? 1);
}

/** The order that leads back. */
const inverse = (dims: readonly number[]): readonly number[] => dims.map((_, k) => dims.indexOf(k + 1) + 1);

/** Lengths of the result and the strides of its axes in x, with axes of length 1 in front to make four. */
function geometry(dims: readonly number[], [batch = 1, ...input]: Shape): { lengths: Axes; strides: Axes } {
  const shape = permuted(dims, input);
  const steps = strides([batch, ...input]);
  const four = (axes: readonly number[]): Axes =>
    [...new Array<number>(4 - axes.length).fill(1), ...axes] as unknown as Axes;
  return { lengths: four([batch, ...shape]), strides: four([0, ...dims].map((axis) => steps[axis] ?? 0)) };
}

/** The input index of the number at `index` of the result. */
const source = (dims: readonly number[], index: readonly number[]): readonly number[] =>
  inverse(dims).map((axis) => index[axis - 1] ?? 0);

function reordered(dims: readonly number[], x: NdArray): NdArray {
  const { lengths, strides: steps } = geometry(dims, x.shape);
  const [batch = 1, ...input] = x.shape;
  const y = ndArray([batch, ...permuted(dims, input)]);
  const own = strides(lengths);
  for (let at = 0; at < y.data.length; at++) {
    const from = lengths.reduce(
      (sum, length, axis) => sum + (Math.floor(at / (own[axis] ?? 1)) % length) * (steps[axis] ?? 0),
      0,
    );
    y.data[at] = x.data[from] ?? NaN;
  }
  return y;
}

export const permute = defineLayer({
  kind: 'permute',
  className: 'Permute',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: false,
  selects: true,

  outputShape: ({ dims }, inputs) => permuted(dims, only(inputs)),
  parameters: () => [],

  forward: ({ dims }, graph, { name, inputs }) => {
    const x = only(inputs);
    const [batch = 1, ...input] = x.shape;
    const y = graph.tensor(`${name}/y`, [batch, ...permuted(dims, input)]);
    graph.dispatch(permuteKernel, `${name}/forward`, geometry(dims, x.shape), { x, y });
    return { y };
  },

  backward: ({ dims }, graph, { name, inputs, dy, wanted }) => {
    if (wanted[0] !== true) return [null];
    const dx = graph.tensor(`${name}/dx`, only(inputs).shape);
    graph.dispatch(permuteKernel, `${name}/dx`, geometry(inverse(dims), dy.shape), { x: dy, y: dx });
    return [dx];
  },

  multiplyAdds: () => 0,

  reference: {
    forward: ({ dims }, inputs) => reordered(dims, only(inputs)),
    backward: ({ dims }, _, __, dy) => ({ inputs: [reordered(inverse(dims), dy)], parameters: {} }),
  },

  explain: {
    formula: ({ dims }) => {
      const names = 'ijk'.slice(0, dims.length).split('');
      return `y[${names.join()}] = x[${inverse(dims).map((axis) => names[axis - 1]).join()}]`; // prettier-ignore
    },
    rule: 'sum',
    windows: ({ dims }, _, index) => [oneElement(0, source(dims, index))],
    terms: ({ dims }, _, index) => [{ input: 0, at: source(dims, index) }],
  },

  cases: [
    { title: 'a row has one axis', options: { dims: [1] }, inputs: [[7]], batch: 2 },
    { title: 'rows and columns', options: { dims: [2, 1, 3] }, inputs: [[3, 5, 2]], batch: 2 },
    { title: 'channels first', options: { dims: [3, 1, 2] }, inputs: [[4, 3, 5]], batch: 3 },
    { title: 'channels last', options: { dims: [2, 3, 1] }, inputs: [[5, 2, 7]], batch: 1 },
    { title: 'a table', options: { dims: [2, 1] }, inputs: [[13, 5]], batch: 1 },
  ],
});
