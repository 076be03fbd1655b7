// What is written: a whole script, with only what differs from Keras's defaults; and reading it back gives the same.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCode } from '../../../../src/formats/keras/code/read';
import { argumentTexts, writeCode, type CodeSettings } from '../../../../src/formats/keras/code/write';
import { KERAS_LAYERS } from '../../../../src/formats/keras/layers';
import { kerasName } from '../../../../src/layers/shared/kerasNames';
import { defineNetwork, type NetworkConfig } from '../../../../src/models/network';
import { PRESETS } from '../../../../src/models/presets';
import { optimizerDefinition } from '../../../../src/optimizers/optimizers';
import { checkOptions } from '../../../../src/layers/options';
import { layerDefinition } from '../../../../src/layers/all';
import { networks, settings } from './random';

const whole = (config: NetworkConfig | null): unknown => config && defineNetwork(config).toJSON();

/** What a script says, with every default written out. */
function settingsOf(code: string): CodeSettings | null {
  const { optimizer, loss, batchSize, epochs, labelSmoothing, classWeights, callbacks } =
    readCode(code).settings;
  if (!optimizer || loss === null || !batchSize || !epochs) return null;
  return {
    optimizer: optimizer.kind,
    optimizerOptions: optimizer.options,
    schedule: optimizer.schedule,
    loss,
    batchSize: batchSize.value,
    epochs: epochs.value,
    labelSmoothing: labelSmoothing ?? 0,
    classWeights,
    earlyStopping: callbacks.earlyStopping,
    reduceOnPlateau: callbacks.reduceOnPlateau,
  };
}

const complete = (given: CodeSettings | null): unknown =>
  given && {
    ...{ schedule: null, labelSmoothing: 0, classWeights: null, earlyStopping: null, reduceOnPlateau: null },
    ...given,
    optimizerOptions: checkOptions(
      'test',
      optimizerDefinition(given.optimizer).options,
      given.optimizerOptions as Record<string, unknown>,
    ),
  };

test('LeNet-5 is a script as a learner would write it', () => {
  const code = writeCode(PRESETS.lenet5!, {
    optimizer: 'adam',
    optimizerOptions: { learningRate: 0.002, beta1: 0.9 },
    loss: 'categoricalCrossentropy',
    batchSize: 64,
    epochs: 5,
  });
  expect(code).toBe(`import keras
from keras.layers import Conv2D, Dense, Flatten, Input, MaxPooling2D
from keras.models import Sequential
from keras.optimizers import Adam

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = x_train.reshape(-1, 28, 28, 1).astype("float32") / 255
x_test = x_test.reshape(-1, 28, 28, 1).astype("float32") / 255
y_train = keras.utils.to_categorical(y_train, 10)
y_test = keras.utils.to_categorical(y_test, 10)

model = Sequential(name="lenet5")
model.add(Input(shape=(28, 28, 1)))
model.add(Conv2D(filters=6, kernel_size=(5, 5), padding="same", activation="relu", name="conv1"))
model.add(MaxPooling2D(pool_size=(2, 2), name="pool1"))
model.add(Conv2D(filters=16, kernel_size=(5, 5), activation="relu", name="conv2"))
model.add(MaxPooling2D(pool_size=(2, 2), name="pool2"))
model.add(Flatten())
model.add(Dense(units=120, activation="relu", name="dense1"))
model.add(Dense(units=84, activation="relu", name="dense2"))
model.add(Dense(units=10, activation="softmax", name="answer"))

model.compile(optimizer=Adam(learning_rate=0.002), loss="categorical_crossentropy", metrics=["accuracy"])
model.summary()
model.fit(x_train, y_train, batch_size=64, epochs=5, validation_data=(x_test, y_test))
model.evaluate(x_test, y_test)
`);
});

test('what Keras has no layer for is written as a class of keras.ops, and read from it', () => {
  const config: NetworkConfig = {
    name: 'model',
    input: [28, 28, 1],
    layers: [
      {
        kind: 'localResponseNormalization',
        options: { depthRadius: 2, alpha: 1e-4 },
        name: 'local_response_normalization',
      },
      { kind: 'localResponseNormalization', name: 'again' },
      { kind: 'flatten', name: 'flatten' },
    ],
  };
  const code = writeCode(config);
  expect(code).not.toContain('tensorflow');
  expect(code).toMatch(
    /^import keras\nimport numpy as np\nfrom keras\.layers import Flatten, Input\n[\s\S]*\n\n\n@keras\.saving\.register_keras_serializable\(package="convscope"\)\nclass LocalResponseNormalization\(keras\.layers\.Layer\):\n/,
  );
  expect(code.split('class LocalResponseNormalization')).toHaveLength(2);
  expect(code).toContain(`
model.add(LocalResponseNormalization(depth_radius=2, alpha=0.0001))
model.add(LocalResponseNormalization(name="again"))
`);
  const reading = readCode(code);
  expect(reading.lints).toEqual([]);
  expect(whole(reading.network)).toEqual(whole(config));
  const changed = readCode(code.replace('** self.beta', '** 2'));
  expect(changed.lints.map(({ problem }) => problem)).toContainEqual(
    expect.objectContaining({
      code: 'unread',
      what: 'class',
      name: expect.stringMatching(/^LocalResponseNormalization \(/) as string,
    }),
  );
});

/** Keras 3's defaults of a class for omitted arguments; an argument that is not listed is required. */
const KERAS_DEFAULTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  conv2d: {
    ...{ strides: [1, 1], padding: 'valid', dilation_rate: [1, 1], activation: 'linear', use_bias: true },
    ...{ kernel_initializer: 'glorotUniform', bias_initializer: 'zeros', kernel_regularizer: 0 },
    bias_regularizer: 0,
  },
  dropout: { noise_shape: 'numbers' },
  depthwiseConv2d: {
    ...{
      strides: [1, 1],
      padding: 'valid',
      depth_multiplier: 1,
      dilation_rate: [1, 1],
      activation: 'linear',
    },
    ...{ use_bias: true, depthwise_initializer: 'glorotUniform', bias_initializer: 'zeros' },
    ...{ depthwise_regularizer: 0, bias_regularizer: 0 },
  },
  dense: {
    ...{
      activation: 'linear',
      use_bias: true,
      kernel_initializer: 'glorotUniform',
      bias_initializer: 'zeros',
    },
    kernel_regularizer: 0,
    bias_regularizer: 0,
  },
  globalAveragePooling2d: { keepdims: false },
  globalMaxPooling2d: { keepdims: false },
  upSampling2d: { size: [2, 2], interpolation: 'nearest' },
  resizing: { interpolation: 'bilinear' },
  cropping2D: {
    cropping: [
      [0, 0],
      [0, 0],
    ],
  },
  rescaling: { offset: 0 },
  normalization: { axis: 'channels', mean: null, variance: null, invert: false },
  maxPooling2d: { pool_size: [2, 2], strides: null, padding: 'valid' },
  averagePooling2d: { strides: null, padding: 'valid' },
  zeroPadding2d: {
    padding: [
      [1, 1],
      [1, 1],
    ],
  },
  batchNormalization: { momentum: 0.99, epsilon: 0.001, center: true, scale: true },
  reLU: { max_value: null, negative_slope: 0, threshold: 0 },
  unitNormalization: { axis: [-1] },
  leakyReLU: { negative_slope: 0.3 },
  concatenate: { axis: -1 },
  elu: { alpha: 1 },
  prelu: { alpha_initializer: 'zeros', alpha_regularizer: 0, shared_axes: [] },
  conv2dTranspose: {
    ...{
      strides: [1, 1],
      padding: 'valid',
      output_padding: null,
      dilation_rate: [1, 1],
      activation: 'linear',
    },
    ...{
      use_bias: true,
      kernel_initializer: 'glorotUniform',
      bias_initializer: 'zeros',
      kernel_regularizer: 0,
      bias_regularizer: 0,
    },
  },
  groupedConv2d: {
    ...{ strides: [1, 1], padding: 'valid', dilation_rate: [1, 1], activation: 'linear', use_bias: true },
    ...{ kernel_initializer: 'glorotUniform', bias_initializer: 'zeros', kernel_regularizer: 0 },
    bias_regularizer: 0,
  },
  separableConv2d: {
    ...{
      strides: [1, 1],
      padding: 'valid',
      dilation_rate: [1, 1],
      depth_multiplier: 1,
      activation: 'linear',
    },
    ...{ use_bias: true, depthwise_initializer: 'glorotUniform', pointwise_initializer: 'glorotUniform' },
    ...{ bias_initializer: 'zeros', depthwise_regularizer: 0, pointwise_regularizer: 0, bias_regularizer: 0 },
  },
  embedding: { embeddings_initializer: 'randomUniform', embeddings_regularizer: 0 },
  randomFlip: { mode: 'horizontal_and_vertical' },
  randomRotation: { fill_mode: 'reflect', interpolation: 'bilinear', fill_value: 0 },
  randomZoom: { width_factor: null, fill_mode: 'reflect', interpolation: 'bilinear', fill_value: 0 },
  randomTranslation: { fill_mode: 'reflect', interpolation: 'bilinear', fill_value: 0 },
  randomContrast: { value_range: [0, 255] },
  randomBrightness: { value_range: [0, 255] },
  layerNormalization: { axis: [-1], epsilon: 0.001, center: true, scale: true },
  groupNormalization: { groups: 32, epsilon: 0.001, center: true, scale: true },
};

describe('what a script leaves out, Keras takes as we do', () => {
  test.each(Object.keys(KERAS_LAYERS).filter((kind) => kind !== 'localResponseNormalization'))(
    '%s',
    (kind) => {
      const definition = layerDefinition(kind);
      for (const { options: given } of definition.cases) {
        const options = checkOptions(kind, definition.options, given);
        const written = argumentTexts({ definition, options }, (_, name) => name).map(
          (text) => /^\w+/.exec(text)?.[0],
        );
        for (const [option, value] of Object.entries(options)) {
          const argument = kerasName(option, kind);
          if (!written.includes(argument)) expect(KERAS_DEFAULTS[kind]?.[argument], argument).toEqual(value);
        }
      }
    },
  );
});

test('several inputs get an array each, and labels where rows of a table are named', () => {
  const code = writeCode({
    name: 'both',
    input: [
      { name: 'picture', shape: [28, 28, 1] },
      { name: 'label', shape: [1] },
    ],
    layers: [
      { name: 'flat', kind: 'flatten', inputs: ['picture'] },
      { name: 'row', kind: 'embedding', options: { inputDim: 4, outputDim: 784 }, inputs: ['label'] },
      { name: 'wide', kind: 'flatten', inputs: ['row'] },
      { name: 'sum', kind: 'add', inputs: ['flat', 'wide'] },
      { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' }, inputs: ['sum'] },
    ],
  });
  expect(code).toContain(
    'x_train = [np.random.rand(640, 28, 28, 1).astype("float32"), np.random.randint(0, 4, (640, 1))]\n' +
      'y_train = np.random.randint(0, 10, 640)\n',
  );
  expect(readCode(code).lints).toEqual([]);
});

test('a layer that is not trainable says so, and is read back', () => {
  const config: NetworkConfig = {
    name: 'model',
    input: [4],
    layers: [
      { kind: 'dense', name: 'dense', options: { units: 2 }, trainable: false },
      { kind: 'dense', name: 'head', options: { units: 2 } },
    ],
  };
  const code = writeCode(config);
  expect(code).toContain(`
model.add(Dense(units=2, trainable=False))
model.add(Dense(units=2, name="head"))
`);
  expect(whole(readCode(code).network)).toEqual(whole(config));
});

test('branches are written in the functional API', () => {
  const code = writeCode({
    name: 'branches',
    input: [9, 9, 2],
    layers: [
      { name: 'a', kind: 'conv2d', options: { filters: 2, kernelSize: 3, padding: 'same' } },
      { name: 'add', kind: 'add', inputs: ['a', 'input'] },
      { name: 'flatten', kind: 'flatten' },
    ],
  });
  expect(code).toContain(`inputs = Input(shape=(9, 9, 2))
a = Conv2D(filters=2, kernel_size=(3, 3), padding="same", name="a")(inputs)
add = Add()([a, inputs])
flatten = Flatten()(add)
model = Model(inputs=inputs, outputs=flatten, name="branches")
`);
  expect(code).toContain('x_train = np.random.rand(640, 9, 9, 2)');
});

describe('code, network and code again', () => {
  test.each(Object.entries(PRESETS))('%s', (_, config) => {
    const code = writeCode(config);
    const reading = readCode(code);
    expect(reading.lints).toEqual([]);
    expect(whole(reading.network)).toEqual(whole(config));
    expect(writeCode(reading.network!)).toBe(code);
  });

  test('200 random networks with random settings', () => {
    fc.assert(
      fc.property(networks, settings, (config, given) => {
        const code = writeCode(config, given);
        const reading = readCode(code, { picture: [1, 1, 1], classes: 10 });
        expect(reading.lints).toEqual([]);
        expect(whole(reading.network)).toEqual(config);
        expect(complete(settingsOf(code))).toEqual(complete(given));
        expect(writeCode(reading.network!, settingsOf(code)!)).toBe(code);
      }),
      { numRuns: 200, seed: 5 },
    );
  });
});

test('a name that Keras refuses is said', () => {
  const config = { name: 'm', input: [4, 4, 1], layers: [{ name: 'a/b', kind: 'flatten' }] };
  expect(() => writeCode(config)).toThrow("layer 'a/b': Keras takes no '/'");
});
