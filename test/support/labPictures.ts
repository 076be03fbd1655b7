// Pictures as the lab has them, of two classes that are easily told apart: bananas are yellow bars, oranges orange discs.

import { DEFAULT_CLASSES } from '../../src/lab/library';
import type { LabPicture } from '../../src/lab/picture';
import type { PixelSource } from '../../src/lab/pixels';

export const SIZE = 32;
/** Yellow bars and orange discs, each in its own place and light. */
function paint(label: number, number: number): Uint8Array {
  const pixels = new Uint8Array(SIZE * SIZE * 3).fill(60 + ((number * 37) % 90));
  const [x, y] = [8 + ((number * 7) % 16), 8 + ((number * 11) % 16)];
  for (let row = 0; row < SIZE; row++)
    for (let column = 0; column < SIZE; column++) {
      const inside =
        label === 0 ? Math.abs(row - y) < 3 && Math.abs(column - x) < 9 : Math.hypot(row - y, column - x) < 6;
      if (inside) pixels.set(label === 0 ? [230, 210, 60] : [240, 130, 20], (row * SIZE + column) * 3);
    }
  return pixels;
}

export const PER_CLASS = 24;
export const classes = DEFAULT_CLASSES.filter(({ id }) => ['banana', 'orange'].includes(id));
const pictures = classes.flatMap(({ id }, label) =>
  Array.from({ length: PER_CLASS }, (_, at): LabPicture => ({
    ...{ id: `${label} ${at}`, classId: id, recording: `r${at >> 2}`, name: 'p', type: 'image/png' },
    bytes: new ArrayBuffer(0),
  })),
);
export const library = { classes, of: (id: string) => pictures.filter(({ classId }) => classId === id) };
export const pixels: PixelSource = {
  size: SIZE,
  of: (_, wanted) =>
    Promise.resolve(
      Uint8Array.from(wanted.flatMap(({ id }) => [...paint(Number(id[0]), Number(id.slice(2)))])),
    ),
};
