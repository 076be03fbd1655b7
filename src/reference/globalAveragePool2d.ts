// Global average pooling: one number per channel, the mean over the whole image.
//
//   y[n,c] = (1 / H·W) · Σ_{y,x} x[n,y,x,c]
//
// N images, H×W pixels, C channels.
// Source: https://keras.io/api/layers/pooling_layers/global_average_pooling2d/; Lin et al. 2013, "Network in
// Network", arXiv:1312.4400, §3.2.

import { at, checkShape, lengths4, ndArray, put, type NdArray } from './ndArray';

/**
 * @param x [N, H, W, C]
 * @returns y [N, C]
 * @throws RangeError if x has not 4 axes
 */
export function globalAveragePool2dForward(x: NdArray): NdArray {
  const [batch, height, width, channels] = lengths4('globalAveragePool2d', 'x', x);
  const y = ndArray([batch, channels]);
  for (let n = 0; n < batch; n++) {
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let iy = 0; iy < height; iy++) {
        for (let ix = 0; ix < width; ix++) sum += at(x, n, iy, ix, c);
      }
      put(y, sum / (height * width), n, c);
    }
  }
  return y;
}

/**
 * @param xShape [N, H, W, C]
 * @param dy ∂L/∂y, [N, C]
 * @returns dx [N, H, W, C]: every pixel gets the same share
 * @throws RangeError if xShape has not 4 axes or dy has another shape
 */
export function globalAveragePool2dBackward(xShape: readonly number[], dy: NdArray): NdArray {
  const dx = ndArray(xShape);
  const [batch, height, width, channels] = lengths4('globalAveragePool2d', 'x', dx);
  checkShape('globalAveragePool2d', 'dy', [batch, channels], dy.shape);
  for (let n = 0; n < batch; n++) {
    for (let c = 0; c < channels; c++) {
      const share = at(dy, n, c) / (height * width);
      for (let iy = 0; iy < height; iy++) {
        for (let ix = 0; ix < width; ix++) put(dx, share, n, iy, ix, c);
      }
    }
  }
  return dx;
}
