// Data sets for end-to-end tests: what is chosen in the Data view, how, and what the page should say of it then.

import { expect, type Page } from '@playwright/test';
import { zipSync, type Zippable } from 'fflate';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { TrainFacade } from '../../src/session/facade';
import { ndArray, type NdArray } from '../../src/reference/ndArray';

export interface DataSetCase {
  /** After `#` in the address. */
  readonly hash?: string;
  /** In which language the page is opened, and what it then calls the data set and its classes, in order. */
  readonly language: 'en' | 'ja';
  readonly name: string;
  readonly facts: string;
  readonly classes: Readonly<Record<string, string>>;
  /** Height, width, channels. */
  readonly shape: readonly [number, number, number];
  readonly network: string;
  /** Whether the network on arrival is kept and fitted, in place of the recommended one. */
  readonly keepsNetwork: boolean;
  /** Chooses it in the Data view, which is open. `folder` is for files. */
  choose(page: Page, folder: string): Promise<void>;
}

export const SHAPES: DataSetCase = {
  language: 'en',
  name: 'Shapes in colour',
  facts: '6,000 + 1,200 · 32×32×3 · 10 classes',
  classes: {
    'horizontal-bar': 'Level bar',
    'vertical-bar': 'Upright bar',
    'rising-bar': 'Rising bar',
    'falling-bar': 'Falling bar',
    cross: 'Cross',
    circle: 'Circle',
    triangle: 'Triangle',
    square: 'Square',
    'horizontal-stripes': 'Level stripes',
    'vertical-stripes': 'Upright stripes',
  },
  shape: [32, 32, 3],
  network: 'shapenet',
  keepsNetwork: false,
  // The grey ones come first.
  choose: (page) => page.getByTestId('data-shapes').nth(1).click(),
};

export const FRUIT: DataSetCase = {
  hash: 'fruit=3',
  language: 'ja',
  name: '合成した果物',
  facts: '24 + 8 · 64×64×3 · 8 クラス',
  classes: {
    apple: 'りんご',
    banana: 'バナナ',
    orange: 'オレンジ',
    lemon: 'レモン',
    pear: '洋なし',
    kiwi: 'キウイ',
    pineapple: 'パイナップル',
    watermelon: 'すいか',
  },
  shape: [64, 64, 3],
  network: 'fruitnet',
  keepsNetwork: false,
  choose: (page) => page.getByTestId('data-fruit-synthetic').click(),
};

const PHOTO_SIDE = 64;
const PHOTOS_PER_CLASS = 6;
const PHOTO_CLASSES = ['ball', 'leaf', 'sky'] as const;

/** A picture of a class, RGB: a disc in its colour on another ground, differently placed in each. */
function photo(label: number, index: number): Uint8Array {
  const [x, y, radius] = [20 + 4 * index, 44 - 4 * index, 10 + 2 * index];
  return Uint8Array.from({ length: PHOTO_SIDE * PHOTO_SIDE * 3 }, (_, at) => {
    const [pixel, channel] = [Math.floor(at / 3), at % 3];
    const inside = Math.hypot((pixel % PHOTO_SIDE) - x, Math.floor(pixel / PHOTO_SIDE) - y) < radius;
    const ground = 30 + 20 * index + (pixel % 7);
    return inside === (channel === label) ? 200 + index : ground;
  });
}

/** All pictures of the zip with their labels. */
export const photos = (): { readonly label: number; readonly pixels: Uint8Array }[] =>
  PHOTO_CLASSES.flatMap((_, label) =>
    Array.from({ length: PHOTOS_PER_CLASS }, (_, index) => ({ label, pixels: photo(label, index) })),
  );

/** Folders of PNG pictures, `photos/ball/0.png`, as a zip. */
async function writePhotos(path: string): Promise<void> {
  const files: Zippable = {};
  for (const [at, { label, pixels }] of photos().entries()) {
    const raw = { width: PHOTO_SIDE, height: PHOTO_SIDE, channels: 3 } as const;
    const name = `photos/${PHOTO_CLASSES[label]}/${at % PHOTOS_PER_CLASS}.png`;
    files[name] = await sharp(pixels, { raw }).png().toBuffer();
  }
  writeFileSync(path, zipSync(files, { level: 0 }));
}

export const PHOTOS: DataSetCase = {
  language: 'en',
  name: 'photos',
  facts: '15 + 3 · 64×64×3 · 3 classes',
  classes: { ball: 'ball', leaf: 'leaf', sky: 'sky' },
  shape: [PHOTO_SIDE, PHOTO_SIDE, 3],
  network: 'lenet5',
  keepsNetwork: true,
  choose: async (page, folder) => {
    const path = join(folder, 'photos.zip');
    await writePhotos(path);
    const chooser = page.waitForEvent('filechooser');
    await page.getByTestId('data-files').click();
    await (await chooser).setFiles(path);
    await expect(page.getByTestId('data-title')).toHaveText('photos');
  },
};

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
