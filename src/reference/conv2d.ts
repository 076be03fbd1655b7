// 2-D convolution: each output pixel is the dot product of a small kernel with the image patch under it.
//
//   y[n,oy,ox,k] = bias[k] + Σ_{taps, c} x[n,iy,ix,c] · weight[ky,kx,c,k]
//
// The kernel is not flipped (strictly a cross-correlation, as in every deep-learning library). The backward
// pass walks the same products: each one hands dy · weight to its pixel and dy · x to its weight.
//
// N images, H×W pixels, C input channels, K filters, kh×kw taps.
// Source: https://keras.io/api/layers/convolution_layers/convolution2d/; LeCun et al. 1998, §II.

import { accumulate, at, checkShape, lengths4, ndArray, put, type NdArray } from './ndArray';
import { slide, type Tap, type Window2d } from './window';

/** One output pixel: what filter k answers to the patch under `taps` in image n. */
function pixel(
  x: NdArray,
  weight: NdArray,
  bias: NdArray | null,
  taps: readonly Tap[],
  n: number,
  k: number,
): number {
  const channels = x.shape[3] ?? 0;
  let sum = bias === null ? 0 : at(bias, k);
  for (const { ky, kx, iy, ix } of taps) {
    for (let c = 0; c < channels; c++) {
      sum += at(x, n, iy, ix, c) * at(weight, ky, kx, c, k);
    }
  }
  return sum;
}

/**
 * @param x [N, H, W, C]
 * @param weight [kh, kw, C, K]
 * @param bias [K], or null for none
 * @returns y [N, outH, outW, K]
 * @throws RangeError if the shapes do not fit together or the window does not fit the image
 */
export function conv2dForward(x: NdArray, weight: NdArray, bias: NdArray | null, window: Window2d): NdArray {
  const { batch, filters, sliding } = layout(x, weight, bias, window);
  const y = ndArray([batch, sliding.outHeight, sliding.outWidth, filters]);
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < sliding.outHeight; oy++) {
      for (let ox = 0; ox < sliding.outWidth; ox++) {
        const taps = sliding.taps(oy, ox);
        for (let k = 0; k < filters; k++) put(y, pixel(x, weight, bias, taps, n, k), n, oy, ox, k);
      }
    }
  }
  return y;
}

/** The one output value y[n, oy, ox, k] of `conv2dForward`, for explaining a single pixel. */
export function conv2dAt(
  x: NdArray,
  weight: NdArray,
  bias: NdArray | null,
  window: Window2d,
  [n, oy, ox, k]: readonly [number, number, number, number],
): number {
  return pixel(x, weight, bias, layout(x, weight, bias, window).sliding.taps(oy, ox), n, k);
}

/**
 * @param dy ∂L/∂y, [N, outH, outW, K]
 * @returns dx as x; dWeight as weight, dBias [K], both summed over the batch and all output pixels
 * @throws RangeError as forward
 */
export function conv2dBackward(
  x: NdArray,
  weight: NdArray,
  dy: NdArray,
  window: Window2d,
): { dx: NdArray; dWeight: NdArray; dBias: NdArray } {
  const { batch, channels, filters, sliding } = layout(x, weight, null, window);
  checkShape('conv2d', 'dy', [batch, sliding.outHeight, sliding.outWidth, filters], dy.shape);
  const dx = ndArray(x.shape);
  const dWeight = ndArray(weight.shape);
  const dBias = ndArray([filters]);
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < sliding.outHeight; oy++) {
      for (let ox = 0; ox < sliding.outWidth; ox++) {
        const taps = sliding.taps(oy, ox);
        for (let k = 0; k < filters; k++) {
          const g = at(dy, n, oy, ox, k);
          accumulate(dBias, g, k);
          for (const { ky, kx, iy, ix } of taps) {
            for (let c = 0; c < channels; c++) {
              accumulate(dx, g * at(weight, ky, kx, c, k), n, iy, ix, c);
              accumulate(dWeight, g * at(x, n, iy, ix, c), ky, kx, c, k);
            }
          }
        }
      }
    }
  }
  return { dx, dWeight, dBias };
}

function layout(x: NdArray, weight: NdArray, bias: NdArray | null, window: Window2d) {
  const [batch, height, width, channels] = lengths4('conv2d', 'x', x);
  const [, , , filters] = lengths4('conv2d', 'weight', weight);
  checkShape('conv2d', 'weight', [...window.size, channels, filters], weight.shape);
  if (bias !== null) checkShape('conv2d', 'bias', [filters], bias.shape);
  return { batch, channels, filters, sliding: slide(window, height, width) };
}
