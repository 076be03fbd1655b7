// Scaling and shifting every channel by numbers that training leaves alone.
//
//   rescale:     y[…,c] = x[…,c] · scale[c] + offset[c]
//   normalize:   y[…,c] = (x[…,c] − mean[c]) / σ[c],  inverted mean[c] + x[…,c] · σ[c],  σ = max(√variance, 10⁻⁷)
//
// The gradient of either is the same of dy with offset or mean 0.
// Source: https://keras.io/api/layers/preprocessing_layers/ (image_preprocessing/rescaling, numerical/normalization)

import { ndArray, type NdArray } from './ndArray';
import { rounded } from './rounding';

/** Of one number for all channels, or one a channel. */
const of = (values: ArrayLike<number>, c: number): number => values[values.length === 1 ? 0 : c] ?? NaN;

function byChannel(x: NdArray, f: (value: number, c: number) => number): NdArray {
  const channels = x.shape.at(-1) ?? 1;
  return ndArray(
    x.shape,
    x.data.map((value, i) => f(value, i % channels)),
  );
}

/** @param scale @param offset one for all channels or one a channel */
export function rescale(x: NdArray, scale: ArrayLike<number>, offset: ArrayLike<number>): NdArray {
  return byChannel(x, (value, c) => rounded(value * of(scale, c), 2) + rounded(of(offset, c)));
}

/** @param mean @param variance one for all channels or one a channel */
export function normalize(
  x: NdArray,
  mean: ArrayLike<number>,
  variance: ArrayLike<number>,
  invert: boolean,
): NdArray {
  return byChannel(x, (value, c) => {
    const deviation = Math.max(Math.sqrt(of(variance, c)), 1e-7);
    return invert
      ? rounded(of(mean, c)) + rounded(value * deviation, 5)
      : (value - rounded(of(mean, c))) / deviation;
  });
}
