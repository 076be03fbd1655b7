// Average pooling: the mean of each window, per channel.
//
//   y[n,oy,ox,c] = (1 / taps inside the image) · Σ_taps x[n,iy,ix,c]
//
// With 'same' padding the border does not count: a window half outside averages over its inner half only.
// Backward, each pixel of a window gets an equal share of its gradient; shares of overlapping windows sum.
//
// N images, H×W pixels, C channels.
// Source: https://keras.io/api/layers/pooling_layers/average_pooling2d/; the count that leaves the border out:
// https://www.tensorflow.org/api_docs/python/tf/nn/avg_pool2d.

import { accumulate, at, checkShape, lengths4, ndArray, put, type NdArray } from './ndArray';
import { checkPool, slide, type Window2d } from './window';

/**
 * @param x [N, H, W, C]
 * @returns y [N, outH, outW, C]
 * @throws RangeError if x has not 4 axes, the window does not fit, or it has a dilation
 */
export function averagePool2dForward(x: NdArray, window: Window2d): NdArray {
  checkPool('averagePool2d', window);
  const [batch, height, width, channels] = lengths4('averagePool2d', 'x', x);
  const sliding = slide(window, height, width);
  const y = ndArray([batch, sliding.outHeight, sliding.outWidth, channels]);
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < sliding.outHeight; oy++) {
      for (let ox = 0; ox < sliding.outWidth; ox++) {
        const taps = sliding.taps(oy, ox);
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          for (const { iy, ix } of taps) sum += at(x, n, iy, ix, c);
          put(y, sum / taps.length, n, oy, ox, c);
        }
      }
    }
  }
  return y;
}

/**
 * @param xShape [N, H, W, C]
 * @param dy ∂L/∂y, [N, outH, outW, C]
 * @returns dx [N, H, W, C]
 * @throws RangeError as forward, or if dy has another shape
 */
export function averagePool2dBackward(xShape: readonly number[], dy: NdArray, window: Window2d): NdArray {
  checkPool('averagePool2d', window);
  const dx = ndArray(xShape);
  const [batch, height, width, channels] = lengths4('averagePool2d', 'x', dx);
  const sliding = slide(window, height, width);
  checkShape('averagePool2d', 'dy', [batch, sliding.outHeight, sliding.outWidth, channels], dy.shape);
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < sliding.outHeight; oy++) {
      for (let ox = 0; ox < sliding.outWidth; ox++) {
        const taps = sliding.taps(oy, ox);
        for (let c = 0; c < channels; c++) {
          const share = at(dy, n, oy, ox, c) / taps.length;
          for (const { iy, ix } of taps) accumulate(dx, share, n, iy, ix, c);
        }
      }
    }
  }
  return dx;
}
