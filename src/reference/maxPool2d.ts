// Max pooling: keep the largest value of each window, per channel, and remember which tap it was.
//
//   y[n,oy,ox,c] = max over taps of x[n,iy,ix,c]
//
// Only the winner influenced y, so the whole gradient goes back to it. Where windows overlap (AlexNet: 3 wide,
// every 2) one pixel can win several times; its gradients sum. Border pixels of 'same' padding never win.
//
// N images, H×W pixels, C channels.
// Source: https://keras.io/api/layers/pooling_layers/max_pooling2d/; Krizhevsky et al. 2012, §3.4 (overlap).

import { accumulate, at, checkShape, lengths4, ndArray, put, type NdArray } from './ndArray';
import { checkPool, slide, type Window2d } from './window';

/**
 * @param x [N, H, W, C]
 * @returns y [N, outH, outW, C], and argmax of the same shape: the winning tap's number in its window, counted
 *   row by row (ky · window width + kx). Of equal values the first wins; a NaN wins over every number.
 * @throws RangeError if x has not 4 axes, the window does not fit, or it has a dilation
 */
export function maxPool2dForward(x: NdArray, window: Window2d): { y: NdArray; argmax: NdArray } {
  checkPool('maxPool2d', window);
  const [batch, height, width, channels] = lengths4('maxPool2d', 'x', x);
  const sliding = slide(window, height, width);
  const y = ndArray([batch, sliding.outHeight, sliding.outWidth, channels]);
  const argmax = ndArray(y.shape);
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < sliding.outHeight; oy++) {
      for (let ox = 0; ox < sliding.outWidth; ox++) {
        const taps = sliding.taps(oy, ox);
        for (let c = 0; c < channels; c++) {
          let best = -Infinity;
          let winner = -1;
          for (const { ky, kx, iy, ix } of taps) {
            const value = at(x, n, iy, ix, c);
            // Written so that NaN wins too: comparisons with NaN are false, and a blow-up must stay visible.
            if (winner < 0 || (!(value <= best) && !Number.isNaN(best))) {
              best = value;
              winner = ky * window.size[1] + kx;
            }
          }
          put(y, best, n, oy, ox, c);
          put(argmax, winner, n, oy, ox, c);
        }
      }
    }
  }
  return { y, argmax };
}

/**
 * @param xShape [N, H, W, C]; the values of x are not needed any more
 * @param argmax as returned by forward
 * @param dy ∂L/∂y, [N, outH, outW, C]
 * @returns dx [N, H, W, C]
 * @throws RangeError as forward, or if argmax or dy has another shape
 */
export function maxPool2dBackward(
  xShape: readonly number[],
  argmax: NdArray,
  dy: NdArray,
  window: Window2d,
): NdArray {
  checkPool('maxPool2d', window);
  const dx = ndArray(xShape);
  const [batch, height, width, channels] = lengths4('maxPool2d', 'x', dx);
  const sliding = slide(window, height, width);
  checkShape('maxPool2d', 'dy', [batch, sliding.outHeight, sliding.outWidth, channels], dy.shape);
  checkShape('maxPool2d', 'argmax', dy.shape, argmax.shape);
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < sliding.outHeight; oy++) {
      for (let ox = 0; ox < sliding.outWidth; ox++) {
        const taps = sliding.taps(oy, ox);
        for (let c = 0; c < channels; c++) {
          const winner = at(argmax, n, oy, ox, c);
          for (const { ky, kx, iy, ix } of taps) {
            if (ky * window.size[1] + kx === winner) accumulate(dx, at(dy, n, oy, ox, c), n, iy, ix, c);
          }
        }
      }
    }
  }
  return dx;
}
