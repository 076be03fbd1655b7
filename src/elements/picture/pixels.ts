// Pictures as the page holds them: numbers row by row, channels last. How they get on a 2-D canvas, and one pixel in numbers.

import { inColour, pictureLayer, readsColour, type DrawnLayer } from '../../draw/stageTiles';
import { sliceImages, type ImageDataset } from '../../data/imageDataset';
import type { StageFacade } from '../../session/facade';
import type { Messages } from '../locale';
import type { Pointed } from '../pointed';

/** Paints a picture of one channel in grey, of three in colour. @param white the number that is white: 1 or 255 */
export function paintPicture(
  canvas: HTMLCanvasElement | OffscreenCanvas,
  pixels: ArrayLike<number>,
  [height = 1, width = 1, channels = 1]: readonly number[],
  white: number,
): void {
  canvas.width = width;
  canvas.height = height;
  // Read often: what is drawn by the processor is printed like any picture.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return;
  const image = context.createImageData(width, height);
  const { data } = image;
  const [green, blue] = channels === 3 ? [1, 2] : [0, 0];
  const scale = 255 / white;
  for (let at = 0; at < width * height; at++) {
    const [from, to] = [at * channels, at * 4];
    data[to] = (pixels[from] ?? 0) * scale;
    data[to + 1] = (pixels[from + green] ?? 0) * scale;
    data[to + 2] = (pixels[from + blue] ?? 0) * scale;
    data[to + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/** [height, width, channels] */
export const shapeOf = ({ height, width, channels }: ImageDataset): readonly number[] => [
  height,
  width,
  channels,
];

/** The bytes of one picture of a data set, without copying. */
export const pixelsAt = (data: ImageDataset, at: number): Uint8Array => sliceImages(data, at, 1).images;

/** Whether the slices of a layer's kernel are those of red, green and blue of the session's picture. */
export const readsColourPicture = ({ input, layers }: StageFacade, layer: DrawnLayer): boolean =>
  readsColour(layer, [pictureLayer(input), ...layers]);

/** What of the picture is pointed at: all of it, or one channel. */
export function pictureName(
  { index, whole = false }: Pick<Pointed, 'index' | 'whole'>,
  shape: readonly number[],
  { inspector, colours }: Messages,
): string {
  return inColour(shape) && !whole
    ? inspector.at.channel(colours.channels[index[2] ?? 0] ?? '')
    : inspector.at.picture;
}

/** The numbers of the pixel pointed at: the three of a colour picture, or that of one channel. */
export function pixelValues(
  picture: ArrayLike<number> | null,
  [, width = 1, channels = 1]: readonly number[],
  { index, whole = false }: Pick<Pointed, 'index' | 'whole'>,
): readonly number[] {
  const [row = 0, column = 0, channel = 0] = index;
  const first = (row * width + column) * channels;
  return (whole ? [0, 1, 2] : [channel]).map((at) => picture?.[first + at] ?? NaN);
}
