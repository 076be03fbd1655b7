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
      'def needs(units):',
      '    return Sequential([Flatten(input_shape=(28, 28, 1)), Dense(units)])',
    );
    expect(said(code)).toContain('error units: the value is known only when the script runs; write a number');
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
    expect(said(code.replace('softmax', 'relu'))).toContain(
      'error units: the value is known only when the script runs; write a number',
    );
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
