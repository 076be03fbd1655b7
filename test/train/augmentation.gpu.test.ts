// Augmentation as a part of the training step: repeatable, and never seen by a test.

import { beforeAll, expect, it } from 'vitest';
import { uploadArrays, uploadImages, type DeviceDataset } from '../../src/data/deviceDataset';
import { defineNetwork } from '../../src/models/network';
import { NO_AUGMENTATION, PHOTO_AUGMENTATION } from '../../src/train/augmentation';
import { memoryOf } from '../../src/train/memory';
import { Trainer, type TrainerOptions } from '../../src/train/trainer';
import { testDevice } from '../support/device';
import { bars } from '../support/tinyData';
import { trained as parametersOf } from '../support/trained';

const network = defineNetwork({
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
});

let device: GPUDevice;
let data: DeviceDataset;
beforeAll(async () => {
  device = await testDevice();
  data = uploadImages(device, bars(40));
});

const recipe = (options: Partial<TrainerOptions>): TrainerOptions => ({
  ...{ network, data, loss: 'sparseCategoricalCrossentropy' },
  ...{ optimizer: { kind: 'sgd' }, batchSize: 16, seed: 7 },
  ...options,
});
const create = (options: Partial<TrainerOptions> = {}): Promise<Trainer> =>
  Trainer.create(device, recipe(options));
const trained = (options: Partial<TrainerOptions>): Promise<number[]> =>
  parametersOf(device, recipe(options));

it('the same seed learns from the same changed pictures, to the bit', async () => {
  const first = await trained({ augmentation: PHOTO_AUGMENTATION });
  expect(await trained({ augmentation: PHOTO_AUGMENTATION })).toEqual(first);
  expect(await trained({})).not.toEqual(first);
});

it('without any change a step is as it was, without a dispatch more', async () => {
  expect(await trained({ augmentation: NO_AUGMENTATION })).toEqual(await trained({}));
  const [plain, none, photos] = [
    await create(),
    await create({ augmentation: NO_AUGMENTATION }),
    await create({ augmentation: PHOTO_AUGMENTATION }),
  ];
  expect(none.plan.toString()).toBe(plain.plan.toString());
  expect(photos.plan.toString()).toContain('batch/augment');
});

it('test pictures stay as they are', async () => {
  const test = uploadImages(device, bars(30, 9));
  const evaluate = async (options: Partial<TrainerOptions>): Promise<number> => {
    const trainer = await create(options);
    return (await (await trainer.evaluator(test, 16)).run()).loss;
  };
  expect(await evaluate({ augmentation: PHOTO_AUGMENTATION })).toBe(await evaluate({}));
});

it('its room is counted before anything is allocated', () => {
  const request = { batch: 512, optimizer: { kind: 'sgd' } };
  const bytes = memoryOf(network, request).activations;
  expect(memoryOf(network, { ...request, augmentation: PHOTO_AUGMENTATION }).activations).toBeGreaterThan(
    bytes,
  );
});

it('numbers that are no pictures are refused', async () => {
  const x = { values: new Float32Array(64 * 4), shape: [8, 8, 1] };
  const numbers = uploadArrays(device, x, { values: new Uint32Array(4), shape: [] });
  await expect(create({ data: numbers, augmentation: PHOTO_AUGMENTATION })).rejects.toThrow(
    'augmentation: expected pictures as bytes',
  );
});
