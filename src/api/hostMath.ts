// Operations on flat row-major arrays on the host: for preparing data and looking at results. No tensors in here.
//
// Sums are in f64. What moves numbers without changing them (slice, transpose, tile, gather) is one function: `pick`.

import { shapeText, sizeOf, type Shape } from '../graph/tensor';
import { TensorError } from './errors';
import type { HostValues } from './numbers';
import { arrayOf, type NumericType } from './tensorLike';

/** What `data()` of a tensor gives: `bool` is bytes. */
export type DataArray = Float32Array | Int32Array | Uint8Array;

export type NestedArray = number | readonly NestedArray[];

/** How far apart two neighbours along each axis are. */
export function stridesOf(shape: Shape): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/** An axis counted from the front. @throws TensorError if there is no such axis */
export function axisIn(call: string, axis: number, rank: number): number {
  const place = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(place) && place >= 0 && place < rank) return place;
  throw new TensorError(`${call}: axis must be within ${rank} axes. Received ${axis}`);
}

/** The type of a result of both: bool < int32 < float32. */
export function upcast(a: NumericType, b: NumericType): NumericType {
  if (a === 'float32' || b === 'float32') return 'float32';
  return a === 'int32' || b === 'int32' ? 'int32' : 'bool';
}

/** @throws TensorError if two lengths differ and neither is 1 */
export function broadcastShape(call: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const left = a[i - rank + a.length] ?? 1;
    const right = b[i - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new TensorError(
      `${call}: shapes must be equal, or 1 where they differ. Received ${shapeText(a)} and ${shapeText(b)}`,
    );
  });
}

/** For each index of each axis of the result, how much it adds to the place in the source. */
type Offsets = readonly ArrayLike<number>[];

const steps = (length: number, step: number, first = 0): number[] =>
  Array.from({ length }, (_, i) => first + i * step);

/** The numbers of a source in a new arrangement. */
export function pick(values: HostValues, dtype: NumericType, offsets: Offsets): HostValues {
  const result = arrayOf(
    dtype,
    offsets.reduce((product, { length }) => product * length, 1),
  );
  let at = 0;
  const walk = (axis: number, base: number): void => {
    const along = offsets[axis];
    if (along === undefined) result[at++] = values[base] ?? NaN;
    else for (let i = 0; i < along.length; i++) walk(axis + 1, base + (along[i] ?? 0));
  };
  walk(0, 0);
  return result;
}

/** A shape stretched to another: axes of length 1 repeat. */
export function stretched(from: Shape, to: Shape): Offsets {
  const strides = stridesOf(from);
  return to.map((length, axis) => {
    const own = axis - to.length + from.length;
    return steps(length, (from[own] ?? 1) === 1 ? 0 : (strides[own] ?? 0));
  });
}

export function sliced(shape: Shape, begin: Shape, size: Shape): Offsets {
  return stridesOf(shape).map((stride, axis) => steps(size[axis] ?? 0, stride, (begin[axis] ?? 0) * stride));
}

export function permuted(shape: Shape, order: Shape): Offsets {
  const strides = stridesOf(shape);
  return order.map((axis) => steps(shape[axis] ?? 0, strides[axis] ?? 0));
}

export function tiled(shape: Shape, times: Shape): Offsets {
  return stridesOf(shape).map((stride, axis) => {
    const length = shape[axis] ?? 0;
    return Array.from({ length: length * (times[axis] ?? 1) }, (_, i) => (i % length) * stride);
  });
}

/** @throws TensorError for an index outside the axis */
export function gathered(shape: Shape, axis: number, indices: ArrayLike<number>): Offsets {
  return stridesOf(shape).map((stride, i) => {
    const length = shape[i] ?? 0;
    if (i !== axis) return steps(length, stride);
    return Array.from(indices, (index) => {
      if (Number.isInteger(index) && index >= 0 && index < length) return index * stride;
      throw new TensorError(`gather: indices must be 0…${length - 1}. Received ${index}`);
    });
  });
}

/** Numbers of two arrays in pairs; shapes are stretched to `shape`. */
export function zipped(
  [a, aShape]: readonly [HostValues, Shape],
  [b, bShape]: readonly [HostValues, Shape],
  shape: Shape,
  dtype: NumericType,
  f: (a: number, b: number) => number,
): HostValues {
  const result = arrayOf(dtype, sizeOf(shape));
  const [left, right] = [fitted(a, aShape, shape), fitted(b, bShape, shape)];
  for (let i = 0; i < result.length; i++) result[i] = f(left[i] ?? NaN, right[i] ?? NaN);
  return result;
}

function fitted(values: HostValues, from: Shape, to: Shape): ArrayLike<number> {
  if (shapeText(from) === shapeText(to)) return values;
  return pick(values, 'float32', stretched(from, to));
}

/** Arrays one after another along an axis. */
export function joined(
  parts: readonly (readonly [HostValues, Shape])[],
  axis: number,
  dtype: NumericType,
): HostValues {
  const result = arrayOf(
    dtype,
    parts.reduce((sum, [values]) => sum + values.length, 0),
  );
  const runs = parts.map(([, shape]) => sizeOf(shape.slice(axis)));
  const rows = sizeOf(parts[0]?.[1].slice(0, axis) ?? []);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    parts.forEach(([values], i) => {
      const run = runs[i] ?? 0;
      result.set(values.subarray(row * run, (row + 1) * run), at);
      at += run;
    });
  }
  return result;
}

/** Every group of numbers along some axes becomes one. @param f gets the numbers of a group, in their order */
export function reduced(
  values: HostValues,
  shape: Shape,
  axes: readonly number[],
  dtype: NumericType,
  f: (group: Float64Array) => number,
): HostValues {
  const strides = stridesOf(shape);
  const along = (inside: boolean): Offsets =>
    shape.flatMap((length, axis) =>
      axes.includes(axis) === inside ? [steps(length, strides[axis] ?? 0)] : [],
    );
  const bases = places(along(false));
  const members = places(along(true));
  const group = new Float64Array(members.length);
  const result = arrayOf(dtype, bases.length);
  bases.forEach((base, i) => {
    members.forEach((member, k) => (group[k] = values[base + member] ?? NaN));
    result[i] = f(group);
  });
  return result;
}

function places(offsets: Offsets): readonly number[] {
  return offsets.reduce<number[]>(
    (bases, along) => bases.flatMap((base) => Array.from(along, (offset) => base + offset)),
    [0],
  );
}

export const sum = (group: Float64Array): number => group.reduce((total, value) => total + value, 0);

export const indexOfBest = (group: Float64Array, better: (a: number, b: number) => boolean): number =>
  group.reduce((best, value, i) => (better(value, group[best] ?? NaN) ? i : best), 0);

export function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** The same numbers in the array of a type. */
export function typed(values: HostValues, dtype: NumericType): DataArray {
  switch (dtype) {
    case 'float32':
      return values instanceof Float32Array ? values : Float32Array.from(values);
    case 'int32':
      return values instanceof Int32Array ? values : Int32Array.from(values);
    case 'bool':
      return values instanceof Uint8Array ? values : Uint8Array.from(values, (value) => Number(value !== 0));
    default:
      return dtype satisfies never;
  }
}

/** Numbers as lists in lists; of rank 0 a number. */
export function nested(values: DataArray, shape: Shape): NestedArray {
  const build = (axis: number, start: number, size: number): NestedArray => {
    const length = shape[axis];
    if (length === undefined) return values[start] ?? NaN;
    const part = length === 0 ? 0 : size / length;
    return Array.from({ length }, (_, i) => build(axis + 1, start + i * part, part));
  };
  return build(0, 0, values.length);
}

/** A shape with its one length of -1 worked out. @throws TensorError if `size` numbers do not fill it */
export function completed(shape: Shape, size: number): Shape {
  const known = shape.filter((length) => length !== -1).reduce((product, length) => product * length, 1);
  const complete = shape.map((length) => (length === -1 ? size / known : length));
  if (sizeOf(complete) !== size || !complete.every((length) => Number.isInteger(length) && length >= 0)) {
    throw new TensorError(`reshape: ${size} values must fill the new shape. Received [${shape.join(', ')}]`);
  }
  return complete;
}
