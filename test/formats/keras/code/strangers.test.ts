// What other scripts of public repositories do: broken lines, layers of other libraries, subclasses of layers, versions.

import { describe, expect, test } from 'vitest';
import { scriptOfNotebook } from '../../../../src/formats/keras/code/notebook';
import { readCode } from '../../../../src/formats/keras/code/read';
import { row, said } from './reading';

const script = (...lines: string[]): string =>
  [
    'import keras',
    'import tensorflow as tf',
    'from keras import ops, layers',
    'from keras.layers import *',
    'from keras.models import *',
    ...lines,
    '',
  ].join('\n');

const NET = 'm = Sequential([Flatten(input_shape=(28, 28, 1)), Dense(10, activation="softmax")])';
const NO_PYTHON = 'this is not Python: a bracket, a comma or a quote may be missing before here';

describe('a line that is no Python', () => {
  test('is passed over where the network does without it', () => {
    const line = 'path = names["weights"])';
    expect(said(script(NET, line))).toEqual([`warning ${NO_PYTHON}`]);
    expect(row(script(line, NET))).toBe('Flatten, Dense 10');
    expect(said(script('def f():', `    ${line}`, 'f()', NET))).toEqual([`warning ${NO_PYTHON}`]);
    expect(said(`${script(NET)}print('saved)`)).toEqual([`warning ${NO_PYTHON}`]);
  });

  test.each([
    ['it makes a layer', 'x = Dense(3))'],
    ['it changes the model', 'm.add(Dense(3)))'],
    ['it is never come to', 'def f():\n    print("a))'],
    ['it takes the lines behind it along', 'print("a"\nn = 3'],
  ])('%s: there is no network', (_, line) => {
    const code = script(NET, line);
    expect(readCode(code).network).toBeNull();
    expect(said(code)).toContain(`error ${NO_PYTHON}`);
  });

  test.each([
    ['a comma too many', 'm.fit(x, y, epochs=2, , verbose=1)'],
    ['over several lines', 'history = m.fit_generator(\n    data,1\n    steps_per_epoch=n // 2,\n)'],
  ])('in the brackets of a call that only uses the network, it is passed over: %s', (_, line) => {
    const code = script(NET, line, 'm.summary()');
    expect(said(code)).toEqual([`warning ${NO_PYTHON}`]);
    expect(row(code)).toBe('Flatten, Dense 10');
  });

  test('a bracket that is missing there takes no other statement along', () => {
    const code = script(NET, 'm.fit(x, y', 'n = 3', 'm.add(Dense(3))');
    expect(readCode(code).network).toBeNull();
  });

  test('what it would give a value has none', () => {
    const code = script('n = 8', 'n = 9)', 'm = Sequential([Flatten(input_shape=(28, 28, 1)), Dense(n)])');
    expect(readCode(code).network).toBeNull();
    expect(said(code)).toContain(`error ${NO_PYTHON}`);
  });

  test('in a notebook its cell stays a comment', () => {
    const cells = [script(NET), 'm.add(Dense(3))) '].map((source) => ({
      cell_type: 'code',
      source: [source],
    }));
    const code = scriptOfNotebook(JSON.stringify({ nbformat: 4, cells })) ?? '';
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe('Flatten, Dense 10');
  });

  test('a backslash before an empty line is the end of a line', () => {
    expect(said(script('x = print(1)\\', '', NET))).toEqual([]);
  });
});

describe('subclasses of layers', () => {
  test('with an __init__, a call, or neither', () => {
    const code = script(
      'class Same(layers.Conv2D):',
      '    def __init__(self, filters, **kwargs):',
      '        super().__init__(filters, 3, padding="same", **kwargs)',
      'class Frozen(layers.BatchNormalization):',
      '    def call(self, x, training=False):',
      '        return super().call(x, training)',
      'class Rectified(Same):',
      '    def call(self, x):',
      '        return tf.nn.relu(super().call(x))',
      'class Plain(layers.Flatten):',
      '    pass',
      'm = Sequential([Same(4, input_shape=(28, 28, 1)), Frozen(), Rectified(6, name="r"), Plain(), Dense(10)])',
    );
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe('Conv2D 4, BatchNormalization, Conv2D 6, Activation relu, Flatten, Dense 10');
    expect(readCode(code).layers[2]?.name).toBe('r');
    expect(readCode(code).inputs).toMatchObject([{ shape: [28, 28, 1] }]);
  });

  test('called twice it has its weights once', () => {
    const code = script(
      'class Own(layers.Dense):',
      '    pass',
      'i = Input((5,))',
      'd = Own(5)',
      'm = Model(i, d(d(i)))',
    );
    expect(readCode(code).layers.map(({ owner }) => owner)).toEqual(['dense', 'dense']);
  });

  test.each([
    ['a method of the layer itself', '    def convolution_op(self, x, kernel):', '        return x'],
    [
      'a build of its own',
      '    def build(self, shape):',
      '        self.kernel = self.add_weight(shape=(3,))',
    ],
    [
      'an option that is set behind its back',
      '    def __init__(self, n):',
      '        super().__init__(n, 3)',
      '        self.strides = 2',
    ],
    ['its weights', '    def call(self, x):', '        return tf.nn.conv2d(x, self.kernel - 1, 1, "SAME")'],
  ])('what changes %s is not read', (_, ...lines) => {
    const code = script(
      'class Own(layers.Conv2D):',
      ...lines,
      'i = Input((8, 8, 1))',
      'm = Model(i, Own(4, 3)(i))'.replace('4, 3', lines[0]?.includes('__init__') === true ? '4' : '4, 3'),
    );
    expect(said(code)).toContainEqual(
      expect.stringMatching(/^error Own.*there is no layer here for what this class/),
    );
  });
});

test('a layer that gives its weights other values each time it is called is no layer here', () => {
  const code = script(
    'class MaskedConv2D(Layer):',
    '    def __init__(self, **kwargs):',
    '        super().__init__()',
    '        self.conv = Conv2D(**kwargs)',
    '    def call(self, x):',
    '        self.conv.kernel.assign(self.conv.kernel * self.mask)',
    '        return self.conv(x)',
    'i = Input((28, 28, 1))',
    'm = Model(i, MaskedConv2D(filters=3, kernel_size=3)(i))',
  );
  expect(said(code)).toEqual([
    'error MaskedConv2D (assign): there is no layer here for what this class calculates with tensors',
  ]);
});

describe('other libraries', () => {
  test('networks of TensorFlow Hub, frozen unless they are told otherwise', () => {
    const hub = (address: string, more = ''): string =>
      script(
        'import tensorflow_hub as hub',
        `m = Sequential([hub.KerasLayer("https://tfhub.dev/google/${address}", input_shape=(96, 96, 3)${more}), Dense(5)])`,
      );
    const code = hub('imagenet/mobilenet_v2_050_96/feature_vector/5');
    expect(said(code)).toEqual([
      'warning hub.KerasLayer: read as MobileNetV2 of Keras, of which details may differ',
      'warning MobileNetV2: its layers are read, without the weights that it comes with',
    ]);
    const { layers } = readCode(code);
    expect(layers.at(-2)).toMatchObject({ className: 'GlobalAveragePooling2D', outputShape: [1280] });
    expect(layers.filter(({ trainable }) => trainable).map(({ name }) => name)).toEqual(['dense']);
    expect(layers[0]?.options).toMatchObject({ filters: 16 });
    const whole = readCode(hub('imagenet/resnet_v2_50/classification/5', ', trainable=True')).layers;
    expect(whole.at(-2)).toMatchObject({ className: 'Dense', outputShape: [1001], trainable: true });
    expect(said(hub('nnlm-en-dim50/2'))).toContainEqual(expect.stringMatching(/^error /));
  });

  test("TensorFlow's pix2pix", () => {
    const code = script(
      'from tensorflow_examples.models.pix2pix import pix2pix',
      'i = Input((16, 16, 3))',
      'x = pix2pix.downsample(8, 4, apply_norm=False)(i)',
      'm = Model(i, pix2pix.upsample(6, 3, apply_dropout=True)(x))',
    );
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe('Conv2D 8, LeakyReLU, Conv2DTranspose 6, BatchNormalization, Dropout 0.5, ReLU');
    expect(readCode(code).layers.at(-1)?.outputShape).toEqual([16, 16, 6]);
  });

  test('Scale of the file that networks by DenseNet bring along', () => {
    const code = script(
      'from custom_layers import Scale',
      'i = Input((8, 8, 3))',
      'm = Model(i, Scale(axis=3, name="s")(i))',
    );
    expect(said(code)).toEqual([
      'warning custom_layers.Scale: its code is in another file; it is read as a factor and a summand for each channel',
    ]);
    expect(readCode(code).layers).toMatchObject([
      { name: 's', kind: 'depthwiseConv2d', outputShape: [8, 8, 3] },
    ]);
  });
});

test('backbones of KerasHub and KerasCV by their presets', () => {
  const code = (made: string): string =>
    script(
      'import keras_hub, keras_cv',
      'i = Input((64, 64, 3))',
      `x = keras_${made}(i)`,
      'm = Model(i, Dense(2)(GlobalAveragePooling2D()(x)))',
    );
  const hub = code('hub.models.Backbone.from_preset("resnet_50_imagenet")');
  expect(said(hub)[0]).toBe(
    'warning resnet_50_imagenet: read as ResNet50 of Keras, of which details may differ',
  );
  expect(readCode(hub).layers).toHaveLength(176);
  const cv = code('cv.models.EfficientNetV2Backbone.from_preset("efficientnetv2_b0_imagenet")');
  expect(said(cv)[0]).toContain('read as EfficientNetV2B0 of Keras');
  // Of another depth than Keras's.
  expect(readCode(code('hub.models.Backbone.from_preset("resnet_18_imagenet")')).network).toBeNull();
});

test('an initializer by import * after the layers', () => {
  const code = script(
    'from keras.initializers import *',
    'm = Sequential([Input((28, 28, 1)), Conv2D(3, 3, kernel_initializer=RandomNormal(stddev=0.02))])',
  );
  expect(said(code)).toEqual([]);
});

test('which layers of a network are of a class', () => {
  const code = script(
    'base = keras.applications.VGG16(include_top=False, input_shape=(32, 32, 3))',
    'pools = [i for i, l in enumerate(base.layers) if isinstance(l, keras.layers.MaxPooling2D)]',
    'm = Sequential([Flatten(input_shape=(28, 28, 1)), Dense(len(pools)), Dense(pools[0])])',
  );
  expect(row(code)).toBe('Flatten, Dense 5, Dense 3');
});

test('DepthwiseConvolution2D of the file that comes with MobileNets', () => {
  const code = script(
    'from depthwise_conv import DepthwiseConvolution2D',
    'i = Input((8, 8, 4))',
    'm = Model(i, DepthwiseConvolution2D(4, (3, 3), strides=(2, 2), padding="same", use_bias=False)(i))',
  );
  expect(readCode(code).layers.map(({ className, options }) => [className, options])).toEqual([
    ['DepthwiseConv2D', { kernelSize: [3, 3], strides: [2, 2], padding: 'same', useBias: false }],
  ]);
});

test('the length of what a generator is given, where only the running script knows it', () => {
  const code = script(
    'def generator(args):',
    '    z = Input(shape=(args.z_size,))',
    '    label = Input(shape=(1,))',
    '    e = Flatten()(Embedding(10, args.z_size)(label))',
    '    x = Dense(49)(multiply([z, e]))',
    '    return Model([z, label], Reshape((7, 7, 1))(x))',
    'def autoencoder(latent_dim, **rest):',
    '    m = Sequential([Flatten(input_shape=(28, 28, 1)), Dense(latent_dim)])',
    '    m.add(Dense(784, input_dim=latent_dim))',
    '    return m',
  );
  const { inputs, layers } = readCode(code.replace('def auto', 'def _auto').replace(/def _auto[^]*/, ''));
  expect(inputs.map(({ shape }) => shape)).toEqual([[100], [1]]);
  expect(layers.find(({ className }) => className === 'Embedding')?.options.outputDim).toBe(100);
  expect(row(code)).toBe('Flatten, Dense 100, Dense 784');
});

describe('what is known beforehand', () => {
  test('versions, tensors of numbers, activations by name, a type of numbers', () => {
    const code = script(
      'if tf.__version__[0] == "2" and keras.__version__ >= "3":',
      '    from keras.layers import Conv2D as C',
      'else:',
      '    C = None',
      'i = Input((8, 8, 1))',
      'x = ops.pad(C(4, 3)(i), ops.convert_to_tensor([[0, 0], [1, 1], [1, 1], [0, 0]]))',
      'x = keras.activations.get("elu")(x)',
      'x = Flatten(dtype=tf.uint8)(keras.activations.get(None)(x))',
      'm = Model(i, Dense(3, activation=keras.activations.get("relu"))(x))',
    );
    expect(said(code)).toEqual([
      "warning Flatten: 'dtype' is left out; tensorflow.uint8 is not available here",
    ]);
    expect(row(code)).toBe(
      'Conv2D 4, ZeroPadding2D 1,1,1,1, Activation elu, Activation linear, Flatten, Dense 3',
    );
  });

  test('imports under a condition that is not known', () => {
    const code = script(
      'if gpu():',
      '    from keras.layers import Dense as D',
      'else:',
      '    from tf.layers import D',
      NET.replace('Dense', 'D'),
    );
    expect(row(code)).toBe('Flatten, Dense 10');
  });

  test('a subclass of Model reads what the first of its models reads', () => {
    const code = script(
      'class Both(Model):',
      '    def __init__(self, a):',
      '        super().__init__()',
      '        self.a = a',
      '    def call(self, x):',
      '        return self.a(x)',
      'm = Both(Sequential([Input((12, 10, 3)), Conv2D(4, 3), Flatten(), Dense(2)]))',
      'm.compile("adam")',
    );
    expect(said(code)).toEqual([]);
    expect(readCode(code).inputs).toMatchObject([{ shape: [12, 10, 3] }]);
  });

  test('Conv2D(64, 7, 7, strides=2) of Keras 2 has a kernel of 7 × 7', () => {
    const code = script('m = Sequential([Conv2D(4, 7, 5, strides=(2, 2), input_shape=(28, 28, 1))])');
    expect(readCode(code).layers[0]?.options).toMatchObject({ kernelSize: [7, 5], strides: [2, 2] });
  });

  test('of many networks, the last that was trained before there is too much to read', () => {
    const code = script(
      'for n in range(99):',
      '    m = Sequential([Flatten(input_shape=(28, 28, 1))] + [Dense(n + 1) for _ in range(100)])',
      '    m.fit(x, y)',
    );
    expect(said(code)).toEqual(['warning too much to read: more than 2,000 layers']);
    expect(readCode(code).layers.length).toBe(101);
  });

  test('a loop that trains, and freezes a network meanwhile, leaves it as it was compiled', () => {
    const code = script(
      NET,
      'm.compile("adam", "mse")',
      'for e in range(1000):',
      '    for i in range(468):',
      '        m.trainable = True',
      '        m.train_on_batch(x, y)',
      '        m.trainable = False',
    );
    expect(said(code)).toEqual([]);
    expect(readCode(code).layers.map(({ trainable }) => trainable)).toEqual([true, true]);
  });

  test('numbers of a file that is not here get usual values, and it is still asked for', () => {
    const code = script(
      'from config import UNITS',
      'm = Sequential([Flatten(input_shape=(28, 28, 1)), Dense(UNITS), Dense(10)])',
    );
    expect(said(code)).toEqual(["warning 'UNITS' is known only when the script runs; it is read as 128"]);
    expect(readCode(code).missing).toEqual(['config.py']);
    const block = script('from nets import block', 'i = Input((8, 8, 1))', 'm = Model(i, block(i))');
    expect(said(block)).toEqual(['error block: nets.py is not here; drop it, too']);
  });

  test('a subclass of Model that hands several inputs on', () => {
    const code = script(
      'a, b = Input((5,)), Input((5,))',
      'pair = Model([a, b], Dense(3)(Add()([a, b])))',
      'class Both(Model):',
      '    def __init__(self, pair):',
      '        super().__init__()',
      '        self.pair = pair',
      '    def call(self, inputs):',
      '        return self.pair(inputs)',
      'm = Both(pair)',
      'm.compile("adam")',
    );
    expect(said(code).filter((text) => text.startsWith('error'))).toEqual([]);
    expect(readCode(code).inputs.map(({ shape }) => shape)).toEqual([[5], [5]]);
  });
});
