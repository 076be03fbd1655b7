// The picture that a trial is shown: that of the stage or a file, its middle square, scaled to what a network takes.

import { paintPicture } from '../picture/pixels';

/** What can be drawn on a canvas, and how large it is. */
export interface Source {
  readonly image: CanvasImageSource;
  readonly width: number;
  readonly height: number;
}

/** @param pixels 0…1, row-major, channels last */
export function sourceOfPixels(pixels: Float32Array, shape: readonly number[]): Source {
  const canvas = new OffscreenCanvas(1, 1);
  paintPicture(canvas, pixels, shape, 1);
  return { image: canvas, width: canvas.width, height: canvas.height };
}

/** @throws Error if it is no picture */
export async function sourceOfFile(file: Blob): Promise<Source> {
  const image = await createImageBitmap(file);
  return { image, width: image.width, height: image.height };
}

export function drawInto(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  { image, width, height }: Source,
  toWidth: number,
  toHeight: number,
): void {
  const side = Math.min(width, height);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, (width - side) / 2, (height - side) / 2, side, side, 0, 0, toWidth, toHeight);
}

/** The picture as a network takes it: bytes, row-major, channels last. @param shape of 1 or 3 channels */
export function bytesOf(
  source: Source,
  [height = 1, width = 1, channels = 1]: readonly number[],
): Uint8Array {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser gives no canvas to scale a picture on');
  drawInto(context, source, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const bytes = new Uint8Array(width * height * channels);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < channels; channel++)
      bytes[pixel * channels + channel] = data[pixel * 4 + channel] ?? 0;
  }
  return bytes;
}
