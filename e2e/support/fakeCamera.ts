// A camera for tests: a video of rendered fruit, one after the other, that Chromium plays as if it came from a camera.
// Source: https://wiki.multimedia.cx/index.php/YUV4MPEG2

import type { Page } from '@playwright/test';
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

/** The pictures of the video, RGB, 320 × 240: each fruit for some seconds, moving a little, as if held by a hand. */
async function* framesOf(seconds: number): AsyncGenerator<Buffer> {
  for (const fruit of FRUIT) {
    const picture = await fruitPicture(fruit);
    for (let frame = 0; frame < seconds * RATE; frame++) {
      const phase = (frame / (seconds * RATE)) * 2 * Math.PI;
      const side = Math.round(150 + 30 * Math.cos(phase));
      const [left, top] = [Math.sin(phase), Math.cos(2 * phase)].map((part) =>
        Math.round(((200 - side) / 2) * (1 + part * 0.9)),
      ) as [number, number];
      yield sharp(picture)
        .extract({ left, top, width: side, height: side })
        .resize(WIDTH, HEIGHT, { fit: 'cover' })
        .raw()
        .toBuffer();
    }
  }
}

export async function writeVideo(file: string, seconds: number): Promise<void> {
  const parts: Buffer[] = [Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${RATE}:1 Ip A1:1 C420jpeg\n`)];
  for await (const rgb of framesOf(seconds)) parts.push(Buffer.from('FRAME\n'), ...planes(rgb));
  await writeFile(file, Buffer.concat(parts));
}

/**
 * What a network should see of each picture of the video: its middle, scaled.
 * @param shape [size, size, channels]: 1 channel is grey, 3 are RGB
 * @returns 0…1, of that shape
 */
export async function framesSeen(
  seconds: number,
  [size = 1, , channels = 1]: readonly number[],
): Promise<number[][]> {
  const seen: number[][] = [];
  for await (const rgb of framesOf(seconds)) {
    const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
    const middle = { left: (WIDTH - HEIGHT) / 2, top: 0, width: HEIGHT, height: HEIGHT };
    const pixels = await sharp(rgb, { raw }).extract(middle).resize(size, size).raw().toBuffer();
    const part = (at: number): number => (pixels[at] ?? NaN) / 255;
    seen.push(
      Array.from({ length: size * size * channels }, (_, at) =>
        channels === 3
          ? part(at)
          : 0.299 * part(3 * at) + 0.587 * part(3 * at + 1) + 0.114 * part(3 * at + 2),
      ),
    );
  }
  return seen;
}

/** Y, and U and V at half the size, as browsers read a video that names no colours: BT.709, Y from 16 to 235. */
function planes(rgb: Buffer): readonly Buffer[] {
  const y = Buffer.alloc(WIDTH * HEIGHT);
  const [u, v] = [Buffer.alloc((WIDTH * HEIGHT) / 4), Buffer.alloc((WIDTH * HEIGHT) / 4)];
  const [luma, chroma] = [219 / 255, 224 / 255];
  for (let row = 0; row < HEIGHT; row++)
    for (let column = 0; column < WIDTH; column++) {
      const at = row * WIDTH + column;
      const [r = 0, g = 0, b = 0] = rgb.subarray(3 * at, 3 * at + 3);
      y[at] = Math.round(16 + luma * (0.2126 * r + 0.7152 * g + 0.0722 * b));
      if (row % 2 === 1 || column % 2 === 1) continue;
      const half = (row / 2) * (WIDTH / 2) + column / 2;
      u[half] = Math.round(128 + chroma * (-0.114572 * r - 0.385428 * g + 0.5 * b));
      v[half] = Math.round(128 + chroma * (0.5 * r - 0.454153 * g - 0.045847 * b));
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

/** Lets the page's camera be refused, on demand. To be called before the page is loaded. */
export async function prepareRefusals(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (wanted) => {
      const { refusal } = window as { refusal?: string };
      return refusal === undefined ? real(wanted) : Promise.reject(new DOMException('', refusal));
    };
  });
}

/** @param refusal name of the browser's error; null: the camera is given */
export const refuse = (page: Page, refusal: string | null): Promise<void> =>
  page.evaluate((refusal) => {
    (window as { refusal?: string | undefined }).refusal = refusal ?? undefined;
  }, refusal);

/** Runs in the page: as if another tab were in front of it. Headless browsers show all of theirs. */
export function setDocumentHidden(hidden: boolean): void {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event('visibilitychange'));
}
