// A camera for tests: a video of rendered fruit, one after the other, that Chromium plays as if it came from a camera.
// Source: https://wiki.multimedia.cx/index.php/YUV4MPEG2

import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { launchOptions } from '../../scripts/browser.mjs';

const WIDTH = 320;
const HEIGHT = 240;
const RATE = 10;

export const FRUIT = ['apple', 'banana', 'orange'] as const;
export type Fruit = (typeof FRUIT)[number];

const folder = join(dirname(fileURLToPath(import.meta.url)), 'fruit');

/** A rendered picture, 200 × 200, as a JPEG. */
export const fruitPicture = (fruit: Fruit): Promise<Buffer> => readFile(join(folder, `${fruit}.jpg`));

/** Mean colour of a fruit's picture, by which it is known again. */
export async function meanColour(fruit: Fruit): Promise<readonly [number, number, number]> {
  const { channels } = await sharp(await fruitPicture(fruit)).stats();
  const [red = 0, green = 0, blue = 0] = channels.map(({ mean }) => mean);
  return [red, green, blue];
}

/** Writes the video: each fruit for some seconds, moving a little, as if held by a hand. */
export async function writeVideo(file: string, seconds: number): Promise<void> {
  const parts: Buffer[] = [Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${RATE}:1 Ip A1:1 C420jpeg\n`)];
  for (const fruit of FRUIT) {
    const picture = await fruitPicture(fruit);
    for (let frame = 0; frame < seconds * RATE; frame++) {
      const phase = (frame / (seconds * RATE)) * 2 * Math.PI;
      const side = Math.round(150 + 30 * Math.cos(phase));
      const [left, top] = [Math.sin(phase), Math.cos(2 * phase)].map((part) =>
        Math.round(((200 - side) / 2) * (1 + part * 0.9)),
      ) as [number, number];
      const rgb = await sharp(picture)
        .extract({ left, top, width: side, height: side })
        .resize(WIDTH, HEIGHT, { fit: 'cover' })
        .raw()
        .toBuffer();
      parts.push(Buffer.from('FRAME\n'), ...planes(rgb));
    }
  }
  await writeFile(file, Buffer.concat(parts));
}

/** Y, and U and V at half the size, full range (BT.601). */
function planes(rgb: Buffer): readonly Buffer[] {
  const y = Buffer.alloc(WIDTH * HEIGHT);
  const [u, v] = [Buffer.alloc((WIDTH * HEIGHT) / 4), Buffer.alloc((WIDTH * HEIGHT) / 4)];
  for (let row = 0; row < HEIGHT; row++)
    for (let column = 0; column < WIDTH; column++) {
      const at = row * WIDTH + column;
      const [r = 0, g = 0, b = 0] = rgb.subarray(3 * at, 3 * at + 3);
      y[at] = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
      if (row % 2 === 1 || column % 2 === 1) continue;
      const half = (row / 2) * (WIDTH / 2) + column / 2;
      u[half] = Math.round(128 - 0.168736 * r - 0.331264 * g + 0.5 * b);
      v[half] = Math.round(128 + 0.5 * r - 0.418688 * g - 0.081312 * b);
    }
  return [y, u, v];
}

/** How Chromium is started with that camera. */
export function withCamera(file: string): ReturnType<typeof launchOptions> {
  const options = launchOptions();
  const flags = [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${file}`,
  ];
  return { ...options, args: [...options.args, ...flags] };
}
