// The operations of tfjs as functions of tensors or arrays: `tf.add(a, b)` is `a.add(b)`. They run on the host.

import { sizeOf, type Shape } from '../graph/tensor';
import { oneHot, tensor } from './creation';
import { TensorError } from './errors';
import { broadcastShape, pick, stretched, upcast } from './hostMath';
import { derived, Tensor, tidy, type Axes, type Operand } from './tensor';
import { arrayOf, type NumericType } from './tensorLike';

/** Runs on a tensor; a tensor made of an array for this call is disposed afterwards. */
function on<T extends Tensor | Tensor[]>(x: Operand, run: (x: Tensor) => T): T {
  return x instanceof Tensor ? run(x) : tidy(() => run(tensor(x)));
}

type Binary = (a: Operand, b: Operand) => Tensor;
type Unary = (x: Operand) => Tensor;
type Reduction = (x: Operand, axes?: Axes, keepDims?: boolean) => Tensor;

export const add: Binary = (a, b) => on(a, (x) => x.add(b));
export const sub: Binary = (a, b) => on(a, (x) => x.sub(b));
export const mul: Binary = (a, b) => on(a, (x) => x.mul(b));
export const div: Binary = (a, b) => on(a, (x) => x.div(b));
export const pow: Binary = (a, b) => on(a, (x) => x.pow(b));
export const maximum: Binary = (a, b) => on(a, (x) => x.maximum(b));
export const minimum: Binary = (a, b) => on(a, (x) => x.minimum(b));
export const equal: Binary = (a, b) => on(a, (x) => x.equal(b));
export const notEqual: Binary = (a, b) => on(a, (x) => x.notEqual(b));
export const greater: Binary = (a, b) => on(a, (x) => x.greater(b));
export const greaterEqual: Binary = (a, b) => on(a, (x) => x.greaterEqual(b));
export const less: Binary = (a, b) => on(a, (x) => x.less(b));
export const lessEqual: Binary = (a, b) => on(a, (x) => x.lessEqual(b));
export const logicalAnd = (a: Tensor, b: Tensor): Tensor => a.logicalAnd(b);
export const logicalOr = (a: Tensor, b: Tensor): Tensor => a.logicalOr(b);
export const logicalNot = (x: Tensor): Tensor => x.logicalNot();

export const square: Unary = (x) => on(x, (one) => one.square());
export const sqrt: Unary = (x) => on(x, (one) => one.sqrt());
export const exp: Unary = (x) => on(x, (one) => one.exp());
export const log: Unary = (x) => on(x, (one) => one.log());
export const neg: Unary = (x) => on(x, (one) => one.neg());
export const abs: Unary = (x) => on(x, (one) => one.abs());
export const round: Unary = (x) => on(x, (one) => one.round());
export const floor: Unary = (x) => on(x, (one) => one.floor());
export const ceil: Unary = (x) => on(x, (one) => one.ceil());
export const relu: Unary = (x) => on(x, (one) => one.relu());
export const sigmoid: Unary = (x) => on(x, (one) => one.sigmoid());
export const tanh: Unary = (x) => on(x, (one) => one.tanh());
export const softmax: Unary = (x) => on(x, (one) => one.softmax());
export const clipByValue = (x: Operand, min: number, max: number): Tensor =>
  on(x, (one) => one.clipByValue(min, max));

export const sum: Reduction = (x, ...how) => on(x, (one) => one.sum(...how));
export const mean: Reduction = (x, ...how) => on(x, (one) => one.mean(...how));
export const max: Reduction = (x, ...how) => on(x, (one) => one.max(...how));
export const min: Reduction = (x, ...how) => on(x, (one) => one.min(...how));
export const argMax = (x: Operand, axis?: number): Tensor => on(x, (one) => one.argMax(axis));
export const argMin = (x: Operand, axis?: number): Tensor => on(x, (one) => one.argMin(axis));

/** Mean and variance (of the numbers themselves, not of a sample of them). */
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

export const reshape = (x: Operand, shape: Shape): Tensor => on(x, (one) => one.reshape(shape));
export const expandDims = (x: Operand, axis?: number): Tensor => on(x, (one) => one.expandDims(axis));
export const squeeze = (x: Tensor, axes?: readonly number[]): Tensor => x.squeeze(axes);
export const cast = (x: Operand, dtype: NumericType): Tensor => on(x, (one) => one.cast(dtype));
export const clone = (x: Tensor): Tensor => x.clone();
export const transpose = (x: Operand, order?: readonly number[]): Tensor =>
  on(x, (one) => one.transpose(order));
export const tile = (x: Operand, times: readonly number[]): Tensor => on(x, (one) => one.tile(times));
export const gather = (x: Operand, indices: Tensor | readonly number[], axis?: number): Tensor =>
  on(x, (one) => one.gather(indices, axis));
export const split = (x: Operand, parts: number | readonly number[], axis?: number): Tensor[] =>
  on(x, (one) => one.split(parts, axis));
export const unstack = (x: Operand, axis?: number): Tensor[] => on(x, (one) => one.unstack(axis));
export const slice = (
  x: Operand,
  begin: number | readonly number[],
  size?: number | readonly number[],
): Tensor => on(x, (one) => one.slice(begin, size));

/** Tensors one after another along an axis. @throws TensorError for none, or other shapes */
export function concat(tensors: readonly Operand[], axis = 0): Tensor {
  return tidy(() => {
    const [first, ...others] = tensors.map((one) => (one instanceof Tensor ? one : tensor(one)));
    if (first === undefined) throw new TensorError('concat: expected at least one tensor. Received none');
    return first.concat(others, axis);
  });
}

/** Tensors of one shape along a new axis. @throws TensorError for none, or other shapes */
export function stack(tensors: readonly Operand[], axis = 0): Tensor {
  return tidy(() =>
    concat(
      tensors.map((one) => expandDims(one, axis)),
      axis,
    ),
  );
}

/** Numbers of `a` where the condition holds, of `b` elsewhere. */
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

/** The largest numbers along the last axis, the largest first, and where they are. */
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
  /** Of what was predicted as 1, the share that is 1. */
  precision: (yTrue: Tensor, yPred: Tensor): Tensor => shareOf(yTrue, yPred, yPred),
  /** Of what is 1, the share predicted as 1. */
  recall: (yTrue: Tensor, yPred: Tensor): Tensor => shareOf(yTrue, yPred, yTrue),
  /** Along the last axis. */
  meanSquaredError: (yTrue: Tensor, yPred: Tensor): Tensor => tidy(() => yTrue.sub(yPred).square().mean(-1)),
  meanAbsoluteError: (yTrue: Tensor, yPred: Tensor): Tensor => tidy(() => yTrue.sub(yPred).abs().mean(-1)),
  binaryAccuracy: (yTrue: Tensor, yPred: Tensor): Tensor =>
    tidy(() => yTrue.equal(yPred.greater(0.5)).mean(-1)),
  categoricalAccuracy: (yTrue: Tensor, yPred: Tensor): Tensor =>
    tidy(() => yTrue.argMax(-1).equal(yPred.argMax(-1)).cast('float32')),
  /** Whether the wanted class is among the `k` most probable ones. Not in tfjs; Keras's default is 5, too. */
  topKCategoricalAccuracy: (yTrue: Tensor, yPred: Tensor, k = 5): Tensor =>
    isInTopK(yTrue.argMax(-1), yPred, k),
  /** As above, for class numbers. */
  sparseTopKCategoricalAccuracy: (yTrue: Tensor, yPred: Tensor, k = 5): Tensor => isInTopK(yTrue, yPred, k),
  /** F1 of each class, from class probabilities; 0 for a class without right answers. Not in tfjs; Keras's F1Score. */
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
