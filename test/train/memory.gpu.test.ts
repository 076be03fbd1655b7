// What a step needs is known before anything is allocated: to the byte, and in words where it does not fit.

import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { uploadImages } from '../../src/data/deviceDataset';
import { targetOf } from '../../src/kernels/target';
import { defineNetwork } from '../../src/models/network';
import { preset } from '../../src/models/presets';
import '../../src/optimizers/more';
import { checkMemory, forwardBatch, MemoryError, memoryOf } from '../../src/train/memory';
import { fusing } from '../../src/train/fusing';
import { Trainer } from '../../src/train/trainer';
import { testDevice } from '../support/device';
import { bars } from '../support/tinyData';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const MIB = 2 ** 20;
const sgd = { kind: 'sgd' };

const small = defineNetwork({
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 5, kernelSize: 3, activation: 'relu' } },
    { name: 'norm', kind: 'batchNormalization' },
    { name: 'pool', kind: 'maxPooling2d' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
});

describe('what a step needs', () => {
  it.each(['sgd', 'adam', 'rmsprop'])('is what a trainer allocates, to the byte: %s', async (kind) => {
    const data = uploadImages(device, bars(32));
    const made = vi.spyOn(device, 'createBuffer');
    const trainer = await Trainer.create(device, {
      network: small,
      data,
      loss: 'sparseCategoricalCrossentropy',
      optimizer: { kind },
      batchSize: 16,
      seed: 1,
    });
    const allocated = made.mock.calls
      .filter(([{ usage }]) => (usage & GPUBufferUsage.STORAGE) !== 0)
      .reduce((sum, [{ size }]) => sum + size, 0);
    const memory = memoryOf(small, { batch: 16, optimizer: { kind }, target: targetOf(device), fusing });
    expect(memory.total).toBe(allocated);
    expect(memory.activations).toBe(trainer.plan.memoryBytes);
    trainer.destroy();
    data.destroy();
  });

  it('of VGG-16: its parameters, as much for the gradients, twice that for Adam', () => {
    const network = defineNetwork(preset('vgg16'));
    const inRuns = network.layers
      .flatMap(({ parameters }) => parameters)
      .reduce((sum, { shape }) => sum + Math.ceil(shape.reduce((a, b) => a * b, 1) / 64) * 64 * 4, 0);
    const bySgd = memoryOf(network, { batch: 1, optimizer: sgd });
    expect(bySgd).toMatchObject({ parameters: inRuns, gradients: inRuns, moments: 0, momentNames: [] });
    expect(bySgd.parameters / MIB).toBeCloseTo(527.8, 1);
    const byAdam = memoryOf(network, { batch: 1, optimizer: { kind: 'adam' } });
    expect(byAdam.moments).toBe(2 * inRuns);
    expect(byAdam.momentNames).toEqual(['momentum', 'velocity']);
    expect(byAdam.activations).toBe(bySgd.activations);
    expect(byAdam.total - bySgd.total).toBe(2 * inRuns);
    // A forward pass keeps no gradient, and no result longer than the next layer needs it.
    const forward = memoryOf(network, { batch: 1, optimizer: null });
    expect(forward).toMatchObject({ parameters: inRuns, gradients: 0, moments: 0, optimizer: null });
    expect(forward.activations).toBeLessThan(bySgd.activations / 2);
    expect(bySgd.layers[0]).toEqual({ name: 'conv1_1', parameters: 1792 * 4, output: 224 * 224 * 64 * 4 });
  });
});

describe('a step that does not fit is refused', () => {
  const network = defineNetwork(preset('vgg16'));

  it('where all is more than the budget, with the arithmetic', () => {
    const refuse = (): unknown =>
      checkMemory(network, { batch: 1, optimizer: sgd }, { budgetBytes: 1024 * MIB });
    expect(refuse).toThrow(MemoryError);
    expect(refuse).toThrow(
      /^network 'vgg16': a training step with sgd on 1 picture does not fit\. Expected at most 1\.00 GiB in all, the budget\. Received 1\.\d\d GiB for the whole\. Parameters 527\.8 MiB \+ gradients 527\.8 MiB \+ activations of 1 picture [\d.]+ MiB \+ other 16\.\d MiB = 1\.\d\d GiB\. No batch would fit\.$/,
    );
  });

  it('where a result is more than a binding shows, with how many pictures would do', () => {
    const limits = { maxBufferSize: 4096 * MIB, maxStorageBufferBindingSize: 128 * MIB };
    // 224 · 224 · 64 numbers a picture are 12.25 MiB: ten fit, eleven do not.
    expect(() => checkMemory(network, { batch: 32, optimizer: sgd }, { limits })).toThrow(
      /Expected at most 128\.0 MiB in one binding, the limit of this device\. Received 392\.0 MiB for '[^']*'\. .* 10 pictures at a time would fit\.$/,
    );
    expect(checkMemory(network, { batch: 10, optimizer: sgd }, { limits }).batch).toBe(10);
  });

  it('where the parameters are more than one buffer holds', () => {
    const limits = { maxBufferSize: 256 * MIB, maxStorageBufferBindingSize: 128 * MIB };
    expect(() => checkMemory(network, { batch: 1, optimizer: sgd }, { limits })).toThrow(
      "Expected at most 256.0 MiB in one buffer, the limit of this device. Received 527.8 MiB for 'parameters'.",
    );
    expect(() => checkMemory(network, { batch: 1, optimizer: null }, { limits })).toThrow(
      "network 'vgg16': a forward pass on 1 picture does not fit.",
    );
  });

  it('by a trainer before it allocates anything', async () => {
    const data = uploadImages(device, bars(32));
    const made = vi.spyOn(device, 'createBuffer');
    await expect(
      Trainer.create(device, {
        network: small,
        data,
        loss: 'sparseCategoricalCrossentropy',
        optimizer: { kind: 'adam' },
        batchSize: 16,
        seed: 1,
        budgetBytes: 10_000,
      }),
    ).rejects.toThrow(/^network 'small': a training step with adam on 16 pictures does not fit\./);
    expect(made).not.toHaveBeenCalled();
    data.destroy();
  });
});

it('a pass over a whole data set takes 128 pictures at a time, fewer where a map of them is over 32 MiB', () => {
  expect(forwardBatch(small)).toBe(128);
  const conv = { name: 'conv', kind: 'conv2d', options: { filters: 96, kernelSize: 1 } };
  // 80 · 80 · 96 · 4 bytes are 2.34 MiB: thirteen of them, or eight, fit.
  const large = defineNetwork({ name: 'large', input: [80, 80, 3], layers: [conv] });
  expect(forwardBatch(large)).toBe(8);
});
