// A tensor as plain as it gets: a shape and a flat list of numbers, last axis fastest (NHWC, as Keras).
//
// Everything in this folder is written in loops over `at(x, n, y, x, c)`, so that the code reads like the
// formula. It runs in 64-bit floats: the GPU's 32-bit results are checked against it. All tensors carry the
// batch axis. Reading outside the shape throws; the reference never sees a silent `undefined`.

import { shapeText, sizeOf } from '../gpu/shape';
import { uniform } from './hash';

export { shapeText, sizeOf };

export type Shape = readonly number[];

export interface NdArray {
  readonly shape: Shape;
  /** `size(shape)` values, row-major: the last index moves fastest. */
  readonly data: Float64Array;
}

/** How far apart two neighbours along each axis lie in `data`: [2,3,4] → [12,4,1]. */
export function strides(shape: Shape): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/**
 * Makes a tensor, zeros if no data is given. The data is copied.
 * @throws RangeError if a length is not a whole number ≥ 0, or the data has not `size(shape)` elements.
 */
export function ndArray(shape: Shape, data?: ArrayLike<number>): NdArray {
  if (shape.some((length) => !Number.isInteger(length) || length < 0)) {
    throw new RangeError(`ndArray: a shape needs whole numbers of 0 or more. Received ${shapeText(shape)}`);
  }
  const count = sizeOf(shape);
  if (data !== undefined && data.length !== count) {
    throw new RangeError(
      `ndArray: shape ${shapeText(shape)} needs ${count} elements. Received ${data.length} elements`,
    );
  }
  return { shape: [...shape], data: data === undefined ? new Float64Array(count) : Float64Array.from(data) };
}

/**
 * Position in `data` of an element: offset(x, n, y, x, c) = ((n·H + y)·W + x)·C + c.
 * @throws RangeError if the rank differs or an index lies outside its axis.
 */
export function offset(x: NdArray, ...index: number[]): number {
  if (index.length !== x.shape.length) {
    throw new RangeError(
      `offset: shape ${shapeText(x.shape)} needs ${x.shape.length} indices. Received ${index.length}`,
    );
  }
  let position = 0;
  for (let axis = 0; axis < index.length; axis++) {
    const length = x.shape[axis] ?? 0;
    const i = index[axis] ?? -1;
    if (!(i >= 0 && i < length)) {
      throw new RangeError(
        `offset: index on axis ${axis} needs to be 0 to ${length - 1}. Received ${i} (shape ${shapeText(x.shape)})`,
      );
    }
    position = position * length + i;
  }
  return position;
}

/** Reads one element: `at(x, n, y, x, c)`. */
export function at(x: NdArray, ...index: number[]): number {
  return x.data[offset(x, ...index)] ?? NaN;
}

/** Writes one element: `put(y, value, n, y, x, c)`. */
export function put(x: NdArray, value: number, ...index: number[]): void {
  x.data[offset(x, ...index)] = value;
}

/** Adds to one element; gradients of a value that is used several times sum up: `accumulate(dx, g, n, y, x, c)`. */
export function accumulate(x: NdArray, value: number, ...index: number[]): void {
  const position = offset(x, ...index);
  x.data[position] = (x.data[position] ?? NaN) + value;
}

/** A new tensor of f(value) for each value of x. */
export function map(x: NdArray, f: (value: number) => number): NdArray {
  return { shape: x.shape, data: x.data.map((value) => f(value)) };
}

/**
 * A new tensor of f(a, b) for each pair of values of two tensors of one shape.
 * @throws RangeError if the shapes differ.
 */
export function zip(a: NdArray, b: NdArray, f: (a: number, b: number) => number): NdArray {
  checkShape('zip', 'second tensor', a.shape, b.shape);
  return { shape: a.shape, data: a.data.map((value, i) => f(value, b.data[i] ?? NaN)) };
}

/** The same data seen as a table: one row per position, one column per channel (the last axis). Shares `data`. */
export function asRows(x: NdArray): NdArray {
  const columns = x.shape[x.shape.length - 1] ?? 1;
  return { shape: [columns === 0 ? 0 : x.data.length / columns, columns], data: x.data };
}

/** The lengths of a tensor known to have two axes, such as a table: [rows, columns]. */
export function lengths2(place: string, name: string, x: NdArray): [number, number] {
  const [a, b] = x.shape;
  if (x.shape.length !== 2 || a === undefined || b === undefined) throw rankError(place, name, 2, x);
  return [a, b];
}

/** The lengths of a tensor known to have four axes, such as an image batch: [N, H, W, C]. */
export function lengths4(place: string, name: string, x: NdArray): [number, number, number, number] {
  const [a, b, c, d] = x.shape;
  if (x.shape.length !== 4 || a === undefined || b === undefined || c === undefined || d === undefined) {
    throw rankError(place, name, 4, x);
  }
  return [a, b, c, d];
}

function rankError(place: string, name: string, rank: number, x: NdArray): RangeError {
  return new RangeError(
    `${place}: ${name} needs ${rank} axes. Received ${x.shape.length} (shape ${shapeText(x.shape)})`,
  );
}

/** @throws RangeError `place: name needs shape … Received …` unless the two shapes are equal. */
export function checkShape(place: string, name: string, expected: Shape, received: Shape): void {
  if (expected.length !== received.length || expected.some((length, axis) => length !== received[axis])) {
    throw new RangeError(
      `${place}: ${name} needs shape ${shapeText(expected)}. Received ${shapeText(received)}`,
    );
  }
}

/**
 * Values spread evenly over [low, high), the same for the same seed on every machine (see hash.ts). Rounded to
 * 32-bit floats, so that a GPU or another library can be given exactly the same numbers.
 */
export function random(shape: Shape, seed: number, low = -1, high = 1): NdArray {
  const x = ndArray(shape);
  for (let i = 0; i < x.data.length; i++) x.data[i] = Math.fround(low + (high - low) * uniform(seed, 0, i));
  return x;
}
