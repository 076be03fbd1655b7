// What a tensor can be made of: numbers, typed arrays, or arrays of them, nested once per axis.

import { shapeText, sizeOf, type Shape } from '../graph/tensor';
import { TensorError } from './errors';
import type { HostValues } from './numbers';

/** Bytes count as `int32`, as in tfjs; they are kept as bytes. `bool` is what comparisons give: 0 and 1. */
export type NumericType = 'float32' | 'int32' | 'bool';

export type TypedArray =
  | Float32Array
  | Float64Array
  | Int32Array
  | Int16Array
  | Uint32Array
  | Uint16Array
  | Uint8Array
  | Uint8ClampedArray;

/** Numbers, typed arrays, or arrays of them, nested once per axis. Booleans count as 0 and 1. */
export type TensorLike = number | boolean | TypedArray | readonly TensorLike[];

export interface ReadTensor {
  readonly values: HostValues;
  readonly shape: Shape;
  readonly dtype: NumericType;
}

/** @throws TensorError if lengths differ, or the values do not fill the shape */
export function readTensorLike(data: TensorLike, shape?: Shape, dtype?: NumericType): ReadTensor {
  const found = isTyped(data) ? [data.length] : shapeOf(data, []);
  if (shape !== undefined) {
    for (const length of shape) {
      if (!Number.isInteger(length) || length < 0) {
        throw new TensorError(`tensor: a shape is of whole numbers. Received [${shape.join(', ')}]`);
      }
    }
    const flat = found.length <= 1;
    if (flat ? sizeOf(found) !== sizeOf(shape) : shapeText(found) !== shapeText(shape)) {
      throw new TensorError(
        `tensor: shape ${shapeText(shape)} holds ${sizeOf(shape)} values. ` +
          `Received ${flat ? sizeOf(found) : `arrays of shape ${shapeText(found)}`}`,
      );
    }
  }
  const type = dtype ?? (isTyped(data) && isInteger(data) ? 'int32' : 'float32');
  return { values: flatValues(data, sizeOf(found), type), shape: shape ?? found, dtype: type };
}

function isTyped(data: unknown): data is TypedArray {
  return ArrayBuffer.isView(data) && !(data instanceof DataView);
}

function isInteger(data: TypedArray): boolean {
  return !(data instanceof Float32Array || data instanceof Float64Array);
}

function flatValues(data: TensorLike, size: number, dtype: NumericType): HostValues {
  // Bytes stay bytes: a quarter of the memory here and on the GPU.
  if (data instanceof Uint8Array) return data;
  if (data instanceof Uint8ClampedArray) return new Uint8Array(data.buffer, data.byteOffset, data.length);
  if (dtype === 'float32' && data instanceof Float32Array) return data;
  if (dtype === 'int32' && data instanceof Int32Array) return data;
  const values = arrayOf(dtype, size);
  let place = 0;
  const fill = (part: TensorLike): void => {
    if (typeof part === 'number' || typeof part === 'boolean') values[place++] = Number(part);
    else if (isTyped(part)) {
      values.set(part, place);
      place += part.length;
    } else part.forEach(fill);
  };
  fill(data);
  return values;
}

/** Zeros of a type. */
export function arrayOf(dtype: NumericType, size: number): HostValues {
  if (dtype === 'float32') return new Float32Array(size);
  return dtype === 'int32' ? new Int32Array(size) : new Uint8Array(size);
}

/** @throws TensorError where two arrays beside each other differ in shape */
function shapeOf(data: unknown, at: readonly number[]): Shape {
  if (typeof data === 'number' || typeof data === 'boolean') return [];
  if (isTyped(data)) return [data.length];
  const place = at.length === 0 ? 'its data' : `element [${at.join('][')}]`;
  if (!Array.isArray(data)) {
    throw new TensorError(
      `tensor: expected numbers or arrays for ${place}. Received ${data === null ? 'null' : typeof data}`,
    );
  }
  const parts: readonly unknown[] = data;
  if (parts.length === 0) return [0];
  const first = shapeOf(parts[0], [...at, 0]);
  parts.forEach((part, i) => {
    const shape = i === 0 ? first : shapeOf(part, [...at, i]);
    if (shapeText(shape) !== shapeText(first)) {
      throw new TensorError(
        `tensor: element [${[...at, i].join('][')}] must be of shape ${shapeText(first)}, as its neighbours. Received ${shapeText(shape)}`,
      );
    }
  });
  return [parts.length, ...first];
}
