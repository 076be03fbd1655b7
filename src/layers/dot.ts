// Dot: the products of the rows of two tensors, summed along an axis of each: how attention compares tokens, and mixes them.
//
// a […, i, k] and b […, k, j], in whichever order `axes` says → y […, i, j] = Σ_k a[…,i,k] · b[…,k,j]
// Each is a row [k], a matrix, or several matrices [heads, i, k]. Of several, each is multiplied by its counterpart; both tensors have
// the same number. Two rows give one number.
// Semantics: Keras 3, https://keras.io/api/layers/merging_layers/dot/, whose axes count the batch. Keras's Dot multiplies each of
// several matrices by each of the others; that each has one counterpart is its `ops.matmul`.
// Source: Vaswani et al. 2017, arXiv:1706.03762

import { dotKernel, type DotGeometry, type MatrixSteps } from '../kernels/dot';
import { shapeText, type Shape } from '../graph/tensor';
import { ndArray, type NdArray } from '../reference/ndArray';
import { defineLayer, only, ShapeError } from './layer';
import { axes, InvalidOption, type Option, type Resolved } from './options';

/** One axis for both, or one for each. */
function twoAxes(): Option<readonly number[]> {
  const list = axes([]);
  return {
    type: 'shape',
    suggested: [-1, -1],
    parse: (given) => {
      const [a, b = a, ...more] = list.parse(given);
      if (a === undefined || b === undefined || more.length > 0)
        throw new InvalidOption('a whole number or two', { wants: 'shape' });
      return [a, b];
    },
  };
}

const options = {
  /** The axes that are summed over, counted with the batch, which is axis 0. */
  axes: twoAxes(),
};
type Options = Resolved<typeof options>;

/** One input as matrices. */
interface Matrices {
  readonly count: number;
  /** Length of the axis that stays; 1 of a row, which has none. */
  readonly free: number;
  readonly inner: number;
  readonly steps: MatrixSteps;
  /** Place of the axis that is summed over. */
  readonly place: number;
}

/** @param shape without the batch axis @throws ShapeError */
function matricesOf(axis: number, shape: Shape): Matrices {
  const rank = shape.length;
  const place = axis < 0 ? axis + rank : axis - 1;
  const other = place === rank - 1 ? place - 1 : place + 1;
  if (rank > 3 || place < Math.max(0, rank - 2) || place >= rank)
    throw new ShapeError(
      `axes must be among the last two of three at most. Received ${axis} of ${shapeText(shape)}`,
      { why: 'axis', most: rank, received: axis },
    );
  const [inner = 1, free = 1, count = 1] = [shape[place], shape[other], rank === 3 ? shape[0] : 1];
  return {
    count,
    free,
    inner,
    place,
    steps: other < place ? { free: inner, inner: 1 } : { free: 1, inner: free },
  };
}

/** @param shapes without the batch axis @throws ShapeError if they do not fit */
function both(o: Options, [first = [], second = []]: readonly Shape[]): [a: Matrices, b: Matrices] {
  const [a, b] = [matricesOf(o.axes[0] ?? -1, first), matricesOf(o.axes[1] ?? -1, second)];
  const isSeveral = (shape: Shape): boolean => shape.length === 3;
  if (a.inner !== b.inner || a.count !== b.count || isSeveral(first) !== isSeveral(second))
    throw new ShapeError(
      `inputs must be alike along axes ${o.axes.join(' and ')}. Received ${shapeText(first)} and ${shapeText(second)}`,
      { why: 'unequal', expected: first, received: second },
    );
  return [a, b];
}

/** @param inputs without the batch axis @throws ShapeError */
function result(o: Options, inputs: readonly Shape[]): Shape {
  const [a, b] = both(o, inputs);
  const [first = 0, second = 0] = inputs.map(({ length }) => length);
  const shape = [[first > 2, a.count], [first > 1, a.free], [second > 1, b.free]] as const; // prettier-ignore
  const lengths = shape.flatMap(([has, length]) => (has ? length : []));
  return lengths.length === 0 ? [1] : lengths;
}

interface HasShape {
  readonly shape: Shape;
}

/** With the batch axis: the shape of the result, and how it is computed. */
function forwardOf(o: Options, inputs: readonly HasShape[]): { shape: Shape; g: DotGeometry } {
  const [batch = 1] = inputs[0]?.shape ?? [];
  const shapes = inputs.map(({ shape }) => shape.slice(1));
  const [a, b] = both(o, shapes);
  return {
    shape: [batch, ...result(o, shapes)],
    g: {
      matrices: batch * a.count,
      ...{ rows: a.free, columns: b.free, inner: a.inner, a: a.steps, b: b.steps },
    },
  };
}

/** The gradient of input `i` as a product of dy, a matrix of rows × columns, and the other input: which of the two comes first. */
function gradientOf<T extends HasShape>(
  o: Options,
  inputs: readonly T[],
  dy: T,
  i: number,
): { a: T; b: T; g: DotGeometry } {
  const { g } = forwardOf(o, inputs);
  const [own, second] = i === 0 ? [g.a, g.b] : [g.b, g.a];
  const [free, inner] = i === 0 ? [g.rows, g.columns] : [g.columns, g.rows];
  // Along the axis of dy that x has, and along the one that the other input has.
  const steps = i === 0 ? { free: g.columns, inner: 1 } : { free: 1, inner: g.columns };
  const transposed = { free: second.inner, inner: second.free };
  const other = inputs[1 - i] ?? dy;
  // x lies as [free, k] or as [k, free], and its gradient is written in that order.
  return own.inner === 1
    ? { a: dy, b: other, g: { ...g, rows: free, columns: g.inner, inner, a: steps, b: transposed } }
    : { a: other, b: dy, g: { ...g, rows: g.inner, columns: free, inner, a: transposed, b: steps } };
}

/** In plain loops. */
function product(
  { matrices, rows, columns, inner, a, b }: DotGeometry,
  x: NdArray,
  z: NdArray,
  shape: Shape,
): NdArray {
  const y = ndArray(shape);
  for (let n = 0; n < matrices; n++)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++)
          sum +=
            (x.data[n * rows * inner + i * a.free + k * a.inner] ?? NaN) *
            (z.data[n * inner * columns + k * b.inner + j * b.free] ?? NaN);
        y.data[(n * rows + i) * columns + j] = sum;
      }
  return y;
}

export const dot = defineLayer({
  kind: 'dot',
  className: 'Dot',
  options,
  inputs: { min: 2, max: 2 },
  fusesActivation: false,
  fusesInputActivation: false,
  offMenu: true,

  outputShape: result,
  parameters: () => [],

  forward: (o, graph, { name, inputs }) => {
    const [a, b] = [only(inputs), only(inputs.slice(1))];
    const { shape, g } = forwardOf(o, inputs);
    const y = graph.tensor(`${name}/y`, shape);
    graph.dispatch(dotKernel, `${name}/forward`, g, { a, b, y });
    return { y };
  },

  backward: (o, graph, { name, inputs, dy, wanted }) =>
    inputs.map((x, i) => {
      if (wanted[i] !== true) return null;
      const y = graph.tensor(`${name}/dx${i}`, x.shape);
      const { a, b, g } = gradientOf(o, inputs, dy, i);
      graph.dispatch(dotKernel, `${name}/dx${i}`, g, { a, b, y });
      return y;
    }),

  multiplyAdds: (o, inputs) => {
    const [a, b] = both(o, inputs);
    return a.count * a.free * b.free * a.inner;
  },

  reference: {
    forward: (o, inputs) => {
      const { shape, g } = forwardOf(o, inputs);
      return product(g, only(inputs), only(inputs.slice(1)), shape);
    },
    backward: (o, inputs, _, dy) => ({
      inputs: inputs.map((x, i) => {
        const { a, b, g } = gradientOf(o, inputs, dy, i);
        return product(g, a, b, x.shape);
      }),
      parameters: {},
    }),
  },

  explain: {
    formula: () => 'y[…,i,j] = Σ a[…,i,k] · b[…,k,j]',
    rule: 'other',
    windows: (o, inputs, index) => {
      const matrices = both(o, inputs);
      const rest = [...index];
      const [n = 0] = inputs[0]?.length === 3 ? rest.splice(0, 1) : [];
      return inputs.map((shape, input) => {
        const place = matrices[input]?.place;
        const free = shape.length > 1 ? (rest.shift() ?? 0) : 0;
        const start = shape.map((_, axis) =>
          axis === place ? 0 : shape.length === 3 && axis === 0 ? n : free,
        );
        const end = start.map((from, axis) => (axis === place ? (shape[axis] ?? 1) : from + 1));
        return { input, start, end, every: shape.map(() => 1) };
      });
    },
    terms: () => [],
  },

  cases: [
    { title: 'two rows', options: { axes: 1 }, inputs: [[7], [7]], batch: 3 },
    { title: 'columns of both', options: { axes: [1, 1] }, inputs: [[6, 5], [6, 3]], batch: 1 }, // prettier-ignore
    { title: 'columns by rows', options: { axes: [1, 2] }, inputs: [[2, 7], [3, 2]], batch: 2 }, // prettier-ignore
    { title: 'a matrix by a row', options: { axes: [2, 1] }, inputs: [[5, 3], [3]], batch: 2 }, // prettier-ignore
    { title: 'queries and keys of heads', options: { axes: -1 }, inputs: [[3, 5, 4], [3, 6, 4]], batch: 2 }, // prettier-ignore
    { title: 'weights and values of heads', options: { axes: [3, 2] }, inputs: [[2, 5, 9], [2, 9, 3]], batch: 2 }, // prettier-ignore
    { title: 'more blocks than a workgroup', options: { axes: 2 }, inputs: [[37, 3], [41, 3]], batch: 1 }, // prettier-ignore
  ],
});
