// Arrays of any number of axes, row by row, as far as reading a file needs them.

import { sizeOf, type Shape } from '../../graph/tensor';
import { permute, permutedOrder } from '../permute';
import type { Constant } from './constants';

/** Numbers from one axis to the next, for each axis. */
function stepsOf(shape: Shape): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/** The last axes lie on each other; of two lengths one may be 1. Null where they do not fit. */
export function broadcastShape(shapes: readonly Shape[]): number[] | null {
  const rank = Math.max(...shapes.map(({ length }) => length));
  const lengths = Array.from({ length: rank }, (_, i) => {
    const all = shapes.map((shape) => shape[i - rank + shape.length] ?? 1).filter((length) => length !== 1);
    const [first = 1] = all;
    return all.every((length) => Object.is(length, first)) ? first : null;
  });
  return lengths.every((length) => length !== null) ? lengths : null;
}

/** Where each number of a result of this shape comes from. */
function places(from: Shape, to: Shape): Int32Array {
  const own = stepsOf(from);
  const shift = to.length - from.length;
  const steps = to.map((_, axis) => ((from[axis - shift] ?? 1) === 1 ? 0 : (own[axis - shift] ?? 0)));
  return Int32Array.from(walk(to, steps));
}

/** The offset of each index of a shape, where its axes have these steps. */
function* walk(shape: Shape, steps: readonly number[], start = 0): Generator<number> {
  const count = sizeOf(shape);
  const index = new Array<number>(shape.length).fill(0);
  let at = start;
  for (let i = 0; i < count; i++) {
    yield at;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [place = 0, length = 1, step = 0] = [index[axis], shape[axis], steps[axis]];
      at += step;
      if (place + 1 < length) {
        index[axis] = place + 1;
        break;
      }
      at -= step * length;
      index[axis] = 0;
    }
  }
}

/** Repeated to a shape that it broadcasts to. */
export function broadcastTo({ shape, values }: Constant, to: Shape): Float64Array {
  return Float64Array.from(places(shape, to), (from) => values[from] ?? NaN);
}

export function elementwise(
  a: Constant,
  b: Constant,
  shape: Shape,
  join: (a: number, b: number) => number,
): Float64Array {
  const [first, second] = [broadcastTo(a, shape), broadcastTo(b, shape)];
  return first.map((value, i) => join(value, second[i] ?? NaN));
}

/** Numbers of the same kind in another order. */
function taken({ values }: Constant, shape: Shape, from: Int32Array): Constant {
  const picked =
    values instanceof Float32Array
      ? Float32Array.from(from, (at) => values[at] ?? NaN)
      : Array.from(from, (at) => values[at] ?? NaN);
  return { is: 'constant', name: '', shape, values: picked };
}

export function transposed(x: Constant, perm: readonly number[]): Constant {
  const shape = perm.map((axis) => x.shape[axis] ?? 1);
  const { values } = x;
  // Weights, which may be many: without a list of places.
  if (values instanceof Float32Array) return { ...x, shape, values: permute(values, x.shape, perm) };
  return taken(x, shape, permutedOrder(x.shape, perm));
}

/** Places `from` of an axis. */
export function pickedAlong(x: Constant, axis: number, from: readonly number[]): Constant {
  const shape = x.shape.map((length, i) => (i === axis ? from.length : length));
  const after = sizeOf(x.shape.slice(axis + 1));
  const length = x.shape[axis] ?? 1;
  const order = Int32Array.from({ length: sizeOf(shape) }, (_, i) => {
    const place = Math.floor(i / after) % Math.max(1, from.length);
    const before = Math.floor(i / (after * from.length));
    return (before * length + (from[place] ?? 0)) * after + (i % after);
  });
  return taken(x, shape, order);
}

/** Of each axis `count` places, from `start` on, every `step`. */
export function sliced(
  x: Constant,
  cuts: readonly { readonly start: number; readonly step: number; readonly count: number }[],
): Constant {
  const own = stepsOf(x.shape);
  const shape = cuts.map(({ count }) => count);
  const start = cuts.reduce((sum, cut, axis) => sum + cut.start * (own[axis] ?? 0), 0);
  const steps = cuts.map(({ step }, axis) => step * (own[axis] ?? 0));
  return taken(x, shape, Int32Array.from(walk(shape, steps, start)));
}

/** Side by side along an axis; all other lengths are the same. */
export function joined(parts: readonly Constant[], axis: number): Constant {
  const [first] = parts;
  const lengths = first?.shape ?? [];
  const total = parts.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
  const shape = lengths.map((length, i) => (i === axis ? total : length));
  const isFloat = parts.some(({ values }) => values instanceof Float32Array);
  const values = new Float64Array(sizeOf(shape));
  const after = sizeOf(lengths.slice(axis + 1));
  let start = 0;
  for (const part of parts) {
    const run = (part.shape[axis] ?? 0) * after;
    part.values.forEach((value, i) => {
      values[Math.floor(i / run) * total * after + start + (i % run)] = value;
    });
    start += run;
  }
  return {
    is: 'constant',
    name: '',
    shape,
    values: isFloat ? Float32Array.from(values) : Array.from(values),
  };
}

/** The numbers along some axes as one; these keep a length of 1. */
export function reduced(
  { shape, values }: Constant,
  axes: readonly number[],
  join: (numbers: readonly number[]) => number,
): { readonly shape: Shape; readonly values: Float64Array } {
  const own = stepsOf(shape);
  const kept = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const inner = shape.map((length, axis) => (axes.includes(axis) ? length : 1));
  const offsets = [...walk(inner, own)];
  const results = Float64Array.from(walk(kept, own), (start) =>
    join(offsets.map((offset) => values[start + offset] ?? NaN)),
  );
  return { shape: kept, values: results };
}
