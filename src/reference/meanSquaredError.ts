// Mean squared error: the average squared distance to the target.
//
//   loss = mean of (prediction − target)²          ∂loss/∂prediction = 2 · (prediction − target) / count
//
// Keras takes the mean over the last axis per sample, then over the batch: the mean over all values.
// Source: https://keras.io/api/losses/regression_losses/#meansquarederror-class

import { checkShape, zip, type NdArray } from './ndArray';

/**
 * @param prediction any shape
 * @param target as prediction
 * @returns the mean over all values
 * @throws RangeError if the shapes differ
 */
export function meanSquaredErrorForward(prediction: NdArray, target: NdArray): number {
  checkShape('meanSquaredError', 'target', prediction.shape, target.shape);
  const squares = zip(prediction, target, (p, t) => (p - t) ** 2);
  return squares.data.reduce((sum, square) => sum + square, 0) / squares.data.length;
}

/**
 * @returns ∂loss/∂prediction, as prediction
 * @throws RangeError if the shapes differ
 */
export function meanSquaredErrorBackward(prediction: NdArray, target: NdArray): NdArray {
  checkShape('meanSquaredError', 'target', prediction.shape, target.shape);
  return zip(prediction, target, (p, t) => (2 * (p - t)) / prediction.data.length);
}
