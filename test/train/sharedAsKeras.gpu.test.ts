// Training where layers share weights, beside the numbers of Keras 3 (sharedAsKeras.py wrote them): answers, and losses,
// weights and moving averages after each of three steps of a siamese network with a cell that is applied three times.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { uploadImages } from '../../src/data/deviceDataset';
import { optimizerFromKeras } from '../../src/formats/keras/optimizers';
import { defineNetwork, type LayerConfig, type Network } from '../../src/models/network';
import { forwardOnHost } from '../../src/models/hostForward';
import { ndArray } from '../../src/reference/ndArray';
import { Trainer } from '../../src/train/trainer';
import { relativeError } from '../support/compare';
import { testDevice } from '../support/device';

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
const L2 = 0.05;
const NAMES: Readonly<Record<string, string>> = {
  kernel: 'weight',
  moving_mean: 'movingMean',
  moving_variance: 'movingVariance',
};

/** Of one half of the picture. */
const half = (side: string, cropping: readonly number[], sharesWith: string | null): LayerConfig[] => {
  const shared = (layer: LayerConfig & { readonly name: string }): LayerConfig =>
    sharesWith === null
      ? layer
      : { name: `${layer.name}_${side}`, kind: layer.kind, sharesWith: layer.name };
  return [
    {
      ...{ name: side, kind: 'cropping2D', inputs: ['input'] },
      options: { cropping: [[0, 0], cropping] },
    },
    shared({
      name: 'conv',
      kind: 'conv2d',
      options: { filters: 2, kernelSize: 3, activation: 'relu', kernelL2: L2 },
    }),
    shared({ name: 'norm', kind: 'batchNormalization', options: { momentum: 0.8 } }),
    { name: `flatten_${side}`, kind: 'flatten' },
    shared({ name: 'embed', kind: 'dense', options: { units: 4, activation: 'tanh' } }),
  ];
};

const siamese = (): Network =>
  defineNetwork({
    name: 'siamese',
    input: [6, 12, 1],
    layers: [
      ...half('left', [0, 6], null),
      ...half('right', [6, 0], 'left'),
      { name: 'difference', kind: 'subtract', inputs: ['embed', 'embed_right'] },
      { name: 'cell', kind: 'dense', options: { units: 4, activation: 'tanh' } },
      { name: 'cell_2', kind: 'dense', sharesWith: 'cell' },
      { name: 'cell_3', kind: 'dense', sharesWith: 'cell_2' },
      { name: 'answer', kind: 'dense', options: { units: 3, activation: 'softmax' } },
    ],
  });

const images = Uint8Array.from(
  { length: ROWS * 72 },
  (_, i) => (7 * i * i + 13 * i + Math.floor(i / 5)) % 256,
);

const initial = (name: string, length: number): Float32Array =>
  Float32Array.from(
    { length },
    (_, i) => ((i * 37) % 101) / 101 - 0.5 + (/Variance|gamma/.test(name) ? 1.5 : 0),
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
    made.store.write(name, initial(name, values.length));
  return made;
}

const weightsOf = async (made: Trainer): Promise<ReadonlyMap<string, Float32Array>> =>
  new Map((await made.store.read()).map(({ name, values }) => [name, values]));

it('counts shared parameters once, and keeps them in the owner alone', () => {
  const { parameterCount, trainedCount, layers } = siamese();
  expect(parameterCount).toBe(2 * 9 + 2 + 4 * 2 + (4 * 4 * 2 * 4 + 4) + (4 * 4 + 4) + (4 * 3 + 3));
  expect(parameterCount - trainedCount).toBe(2 * 2);
  expect(layers.filter(({ name, owner }) => name !== owner).map(({ name, owner }) => [name, owner])).toEqual([
    ['conv_right', 'conv'],
    ['norm_right', 'norm'],
    ['embed_right', 'embed'],
    ['cell_2', 'cell'],
    ['cell_3', 'cell'],
  ]);
});

it('answers on the host as Keras does', () => {
  const network = siamese();
  const specs = new Map(
    network.layers.flatMap(({ name, parameters }) =>
      parameters.map((spec): [string, readonly number[]] => [`${name}/${spec.name}`, spec.shape]),
    ),
  );
  const pictures = { ...ndArray([ROWS, 6, 12, 1]), data: Float64Array.from(images, (byte) => byte / 255) };
  const results = forwardOnHost(
    network,
    (name) => initial(name, specs.get(name)?.reduce((a, b) => a * b, 1) ?? 0),
    [pictures],
  );
  const { answers = [] } = CASES.SGD ?? {};
  expect(relativeError([...(results.get('answer')?.data ?? [])], answers)).toBeLessThanOrEqual(1e-6);
});

describe.each(Object.entries(CASES))('%s', (_, { steps, ...settings }) => {
  it.each([false, true])(
    'gives the losses, the weights and the moving averages of Keras; layer by layer: %s',
    async (layerByLayer) => {
      const made = await trainer(settings, layerByLayer);
      let before = await weightsOf(made);
      for (const { loss, weights } of steps) {
        const penalty = L2 * [...(before.get('conv/weight') ?? [])].reduce((sum, w) => sum + w * w, 0);
        made.submit(1);
        const { records } = await made.read();
        // Keras reports the penalty with the loss.
        expect(relativeError([(records.at(-1)?.loss ?? NaN) + penalty], [loss])).toBeLessThanOrEqual(2e-5);
        const after = await weightsOf(made);
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
