// Rendered fruit as a data set: each kind shows something, the same bits for the same seed, other pictures for others.

import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageDataset } from '../../src/data/imageDataset';
import { DEFAULT_FRUITS } from '../../src/fruit/fruits';
import { renderFruit, type FruitOptions } from '../../src/fruit/render';
import { testDevice } from '../support/device';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

async function rendered(options: Partial<FruitOptions>): Promise<ImageDataset> {
  const set = await renderFruit(device, { classes: ['apple'], perClass: 2, seed: 1, size: 16, ...options });
  const images = await set.read();
  set.destroy();
  return images;
}

const picture = ({ images, height, width }: ImageDataset, n: number): number[] => {
  const size = height * width * 3;
  return [...images.subarray(n * size, (n + 1) * size)];
};

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const spread = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));

/** The mean of one channel in the middle of a picture, a quarter of its size across. */
function middle({ images, width, height }: ImageDataset, n: number, channel: number): number {
  const values: number[] = [];
  for (let i = Math.floor(height * 0.38); i < height * 0.62; i++) {
    for (let j = Math.floor(width * 0.38); j < width * 0.62; j++) {
      values.push(images[((n * height + i) * width + j) * 3 + channel] ?? NaN);
    }
  }
  return mean(values);
}

describe.each(DEFAULT_FRUITS)('%s', (name) => {
  it('is seen: pictures are neither blank nor alike', async () => {
    const set = await rendered({ classes: [name], perClass: 3 });
    const pictures = [0, 1, 2].map((n) => picture(set, n));
    for (const one of pictures) expect(spread(one)).toBeGreaterThan(8);
    expect(pictures[0]).not.toEqual(pictures[1]);
    expect(pictures[1]).not.toEqual(pictures[2]);
  });
});

describe('a set', () => {
  it('has all classes alike in any beginning, and each picture whatever else is rendered', async () => {
    const set = await rendered({ classes: ['orange', 'kiwi'], perClass: 3 });
    expect([...set.labels]).toEqual([0, 1, 0, 1, 0, 1]);
    expect(set.classNames).toEqual(['orange', 'kiwi']);
    const kiwis = await rendered({ classes: ['kiwi'], perClass: 2, first: 1 });
    expect(picture(kiwis, 0)).toEqual(picture(set, 3));
    expect(picture(kiwis, 1)).toEqual(picture(set, 5));
  });

  it('is the same bits for the same seed, and other pictures for another', async () => {
    const first = await rendered({ classes: ['orange'] });
    expect([...(await rendered({ classes: ['orange'] })).images]).toEqual([...first.images]);
    expect([...(await rendered({ classes: ['orange'], seed: 2 })).images]).not.toEqual([...first.images]);
  });

  it('shows fruit in the colours they have', async () => {
    const options = { perClass: 8, size: 32, sort: 'single' } as const;
    const oranges = await rendered({ ...options, classes: ['orange'] });
    const melons = await rendered({ ...options, classes: ['watermelon'] });
    const red = (set: ImageDataset): number =>
      mean(Array.from({ length: 8 }, (_, n) => middle(set, n, 0) - middle(set, n, 2)));
    expect(red(oranges)).toBeGreaterThan(90); // far more red than blue
    expect(red(melons)).toBeLessThan(70);
  });

  it('is as large as asked for, and lies on the GPU as training takes it', async () => {
    const set = await renderFruit(device, { classes: ['orange', 'kiwi'], perClass: 1, seed: 1, size: 22 });
    expect(set.device).toMatchObject({
      samples: 2,
      featureShape: [22, 22, 3],
      featureType: 'u8',
      targetType: 'u32',
    });
    expect((await set.read()).images).toHaveLength(2 * 22 * 22 * 3);
    set.destroy();
  });

  it('is refused where the numbers cannot be, and stops when told to', async () => {
    await expect(rendered({ size: 33 })).rejects.toThrow(
      'size must be an even number from 16 to 1024. Received 33',
    );
    await expect(rendered({ perClass: 0 })).rejects.toThrow('pictures per class must be a whole number');
    await expect(rendered({ classes: ['durian'] })).rejects.toThrow("there is no 'durian'");
    await expect(rendered({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});
