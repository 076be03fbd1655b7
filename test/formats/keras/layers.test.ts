// Our layers in Keras's words and back. The registry is walked: a new layer must have its Keras form.

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  argumentsOf,
  KERAS_LAYERS,
  KERAS_PARAMETERS,
  KerasLayerError,
  layerFromKeras,
} from '../../../src/formats/keras/layers';
import { layerToKeras } from '../../../src/formats/keras/writeLayer';
import { strangeToTfjs } from '../../../src/formats/tfjs/strangeToTfjs';
import { kerasName } from '../../../src/layers/shared/kerasNames';
import { checkOptions } from '../../../src/layers/options';
import { layerDefinition, LAYERS } from '../../../src/layers/all';

const kinds = Object.keys(LAYERS);
beforeAll(() => tf.setBackend('cpu'));

const read = (className: string, config: Readonly<Record<string, unknown>>): unknown =>
  layerFromKeras('here', { className, config }).options;
const readingOf =
  (className: string, config: Readonly<Record<string, unknown>>): (() => unknown) =>
  () =>
    read(className, config);

describe.each(kinds)('%s', (kind) => {
  const definition = layerDefinition(kind);

  test('has a form in Keras, with a place for every option and every parameter', () => {
    const form = KERAS_LAYERS[kind as keyof typeof LAYERS];
    // A Conv2D with groups.
    if (kind !== 'groupedConv2d') expect(form.className).toBe(definition.className);
    const names = Object.keys(definition.options).map((name) => kerasName(name, kind));
    expect(form.positional).toEqual(expect.arrayContaining(names));
    for (const { options: given, inputs } of definition.cases) {
      const options = checkOptions(kind, definition.options, given);
      const names = definition.parameters(options, inputs).map(({ name }) => name);
      const known = (KERAS_PARAMETERS[kind] ?? []).map(({ name }) => name);
      expect(known.filter((name) => names.includes(name))).toEqual(names);
    }
  });

  test('is the same after Keras and JSON', () => {
    for (const { options: given } of definition.cases) {
      const options = checkOptions(kind, definition.options, given);
      const keras: unknown = JSON.parse(JSON.stringify(layerToKeras({ name: 'one', definition, options })));
      const back = layerFromKeras('here', keras as ReturnType<typeof layerToKeras>);
      expect(back.kind).toBe(kind);
      expect(checkOptions(kind, definition.options, back.options ?? {})).toEqual(options);
    }
  });

  test('tfjs takes what is written, with our shapes and our order of weights', async () => {
    for (const { title, options: given, inputs } of definition.cases) {
      const options = checkOptions(kind, definition.options, given);
      const [first] = inputs;
      if (inputs.length > 1 || strangeToTfjs({ definition, options }) !== null) continue;
      // Its Flatten takes no rows, its Reshape leaves -1 open.
      if (kind === 'flatten' && first?.length === 1) continue;
      // tfjs writes into what it is given.
      const layer = structuredClone(layerToKeras({ name: 'one', definition, options }));
      const modelTopology = {
        class_name: 'Sequential',
        config: {
          name: 'model',
          layers: [
            {
              class_name: layer.className,
              config: { ...layer.config, batch_input_shape: [null, ...(first ?? [])] },
            },
          ],
        },
      };
      const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology }));
      const shape = definition.outputShape(options, inputs);
      expect(
        model.outputs[0]?.shape.slice(1).map((length, axis) => length ?? shape[axis]),
        title,
      ).toEqual(shape);
      const names = model.weights.map(({ originalName }) => originalName.replace('one/', ''));
      const ours = definition.parameters(options, inputs).map(({ name }) => name);
      const keras = (KERAS_PARAMETERS[kind] ?? []).filter(({ name }) => ours.includes(name));
      // Trained weights come first in both.
      expect(names, title).toEqual(keras.map((parameter) => parameter.keras));
      model.dispose();
    }
  });
});

describe('spellings', () => {
  test('of Keras 2, Keras 3 and tfjs', () => {
    const conv = { filters: 8, kernelSize: [3, 3], kernelInitializer: 'heNormal', kernelL2: 0.01 };
    const scaled = { scale: 2, mode: 'fan_in', distribution: 'truncated_normal', seed: null };
    expect(
      read('Conv2D', {
        filters: 8,
        kernel_size: [3, 3],
        kernel_initializer: { class_name: 'HeNormal', config: { seed: null } },
        kernel_regularizer: { class_name: 'L2', config: { l2: 0.009999999776482582 } },
        dtype: { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' } },
        bias_regularizer: null,
        groups: 1,
      }),
    ).toEqual(conv);
    expect(
      read('Conv2D', {
        filters: 8,
        kernelSize: [3, 3],
        kernelInitializer: { className: 'VarianceScaling', config: scaled },
        kernelRegularizer: { className: 'L1L2', config: { l1: 0, l2: 0.01 } },
        dataFormat: 'channelsLast',
      }),
    ).toEqual(conv);
    expect(read('Convolution2D', { filters: 8, kernel_size: 3, activation: null, padding: 'SAME' })).toEqual({
      filters: 8,
      kernelSize: [3, 3],
      activation: 'linear',
      padding: 'same',
    });
    expect(read('LeakyReLU', { alpha: 0.1 })).toEqual(read('LeakyReLU', { negative_slope: 0.1 }));
    expect(read('Dense', { units: 2, activation: { class_name: 'function', config: 'leaky_relu' } })).toEqual(
      { units: 2, activation: 'leakyRelu' },
    );
    expect(read('MaxPool2D', { pool_size: 3, strides: null })).toEqual({ poolSize: [3, 3], strides: null });
  });

  test.each([
    ['lecun_normal', 'leCunNormal'],
    ['LecunUniform', 'leCunUniform'],
    ['leCunNormal', 'leCunNormal'],
    ['VarianceScaling', 'leCunNormal'],
    [{ class_name: 'Zeros', config: {} }, 'zeros'],
    [{ class_name: 'VarianceScaling', config: { mode: 'fanAvg', distribution: 'uniform' } }, 'glorotUniform'],
    [{ class_name: 'Constant', config: { value: 1 } }, 'ones'],
    [
      { class_name: 'Constant', config: { value: 0.1 } },
      { kind: 'constant', value: 0.1 },
    ],
    ['normal', 'randomNormal'],
    ['uniform', 'randomUniform'],
    ['random_normal', 'randomNormal'],
    ['truncated_normal', 'truncatedNormal'],
    ['orthogonal', 'orthogonal'],
    ['OrthogonalInitializer', 'orthogonal'],
    [
      { class_name: 'RandomNormal', config: { stddev: 0.009999999776482582, seed: 3 } },
      { kind: 'randomNormal', mean: 0, stddev: 0.01 },
    ],
    [
      { class_name: 'VarianceScaling', config: { scale: 0.5, mode: 'fan_out', distribution: 'normal' } },
      { kind: 'varianceScaling', scale: 0.5, mode: 'fanOut', distribution: 'truncatedNormal' },
    ],
  ])('initializer %j', (given, name) => {
    expect(read('Dense', { units: 1, kernel_initializer: given })).toEqual({
      units: 1,
      kernelInitializer: name,
    });
  });

  test.each([
    ['l1', { kernelL1: 0.01 }],
    ['l2', { kernelL2: 0.01 }],
    [null, {}],
    [{ class_name: 'L1', config: { l1: 1e-4 } }, { kernelL1: 1e-4 }],
    [
      { class_name: 'L1L2', config: { l1: 1e-5, l2: 1e-4 } },
      { kernelL1: 1e-5, kernelL2: 1e-4 },
    ],
    [{ class_name: 'L1L2', config: {} }, {}],
    [{ className: 'L1', l1: 0.5 }, { kernelL1: 0.5 }],
  ])('regularizer %j', (given, options) => {
    expect(read('Dense', { units: 1, kernel_regularizer: given })).toEqual({ units: 1, ...options });
    const bias = Object.entries(options).map(
      ([name, value]) => [name.replace('kernel', 'bias'), value] as const,
    );
    expect(read('Dense', { units: 1, bias_regularizer: given })).toEqual({
      ...{ units: 1 },
      ...Object.fromEntries(bias),
    });
  });

  test('the axis of a normalization is the last, however it is counted', () => {
    for (const axis of [-1, 3, [3], [-1]]) expect(read('BatchNormalization', { axis })).toEqual({});
    expect(
      layerFromKeras('here', { className: 'BatchNormalization', config: { axis: [1] } }, { rank: 2 }),
    ).toEqual({ kind: 'batchNormalization', options: {} });
    expect(readingOf('BatchNormalization', { axis: [1] })).toThrow(
      "'axis' must be -1, the last axis. Received [1]",
    );
  });
});

describe('what ours cannot be is refused by name', () => {
  test.each([
    ['LSTM', { units: 3 }, "here: there is no layer 'LSTM'. Known: Conv2D, "],
    ['Dense', {}, "here: Dense: 'units' must be given"],
    ['Dense', { units: 0 }, "here: Dense: 'units' must be at least 1. Received 0"],
    [
      'Dense',
      { units: 3, unit: 4 },
      "here: Dense: has no argument 'unit'. Similar: units. Known: units, activation",
    ],
    [
      'Dense',
      { units: 3, name: 'd', activation: 'glu' },
      "here: 'd': Dense: 'activation' must be one of 'linear'",
    ],
    ['Conv2D', { filters: 3, kernel_size: 3, groups: 0 }, "Conv2D: 'groups' must be at least 2. Received 0"],
    [
      'Conv2D',
      { filters: 3, kernel_size: 3, data_format: 'channels_first' },
      `Conv2D: 'data_format' must be "channels_last". Received "channels_first"`,
    ],
    [
      'Dense',
      { units: 3, kernel_regularizer: 'l1_l2' },
      'Dense: \'kernel_regularizer\' must be L1(λ), L2(λ) or L1L2(λ, λ). Received "l1_l2"',
    ],
    ['Dense', { units: 3, kernel_constraint: 'non_neg' }, "Dense: 'kernel_constraint' must be None"],
    ['Dense', { units: 3, trainable: 0 }, "Dense: 'trainable' must be true or false. Received 0"],
    ['BatchNormalization', { renorm: true }, "BatchNormalization: 'renorm' must be false. Received true"],
    // In code an argument that is not known is misspelt, whatever its value.
    ['Dense', { units: 3, use_bais: false }, "Dense: has no argument 'use_bais'. Similar: use_bias."],
    [
      'Dense',
      { units: 3, kernel_initializer: 'identity' },
      "'kernel_initializer' must be one of 'glorot_uniform'",
    ],
    [
      'Dense',
      { units: 3, kernel_initializer: { class_name: 'RandomNormal', config: { stddev: -1 } } },
      "'kernel_initializer' must be an initializer whose stddev is at least 0",
    ],
    [
      'Dense',
      { units: 3, bias_initializer: 'orthogonal' },
      "'bias_initializer' must be one of 'glorotUniform'",
    ],
    [
      'BatchNormalization',
      { gamma_initializer: 'zeros' },
      "BatchNormalization: 'gamma_initializer' must be 'ones'. Received \"zeros\"",
    ],
    ['constructor', {}, "there is no layer 'constructor'"],
  ])('%s %j', (className, config, message) => {
    expect(readingOf(className, config)).toThrow(KerasLayerError);
    expect(readingOf(className, config)).toThrow(message);
  });

  test('of a trained model, what only training anew would notice is left out with a remark', () => {
    const remarks: string[] = [];
    const config = {
      units: 3,
      name: 'd',
      kernel_initializer: 'identity',
      kernel_constraint: 'x',
    };
    const { options } = layerFromKeras(
      'a.h5',
      { className: 'Dense', config },
      { remark: (text) => remarks.push(text) },
    );
    expect(options).toEqual({ units: 3 });
    expect(remarks).toEqual([
      expect.stringContaining("'kernel_initializer' must be one of") as string,
      `a.h5: 'd': Dense: 'kernel_constraint' must be None. Received "x"; left out`,
    ]);
  });
});

describe('arguments that no one here knows', () => {
  const fromFile = (className: string, config: Readonly<Record<string, unknown>>): unknown[] => {
    const remarks: string[] = [];
    const { options } = layerFromKeras(
      'a.keras',
      { className, config },
      { remark: (text) => remarks.push(text) },
    );
    return [options, ...remarks];
  };

  test('are left out of a file where they are off, and what belongs to them, with a remark each', () => {
    const off = { name: 'd', units: 3, gated: false, gated_rate: 0.9, mixture: null };
    const left = (argument: string): string =>
      `a.keras: 'd': Dense: '${argument}' is not known here; it is off in the file, and left out`;
    expect(fromFile('Dense', off)).toEqual([
      { units: 3 },
      left('gated'),
      left('gated_rate'),
      left('mixture'),
    ]);
  });

  test.each([
    { gated: true },
    { gate: 0 },
    { gated: true, gated_rate: 0.9 },
    { gate: 'none' },
    { gates: [] },
  ])('are refused where they say anything: %j', (config) => {
    expect(() => fromFile('Dense', { units: 3, ...config })).toThrow(/Dense: has no argument 'gate/);
  });

  test('of a batch normalization of Keras 3.16 change nothing while renorm is off', () => {
    const renorm = { renorm: false, renorm_clipping: null, renorm_momentum: 0.99, synchronized: false };
    expect(fromFile('BatchNormalization', { epsilon: 0.1, ...renorm })).toEqual([{ epsilon: 0.1 }]);
    expect(read('BatchNormalization', { epsilon: 0.1, ...renorm })).toEqual({ epsilon: 0.1 });
  });
});

test('a layer that is not trainable stays so, both ways', () => {
  const definition = layerDefinition('dense');
  const options = checkOptions('dense', definition.options, { units: 3 });
  const keras = layerToKeras({ name: 'd', definition, options, trainable: false });
  expect(keras.config.trainable).toBe(false);
  expect(layerFromKeras('here', keras)).toMatchObject({ kind: 'dense', trainable: false });
  expect(layerFromKeras('here', { className: 'Dense', config: { units: 3, trainable: true } })).toEqual({
    kind: 'dense',
    options: { units: 3 },
  });
});

test('arguments that our layers have, in the order of Keras', () => {
  expect(argumentsOf('conv2d')).toEqual([
    ...['filters', 'kernel_size', 'strides', 'padding', 'dilation_rate', 'activation', 'use_bias'],
    ...['kernel_initializer', 'bias_initializer', 'kernel_regularizer', 'bias_regularizer'],
  ]);
});
