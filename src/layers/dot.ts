// Dot: the products of the rows of two tensors, summed along an axis of each: how attention compares tokens, and mixes them.
//
// a […, i, k] and b […, k, j], in whichever order `axes` says → y […, i, j] = Σ_k a[…,i,k] · b[…,k,j]
// Each is a row [k], a matrix, or several matrices [heads, i, k]. Of several, each is multiplied by its counterpart; both tensors have
// the same number. Two rows give one number.
// Semantics: Keras 3, https://keras.io/api/layers/merging_layers/dot/, whose axes count the batch. Keras's Dot multiplies each of
// several matrices by each of the others; that each has one counterpart is its `ops.matmul`.
// Source: Vaswani et al. 2017, arXiv:1706.03762

import { dotKernel, type DotGeometry } from '../kernels/dot';
import { shapeText, type Shape } from '../graph/tensor';
import { ndArray, type NdArray } from '../reference/ndArray';
import { defineLayer, ShapeError, type Window } from './layer';
import { axes, InvalidOption, type Option, type Resolved } from './options';

/** One axis for both, or one for each. */
function twoAxes(): Option<readonly number[]> {
  const list = axes([-1, -1]);
  const { default: suggested, ...rest } = list;
  return {
    ...rest,
    ...(suggested && { suggested }),
    advanced: false,
    parse: (given) => {
      const [a, b = a, ...more] = list.parse(given);
      if (a === undefined || b === undefined || more.length > 0)
        throw new InvalidOption('a whole number other than 0, or a list of two', { wants: 'shape' });
      return [a, b];
    },
  };
}

const options = {
  /** The axes that are summed over, counted with the batch, which is axis 0. */
  axes: twoAxes(),
};
type Options = Resolved<typeof options>;

/** One input as matrices. Steps between neighbours in its numbers. */
interface Matrices {
  readonly count: number;
  /** Length of the axis that stays; 1 of a row, which has none. */
  readonly free: number;
  readonly inner: number;
  readonly steps: { readonly free: number; readonly inner: number };
  /** Place of the axis that is summed over. */
  readonly place: number;
}

/** @param shape without the batch axis @throws ShapeError */
function matricesOf(axis: number, shape: Shape): Matrices {
  if (shape.length === 0 || shape.length > 3)
    throw new ShapeError(`inputs must be rows, matrices or several matrices. Received ${shapeText(shape)}`, {
      why: 'rank',
      input: shape,
    });
  const rank = shape.length + 1;
  const place = (axis < 0 ? axis + rank : axis) - 1;
  if (place < Math.max(0, shape.length - 2) || place >= shape.length)
    throw new ShapeError(
      `axes must be one of the last two of each input, counted with the batch. Received ${axis} of ${shapeText(shape)}`,
      { why: 'axis', most: rank - 1, received: axis },
    );
  const isLast = place === shape.length - 1;
  const inner = shape[place] ?? 1;
  const free = shape.length === 1 ? 1 : (shape[isLast ? place - 1 : place + 1] ?? 1);
  const steps = isLast ? { free: inner, inner: 1 } : { free: 1, inner: free };
  return { count: shape.length === 3 ? (shape[0] ?? 1) : 1, free, inner, steps, place };
}

/** @param shapes without the batch axis @throws ShapeError if they do not fit */
function both(o: Options, [first = [], second = []]: readonly Shape[]): [a: Matrices, b: Matrices] {
  const [a, b] = [matricesOf(o.axes[0] ?? -1, first), matricesOf(o.axes[1] ?? -1, second)];
  if (a.inner !== b.inner || a.count !== b.count || (first.length === 3) !== (second.length === 3))
    throw new ShapeError(
      `inputs must be as long along the axes ${o.axes.join(' and ')}, and as many matrices. Received ${shapeText(first)} and ${shapeText(second)}`,
      { why: 'unequal', expected: first, received: second },
    );
  return [a, b];
}

const withoutBatch = (shapes: readonly Shape[]): readonly Shape[] => shapes.map((shape) => shape.slice(1));

/** @param shapes with the batch axis */
function geometry(o: Options, shapes: readonly Shape[]): DotGeometry {
  const [a, b] = both(o, withoutBatch(shapes));
  return {
    matrices: (shapes[0]?.[0] ?? 1) * a.count,
    ...{ rows: a.free, columns: b.free, inner: a.inner },
    ...{ a: a.steps, b: b.steps },
  };
}

/** @param inputs without the batch axis @throws ShapeError */
function result(o: Options, inputs: readonly Shape[]): Shape {
  const [a, b] = both(o, inputs);
  const [first = [], second = []] = inputs;
  const shape = [
    ...(first.length === 3 ? [a.count] : []),
    ...(first.length > 1 ? [a.free] : []),
    ...(second.length > 1 ? [b.free] : []),
  ];
  return shape.length === 0 ? [1] : shape;
}

/** The gradient of `x` as a product: of dy, a matrix of rows × columns, and the other input. */
function gradientOf(g: DotGeometry, isFirst: boolean): { swapped: boolean; g: DotGeometry } {
  const { rows, columns, inner } = g;
  const [own, other] = isFirst ? [g.a, g.b] : [g.b, g.a];
  // Along the axis of dy that x has, and along the one that the other input has.
  const dy = isFirst ? { free: columns, inner: 1 } : { free: 1, inner: columns };
  const [length, summed] = isFirst ? [rows, columns] : [columns, rows];
  const transposed = { free: other.inner, inner: other.free };
  // x lies as [free, k] or as [k, free], and its gradient is written in that order.
  const swapped = own.inner !== 1;
  return swapped
    ? { swapped, g: { ...g, rows: inner, columns: length, inner: summed, a: transposed, b: dy } }
    : { swapped, g: { ...g, rows: length, columns: inner, inner: summed, a: dy, b: transposed } };
}

/** @param a of g.matrices matrices, @param b as well */
function product(g: DotGeometry, a: NdArray, b: NdArray, shape: Shape): NdArray {
  const y = ndArray(shape);
  for (let n = 0; n < g.matrices; n++)
    for (let i = 0; i < g.rows; i++)
      for (let j = 0; j < g.columns; j++) {
        let sum = 0;
        for (let k = 0; k < g.inner; k++) {
          const ofA = a.data[n * g.rows * g.inner + i * g.a.free + k * g.a.inner] ?? NaN;
          const ofB = b.data[n * g.inner * g.columns + k * g.b.inner + j * g.b.free] ?? NaN;
          sum += ofA * ofB;
        }
        y.data[(n * g.rows + i) * g.columns + j] = sum;
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
    const [a, b] = inputs;
    if (a === undefined || b === undefined)
      throw new ShapeError('inputs must be two', { why: 'inputs', least: 2 });
    const shapes = [a.shape, b.shape];
    const y = graph.tensor(`${name}/y`, [a.shape[0] ?? 1, ...result(o, withoutBatch(shapes))]);
    graph.dispatch(dotKernel, `${name}/forward`, geometry(o, shapes), { a, b, y });
    return { y };
  },

  backward: (o, graph, { name, inputs, dy, wanted }) => {
    const whole = geometry(
      o,
      inputs.map(({ shape }) => shape),
    );
    return inputs.map((x, i) => {
      const other = inputs[1 - i];
      if (wanted[i] !== true || other === undefined) return null;
      const dx = graph.tensor(`${name}/dx${i}`, x.shape);
      const { swapped, g } = gradientOf(whole, i === 0);
      const [a, b] = swapped ? [other, dy] : [dy, other];
      graph.dispatch(dotKernel, `${name}/dx${i}`, g, { a, b, y: dx });
      return dx;
    });
  },

  multiplyAdds: (o, inputs) => {
    const [a, b] = both(o, inputs);
    return a.count * a.free * b.free * a.inner;
  },

  reference: {
    forward: (o, inputs) => {
      const [a, b] = inputs;
      if (a === undefined || b === undefined) throw new Error('dot: the reference needs two inputs');
      const shapes = [a.shape, b.shape];
      const [batch = 1] = a.shape;
      return product(geometry(o, shapes), a, b, [batch, ...result(o, withoutBatch(shapes))]);
    },
    backward: (o, inputs, _, dy) => {
      const whole = geometry(
        o,
        inputs.map(({ shape }) => shape),
      );
      const gradients = inputs.map((x, i) => {
        const other = inputs[1 - i] ?? x;
        const { swapped, g } = gradientOf(whole, i === 0);
        return swapped ? product(g, other, dy, x.shape) : product(g, dy, other, x.shape);
      });
      return { inputs: gradients, parameters: {} };
    },
  },

  explain: {
    formula: (o, inputs) => {
      const names = [0, 1].map((input) => {
        const shape = inputs[input] ?? [];
        const { place } = matricesOf(o.axes[input] ?? -1, shape);
        const free = input === 0 ? 'i' : 'j';
        return shape.map((_, axis) => (axis === place ? 'k' : shape.length === 3 && axis === 0 ? 'n' : free));
      });
      const [a = [], b = []] = names;
      const left = [...new Set([...a, ...b])].filter((one) => one !== 'k').sort((one, other) => 'nij'.indexOf(one) - 'nij'.indexOf(other)); // prettier-ignore
      return `y${left.length === 0 ? '' : `[${left.join()}]`} = Σ a[${a.join()}] · b[${b.join()}]`;
    },
    rule: 'other',
    windows: (o, inputs, index): Window[] => {
      const rest = [...index];
      const isSeveral = inputs.some((shape) => shape.length === 3);
      const matrix = isSeveral ? rest.shift() : undefined;
      return inputs.map((shape, input) => {
        const { place } = matricesOf(o.axes[input] ?? -1, shape);
        const free = shape.length > 1 ? (rest.shift() ?? 0) : 0;
        const start = shape.map((_, axis) =>
          axis === place ? 0 : shape.length === 3 && axis === 0 ? (matrix ?? 0) : free,
        );
        const end = start.map((from, axis) => (axis === place ? (shape[axis] ?? 1) : from + 1));
        return { input, start, end, every: shape.map(() => 1) };
      });
    },
    terms: () => [],
  },

  cases: [
    { title: 'two rows', options: { axes: 1 }, inputs: [[7], [7]], batch: 3 },
    { title: 'rows of both', options: { axes: -1 }, inputs: [[5, 6], [9, 6]], batch: 2 }, // prettier-ignore
    { title: 'rows by columns', options: { axes: [2, 1] }, inputs: [[4, 3], [3, 8]], batch: 2 }, // prettier-ignore
    { title: 'columns of both', options: { axes: [1, 1] }, inputs: [[6, 5], [6, 3]], batch: 1 }, // prettier-ignore
    { title: 'columns by rows', options: { axes: [1, 2] }, inputs: [[2, 7], [3, 2]], batch: 2 }, // prettier-ignore
    { title: 'a matrix by a row', options: { axes: [2, 1] }, inputs: [[5, 3], [3]], batch: 2 }, // prettier-ignore
    { title: 'a row by a matrix', options: { axes: [1, 1] }, inputs: [[3], [3, 5]], batch: 2 }, // prettier-ignore
    { title: 'queries and keys of heads', options: { axes: 3 }, inputs: [[3, 5, 4], [3, 6, 4]], batch: 2 }, // prettier-ignore
    { title: 'weights and values of heads', options: { axes: [3, 2] }, inputs: [[2, 5, 9], [2, 9, 3]], batch: 2 }, // prettier-ignore
    { title: 'columns of several', options: { axes: [2, 2] }, inputs: [[2, 3, 1], [2, 3, 5]], batch: 1 }, // prettier-ignore
    { title: 'more blocks than a workgroup', options: { axes: [2, 2] }, inputs: [[37, 3], [41, 3]], batch: 1 }, // prettier-ignore
  ],
});
