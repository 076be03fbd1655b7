// Tensors of the graph: shape, type, and where their numbers will live. No GPU object is made here.
//
// A tensor lives either in the plan (the compiler gives it a buffer, shared with tensors that are not
// alive at the same time) or at a fixed place in a slab (parameters, gradients, optimizer state, data),
// which outlives every plan. Reshaping makes a second tensor with the same storage.

import { shapeText, sizeOf } from '../gpu/shape';
import type { Slab } from '../gpu/slab';
import type { WeightType } from '../kernels/weights';

export type Shape = readonly number[];
/** `u8` data travel packed, four to a `u32`. `f16` are weights of forward passes (docs/kernels.md). */
export type DataType = WeightType | 'u32';

/** A place for numbers. Two tensors with one storage see the same numbers. */
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

/** From one number to the next. */
export function elementBytes(dtype: DataType): number {
  return dtype === 'f16' ? 2 : 4;
}

/** All of its numbers, rounded up to whole words: sizes of bindings and copies are multiples of 4 bytes. */
export function bytesOf(shape: Shape, dtype: DataType): number {
  return Math.ceil((sizeOf(shape) * elementBytes(dtype)) / 4) * 4;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}
