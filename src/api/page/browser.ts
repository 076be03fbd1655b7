// tfjs: `tf.browser`, pictures as tensors and back.

import { TensorError } from '../errors';
import { Tensor } from '../tensor';

/** Pixels, or something that a page draws. */
export type PixelSource =
  | { readonly data: Uint8Array | Uint8ClampedArray; readonly width: number; readonly height: number }
  | HTMLCanvasElement
  | OffscreenCanvas
  | HTMLImageElement
  | HTMLVideoElement
  | ImageBitmap;

function pixelsOf(source: PixelSource): {
  data: Uint8Array | Uint8ClampedArray;
  width: number;
  height: number;
} {
  if ('data' in source) return source;
  const isVideo = 'videoWidth' in source;
  const width = isVideo ? source.videoWidth : 'naturalWidth' in source ? source.naturalWidth : source.width;
  const height = isVideo
    ? source.videoHeight
    : 'naturalHeight' in source
      ? source.naturalHeight
      : source.height;
  if (!(width > 0 && height > 0))
    throw new TensorError(
      `fromPixels: expected a picture that is loaded. Received ${width}×${height} pixels`,
    );
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new TensorError('fromPixels: this browser gives no 2D canvas');
  context.drawImage(source, 0, 0);
  return context.getImageData(0, 0, width, height);
}

/**
 * @param channels 1 red, 3 without or 4 with alpha @returns int32 of 0…255, height×width×channels
 * @example
 * const picture = { data: Uint8Array.of(255, 0, 0, 255), width: 1, height: 1 };
 * tf.browser.fromPixels(picture).arraySync(); // → [[[255, 0, 0]]]
 */
function fromPixels(source: PixelSource, channels = 3): Tensor {
  if (![1, 3, 4].includes(channels))
    throw new TensorError(`fromPixels: channels must be 1, 3 or 4. Received ${channels}`);
  const { data, width, height } = pixelsOf(source);
  const bytes = new Uint8Array(width * height * channels);
  for (let pixel = 0, at = 0; pixel < width * height; pixel++)
    for (let channel = 0; channel < channels; channel++) bytes[at++] = data[pixel * 4 + channel] ?? 0;
  return new Tensor(bytes, [height, width, channels], 'int32');
}

/**
 * Draws a tensor of height×width or height×width×1, 3 or 4 on a canvas: float32 of 0…1, or int32 of 0…255.
 * @returns the pixels, red, green, blue and alpha @throws TensorError (as a rejection)
 * @example
 * Array.from(await tf.browser.toPixels(tf.tensor2d([[1]]))); // → [255, 255, 255, 255]
 */
async function toPixels(
  image: Tensor,
  canvas?: HTMLCanvasElement | OffscreenCanvas,
): Promise<Uint8ClampedArray<ArrayBuffer>> {
  const [height = 0, width = 0, channels = 1] = image.shape;
  if (image.rank < 2 || image.rank > 3 || ![1, 3, 4].includes(channels))
    throw new TensorError(
      `toPixels: expected height×width, and 1, 3 or 4 channels. Received ${image.shape.join('×')}`,
    );
  const values = await image.data();
  const scale = image.dtype === 'float32' ? 255 : 1;
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++)
    for (let channel = 0; channel < Math.max(3, channels); channel++)
      pixels[pixel * 4 + channel] = (values[pixel * channels + (channel % channels)] ?? 0) * scale;
  if (canvas !== undefined) {
    Object.assign(canvas, { width, height });
    const context = canvas.getContext('2d') as CanvasRenderingContext2D | null;
    context?.putImageData(new ImageData(pixels, width, height), 0, 0);
  }
  return pixels;
}

export const browser = Object.freeze({
  fromPixels,
  /**
   * As fromPixels.
   * @example
   * const picture = { data: Uint8Array.of(0, 9, 0, 255), width: 1, height: 1 };
   * (await tf.browser.fromPixelsAsync(picture, 1)).arraySync(); // → [[[0]]]
   */
  fromPixelsAsync: async (source: PixelSource, channels?: number): Promise<Tensor> =>
    Promise.resolve(fromPixels(source, channels)),
  toPixels,
});
