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

  it.each([...['adam', 'sgd', 'rmsprop', 'adadelta', 'adagrad', 'adamax', 'nadam', 'lion']])(
    '%s goes on from a checkpoint, on another trainer, to the same bits as without a stop',
    async (kind) => {
      const optimizer = { kind };
      const straight = await create({ optimizer });
      straight.submit(50);
      const first = await create({ optimizer });
      first.submit(20);
      const checkpoint = await first.checkpoint();
      const second = await create({ seed: 1234, optimizer });
      second.restore(checkpoint);
      second.submit(30);
      expect(await numbers(second)).toEqual(await numbers(straight));
      expect((await second.read()).records.map(({ step }) => step)[0]).toBe(20);
    },
  );

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

describe('a layer that is not trainable', () => {
  const frozen = (...names: readonly string[]): ReturnType<typeof defineNetwork> =>
    defineNetwork({
      name: 'front and head',
      input: [8, 8, 1],
      layers: [
        { name: 'conv', kind: 'conv2d', options: { filters: 4, kernelSize: 3, activation: 'relu' } },
        { name: 'norm', kind: 'batchNormalization' },
        { name: 'flatten', kind: 'flatten' },
        { name: 'hidden', kind: 'dense', options: { units: 6, activation: 'elu', kernelL2: 0.1 } },
        { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
      ].map((layer) => ({ ...layer, trainable: !names.includes(layer.name) })),
    });
  const bits = async (trainer: Trainer): Promise<Map<string, number[]>> =>
    new Map(
      (await trainer.store.read()).map(({ name, values }) => [name, [...new Uint32Array(values.buffer)]]),
    );

  it('stays as it is to the bit, moving averages included, while the others learn', async () => {
    const trainer = await create({ network: frozen('conv', 'norm', 'hidden') });
    const before = await bits(trainer);
    trainer.submit(60);
    const { records } = await trainer.read();
    const after = await bits(trainer);
    const changed = [...after].filter(([name, values]) => values.join() !== before.get(name)?.join());
    expect(changed.map(([name]) => name)).toEqual(['answer/weight', 'answer/bias']);
    expect(records.at(-1)?.loss).toBeLessThan(records[0]!.loss);
  });

  it('costs no gradient of its weights, nor anything before it; what comes after learns the same', async () => {
    const [whole, head] = [
      await create({ network: frozen('norm') }),
      await create({ network: frozen('conv', 'norm', 'hidden') }),
    ];
    const labels = head.plan.toString();
    for (const label of [
      'conv/dWeight',
      'conv/dx',
      'norm/statistics',
      'norm/dx',
      'hidden/dWeight',
      'hidden/dx',
    ])
      expect(labels).not.toContain(label);
    expect(labels).toContain('answer/dWeight');
    expect(head.store.size).toBeLessThan(whole.store.size);
    for (const trainer of [whole, head]) trainer.submit(1);
    const [one, other] = [await bits(whole), await bits(head)];
    for (const name of ['answer/weight', 'answer/bias']) expect(other.get(name), name).toEqual(one.get(name));
    expect(other.get('conv/weight')).not.toEqual(one.get('conv/weight'));
  });

  it('may be every layer: then nothing is learned, and the loss is told', async () => {
    const trainer = await create({ network: frozen('conv', 'norm', 'hidden', 'answer') });
    const before = await bits(trainer);
    trainer.submit(16);
    const { records, step } = await trainer.read();
    expect(step).toBe(16);
    expect(records.every(({ loss }) => loss > 0)).toBe(true);
    expect(await bits(trainer)).toEqual(before);
  });
});
