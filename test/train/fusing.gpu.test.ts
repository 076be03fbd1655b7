// What a training step fuses: fewer dispatches, and the same bits as with a dispatch for every layer and pass, whatever it is
// planned for, however its steps are submitted, and whether the network is drawn meanwhile.

import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { uploadImages, type DeviceDataset } from '../../src/data/deviceDataset';
import { NetworkProbe } from '../../src/inspect/probe/probe';
import { GPU_TARGET, pretendTarget, type KernelTarget } from '../../src/kernels/target';
import { lenet5 } from '../../src/models/lenet';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import { Trainer } from '../../src/train/trainer';
import { testDevice } from '../support/device';
import { bars } from '../support/tinyData';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

const DIGITS = { height: 28, width: 28 };

function pictures(config: NetworkConfig): DeviceDataset {
  const [height = 1, width = 1] = config.input as readonly number[];
  const set = bars(24);
  const images = Uint8Array.from({ length: 24 * height * width }, (_, i) => (i * 37 + (i >> 4) * 11) % 251);
  return uploadImages(device, { ...set, height, width, images });
}

async function create(config: NetworkConfig, otherwise: Partial<KernelTarget>): Promise<Trainer> {
  pretendTarget(device, otherwise);
  onTestFinished(() => {
    pretendTarget(device, null);
  });
  const data = pictures(config);
  const trainer = await Trainer.create(device, {
    network: defineNetwork(config),
    data,
    loss: 'sparseCategoricalCrossentropy',
    optimizer: { kind: 'adam', options: { learningRate: 0.01 } },
    batchSize: 10,
    seed: 3,
  });
  onTestFinished(() => {
    trainer.destroy();
    data.destroy();
  });
  return trainer;
}

/** Parameters, moments, training state and history, as bits. */
async function bits(trainer: Trainer): Promise<unknown> {
  const { slabs } = await trainer.checkpoint();
  const { records } = await trainer.read();
  return {
    records,
    ...Object.fromEntries(Object.entries(slabs).map(([name, slab]) => [name, [...new Uint32Array(slab)]])),
  };
}

const EVERYTHING: Partial<KernelTarget> = { fuses: true, mergedInvocations: Infinity };
const NOTHING: Partial<KernelTarget> = { fuses: false };

const NETWORKS: readonly NetworkConfig[] = [
  lenet5,
  {
    name: 'two maps that meet',
    input: [12, 12, 1],
    layers: [
      {
        name: 'a',
        kind: 'conv2d',
        options: { filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' },
      },
      { name: 'small', kind: 'maxPooling2d', inputs: ['a'] },
      {
        name: 'b',
        kind: 'conv2d',
        inputs: ['small'],
        options: { filters: 4, kernelSize: 3, padding: 'same' },
      },
      { name: 'sum', kind: 'add', inputs: ['small', 'b'] },
      { name: 'row', kind: 'flatten' },
      { name: 'drop', kind: 'dropout', options: { rate: 0.25 } },
      { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
    ],
  },
  {
    name: 'normalized, pooled twice, a map read by two',
    input: [16, 16, 1],
    layers: [
      {
        name: 'a',
        kind: 'conv2d',
        options: { filters: 5, kernelSize: 3, padding: 'same', activation: 'tanh' },
      },
      { name: 'p', kind: 'maxPooling2d', inputs: ['a'] },
      {
        name: 'q',
        kind: 'maxPooling2d',
        inputs: ['a'],
        options: { poolSize: 3, strides: 2, padding: 'same' },
      },
      { name: 'both', kind: 'concatenate', inputs: ['p', 'q'] },
      { name: 'norm', kind: 'batchNormalization' },
      { name: 'c', kind: 'conv2d', options: { filters: 6, kernelSize: 3, activation: 'leakyRelu' } },
      { name: 'r', kind: 'maxPooling2d' },
      { name: 'row', kind: 'reshape', options: { targetShape: [54] } },
      { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
    ],
  },
  {
    name: 'a pooling behind what Winograd computes, and one that is fused',
    input: [16, 16, 1],
    layers: [
      { name: 'few', kind: 'conv2d', options: { filters: 4, kernelSize: 3, padding: 'same' } },
      { name: 'fused', kind: 'maxPooling2d', options: { poolSize: 1 } },
      { name: 'wide', kind: 'conv2d', options: { filters: 64, kernelSize: 1, activation: 'relu' } },
      { name: 'winograd', kind: 'conv2d', options: { filters: 64, kernelSize: 3, padding: 'same' } },
      { name: 'pool', kind: 'maxPooling2d' },
      { name: 'row', kind: 'globalAveragePooling2d' },
      { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
    ],
  },
];

describe.each(NETWORKS.map((config) => [config.name, config] as const))('%s', (_, config) => {
  it('learns the same to the bit, fused or not', async () => {
    const separate = await create(config, NOTHING);
    separate.submit(5);
    const expected = await bits(separate);
    const fused = await create(config, EVERYTHING);
    expect(fused.plan.fallbacks).toEqual([]);
    expect(fused.plan.dispatchCount).toBeLessThan(separate.plan.dispatchCount);
    fused.submit(5);
    expect(await bits(fused)).toEqual(expected);
  });
});

it('a convolution stays apart from its pooling where Winograd computes it', async () => {
  const { plan } = await create(NETWORKS.at(-1)!, {});
  const labels = plan.dispatches.map(({ label }) => label);
  expect(labels).toContain('winograd/forward products');
  expect(labels.join()).toContain('few+fused');
});

describe('a LeNet step', () => {
  it('is 24 dispatches unfused, and at most 14 where all that can be is fused', async () => {
    expect((await create(lenet5, NOTHING)).plan.dispatchCount).toBe(24);
    expect((await create(lenet5, EVERYTHING)).plan.dispatchCount).toBeLessThanOrEqual(14);
  });

  it('is at most 14 dispatches on a graphics card, and at most 18 on this device', async () => {
    const { name, mergedInvocations, fuses } = GPU_TARGET;
    expect((await create(lenet5, { name, mergedInvocations, fuses })).plan.dispatchCount).toBeLessThanOrEqual(
      14,
    );
    expect((await create(lenet5, {})).plan.dispatchCount).toBeLessThanOrEqual(18);
  });

  it('binds no more storage buffers than a device has', async () => {
    const { plan } = await create(lenet5, { ...EVERYTHING, storageBuffers: 6 });
    expect(plan.dispatchCount).toBeGreaterThan(14);
    for (const { kernel } of plan.dispatches)
      expect(Object.keys(kernel.bindings).length, kernel.name).toBeLessThanOrEqual(6);
  });

  it('learns the same to the bit, drawn or not, in one submit or in many', async () => {
    const straight = await create(lenet5, EVERYTHING);
    straight.submit(6);
    const drawn = await create(lenet5, EVERYTHING);
    const probe = await NetworkProbe.create(device, defineNetwork(lenet5), drawn.store);
    probe.write(new Float32Array(DIGITS.height * DIGITS.width).fill(0.5));
    for (let step = 0; step < 6; step++) {
      drawn.submit(1);
      probe.run();
      // A pause: all that was submitted is done.
      if (step === 2) await probe.readRanges();
    }
    expect(await bits(drawn)).toEqual(await bits(straight));
    probe.destroy();
  });

  it('names the layer where a number is not finite, not what it is fused with', async () => {
    const trainer = await create(lenet5, EVERYTHING);
    trainer.store.write('conv2/bias', new Float32Array(16).fill(NaN));
    trainer.submit(2);
    expect((await trainer.read()).halted).toBe(true);
    expect(await trainer.findNonFinite()).toBe('conv2/forward');
  });
});
