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
    if (fromLogits) return Math.max(v, 0) - v * t + Math.log1p(Math.exp(-Math.abs(v)));
    const p = clip(v);
    return -t * Math.log(p) - (1 - t) * Math.log(1 - p);
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
    if (fromLogits) return (sigmoid(v) - t) / count;
    return clip(v) === v ? ((1 - t) / (1 - v) - t / v) / count : 0;
  });
}
