// Data sets for end-to-end tests: what is chosen in the Data view, how, and what the page should say of it then.

import type { Page } from '@playwright/test';
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
  /** Chooses it in the Data view, which is open. */
  choose(page: Page): Promise<void>;
}

export const SHAPES: DataSetCase = {
  title: 'shapes in colour',
  name: 'Shapes in colour',
  facts: '6,000 + 1,200 · 32×32×3 · 10 classes',
  shape: [32, 32, 3],
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
  network: 'shapenet',
  // The grey ones come first.
  choose: (page) => page.getByTestId('data-shapes').nth(1).click(),
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
