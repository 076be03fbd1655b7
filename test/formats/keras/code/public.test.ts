// What public scripts do that nobody writes in an example: methods that nothing calls, Python 2, commands of notebooks, the
// channels first, sizes and counts that only the data know.

import { describe, expect, test } from 'vitest';
import { scriptOfNotebook } from '../../../../src/formats/keras/code/notebook';
import { readCode } from '../../../../src/formats/keras/code/read';
import { row, said } from './reading';

const script = (...lines: string[]): string =>
  [
    'import keras',
    'import numpy as np',
    'from keras.layers import *',
    'from keras.models import *',
    ...lines,
    '',
  ].join('\n');

const NET = 'Sequential([Flatten(input_shape=(28, 28, 1)), Dense(10, activation="softmax")])';

describe('what nothing calls', () => {
  test('a static method', () => {
    const code = script(
      'class LeNet:',
      '    @staticmethod',
      '    def build(width, height, depth, classes):',
      '        model = Sequential()',
      '        model.add(Conv2D(20, 5, input_shape=(height, width, depth)))',
      '        model.add(Flatten())',
      '        model.add(Dense(classes))',
      '        return model',
    );
    expect(row(code)).toBe('Conv2D 20, Flatten, Dense 10');
    expect(said(code)).toEqual([
      "info 'LeNet.build' is not called; what it describes is read",
      "warning 'classes' is known only when the script runs; it is read as 10, the number of classes here",
    ]);
  });

  test('a method of an object, which is made first', () => {
    const code = script(
      'class Trainer:',
      '    def __init__(self, units=12):',
      '        self.units = units',
      '    def build(self):',
      '        return Sequential([Flatten(input_shape=(28, 28, 1)), Dense(self.units), Dense(10)])',
    );
    expect(row(code)).toBe('Flatten, Dense 12, Dense 10');
  });

  test('a method that making the object calls, with what it gives it', () => {
    const code = script(
      'class Net:',
      '    def __init__(self, shape=(32, 24, 3)):',
      '        self.create(shape)',
      '    def create(self, shape):',
      '        self.model = Sequential([Conv2D(4, 3, input_shape=shape), Flatten(), Dense(2)])',
    );
    expect(said(code)).toEqual(["info 'Net.create' is not called; what it describes is read"]);
    expect(readCode(code).layers[0]?.outputShape).toEqual([30, 22, 4]);
  });

  test('a subclass of Model that is made of its ends, or has a call', () => {
    const ends = script(
      'class Net(Model):',
      '    def __init__(self, inputs, classes=10):',
      '        outputs = Dense(classes)(Flatten()(inputs))',
      '        super().__init__(inputs, outputs)',
    );
    expect(row(ends)).toBe('Flatten, Dense 10');
    const call = script(
      'class Net(Model):',
      '    def __init__(self):',
      '        super().__init__()',
      '        self.f = Flatten()',
      '        self.d = Dense(10)',
      '    def call(self, x):',
      '        return self.d(self.f(x))',
    );
    expect(row(call)).toBe('Flatten, Dense 10');
  });

  test('the one that can be read whole, not the last', () => {
    const code = script(
      'def whole():',
      `    return ${NET}`,
      'def needs(more, x):',
      '    return Sequential([Dense(more), Dense(x)])',
    );
    expect(said(code)).toEqual(["info 'whole' is not called; what it describes is read"]);
  });

  test('what none of them can be read of stands at its place', () => {
    const code = script(
      'def needs(more):',
      '    return Sequential([Flatten(input_shape=(28, 28, 1)), Reshape((more, 2))])',
    );
    expect(said(code)).toContain(
      'error target_shape: the value is known only when the script runs; write a number',
    );
  });

  test('a loop over what is not known leaves the tensor of a function unknown', () => {
    const code = script(
      'def build(block, counts):',
      '    x = i = Input((28, 28, 1))',
      '    for count in counts:',
      '        x = block(x)',
      '    return Model(i, Dense(10)(x))',
    );
    expect(readCode(code).network).toBeNull();
    expect(said(code).join()).toContain('what this loop goes through');
  });
});

describe("Python's older forms", () => {
  test("Python 2's print", () => {
    const code = script(
      "print 'Epochs:', 3",
      "print '-' * 15, 'Epoch %d' % 1, '-'",
      'import sys',
      "print >>sys.stderr, 'x'",
      'print',
      'if True: print keras, np',
      'try:',
      '    pass',
      'except Exception, e:',
      '    print "bad", e',
      `m = ${NET}`,
    );
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe('Flatten, Dense 10');
  });

  test('print as a name and in texts is none', () => {
    expect(said(script('"""', 'print a b', 'cd data', '"""', 'x = [print, 1]', `m = ${NET}`))).toEqual([]);
  });

  test('lengths of TensorFlow 1 have a value, and True is 1', () => {
    const code = script(
      'from tensorflow.contrib.keras import layers as L',
      'i = L.Input((28, 28, 1))',
      'cut = (i.get_shape()[1] - 4).value',
      'm = Model(i, L.Dense(cut)(L.Dense((cut > 3) + 4)(L.Flatten()(i))))',
    );
    expect(row(code)).toBe('Flatten, Dense 5, Dense 24');
  });
});

describe('notebooks', () => {
  const notebook = (...cells: string[]): string =>
    scriptOfNotebook(
      JSON.stringify({
        cells: cells.map((source) => ({ cell_type: 'code', source: source.split(/(?<=\n)/) })),
      }),
    ) ?? '';

  test('commands without a sign before them', () => {
    const code = script(
      'cd/Users/A B/train',
      'cd data',
      'pip install keras',
      'ls -la',
      'mkdir -p out',
      `m = ${NET}`,
    );
    expect(said(code)).toEqual([]);
  });

  test('the same words as names', () => {
    const code = script('cd = 4', 'ls = [1]', 'x = [', '    cd / 3,', ']', 'cd', 'cat = cd', `m = ${NET}`);
    expect(said(code)).toEqual([]);
  });

  test('a cell may be indented, and one that is no Python stays as a comment', () => {
    const code = notebook(
      'import keras\nfrom keras.layers import *',
      '  units = 10\n  n = 2',
      'this is\nno Python (',
      'x = 1',
    );
    expect(code).toBe(
      'import keras\nfrom keras.layers import *\n\nunits = 10\nn = 2\n\n# this is\n# no Python (\n\nx = 1\n',
    );
  });
});

describe('what the data know', () => {
  test('with the channels first, layers that speak of axes are read in another order', () => {
    const generator = script(
      'g = Sequential([Dense(16 * 7 * 7, input_dim=5)])',
      'g.add(Reshape((16, 7, 7)))',
      'g.add(UpSampling2D())',
      'g.add(Convolution2D(3, 5, 5, border_mode="same"))',
      'd = Sequential([Convolution2D(4, 3, 3, input_shape=(3, 14, 14)), Flatten(), Dense(1)])',
      'm = Sequential([g, d])',
      'm.compile("adam", "mse")',
    );
    const shapes = readCode(generator).layers.map(({ outputShape }) => outputShape?.join('×'));
    expect(shapes).toEqual(['784', '7×7×16', '14×14×16', '14×14×3', '12×12×4', '576', '1']);
    const classes = script(
      'i = Input((3, 32, 48))',
      'x = Conv2D(5, 1, data_format="channels_first")(i)',
      'x = Reshape((5, 32 * 48))(x)',
      'm = Model(i, Activation("softmax")(Permute((2, 1))(x)))',
    );
    expect(row(classes)).toBe('Conv2D 5, Permute 3,1,2, Reshape 5,1536, Permute 2,1, Activation softmax');
    expect(readCode(classes).layers.map(({ outputShape }) => outputShape)).toEqual([
      ...[
        [32, 48, 5],
        [5, 32, 48],
        [5, 1536],
        [1536, 5],
        [1536, 5],
      ],
    ]);
    const axes = script(
      'i = Input((3, 32, 48))',
      'x = Permute((2, 3, 1))(Conv2D(5, 1, data_format="channels_first")(i))',
      'm = Model(i, Reshape((32 * 48, 5))(x))',
    );
    expect(row(axes)).toBe('Conv2D 5, Permute 1,2,3, Reshape 1536,5');
  });

  test('with the channels first, a shape is in the order of the script', () => {
    const code = script(
      'keras.backend.set_image_data_format("channels_first")',
      'first = keras.backend.image_data_format() == "channels_first"',
      'i = Input((3, 32, 48) if first else (32, 48, 3))',
      'x = Conv2D(5, 1)(i)',
      'm = Model(i, Conv2D(x.shape[1] * 2, 1)(x))',
    );
    expect(readCode(code).layers.map(({ outputShape }) => outputShape)).toEqual([
      ...[
        [32, 48, 5],
        [32, 48, 10],
      ],
    ]);
  });

  test('with the channels first, functions over axes of maps are no layers here', () => {
    const code = script(
      'i = Input((3, 32, 48))',
      'x = Conv2D(5, 1, data_format="channels_first")(i)',
      'm = Model(i, keras.ops.mean(x, axis=1))',
    );
    expect(said(code)).toContain('error mean: there is no layer here that does this with a tensor');
    expect(said(code.replace('keras.ops.mean(x, axis=1)', 'x[:, :2]'))).toContain(
      'error […]: there is no layer here that does this with a tensor',
    );
  });

  test('the channels first at one layer only: it works on other axes', () => {
    const code = script(
      'm = Sequential([Conv2D(8, 3, input_shape=(28, 28, 1))])',
      'm.add(MaxPooling2D((2, 2), dim_ordering="th"))',
      'm.add(BatchNormalization(axis=1))',
    );
    const { layers } = readCode(code);
    expect(layers.slice(0, 4).map(({ className }) => className)).toEqual([
      ...['Conv2D', 'Permute', 'MaxPooling2D', 'Permute'],
    ]);
    // As Keras: rows stay, columns and channels are halved.
    expect(layers[3]?.outputShape).toEqual([26, 13, 4]);
    expect(layers.at(-1)?.outputShape).toEqual([26, 13, 4]);
  });

  test('the channels first, told to the layers', () => {
    const code = script(
      'm = Sequential([',
      '    Input(shape=(3, 48, 48)),',
      '    Conv2D(8, 3, data_format="channels_first"),',
      '    BatchNormalization(axis=1),',
      '    Flatten(), Dense(10),',
      '])',
    );
    expect(said(code)).toEqual(['warning (3, 48, 48) has the channels first; it is read as (48, 48, 3)']);
    expect(readCode(code).layers[0]?.outputShape).toEqual([46, 46, 8]);
  });

  test('MNIST of scikit-learn, and a shape that only reshape() says', () => {
    const code = script(
      'from sklearn.datasets import fetch_openml',
      'mnist = fetch_openml("mnist_784")',
      'some = np.random.permutation(100)[:50]',
      'x = mnist.data[some]',
      'm = Sequential([Dense(4, input_dim=len(x[0])), Dense(10)])',
    );
    expect(readCode(code).inputs[0]?.shape).toEqual([784]);
    const pixels = script(
      'import pandas as pd',
      'x = pd.read_csv("train.csv").values.reshape(-1, 28, 28, 1)',
      'm = Sequential([Conv2D(4, 3, input_shape=x.shape[1:]), Flatten(), Dense(10)])',
    );
    expect(readCode(pixels).inputs[0]?.shape).toEqual([28, 28, 1]);
    expect(said(pixels)).toEqual([]);
  });

  test('how many numbers a row has, and how many answers', () => {
    const code = script(
      'for line in open("labels.txt"):',
      '    n = len(line)',
      'm = Sequential([Dense(4, input_dim=n), Dense(n, activation="softmax")])',
    );
    expect(row(code)).toBe('Dense 4, Dense 10');
    expect(said(code)).toEqual([
      'warning the script does not say how large the pictures are; it is read as (784,)',
      "warning 'n' is known only when the script runs; it is read as 10, the number of classes here",
    ]);
  });

  test('how many names a loop over files puts into a dictionary', () => {
    const code = script(
      'import os',
      'def names_of(folder):',
      '    ids = {}',
      '    for at, name in enumerate(os.listdir(folder)):',
      '        ids[name] = at',
      '    return ids',
      'm = Sequential([Flatten(input_shape=(28, 28, 1)), Dense(len(names_of("d")), activation="softmax")])',
    );
    expect(row(code)).toBe('Flatten, Dense 10');
  });

  test('as many answers as another file says, with the activation in a line of its own', () => {
    const code = script(
      'from mine import KINDS',
      'm = Sequential()',
      'm.add(Flatten(input_shape=(28, 28, 1)))',
      'm.add(Dense(2 * KINDS))  # one for each',
      '',
      "m.add(Activation('softmax'))",
    );
    expect(row(code)).toBe('Flatten, Dense 10, Activation softmax');
    expect(said(code.replace('softmax', 'relu'))).toEqual([
      "warning '2 * KINDS' is known only when the script runs; it is read as 128",
    ]);
  });

  test('an autoencoder gives back as many channels as it was given', () => {
    const code = script(
      'class Net:',
      '    def __init__(self, size, channels):',
      '        self.size, self.channels = size, channels',
      '    def build(self):',
      '        m = Sequential()',
      '        m.add(Conv2D(8, 3, padding="same", input_shape=(self.size, self.size, self.channels)))',
      '        m.add(Conv2D(self.channels, 3, padding="same"))',
      '        return m',
    );
    expect(row(code)).toBe('Conv2D 8, Conv2D 1');
    expect(said(code)).toContain(
      'warning the script does not say how large the pictures are; it is read as (28, 28, 1)',
    );
  });

  test('pictures of any size are said to be as large as ours', () => {
    const rest = 'Conv2D(4, 3), GlobalAveragePooling2D(), Dense(10)])';
    const remark = 'warning the script does not say how large the pictures are; it is read as (28, 28, 1)';
    expect(said(script(`m = Sequential([Input((None, None, 3)), ${rest}`))).toEqual([remark]);
    expect(said(script('h, w = size()', `m = Sequential([Input((h, w, 3)), ${rest}`))).toEqual([remark]);
    expect(said(script('h, w = size()', `m = Sequential([Input((h, w, 1)), ${rest}`))).toEqual([]);
  });

  test('a model made anew for each part of the data, kept in a list', () => {
    const code = script(
      'from sklearn.model_selection import KFold',
      'models = []',
      'for train, test in KFold(5).split(data()):',
      `    model = ${NET}`,
      '    models.append(model)',
    );
    expect(row(code)).toBe('Flatten, Dense 10');
    expect(said(code)).toHaveLength(1);
  });
});

test('functions that join tensors, by a star or in a branch that is not taken', () => {
  const star = script('x = Input((8, 8, 1))', 'm = Model(x, add([concatenate([x, x]), Conv2D(2, 1)(x)]))');
  expect(row(star)).toBe('Concatenate, Conv2D 2, Add');
  const branch = star.replace(/from keras.layers import \*/, 'if mine():\n    from keras.layers import *');
  expect(row(branch.replace('add(', 'Add()('))).toBe('Concatenate, Conv2D 2, Add');
  // NumPy's is none of them.
  const arrays = script('for batch in batches():', '    x = np.concatenate([x, batch])', `m = ${NET}`);
  expect(said(arrays)).toEqual([]);
});

test('a layer that a class of the script makes wrongly is an error at its place', () => {
  const code = script(
    'class Block(Model):',
    '    def __init__(self):',
    '        super().__init__()',
    '        self.r = Reshape(1, 1, 784)',
    '    def call(self, x):',
    '        return self.r(x)',
    'class Net(Model):',
    '    def __init__(self):',
    '        super().__init__()',
    '        self.b = Block()',
    '    def call(self, x):',
    '        return Dense(10)(self.b(x))',
    'm = Net()',
    'm.build((None, 28, 28, 1))',
    'm.summary()',
  );
  expect(said(code).filter((one) => one.startsWith('error'))).toEqual([
    'error Reshape: takes at most 1 arguments without a name',
  ]);
});

describe('what only the running script knows', () => {
  test('usual values stand for it, and each is said', () => {
    const code = script(
      'import json',
      'settings = json.load(open("settings.json"))',
      'm = Sequential([Input((28, 28, 1))])',
      'm.add(Conv2D(settings["filters"], settings["kernel"], activation=settings["activation"]))',
      'm.add(Flatten())',
      'm.add(Dense(10, activation="softmax"))',
    );
    expect(row(code)).toBe('Conv2D 32, Flatten, Dense 10');
    expect(said(code)).toEqual([
      'warning \'settings["filters"]\' is known only when the script runs; it is read as 32',
      'warning \'settings["kernel"]\' is known only when the script runs; it is read as 3',
      'warning \'settings["activation"]\' is known only when the script runs; it is read as "relu"',
    ]);
  });

  test('a name without a value is still a slip of the pen', () => {
    const code = script('m = Sequential([Input((28, 28, 1)), Conv2D(filtres, 3), Flatten(), Dense(10)])');
    expect(said(code)).toEqual(["error 'filtres' has no value here"]);
  });

  test('what is worked out from shapes is not assumed', () => {
    const code = script(
      'def build(size):',
      '    i = Input((28, 28, 1))',
      '    return Model(i, UpSampling2D(size // 7)(Conv2D(4, 3, strides=size // 14)(i)))',
    );
    expect(said(code).join()).toContain('strides: the value is known only when the script runs');
  });

  test('pictures are as large as the layers need', () => {
    const code = script(
      'def build(shape):',
      '    i = Input(shape)',
      '    x = i',
      '    for n in (8, 16, 32, 64):',
      '        x = MaxPooling2D()(Conv2D(n, 3, padding="same")(x))',
      '    for n in (32, 16, 8, 4):',
      '        x = UpSampling2D()(Conv2D(n, 3, padding="same")(x))',
      '    return Model(i, Add()([x, Conv2D(4, 1)(i)]))',
    );
    expect(said(code)).toContain(
      'warning the script does not say how large the pictures are; it is read as (64, 64, 1)',
    );
    expect(readCode(code).network).not.toBeNull();
  });

  test('a loop over unknown things that adds to a model is gone through once', () => {
    const code = script(
      'def build(depth, filters):',
      '    m = Sequential([Input((28, 28, 1))])',
      '    for n in range(depth):',
      '        m.add(Conv2D(4, 3))',
      '    m.add(Flatten())',
      '    m.add(Dense(10))',
      '    return m',
    );
    expect(row(code)).toBe('Conv2D 4, Flatten, Dense 10');
    expect(said(code)).toContain(
      'warning what this loop goes through is known only when the script runs; what it does is read once',
    );
  });

  test('sizes that another file gives', () => {
    const code = script(
      'from settings import SIZE',
      'm = Sequential([Conv2D(4, 3, input_shape=(SIZE, SIZE, 3)), Flatten(), Dense(10)])',
    );
    expect(said(code)).toEqual([
      'warning the script does not say how large the pictures are; it is read as (28, 28, 1)',
    ]);
  });
});

describe('what other files and libraries call as Keras does', () => {
  test('a class of another file, without the arguments that Keras does not have', () => {
    const code = script(
      'from mine import blocks',
      'i = Input((28, 28, 1))',
      'x = blocks.BatchNormalization(epsilon=0.5, freeze=True)(i)',
      'm = Model(i, Dense(10)(Flatten()(x)))',
    );
    expect(row(code)).toBe('BatchNormalization 0.5, Flatten, Dense 10');
    expect(said(code)).toEqual([
      "warning mine.blocks.BatchNormalization: its code is in another file; it is read as Keras's BatchNormalization",
      "warning BatchNormalization: 'freeze' is left out; True is not available here",
    ]);
  });

  test('instance normalization, of all channels together or of each', () => {
    const groups = (module: string, options = ''): unknown =>
      readCode(
        script(
          `from ${module} import InstanceNormalization`,
          'i = Input((28, 28, 4))',
          `m = Model(i, InstanceNormalization(${options})(i))`,
        ),
      ).layers[0]?.options.groups;
    expect(groups('keras_contrib.layers')).toBe(1);
    expect(groups('keras_contrib.layers', 'axis=-1')).toBe(-1);
    expect(groups('tensorflow_addons.layers')).toBe(-1);
  });

  test('a border that mirrors', () => {
    const code = script(
      'from mine import ReflectionPadding2D',
      'i = Input((28, 28, 1))',
      'm = Model(i, Conv2D(4, 3)(ReflectionPadding2D((1, 1) if 0 else 1)(i)))',
    );
    expect(readCode(code).layers.at(-1)?.outputShape).toEqual([28, 28, 4]);
    expect(said(code)).toEqual([
      'warning mine.ReflectionPadding2D: its code is in another file; it is read as a border that mirrors what is inside',
    ]);
  });

  test('a backbone of keras_cv', () => {
    const code = script(
      'import keras_cv',
      'm = Sequential([keras_cv.models.ResNet50V2Backbone(), GlobalMaxPooling2D(), Dense(10)])',
    );
    expect(readCode(code).layers.length).toBeGreaterThan(100);
    expect(said(code)).toContain(
      'warning ResNet50V2Backbone: read as ResNet50V2 of Keras, of which details may differ',
    );
  });

  test('what copies of keras.applications call their layers', () => {
    const code = script(
      'from tensorflow.python.keras.layers import VersionAwareLayers',
      'L = VersionAwareLayers()',
      'i = L.Input((28, 28, 1))',
      'm = Model(i, L.Dense(10)(L.Flatten()(i)))',
    );
    expect(row(code)).toBe('Flatten, Dense 10');
  });
});

describe('Keras of former versions', () => {
  test('merge() with a function', () => {
    const code = script(
      'a = Input((5,))',
      'b = Dense(5)(a)',
      'd = merge([a, b], mode=lambda t: keras.backend.abs(t[0] - t[1]), output_shape=lambda s: s[0])',
      'm = Model(a, Dense(10)(d))',
    );
    expect(row(code)).toBe('Dense 5, Subtract, Rescaling -1, Maximum, Dense 10');
    expect(said(code)).toEqual([]);
  });

  test('arguments that Keras 2 passed over', () => {
    const code = script(
      'i = Input((28, 28, 1))',
      'm = Model(i, DepthwiseConv2D(3, kernel_initializer="he_normal")(i))',
    );
    expect(said(code)).toEqual([
      'warning DepthwiseConv2D: \'kernel_initializer\' is left out; "he_normal" is not available here',
    ]);
  });

  test('a layer by an automatic name that counts on', () => {
    const code = script(
      'base = Sequential([Input((28, 28, 1)), Conv2D(2, 3), Dropout(0.1), Conv2D(3, 3), Dropout(0.2)])',
      'm = Model(base.input, Dense(10)(Flatten()(base.get_layer("dropout_13").output)))',
    );
    expect(row(code)).toBe('Conv2D 2, Dropout 0.1, Conv2D 3, Dropout 0.2, Flatten, Dense 10');
    expect(said(code)).toEqual(["warning there is no layer 'dropout_13'; it is read as 'dropout_1'"]);
  });

  test('RandomCrop, of what it does outside training', () => {
    const code = script('m = Sequential([Input((32, 32, 1)), RandomCrop(28, 28), Flatten(), Dense(10)])');
    expect(row(code)).toBe('Resizing 28, Flatten, Dense 10');
    expect(said(code)).toEqual([
      'warning RandomCrop: read as Resizing, which is what it does outside training',
    ]);
  });

  test('classes of values and layers, asked for by type()', () => {
    const code = script(
      'i = Input((28, 28, 1))',
      'one = Dense(3)',
      'n = (4 if type(one) is Dense else 5) + (10 if type(2) is int else 20) + (100 if type("a") == int else 200)',
      'n += 1000 if type(one) is not Flatten else 2000',
      'm = Model(i, Dense(n)(one(Flatten()(i))))',
    );
    expect(row(code)).toBe('Flatten, Dense 3, Dense 1214');
  });

  test('Deconv2D is a Conv2DTranspose', () => {
    const code = script('m = Sequential([Input((7, 7, 2)), Deconv2D(3, 2, strides=2)])');
    expect(readCode(code).layers[0]).toMatchObject({ kind: 'conv2dTranspose', outputShape: [14, 14, 3] });
    expect(said(code)).toEqual([]);
  });

  test('a layer may be called input', () => {
    const code = script(
      'm = Sequential([Conv2D(2, 3, name="input", input_shape=(28, 28, 1)), Flatten(), Dense(10)])',
    );
    expect(said(code)).toEqual([]);
    expect(readCode(code).layers[0]).toMatchObject({ name: 'input', inputs: ['input_layer'] });
    const graph = script('i = Input((28, 28, 1))', 'm = Model(i, Dense(10)(Flatten(name="input")(i)))');
    expect(said(graph)).toEqual([]);
  });

  test('a size of TensorFlow as a constant', () => {
    const code = script(
      'import tensorflow as tf',
      'def larger(x, rows, columns):',
      '    size = tf.constant(np.array((rows, columns)).astype("int32"))',
      '    y = tf.image.resize(x, size)',
      '    y.set_shape((None, rows, columns, None))',
      '    return y',
      'i = Input((14, 14, 3))',
      'm = Model(i, Lambda(lambda x: larger(x, 28, 20))(i))',
    );
    expect(readCode(code).layers[0]).toMatchObject({ kind: 'resizing', outputShape: [28, 20, 3] });
    expect(said(code)).toEqual([]);
  });

  test('a long loop that trains is passed over, even if it adds numbers', () => {
    const code = script(
      'm = Sequential([Input((28, 28, 1)), Flatten(), Dense(10)])',
      'for step in range(9000):',
      '    loss = np.add(m.train_on_batch(one, two), 1) * 0.5 + step',
      'm.summary()',
    );
    expect(row(code)).toBe('Flatten, Dense 10');
    expect(said(code)).toEqual([]);
  });

  test('a loop that shows what a trained network says is passed over', () => {
    const code = script(
      'from keras.applications.vgg16 import VGG16, preprocess_input',
      'm = VGG16(weights=None)',
      'm.summary()',
      'while True:',
      '    print(m.predict(preprocess_input(np.zeros((1, 224, 224, 3)))))',
    );
    expect(readCode(code).network).not.toBeNull();
  });
});
