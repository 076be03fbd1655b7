import { expect, it } from 'vitest';
import { modelStart } from '../../src/elements/code/modelStart';
import { readCode } from '../../src/formats/keras/code/read';

const HEAD = `import keras
from keras import layers

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = x_train.reshape(-1, 28, 28, 1) / 255

`;

/** The line that the editor begins at. */
function firstLine(model: string): string | undefined {
  const code = HEAD + model;
  const at = modelStart(readCode(code, { picture: [28, 28, 1], classes: 10 }));
  return at === null ? undefined : code.slice(code.lastIndexOf('\n', at) + 1).split('\n')[0];
}

it('a script begins at its model, behind imports and data, however the model is made', () => {
  expect(
    firstLine(
      'model = keras.Sequential([\n    layers.Flatten(input_shape=(28, 28, 1)),\n    layers.Dense(10),\n])\n',
    ),
  ).toBe('model = keras.Sequential([');
  expect(
    firstLine(
      'model = keras.Sequential()\nmodel.add(keras.Input(shape=(28, 28, 1)))\nmodel.add(layers.Flatten())\n',
    ),
  ).toBe('model = keras.Sequential()');
  expect(
    firstLine(
      'inputs = keras.Input(shape=(28, 28, 1))\nx = layers.Flatten()(inputs)\nmodel = keras.Model(inputs, x)\n',
    ),
  ).toBe('inputs = keras.Input(shape=(28, 28, 1))');
  expect(firstLine('print(x_train)\n')).toBeUndefined();
});
