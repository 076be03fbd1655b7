// The part of Python that model code uses: functions, classes, dictionaries, comprehensions, models in models, the
// spellings of Keras 1, notebooks. Every script is compared with the layers that Keras would make of it.

import { describe, expect, test } from 'vitest';
import { editCode } from '../../../../src/formats/keras/code/edit';
import { lintText } from '../../../../src/formats/keras/code/lints';
import { scriptOfNotebook } from '../../../../src/formats/keras/code/notebook';
import { readCode } from '../../../../src/formats/keras/code/read';

const script = (...lines: string[]): string =>
  `import keras
from keras import layers, Sequential, Model, Input
from keras.layers import *
${lines.join('\n')}
`;

/** `Conv2D 8 ← input` for each layer: its first option and what it reads. */
const layersOf = (code: string): string[] =>
  readCode(code).layers.map(({ className, options, inputs }) =>
    [className, ...Object.values(options).slice(0, 1).map(String), '←', inputs.join(' + ')].join(' '),
  );

const said = (code: string): string[] =>
  readCode(code).lints.map((lint) => {
    const text = code.slice(lint.from, lint.to).split('\n')[0] ?? '';
    return `${lint.severity} «${text}» ${lintText(lint.problem)}`;
  });

/** A row of layers by class and first option. */
const row = (code: string): string =>
  readCode(code)
    .layers.map(({ className, options }) => [className, ...Object.values(options).slice(0, 1)].join(' '))
    .join(', ');

describe('functions', () => {
  test('with arguments by place and name, defaults, and a model as their result', () => {
    const code = script(
      'def block(x, filters, *, size=3, act="relu"):',
      '    """Two convolutions."""',
      '    x = Conv2D(filters, size, padding="same")(x)',
      '    return Activation(act)(x)',
      'def build(shape, widths=(8, 16)):',
      '    inputs = x = Input(shape)',
      '    for width in widths:',
      '        x = block(x, width, act="tanh" if width > 8 else "relu")',
      '    return Model(inputs, Dense(10, activation="softmax")(Flatten()(x)))',
      'model = build((28, 28, 1))',
      'model.compile("adam", "categorical_crossentropy")',
    );
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe('Conv2D 8, Activation relu, Conv2D 16, Activation tanh, Flatten, Dense 10');
    expect(readCode(code).lacking).toEqual([]);
  });

  test('that add to a model outside, call one another, return early and take *args and **kwargs', () => {
    const code = script(
      'm = Sequential([Input((28, 28, 1))])',
      'def add(*layers_, **options):',
      '    if len(layers_) == 0:',
      '        return',
      '    for one in layers_:',
      '        m.add(one)',
      '    m.add(Conv2D(**options))',
      'def main(depth):',
      '    add()',
      '    add(Dropout(.5), Flatten(), Reshape((28, 28, 1)), filters=depth * 2, kernel_size=3)',
      'if __name__ == "__main__":',
      '    main(4)',
    );
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe('Dropout 0.5, Flatten, Reshape 28,28,1, Conv2D 8');
  });

  test('functools.partial and lambda stand for what they call', () => {
    const code = script(
      'from functools import partial',
      'conv = partial(Conv2D, kernel_size=3, padding="same")',
      'dense = lambda units, act="relu": Dense(units, activation=act)',
      'm = Sequential([Input((28, 28, 1)), conv(4), conv(8, padding="valid"), Flatten(), dense(10, "softmax")])',
    );
    expect(said(code)).toEqual([]);
    expect(readCode(code).layers.map(({ options }) => options.padding)).toEqual([
      ...['same', 'valid', undefined, undefined],
    ]);
  });

  test('functools.reduce joins layers to one function', () => {
    const code = script(
      'from functools import reduce',
      'def compose(*steps):',
      '    return reduce(lambda f, g: lambda *a, **kw: g(f(*a, **kw)), steps)',
      'def conv(*args, **kwargs):',
      '    return compose(Conv2D(*args, **kwargs), BatchNormalization(), ReLU())',
      'i = Input((28, 28, 1))',
      'm = Model(i, compose(conv(4, 3, padding="same"), Flatten(), Dense(reduce(lambda a, b: a * b, [2, 5], 1)))(i))',
    );
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe('Conv2D 4, BatchNormalization, ReLU, Flatten, Dense 10');
  });

  test('a function that nothing calls is read if there is no other model, with a remark', () => {
    const code = script('def build_model(units=32):', '    return Sequential([Dense(units), Dense(10)])');
    expect(said(code)).toEqual([
      "info «def build_model(units=32):» 'build_model' is not called; what it describes is read",
    ]);
    expect(row(code)).toBe('Dense 32, Dense 10');
  });

  test('what a call lacks is said at its place', () => {
    const code = script('def build(units):', '    return Sequential([Dense(units)])', 'm = build(n)');
    expect(said(code)).toContain("error «units» 'n' has no value here");
  });

  test('a layer that a function makes is edited at the argument of the call', () => {
    const code = script(
      'def block(width):',
      '    return Dense(width, activation="relu")',
      'm = Sequential([Input((4,)), block(3), Dense(10)])',
    );
    const result = editCode(code, { what: 'option', layer: 0, option: 'units', value: 7 });
    expect('refused' in result ? result.refused : result.code).toBe(code.replace('block(3)', 'block(7)'));
  });

  test('an option that several calls share changes for all of them, or is refused', () => {
    const code = script(
      'def block(m, width):',
      '    m.add(Dense(width * 2, activation="relu"))',
      'm = Sequential([Input((4,))])',
      'block(m, 3)',
      'block(m, 4)',
    );
    const shared = editCode(code, { what: 'option', layer: 0, option: 'activation', value: 'tanh' });
    expect('refused' in shared ? shared.refused : shared.layers).toEqual([0, 1]);
    const computed = editCode(code, { what: 'option', layer: 0, option: 'units', value: 5 });
    expect(computed).toEqual({ refused: 'loop' });
  });
});

describe('values', () => {
  test.each([
    ['c = {"units": 8, "activation": "relu"}', 'Dense(**c)', 'Dense 8'],
    ['c = dict(a=3); c["b"] = c["a"] + 1', 'Dense(c.get("b", 0))', 'Dense 4'],
    ['c = [n ** 2 for n in range(5) if n % 2]', 'Dense(c[-1])', 'Dense 9'],
    ['c = {k: v for k, v in zip("ab", (5, 6))}', 'Dense(c["b"])', 'Dense 6'],
    ['a, *b = 1, 2, 3', 'Dense(b[-1] if len(b) == 2 else a)', 'Dense 3'],
    ['c = [*(1, 2), 3][::-1]', 'Dense(c[0])', 'Dense 3'],
    ['c = not (None is not None) and 3 in (1, 3)', 'Dense(5 if c else 6)', 'Dense 5'],
    ['c = max(len(x) for x in ["a", "abc"])', 'Dense(c)', 'Dense 3'],
    ['import math', 'Dense(int(math.ceil(28 / 3)))', 'Dense 10'],
    ['import numpy as np', 'Dense(np.prod((2, 3)))', 'Dense 6'],
    ['c = isinstance(3, int) and not isinstance("3", (int, float))', 'Dense(1 if c else 2)', 'Dense 1'],
  ])('%s', (line, layer, expected) => {
    const code = script(line, `m = Sequential([${layer}])`);
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe(expected);
  });

  test.each([
    ['"conv%d_%s" % (2, "a")', 'conv2_a'],
    ['"conv{}_{b:02d}".format(2, b=3)', 'conv2_03'],
    ['f"conv{1 + 1}_{3:02d}{{x}}"', 'conv2_03{x}'],
    ['"_".join(["a", str(2), "B".lower()])', 'a_2_b'],
  ])('a name from %s', (text, name) => {
    expect(readCode(script(`m = Sequential([Dense(1, name=${text})])`)).layers[0]?.name).toBe(name);
  });

  test('of tensors, the shape is known', () => {
    const code = script(
      'inputs = Input((28, 28, 1))',
      'x = Conv2D(6, 3)(inputs)',
      'x = Conv2D(x.shape[-1] * 2, 3)(x)',
      'x = Reshape((x.shape[1] * x.shape[2], -1))(x)',
      'm = Model(inputs, x)',
    );
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe('Conv2D 6, Conv2D 12, Reshape 576,-1');
  });
});

describe('conditions that only running the script would tell', () => {
  test('the first branch that can be read is taken, with a remark', () => {
    const code = script(
      'import os',
      'if os.path.exists("m.keras"):',
      '    m = keras.models.open_somehow("m.keras")',
      '    m.add(Dense(unknown))',
      'else:',
      '    m = Sequential([Dense(10)])',
      'm.summary()',
    );
    expect(said(code)).toEqual([
      'warning «os.path.exists("m.keras")» this condition is known only when the script runs; the first branch that can be read is taken',
    ]);
    expect(row(code)).toBe('Dense 10');
  });

  test('what makes no layers is passed over, and its values are unknown', () => {
    const code = script('n = 3', 'if data.ndim == 3:', '    n = 4', 'm = Sequential([Dense(2), Dense(n)])');
    expect(said(code)).toEqual([expect.stringContaining('error «n» this condition is known only') as string]);
  });

  test('the order of the axes is known', () => {
    const code = script(
      'from keras import backend as K',
      'if K.image_data_format() == "channels_first":',
      '    shape = (1, 28, 28)',
      'else:',
      '    shape = (28, 28, 1)',
      'm = Sequential([Flatten(input_shape=shape), Dense(10, activation="softmax")])',
    );
    expect(said(code)).toEqual([]);
    expect(readCode(code).lacking).toEqual([]);
  });
});

describe('models within models', () => {
  test('a Sequential within another is spliced in', () => {
    const code = script(
      'features = Sequential([Input((28, 28, 1)), Conv2D(4, 3), Flatten()])',
      'm = Sequential([features, Sequential([Dense(10, activation="softmax")])])',
    );
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe('Conv2D 4, Flatten, Dense 10');
    expect(readCode(code)).toMatchObject({ type: 'sequential', lacking: [] });
  });

  test('a graph within a Sequential makes it a graph', () => {
    const code = script(
      'i = Input((28, 28, 1))',
      'a = Conv2D(4, 3)(i)',
      'base = Model(i, Add()([a, Conv2D(4, 3)(i)]))',
      'm = Sequential([base, Flatten(), Dense(10, activation="softmax")])',
      'm.compile()',
    );
    expect(said(code)).toEqual([]);
    expect(layersOf(code)).toEqual([
      'Conv2D 4 ← input',
      'Conv2D 4 ← input',
      'Add ← conv2d + conv2d_1',
      'Flatten ← add',
      'Dense 10 ← flatten',
    ]);
  });

  test('encoder and decoder in one model, and a model cut off at one of its layers', () => {
    const code = script(
      'i = Input((28, 28, 1))',
      'encoder = Model(i, Dense(4, name="code")(Flatten()(i)))',
      'decoder = Sequential([Input((4,)), Dense(784), Reshape((28, 28, 1))])',
      'auto = Model(i, decoder(encoder(i)))',
      'auto.compile("adam", "mse")',
      'part = Model(auto.input, auto.get_layer("code").output)',
    );
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe('Flatten, Dense 4, Dense 784, Reshape 28,28,1');
    expect(row(code.replace('auto.compile("adam", "mse")', ''))).toBe('Flatten, Dense 4');
  });

  test('a model at two places shares its weights; what has no weights is repeated', () => {
    const code = script(
      'base = Sequential([Flatten(), Dense(3)])',
      'a, b = Input((28, 28, 1)), Input((28, 28, 1))',
      'm = Model([a, b], Add()([base(a), base(b)]))',
    );
    expect(said(code)).toEqual([]);
    expect(readCode(code).network?.layers).toEqual([
      { name: 'flatten', kind: 'flatten', options: {}, inputs: ['input'] },
      { name: 'dense', kind: 'dense', options: { units: 3 }, inputs: ['flatten'] },
      { name: 'flatten_2', kind: 'flatten', options: {}, inputs: ['input_1'] },
      { name: 'dense_2', kind: 'dense', inputs: ['flatten_2'], sharesWith: 'dense' },
      { name: 'add', kind: 'add', options: {}, inputs: ['dense', 'dense_2'] },
    ]);
  });

  test('a call on data, behind the model, is no part of it', () => {
    const code = script('m = Sequential([Dense(3)])', 'print(m(x[:1]).numpy())', 'm.predict(x)');
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe('Dense 3');
  });

  test('a sum of tensors is a layer, and so are functions that do what a layer does', () => {
    const code = script(
      'import tensorflow as tf',
      'i = Input((8, 8, 2))',
      'x = tf.nn.relu(Conv2D(2, 3, padding="same")(i) + i)',
      'x = tf.concat([x, i], axis=-1)',
      'm = Model(i, tf.reduce_mean(x, axis=[1, 2]))',
    );
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe('Conv2D 2, Add, Activation relu, Concatenate -1, GlobalAveragePooling2D');
  });

  test('tensors and numbers are a Rescaling, and pixels of 0 to 255 those of 0 to 1', () => {
    const code = script(
      'm = Sequential([Input((8, 8, 2)), Lambda(lambda x: x / 127.5 - 1.0), Conv2D(2, 3)])',
      'i = Input((8, 8, 2))',
      'x = Conv2D(2, 3)(i / 255)',
      'm = Model(i, 1 - 2 * x)',
    );
    expect(said(code)).toEqual([
      expect.stringContaining('the scale is read as 2') as string,
      expect.stringContaining('left out; pictures here are numbers from 0 to 1 already') as string,
    ]);
    const options = readCode(code).layers.map(({ className, options: { scale, offset } }) => [
      className,
      scale,
      offset,
    ]);
    expect(options).toEqual([
      ['Conv2D', undefined, undefined],
      ['Rescaling', 2, 0],
      ['Rescaling', -1, 1],
    ]);
  });

  test('products, differences, and the largest and the smallest of tensors are layers', () => {
    const code = script(
      'import tensorflow as tf',
      'i = Input((8, 8, 2))',
      'gate = Dense(2, activation="sigmoid")(GlobalAveragePooling2D(keepdims=True)(i))',
      'x = layers.multiply([i, gate]) - i',
      'x = tf.maximum(x * gate, keras.ops.minimum(x, i))',
      'm = Model(i, layers.Average()([x, i]))',
    );
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe(
      'GlobalAveragePooling2D true, Dense 2, Multiply, Subtract, Multiply, Minimum, Maximum, Average',
    );
  });
});

describe('classes', () => {
  const NET = [
    'class Block(layers.Layer):',
    '    def __init__(self, units, **kwargs):',
    '        super().__init__(**kwargs)',
    '        self.dense = Dense(units)',
    '    def call(self, x):',
    '        return self.dense(x) + x',
    'class Net(Model):',
    '    def __init__(self, classes=10):',
    '        super(Net, self).__init__()',
    '        self.flatten = Flatten()',
    '        self.blocks = [Block(784) for _ in range(2)]',
    '        self.drop = Dropout(0.5)',
    '        self.out = Dense(classes, activation="softmax")',
    '    def call(self, inputs, training=False):',
    '        x = self.flatten(inputs)',
    '        for block in self.blocks:',
    '            x = block(x)',
    '        if training:',
    '            x = self.drop(x, training=training)',
    '        return self.out(x)',
  ];
  const EXPECTED = 'Flatten, Dense 784, Add, Dense 784, Add, Dropout 0.5, Dense 10';

  test.each([
    ['m = Net()\nm.compile("adam", "categorical_crossentropy")\nm.fit(x, y, epochs=3)'],
    ['m = Net()\nm.build((None, 28, 28, 1))\nm.summary()'],
    ['m = Net()\nfor images, labels in data:\n    m(images, training=True)'],
    ['i = Input((28, 28, 1))\nm = Model(i, Net()(i))'],
  ])('a subclass of Model: %s', (lines) => {
    const code = script(...NET, lines);
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe(EXPECTED);
    expect(readCode(code).network).not.toBeNull();
  });

  test('a subclass of Sequential, and a model made by the class it is made from', () => {
    const row_ = script(
      'class Net(Sequential):',
      '    def __init__(self):',
      '        super().__init__()',
      '        self.add(Dense(3))',
      '        self.add(Dense(4))',
      'm = Net()',
      'm.summary()',
    );
    expect(said(row_)).toEqual([]);
    expect(row(row_)).toBe('Dense 3, Dense 4');
    const graph = script(
      'class Net(Model):',
      '    def __init__(self):',
      '        i = Input((4,))',
      '        super().__init__(inputs=i, outputs=Dense(3)(i))',
      'm = Net()',
    );
    expect(row(graph)).toBe('Dense 3');
  });

  test('what a class calculates itself stands in the network, with one sentence, and the rest is read', () => {
    const code = script(
      'class Scale(layers.Layer):',
      '    def build(self, shape):',
      '        self.w = self.add_weight(shape=shape[-1:])',
      '    def call(self, x):',
      '        return keras.ops.matmul(x, self.w) * 2',
      'i = Input((4,))',
      'm = Model(i, Dense(3)(Scale()(Dense(4)(i))))',
    );
    expect(said(code)).toEqual([
      'error «Scale()(Dense(4)(i))» Scale (matmul): there is no layer here for what this class calculates with tensors',
    ]);
    expect(readCode(code).layers.map(({ className }) => className)).toEqual(['Dense', 'Scale', 'Dense']);
  });

  test('callbacks and generators of a script are no networks', () => {
    const code = script(
      'class Stop(keras.callbacks.Callback):',
      '    def on_epoch_end(self, epoch, logs=None):',
      '        self.model.stop_training = True',
      'm = Sequential([Dense(3)])',
      'm.fit(x, y, callbacks=[Stop()])',
    );
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe('Dense 3');
  });
});

describe('layers that are missing or make no difference', () => {
  test('augmentation that is not here and the scale of pictures are left out, with a remark each', () => {
    const code = script(
      'augment = Sequential([layers.RandomFlip("horizontal", input_shape=(28, 28, 1)), layers.RandomHue(0.1)])',
      'm = Sequential([augment, layers.Rescaling(1. / 255), Flatten(), Dense(10, activation="softmax")])',
    );
    expect(said(code)).toEqual([
      'warning «RandomHue» RandomHue: left out; it changes pictures only while the network is trained',
      'warning «Rescaling» Rescaling: left out; pictures here are numbers from 0 to 1 already',
    ]);
    expect(readCode(code).lacking).toEqual([]);
  });

  test('data augmentation is read wherever it stands, with pixels of 0 to 1', () => {
    const code = script(
      'import tensorflow as tf',
      'from tensorflow.keras.layers.experimental import preprocessing',
      'data_augmentation = tf.keras.Sequential([',
      '    layers.RandomFlip("horizontal", input_shape=(32, 32, 3), seed=7),',
      '    layers.experimental.preprocessing.RandomRotation(0.1, fill_mode="constant", fill_value=51.),',
      '    preprocessing.RandomZoom((-0.3, -0.1), width_factor=None),',
      '    tf.keras.layers.RandomTranslation(height_factor=0.2, width_factor=[0.1, 0.3], interpolation="nearest"),',
      '])',
      'm = tf.keras.Sequential([data_augmentation, layers.RandomContrast([0.2, 0.4]), layers.RandomBrightness(0.2, value_range=(0., 1.)),',
      '    layers.Rescaling(1. / 127.5, offset=-1), Flatten(), Dense(10, activation="softmax")])',
    );
    const { layers } = readCode(code);
    expect(layers.map(({ kind, options }) => [kind, options]).slice(0, 7)).toEqual([
      ['randomFlip', { mode: 'horizontal' }],
      ['randomRotation', { factor: 0.1, fillMode: 'constant', fillValue: 0.2 }],
      ['randomZoom', { heightFactor: [-0.3, -0.1] }],
      ['randomTranslation', { heightFactor: 0.2, widthFactor: [0.1, 0.3], interpolation: 'nearest' }],
      ['randomContrast', { factor: [0.2, 0.4], valueRange: [0, 1] }],
      ['randomBrightness', { factor: 0.2, valueRange: [0, 1] }],
      ['rescaling', { scale: 2, offset: -1 }],
    ]);
    expect(said(code)).toEqual([
      'warning «RandomRotation» RandomRotation: fill_value is read as 0.2; pictures here are numbers from 0 to 1, not from 0 to 255',
      'warning «RandomContrast» RandomContrast: value_range is read as (0, 1); pictures here are numbers from 0 to 1, not from 0 to 255',
      'warning «Rescaling» Rescaling: the scale is read as 2; pictures here are numbers from 0 to 1, not from 0 to 255',
    ]);
  });

  test.each([
    ['RandomZoom(-1)', 'RandomZoom', 'height_factor'],
    ['RandomRotation("a lot")', 'RandomRotation', 'factor'],
    ['RandomFlip("diagonal")', 'RandomFlip', 'mode'],
    ['RandomContrast(-0.1)', 'RandomContrast', 'factor'],
    ['RandomBrightness(0.1, [3, 3])', 'RandomBrightness', 'value_range'],
  ])('%s is refused at its argument', (layer, className, argument) => {
    const code = script(`m = Sequential([Input((8, 8, 1)), layers.${layer}, Flatten(), Dense(10)])`);
    expect(said(code)).toEqual([expect.stringContaining(`${className}: '${argument}' must be `)]);
  });

  test.each([
    ['Rescaling(1./255)', 'Flatten, Dense 10', [expect.stringContaining('left out')]],
    ['Rescaling(scale=1/255., offset=0.0)', 'Flatten, Dense 10', [expect.stringContaining('left out')]],
    [
      'Rescaling(1/127.5, offset=-1)',
      'Rescaling 2, Flatten, Dense 10',
      [
        'warning «Rescaling» Rescaling: the scale is read as 2; pictures here are numbers from 0 to 1, not from 0 to 255',
      ],
    ],
    [
      'Rescaling(1./255, offset=-0.5)',
      'Rescaling 1, Flatten, Dense 10',
      [expect.stringContaining('read as 1;')],
    ],
    ['Rescaling(2., -1)', 'Rescaling 2, Flatten, Dense 10', []],
    ['Rescaling([0.5, 0.25, 1])', 'Rescaling 0.5,0.25,1, Flatten, Dense 10', []],
  ])('%s for pixels of 0 to 255 is that of numbers from 0 to 1', (rescaling, layers, lints) => {
    const code = script(
      `m = Sequential([Input((4, 4, 3)), layers.${rescaling}, Flatten(), Dense(10, activation="softmax")])`,
    );
    expect(said(code)).toEqual(lints);
    expect(row(code)).toBe(layers);
  });

  test('one that is missing is one error, and the rest is read', () => {
    const code = script(
      'base = keras.applications.NASNetHuge(include_top=False, input_shape=(28, 28, 3))',
      'x = GlobalAveragePooling2D()(base.output)',
      'm = Model(base.input, Dense(10)(x))',
    );
    expect(said(code)).toHaveLength(1);
    expect(readCode(code).layers.map(({ className }) => className)).toEqual([
      ...['NASNetHuge', 'GlobalAveragePooling2D', 'Dense'],
    ]);
  });

  test('a network of keras.applications is a graph, with its options and the names of Keras', () => {
    const code = script(
      'base = keras.applications.MobileNetV2((96, 96, 3), 0.35, include_top=False, weights=None)',
      'base.trainable = False',
      'inputs = keras.Input((96, 96, 3))',
      'x = GlobalAveragePooling2D()(base(inputs, training=False))',
      'm = Model(inputs, Dense(5, activation="softmax")(x))',
    );
    expect(said(code)).toEqual([]);
    const { network } = readCode(code, { picture: [96, 96, 3], classes: 5 });
    const layer = (name: string) => network?.layers.find((one) => one.name === name);
    expect(network?.layers).toHaveLength(155);
    expect(layer('Conv1')).toMatchObject({ options: { filters: 16 }, trainable: false });
    expect(layer('block_2_add')).toMatchObject({ inputs: ['block_1_project_BN', 'block_2_project_BN'] });
  });

  test('of a network of keras.applications the layers are read, without its weights', () => {
    const code = script(
      'base = keras.applications.VGG16(weights="imagenet", include_top=False, input_shape=(64, 64, 3))',
      'for layer in base.layers[:-4]:',
      '    layer.trainable = False',
      'cut = base.get_layer("block5_conv3").output',
      'm = Sequential([base, Flatten(), Dense(10, activation="softmax")])',
      'm.compile()',
    );
    expect(said(code)).toEqual([
      expect.stringContaining('VGG16: its layers are read, without the weights') as string,
    ]);
    const { layers, network } = readCode(code, { picture: [64, 64, 3], classes: 10 });
    expect(layers.map(({ name }) => name).slice(0, 3)).toEqual([
      'block1_conv1',
      'block1_conv2',
      'block1_pool',
    ]);
    // 13 convolutions and 5 poolings, of which the last four are trained.
    expect(layers.filter(({ trainable }) => !trainable)).toHaveLength(14);
    expect(network).not.toBeNull();
  });

  test('what another model lacks is no error of this one', () => {
    const code = script('other = Sequential([layers.LSTM(3)])', 'm = Sequential([Dense(3)])', 'm.compile()');
    expect(said(code)[0]).toContain("warning «LSTM» there is no layer 'LSTM'");
    expect(row(code)).toBe('Dense 3');
  });

  test('initial values and penalties that are not here are left out, with a remark', () => {
    const code = script(
      'm = Sequential([Dense(3, kernel_initializer="identity", kernel_constraint=max_norm)])',
    );
    expect(said(code)).toEqual([
      `warning «kernel_constraint=max_norm» Dense: 'kernel_constraint' is left out; ? is not available here`,
      `warning «kernel_initializer="identity"» Dense: 'kernel_initializer' is left out; "identity" is not available here`,
    ]);
  });

  test('initial values and penalties with numbers of their own, in every way of Keras', () => {
    const code = script(
      'init = keras.initializers.RandomNormal(stddev=0.01)',
      'm = Sequential([',
      '  Conv2D(2, 3, kernel_initializer=init, bias_initializer=keras.initializers.Constant(0.1)),',
      '  Dense(3, kernel_initializer="normal", kernel_regularizer=keras.regularizers.l1_l2(l1=1e-5, l2=1e-4)),',
      '  Dense(3, kernel_initializer=keras.initializers.Orthogonal(2), kernel_regularizer="l1",',
      '        bias_regularizer=keras.regularizers.L1(0.5)),',
      '  Dense(3, kernel_initializer=keras.initializers.TruncatedNormal(0, 0.02)),',
      '])',
    );
    expect(said(code)).toEqual([]);
    expect(readCode(code).layers.map(({ options }) => options)).toMatchObject([
      {
        kernelInitializer: { kind: 'randomNormal', mean: 0, stddev: 0.01 },
        biasInitializer: { kind: 'constant', value: 0.1 },
      },
      { kernelInitializer: 'randomNormal', kernelL1: 1e-5, kernelL2: 1e-4 },
      { kernelInitializer: { kind: 'orthogonal', gain: 2 }, kernelL1: 0.01, biasL1: 0.5 },
      { kernelInitializer: { kind: 'truncatedNormal', mean: 0, stddev: 0.02 } },
    ]);
  });

  test('the number of classes is that of the pictures here', () => {
    const code = script(
      'train = keras.utils.image_dataset_from_directory("pictures")',
      'num_classes = len(train.class_names)',
      'm = Sequential([Flatten(), Dense(num_classes)])',
    );
    expect(said(code)).toEqual([
      "warning «num_classes» 'num_classes' is known only when the script runs; it is read as 10, the number of classes here",
    ]);
    expect(row(code)).toBe('Flatten, Dense 10');
  });
});

describe('Keras 1', () => {
  test('arguments by their old names and places', () => {
    const code = `from keras.models import Sequential
from keras.layers.core import Dense, Dropout, Activation, Flatten
from keras.layers.convolutional import Convolution2D, MaxPooling2D
from keras.layers import merge
nb_classes, nb_epoch, rows, cols = 10, 12, 28, 28
model = Sequential()
model.add(Convolution2D(8, 3, 5, border_mode='same', subsample=(2, 2), init='he_normal', input_shape=(1, rows, cols)))
model.add(Convolution2D(nb_filter=4, nb_row=3, nb_col=3, bias=False, dim_ordering='th'))
model.add(MaxPooling2D(pool_size=(2, 2), border_mode='valid'))
model.add(Flatten())
model.add(Dropout(p=0.5))
model.add(Dense(output_dim=nb_classes, activation='softmax'))
model.compile(loss='categorical_crossentropy', optimizer='sgd')
model.fit(X, Y, batch_size=128, nb_epoch=nb_epoch, validation_split=0.1)
`;
    expect(said(code)).toEqual([
      'warning «(1, rows, cols)» (1, 28, 28) has the channels first; it is read as (28, 28, 1)',
    ]);
    const { layers, settings } = readCode(code);
    expect(layers.map(({ options }) => options)).toEqual([
      { filters: 8, kernelSize: [3, 5], padding: 'same', strides: [2, 2], kernelInitializer: 'heNormal' },
      { filters: 4, kernelSize: [3, 3], useBias: false },
      { poolSize: [2, 2], padding: 'valid' },
      {},
      { rate: 0.5 },
      { units: 10, activation: 'softmax' },
    ]);
    expect(settings.epochs?.value).toBe(12);
  });

  test('its places are edited in place', () => {
    const code = script('m = Sequential([Input((28, 28, 1)), Convolution2D(8, 3, 3, border_mode="same")])');
    const result = editCode(code, { what: 'option', layer: 0, option: 'kernelSize', value: [5, 7] });
    expect('refused' in result ? result.refused : result.code).toBe(code.replace('8, 3, 3', '8, (5, 7)'));
  });

  test('merge() joins tensors', () => {
    const code = script(
      'i = Input((8, 8, 2))',
      'a = Convolution2D(4, 1, 1)(i)',
      'x = keras.layers.merge([a, i], mode="concat", concat_axis=-1)',
      'm = Model(input=i, output=x)',
    );
    expect(said(code)).toEqual([]);
    expect(layersOf(code).at(-1)).toBe('Concatenate -1 ← conv2d + input');
  });

  test('merge() by place, and with a mode that is no layer here', () => {
    const code = (mode: string): string =>
      script(
        'i = Input((8, 8, 2))',
        'a = Convolution2D(2, 1, 1)(i)',
        `x = keras.layers.merge([a, i], ${mode})`,
        'm = Model(input=i, output=x)',
      );
    expect(layersOf(code('"mul"')).at(-1)).toBe('Multiply ← conv2d + input');
    expect(layersOf(code('"concat", 3')).at(-1)).toBe('Concatenate 3 ← conv2d + input');
    expect(said(code('mode="cos"'))).toEqual([
      'error «keras.layers.merge([a, i], mode="cos")» merge(mode="cos"): there is no layer here that does this with a tensor',
    ]);
    expect(readCode(code('mode=config["mode"]')).network).toBeNull();
  });

  test('Merge of models that stand side by side', () => {
    const code = script(
      'left = Sequential([Dense(3, input_dim=4)])',
      'right = Sequential([Dense(3, input_dim=5), Activation("relu")])',
      'm = Sequential()',
      'm.add(Merge([left, right], mode="concat"))',
      'm.add(Dense(2))',
    );
    expect(said(code)).toEqual([]);
    const { layers, inputs } = readCode(code);
    expect(layers.map(({ className, inputs }) => [className, ...inputs].join(' '))).toEqual([
      'Dense input',
      'Dense input_1',
      'Activation dense_1',
      'Concatenate dense activation',
      'Dense concatenate',
    ]);
    expect(inputs.map(({ shape }) => shape)).toEqual([[4], [5]]);
    const one = script('i = Input((4,))', 'm = Model(i, Merge(mode="sum")([i, Dense(4)(i)]))');
    expect(layersOf(one).at(-1)).toBe('Add ← input + dense');
  });

  test('a convolution of each kind, by rows and columns', () => {
    const code = script(
      'i = Input((8, 8, 2))',
      'x = Deconvolution2D(4, 3, 3, (None, 16, 16, 4), "he_normal", border_mode="same", subsample=(2, 2))(i)',
      'x = AtrousConvolution2D(6, 3, 3, atrous_rate=(2, 2), bias=False)(x)',
      'x = SeparableConvolution2D(8, 3, 5, activation="relu", depth_multiplier=2)(x)',
      'm = Model(i, x)',
    );
    expect(said(code)).toEqual([]);
    expect(readCode(code).layers.map(({ options }) => options)).toEqual([
      { filters: 4, kernelSize: [3, 3], kernelInitializer: 'heNormal', padding: 'same', strides: [2, 2] },
      { filters: 6, kernelSize: [3, 3], dilationRate: [2, 2], useBias: false },
      { filters: 8, kernelSize: [3, 5], activation: 'relu', depthMultiplier: 2 },
    ]);
    expect(readCode(code).layers.map(({ outputShape }) => outputShape)).toEqual([
      [16, 16, 4],
      [12, 12, 6],
      [10, 8, 8],
    ]);
  });

  test('Conv2DTranspose of today is not taken for one of them', () => {
    const code = script('i = Input((8, 8, 2))', 'm = Model(i, Conv2DTranspose(4, 3, 2)(i))');
    expect(readCode(code).layers[0]?.outputShape).toEqual([17, 17, 4]);
  });
});

describe('notebooks', () => {
  const cell = (...source: string[]): object => ({ cell_type: 'code', source, outputs: [], metadata: {} });
  const notebook = JSON.stringify({
    nbformat: 4,
    cells: [
      { cell_type: 'markdown', source: ['# Digits\n', '!not a command'] },
      cell('%matplotlib inline\n', '!pip install keras \\\n', '  numpy\n', 'import keras'),
      cell('%%bash\n', 'rm -r somewhere'),
      cell('if True:\n', '    !ls\n', 'x = (7\n', '  % 4)\n', 't = """\n', '%no command"""\n', '?keras'),
      cell('m = keras.Sequential([keras.layers.Dense(x)])'),
    ],
  });

  test('their code cells are one script, and lines of commands are passed over', () => {
    const code = scriptOfNotebook(notebook) ?? '';
    expect(code).not.toContain('Digits');
    expect(code).not.toContain('rm -r');
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe('Dense 3');
  });

  test.each(['', '{', '{"a": 1}', 'model = 3', '[1]', '{"cells": []}'])('%s is none', (text) => {
    expect(scriptOfNotebook(text)).toBeNull();
  });
});
