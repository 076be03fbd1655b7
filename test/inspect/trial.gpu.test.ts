// A trial of a network: its answers and its step are those of the engine elsewhere, it takes what was said, it can be broken
// off, and what does not fit is refused before anything is allocated.

import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { uploadImages } from '../../src/data/deviceDataset';
import { targetOf } from '../../src/kernels/target';
import { defineNetwork } from '../../src/models/network';
import { ParameterStore } from '../../src/models/parameterStore';
import { preset } from '../../src/models/presets';
import { memoryOf, MemoryError } from '../../src/train/memory';
import { NetworkProbe } from '../../src/inspect/probe/probe';
import { readFloats } from '../../src/gpu/readback';
import { Trainer } from '../../src/train/trainer';
import {
  checkTrial,
  Trial,
  TRIAL_FORWARD,
  TRIAL_RATE,
  TRIAL_STEP,
  type TrialProgress,
} from '../../src/inspect/trial';
import { errorText } from '../../src/elements/text/errorText';
import { en } from '../../src/elements/locales/en';
import { ja } from '../../src/elements/locales/ja';
import { testDevice } from '../support/device';

const network = defineNetwork({
  name: 'tiny vgg',
  input: [16, 16, 3],
  layers: [
    {
      name: 'conv1',
      kind: 'conv2d',
      options: {
        filters: 6,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
        kernelInitializer: 'heNormal',
      },
    },
    { name: 'norm1', kind: 'localResponseNormalization' },
    { name: 'pool1', kind: 'maxPooling2d' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'fc', kind: 'dense', options: { units: 12, activation: 'softmax' } },
  ],
});
const bytes = Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => (i * 89) % 251);
const pixels = Float32Array.from(bytes, (byte) => byte / 255);
const SEED = 5;

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a trial', () => {
  it('gives, bit by bit, what a probe with the same seed gives, and its results and their spans', async () => {
    const store = new ParameterStore(device, network);
    store.initialize(SEED);
    const probe = await NetworkProbe.create(device, network, store);
    probe.write(pixels);
    probe.run();
    const trial = await Trial.open(device, network, SEED);
    const { answers, times, totalMs } = await trial.forward(pixels);
    expect([...answers]).toEqual([...(await readFloats(device, probe.activation('fc')))]);
    expect(answers.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    const maps = await readFloats(device, trial.result('pool1'));
    expect([...maps]).toEqual([...(await readFloats(device, probe.activation('pool1')))]);
    expect(trial.result('pool1').shape).toEqual([8, 8, 6]);
    expect((await trial.ranges()).get('pool1')).toEqual([Math.min(...maps), Math.max(...maps)]);
    expect(times.map(({ layer }) => layer)).toEqual(['conv1', 'norm1', 'pool1', 'fc']);
    expect(totalMs).toBeCloseTo(times.reduce((sum, { ms }) => sum + ms, 0));
    for (const one of [trial, probe, store]) one.destroy();
  });

  it('takes the step that a trainer takes, and the next answers show it', async () => {
    const trial = await Trial.open(device, network, SEED);
    const before = await trial.forward(pixels);
    const { loss } = await trial.step(bytes, 7);
    const after = await trial.forward(pixels);
    expect(loss).toBeCloseTo(-Math.log(before.answers[7]!), 4);
    expect(after.answers[7]).toBeGreaterThan(before.answers[7]!);

    const picture = { name: 'one', height: 16, width: 16, channels: 3, count: 1, images: bytes };
    const data = uploadImages(device, { ...picture, labels: Uint8Array.of(7), classNames: [] });
    const trainer = await Trainer.create(device, {
      ...{ network, data, loss: 'sparseCategoricalCrossentropy', batchSize: 1, seed: SEED },
      optimizer: { kind: 'sgd', options: { learningRate: TRIAL_RATE } },
    });
    trainer.submit(1);
    const probe = await NetworkProbe.create(device, network, trainer.store);
    probe.write(pixels);
    probe.run();
    expect([...after.answers]).toEqual([...(await readFloats(device, probe.activation('fc')))]);
    for (const one of [trial, trainer, probe, data]) one.destroy();
  });

  it('takes the memory that was said, to the byte', async () => {
    const target = targetOf(device);
    const made = vi.spyOn(device, 'createBuffer');
    const allocated = (): number =>
      made.mock.calls
        .filter(([{ usage, label }]) => (usage & GPUBufferUsage.STORAGE) !== 0 && label !== 'trial ranges')
        .reduce((sum, [{ size }]) => sum + size, 0);
    const trial = await Trial.open(device, network, SEED);
    expect(allocated()).toBe(memoryOf(network, { ...TRIAL_FORWARD, target }).total);
    made.mockClear();
    await trial.step(bytes, 0);
    const data = Math.ceil(bytes.length / 256) * 256 + 256;
    const state = 256;
    const step = memoryOf(network, { ...TRIAL_STEP, target });
    // The weights, and the least that a buffer is for no moving averages, are there already; picture and label come to it.
    expect(allocated()).toBe(step.total - step.parameters - state + data);
    trial.destroy();
  });

  it('says how far it is', async () => {
    const seen: TrialProgress[] = [];
    const onProgress = (progress: TrialProgress): unknown => seen.push(progress);
    const trial = await Trial.open(device, network, SEED, { onProgress });
    expect(seen.at(-1)).toEqual({ stage: 'compiling', layer: null, done: 0 });
    seen.length = 0;
    await trial.forward(pixels, { onProgress });
    expect(seen.map(({ layer, done }) => [layer, done])).toEqual([
      ['conv1', 0],
      ['norm1', 0.25],
      ['pool1', 0.5],
      ['fc', 0.75],
    ]);
    seen.length = 0;
    await trial.step(bytes, 1, { onProgress });
    expect(seen[0]).toEqual({ stage: 'compiling', layer: null, done: 0 });
    expect(seen.slice(1).map(({ layer }) => layer)).toEqual(
      'batch conv1 norm1 pool1 fc loss fc pool1 norm1 conv1 optimizer'.split(' '),
    );
    trial.destroy();
  });

  it('is broken off between two layers, and can be asked again', async () => {
    const trial = await Trial.open(device, network, SEED);
    const abort = new AbortController();
    const reached: (string | null)[] = [];
    const following = {
      signal: abort.signal,
      onProgress: ({ layer }: TrialProgress) => {
        reached.push(layer);
        if (layer === 'norm1') abort.abort(new Error('enough'));
      },
    };
    await expect(trial.forward(pixels, following)).rejects.toThrow('enough');
    expect(reached).toEqual(['conv1', 'norm1']);
    await expect(trial.step(bytes, 0, { signal: abort.signal })).rejects.toThrow('enough');
    expect((await trial.forward(pixels)).answers).toHaveLength(12);
    trial.destroy();
    await expect(Trial.open(device, network, SEED, { signal: abort.signal })).rejects.toThrow('enough');
  });
});

describe('what does not fit', () => {
  it('is refused by the limits before anything is allocated, with the arithmetic and in words', async () => {
    const made = vi.spyOn(device, 'createBuffer');
    const limits = { maxBufferSize: 256 * 2 ** 20, maxStorageBufferBindingSize: 128 * 2 ** 20 };
    vi.spyOn(device, 'limits', 'get').mockReturnValue(limits as GPUSupportedLimits);
    const vgg = defineNetwork(preset('vgg16'));
    const refused = await Trial.open(device, vgg, 1).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(MemoryError);
    expect(String(refused)).toContain('Expected at most 256.0 MiB in one buffer, the limit of this device');
    expect(String(refused)).toMatch(/Parameters 527\.8 MiB \+ activations of 1 picture [\d.]+ MiB/);
    expect(errorText(refused, ja)).toContain('527.8 MiB');
    expect(made).not.toHaveBeenCalled();
    expect(() => checkTrial(device, vgg, TRIAL_STEP)).toThrow(MemoryError);
  });

  it('is said where the device has no memory left, and what was taken is given back', async () => {
    const scopes: GPUErrorFilter[] = [];
    const [push, pop] = [device.pushErrorScope.bind(device), device.popErrorScope.bind(device)];
    vi.spyOn(device, 'pushErrorScope').mockImplementation((filter) => {
      scopes.push(filter);
      push(filter);
    });
    vi.spyOn(device, 'popErrorScope').mockImplementation(async () => {
      const full = scopes.pop() === 'out-of-memory';
      await pop();
      return full ? { message: 'no memory' } : null;
    });
    const freed = vi.spyOn(ParameterStore.prototype, 'destroy');
    const refused = await Trial.open(device, network, SEED).catch((error: unknown) => error);
    expect(String(refused)).toMatch(/'tiny vgg': this device has no memory for it\. Parameters .* = .* MiB$/);
    expect(errorText(refused, en)).toMatch(/^This device does not have enough free memory for tiny vgg/);
    expect(freed).toHaveBeenCalledOnce();
  });
});
