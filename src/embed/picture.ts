// The picture that an element shows: an address, a canvas or an image of the page, or numbers; as small as the network takes it.

import { DIGIT } from './digit';

export interface Picture {
  readonly height: number;
  readonly width: number;
  /** 1: grey, 3: colour */
  readonly channels: number;
  /** 0…255, row by row, channels last */
  readonly pixels: Uint8Array;
}

/** What the property `picture` takes. Numbers are 0…255. */
export type PictureSource = Picture | ImageBitmapSource | null;

export interface PictureOptions {
  /** Of the longer side, in pixels; smaller pictures stay as they are. */
  readonly size: number;
  readonly colour: boolean;
}

/** Of these the shares of red, green and blue in what is seen as grey. Source: ITU-R BT.601 */
const GREY = [0.299, 0.587, 0.114] as const;

export class PictureError extends Error {
  override readonly name = 'PictureError';
}

/**
 * @param source null: the digit
 * @throws PictureError where there is no such picture
 */
export async function readPicture(
  source: string | PictureSource,
  { size, colour }: PictureOptions,
): Promise<Picture> {
  if (source === null || source === '') return DIGIT;
  if (isPicture(source)) {
    const { height, width, channels, pixels } = source;
    if (pixels.length !== height * width * channels || (channels !== 1 && channels !== 3))
      throw new PictureError(
        `picture: expected ${height} × ${width} pixels of 1 or 3 numbers. Received ${pixels.length} numbers, ${channels} a pixel`,
      );
    return source;
  }
  const image = await imageOf(source);
  const scale = Math.min(1, size / Math.max(image.width, image.height));
  const [width, height] = [image.width, image.height].map((side) => Math.max(1, Math.round(scale * side)));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width ?? 1, height ?? 1];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new PictureError('picture: this browser has no 2-D canvas');
  // What is transparent lies on white.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const pixels = new Uint8Array((data.length / 4) * (colour ? 3 : 1));
  for (let at = 0; at < data.length / 4; at++) {
    const rgb = data.subarray(4 * at, 4 * at + 3);
    if (colour) pixels.set(rgb, 3 * at);
    else pixels[at] = Math.round(GREY.reduce((sum, share, c) => sum + share * (rgb[c] ?? 0), 0));
  }
  return { height: canvas.height, width: canvas.width, channels: colour ? 3 : 1, pixels };
}

const isPicture = (source: unknown): source is Picture =>
  typeof source === 'object' && source !== null && 'pixels' in source;

async function imageOf(source: string | ImageBitmapSource): Promise<ImageBitmap> {
  const name = typeof source === 'string' ? source : 'picture';
  try {
    if (typeof source !== 'string') return await createImageBitmap(source);
    const response = await fetch(source);
    if (!response.ok) throw new PictureError(`HTTP ${response.status}`);
    return await createImageBitmap(await response.blob(), { imageOrientation: 'from-image' });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PictureError(`${name}: expected a picture. It cannot be read (${reason})`, { cause });
  }
}
