// Concatenate: joins its inputs along an axis, as DenseNet, Inception and U-Net do with maps of several branches.
//
// x₀, x₁, … that agree on all axes but `axis` → y, as long along it as all of them together.
// Semantics: Keras 3, https://keras.io/api/layers/merging_layers/concatenate/; axis 0, the batch, is left whole.

import { LINEAR } from '../kernels/activation';
import { concatenateForward, concatenateGradInput, type Part } from '../kernels/concatenate';
import { sameShape, shapeText, sizeOf, type Shape } from '../graph/tensor';
import { concatenateBackward, concatenateForward as concatenateReference } from '../reference/merge';
import { defineLayer, oneElement, ShapeError, type Window } from './layer';
import { integer, type Resolved } from './options';

const options = {
  /** Includes the batch axis, as in Keras: 3 or −1 is the channel axis of a map. */
  axis: integer({ min: -Infinity, default: -1 }),
};
type Options = Resolved<typeof options>;

/** The axis counted from 0 without the batch axis. The shapes have none, either. */
function along(o: Options, shape: Shape): number {
  const rank = shape.length + 1;
  const axis = o.axis < 0 ? o.axis + rank : o.axis;
  if (axis < 1 || axis >= rank) {
    throw new ShapeError(
      `axis must be 1 to ${rank - 1} or −1 to −${rank - 1}; axis 0 is the batch. Received ${o.axis}`,
      { why: 'axis', most: rank - 1, received: o.axis },
    );
  }
  return axis - 1;
}

/** @param inputs with the batch axis */
function parts(o: Options, inputs: readonly Shape[]): Part[] {
  const axis = along(o, inputs[0]?.slice(1) ?? []) + 1;
  const runs = inputs.map((shape) => sizeOf(shape.slice(axis)));
  const total = runs.reduce((sum, run) => sum + run, 0);
  let start = 0;
  return runs.map((run, input) => {
    const part = { blocks: sizeOf(inputs[input]?.slice(0, axis) ?? []), run, total, start };
    start += run;
    return part;
  });
}

/** The input that contains the number at `index` of the result, and its index there. */
function source(
  o: Options,
  inputs: readonly Shape[],
  index: readonly number[],
): { input: number; at: readonly number[] } {
  const axis = along(o, inputs[0] ?? []);
  let position = index[axis] ?? 0;
  for (const [input, shape] of inputs.entries()) {
    const length = shape[axis] ?? 0;
    if (position < length) return { input, at: index.with(axis, position) };
    position -= length;
  }
  throw new RangeError(`concatenate: there is no element ${index.join(',')}`);
}

export const concatenate = defineLayer({
  kind: 'concatenate',
  className: 'Concatenate',
  options,
  inputs: { min: 2, max: Infinity },
  fusesActivation: false,
  fusesInputActivation: true,

  outputShape: (o, inputs) => {
    const [first = []] = inputs;
    const axis = along(o, first);
    const other = inputs.find(
      (shape) => shape.length !== first.length || !sameShape(shape.with(axis, 0), first.with(axis, 0)),
    );
    if (other !== undefined) {
      throw new ShapeError(
        `inputs must agree with ${shapeText(first)} on all axes but ${axis + 1}. Received ${shapeText(other)}`,
        { why: 'unequalBut', axis: axis + 1, expected: first, received: other },
      );
    }
    return first.with(
      axis,
      inputs.reduce((sum, shape) => sum + (shape[axis] ?? 0), 0),
    );
  },

  parameters: () => [],

  forward: (o, graph, { name, inputs }) => {
    const shapes = inputs.map(({ shape }) => shape);
    const [batch = 1] = shapes[0] ?? [];
    const y = graph.tensor(`${name}/y`, [
      batch,
      ...concatenate.outputShape(
        o,
        shapes.map((shape) => shape.slice(1)),
      ),
    ]);
    parts(o, shapes).forEach((part, i) => {
      const x = inputs[i];
      if (x !== undefined) graph.dispatch(concatenateForward, `${name}/forward ${i}`, part, { x, y });
    });
    return { y };
  },

  backward: (o, graph, { name, inputs, dy, wanted, inputActivations }) => {
    const cut = parts(
      o,
      inputs.map(({ shape }) => shape),
    );
    return inputs.map((x, i) => {
      const part = cut[i];
      if (wanted[i] !== true || part === undefined) return null;
      const dx = graph.tensor(`${name}/dx ${i}`, x.shape);
      graph.dispatch(
        concatenateGradInput,
        `${name}/dx ${i}`,
        { ...part, inputActivation: inputActivations[i] ?? LINEAR },
        { x, dy, dx },
      );
      return dx;
    });
  },

  multiplyAdds: () => 0,

  reference: {
    forward: (o, inputs) => concatenateReference(inputs, o.axis),
    backward: (o, inputs, _, dy) => ({
      inputs: concatenateBackward(
        inputs.map(({ shape }) => shape),
        dy,
        o.axis,
      ),
      parameters: {},
    }),
  },

  explain: {
    formula: (o) => `y = x₀, x₁, … side by side along axis ${o.axis}`,
    rule: 'sum',
    windows: (o, inputs, index): Window[] => {
      const { input, at } = source(o, inputs, index);
      return [oneElement(input, at)];
    },
    terms: (o, inputs, index) => [source(o, inputs, index)],
  },

  cases: [
    { title: 'two numbers', options: {}, inputs: [[1], [1]], batch: 1 },
    {
      title: 'channels of two maps',
      options: {},
      inputs: [
        [3, 5, 2],
        [3, 5, 3],
      ],
      batch: 2,
    },
    {
      title: 'rows of three maps',
      options: { axis: 1 },
      inputs: [
        [2, 3, 2],
        [1, 3, 2],
        [4, 3, 2],
      ],
      batch: 2,
    },
    {
      title: 'columns, counted from the end',
      options: { axis: -2 },
      inputs: [
        [3, 1, 2],
        [3, 4, 2],
      ],
      batch: 3,
    },
    {
      title: 'one number more and one less than a workgroup',
      options: {},
      inputs: [[65], [63], [64]],
      batch: 1,
    },
  ],
});
