// What compile() was given, in `.keras` files: as Keras 3.16 writes it (compileConfig.py), and back.

import { describe, expect, test } from 'vitest';
import { readModel } from '../../../src/formats/formats';
import { writeKerasModel } from '../../../src/formats/hdf5/kerasHdf5';
import { writeKerasArchive } from '../../../src/formats/keras/archive';
import { readCompileConfig } from '../../../src/formats/keras/compileConfig';
import type { CompileConfig, StoredModel } from '../../../src/formats/storedModel';
import { randomWeights } from '../../../src/fuzz/randomNetworks';
import { defineNetwork, type Network } from '../../../src/models/network';
import keras from './compileConfig.json';

const dense = (name: string, units: number, activation: string, inputs: string[]) => ({
  ...{ name, kind: 'dense', options: { units, activation }, inputs },
});
const one = defineNetwork({ name: 'one', input: [4], layers: [dense('x', 3, 'softmax', ['input'])] });
const two = defineNetwork({
  name: 'two',
  input: [{ name: 'a', shape: [4] }],
  layers: [dense('x', 3, 'softmax', ['a']), dense('y', 1, 'linear', ['a'])],
  outputs: ['x', 'y'],
});

const plain = (kind: string) => ({ kind, labelSmoothing: 0, fromLogits: false });
const SPARSE = plain('sparseCategoricalCrossentropy');
const MEAN = plain('meanSquaredError');

type Case = keyof typeof keras.configs;
const READ: Readonly<Record<Exclude<Case, `unknown${string}` | 'not compiled'>, [Network, CompileConfig]>> = {
  names: [
    one,
    {
      optimizer: {
        kind: 'adam',
        options: { learningRate: 0.001 },
        schedule: null,
      },
      ...{ losses: [SPARSE], lossWeights: null },
    },
  ],
  objects: [
    one,
    {
      optimizer: {
        kind: 'sgd',
        options: { learningRate: 0.1, momentum: 0.9, nesterov: true },
        schedule: { kind: 'cosine', decaySteps: 100, alpha: 0.01 },
      },
      losses: [{ kind: 'categoricalCrossentropy', labelSmoothing: 0.1, fromLogits: true }],
      lossWeights: null,
    },
  ],
  piecewise: [
    one,
    {
      optimizer: {
        kind: 'rmsprop',
        options: { learningRate: 0.1 },
        schedule: { kind: 'piecewise', boundaries: [5, 9], factors: [0.5, 0.1] },
      },
      ...{ losses: [MEAN], lossWeights: null },
    },
  ],
  'by names': [
    two,
    {
      optimizer: {
        kind: 'adamw',
        options: { learningRate: 0.01, weightDecay: 0.02, clipnorm: 1.5 },
        schedule: null,
      },
      ...{ losses: [SPARSE, MEAN], lossWeights: [1, 0.3] },
    },
  ],
  lists: [
    two,
    {
      optimizer: { kind: 'lion', options: { learningRate: 0.003 }, schedule: null },
      ...{ losses: [SPARSE, MEAN], lossWeights: [2, 0.5] },
    },
  ],
};

const configOf = (name: Case): unknown => keras.configs[name];

describe('what Keras writes', () => {
  test.each(Object.entries(READ))('%s', (name, [network, expected]) => {
    expect(readCompileConfig("f.keras, 'compile_config'", network, configOf(name as Case))).toEqual({
      ...{ compile: expected, remarks: [] },
    });
  });

  test.each(Object.entries(READ))('%s, in an .h5 file', (name, [network, expected]) => {
    expect(readCompileConfig("f.h5, its 'training_config'", network, keras.training[name as Case])).toEqual({
      ...{ compile: expected, remarks: [] },
    });
  });

  test('a model that was not compiled has none', () => {
    for (const none of [configOf('not compiled'), null, undefined])
      expect(readCompileConfig("f.keras, 'compile_config'", one, none)).toEqual({
        compile: null,
        remarks: [],
      });
  });

  test('what is not known here is said, and the rest is read', () => {
    const unknown = readCompileConfig("f.keras, 'compile_config'", one, configOf('unknown'));
    expect(unknown.compile).toBeNull();
    expect(unknown.remarks).toEqual([
      expect.stringMatching(
        /^f\.keras, 'compile_config': the optimizer is not taken over: .*no optimizer 'Ftrl'/,
      ),
      expect.stringMatching(
        /^f\.keras, 'compile_config': the loss is not taken over: CategoricalFocalCrossentropy with 'alpha'/,
      ),
    ]);
    expect(
      readCompileConfig("f.keras, 'compile_config'", one, configOf('unknown arguments')).remarks,
    ).toEqual([
      "f.keras, 'compile_config': the optimizer is not taken over: optimizer: Adam: 'amsgrad' must be false. Received true",
      "f.keras, 'compile_config': the loss is not taken over: SparseCategoricalCrossentropy with 'ignore_class' 1 is not known here",
    ]);
  });

  test.each<[string, unknown, string]>([
    [
      'a list of another length',
      { loss: ['mse', 'mse', 'mse'] },
      'expected losses for 2 outputs. Received 3',
    ],
    ['an output that is none', { loss: { z: 'mse' } }, "there is no output 'z'"],
    ['an output without a loss', { loss: { x: 'mse' } }, 'an output has no loss'],
    ['one weight for two outputs', { loss_weights: 0.5 }, 'expected one for each output'],
    ['a weight that is none', { loss_weights: [1, 'a'] }, 'expected numbers. Received "a"'],
    ['a loss that is a number', { loss: 7 }, 'it has no class and config'],
    ['an optimizer that is a list', { optimizer: [] }, 'it has no class and config'],
    [
      'a rate that is a text',
      { optimizer: { class_name: 'SGD', config: { learning_rate: 'a' } } },
      "'learning_rate' must be",
    ],
    [
      'a schedule that is not known',
      { optimizer: { class_name: 'SGD', config: { learning_rate: { class_name: 'Mine', config: {} } } } },
      "its schedule 'Mine' is not known here",
    ],
  ])('%s is not taken over, and said', (_, config, message) => {
    const { remarks } = readCompileConfig("f.keras, 'compile_config'", two, config);
    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toContain(message);
  });
});

test.each(Object.entries(READ))('%s is the same after files of ours', async (_, [network, compile]) => {
  const model: StoredModel = {
    ...{ network: network.toJSON(), weights: randomWeights(network, 1), remarks: [], compile },
  };
  for (const [name, bytes] of [
    ['own.keras', await writeKerasArchive(model)],
    ['own.h5', await writeKerasModel(model)],
  ] as const) {
    const read = await readModel([{ name, bytes }]);
    if (read.kind !== 'model') throw new Error('a model is expected');
    expect(read.model.remarks).toEqual([]);
    expect(read.model.compile).toEqual(compile);
  }
});

test('a model without settings is written without', async () => {
  const model = { network: one.toJSON(), weights: randomWeights(one, 1), remarks: [] };
  const read = await readModel([{ name: 'own.keras', bytes: await writeKerasArchive(model) }]);
  expect(read.kind === 'model' && read.model.compile).toBeNull();
});
