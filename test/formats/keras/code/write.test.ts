// What is written: a whole script, with only what differs from Keras's defaults; and reading it back gives the same.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCode } from '../../../../src/formats/keras/code/read';
import { writeCode, type CodeSettings } from '../../../../src/formats/keras/code/write';
import { defineNetwork, type NetworkConfig } from '../../../../src/models/network';
import { PRESETS } from '../../../../src/models/presets';
import { optimizerDefinition } from '../../../../src/optimizers/optimizers';
import { checkOptions } from '../../../../src/layers/options';
import { networks, settings } from './random';

const whole = (config: NetworkConfig | null): unknown => config && defineNetwork(config).toJSON();

/** What a script says, with every default written out. */
function settingsOf(code: string): CodeSettings | null {
  const { optimizer, loss, batchSize, epochs } = readCode(code).settings;
  if (!optimizer || loss === null || !batchSize || !epochs) return null;
  return {
    optimizer: optimizer.kind,
    optimizerOptions: optimizer.options,
    loss,
    batchSize: batchSize.value,
    epochs: epochs.value,
  };
}

const complete = (given: CodeSettings | null): unknown =>
  given && {
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
model.add(MaxPooling2D(name="pool1"))
model.add(Conv2D(filters=16, kernel_size=(5, 5), activation="relu", name="conv2"))
model.add(MaxPooling2D(name="pool2"))
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

test('what Keras has no layer for is written as the function of TensorFlow, and read from it', () => {
  const code = writeCode({
    name: 'model',
    input: [28, 28, 1],
    layers: [
      { kind: 'localResponseNormalization', options: { depthRadius: 2, alpha: 1e-4 }, name: 'lambda' },
      { kind: 'localResponseNormalization', name: 'again' },
      { kind: 'flatten', name: 'flatten' },
    ],
  });
  expect(code).toContain('\nimport tensorflow as tf\n');
  expect(code).toContain('\nfrom keras.layers import Flatten, Input, Lambda\n');
  expect(code).toContain(`
model.add(Lambda(lambda x: tf.nn.local_response_normalization(x, depth_radius=2, alpha=0.0001)))
model.add(Lambda(lambda x: tf.nn.local_response_normalization(x), name="again"))
`);
  expect(readCode(code).layers.map(({ name, kind, options }) => ({ name, kind, options }))).toEqual([
    { name: 'lambda', kind: 'localResponseNormalization', options: { depthRadius: 2, alpha: 0.0001 } },
    { name: 'again', kind: 'localResponseNormalization', options: {} },
    { name: 'flatten', kind: 'flatten', options: {} },
  ]);
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
