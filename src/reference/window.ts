// Where a sliding window lies: the geometry shared by convolution and pooling.
//
// A window of `size` taps, `dilation` apart, moves over the image in steps of `stride`. With 'valid' it stays
// inside the image; with 'same' the image gets a border of zeros, so that the output has ceil(input / stride)
// positions. Along one axis, tap k of output position o reads input position
//     i = o·stride − padBefore + k·dilation          (outside the image: a border zero, skipped here)
//
// Source: Keras 3, `keras.layers.Conv2D` and `compute_conv_output_shape`, https://keras.io/api/layers/convolution_layers/;
// the border's split: https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2.

export type Padding = 'valid' | 'same';

/** All pairs are [vertical, horizontal], in pixels. */
export interface Window2d {
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: Padding;
  readonly dilation: readonly [number, number];
}

/** From the first to the last tap, in pixels: 3 taps with dilation 2 reach over 5. */
export function effectiveSize(size: number, dilation: number): number {
  return (size - 1) * dilation + 1;
}

/**
 * Number of output positions along one axis.
 * @throws RangeError if size, stride or dilation is not a whole number ≥ 1, or a 'valid' window does not fit.
 */
export function outputLength(
  input: number,
  size: number,
  stride: number,
  padding: Padding,
  dilation: number,
): number {
  for (const [name, value] of Object.entries({ size, stride, dilation })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`window: ${name} needs to be a whole number of 1 or more. Received ${value}`);
    }
  }
  const effective = effectiveSize(size, dilation);
  switch (padding) {
    case 'valid':
      if (effective > input) {
        throw new RangeError(
          `window: padding 'valid' needs an input of at least ${effective}. Received ${input}`,
        );
      }
      return Math.floor((input - effective) / stride) + 1;
    case 'same':
      return Math.ceil(input / stride);
    default:
      throw new RangeError(
        `window: padding needs to be 'valid' or 'same'. Received ${String(padding satisfies never)}`,
      );
  }
}

/** Border pixels before the first input pixel (top or left). An odd border has its extra pixel at the bottom or right. */
export function padBefore(
  input: number,
  size: number,
  stride: number,
  padding: Padding,
  dilation: number,
): number {
  if (padding === 'valid') return 0;
  const outputs = outputLength(input, size, stride, padding, dilation);
  const total = Math.max((outputs - 1) * stride + effectiveSize(size, dilation) - input, 0);
  return Math.floor(total / 2);
}

/** Input position of the first tap of output position `output`; negative where it lies in the border. */
export function windowStart(
  output: number,
  input: number,
  size: number,
  stride: number,
  padding: Padding,
  dilation: number,
): number {
  return output * stride - padBefore(input, size, stride, padding, dilation);
}

/** @throws RangeError if a pooling window has a dilation: pooling has none, as in Keras. */
export function checkPool(place: string, window: Window2d): void {
  if (window.dilation.some((dilation) => dilation !== 1)) {
    throw new RangeError(`${place}: dilation needs to be 1,1. Received ${window.dilation.join(',')}`);
  }
}

/** One tap of a window that lies inside the image: kernel position (ky, kx), input pixel (iy, ix). */
export interface Tap {
  readonly ky: number;
  readonly kx: number;
  readonly iy: number;
  readonly ix: number;
}

/** A window laid over an image of a given height and width. */
export interface Sliding {
  readonly outHeight: number;
  readonly outWidth: number;
  /** The taps of output pixel (oy, ox) that fall inside the image, in row-major window order. */
  taps(oy: number, ox: number): Tap[];
}

/** @throws RangeError as `outputLength`. */
export function slide(window: Window2d, height: number, width: number): Sliding {
  const { padding } = window;
  const [sizeY, sizeX] = window.size;
  const [strideY, strideX] = window.strides;
  const [dilationY, dilationX] = window.dilation;
  return {
    outHeight: outputLength(height, sizeY, strideY, padding, dilationY),
    outWidth: outputLength(width, sizeX, strideX, padding, dilationX),
    taps(oy, ox) {
      const top = windowStart(oy, height, sizeY, strideY, padding, dilationY);
      const left = windowStart(ox, width, sizeX, strideX, padding, dilationX);
      const inside: Tap[] = [];
      for (let ky = 0; ky < sizeY; ky++) {
        for (let kx = 0; kx < sizeX; kx++) {
          const iy = top + ky * dilationY;
          const ix = left + kx * dilationX;
          if (iy >= 0 && iy < height && ix >= 0 && ix < width) inside.push({ ky, kx, iy, ix });
        }
      }
      return inside;
    },
  };
}
