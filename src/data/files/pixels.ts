// Bytes of pixels.

import type { Work } from './work';

/** RGBA to RGB: what is transparent lies on white. */
export async function overWhite(rgba: ArrayLike<number>, work: Work): Promise<Uint8Array<ArrayBuffer>> {
  const pixels = rgba.length / 4;
  const rgb = new Uint8Array(pixels * 3);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const alpha = (rgba[4 * pixel + 3] ?? 0) / 255;
    for (let c = 0; c < 3; c++)
      rgb[3 * pixel + c] = Math.round(255 + alpha * ((rgba[4 * pixel + c] ?? 0) - 255));
    if (pixel % 2 ** 18 === 0) await work.pause();
  }
  return rgb;
}

/** RGB whose channels are alike to one channel; null if any pixel has a colour. */
export async function greyOf(rgb: Uint8Array, work: Work): Promise<Uint8Array<ArrayBuffer> | null> {
  const grey = new Uint8Array(rgb.length / 3);
  for (let pixel = 0; pixel < grey.length; pixel++) {
    const value = rgb[3 * pixel] ?? 0;
    if (rgb[3 * pixel + 1] !== value || rgb[3 * pixel + 2] !== value) return null;
    grey[pixel] = value;
    if (pixel % 2 ** 18 === 0) await work.pause();
  }
  return grey;
}
