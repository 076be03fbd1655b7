// Batch normalization: bring every channel to mean 0 and variance 1, then let it learn its own scale and shift.
//
//   xHat = (x − mean) / √(variance + epsilon)        y = gamma · xHat + beta
//
// While training, mean and variance are those of the batch, over all axes but the last, so every value
// influences every output of its channel; the backward pass accounts for that. A moving average of both is kept;
// inference uses it, and the layer is then a fixed scale and shift per channel.
//
// Variances are biased (divided by the number of values, not by one less), for the moving average too.
// Source: Ioffe & Szegedy 2015, arXiv:1502.03167, Algorithm 1 and §3; defaults and moving average:
// https://keras.io/api/layers/normalization_layers/batch_normalization/.

import { accumulate, asRows, at, checkShape, lengths2, map, ndArray, put, type NdArray } from './ndArray';
import { rounded } from './rounding';

/** Keras' defaults: epsilon 1e-3, momentum 0.99. */
export interface BatchNormalizationOptions {
  /** Added to the variance, so that a constant channel does not divide by 0. */
  readonly epsilon: number;
  /** How much of the moving average stays at each step. */
  readonly momentum: number;
}

export const BATCH_NORMALIZATION_DEFAULTS: BatchNormalizationOptions = { epsilon: 1e-3, momentum: 0.99 };

/** One number per channel each, [C]. */
export interface BatchNormalizationParams {
  readonly gamma: NdArray;
  readonly beta: NdArray;
  readonly movingMean: NdArray;
  readonly movingVariance: NdArray;
}

/**
 * @param x [..., C]
 * @returns y as x; the batch's mean and variance [C]; the moving averages after this step [C]:
 *   moving · momentum + batch · (1 − momentum)
 * @throws RangeError if a parameter has not shape [C]
 */
export function batchNormalizationTrainingForward(
  x: NdArray,
  params: BatchNormalizationParams,
  { epsilon, momentum }: BatchNormalizationOptions = BATCH_NORMALIZATION_DEFAULTS,
): { y: NdArray; mean: NdArray; variance: NdArray; movingMean: NdArray; movingVariance: NdArray } {
  const { rows, channels } = layout(x, params);
  const xRows = asRows(x);
  const mean = ndArray([channels]);
  const variance = ndArray([channels]);
  for (let c = 0; c < channels; c++) {
    for (let r = 0; r < rows; r++) accumulate(mean, rounded(at(xRows, r, c) / rows, 2), c);
    for (let r = 0; r < rows; r++)
      accumulate(variance, rounded((at(xRows, r, c) - at(mean, c)) ** 2 / rows, 4), c);
  }
  const movingMean = ndArray([channels]);
  const movingVariance = ndArray([channels]);
  for (let c = 0; c < channels; c++) {
    put(movingMean, at(params.movingMean, c) * momentum + at(mean, c) * (1 - momentum), c);
    put(movingVariance, at(params.movingVariance, c) * momentum + at(variance, c) * (1 - momentum), c);
  }
  const y = scaleAndShift(x, mean, variance, params, epsilon);
  return { y, mean, variance, movingMean, movingVariance };
}

/**
 * With g = dy · gamma, the gradient at xHat:
 *   dx = (g − mean(g) − xHat · mean(g · xHat)) / √(variance + epsilon)
 * The two means are what the value does through the batch's mean and through its variance.
 * @param dy ∂L/∂y, as x
 * @returns dx as x; dGamma and dBeta [C], summed over all rows
 * @throws RangeError if a parameter has not shape [C] or dy not that of x
 */
export function batchNormalizationTrainingBackward(
  x: NdArray,
  params: BatchNormalizationParams,
  dy: NdArray,
  options: BatchNormalizationOptions = BATCH_NORMALIZATION_DEFAULTS,
): { dx: NdArray; dGamma: NdArray; dBeta: NdArray } {
  const { rows, channels } = layout(x, params);
  const { mean, variance } = batchNormalizationTrainingForward(x, params, options);
  const { dGamma, dBeta } = parameterGradients(x, dy, mean, variance, options.epsilon);
  const [xRows, dyRows] = [asRows(x), asRows(dy)];
  const dx = ndArray(x.shape);
  const dxRows = asRows(dx);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < channels; c++) {
      const deviation = rounded(Math.sqrt(at(variance, c) + options.epsilon), 5);
      const xHat = rounded((at(xRows, r, c) - at(mean, c)) / deviation, 2);
      // mean(g) = gamma · dBeta / rows, mean(g · xHat) = gamma · dGamma / rows
      const direct =
        at(dyRows, r, c) - rounded(at(dBeta, c) / rows, 5) - rounded((xHat * at(dGamma, c)) / rows, 7);
      put(dxRows, (at(params.gamma, c) * direct) / deviation, r, c);
    }
  }
  return { dx, dGamma, dBeta };
}

/**
 * @param x [..., C]
 * @returns y as x, normalized with the moving averages
 * @throws RangeError if a parameter has not shape [C]
 */
export function batchNormalizationInferenceForward(
  x: NdArray,
  params: BatchNormalizationParams,
  { epsilon }: BatchNormalizationOptions = BATCH_NORMALIZATION_DEFAULTS,
): NdArray {
  layout(x, params);
  return scaleAndShift(x, params.movingMean, params.movingVariance, params, epsilon);
}

/**
 * The moving averages are constants here: dx = dy · gamma / √(movingVariance + epsilon).
 * @param dy ∂L/∂y, as x
 * @returns dx as x; dGamma and dBeta [C], summed over all rows
 * @throws RangeError if a parameter has not shape [C] or dy not that of x
 */
export function batchNormalizationInferenceBackward(
  x: NdArray,
  params: BatchNormalizationParams,
  dy: NdArray,
  { epsilon }: BatchNormalizationOptions = BATCH_NORMALIZATION_DEFAULTS,
): { dx: NdArray; dGamma: NdArray; dBeta: NdArray } {
  const { rows, channels } = layout(x, params);
  const { movingMean, movingVariance, gamma } = params;
  const { dGamma, dBeta } = parameterGradients(x, dy, movingMean, movingVariance, epsilon);
  const dyRows = asRows(dy);
  const dx = ndArray(x.shape);
  const dxRows = asRows(dx);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < channels; c++) {
      put(dxRows, (at(dyRows, r, c) * at(gamma, c)) / Math.sqrt(at(movingVariance, c) + epsilon), r, c);
    }
  }
  return { dx, dGamma, dBeta };
}

/** y = gamma · (x − mean) / √(variance + epsilon) + beta */
function scaleAndShift(
  x: NdArray,
  mean: NdArray,
  variance: NdArray,
  { gamma, beta }: BatchNormalizationParams,
  epsilon: number,
): NdArray {
  const y = map(x, (v) => v);
  const yRows = asRows(y);
  const [rows, channels] = lengths2('batchNormalization', 'x', yRows);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < channels; c++) {
      const xHat = rounded((at(yRows, r, c) - at(mean, c)) / Math.sqrt(at(variance, c) + epsilon), 7);
      put(yRows, at(gamma, c) * xHat + at(beta, c), r, c);
    }
  }
  return y;
}

/** dGamma = Σ dy · xHat, dBeta = Σ dy, over all rows: the same in training and inference. */
function parameterGradients(x: NdArray, dy: NdArray, mean: NdArray, variance: NdArray, epsilon: number) {
  checkShape('batchNormalization', 'dy', x.shape, dy.shape);
  const [xRows, dyRows] = [asRows(x), asRows(dy)];
  const [rows, channels] = lengths2('batchNormalization', 'x', xRows);
  const dGamma = ndArray([channels]);
  const dBeta = ndArray([channels]);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < channels; c++) {
      const xHat = rounded((at(xRows, r, c) - at(mean, c)) / Math.sqrt(at(variance, c) + epsilon), 7);
      accumulate(dGamma, rounded(at(dyRows, r, c) * xHat), c);
      accumulate(dBeta, rounded(at(dyRows, r, c)), c);
    }
  }
  return { dGamma, dBeta };
}

function layout(x: NdArray, { gamma, beta, movingMean, movingVariance }: BatchNormalizationParams) {
  const [rows, channels] = lengths2('batchNormalization', 'x', asRows(x));
  for (const [name, value] of Object.entries({ gamma, beta, movingMean, movingVariance })) {
    checkShape('batchNormalization', name, [channels], value.shape);
  }
  return { rows, channels };
}
