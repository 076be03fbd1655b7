// The operations of tfjs as functions of tensors or arrays: `tf.add(a, b)` is `a.add(b)`. They run on the host.

import { sizeOf, type Shape } from '../graph/tensor';
import { oneHot, tensor } from './creation';
import { TensorError } from './errors';
import { broadcastShape, pick, stretched, upcast } from './hostMath';
import { derived, Tensor, type Axes, type Operand } from './tensor';
import { tidy } from './tidy';
import { arrayOf, type NumericType } from './tensorLike';

/** Runs on a tensor; a tensor made of an array for this call is disposed afterwards. */
function on<T extends Tensor | Tensor[]>(x: Operand, run: (x: Tensor) => T): T {
  return x instanceof Tensor ? run(x) : tidy(() => run(tensor(x)));
}

type Binary = (a: Operand, b: Operand) => Tensor;
type Unary = (x: Operand) => Tensor;
type Reduction = (x: Operand, axes?: Axes, keepDims?: boolean) => Tensor;

/**
 * The sum, number by number; shapes are stretched to each other.
 * @example
 * tf.add([1, 2], [10, 20]).arraySync(); // → [11, 22]
 */
export const add: Binary = (a, b) => on(a, (x) => x.add(b));
/**
 * The difference, number by number.
 * @example
 * tf.sub([10, 20], 1).arraySync(); // → [9, 19]
 */
export const sub: Binary = (a, b) => on(a, (x) => x.sub(b));
/**
 * The product, number by number.
 * @example
 * tf.mul([1, 2], [3, 4]).arraySync(); // → [3, 8]
 */
export const mul: Binary = (a, b) => on(a, (x) => x.mul(b));
/**
 * The quotient, number by number; of two int32 tensors rounded down.
 * @example
 * tf.div([3, 9], 2).arraySync(); // → [1.5, 4.5]
 */
export const div: Binary = (a, b) => on(a, (x) => x.div(b));
/**
 * The power, number by number.
 * @example
 * tf.pow([2, 3], 2).arraySync(); // → [4, 9]
 */
export const pow: Binary = (a, b) => on(a, (x) => x.pow(b));
/**
 * The larger of two numbers.
 * @example
 * tf.maximum([1, 5], [3, 2]).arraySync(); // → [3, 5]
 */
export const maximum: Binary = (a, b) => on(a, (x) => x.maximum(b));
/**
 * The smaller of two numbers.
 * @example
 * tf.minimum([1, 5], [3, 2]).arraySync(); // → [1, 2]
 */
export const minimum: Binary = (a, b) => on(a, (x) => x.minimum(b));
/**
 * 1 where two numbers are equal, else 0.
 * @example
 * tf.equal([1, 2], [1, 3]).arraySync(); // → [1, 0]
 */
export const equal: Binary = (a, b) => on(a, (x) => x.equal(b));
/**
 * 1 where two numbers differ, else 0.
 * @example
 * tf.notEqual([1, 2], [1, 3]).arraySync(); // → [0, 1]
 */
export const notEqual: Binary = (a, b) => on(a, (x) => x.notEqual(b));
/**
 * 1 where the first number is larger, else 0.
 * @example
 * tf.greater([1, 2, 3], 2).arraySync(); // → [0, 0, 1]
 */
export const greater: Binary = (a, b) => on(a, (x) => x.greater(b));
/**
 * 1 where the first number is not smaller, else 0.
 * @example
 * tf.greaterEqual([1, 2, 3], 2).arraySync(); // → [0, 1, 1]
 */
export const greaterEqual: Binary = (a, b) => on(a, (x) => x.greaterEqual(b));
/**
 * 1 where the first number is smaller, else 0.
 * @example
 * tf.less([1, 2, 3], 2).arraySync(); // → [1, 0, 0]
 */
export const less: Binary = (a, b) => on(a, (x) => x.less(b));
/**
 * 1 where the first number is not larger, else 0.
 * @example
 * tf.lessEqual([1, 2, 3], 2).arraySync(); // → [1, 1, 0]
 */
export const lessEqual: Binary = (a, b) => on(a, (x) => x.lessEqual(b));
/**
 * 1 where both numbers are not 0.
 * @example
 * tf.logicalAnd(tf.tensor1d([1, 1, 0]), tf.tensor1d([1, 0, 0])).arraySync(); // → [1, 0, 0]
 */
export const logicalAnd = (a: Tensor, b: Tensor): Tensor => a.logicalAnd(b);
/**
 * 1 where one of the numbers is not 0.
 * @example
 * tf.logicalOr(tf.tensor1d([1, 1, 0]), tf.tensor1d([1, 0, 0])).arraySync(); // → [1, 1, 0]
 */
export const logicalOr = (a: Tensor, b: Tensor): Tensor => a.logicalOr(b);
/**
 * 1 where the number is 0, else 0.
 * @example
 * tf.logicalNot(tf.tensor1d([1, 0])).arraySync(); // → [0, 1]
 */
export const logicalNot = (x: Tensor): Tensor => x.logicalNot();

/**
 * x².
 * @example
 * tf.square([1, 2, 3]).arraySync(); // → [1, 4, 9]
 */
export const square: Unary = (x) => on(x, (one) => one.square());
/**
 * √x.
 * @example
 * tf.sqrt([4, 9]).arraySync(); // → [2, 3]
 */
export const sqrt: Unary = (x) => on(x, (one) => one.sqrt());
/**
 * eˣ.
 * @example
 * tf.exp([0]).arraySync(); // → [1]
 */
export const exp: Unary = (x) => on(x, (one) => one.exp());
/**
 * The natural logarithm.
 * @example
 * tf.log([1]).arraySync(); // → [0]
 */
export const log: Unary = (x) => on(x, (one) => one.log());
/**
 * −x.
 * @example
 * tf.neg([1, -2]).arraySync(); // → [-1, 2]
 */
export const neg: Unary = (x) => on(x, (one) => one.neg());
/**
 * The distance from 0.
 * @example
 * tf.abs([1, -2]).arraySync(); // → [1, 2]
 */
export const abs: Unary = (x) => on(x, (one) => one.abs());
/**
 * The nearest whole number; halves to the even one.
 * @example
 * tf.round([0.4, 1.5, 2.5]).arraySync(); // → [0, 2, 2]
 */
export const round: Unary = (x) => on(x, (one) => one.round());
/**
 * The largest whole number that is not larger.
 * @example
 * tf.floor([1.7, -1.2]).arraySync(); // → [1, -2]
 */
export const floor: Unary = (x) => on(x, (one) => one.floor());
/**
 * The smallest whole number that is not smaller.
 * @example
 * tf.ceil([1.2, -1.7]).arraySync(); // → [2, -1]
 */
export const ceil: Unary = (x) => on(x, (one) => one.ceil());
/**
 * max(x, 0).
 * @example
 * tf.relu([-1, 2]).arraySync(); // → [0, 2]
 */
export const relu: Unary = (x) => on(x, (one) => one.relu());
/**
 * 1 / (1 + e⁻ˣ).
 * @example
 * tf.sigmoid([0]).arraySync(); // → [0.5]
 */
export const sigmoid: Unary = (x) => on(x, (one) => one.sigmoid());
/**
 * The hyperbolic tangent.
 * @example
 * tf.tanh([0]).arraySync(); // → [0]
 */
export const tanh: Unary = (x) => on(x, (one) => one.tanh());
/**
 * Probabilities from scores, along the last axis.
 * @example
 * tf.softmax([5, 5]).arraySync(); // → [0.5, 0.5]
 */
export const softmax: Unary = (x) => on(x, (one) => one.softmax());
/**
 * Numbers kept between two bounds.
 * @example
 * tf.clipByValue([-1, 0.5, 2], 0, 1).arraySync(); // → [0, 0.5, 1]
 */
export const clipByValue = (x: Operand, min: number, max: number): Tensor =>
  on(x, (one) => one.clipByValue(min, max));

/**
 * The sum of all numbers, or along axes.
 * @example
 * tf.sum([[1, 2], [3, 4]], 0).arraySync(); // → [4, 6]
 */
export const sum: Reduction = (x, ...how) => on(x, (one) => one.sum(...how));
/**
 * The mean of all numbers, or along axes.
 * @example
 * tf.mean([[1, 2], [3, 4]], 1).arraySync(); // → [1.5, 3.5]
 */
export const mean: Reduction = (x, ...how) => on(x, (one) => one.mean(...how));
/**
 * The largest of all numbers, or along axes.
 * @example
 * tf.max([[1, 2], [3, 4]], 1).arraySync(); // → [2, 4]
 */
export const max: Reduction = (x, ...how) => on(x, (one) => one.max(...how));
/**
 * The smallest of all numbers, or along axes.
 * @example
 * tf.min([[1, 2], [3, 4]]).arraySync(); // → 1
 */
export const min: Reduction = (x, ...how) => on(x, (one) => one.min(...how));
/**
 * The place of the largest number along an axis; of equals the first.
 * @example
 * tf.argMax([[1, 9, 2], [7, 3, 4]], 1).arraySync(); // → [1, 0]
 */
export const argMax = (x: Operand, axis?: number): Tensor => on(x, (one) => one.argMax(axis));
/**
 * The place of the smallest number along an axis; of equals the first.
 * @example
 * tf.argMin([[1, 9, 2], [7, 3, 4]], 1).arraySync(); // → [0, 1]
 */
export const argMin = (x: Operand, axis?: number): Tensor => on(x, (one) => one.argMin(axis));

/**
 * Mean and variance (of the numbers themselves, not of a sample of them).
 * @example
 * tf.moments([1, 3]).variance.arraySync(); // → 1
 */
export function moments(
  x: Operand,
  axes: Axes = null,
  keepDims = false,
): { readonly mean: Tensor; readonly variance: Tensor } {
  return tidy(() => {
    const given = x instanceof Tensor ? x : tensor(x);
    const centre = given.mean(axes, true);
    return {
      mean: given.mean(axes, keepDims),
      variance: given.sub(centre).square().mean(axes, keepDims),
    };
  });
}

/**
 * The same numbers in another shape; one length may be −1.
 * @example
 * tf.reshape([1, 2, 3, 4], [2, -1]).arraySync(); // → [[1, 2], [3, 4]]
 */
export const reshape = (x: Operand, shape: Shape): Tensor => on(x, (one) => one.reshape(shape));
/**
 * One more axis of length 1.
 * @example
 * tf.expandDims([1, 2], 0).shape; // → [1, 2]
 */
export const expandDims = (x: Operand, axis?: number): Tensor => on(x, (one) => one.expandDims(axis));
/**
 * Without the axes of length 1.
 * @example
 * tf.squeeze(tf.zeros([1, 3, 1])).shape; // → [3]
 */
export const squeeze = (x: Tensor, axes?: readonly number[]): Tensor => x.squeeze(axes);
/**
 * The same numbers as another type.
 * @example
 * tf.cast([1.7, 2.2], 'int32').arraySync(); // → [1, 2]
 */
export const cast = (x: Operand, dtype: NumericType): Tensor => on(x, (one) => one.cast(dtype));
/**
 * Another tensor of the same numbers, to be disposed by itself.
 * @example
 * tf.clone(tf.tensor1d([1, 2])).arraySync(); // → [1, 2]
 */
export const clone = (x: Tensor): Tensor => x.clone();
/**
 * The axes in another order; without one, reversed.
 * @example
 * tf.transpose([[1, 2], [3, 4]]).arraySync(); // → [[1, 3], [2, 4]]
 */
export const transpose = (x: Operand, order?: readonly number[]): Tensor =>
  on(x, (one) => one.transpose(order));
/**
 * Repeated along each axis.
 * @example
 * tf.tile([1, 2], [2]).arraySync(); // → [1, 2, 1, 2]
 */
export const tile = (x: Operand, times: readonly number[]): Tensor => on(x, (one) => one.tile(times));
/**
 * The parts with these places along an axis.
 * @example
 * tf.gather([10, 20, 30], [2, 0]).arraySync(); // → [30, 10]
 */
export const gather = (x: Operand, indices: Tensor | readonly number[], axis?: number): Tensor =>
  on(x, (one) => one.gather(indices, axis));
/**
 * Equal parts along an axis, or parts of the given lengths.
 * @example
 * tf.split([1, 2, 3, 4], 2).map((part) => part.arraySync()); // → [[1, 2], [3, 4]]
 */
export const split = (x: Operand, parts: number | readonly number[], axis?: number): Tensor[] =>
  on(x, (one) => one.split(parts, axis));
/**
 * Each part along an axis, without that axis.
 * @example
 * tf.unstack([[1, 2], [3, 4]]).map((row) => row.arraySync()); // → [[1, 2], [3, 4]]
 */
export const unstack = (x: Operand, axis?: number): Tensor[] => on(x, (one) => one.unstack(axis));
/**
 * A part, from `begin` on.
 * @example
 * tf.slice([1, 2, 3, 4], 1, 2).arraySync(); // → [2, 3]
 */
export const slice = (
  x: Operand,
  begin: number | readonly number[],
  size?: number | readonly number[],
): Tensor => on(x, (one) => one.slice(begin, size));

/**
 * Tensors one after another along an axis. @throws TensorError for none, or other shapes
 * @example
 * tf.concat([[1, 2], [3]]).arraySync(); // → [1, 2, 3]
 */
export function concat(tensors: readonly Operand[], axis = 0): Tensor {
  return tidy(() => {
    const [first, ...others] = tensors.map((one) => (one instanceof Tensor ? one : tensor(one)));
    if (first === undefined) throw new TensorError('concat: expected at least one tensor. Received none');
    return first.concat(others, axis);
  });
}

/**
 * Tensors of one shape along a new axis. @throws TensorError for none, or other shapes
 * @example
 * tf.stack([[1, 2], [3, 4]]).arraySync(); // → [[1, 2], [3, 4]]
 */
export function stack(tensors: readonly Operand[], axis = 0): Tensor {
  return tidy(() =>
    concat(
      tensors.map((one) => expandDims(one, axis)),
      axis,
    ),
  );
}

/**
 * Numbers of `a` where the condition holds, of `b` elsewhere.
 * @example
 * tf.where(tf.tensor1d([1, 0], 'bool'), [1, 2], [10, 20]).arraySync(); // → [1, 20]
 */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  return tidy(() => {
    const [left, right] = [a, b].map((one) => (one instanceof Tensor ? one : tensor(one))) as [
      Tensor,
      Tensor,
    ];
    const shape = broadcastShape('where', broadcastShape('where', condition.shape, left.shape), right.shape);
    const shapes = [condition.shape, left.shape, right.shape];
    const dtype = upcast(left.dtype, right.dtype);
    return derived([condition, left, right], shape, dtype, (parts) => {
      const [which, yes, no] = parts.map((values, i) =>
        pick(values, 'float32', stretched(shapes[i] ?? [], shape)),
      );
      const result = arrayOf(dtype, sizeOf(shape));
      for (let i = 0; i < result.length; i++) result[i] = (which?.[i] === 0 ? no?.[i] : yes?.[i]) ?? NaN;
      return result;
    });
  });
}

/**
 * The largest numbers along the last axis, the largest first, and where they are.
 * @example
 * tf.topk(tf.tensor1d([3, 9, 5]), 2).indices.arraySync(); // → [1, 2]
 */
export function topk(x: Tensor, k = 1): { readonly values: Tensor; readonly indices: Tensor } {
  const length = x.shape.at(-1) ?? 0;
  if (!(Number.isInteger(k) && k >= 1 && k <= length))
    throw new TensorError(`topk: k must be a whole number of 1…${length}. Received ${k}`);
  const shape = [...x.shape.slice(0, -1), k];
  const best = (values: ArrayLike<number>): { row: number; places: number[] }[] =>
    Array.from({ length: sizeOf(x.shape) / length }, (_, row) => ({
      row: row * length,
      places: Array.from({ length }, (_one, i) => i)
        .sort((a, b) => (values[row * length + b] ?? 0) - (values[row * length + a] ?? 0) || a - b)
        .slice(0, k),
    }));
  return {
    values: derived([x], shape, x.dtype, ([values]) => {
      const result = arrayOf(x.dtype, sizeOf(shape));
      result.set(
        best(values).flatMap(({ row, places }) => places.map((place) => values[row + place] ?? NaN)),
      );
      return result;
    }),
    indices: derived([x], shape, 'int32', ([values]) =>
      Int32Array.from(best(values).flatMap(({ places }) => places)),
    ),
  };
}

/** tfjs: `tf.metrics`, for tensors of 0 and 1, or of numbers. */
export const metrics = Object.freeze({
  /**
   * Of what was predicted as 1, the share that is 1.
   * @example
   * tf.metrics.precision(tf.tensor1d([1, 0, 1]), tf.tensor1d([1, 1, 0])).arraySync(); // → 0.5
   */
  precision: (yTrue: Tensor, yPred: Tensor): Tensor => shareOf(yTrue, yPred, yPred),
  /**
   * Of what is 1, the share predicted as 1.
   * @example
   * tf.metrics.recall(tf.tensor1d([1, 0, 0]), tf.tensor1d([1, 1, 0])).arraySync(); // → 1
   */
  recall: (yTrue: Tensor, yPred: Tensor): Tensor => shareOf(yTrue, yPred, yTrue),
  /**
   * Along the last axis.
   * @example
   * tf.metrics.meanSquaredError(tf.tensor1d([1, 2]), tf.tensor1d([1, 4])).arraySync(); // → 2
   */
  meanSquaredError: (yTrue: Tensor, yPred: Tensor): Tensor => tidy(() => yTrue.sub(yPred).square().mean(-1)),
  /**
   * Along the last axis.
   * @example
   * tf.metrics.meanAbsoluteError(tf.tensor1d([1, 2]), tf.tensor1d([1, 4])).arraySync(); // → 1
   */
  meanAbsoluteError: (yTrue: Tensor, yPred: Tensor): Tensor => tidy(() => yTrue.sub(yPred).abs().mean(-1)),
  /**
   * The share of probabilities on the right side of 0.5.
   * @example
   * tf.metrics.binaryAccuracy(tf.tensor1d([1, 0]), tf.tensor1d([0.9, 0.8])).arraySync(); // → 0.5
   */
  binaryAccuracy: (yTrue: Tensor, yPred: Tensor): Tensor =>
    tidy(() => yTrue.equal(yPred.greater(0.5)).mean(-1)),
  /**
   * 1 for each row whose largest number is at the right place.
   * @example
   * tf.metrics.categoricalAccuracy(tf.tensor2d([[0, 1]]), tf.tensor2d([[0.2, 0.8]])).arraySync(); // → [1]
   */
  categoricalAccuracy: (yTrue: Tensor, yPred: Tensor): Tensor =>
    tidy(() => yTrue.argMax(-1).equal(yPred.argMax(-1)).cast('float32')),
  /**
   * Whether the wanted class is among the `k` most probable ones. Not in tfjs; Keras's default is 5, too.
   * @example
   * const [wanted, given] = [tf.tensor2d([[0, 1, 0]]), tf.tensor2d([[0.5, 0.3, 0.2]])];
   * tf.metrics.topKCategoricalAccuracy(wanted, given, 2).arraySync(); // → [1]
   */
  topKCategoricalAccuracy: (yTrue: Tensor, yPred: Tensor, k = 5): Tensor =>
    isInTopK(yTrue.argMax(-1), yPred, k),
  /**
   * As above, for class numbers.
   * @example
   * const given = tf.tensor2d([[0.5, 0.3, 0.2]]);
   * tf.metrics.sparseTopKCategoricalAccuracy(tf.tensor1d([2]), given, 2).arraySync(); // → [0]
   */
  sparseTopKCategoricalAccuracy: (yTrue: Tensor, yPred: Tensor, k = 5): Tensor => isInTopK(yTrue, yPred, k),
  /**
   * F1 of each class, from class probabilities; 0 for a class without right answers. Not in tfjs; Keras's F1Score.
   * @example
   * const [wanted, given] = [tf.tensor2d([[0, 1], [1, 0]]), tf.tensor2d([[0.2, 0.8], [0.7, 0.3]])];
   * tf.metrics.f1Score(wanted, given).arraySync(); // → [1, 1]
   */
  f1Score: (yTrue: Tensor, yPred: Tensor): Tensor => f1(yTrue, yPred),
});

/** Of as many equal probabilities as fill the rest of k, the first count, as in `topk`. */
function isInTopK(wanted: Tensor, yPred: Tensor, k: number): Tensor {
  return tidy(() => {
    const places = topk(yPred, Math.min(k, yPred.shape.at(-1) ?? 1)).indices;
    return places.equal(wanted.expandDims(-1)).sum(-1).greater(0).cast('float32');
  });
}

function f1(yTrue: Tensor, yPred: Tensor): Tensor {
  return tidy(() => {
    const classes = yPred.shape.at(-1) ?? 1;
    const [wanted, given] = [yTrue, yPred].map((one) => oneHot(one.argMax(-1), classes));
    if (wanted === undefined || given === undefined) throw new TensorError('f1Score: needs two tensors');
    const right = wanted.mul(given).sum(0);
    const all = wanted.add(given).sum(0);
    return where(all.greater(0), right.mul(2).div(all), 0);
  });
}

/** True positives as a share of the ones in `all`; 0 if it has none. */
function shareOf(yTrue: Tensor, yPred: Tensor, all: Tensor): Tensor {
  return tidy(() => {
    const right = yTrue.equal(1).logicalAnd(yPred.equal(1)).sum().toFloat();
    const count = all.equal(1).sum().toFloat();
    return where(count.greater(0), right.div(count), 0);
  });
}
