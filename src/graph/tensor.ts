// Tensors of the graph: shape, type, and storage. No GPU objects are created here.
//
// A tensor lies either in the plan (the compiler assigns it a buffer, shared with tensors of disjoint lifetimes) or at
// a fixed place in a slab (parameters, gradients, optimizer state, data), which outlives every plan. Reshaping makes a
// second tensor with the same storage.

import { shapeText, sizeOf } from '../gpu/shape';
import type { Slab } from '../gpu/slab';
import type { WeightType } from '../kernels/weights';

export type Shape = readonly number[];
/** `u8` data are packed, four to a `u32`. `f16` is for weights that kernels read (docs/kernels.md). */
export type DataType = WeightType | 'u32';

/** Storage for numbers. Two tensors with the same storage share their numbers. */
export type Storage =
  | { readonly home: 'plan'; readonly id: number; readonly label: string; readonly sizeBytes: number }
  | { readonly home: 'slab'; readonly slab: Slab; readonly offsetBytes: number; readonly sizeBytes: number };

export interface Tensor {
  readonly label: string;
  readonly shape: Shape;
  readonly dtype: DataType;
  readonly storage: Storage;
}

export { shapeText, sizeOf };

/** The stride from one number to the next. */
export function elementBytes(dtype: DataType): number {
  return dtype === 'f16' ? 2 : 4;
}

/** Bytes of all numbers, rounded up to multiples of 4, as bindings and copies require. */
export function bytesOf(shape: Shape, dtype: DataType): number {
  return Math.ceil((sizeOf(shape) * elementBytes(dtype)) / 4) * 4;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}
