// Creates tensors from typed arrays, nested arrays, or rules such as one-hot.

import { shapeText, sizeOf, type Shape } from '../graph/tensor';
import { TensorError } from './errors';
import type { HostValues } from './numbers';
import { numbersOf, Tensor, type NumericType } from './tensor';

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

function isTyped(data: unknown): data is TypedArray {
  return ArrayBuffer.isView(data) && !(data instanceof DataView);
}

/**
 * @param data a Float32Array, Int32Array or Uint8Array of the right type is used as it is, not copied
 * @param shape default: that of the nested arrays
 * @param dtype default: int32 for arrays of integers such as Int32Array or Uint8Array, else float32
 * @throws TensorError if lengths differ, or the values do not fill the shape
 */
export function tensor(data: TensorLike, shape?: Shape, dtype?: NumericType): Tensor {
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
  return new Tensor(flatValues(data, sizeOf(found), type), shape ?? found, type);
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
  const values = dtype === 'float32' ? new Float32Array(size) : new Int32Array(size);
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

function ofRank(
  rank: number,
  data: TensorLike,
  shape: Shape | undefined,
  dtype: NumericType | undefined,
): Tensor {
  const made = tensor(data, shape, dtype);
  if (made.rank === rank) return made;
  made.dispose();
  throw new TensorError(
    `tensor${rank}d: expected ${rank} axes. Received shape ${shapeText(made.shape)}; flat data need a shape`,
  );
}

export function scalar(value: number | boolean, dtype?: NumericType): Tensor {
  return ofRank(0, value, undefined, dtype);
}
export function tensor1d(data: TensorLike, dtype?: NumericType): Tensor {
  return ofRank(1, data, undefined, dtype);
}
export function tensor2d(data: TensorLike, shape?: Shape, dtype?: NumericType): Tensor {
  return ofRank(2, data, shape, dtype);
}
export function tensor3d(data: TensorLike, shape?: Shape, dtype?: NumericType): Tensor {
  return ofRank(3, data, shape, dtype);
}
export function tensor4d(data: TensorLike, shape?: Shape, dtype?: NumericType): Tensor {
  return ofRank(4, data, shape, dtype);
}

export function fill(shape: Shape, value: number, dtype: NumericType = 'float32'): Tensor {
  const size = sizeOf(shape);
  return tensor(
    dtype === 'float32' ? new Float32Array(size).fill(value) : new Int32Array(size).fill(value),
    shape,
    dtype,
  );
}
export function zeros(shape: Shape, dtype: NumericType = 'float32'): Tensor {
  return fill(shape, 0, dtype);
}
export function ones(shape: Shape, dtype: NumericType = 'float32'): Tensor {
  return fill(shape, 1, dtype);
}

/**
 * A row of `offValue` with one `onValue` for each index; an index outside the row gives no `onValue`, as in tfjs.
 * @returns float32, the shape of `indices` and one more axis of length `depth`
 */
export function oneHot(indices: Tensor | TensorLike, depth: number, onValue = 1, offValue = 0): Tensor {
  if (!Number.isInteger(depth) || depth < 1) {
    throw new TensorError(`oneHot: depth must be a whole number of at least 1. Received ${depth}`);
  }
  const from = indices instanceof Tensor ? indices : tensor(indices, undefined, 'int32');
  const make = (values: HostValues): Float32Array => {
    const rows = new Float32Array(values.length * depth).fill(offValue);
    values.forEach((index, row) => {
      if (index >= 0 && index < depth) rows[row * depth + index] = onValue;
    });
    return rows;
  };
  const numbers = numbersOf(from);
  const result = new Tensor(
    numbers.host === null ? numbers.read().then(make) : make(numbers.host),
    [...from.shape, depth],
    'float32',
  );
  if (from !== indices) from.dispose();
  return result;
}
