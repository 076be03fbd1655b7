// Creates tensors from typed arrays, nested arrays, or rules such as one-hot.

import { shapeText, sizeOf, type Shape } from '../graph/tensor';
import { Rng } from '../reference/rng';
import { TensorError } from './errors';
import type { HostValues } from './numbers';
import { derived, Tensor } from './tensor';
import { arrayOf, readTensorLike, type NumericType, type TensorLike, type TypedArray } from './tensorLike';

export type { TensorLike, TypedArray };

/**
 * @param data a Float32Array, Int32Array or Uint8Array of the right type is used as it is, not copied
 * @param shape default: that of the nested arrays
 * @param dtype default: int32 for arrays of integers such as Int32Array or Uint8Array, else float32
 * @throws TensorError if lengths differ, or the values do not fill the shape
 * @example
 * tf.tensor([[1, 2], [3, 4]]).shape; // → [2, 2]
 */
export function tensor(data: TensorLike, shape?: Shape, dtype?: NumericType): Tensor {
  const read = readTensorLike(data, shape, dtype);
  return new Tensor(read.values, read.shape, read.dtype);
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

/**
 * One number, without axes.
 * @example
 * tf.scalar(3).arraySync(); // → 3
 */
export function scalar(value: number | boolean, dtype?: NumericType): Tensor {
  return ofRank(0, value, undefined, dtype);
}
/**
 * A row of numbers.
 * @example
 * tf.tensor1d([1, 2, 3]).shape; // → [3]
 */
export function tensor1d(data: TensorLike, dtype?: NumericType): Tensor {
  return ofRank(1, data, undefined, dtype);
}
/**
 * Rows of numbers.
 * @example
 * tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]).arraySync(); // → [[1, 2, 3], [4, 5, 6]]
 */
export function tensor2d(data: TensorLike, shape?: Shape, dtype?: NumericType): Tensor {
  return ofRank(2, data, shape, dtype);
}
/**
 * A tensor of three axes, such as a picture.
 * @example
 * tf.tensor3d(new Float32Array(12), [2, 2, 3]).shape; // → [2, 2, 3]
 */
export function tensor3d(data: TensorLike, shape?: Shape, dtype?: NumericType): Tensor {
  return ofRank(3, data, shape, dtype);
}
/**
 * A tensor of four axes, such as pictures.
 * @example
 * tf.tensor4d(new Float32Array(28 * 28), [1, 28, 28, 1]).shape; // → [1, 28, 28, 1]
 */
export function tensor4d(data: TensorLike, shape?: Shape, dtype?: NumericType): Tensor {
  return ofRank(4, data, shape, dtype);
}

/**
 * The same number everywhere.
 * @example
 * tf.fill([2], 7).arraySync(); // → [7, 7]
 */
export function fill(shape: Shape, value: number, dtype: NumericType = 'float32'): Tensor {
  return new Tensor(arrayOf(dtype, sizeOf(shape)).fill(value), shape, dtype);
}
/**
 * Zeros.
 * @example
 * tf.zeros([2]).arraySync(); // → [0, 0]
 */
export function zeros(shape: Shape, dtype: NumericType = 'float32'): Tensor {
  return fill(shape, 0, dtype);
}
/**
 * Ones.
 * @example
 * tf.ones([2]).arraySync(); // → [1, 1]
 */
export function ones(shape: Shape, dtype: NumericType = 'float32'): Tensor {
  return fill(shape, 1, dtype);
}

/**
 * Zeros in the shape of another tensor.
 * @example
 * tf.zerosLike(tf.ones([3])).arraySync(); // → [0, 0, 0]
 */
export function zerosLike(x: Tensor): Tensor {
  return fill(x.shape, 0, x.dtype);
}
/**
 * Ones in the shape of another tensor.
 * @example
 * tf.onesLike(tf.zeros([3])).arraySync(); // → [1, 1, 1]
 */
export function onesLike(x: Tensor): Tensor {
  return fill(x.shape, 1, x.dtype);
}

/**
 * `count` numbers from `start` to `stop`, both included.
 * @example
 * tf.linspace(0, 1, 5).arraySync(); // → [0, 0.25, 0.5, 0.75, 1]
 */
export function linspace(start: number, stop: number, count: number): Tensor {
  const step = count > 1 ? (stop - start) / (count - 1) : 0;
  return tensor(Float32Array.from({ length: count }, (_, i) => start + i * step));
}

/**
 * Numbers from `start` on in steps, without `stop`.
 * @example
 * tf.range(0, 6, 2).arraySync(); // → [0, 2, 4]
 */
export function range(start: number, stop: number, step = 1, dtype: NumericType = 'float32'): Tensor {
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return tensor(
    Array.from({ length: count }, (_, i) => start + i * step),
    [count],
    dtype,
  );
}

/** A seed gives the same numbers again, which are not those of tfjs. Default: other numbers every time. */
function drawn(
  shape: Shape,
  dtype: NumericType,
  seed: number | string | undefined,
  draw: (rng: Rng) => number,
): Tensor {
  const values = arrayOf(dtype, sizeOf(shape));
  const rng = new Rng(seed === undefined ? Math.floor(Math.random() * 2 ** 32) : 0, String(seed), 0);
  for (let i = 0; i < values.length; i++) values[i] = draw(rng);
  return new Tensor(values, shape, dtype);
}

/**
 * Evenly distributed: min ≤ number < max.
 * @example
 * tf.randomUniform([100], 0, 1).less(1).min().arraySync(); // → 1
 */
export function randomUniform(
  shape: Shape,
  min = 0,
  max = 1,
  dtype: NumericType = 'float32',
  seed?: number | string,
): Tensor {
  return drawn(shape, dtype, seed, (rng) => rng.between(min, max));
}

/**
 * Normally distributed numbers.
 * @example
 * tf.randomNormal([2, 3], 0, 1).shape; // → [2, 3]
 */
export function randomNormal(
  shape: Shape,
  mean = 0,
  stdDev = 1,
  dtype: 'float32' | 'int32' = 'float32',
  seed?: number | string,
): Tensor {
  return drawn(shape, dtype, seed, (rng) => mean + stdDev * normal(rng));
}

/**
 * As randomNormal, without numbers of more than two standard deviations from the mean.
 * @example
 * tf.truncatedNormal([100], 0, 1).abs().lessEqual(2).min().arraySync(); // → 1
 */
export function truncatedNormal(
  shape: Shape,
  mean = 0,
  stdDev = 1,
  dtype: 'float32' | 'int32' = 'float32',
  seed?: number | string,
): Tensor {
  const near = (rng: Rng): number => {
    for (;;) {
      const value = normal(rng);
      if (Math.abs(value) <= 2) return value;
    }
  };
  return drawn(shape, dtype, seed, (rng) => mean + stdDev * near(rng));
}

/** Box and Muller's method. */
function normal(rng: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - rng.between(0, 1))) * Math.cos(2 * Math.PI * rng.between(0, 1));
}

/**
 * A row of `offValue` with one `onValue` for each index; an index outside the row gives no `onValue`, as in tfjs.
 * @returns float32, the shape of `indices` and one more axis of length `depth`
 * @example
 * tf.oneHot([0, 2], 3).arraySync(); // → [[1, 0, 0], [0, 0, 1]]
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
  const result = derived([from], [...from.shape, depth], 'float32', ([values]) => make(values));
  if (from !== indices) from.dispose();
  return result;
}
