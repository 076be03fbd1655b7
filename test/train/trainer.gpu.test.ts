// Training on the device: it learns, it repeats itself to the bit, it stops where a loss blows up, and it goes on from
// a checkpoint as if nothing had happened.

import { beforeAll, describe, expect, it } from 'vitest';
import { uploadImages, type DeviceDataset } from '../../src/data/deviceDataset';
import { lenet5 } from '../../src/models/lenet';
import { defineNetwork } from '../../src/models/network';
import { Trainer, type TrainerOptions } from '../../src/train/trainer';
import { testDevice } from '../support/device';
import { bars } from '../support/tinyData';

const network = defineNetwork({
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 4, kernelSize: 3, activation: 'relu' } },
    { name: 'pool', kind: 'maxPooling2d' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
});

let device: GPUDevice;
let data: DeviceDataset;
beforeAll(async () => {
  device = await testDevice();
  data = uploadImages(device, bars(250));
});

const create = (options: Partial<TrainerOptions> = {}): Promise<Trainer> =>
  Trainer.create(device, {
    network,
    data,
    loss: 'sparseCategoricalCrossentropy',
    optimizer: { kind: 'adam', options: { learningRate: 0.01 } },
    batchSize: 32,
    seed: 7,
    ...options,
  });

/** All parameters as one list of numbers. */
const numbers = async (trainer: Trainer): Promise<number[]> =>
  (await trainer.store.read()).flatMap(({ values }) => [...values]);

describe('a trainer', () => {
  it('learns: the loss falls, and the test set is told apart', async () => {
    const trainer = await create();
    trainer.submit(120);
    const { step, records, halted } = await trainer.read();
    expect({ step, halted, count: records.length }).toEqual({ step: 120, halted: false, count: 120 });
    expect(records[0]?.loss).toBeGreaterThan(0.5);
    expect(records.at(-1)?.loss).toBeLessThan(0.1);
    const evaluator = await trainer.evaluator(uploadImages(device, bars(100, 99)), 32);
    const result = await evaluator.run();
    expect(result.samples).toBe(100);
    expect(result.accuracy).toBeGreaterThan(0.95);
  });

  it('counts epochs with a short last batch: 250 pictures are 7 batches of 32 and one of 26', async () => {
    const trainer = await create();
    trainer.submit(9);
    const { epoch, batch, records } = await trainer.read();
    expect({ epoch, batch }).toEqual({ epoch: 1, batch: 1 });
    expect(records.map(({ rows }) => rows)).toEqual([32, 32, 32, 32, 32, 32, 32, 26, 32]);
  });

  it('gives the same bits for the same seed, however the steps are split into submits', async () => {
    const [one, other] = [await create(), await create()];
    one.submit(100);
    for (let i = 0; i < 20; i++) other.submit(5);
    expect(await numbers(one)).toEqual(await numbers(other));
    const another = await create({ seed: 8 });
    another.submit(100);
    expect(await numbers(another)).not.toEqual(await numbers(one));
  });

  it('starts afresh after a reset, with the same initial parameters', async () => {
    const trainer = await create();
    const before = await numbers(trainer);
    trainer.submit(30);
    const trained = await numbers(trainer);
    trainer.reset();
    expect(await numbers(trainer)).toEqual(before);
    trainer.submit(30);
    expect(await numbers(trainer)).toEqual(trained);
  });

  it('goes on from a checkpoint, on another trainer, to the same bits as without a stop', async () => {
    const straight = await create();
    straight.submit(50);
    const first = await create();
    first.submit(20);
    const checkpoint = await first.checkpoint();
    const second = await create({ seed: 1234 });
    second.restore(checkpoint);
    second.submit(30);
    expect(await numbers(second)).toEqual(await numbers(straight));
    expect((await second.read()).records.map(({ step }) => step)[0]).toBe(20);
  });

  it('refuses a checkpoint of another network, and says which part does not fit', async () => {
    const trainer = await create();
    const checkpoint = await trainer.checkpoint();
    const broken = { ...checkpoint, slabs: { ...checkpoint.slabs, parameters: new ArrayBuffer(8) } };
    expect(() => trainer.restore(broken)).toThrow(
      /checkpoint: 'parameters' should hold \d+ bytes\. Received 8/,
    );
  });

  it('stops by itself where the loss is not finite, keeps the parameters, and finds the layer', async () => {
    const trainer = await create();
    trainer.submit(10);
    trainer.store.write('conv/bias', Float32Array.of(0, NaN, 0, 0));
    const before = await numbers(trainer);
    trainer.submit(25);
    const { halted, step } = await trainer.read();
    expect({ halted, step }).toEqual({ halted: true, step: 10 });
    expect(await numbers(trainer)).toEqual(before);
    expect(await trainer.findNonFinite()).toBe('conv/forward');
  });

  it('refuses data and losses that do not fit the network', async () => {
    await expect(
      create({
        network: defineNetwork({ ...network.toJSON(), input: [{ name: 'input', shape: [10, 8, 1] }] }),
      }),
    ).rejects.toThrow("network 'small': input 'input' expects 10×8×1. Received pictures of 8×8×1");
    await expect(create({ loss: 'meanSquaredError' })).rejects.toThrow(
      "loss 'meanSquaredError': takes a value for each output as targets. Received class numbers",
    );
    await expect(create({ optimizer: { kind: 'adam', options: { learningRate: -1 } } })).rejects.toThrow(
      'learningRate',
    );
  });
});

describe('a LeNet training step', () => {
  it('is at most 30 dispatches and shares memory between tensors', async () => {
    const pictures = uploadImages(device, {
      ...bars(64),
      height: 28,
      width: 28,
      images: new Uint8Array(64 * 784),
    });
    const trainer = await create({ network: defineNetwork(lenet5), data: pictures, batchSize: 64 });
    expect(trainer.plan.dispatchCount).toBeLessThanOrEqual(30);
    expect(trainer.plan.memoryBytes).toBeLessThan(trainer.plan.unsharedBytes);
    expect(trainer.plan.toString()).toContain('conv2/dWeight');
  });
});
