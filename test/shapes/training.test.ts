// What can be learned from generated shapes: nothing from their colours, nearly all from their forms.

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { quickLavapipe } from '../../scripts/vulkan.mjs';
import { uploadArrays, type DeviceDataset } from '../../src/data/deviceDataset';
import type { ImageDataset } from '../../src/data/imageDataset';
import { defineNetwork } from '../../src/models/network';
import { shapesDataSet } from '../../src/shapes/dataSet';
import { Trainer } from '../../src/train/trainer';
import { testDevice } from '../support/device';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

/**
 * The result of `npm run train`. A process of its own, because shaders that are not optimized, as in tests, take ten times
 * as long for some hundred steps.
 */
function trained(...argv: string[]): { readonly testAccuracy: number } {
  const quick = Object.keys(quickLavapipe());
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !quick.includes(name)));
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['scripts/terminal.mjs', 'train', ...argv, '--no-tune', '--json'],
    { cwd: resolve(import.meta.dirname, '../..'), encoding: 'utf8', env },
  );
  const last = stdout.trim().split('\n').at(-1) ?? '';
  expect(last, stderr).toContain('"event":"done"');
  return JSON.parse(last) as { testAccuracy: number };
}

/** The mean of each channel of each picture, 0…1. */
function meanColours({ images, labels, count, channels }: ImageDataset): DeviceDataset {
  const means = new Float32Array(count * channels);
  const pixels = images.length / count / channels;
  images.forEach((value, at) => {
    const place = Math.floor(at / (pixels * channels)) * channels + (at % channels);
    means[place] = (means[place] ?? 0) + value / 255 / pixels;
  });
  return uploadArrays(
    device,
    { values: means, shape: [channels] },
    { values: Uint32Array.from(labels), shape: [] },
  );
}

describe.each([
  ['shapes', false],
  ['shapes-colour', true],
] as const)('%s', (name, colour) => {
  it('are told apart by the recommended network: 98 % after the recommended epochs', () => {
    expect(trained('--data', name).testAccuracy).toBeGreaterThanOrEqual(0.98);
  });

  it('are not told apart by their mean colour: a linear model stays near chance', async () => {
    const drawn = await shapesDataSet(device, { colour, seed: 1, perClass: 400 });
    const [train, test] = [meanColours(drawn.train), meanColours(drawn.test)];
    const trainer = await Trainer.create(device, {
      network: defineNetwork({
        name: 'linear',
        input: train.featureShape,
        layers: [{ name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } }],
      }),
      data: train,
      loss: 'sparseCategoricalCrossentropy',
      optimizer: { kind: 'adam', options: { learningRate: 0.02 } },
      batchSize: 200,
      seed: 1,
    });
    trainer.submit(200);
    const evaluator = await trainer.evaluator(test, 200);
    const { accuracy } = await evaluator.run();
    expect(accuracy).toBeGreaterThan(0.05);
    expect(accuracy).toBeLessThan(0.15);
    for (const one of [evaluator, trainer, train, test]) one.destroy();
  });
});
