// Data sets for end-to-end tests: what is chosen in the Data view, how, and what the page should say of it then.

import { expect, type Page } from '@playwright/test';
import { zipSync, type Zippable } from 'fflate';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { TrainFacade } from '../../src/session/facade';
import { ndArray, type NdArray } from '../../src/reference/ndArray';

export interface DataSetCase {
  readonly title: string;
  /** After `#` in the address. */
  readonly hash?: string;
  /** As the page calls it in English. */
  readonly name: string;
  readonly facts: string;
  /** Height, width, channels. */
  readonly shape: readonly [number, number, number];
  /** Identifiers of the classes, in order, and what the page calls them in English. */
  readonly classes: Readonly<Record<string, string>>;
  readonly network: string;
  /** Chooses it in the Data view, which is open. `folder` is for files. */
  choose(page: Page, folder: string): Promise<void>;
}

const shapes: DataSetCase = {
  title: 'shapes in colour',
  name: 'Shapes in colour',
  facts: '6,000 + 1,200 · 32×32×3 · 10 classes',
  shape: [32, 32, 3],
  classes: {
    'horizontal-bar': 'Horizontal bar',
    'vertical-bar': 'Vertical bar',
    'rising-bar': 'Rising bar',
    'falling-bar': 'Falling bar',
    cross: 'Cross',
    circle: 'Circle',
    triangle: 'Triangle',
    square: 'Square',
    'horizontal-stripes': 'Horizontal stripes',
    'vertical-stripes': 'Vertical stripes',
  },
  network: 'shapenet',
  // The grey ones come first.
  choose: (page) => page.getByTestId('data-shapes').nth(1).click(),
};

const fruit: DataSetCase = {
  title: 'rendered fruit',
  hash: 'fruit=8',
  name: 'Rendered fruit',
  facts: '64 + 16 · 64×64×3 · 8 classes',
  shape: [64, 64, 3],
  classes: {
    apple: 'Apple',
    banana: 'Banana',
    orange: 'Orange',
    lemon: 'Lemon',
    pear: 'Pear',
    kiwi: 'Kiwi',
    pineapple: 'Pineapple',
    watermelon: 'Watermelon',
  },
  network: 'fruitnet',
  choose: (page) => page.getByTestId('data-fruit-synthetic').click(),
};

const PHOTO_SIDE = 64;
const PER_CLASS = 12;
const CLASSES = ['ball', 'leaf', 'sky'] as const;

/** A picture of a class, RGB: a disc in its colour on another ground, differently placed in each. */
export function photo(label: number, index: number): Uint8Array {
  const [x, y, radius] = [20 + 2 * index, 44 - 2 * index, 10 + index];
  return Uint8Array.from({ length: PHOTO_SIDE * PHOTO_SIDE * 3 }, (_, at) => {
    const [pixel, channel] = [Math.floor(at / 3), at % 3];
    const inside = Math.hypot((pixel % PHOTO_SIDE) - x, Math.floor(pixel / PHOTO_SIDE) - y) < radius;
    const ground = 30 + 10 * index + (pixel % 7);
    return inside === (channel === label) ? 200 + index : ground;
  });
}

/** Folders of PNG pictures, `photos/ball/00.png`, as a zip. */
async function writePhotos(path: string): Promise<void> {
  const files: Zippable = {};
  for (const [label, name] of CLASSES.entries())
    for (let index = 0; index < PER_CLASS; index++) {
      const raw = { width: PHOTO_SIDE, height: PHOTO_SIDE, channels: 3 } as const;
      const png = await sharp(photo(label, index), { raw }).png().toBuffer();
      files[`photos/${name}/${String(index).padStart(2, '0')}.png`] = png;
    }
  writeFileSync(path, zipSync(files, { level: 0 }));
}

const photos: DataSetCase = {
  title: 'a zip of PNG photos in folders per class',
  name: 'photos',
  facts: '30 + 6 · 64×64×3 · 3 classes',
  shape: [PHOTO_SIDE, PHOTO_SIDE, 3],
  classes: { ball: 'ball', leaf: 'leaf', sky: 'sky' },
  network: 'fruitnet',
  choose: async (page, folder) => {
    const path = join(folder, 'photos.zip');
    await writePhotos(path);
    const chooser = page.waitForEvent('filechooser');
    await page.getByTestId('data-files').click();
    await (await chooser).setFiles(path);
    await expect(page.getByTestId('data-title')).toHaveText('photos');
  },
};

export const DATA_SETS: readonly DataSetCase[] = [shapes, photos, fruit];

/** The first test picture of a class, as the session holds it, 0…1. */
export async function firstOfClass(page: Page, label: number): Promise<NdArray> {
  const { shape, pixels } = await page.evaluate((label) => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const { images, labels, height, width, channels } = session.data.test;
    const size = height * width * channels;
    const at = labels.indexOf(label);
    return {
      shape: [height, width, channels],
      pixels: [...images.subarray(at * size, (at + 1) * size)],
    };
  }, label);
  // Rounded as the page rounds them on their way to the GPU.
  return ndArray(
    shape,
    Float32Array.from(pixels, (byte) => byte / 255),
  );
}
