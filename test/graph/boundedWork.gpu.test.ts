// A device must not look hung: dispatches and submits with too much work are divided. Nothing else may change by that.

import { describe, expect, it, vi } from 'vitest';
import { uploadImages } from '../../src/data/deviceDataset';
import { partialSource, partsOf } from '../../src/gpu/partialDispatch';
import { learnRate, setWorkLimits, workLimits } from '../../src/gpu/workLimits';
import { chooseTarget, GPU_TARGET, type KernelTarget } from '../../src/kernels/target';
import { defineNetwork } from '../../src/models/network';
import { Trainer } from '../../src/train/trainer';
import { newTestDevice } from '../support/device';
import { spots } from '../support/tinyData';

const network = defineNetwork({
  name: 'all kinds of work',
  input: [10, 12, 3],
  layers: [
    {
      name: 'conv1',
      kind: 'conv2d',
      options: { filters: 8, kernelSize: 3, padding: 'same', activation: 'relu' },
    },
    { name: 'depth', kind: 'depthwiseConv2d', options: { kernelSize: 3, padding: 'same' } },
    { name: 'norm', kind: 'batchNormalization' },
    { name: 'pool', kind: 'maxPooling2d' },
    { name: 'conv2', kind: 'conv2d', options: { filters: 6, kernelSize: 3, activation: 'tanh' } },
    { name: 'flatten', kind: 'flatten' },
    { name: 'dense', kind: 'dense', options: { units: 20, activation: 'relu' } },
    { name: 'answer', kind: 'dense', options: { units: 3, activation: 'softmax' } },
  ],
});

async function trained(
  limit: number | null,
  target: KernelTarget | null,
): Promise<{
  readonly parameters: Uint8Array;
  readonly losses: readonly number[];
  readonly submits: number;
  readonly divided: number;
}> {
  const device = await newTestDevice();
  if (target !== null) chooseTarget(device, target);
  if (limit !== null) setWorkLimits(device, { dispatchFlops: limit, submitFlops: limit });
  const errors: string[] = [];
  device.addEventListener('uncapturederror', ({ error }) => errors.push(error.message));
  const trainer = await Trainer.create(device, {
    ...{
      network,
      data: uploadImages(device, spots(24)),
      loss: 'sparseCategoricalCrossentropy',
      batchSize: 8,
      seed: 3,
    },
    optimizer: { kind: 'adam' },
  });
  const submit = vi.spyOn(device.queue, 'submit');
  const divided = vi.spyOn(GPUComputePassEncoder.prototype, 'dispatchWorkgroups');
  trainer.submit(3);
  const counts = { submits: submit.mock.calls.length, divided: divided.mock.calls.length };
  vi.restoreAllMocks();
  const { records } = await trainer.read();
  const { slabs } = await trainer.checkpoint();
  trainer.destroy();
  device.destroy();
  expect(errors).toEqual([]);
  return {
    parameters: new Uint8Array(slabs.parameters ?? new ArrayBuffer(0)),
    losses: records.map(({ loss }) => loss),
    ...counts,
  };
}

describe('bounded work', () => {
  it.each([
    ['of this device', null],
    ['of a graphics card', GPU_TARGET],
  ])('is divided into dispatches and submits, to the same bits: the kernels %s', async (_, target) => {
    const whole = await trained(null, target);
    const pieces = await trained(20_000, target);
    expect(whole.submits).toBe(1);
    expect(pieces.submits).toBeGreaterThan(50);
    expect(pieces.divided).toBeGreaterThan(whole.divided + 50);
    expect(pieces.losses).toEqual(whole.losses);
    expect(pieces.parameters).toEqual(whole.parameters);
  });

  it('covers every workgroup once', () => {
    for (const [whole, wanted] of [
      [[7, 2, 3], 3],
      [[1, 1, 1], 5],
      [[65_535, 1, 4], 17.2],
      [[2, 9, 1], 100],
    ] as const) {
      const parts = partsOf(whole, wanted);
      const axis = whole.indexOf(Math.max(...whole) as never);
      let next = 0;
      for (const { first, groups } of parts) {
        expect(first[axis]).toBe(next);
        expect(groups[axis]).toBeGreaterThan(0);
        expect(groups.map((count, at) => (at === axis ? whole[at] : count))).toEqual([...whole]);
        next += groups[axis] ?? 0;
      }
      expect(next).toBe(whole[axis]);
    }
  });

  it('can divide every shader of ours that computes', () => {
    const sources = import.meta.glob<string>(
      '../../shaders/{activation,convolution,dense,losses,normalization,optimizers,plain,pooling,shape,training}/**/*.wgsl',
      {
        query: '?raw',
        import: 'default',
        eager: true,
      },
    );
    const whole = Object.entries(sources).filter(
      ([, text]) => text.includes('@compute') && partialSource(text) === null,
    );
    expect(Object.keys(sources).length).toBeGreaterThan(60);
    expect(whole.map(([file]) => file)).toEqual([]);
  });

  it('follows the rate of the device, and not that of steps which are over at once', async () => {
    const device = await newTestDevice();
    const first = workLimits(device);
    learnRate(device, 1e6, 10);
    expect(workLimits(device)).toBe(first);
    // 1 GFLOP/s: a quarter of a second.
    learnRate(device, 1e9, 1000);
    expect(workLimits(device).dispatchFlops).toBe(2.5e8);
    learnRate(device, 1e12, 1000);
    expect(workLimits(device).submitFlops).toBe(2.5e11);
    device.destroy();
  });
});
