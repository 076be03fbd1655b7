// Scripts as learners write them, read as Keras reads them; and what can't be read, said at its place.

import { describe, expect, test } from 'vitest';
import { slowness } from '../../../../scripts/yardstick.mjs';
import { lintText } from '../../../../src/formats/keras/code/lints';
import { readCode, type CodeReading } from '../../../../src/formats/keras/code/read';
import { defineNetwork } from '../../../../src/models/network';

/** `Conv2D filters=8 kernelSize=3,3 → 26×26×8` for each layer. */
function layersOf(reading: CodeReading): string[] {
  return reading.layers.map(({ className, options, outputShape }) => {
    const given = Object.entries(options).map(([name, value]) => `${name}=${String(value)}`);
    return [className, ...given, ...(outputShape ? ['→', outputShape.join('×')] : [])].join(' ');
  });
}

/** The lints as `severity «text» message`. */
function said(code: string): string[] {
  return readCode(code).lints.map((lint) => {
    const text = code.slice(lint.from, lint.to).replaceAll('\n', '⏎');
    return `${lint.severity} «${text}» ${lintText(lint.problem)}`;
  });
}

const TEXTBOOK = `from keras.models import Sequential
from keras.layers import Conv2D, MaxPooling2D, Dense
from keras.optimizers import SGD

model = Sequential()
model.add(Conv2D(filters=64, kernel_size=(3, 3)))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Dense(128))

sgd = SGD(lr=0.01)
model.compile(optimizer=sgd, loss="categorical_crossentropy", metrics=["accuracy"])
model.summary()
`;

describe('the listing of the textbook', () => {
  const reading = readCode(TEXTBOOK);

  test('is read as Keras reads it: shapes wait for the input', () => {
    expect(reading.lints).toEqual([]);
    expect(layersOf(reading)).toEqual([
      'Conv2D filters=64 kernelSize=3,3',
      'MaxPooling2D poolSize=2,2',
      'Dense units=128',
    ]);
    expect(reading.network).toBeNull();
    expect(reading.lacking).toEqual(['input', 'flatten', 'answer']);
    expect(reading.settings.optimizer).toMatchObject({ kind: 'sgd', options: { learningRate: 0.01 } });
    expect(reading.settings.loss).toBe('categoricalCrossentropy');
    expect(reading.summary).toBe(true);
  });

  test('with the shape of the input, Dense works on the last axis', () => {
    const shaped = readCode(TEXTBOOK.replace('(3, 3)', '(3, 3), input_shape=(28, 28, 1)'));
    expect(layersOf(shaped).at(-1)).toBe('Dense units=128 → 13×13×128');
    expect(shaped.lacking).toEqual(['flatten', 'answer']);
    expect(defineNetwork(shaped.network ?? { name: '', input: [1], layers: [] }).parameterCount).toBe(
      640 + 64 * 128 + 128,
    );
  });

  test('Dense first, then Conv2D, is read too', () => {
    const code = `model = Sequential()
model.add(Dense(128, input_shape=(28, 28, 1)))
model.add(Conv2D(64, (3, 3)))
model.add(MaxPooling2D((2, 2)))`;
    expect(layersOf(readCode(code)).map((line) => line.split('→ ')[1])).toEqual([
      '28×28×128',
      '26×26×64',
      '13×13×64',
    ]);
  });

  test('an undefined optimizer is taken by its name, with a remark', () => {
    const code = 'from keras import Sequential\nmodel = Sequential()\nmodel.compile(optimizer=sgd)';
    expect(readCode(code).settings.optimizer?.kind).toBe('sgd');
    expect(said(code)[0]).toBe(`warning «sgd» 'sgd' has no value here; it is read as "sgd"`);
  });
});

describe('further layers and activations', () => {
  const code = (lines: string): string => `import tensorflow as tf
import keras
from keras import layers

x = inputs = keras.Input((8, 8, 4))
${lines}
outputs = layers.Dense(10, activation="softmax")(layers.GlobalAveragePooling2D()(x))
model = keras.Model(inputs, outputs)`;

  test.each([
    ['x = layers.Conv2D(4, 3, activation="swish")(x)', 'conv2d', { activation: 'silu' }],
    ['x = layers.Conv2D(4, 3, activation=tf.nn.gelu)(x)', 'conv2d', { activation: 'gelu' }],
    ['x = layers.Conv2D(6, 3, groups=2)(x)', 'groupedConv2d', { filters: 6, groups: 2 }],
    ['x = layers.Conv2D(6, 3, groups=1)(x)', 'conv2d', { filters: 6 }],
    [
      'x = layers.Conv2DTranspose(4, 3, strides=2, padding="same", output_padding=1)(x)',
      'conv2dTranspose',
      { strides: [2, 2], padding: 'same', outputPadding: [1, 1] },
    ],
    ['x = layers.SeparableConv2D(4, 3, depth_multiplier=2)(x)', 'separableConv2d', { depthMultiplier: 2 }],
    ['x = layers.PReLU(shared_axes=[1, 2])(x)', 'prelu', { sharedAxes: [1, 2] }],
    ['x = layers.LayerNormalization(axis=[1, 2, 3])(x)', 'layerNormalization', { axis: [1, 2, 3] }],
    ['x = layers.LayerNormalization(epsilon=1e-6)(x)', 'layerNormalization', { epsilon: 1e-6 }],
    ['x = layers.GroupNormalization(groups=-1, axis=-1)(x)', 'groupNormalization', { groups: -1 }],
    ['x = layers.Activation("mish")(x)', 'activation', { activation: 'mish' }],
    ['x = tf.nn.silu(x)', 'activation', { activation: 'silu' }],
    ['x = keras.activations.gelu(x, approximate=False)', 'activation', { activation: 'gelu' }],
    ['x = keras.ops.hard_swish(x)', 'activation', { activation: 'hardSilu' }],
    ['x = tf.nn.leaky_relu(x, alpha=0.1)', 'leakyReLU', { alpha: 0.1 }],
    ['x = tf.nn.leaky_relu(x)', 'activation', { activation: 'leakyRelu' }],
    ['x = keras.activations.elu(x, 0.5)', 'elu', { alpha: 0.5 }],
    ['x = keras.activations.relu(x, max_value=6)', 'reLU', { maxValue: 6 }],
    ['x = layers.ReLU(2.5)(x)', 'reLU', { maxValue: 2.5 }],
    ['x = layers.ReLU(6.0, 0.1)(x)', 'reLU', { maxValue: 6, negativeSlope: 0.1 }],
    ['x = layers.ReLU(threshold=0.5)(x)', 'reLU', { threshold: 0.5 }],
    ['x = layers.ReLU(None, 0.1, 0)(x)', 'reLU', { negativeSlope: 0.1 }],
    ['x = layers.UnitNormalization()(x)', 'unitNormalization', {}],
    ['x = layers.UnitNormalization(axis=[1, 2, 3])(x)', 'unitNormalization', { axis: [1, 2, 3] }],
    ['x = layers.Conv2D(4, 3, activation="log_softmax")(x)', 'conv2d', { activation: 'logSoftmax' }],
    ['x = tf.nn.log_softmax(x)', 'activation', { activation: 'logSoftmax' }],
  ])('%s', (line, kind, options) => {
    const { network } = readCode(code(line));
    expect(network?.layers[0]).toMatchObject({ kind, options });
  });

  test.each([
    ['(1,)', 'layers.Embedding(10, 8)', {}],
    ['()', 'layers.Embedding(10, 8, embeddings_initializer="uniform")', {}],
    ['(3,)', 'layers.Embedding(10, output_dim=8, input_length=3, mask_zero=False)', {}],
    [
      '(1,)',
      'layers.Embedding(input_dim=10, output_dim=8, init="glorot_normal")',
      { embeddingsInitializer: 'glorotNormal' },
    ],
  ])('an Embedding of an input of shape %s: %s', (shape, text, options) => {
    const { network, lints } = readCode(
      `import keras\nfrom keras import layers\nx = keras.Input(shape=${shape}, dtype="int32")\n` +
        `model = keras.Model(x, layers.Dense(2)(${text}(x)))\n`,
    );
    expect(lints).toEqual([]);
    expect(network?.layers[0]).toMatchObject({
      kind: 'embedding',
      options: { inputDim: 10, outputDim: 8, ...options },
    });
  });

  test('an Embedding at the beginning of a sequence has its rows of labels by input_length', () => {
    const { network, lints } = readCode(
      'from keras import Sequential, layers\n' +
        'model = Sequential([layers.Embedding(50, 8, input_length=6), layers.Flatten(), layers.Dense(2)])\n',
    );
    expect(lints).toEqual([]);
    expect(network?.input).toEqual([{ name: 'input', shape: [6] }]);
    expect(network?.layers[0]).toMatchObject({ kind: 'embedding', options: { inputDim: 50, outputDim: 8 } });
  });

  test('as many labels as the data have classes are ten, with a remark', () => {
    const { network, lints } = readCode(
      'import keras\nfrom keras import layers\nx = keras.Input((1,))\nnum_classes = len(open("names.txt").readlines())\n' +
        'model = keras.Model(x, layers.Dense(2)(layers.Embedding(num_classes, 8)(x)))\n',
    );
    expect(lints.map(({ severity, problem }) => [severity, problem.code])).toEqual([['warning', 'assumed']]);
    expect(network?.layers[0]).toMatchObject({ options: { inputDim: 10 } });
  });

  test('an input without an axis is a label, and no layer of numbers reads it', () => {
    const { lints } = readCode(
      'import keras\nx = keras.Input(shape=())\nmodel = keras.Model(x, keras.layers.Dense(2)(x))\n',
    );
    expect(lints.map(({ severity, problem }) => [severity, problem.code])).toEqual([['error', 'shape']]);
  });

  test.each([
    'x = keras.activations.gelu(x, approximate=True)',
    'x = layers.Activation(lambda x: keras.activations.gelu(x, approximate=True))(x)',
  ])('the approximation of GELU is not taken for GELU: %s', (line) => {
    const { network } = readCode(code(line));
    expect(network?.layers.find(({ kind }) => kind === 'activation')?.options).toEqual({
      activation: 'geluTanh',
    });
    expect(readCode(code('x = keras.ops.gelu(x)')).network).toBeNull();
  });
});

const SMALL = ['Flatten → 784', 'Dense units=10 activation=softmax → 10'];

describe('imports', () => {
  test.each([
    ['import keras', 'keras.Sequential', 'keras.layers.'],
    ['from keras import layers, models', 'models.Sequential', 'layers.'],
    ['import tensorflow as tf', 'tf.keras.Sequential', 'tf.keras.layers.'],
    ['import tensorflow as tf', 'tf.keras.models.Sequential', 'tf.keras.layers.'],
    ['import tensorflow.keras as K', 'K.Sequential', 'K.layers.'],
    ['from tensorflow import keras\nfrom tensorflow.keras import layers as L', 'keras.Sequential', 'L.'],
    ['from tensorflow.keras.layers import *\nfrom tensorflow.keras.models import *', 'Sequential', ''],
    [
      'from keras.models import Sequential\nfrom keras.layers import (Input, Flatten,\n  Dense)',
      'Sequential',
      '',
    ],
    ['import keras.layers\nimport keras.models', 'keras.models.Sequential', 'keras.layers.'],
    ['import tf_keras as keras', 'keras.Sequential', 'keras.layers.'],
    [
      'from keras.layers.core import Flatten, Dense\nfrom keras.layers import Input\nfrom keras import Sequential as S',
      'S',
      '',
    ],
  ])('%s', (lines, sequential, layers) => {
    const code = `${lines}
model = ${sequential}([
    ${layers}Input(shape=(28, 28, 1)),
    ${layers}Flatten(),
    ${layers}Dense(10, activation='softmax'),
])`;
    const reading = readCode(code);
    expect(said(code)).toEqual([]);
    expect(layersOf(reading)).toEqual(SMALL);
    expect(reading.lacking).toEqual([]);
  });

  test('what is not imported is read, with the line that is missing', () => {
    expect(said('model = Sequential()\nmodel.add(layers.Flatten(input_shape=(28, 28, 1)))')).toEqual([
      "warning «Sequential» 'Sequential' is not imported: Python needs from keras.models import Sequential",
      "warning «layers» 'layers' is not imported: Python needs from keras import layers",
    ]);
  });
});

/** A model of these lines, everything imported. */
const model = (...lines: string[]): string =>
  `import keras
from keras import layers, Sequential, Model, Input
from keras.layers import *
${lines.join('\n')}
`;

describe('arguments', () => {
  test('by place, by name, calculated, and from variables', () => {
    const code = model(
      'filters, size = 8, (3, 3)',
      'half = filters // 2',
      'names = ["first", "second"]',
      'm = Sequential()',
      'm.add(Input((28, 28, 1)))',
      'm.add(Conv2D(filters * 2 - 1, size, 2, "same", activation=keras.activations.relu, name=names[0]))',
      'm.add(Conv2D(half, kernel_size=[1, 2], use_bias=not True, kernel_regularizer=keras.regularizers.l2(1e-4)))',
      'm.add(MaxPool2D(2, strides=None))',
      'm.add(Dropout(1/4))',
      'm.add(BatchNormalization(momentum=.9, axis=-1))',
      "m.add(Dense(len(names) + 8, 'softmax', kernel_initializer=keras.initializers.HeNormal(seed=3)))",
    );
    expect(said(code)).toEqual([]);
    expect(layersOf(readCode(code)).map((line) => line.split(' →')[0])).toEqual([
      'Conv2D filters=15 kernelSize=3,3 strides=2,2 padding=same activation=relu',
      'Conv2D filters=4 kernelSize=1,2 useBias=false kernelL2=0.0001',
      'MaxPooling2D poolSize=2,2 strides=null',
      'Dropout rate=0.25',
      'BatchNormalization momentum=0.9',
      'Dense units=10 activation=softmax kernelInitializer=heNormal',
    ]);
    expect(readCode(code).layers.map(({ name }) => name)).toEqual([
      ...['first', 'conv2d', 'max_pooling2d', 'dropout', 'batch_normalization', 'dense'],
    ]);
  });

  test('loops over range, lists and pairs add layers', () => {
    const code = model(
      'm = Sequential([Input((28, 28, 1))])',
      'for i in range(2):',
      '    m.add(Conv2D(4 * 2 ** i, 3, name=f"conv{i + 1}"))',
      '    if i == 1:',
      '        m.add(MaxPooling2D())',
      'for units, rate in [(32, .5), (16, .25)]:',
      '    m.add(Dense(units)); m.add(Dropout(rate))',
    );
    expect(said(code)).toEqual([]);
    expect(layersOf(readCode(code)).map((line) => line.split(' →')[0])).toEqual([
      'Conv2D filters=4 kernelSize=3,3',
      'Conv2D filters=8 kernelSize=3,3',
      'MaxPooling2D',
      'Dense units=32',
      'Dropout rate=0.5',
      'Dense units=16',
      'Dropout rate=0.25',
    ]);
    expect(readCode(code).layers.map(({ name, place }) => `${name} ${place.made}`)).toEqual([
      ...['conv1 2', 'conv2 2', 'max_pooling2d 1', 'dense 2', 'dropout 2', 'dense_1 2', 'dropout_1 2'],
    ]);
  });

  test.each([
    ['Flatten(input_shape=(28, 28, 1))'],
    ['Flatten(batch_input_shape=(None, 28, 28, 1))'],
    ['Input(shape=(28, 28, 1)), Flatten()'],
    ['InputLayer(input_shape=(28, 28, 1)), Flatten()'],
    ['keras.Input(batch_shape=[None, 28, 28, 1]), Flatten()'],
    ['Flatten(input_shape=x_train.shape[1:])'],
  ])('the shape of the input: %s', (layers) => {
    const code = model(`m = Sequential([${layers}, Dense(10, activation="softmax")])`);
    expect(said(code)).toEqual([]);
    expect(layersOf(readCode(code))).toEqual(SMALL);
  });

  test('a picture without its channel is read as one, where Keras makes the same of it', () => {
    const code = model('m = Sequential([Flatten(input_shape=(28, 28)), Dense(10, activation="softmax")])');
    expect(said(code)).toEqual(['info «(28, 28)» pictures here are (28, 28, 1); (28, 28) is read as that']);
    expect(layersOf(readCode(code))).toEqual(SMALL);
  });

  test('a row of numbers is no picture', () => {
    const code = model('m = Sequential([Dense(10, activation="softmax", input_shape=(784,))])');
    expect(readCode(code).lacking).toEqual(['flat']);
    expect(readCode(code.replace('784,', '32, 32, 3')).lacking).toEqual(['pictures', 'flatten', 'answer']);
  });
});

describe('the functional API', () => {
  test('branches that join again', () => {
    const code = model(
      'inputs = keras.Input(shape=(28, 28, 1), name="picture")',
      'x = layers.Conv2D(4, 3, padding="same")(inputs)',
      'left = layers.Conv2D(4, 3, padding="same", activation="relu")(x)',
      'x = layers.Add()([x, left])',
      'x = layers.concatenate([x, inputs], axis=-1)',
      'x = layers.Flatten()(layers.ReLU(6)(x))',
      'outputs = layers.Dense(10, activation="softmax")(x)',
      'net = keras.Model(inputs, outputs, name="branches")',
    );
    expect(said(code)).toEqual([]);
    const reading = readCode(code);
    expect(reading.network?.name).toBe('branches');
    expect(reading.layers.map(({ name, inputs }) => `${name} ← ${inputs.join(', ')}`)).toEqual([
      'conv2d ← picture',
      'conv2d_1 ← conv2d',
      'add ← conv2d, conv2d_1',
      'concatenate ← add, picture',
      're_lu ← concatenate',
      'flatten ← re_lu',
      'dense ← flatten',
    ]);
    expect(reading.lacking).toEqual([]);
  });

  test('what does not lead to the output is left out, with a word', () => {
    const code = model(
      'a = Input((28, 28, 1))',
      'b = Dense(3)(a)',
      'c = Flatten()(a)',
      'm = Model(inputs=a, outputs=Dense(10, activation="softmax")(c))',
    );
    expect(said(code)).toEqual(["warning «Dense(3)» 'dense' is not part of the model"]);
    expect(layersOf(readCode(code))).toEqual(SMALL);
  });

  test.each([
    ['x = Dense(3)(a) / a', 'error «Dense(3)(a) / a» /: there is no layer here that does this with a tensor'],
    ['x = Conv2D(3, 5)(a) + a', "error «Conv2D(3, 5)(a) + a» Add 'add': inputs must have one shape"],
    [
      'd = Dense(3)\nx = d(d(a))',
      "error «d(d(a))» Dense 'dense_2': shares the weights of 'dense', whose weight is 1×3",
    ],
    ['x = Dense(3)(nobody)', "error «nobody» 'nobody' has no value here"],
    ['x = Dense(3)(Input((3,)))', 'does not come from the inputs of the model'],
  ])('%s is refused', (lines, message) => {
    const code = model('a = Input((28, 28, 1))', lines, 'm = Model(a, x)');
    expect(readCode(code).network).toBeNull();
    expect(said(code).join('\n')).toContain(message);
  });
});

describe('what a script does besides is passed over', () => {
  test('data, pictures, callbacks, printing, functions and the main guard', () => {
    const code = `#!/usr/bin/env python
"""手書き数字"""
import os, numpy as np
import matplotlib.pyplot as plt
import tensorflow as tf
from tensorflow.keras.utils import to_categorical

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '2'
(x_train, y_train), (x_test, y_test) = tf.keras.datasets.mnist.load_data()
x_train, x_test = x_train[..., np.newaxis] / 255., x_test[..., np.newaxis] / 255.
y_train = to_categorical(y_train, 10)
print(f"{len(x_train)} 枚", x_train.shape, sep="\\t")
assert x_train.shape == (60000, 28, 28, 1)

def plot(history):
    plt.plot(history.history['loss'])
    while True:
        break

strategy = tf.distribute.MirroredStrategy()
if __name__ == '__main__':
    with strategy.scope():
        model = tf.keras.Sequential([
            tf.keras.layers.Flatten(input_shape=(28, 28, 1)),  # 784
            tf.keras.layers.Dense(10, activation=tf.nn.softmax),
        ])
        model.compile('rmsprop', tf.keras.losses.CategoricalCrossentropy(), metrics=['accuracy'])
    stop = tf.keras.callbacks.EarlyStopping(patience=3)
    history = model.fit(x_train, y_train, 128, epochs=2 * 6, validation_split=0.1, callbacks=[stop], verbose=0)
    score = model.evaluate(x_test, y_test)
    print(model.summary(), model.predict(x_test[:1]).argmax(), [n for n in score])
    model.save('m.keras'); plot(history)
`;
    const reading = readCode(code);
    expect(said(code)).toEqual([]);
    expect(layersOf(reading)).toEqual(SMALL);
    expect(reading.settings).toMatchObject({
      optimizer: { kind: 'rmsprop', options: {} },
      loss: 'categoricalCrossentropy',
      batchSize: { value: 128 },
      epochs: { value: 12 },
      validationSplit: { value: 0.1 },
    });
    expect(reading.summary).toBe(true);
    for (const text of [code.replaceAll('\n', '\r\n'), code.replaceAll('    ', '\t')]) {
      expect(said(text)).toEqual([]);
      expect(layersOf(readCode(text))).toEqual(SMALL);
    }
  });

  test.each([
    ['"adam"', 'adam', {}],
    ["'SGD'", 'sgd', {}],
    [
      'keras.optimizers.SGD(learning_rate=0.01, momentum=0.9, nesterov=True)',
      'sgd',
      { learningRate: 0.01, momentum: 0.9, nesterov: true },
    ],
    ['keras.optimizers.SGD(lr=1e-2, decay=0.)', 'sgd', { learningRate: 0.01 }],
    ['keras.optimizers.legacy.Adam(0.002, beta_1=0.8)', 'adam', { learningRate: 0.002, beta1: 0.8 }],
    [
      'keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.003, 100))',
      'adam',
      { learningRate: 0.003 },
    ],
    ['keras.optimizers.AdamW(weight_decay=0.01)', 'adamw', { weightDecay: 0.01 }],
  ])('optimizer=%s', (text, kind, options) => {
    const code = model('m = Sequential([Dense(1)])', `m.compile(optimizer=${text}, loss="mse")`);
    expect(said(code)).toEqual([]);
    expect(readCode(code).settings.optimizer).toMatchObject({ kind, options });
  });
});

describe('what cannot be read is said at its place, and there is no network', () => {
  test.each([
    ['m.add(Dense(units=0))', "error «0» Dense: 'units' must be at least 1. Received 0"],
    [
      'm.add(Dense(unit=3))',
      "error «unit» Dense: has no argument 'unit'. Similar: units. Known: units, activation",
    ],
    [
      'm.add(Dense(3, use_bais=False))',
      "error «use_bais» Dense: has no argument 'use_bais'. Similar: use_bias.",
    ],
    ['m.add(Dense())', "error «Dense» Dense: 'units' must be given"],
    ['m.add(layers.LSTM(3))', "error «LSTM» there is no layer 'LSTM'. Known: Conv2D"],
    ['m.add(layers.Reshaping(28, 28))', "error «Reshaping» there is no layer 'Reshaping'. Similar: Reshape"],
    ['m.add(layers.SeparableConv3D(8, 3, **given))', "there is no layer 'SeparableConv3D'. Similar: "],
    [
      '@decorated\nclass Mine(layers.Layer):\n    pass\nm.add(Mine(3))',
      'error «Mine(3)» Mine: there is no layer here for what this class calculates with tensors',
    ],
    ['m.add(Conv2D(3, 3, groups=0))', "error «0» Conv2D: 'groups' must be at least 2. Received 0"],
    ['m.add(Dense(3, activation="glu"))', `error «"glu"» Dense: 'activation' must be one of 'linear'`],
    ['m.add(Dense(classes))', "error «classes» 'classes' has no value here"],
    ['m.add(Dense(np.prod([2, 3])))', "error «np.prod([2, 3])» 'np' has no value here"],
    [
      'n = len(open("f").read())\nm.add(Dense(n))',
      'error «n» units: the value is known only when the script runs',
    ],
    ['m.add(Lambda(lambda x: x ** 3))', 'error «x ** 3» **: there is no layer here that does this'],
    ['m.add(Dense(3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13))', 'takes at most 10 arguments without a name'],
    ['m.add(Dense(3, units=4))', "error «units=4» 'units' is given twice"],
    ['m.add(Dense(**config))', 'error «**config» what * or ** stands for is known only when the script runs'],
    ['m.add(Dense)', 'error «Dense» a layer is expected here. Received keras.layers.Dense'],
    ['m.add(m)', 'error «m» a model cannot be put into itself'],
    [
      'd = Dense(3)\nm.add(d)\nm.add(d)',
      'error «d» dense: a Sequential takes a layer once, in Keras as well',
    ],
    ['m.add(Dense(3, name="a"))\nm.add(Dense(4, name="a"))', "two layers are called 'a'"],
    [
      'while gpu:\n    m.add(Dense(3))',
      'error «while gpu:» how often this loop runs is known only when the script runs',
    ],
    ['for n in widths:\n    m.add(Dense(n))', 'error «widths» what this loop goes through is known only'],
    ['m = Sequential([Dense(n) for n in widths])', "error «widths» 'widths' has no value here"],
    [
      'm = Sequential(keras.applications.NASNetHuge())',
      'error «keras.applications.NASNetHuge()» NASNetHuge: networks that come with their weights are not here',
    ],
    ['m.add(Dense(3, input_shape=(28, 0, 1)))', 'error «(28, 0, 1)» the input shape must be whole numbers'],
    [
      'm.add(Conv2D(3, 9, input_shape=(5, 5, 1)))',
      "error «Conv2D(3, 9, input_shape=(5, 5, 1))» Conv2D 'conv2d': ",
    ],
    ['m.add(Dense(2 ** 3 ** 99))', 'error «2 ** 3 ** 99» this number is too large'],
    ['n = 99 ** 99 ** 99\nm.add(Dense(n))', 'error «n» this number is too large'],
    ['m.add(Dense(99999999999999999999))', 'error «99999999999999999999» this number is too large'],
  ])('%s', (lines, message) => {
    const code = model('m = Sequential()', lines);
    expect(readCode(code).network).toBeNull();
    expect(said(code).join('\n')).toContain(message);
  });

  test.each([
    ['model.add(Dense(10)', 'error «)» this is not Python'],
    ['model = Sequential([\n  Dense(3),\n', 'error «,» this is not Python'],
    ['x = = 3', 'this is not Python'],
    ["x = 'abc", 'this is not Python'],
  ])('a syntax error: %s', (code, message) => {
    expect(said(code)[0]).toContain(message);
    expect(readCode(code).network).toBeNull();
  });

  test('settings that are not to be had are warnings: the network is read', () => {
    const code = model(
      'm = Sequential([Flatten(input_shape=(28, 28, 1))])',
      'm.compile(keras.optimizers.Adam(amsgrad=True, lr=-1), loss="hinge")',
      'm.fit(x, y, batch_size=0, epochs=n)',
    );
    expect(said(code)).toEqual([
      "warning «True» Adam: 'amsgrad' must be false. Received True",
      expect.stringContaining(
        `warning «"hinge"» there is no loss 'hinge'. Known: categorical_crossentropy`,
      ) as string,
      "warning «0» 'batch_size' must be a whole number of at least 1. Received 0",
      "warning «n» 'n' has no value here",
    ]);
    expect(readCode(code).network).not.toBeNull();
    expect(said(code.replace('Adam(amsgrad=True, lr=-1)', 'Ftrl()'))[0]).toBe(
      "warning «keras.optimizers.Ftrl()» there is no optimizer 'Ftrl'. Known: SGD, Adam, AdamW, RMSprop, Adadelta, Adagrad, Adamax, Nadam, Lion",
    );
  });

  test('no model, or an empty one', () => {
    expect(said('import numpy as np\nprint(1)\n')).toEqual([
      'info «)» there is no model here; begin with model = Sequential()',
    ]);
    expect(said('')).toEqual(['info «» there is no model here; begin with model = Sequential()']);
    expect(said('import keras\nm = keras.Sequential()')).toEqual([
      'error «keras.Sequential()» the model has no layers',
    ]);
  });
});

describe('nothing hangs', () => {
  const within = (code: string): readonly string[] => {
    const start = performance.now();
    const lints = said(code);
    expect(performance.now() - start).toBeLessThan(20_000 * slowness);
    return lints;
  };

  test.each([
    ['a loop without end', 'while True:\n    m.add(Flatten())', 'more than 2,000 layers'],
    [
      'a loop without end and without layers',
      'while True:\n    pass\nm.add(Dense(n))',
      "'n' has no value here",
    ],
    [
      'a loop too long',
      'for i in range(10 ** 12):\n    m.add(Dense(i))',
      'error «range(10 ** 12)» what this loop',
    ],
    [
      'loops in loops',
      [
        'for a in range(9999):',
        ' for b in range(9999):',
        '  for c in range(9999):',
        '   x = [Dense] * b',
      ].join('\n'),
      'the model has no layers',
    ],
    ['10,000 layers', 'for i in range(10000):\n    m.add(Dense(1))', 'more than 2,000 layers'],
    ['10,000 lines of layers', 'm.add(Dense(1))\n'.repeat(10_000), 'more than 2,000 layers'],
    ['brackets', `x = ${'('.repeat(50_000)}1${')'.repeat(50_000)}`, 'more than 120 depth'],
    ['lists in lists', `x = ${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'more than 120 depth'],
    ['open brackets', '('.repeat(100_000), 'more than 120 depth'],
    ['a list that doubles', `x = [1]\n${'x = [x, x]\n'.repeat(64)}`, 'more than 10,000 steps'],
    ['a list that holds itself', `x = []\n${'x.append(x)\n'.repeat(64)}`, 'more than 10,000 steps'],
    [
      'a text that doubles',
      `x = "a"\n${'x = x + x\n'.repeat(64)}m.add(Dense(x))`,
      'this number is too large',
    ],
    ['a function that calls itself', 'def f():\n  m.add(Dense(1))\n  f()\nf()', 'more than 50 calls'],
    [
      'a function that calls itself twice',
      'def f(n):\n  return f(n + 1) + f(n + 2)\nf(1)',
      'more than 50 calls',
    ],
    [
      'calls that branch',
      'def f(n):\n  if n > 0:\n    f(n - 1)\n    f(n - 1)\n  else:\n    m.layers\nf(40)',
      'more than 200,000 steps',
    ],
    [
      'functions that lead to one another',
      `${Array.from({ length: 3000 }, (_, i) => `def f${i}():\n  return f${i + 1}()`).join('\n')}\nm.add(Dense(n))`,
      "'n' has no value here",
    ],
    [
      'a model put into itself again and again',
      'i = Input((3,))\ng = Model(i, Dense(3)(i))\nfor k in range(40):\n    g = Model(i, g(g(i)))',
      'more than 2,000 layers',
    ],
    [
      'conditions in conditions',
      `${Array.from({ length: 30 }, (_, i) => `${' '.repeat(i)}if u:`).join('\n')}\n${' '.repeat(31)}m.add(Dense(n))`,
      'more than 200,000 steps',
    ],
    ['lambdas in lambdas', `f = ${'lambda: '.repeat(300)}1`, 'more than 120 depth'],
    [
      'a dictionary that grows',
      'd = {}\nfor i in range(9999):\n    d[i] = [Dense] * 9',
      'more than 10,000 steps',
    ],
    ['a comprehension of comprehensions', 'x = [[j for j in range(9999)] for i in range(9999)]', 'more than'],
    ['a long text', `x = "${'a'.repeat(300_000)}"`, 'more than 200,000 characters'],
  ])('%s', (_, lines, message) => {
    expect(within(model('m = Sequential()', lines)).join('\n')).toContain(message);
  });

  test('long sums and long lists are read', () => {
    const items = 'Dense(1),\n'.repeat(1_500);
    const code = model(`n = ${'1 + '.repeat(199)}1`, `m = Sequential([Input((3,)), Dense(n),\n${items}])`);
    expect(within(code)).toEqual([]);
    expect(readCode(code).layers).toHaveLength(1_501);
    expect(readCode(code).layers[0]?.options.units).toBe(200);
  });

  test('names of letters of any script', () => {
    const code = model('モデル = Sequential()', 'モデル.add(Dense(3, name="全結合 🍎", input_shape=(3,)))');
    expect(readCode(code).layers[0]?.name).toBe('全結合 🍎');
  });
});

describe('layers that are not trainable', () => {
  const start = [
    'm = Sequential([Input((4,)), Dense(3, name="a", trainable=False), Dense(3, name="b"), Dense(3, name="c")])',
    'd = Dense(2, name="d")',
    'm.add(d)',
  ];
  const frozen = (...lines: readonly string[]): string =>
    readCode(model(...start, ...lines))
      .layers.filter(({ trainable }) => !trainable)
      .map(({ name }) => name)
      .join('');

  test.each([
    ['', 'a'],
    ['d.trainable = False', 'ad'],
    ['m.trainable = False', 'abcd'],
    ['m.layers[-1].trainable = False', 'ad'],
    ['for layer in m.layers[:-2]:\n    layer.trainable = False', 'ab'],
    ['for layer in m.layers:\n    layer.trainable = layer.name == "b"', 'acd'],
    ['for layer in m.layers:\n    layer.trainable = layer.units > unknown', 'a'],
    ['m.get_layer("c").trainable = False', 'ac'],
    ['m.trainable = False\nm.layers[3].trainable = True', 'abc'],
  ])('%s', (lines, names) => {
    expect(frozen(lines)).toBe(names);
  });

  test.each([
    ['m.trainable = False', 'abcd'],
    ['for layer in m.layers:\n    layer.trainable = False', 'abcd'],
    // Keras lists the input first, then by depth: a, c (the longer way), b, d, sum.
    ['m.layers[0].trainable = False', ''],
    ['m.layers[1].trainable = False', 'a'],
    ['for layer in m.layers[:3]:\n    layer.trainable = False', 'ac'],
    ['m.get_layer("b").trainable = False', 'b'],
    ['m.get_layer(index=2).trainable = False', 'c'],
  ])('of a graph: %s', (lines, names) => {
    const reading = readCode(
      model(
        'i = Input((4,))',
        'a = Dense(4, name="a")(i)',
        'b = Dense(4, name="b")(a)',
        'd = Dense(4, name="d")(Dense(4, name="c")(a))',
        'm = Model(i, Add(name="sum")([b, d]))',
        lines,
      ),
    );
    expect(reading.lints).toEqual([]);
    const frozen = reading.layers.filter(({ trainable, kind }) => !trainable && kind === 'dense');
    expect(
      frozen
        .map(({ name }) => name)
        .sort()
        .join(''),
    ).toBe(names);
  });

  test('that only running the script would tell are said', () => {
    const warning = 'which layers this freezes is known only when the script runs';
    expect(said(model(...start, 'other.trainable = False')).join()).toContain(
      `warning «other.trainable» ${warning}`,
    );
    expect(said(model(...start, 'for layer in m.layers[:n]:\n    layer.trainable = False')).join()).toContain(
      `warning «m.layers[:n]» ${warning}`,
    );
  });
});
