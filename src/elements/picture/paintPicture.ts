// A picture of a data set on a canvas of its own size: grey of one channel, colour of three.

import type { ImageDataset } from '../../data/imageDataset';

/** @param pixels 0…255, row-major, channels last */
export function paintPicture(
  canvas: HTMLCanvasElement,
  pixels: ArrayLike<number>,
  { height, width, channels }: Pick<ImageDataset, 'height' | 'width' | 'channels'>,
): void {
  // Read often: what is drawn by the processor is printed like any picture.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return;
  const picture = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let part = 0; part < 3; part++)
      picture.data[pixel * 4 + part] = pixels[pixel * channels + Math.min(part, channels - 1)] ?? 0;
    picture.data[pixel * 4 + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
}

/** The bytes of one picture, without copying. */
export function pixelsAt({ images, height, width, channels }: ImageDataset, at: number): Uint8Array {
  const size = height * width * channels;
  return images.subarray(at * size, (at + 1) * size);
}
