// Dropout: while training, switch off a random part of the values, so that no unit can rely on another.
//
//   y = x · mask / (1 − rate)
//
// The mask holds 1 (keep) or 0 (drop, with probability `rate`). The values kept are scaled up ("inverted
// dropout"), so that the expected sum stays the same and inference, where nothing is dropped, needs no change.
// Source: https://keras.io/api/layers/regularization_layers/dropout/; Srivastava et al. 2014, JMLR 15.

import { zip, type NdArray } from './ndArray';

/**
 * @param x any shape
 * @param mask as x, of 0 and 1
 * @param rate the share to drop, in [0, 1)
 * @returns y as x
 * @throws RangeError if the shapes differ or the rate lies outside [0, 1)
 */
export function dropoutForward(x: NdArray, mask: NdArray, rate: number): NdArray {
  if (!(rate >= 0 && rate < 1))
    throw new RangeError(`dropout: rate needs to be from 0 up to 1. Received ${rate}`);
  return zip(x, mask, (value, keep) => (value * keep) / (1 - rate));
}

/**
 * What was dropped gets no gradient; what was scaled up gets it scaled up.
 * @param dy ∂L/∂y, as mask
 * @returns dx as dy
 * @throws RangeError as forward
 */
export function dropoutBackward(dy: NdArray, mask: NdArray, rate: number): NdArray {
  return dropoutForward(dy, mask, rate);
}
