// Reshape: the same numbers in the same order with another shape, so nothing runs.
//
// x [N, …] → y [N, …targetShape]
// Semantics: Keras 3, https://keras.io/api/layers/reshaping_layers/reshape/

import { sizeOf, type Shape } from '../graph/tensor';
import { reshapeBackward, reshapeForward } from '../reference/reshape';
import { strides } from '../reference/ndArray';
import { defineLayer, oneElement, only, ShapeError } from './layer';
import { targetShape, type Resolved } from './options';

const options = { targetShape: targetShape() };
type Options = Resolved<typeof options>;

/** The target shape with −1 replaced by the inferred length. Shapes without the batch axis. */
function resolve(o: Options, input: Shape): Shape {
  const known = sizeOf(o.targetShape.filter((length) => length !== -1));
  const shape = o.targetShape.map((length) => (length === -1 ? sizeOf(input) / known : length));
  if (!shape.every(Number.isInteger) || sizeOf(shape) !== sizeOf(input)) {
    throw new ShapeError(
      `targetShape must hold the input's ${sizeOf(input)} numbers. Received ${o.targetShape.join('×')}`,
      { why: 'count', expected: sizeOf(input), received: o.targetShape },
    );
  }
  return shape;
}

/** The index of the `flat`-th number of a shape, row-major. */
export function unravel(flat: number, shape: Shape): number[] {
  return strides(shape).map((step, axis) => Math.floor(flat / step) % (shape[axis] ?? 1));
}

/** The input index of the number at `index` of the result. */
function source(o: Options, input: Shape, index: readonly number[]): number[] {
  const steps = strides(resolve(o, input));
  return unravel(
    index.reduce((flat, i, axis) => flat + i * (steps[axis] ?? 1), 0),
    input,
  );
}

export const reshape = defineLayer({
  kind: 'reshape',
  className: 'Reshape',
  options,
  inputs: { min: 1, max: 1 },
  fusesActivation: false,
  fusesInputActivation: false,
  selects: true,

  outputShape: (o, inputs) => resolve(o, only(inputs)),

  parameters: () => [],

  forward: (o, graph, { inputs }) => {
    const x = only(inputs);
    return { y: graph.reshape(x, [x.shape[0] ?? 1, ...resolve(o, x.shape.slice(1))]) };
  },

  backward: (_, graph, { inputs, dy, wanted }) => [
    wanted[0] === true ? graph.reshape(dy, only(inputs).shape) : null,
  ],

  multiplyAdds: () => 0,

  reference: {
    forward: (o, inputs) => reshapeForward(only(inputs), o.targetShape),
    backward: (_, inputs, __, dy) => ({ inputs: [reshapeBackward(only(inputs).shape, dy)], parameters: {} }),
  },

  explain: {
    formula: (o) => `y = x counted as ${o.targetShape.join('×')}`,
    rule: 'sum',
    windows: (o, inputs, index) => [oneElement(0, source(o, only(inputs), index))],
    terms: (o, inputs, index) => [{ input: 0, at: source(o, only(inputs), index) }],
  },

  cases: [
    { title: 'one number to a map', options: { targetShape: [1, 1, 1] }, inputs: [[1]], batch: 1 },
    { title: 'a row to a map', options: { targetShape: [3, 5, 2] }, inputs: [[30]], batch: 2 },
    { title: 'whatever is left over', options: { targetShape: [7, -1] }, inputs: [[3, 7, 2]], batch: 3 },
    { title: 'a map to a row', options: { targetShape: [-1] }, inputs: [[5, 1, 13]], batch: 1 },
  ],
});
