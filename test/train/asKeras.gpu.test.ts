// Training with clipped gradients, smoothed labels and weights of classes and samples, beside the numbers of Keras 3
// (asKeras.py wrote them): losses and parameters of four steps of a network with an L2 penalty.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { uploadImages } from '../../src/data/deviceDataset';
import { optimizerFromKeras } from '../../src/formats/keras/optimizers';
import type { LossOptions } from '../../src/losses/loss';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import { memoryOf } from '../../src/train/memory';
import { Trainer, type TrainerOptions } from '../../src/train/trainer';
import { relativeError } from '../support/compare';
import { testDevice } from '../support/device';

interface Case {
  readonly optimizer: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly losses: readonly number[];
  readonly weights: readonly number[];
}

const CASES = JSON.parse(readFileSync(new URL('asKeras.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Case>
>;
const ROWS = 8;
const L2 = 0.05;

const LOSS_OPTIONS: Readonly<Record<string, LossOptions>> = {
  'label smoothing': { labelSmoothing: 0.1 },
  'class weights': { classWeights: [0.25, 2, 1] },
  'sample weights': { sampleWeights: [0.5, 1, 2, 0, 1.5, 0.25, 1, 3] },
};

const network = (frozen = false): NetworkConfig => ({
  name: 'small',
  input: [6, 6, 1],
  layers: [
    {
      name: 'conv',
      kind: 'conv2d',
      options: { filters: 4, kernelSize: 3, activation: 'relu', kernelL2: L2 },
      ...(frozen ? { trainable: false } : {}),
    },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 3, activation: 'softmax' } },
  ],
});

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

async function trainer(options: Partial<TrainerOptions>, frozen = false): Promise<Trainer> {
  const images = Uint8Array.from(
    { length: ROWS * 36 },
    (_, i) => (7 * i * i + 13 * i + Math.floor(i / 5)) % 256,
  );
  const data = uploadImages(device, {
    ...{ name: 'eight', height: 6, width: 6, channels: 1, count: ROWS, images },
    ...{ labels: Uint8Array.of(0, 1, 2, 0, 0, 1, 2, 0), classNames: ['a', 'b', 'c'] },
  });
  const made = await Trainer.create(device, {
    ...{ network: defineNetwork(network(frozen)), data, loss: 'sparseCategoricalCrossentropy' },
    ...{ optimizer: { kind: 'sgd' }, batchSize: ROWS, seed: 1, shuffle: false },
    ...options,
  });
  for (const { layer, spec, values } of (await made.store.read()).map((one) => ({
    ...one,
    ...place(one.name),
  })))
    made.store.write(
      `${layer}/${spec}`,
      values.map((_, i) => ((i * 37) % 101) / 101 - 0.5),
    );
  return made;
}

const place = (name: string): { layer: string; spec: string } => {
  const [layer = '', spec = ''] = name.split('/');
  return { layer, spec };
};

const weightsOf = async (made: Trainer): Promise<number[]> =>
  (await made.store.read()).flatMap(({ values }) => [...values]);

describe.each(Object.entries(CASES))('%s', (name, { optimizer, options, losses, weights }) => {
  it('gives the losses and the parameters of Keras', async () => {
    const { kind, options: ours } = optimizerFromKeras('case', optimizer, options);
    const made = await trainer({
      optimizer: { kind, options: ours },
      lossOptions: LOSS_OPTIONS[name] ?? {},
    });
    const before = await weightsOf(made);
    // Keras reports the penalty with the loss.
    const penalties: number[] = [];
    for (let i = 0; i < losses.length; i++) {
      const [kernel] = await made.store.read();
      penalties.push(L2 * [...(kernel?.values ?? [])].reduce((sum, w) => sum + w * w, 0));
      made.submit(1);
    }
    const { records } = await made.read();
    const found = records.map(({ loss }, i) => loss + (penalties[i] ?? NaN));
    expect(relativeError(found, losses)).toBeLessThanOrEqual(2e-5);
    const moved = (list: readonly number[]): number[] => list.map((w, i) => w - (before[i] ?? NaN));
    expect(relativeError(moved(await weightsOf(made)), moved(weights))).toBeLessThanOrEqual(1e-4);
    made.destroy();
  });
});

it('costs no dispatch without clipping, two with clipvalue, four with a norm', async () => {
  const dispatches = async (options: object): Promise<string[]> => {
    const made = await trainer({ optimizer: { kind: 'adam', options: { ...options } }, layerByLayer: true });
    const labels = made.plan
      .toString()
      .split('\n')
      .filter((line) => line.includes('optimizer/'));
    made.destroy();
    return labels;
  };
  expect(await dispatches({})).toHaveLength(1);
  expect(await dispatches({ clipvalue: 1 })).toHaveLength(2);
  expect(await dispatches({ clipnorm: 1 })).toHaveLength(4);
});

it('leaves frozen layers as they are, and their gradients out of the common length', async () => {
  const options = { learningRate: 1, globalClipnorm: 0.01 };
  const made = await trainer({ optimizer: { kind: 'sgd', options } }, true);
  const before = await weightsOf(made);
  made.submit(1);
  const moves = (await weightsOf(made)).map((w, i) => w - (before[i] ?? NaN));
  expect(moves.slice(0, 40).every((move) => move === 0)).toBe(true);
  expect(Math.hypot(...moves)).toBeCloseTo(0.01, 5);
  made.destroy();
});

it('refuses two kinds of clipping, and says which', async () => {
  await expect(
    trainer({ optimizer: { kind: 'sgd', options: { clipnorm: 1, clipvalue: 2 } } }),
  ).rejects.toThrow(
    'optimizer: expected one of clipnorm, clipvalue, globalClipnorm. Received clipnorm 1 and clipvalue 2',
  );
});

it('counts the memory of clipping', () => {
  const memory = (options: object): number =>
    memoryOf(defineNetwork(network()), {
      batch: ROWS,
      optimizer: { kind: 'sgd', options: { ...options } },
    }).total;
  expect(memory({ clipnorm: 1 })).toBeGreaterThan(memory({}));
});
