// Binary cross-entropy: every value is a yes-or-no question of its own.
//
//   loss = mean of −target · log p − (1 − target) · log(1 − p)
//
// Keras takes the mean over the last axis per sample, then over the batch; as all samples are equally long that
// is the mean over all values. From logits p = sigmoid(z); the gradient is p − target again. From probabilities
// p is clipped to [1e-7, 1 − 1e-7]; a clipped value passes no gradient.
// Source: https://keras.io/api/losses/probabilistic_losses/#binarycrossentropy-class

import { sigmoid } from './activations';
import { clip, type CrossentropyOptions } from './categoricalCrossentropy';
import { checkShape, zip, type NdArray } from './ndArray';
import { rounded, roundedExp } from './rounding';

/**
 * @param prediction any shape: logits or probabilities
 * @param target as prediction, in [0, 1]
 * @returns the mean over all values, in nats
 * @throws RangeError if the shapes differ
 */
export function binaryCrossentropyForward(
  prediction: NdArray,
  target: NdArray,
  { fromLogits }: CrossentropyOptions,
): number {
  checkShape('binaryCrossentropy', 'target', prediction.shape, target.shape);
  const losses = zip(prediction, target, (v, t) => {
    // From logits −log p = log(1 + e^−z) and −log(1 − p) = log(1 + e^−z) + z, here with e of negative powers only.
    if (fromLogits)
      return Math.max(v, 0) - rounded(v * t, 3) + rounded(Math.log1p(roundedExp(-Math.abs(v))), 6);
    const p = clip(v);
    return -t * Math.log(rounded(p, 4)) - rounded(1 - t, 3) * Math.log(rounded(1 - p, 4));
  });
  return losses.data.reduce((sum, loss) => sum + loss, 0) / losses.data.length;
}

/**
 * @returns ∂loss/∂prediction, as prediction
 * @throws RangeError if the shapes differ
 */
export function binaryCrossentropyBackward(
  prediction: NdArray,
  target: NdArray,
  { fromLogits }: CrossentropyOptions,
): NdArray {
  checkShape('binaryCrossentropy', 'target', prediction.shape, target.shape);
  const count = prediction.data.length;
  return zip(prediction, target, (v, t) => {
    if (fromLogits) return (sigmoid(v) - rounded(t, 3)) / count;
    return clip(v) === v ? (rounded((1 - t) / rounded(1 - v), 5) - rounded(t / v, 5)) / count : 0;
  });
}
