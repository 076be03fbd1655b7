// Augmentation on the GPU against its reference in plain loops, and what each change does on its own.

import { beforeAll, describe, expect, it } from 'vitest';
import { trainingStateAt } from '../../src/kernels/trainingState';
import { augment as reference } from '../../src/reference/augment';
import { uniform } from '../../src/reference/hash';
import { appendAugmentation } from '../../src/train/appendAugmentation';
import {
  checkAugmentation,
  NO_AUGMENTATION,
  PHOTO_AUGMENTATION,
  type Augmentation,
} from '../../src/train/augmentation';
import { testDevice } from '../support/device';
import { Bench } from '../support/kernelRun';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

type Shape = readonly [rows: number, height: number, width: number, channels: number];

function pictures(shape: Shape): Float32Array<ArrayBuffer> {
  const size = shape.reduce((a, b) => a * b, 1);
  return Float32Array.from({ length: size }, (_, i) => uniform(9, 1, i));
}

async function augmented(
  x: Float32Array<ArrayBuffer>,
  shape: Shape,
  augmentation: Augmentation,
  { seed = 3, step = 5 } = {},
): Promise<Float32Array> {
  const start = { seed, step, samples: 100, batchSize: shape[0], shuffle: true, learningRate: 0 };
  const bench = new Bench(device);
  const state = bench.tensor('trainingState', trainingStateAt(start));
  const y = appendAugmentation(bench.graph, bench.tensor('x', x, shape), augmentation, state);
  bench.graph.keep(y);
  await bench.run();
  return bench.floats(y);
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN))), 0);
}

const strong: Augmentation = { flip: true, shift: 0.4, scale: 0.5, rotate: 45, colour: 0.6, cutOut: 0.5 };

describe.each<Shape>([
  [1, 1, 1, 3],
  [2, 16, 16, 3],
  [5, 17, 33, 3],
  [3, 64, 64, 3],
  [4, 9, 7, 1],
])('pictures of %i × %i × %i × %i', (...shape) => {
  it.each([
    ['photos', PHOTO_AUGMENTATION],
    ['everything, strongly', strong],
    ['only a turn', { ...NO_AUGMENTATION, rotate: 45 }],
  ])('are changed as the reference changes them: %s', async (_, augmentation) => {
    const x = pictures(shape);
    const y = await augmented(x, shape, augmentation);
    expect(largestDifference(y, reference(x, shape, augmentation, { seed: 3, step: 5 }))).toBeLessThan(1e-4);
  });
});

const shape: Shape = [16, 8, 8, 3];

it('without any change the same numbers come out', async () => {
  const x = pictures(shape);
  expect([...(await augmented(x, shape, NO_AUGMENTATION))]).toEqual([...x]);
});

it('flipping mirrors about half of the pictures left to right and leaves the others', async () => {
  const x = pictures(shape);
  const y = await augmented(x, shape, { ...NO_AUGMENTATION, flip: true });
  let flipped = 0;
  for (let row = 0; row < 16; row++) {
    const pixel = (values: Float32Array, i: number, j: number): number =>
      values[((row * 8 + i) * 8 + j) * 3]!;
    const same = pixel(y, 2, 1) === pixel(x, 2, 1);
    if (!same) flipped++;
    for (let j = 0; j < 8; j++) expect(pixel(y, 5, j)).toBe(pixel(x, 5, same ? j : 7 - j));
  }
  expect(flipped).toBeGreaterThan(3);
  expect(flipped).toBeLessThan(13);
});

it('cutting out hides a grey square in about half of the pictures', async () => {
  const x = pictures(shape).map((value) => 0.6 + value * 0.1);
  const y = await augmented(x, shape, { ...NO_AUGMENTATION, cutOut: 0.5 });
  const hidden = Array.from(
    { length: 16 },
    (_, row) => y.subarray(row * 192, (row + 1) * 192).filter((value) => value === 0.5).length / 3,
  );
  expect(hidden.filter((count) => count > 0).length).toBeGreaterThan(3);
  expect(hidden.filter((count) => count === 0).length).toBeGreaterThan(3);
  expect(Math.max(...hidden)).toBeLessThanOrEqual(16);
});

it('the same step gives the same bits, another step or seed others', async () => {
  const x = pictures(shape);
  const at = (seed: number, step: number): Promise<Float32Array> =>
    augmented(x, shape, strong, { seed, step });
  const first = await at(1, 1);
  expect([...(await at(1, 1))]).toEqual([...first]);
  expect([...(await at(1, 2))]).not.toEqual([...first]);
  expect([...(await at(2, 1))]).not.toEqual([...first]);
});

it('what is out of range is refused', () => {
  expect(() => checkAugmentation({ ...NO_AUGMENTATION, rotate: 90 })).toThrow(
    'augmentation: rotate must be from 0 to 45. Received 90',
  );
  expect(() => checkAugmentation({ ...NO_AUGMENTATION, scale: NaN })).toThrow('Received NaN');
});
