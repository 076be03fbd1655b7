// Files of ours with what compile() is given, opened and trained a step by Keras.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pythonWith } from '../../../scripts/python.mjs';
import { writeKerasModel } from '../../../src/formats/hdf5/kerasHdf5';
import { writeKerasArchive } from '../../../src/formats/keras/archive';
import type { CompileConfig } from '../../../src/formats/storedModel';
import { randomWeights } from '../../../src/fuzz/randomNetworks';
import { defineNetwork } from '../../../src/models/network';

const PYTHON = pythonWith('torch', 'keras', 'h5py');
const dense = (name: string, units: number, activation: string) => ({
  ...{ name, kind: 'dense', options: { units, activation }, inputs: ['a'] },
});
const network = defineNetwork({
  name: 'two',
  input: [{ name: 'a', shape: [4] }],
  layers: [dense('x', 3, 'softmax'), dense('y', 1, 'linear')],
  outputs: ['x', 'y'],
});
const plain = (kind: string) => ({ kind, labelSmoothing: 0, fromLogits: false });

const CASES: readonly (readonly [CompileConfig, Readonly<Record<string, unknown>>])[] = [
  [
    {
      optimizer: {
        kind: 'adamw',
        options: { learningRate: 0.02, weightDecay: 0.1, clipvalue: 2 },
        schedule: null,
      },
      losses: [plain('sparseCategoricalCrossentropy'), plain('meanSquaredError')],
      lossWeights: [1, 0.25],
    },
    {
      ...{ optimizer: 'AdamW', rate: 0.02, loss_weights: [1, 0.25], metrics: [['accuracy'], []] },
      loss: ['sparse_categorical_crossentropy', 'mean_squared_error'],
      config: { weight_decay: 0.1, clipvalue: 2, clipnorm: null, beta_1: 0.9 },
    },
  ],
  [
    {
      optimizer: {
        kind: 'sgd',
        options: { learningRate: 0.1, momentum: 0.9, nesterov: true },
        schedule: { kind: 'step', factor: 0.5, every: 10 },
      },
      losses: [
        { kind: 'categoricalCrossentropy', labelSmoothing: 0.1, fromLogits: false },
        plain('meanSquaredError'),
      ],
      lossWeights: null,
    },
    {
      ...{ optimizer: 'SGD', rate: 0.1, loss_weights: null },
      loss: [
        { class_name: 'CategoricalCrossentropy', config: { label_smoothing: 0.1 } },
        'mean_squared_error',
      ],
      config: {
        ...{ momentum: 0.9, nesterov: true },
        learning_rate: {
          class_name: 'ExponentialDecay',
          config: { initial_learning_rate: 0.1, decay_steps: 10, decay_rate: 0.5, staircase: true },
        },
      },
    },
  ],
];

/** Each in both formats. */
const BOTH = CASES.flatMap(([compile, expected]) =>
  ['keras', 'h5'].map((extension) => [compile, expected, extension] as const),
);

describe.skipIf(PYTHON === undefined)('in Keras', () => {
  test('files of ours are compiled as they say, and train', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'convscope-compile-'));
    try {
      const files = await Promise.all(
        BOTH.map(async ([compile, , extension], i) => {
          const model = {
            network: network.toJSON(),
            weights: randomWeights(network, 1),
            remarks: [],
            compile,
          };
          const file = join(folder, `${i}.${extension}`);
          writeFileSync(file, await (extension === 'h5' ? writeKerasModel(model) : writeKerasArchive(model)));
          return file;
        }),
      );
      const printed = execFileSync(
        PYTHON!,
        [join(import.meta.dirname, 'compileConfig.py'), 'read', ...files],
        {
          encoding: 'utf8',
          env: { ...process.env, KERAS_BACKEND: 'torch' },
        },
      );
      const found = printed
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      BOTH.forEach(([, expected], i) => {
        const { rate, ...others } = expected;
        expect(found[i]).toMatchObject({ ...others, steps: 1 });
        expect(found[i]!.rate).toBeCloseTo(rate as number, 6);
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
