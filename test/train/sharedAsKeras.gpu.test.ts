// Training where layers share weights, beside the numbers of Keras 3 (sharedAsKeras.py wrote them): answers, and losses,
// weights and moving averages after each of three steps of a siamese network with a cell that is applied three times.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { uploadImages } from '../../src/data/deviceDataset';
import { optimizerFromKeras } from '../../src/formats/keras/optimizers';
import { forwardOnHost } from '../../src/models/hostForward';
import { ndArray } from '../../src/reference/ndArray';
import { Trainer } from '../../src/train/trainer';
import { relativeError } from '../support/compare';
import { testDevice } from '../support/device';
import { siamese, valuesOf, weightsOf } from '../support/siamese';

interface Case {
  readonly optimizer: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly answers: readonly number[];
  readonly steps: readonly {
    readonly loss: number;
    readonly weights: Readonly<Record<string, readonly number[]>>;
  }[];
}

const CASES = JSON.parse(readFileSync(new URL('sharedAsKeras.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Case>
>;
const ROWS = 8;
/** Of test/support/siamese.ts. */
const L2 = 0.05;
const NAMES: Readonly<Record<string, string>> = {
  kernel: 'weight',
  moving_mean: 'movingMean',
  moving_variance: 'movingVariance',
};

const images = Uint8Array.from(
  { length: ROWS * 72 },
  (_, i) => (7 * i * i + 13 * i + Math.floor(i / 5)) % 256,
);

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

async function trainer(
  { optimizer, options }: Pick<Case, 'optimizer' | 'options'>,
  layerByLayer: boolean,
): Promise<Trainer> {
  const data = uploadImages(device, {
    ...{ name: 'eight', height: 6, width: 12, channels: 1, count: ROWS, images },
    ...{ labels: Uint8Array.of(0, 1, 2, 0, 0, 1, 2, 0), classNames: ['a', 'b', 'c'] },
  });
  const { kind, options: ours } = optimizerFromKeras('case', optimizer, options);
  const made = await Trainer.create(device, {
    ...{ network: siamese(), data, loss: 'sparseCategoricalCrossentropy', layerByLayer },
    ...{ optimizer: { kind, options: ours }, batchSize: ROWS, seed: 1, shuffle: false },
  });
  for (const { name, values } of await made.store.read())
    made.store.write(name, valuesOf(name, values.length));
  return made;
}

const weightsIn = async (made: Trainer): Promise<ReadonlyMap<string, Float32Array>> =>
  new Map((await made.store.read()).map(({ name, values }) => [name, values]));

it('counts shared parameters once, and keeps them in the owner alone', () => {
  const { parameterCount, trainedCount, layers } = siamese();
  expect(parameterCount).toBe(2 * 9 + 2 + 4 * 2 + (4 * 4 * 2 * 4 + 4) + (4 * 4 + 4) + (4 * 3 + 3));
  expect(parameterCount - trainedCount).toBe(2 * 2);
  expect(layers.filter(({ name, owner }) => name !== owner).map(({ name, owner }) => [name, owner])).toEqual([
    ['conv_2', 'conv'],
    ['norm_2', 'norm'],
    ['embed_2', 'embed'],
    ['cell_2', 'cell'],
    ['cell_3', 'cell'],
  ]);
});

it('answers on the host as Keras does', () => {
  const network = siamese();
  const weights = weightsOf(network);
  const pictures = { ...ndArray([ROWS, 6, 12, 1]), data: Float64Array.from(images, (byte) => byte / 255) };
  const results = forwardOnHost(network, (name) => weights.get(name) ?? [], [pictures]);
  const { answers = [] } = CASES.SGD ?? {};
  expect(relativeError([...(results.get('answer')?.data ?? [])], answers)).toBeLessThanOrEqual(1e-6);
});

describe.each(Object.entries(CASES))('%s', (_, { steps, ...settings }) => {
  it.each([false, true])(
    'gives the losses, the weights and the moving averages of Keras; layer by layer: %s',
    async (layerByLayer) => {
      const made = await trainer(settings, layerByLayer);
      let before = await weightsIn(made);
      for (const { loss, weights } of steps) {
        const penalty = L2 * [...(before.get('conv/weight') ?? [])].reduce((sum, w) => sum + w * w, 0);
        made.submit(1);
        const { records } = await made.read();
        // Keras reports the penalty with the loss.
        expect(relativeError([(records.at(-1)?.loss ?? NaN) + penalty], [loss])).toBeLessThanOrEqual(2e-5);
        const after = await weightsIn(made);
        for (const [name, expected] of Object.entries(weights)) {
          const [layer = '', parameter = ''] = name.split('/');
          const key = `${layer}/${NAMES[parameter] ?? parameter}`;
          const from = before.get(key) ?? new Float32Array(0);
          const moved = (list: ArrayLike<number>): number[] =>
            Array.from(list, (w, i) => w - (from[i] ?? NaN));
          expect(relativeError(moved(after.get(key) ?? []), moved(expected)), key).toBeLessThanOrEqual(1e-4);
        }
        expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
        before = after;
      }
      made.destroy();
    },
  );
});
