// Generated shapes as a data set: what the kernel draws is what plain loops in f64 draw; the same seed, the same bytes.

import { beforeAll, describe, expect, it } from 'vitest';
import { checkDataSet } from '../../src/data/dataSet';
import type { ImageDataset } from '../../src/data/imageDataset';
import { arrangeShape, COLOUR, GREY } from '../../src/shapes/arrange';
import { shapesDataSet, shapesToLookAt } from '../../src/shapes/dataSet';
import { drawShapes, type ShapeOptions } from '../../src/shapes/draw';
import { drawOnCpu } from '../../src/shapes/reference';
import { aliveByOwner } from '../../src/gpu/buffers';
import { requestGpuDevice } from '../../src/gpu/requestDevice';
import { SHAPE_NAMES } from '../../src/shapes/shapeNames';
import { testDevice } from '../support/device';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

const drawn = (options: Partial<ShapeOptions>): Promise<ImageDataset> =>
  drawShapes(device, { colour: false, perClass: 1, seed: 1, ...options });

const picture = ({ images, count }: ImageDataset, n: number): Uint8Array =>
  images.subarray((n * images.length) / count, ((n + 1) * images.length) / count);

describe.each([
  ['grey', false, GREY],
  ['colour', true, COLOUR],
] as const)('in %s', (_, colour, format) => {
  it('the kernel draws what the reference draws, within one grey level', async () => {
    const perClass = 12; // outlines and filled ones, some reaching over the border
    const set = await drawn({ colour, perClass, seed: 5 });
    for (let n = 0; n < set.count; n++) {
      const name = SHAPE_NAMES[n % SHAPE_NAMES.length]!;
      const expected = drawOnCpu(arrangeShape(name, 5, Math.floor(n / SHAPE_NAMES.length), format), format);
      const largest = picture(set, n).reduce(
        (most, value, at) => Math.max(most, Math.abs(value - expected[at]!)),
        0,
      );
      expect(largest, `${name}, picture ${n}`).toBeLessThanOrEqual(1);
    }
  });

  it('every picture shows something', async () => {
    const set = await drawn({ colour, perClass: 20 });
    for (let n = 0; n < set.count; n++) {
      const values = [...picture(set, n)].filter((_, at) => at % format.channels === 0);
      const sorted = values.sort((a, b) => a - b);
      // The middle of the darkest and of the lightest twentieth, of which noise is a small part.
      const [dark, light] = [0.01, 0.99].map((share) => sorted[Math.floor(share * sorted.length)]!);
      expect(light! - dark!, set.classNames[set.labels[n]!]).toBeGreaterThan(25);
    }
  });

  it('the same seed gives the same bytes, another seed other ones', async () => {
    const first = await drawn({ colour });
    expect((await drawn({ colour })).images).toEqual(first.images);
    expect((await drawn({ colour, seed: 2 })).images).not.toEqual(first.images);
  });
});

describe('a set', () => {
  it('has the classes in equal numbers in any beginning, and each picture whatever else is drawn', async () => {
    const set = await drawn({ perClass: 3, classes: ['circle', 'cross'] });
    expect([...set.labels]).toEqual([0, 1, 0, 1, 0, 1]);
    expect(set.classNames).toEqual(['circle', 'cross']);
    const crosses = await drawn({ perClass: 2, first: 1, classes: ['cross'] });
    expect(picture(crosses, 0)).toEqual(picture(set, 3));
    expect(picture(crosses, 1)).toEqual(picture(set, 5));
  });

  it('leaves nothing on the GPU', async () => {
    const before = aliveByOwner(device);
    await drawn({ colour: true });
    expect(aliveByOwner(device)).toEqual(before);
  });

  it('is refused with the reason if an option is out of range', async () => {
    await expect(drawn({ perClass: 0 })).rejects.toThrow(
      'shapes: pictures per class must be a whole number from 1 to 100000. Received 0',
    );
    await expect(drawn({ seed: -1 })).rejects.toThrow('shapes: seed must be a whole number');
    await expect(drawn({ classes: ['star'] })).rejects.toThrow(
      "shapes: there is no 'star'. Known: horizontal-bar, vertical-bar",
    );
    await expect(drawn({ classes: ['cross', 'cross'] })).rejects.toThrow("Received 'cross' twice");
    await expect(drawn({ classes: [] })).rejects.toThrow('needs at least one class');
  });
});

describe('a data set of them', () => {
  it('has a fifth as many test pictures, of which none is learned from', async () => {
    const data = checkDataSet(await shapesDataSet(device, { colour: false, seed: 1, perClass: 10 }));
    expect([data.train.count, data.test.count]).toEqual([100, 20]);
    const keys = ({ images, count }: ImageDataset): string[] =>
      Array.from({ length: count }, (_, n) =>
        [...images.subarray((n * images.length) / count, ((n + 1) * images.length) / count)].join(),
      );
    const known = new Set(keys(data.train));
    expect(keys(data.test).filter((key) => known.has(key))).toEqual([]);
  });

  it('can be looked at before the pictures to learn from are drawn, which are the same then, on whichever device', async () => {
    const options = { colour: false, seed: 3, perClass: 10 };
    const [whole, first] = [
      await shapesDataSet(device, options),
      checkDataSet(await shapesToLookAt(device, options)),
    ];
    expect(whole.completeOn).toBeUndefined();
    expect(first.test).toEqual(whole.test);
    expect(first.train.labels).toEqual(whole.train.labels);
    expect(first.train.images.every((byte) => byte === 0)).toBe(true);
    const lost = (await requestGpuDevice()).device;
    lost.destroy();
    await expect(first.completeOn?.(lost)).rejects.toThrow();
    await first.completeOn?.(device);
    expect(first.train).toEqual(whole.train);
  });

  it('is refused before anything is drawn if there are too many pictures to learn from', async () => {
    await expect(shapesToLookAt(device, { colour: false, seed: 1, perClass: 100_001 })).rejects.toThrow(
      'shapes: pictures per class must be a whole number from 1 to 100000. Received 100001',
    );
  });

  it('tests with the same pictures however many are learned from', async () => {
    const [few, more] = [
      await shapesDataSet(device, { colour: false, seed: 1, perClass: 5 }),
      await shapesDataSet(device, { colour: false, seed: 1, perClass: 10 }),
    ];
    expect(more.test.images.subarray(0, few.test.images.length)).toEqual(few.test.images);
  });
});
