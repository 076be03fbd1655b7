// Depthwise convolution: every channel is filtered on its own, with M kernels of its own; channels never mix.
//
//   y[n,oy,ox, c·M + m] = bias[c·M + m] + Σ_taps x[n,iy,ix,c] · weight[ky,kx,c,m]
//
// It needs C times fewer products than a convolution with as many filters; MobileNet pairs it with a 1×1
// convolution that does the mixing.
//
// N images, H×W pixels, C input channels, M kernels per channel (Keras' depth_multiplier).
// Source: https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/; Howard et al. 2017,
// "MobileNets", arXiv:1704.04861, §3.1.

import { accumulate, at, checkShape, lengths4, ndArray, put, type NdArray } from './ndArray';
import { slide, type Window2d } from './window';

/**
 * @param x [N, H, W, C]
 * @param weight [kh, kw, C, M]
 * @param bias [C·M], or null for none
 * @returns y [N, outH, outW, C·M]
 * @throws RangeError if the shapes do not fit together or the window does not fit the image
 */
export function depthwiseConv2dForward(
  x: NdArray,
  weight: NdArray,
  bias: NdArray | null,
  window: Window2d,
): NdArray {
  const { batch, channels, multiplier, sliding } = layout(x, weight, bias, window);
  const y = ndArray([batch, sliding.outHeight, sliding.outWidth, channels * multiplier]);
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < sliding.outHeight; oy++) {
      for (let ox = 0; ox < sliding.outWidth; ox++) {
        const taps = sliding.taps(oy, ox);
        for (let c = 0; c < channels; c++) {
          for (let m = 0; m < multiplier; m++) {
            const k = c * multiplier + m;
            let sum = bias === null ? 0 : at(bias, k);
            for (const { ky, kx, iy, ix } of taps) sum += at(x, n, iy, ix, c) * at(weight, ky, kx, c, m);
            put(y, sum, n, oy, ox, k);
          }
        }
      }
    }
  }
  return y;
}

/**
 * @param dy ∂L/∂y, [N, outH, outW, C·M]
 * @returns dx as x; dWeight as weight, dBias [C·M], both summed over the batch and all output pixels
 * @throws RangeError as forward
 */
export function depthwiseConv2dBackward(
  x: NdArray,
  weight: NdArray,
  dy: NdArray,
  window: Window2d,
): { dx: NdArray; dWeight: NdArray; dBias: NdArray } {
  const { batch, channels, multiplier, sliding } = layout(x, weight, null, window);
  checkShape(
    'depthwiseConv2d',
    'dy',
    [batch, sliding.outHeight, sliding.outWidth, channels * multiplier],
    dy.shape,
  );
  const dx = ndArray(x.shape);
  const dWeight = ndArray(weight.shape);
  const dBias = ndArray([channels * multiplier]);
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < sliding.outHeight; oy++) {
      for (let ox = 0; ox < sliding.outWidth; ox++) {
        const taps = sliding.taps(oy, ox);
        for (let c = 0; c < channels; c++) {
          for (let m = 0; m < multiplier; m++) {
            const g = at(dy, n, oy, ox, c * multiplier + m);
            accumulate(dBias, g, c * multiplier + m);
            for (const { ky, kx, iy, ix } of taps) {
              accumulate(dx, g * at(weight, ky, kx, c, m), n, iy, ix, c);
              accumulate(dWeight, g * at(x, n, iy, ix, c), ky, kx, c, m);
            }
          }
        }
      }
    }
  }
  return { dx, dWeight, dBias };
}

function layout(x: NdArray, weight: NdArray, bias: NdArray | null, window: Window2d) {
  const [batch, height, width, channels] = lengths4('depthwiseConv2d', 'x', x);
  const [, , , multiplier] = lengths4('depthwiseConv2d', 'weight', weight);
  checkShape('depthwiseConv2d', 'weight', [...window.size, channels, multiplier], weight.shape);
  if (bias !== null) checkShape('depthwiseConv2d', 'bias', [channels * multiplier], bias.shape);
  return { batch, channels, multiplier, sliding: slide(window, height, width) };
}
