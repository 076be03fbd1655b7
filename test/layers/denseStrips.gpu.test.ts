// Parameters that are more than one binding can show: dense weights in strips of rows, and an optimizer that goes over
// the slab in several dispatches. Nothing else may change.

import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { uploadImages } from '../../src/data/deviceDataset';
import { pretendTarget, targetOf } from '../../src/kernels/target';
import { stripsOf } from '../../src/layers/shared/denseStrips';
import type { LayerDefinition } from '../../src/layers/layer';
import { checkOptions } from '../../src/layers/options';
import { LAYERS } from '../../src/layers/all';
import { defineNetwork } from '../../src/models/network';
import { Trainer } from '../../src/train/trainer';
import { testDevice } from '../support/device';
import { expectLayer, runLayer } from '../support/layerRun';
import { bars } from '../support/tinyData';
import { sample, TRAINING } from './sample';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});
afterEach(() => {
  pretendTarget(device, null);
});

describe('strips', () => {
  it('are one where the weights fit', () => {
    expect(stripsOf({ rows: 1, inputs: 10, units: 8 }, 320)).toEqual([{ first: 0, count: 10 }]);
  });

  it("cut VGG-16's first dense layer into four of 128 MiB", () => {
    const strips = stripsOf({ rows: 1, inputs: 25088, units: 4096 }, 128 * 2 ** 20);
    expect(strips.map(({ count }) => count)).toEqual([8192, 8192, 8192, 512]);
  });

  it('follow each other without a gap, begin where a binding may, and fit', () => {
    const geometry = fc.record({
      inputs: fc.integer({ min: 1, max: 5000 }),
      units: fc.integer({ min: 1, max: 300 }),
    });
    fc.assert(
      fc.property(geometry, fc.integer({ min: 64 * 300 * 4, max: 1e6 }), ({ inputs, units }, limit) => {
        let next = 0;
        for (const { first, count } of stripsOf({ rows: 1, inputs, units }, limit)) {
          expect(first).toBe(next);
          expect((first * units * 4) % 256).toBe(0);
          expect(count * units * 4).toBeLessThanOrEqual(limit);
          next = first + count;
        }
        expect(next).toBe(inputs);
      }),
    );
  });
});

describe('a dense layer in strips', () => {
  const dense = LAYERS.dense as unknown as LayerDefinition;

  it.each([
    { title: 'one picture', batch: 1, units: 8, inputs: 200, activation: 'relu', useBias: true },
    { title: 'some', batch: 5, units: 7, inputs: 131, activation: 'tanh', useBias: true },
    { title: 'without a bias', batch: 9, units: 16, inputs: 64 * 3, activation: 'linear', useBias: false },
  ])('computes what the reference does: $title', async (one) => {
    const { title: _title, batch, units, inputs: length, ...given } = one;
    const options = checkOptions('dense', dense.options, { units, ...given });
    const { inputs, parameters, dy } = sample(dense, options, [[length]], batch);
    const target = { ...targetOf(device), bindingBytes: 64 * units * 4 };
    expect(stripsOf({ rows: batch, inputs: length, units }, target.bindingBytes).length).toBeGreaterThan(2);
    const numbers = { inputs, parameters, dy, mode: TRAINING };
    const run = await runLayer(device, dense, options, { ...numbers, target });
    expectLayer(run, dense, options, numbers);
  });
});

describe('training with parameters larger than a binding', () => {
  const network = defineNetwork({
    name: 'wide',
    input: [8, 8, 1],
    layers: [
      { name: 'conv', kind: 'conv2d', options: { filters: 8, kernelSize: 3, activation: 'relu' } },
      { name: 'flatten', kind: 'flatten' },
      { name: 'hidden', kind: 'dense', options: { units: 64, activation: 'relu', kernelL2: 0.001 } },
      { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
    ],
  });

  it.each(['adam', 'sgd', 'rmsprop'])('goes as without the limit: %s', async (kind) => {
    const lossesOf = async (limit: number | null): Promise<{ losses: number[]; updates: number }> => {
      pretendTarget(device, limit === null ? null : { bindingBytes: limit });
      const data = uploadImages(device, bars(64));
      const trainer = await Trainer.create(device, {
        network,
        data,
        loss: 'sparseCategoricalCrossentropy',
        optimizer: { kind, options: { learningRate: 0.01 } },
        batchSize: 16,
        seed: 3,
      });
      trainer.submit(6);
      const { records } = await trainer.read();
      const updates = trainer.plan.toString().match(/ optimizer\//g)?.length ?? 0;
      trainer.destroy();
      data.destroy();
      return { losses: records.map(({ loss }) => loss), updates };
    };
    const [whole, cut] = [await lossesOf(null), await lossesOf(20_000)];
    expect(whole.updates).toBe(1);
    expect(cut.updates).toBe(5); // 18,754 numbers and their padding, 4096 at a time
    expect(cut.losses).toHaveLength(6);
    cut.losses.forEach((loss, step) => expect(loss).toBeCloseTo(whole.losses[step]!, 4));
  });
});
