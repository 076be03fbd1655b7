// Any picture as a network takes it: the middle of a file, a drawing or the stage's picture, scaled to its input.

import { paintPicture } from './pixels';

/** What can be drawn on a canvas, and how large it is. */
export interface Source {
  readonly image: CanvasImageSource;
  readonly width: number;
  readonly height: number;
}

/** How bright red, green and blue are to the eye (ITU-R BT.601). */
const LUMA = [0.299, 0.587, 0.114] as const;

/** @param pixels 0…1, row-major, channels last. @param shape [height, width, channels] */
export function sourceOfPixels(pixels: Float32Array, shape: readonly number[]): Source {
  const canvas = new OffscreenCanvas(1, 1);
  paintPicture(canvas, pixels, shape, 1);
  return { image: canvas, width: canvas.width, height: canvas.height };
}

/** @param rgba row-major. @param canvas holds the picture until it is used again */
export function sourceOfRgba(
  rgba: Uint8ClampedArray<ArrayBuffer>,
  width: number,
  height: number,
  canvas: OffscreenCanvas,
): Source {
  Object.assign(canvas, { width, height });
  // Drawn by the processor, as is all that is read at once.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser gives no canvas for pictures');
  context.putImageData(new ImageData(rgba, width, height), 0, 0);
  return { image: canvas, width, height };
}

/** @throws Error if it is no picture */
export async function sourceOfFile(file: Blob): Promise<Source> {
  const image = await createImageBitmap(file);
  return { image, width: image.width, height: image.height };
}

/** Its middle, of the proportions of the target. */
export function drawInto(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  { image, width, height }: Source,
  toWidth: number,
  toHeight: number,
): void {
  const scale = Math.min(width / toWidth, height / toHeight);
  const [w, h] = [scale * toWidth, scale * toHeight];
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, (width - w) / 2, (height - h) / 2, w, h, 0, 0, toWidth, toHeight);
}

/** The picture as a network takes it: bytes, row-major, channels last. @param shape of 1 channel, grey, or 3 */
export function bytesOf(
  source: Source,
  [height = 1, width = 1, channels = 1]: readonly number[],
): Uint8Array {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser gives no canvas to scale a picture on');
  // What is transparent is black, as in a picture without alpha.
  context.fillRect(0, 0, width, height);
  drawInto(context, source, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const bytes = new Uint8Array(width * height * channels);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const part = (at: number): number => data[pixel * 4 + at] ?? 0;
    if (channels === 1)
      bytes[pixel] = Math.round(LUMA.reduce((sum, weight, at) => sum + weight * part(at), 0));
    else
      for (let channel = 0; channel < channels; channel++) bytes[pixel * channels + channel] = part(channel);
  }
  return bytes;
}

/** As `bytesOf`, 0…1. */
export const pixelsOf = (source: Source, shape: readonly number[]): Float32Array =>
  Float32Array.from(bytesOf(source, shape), (byte) => byte / 255);
