// Zero padding: a border of zeros around every image.
//
//   y[n, top + iy, left + ix, c] = x[n, iy, ix, c], all else 0
//
// Backward, the gradient of the border is discarded: the inner part is cut out.
//
// N images, H×W pixels, C channels.
// Source: https://keras.io/api/layers/reshaping_layers/zero_padding2d/

import { at, checkShape, lengths4, ndArray, put, type NdArray } from './ndArray';

/** [[top, bottom], [left, right]] in pixels, as Keras writes it. */
export type Border = readonly [readonly [number, number], readonly [number, number]];

/**
 * @param x [N, H, W, C]
 * @returns y [N, top + H + bottom, left + W + right, C]
 * @throws RangeError if x has not 4 axes or a border is not a whole number ≥ 0
 */
export function zeroPadding2dForward(x: NdArray, border: Border): NdArray {
  const y = ndArray(paddedShape(x, border));
  const [[top], [left]] = border;
  const [batch, height, width, channels] = lengths4('zeroPadding2d', 'x', x);
  for (let n = 0; n < batch; n++) {
    for (let iy = 0; iy < height; iy++) {
      for (let ix = 0; ix < width; ix++) {
        for (let c = 0; c < channels; c++) put(y, at(x, n, iy, ix, c), n, top + iy, left + ix, c);
      }
    }
  }
  return y;
}

/**
 * @param xShape [N, H, W, C]
 * @param dy ∂L/∂y, the padded shape
 * @returns dx [N, H, W, C]
 * @throws RangeError as forward, or if dy has another shape
 */
export function zeroPadding2dBackward(xShape: readonly number[], dy: NdArray, border: Border): NdArray {
  const dx = ndArray(xShape);
  checkShape('zeroPadding2d', 'dy', paddedShape(dx, border), dy.shape);
  const [[top], [left]] = border;
  const [batch, height, width, channels] = lengths4('zeroPadding2d', 'x', dx);
  for (let n = 0; n < batch; n++) {
    for (let iy = 0; iy < height; iy++) {
      for (let ix = 0; ix < width; ix++) {
        for (let c = 0; c < channels; c++) put(dx, at(dy, n, top + iy, left + ix, c), n, iy, ix, c);
      }
    }
  }
  return dx;
}

function paddedShape(x: NdArray, border: Border): number[] {
  if (border.flat().some((pixels) => !Number.isInteger(pixels) || pixels < 0)) {
    throw new RangeError(
      `zeroPadding2d: border needs whole numbers of 0 or more. Received ${border.join(' and ')}`,
    );
  }
  const [batch, height, width, channels] = lengths4('zeroPadding2d', 'x', x);
  const [[top, bottom], [left, right]] = border;
  return [batch, top + height + bottom, left + width + right, channels];
}
