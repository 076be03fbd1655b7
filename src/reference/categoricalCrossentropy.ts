// Categorical cross-entropy: how surprised the network is by the right answer, −log of the probability it gave it.
//
//   loss = (1 / rows) · Σ_rows ( −Σ_k target[k] · log p[k] )
//
// From logits (scores before softmax) p = softmax(logits), and the gradient is as simple as can be: p − target.
// From probabilities Keras first divides each row by its sum and clips to [1e-7, 1 − 1e-7], so that log 0 cannot
// happen; a clipped value passes no gradient. The sparse form takes the class number instead of a one-hot row.
//
// A row is one position of all axes but the last (usually one sample). K classes.
// Source: https://keras.io/api/losses/probabilistic_losses/; Goodfellow et al. 2016, "Deep Learning", §6.2.2.3.

import { softmaxForward } from './activations';
import { asRows, at, checkShape, lengths2, ndArray, put, shapeText, type NdArray } from './ndArray';
import { rounded, roundedExp } from './rounding';

/** Keras' fuzz factor: probabilities are kept this far from 0 and 1. */
export const PROBABILITY_EPSILON = 1e-7;

export interface CrossentropyOptions {
  /** True if the predictions are scores before softmax (or sigmoid), false if they are probabilities. */
  readonly fromLogits: boolean;
}

/**
 * @param prediction [..., K]: logits or probabilities
 * @param target [..., K]: the wanted probabilities, usually one-hot
 * @returns the mean over all rows, in nats
 * @throws RangeError if the shapes differ
 */
export function categoricalCrossentropyForward(
  prediction: NdArray,
  target: NdArray,
  { fromLogits }: CrossentropyOptions,
): number {
  checkShape('categoricalCrossentropy', 'target', prediction.shape, target.shape);
  const rowsOf = asRows(prediction);
  const targets = asRows(target);
  const [rows, classes] = lengths2('categoricalCrossentropy', 'prediction', rowsOf);
  let loss = 0;
  for (let r = 0; r < rows; r++) {
    const logP = fromLogits ? logSoftmaxRow(rowsOf, r) : logProbabilityRow(rowsOf, r);
    for (let k = 0; k < classes; k++) loss -= (at(targets, r, k) * logP(k)) / rows;
  }
  return loss;
}

/**
 * From logits: (p · Σ target − target) / rows; the sum is 1 for a probability distribution.
 * @returns ∂loss/∂prediction, [..., K]
 * @throws RangeError if the shapes differ
 */
export function categoricalCrossentropyBackward(
  prediction: NdArray,
  target: NdArray,
  { fromLogits }: CrossentropyOptions,
): NdArray {
  checkShape('categoricalCrossentropy', 'target', prediction.shape, target.shape);
  const gradient = ndArray(prediction.shape);
  const out = asRows(gradient);
  const rowsOf = asRows(fromLogits ? softmaxForward(prediction) : prediction);
  const targets = asRows(target);
  const [rows, classes] = lengths2('categoricalCrossentropy', 'prediction', rowsOf);
  for (let r = 0; r < rows; r++) {
    if (fromLogits) {
      let total = 0;
      for (let k = 0; k < classes; k++) total += at(targets, r, k);
      for (let k = 0; k < classes; k++)
        put(out, (rounded(at(rowsOf, r, k) * total) - rounded(at(targets, r, k), 3)) / rows, r, k);
      continue;
    }
    // q = p / Σp, loss = −Σ target · log clip(q). Through the sum, every p acts on every q.
    const sum = rowSum(rowsOf, r);
    const dq = (k: number): number => {
      const q = at(rowsOf, r, k) / sum;
      return clip(q) === q ? rounded(-at(targets, r, k) / q / rows, 10) : 0;
    };
    let mean = 0;
    for (let k = 0; k < classes; k++) mean += rounded((dq(k) * at(rowsOf, r, k)) / sum, 6);
    for (let k = 0; k < classes; k++) put(out, rounded(dq(k) - mean) / sum, r, k);
  }
  return gradient;
}

/**
 * @param prediction [..., K]
 * @param labels [...]: whole numbers in [0, K), the class of each row
 * @returns the mean over all rows, in nats
 * @throws RangeError if labels has another shape or a label is no class
 */
export function sparseCategoricalCrossentropyForward(
  prediction: NdArray,
  labels: NdArray,
  options: CrossentropyOptions,
): number {
  return categoricalCrossentropyForward(prediction, oneHot(labels, prediction), options);
}

/** @returns ∂loss/∂prediction, [..., K]; errors as forward */
export function sparseCategoricalCrossentropyBackward(
  prediction: NdArray,
  labels: NdArray,
  options: CrossentropyOptions,
): NdArray {
  return categoricalCrossentropyBackward(prediction, oneHot(labels, prediction), options);
}

/** Keeps a probability away from 0 and 1. */
export function clip(probability: number): number {
  if (probability < PROBABILITY_EPSILON) return PROBABILITY_EPSILON;
  return probability > 1 - PROBABILITY_EPSILON ? 1 - PROBABILITY_EPSILON : probability;
}

/** log softmax = x − highest − log Σ e^(x − highest), never the log of a rounded-off 0. */
function logSoftmaxRow(x: NdArray, r: number): (k: number) => number {
  const classes = x.shape[1] ?? 0;
  let highest = -Infinity;
  for (let k = 0; k < classes; k++) highest = Math.max(highest, at(x, r, k));
  let sum = 0;
  for (let k = 0; k < classes; k++) sum += roundedExp(rounded(at(x, r, k) - highest));
  return (k) => rounded(at(x, r, k) - highest) - rounded(Math.log(rounded(sum, 2)), 6);
}

function logProbabilityRow(p: NdArray, r: number): (k: number) => number {
  const sum = rowSum(p, r);
  return (k) => Math.log(rounded(clip(at(p, r, k) / sum), 6));
}

function rowSum(x: NdArray, r: number): number {
  let sum = 0;
  for (let k = 0; k < (x.shape[1] ?? 0); k++) sum += at(x, r, k);
  return sum;
}

/** Rows of 0 with one 1. @throws RangeError as above */
export function oneHot(labels: NdArray, prediction: NdArray): NdArray {
  checkShape('sparseCategoricalCrossentropy', 'labels', prediction.shape.slice(0, -1), labels.shape);
  const target = ndArray(prediction.shape);
  const classes = prediction.shape[prediction.shape.length - 1] ?? 0;
  labels.data.forEach((label, r) => {
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new RangeError(
        `sparseCategoricalCrossentropy: labels need to be whole numbers from 0 to ${classes - 1}. ` +
          `Received ${label} in row ${r} (shape ${shapeText(labels.shape)})`,
      );
    }
    put(asRows(target), 1, r, label);
  });
  return target;
}
