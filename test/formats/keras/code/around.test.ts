// What stands around a model in a script: arguments of the command line, data sets, searches, loops, several models. What
// can't be known is said; what can is read.

import { describe, expect, test } from 'vitest';
import { lintText } from '../../../../src/formats/keras/code/lints';
import { scriptOfNotebook } from '../../../../src/formats/keras/code/notebook';
import { readCode } from '../../../../src/formats/keras/code/read';
import { row, said } from './reading';

const script = (...lines: string[]): string =>
  [
    'import keras',
    'import numpy as np',
    'from keras import layers, Sequential, Model, Input',
    'from keras.layers import *',
    ...lines,
    '',
  ].join('\n');

describe('values from outside', () => {
  test('arguments of the command line have their defaults', () => {
    const code = script(
      'import argparse, os',
      'parser = argparse.ArgumentParser()',
      'parser.add_argument("-u", "--units", type=int, default="12")',
      'parser.add_argument("--no-bias", action="store_true")',
      'parser.add_argument("--resume")',
      'args = parser.parse_args()',
      'kind = os.environ.get("KIND", "relu")',
      'm = Sequential([Input((28, 28, 1)), Flatten(), Dense(args.units, activation=kind, use_bias=not args.no_bias)])',
      'if args.resume:',
      '    m.add(Dense(99))',
      'm.add(Dense(vars(args)["units"] - 2))',
    );
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe('Flatten, Dense 12, Dense 10');
  });

  test('a function sets names of the script, or of the function around it', () => {
    const code = script(
      'size = 3',
      'def choose():',
      '    global size',
      '    size = 5',
      'choose()',
      'def outer():',
      '    units = 1',
      '    def inner():',
      '        nonlocal units',
      '        units = 7',
      '    inner()',
      '    return units',
      'm = Sequential([Input((28, 28, 1)), Conv2D(4, size), Flatten(), Dense(outer())])',
    );
    expect(row(code)).toBe('Conv2D 4, Flatten, Dense 7');
    expect(readCode(code).layers[0]?.options.kernelSize).toEqual([5, 5]);
  });

  test('a class of settings has its fields', () => {
    const code = script(
      'from dataclasses import dataclass',
      '@dataclass',
      'class Settings:',
      '    units: int = 8',
      '    rate: float = 0.5',
      's = Settings(units=16)',
      'm = Sequential([Input((4,)), Dense(s.units), Dropout(s.rate)])',
    );
    expect(row(code)).toBe('Dense 16, Dropout 0.5');
  });
});

describe('data sets', () => {
  test.each<[string, string[], string]>([
    ['mnist', ['shape = x[0].shape + (1,)'], '28×28×1'],
    [
      'fashion_mnist',
      ['x = x.reshape(-1, 28, 28, 1).astype("float32") / 255', 'shape = x.shape[1:]'],
      '28×28×1',
    ],
    ['cifar10', ['x -= np.mean(x)', 'shape = x[:5000].shape[1:]'], '32×32×3'],
    ['mnist', ['x = np.expand_dims(x, -1)', 'shape = x.shape[1:]'], '28×28×1'],
    ['mnist', ['x = x[..., np.newaxis]', 'shape = (x.shape[1], x.shape[2], x.shape[3])'], '28×28×1'],
    ['mnist', ['x = x.reshape(60000, 784)', 'shape = (x.shape[1],)'], '784'],
  ])('%s %j', (set, lines, shape) => {
    const code = script(
      `(x, y), (x_test, y_test) = keras.datasets.${set}.load_data()`,
      ...lines,
      'y = keras.utils.to_categorical(y)',
      'm = Sequential([Input(shape), Flatten(), Dense(y.shape[1])])',
    );
    const reading = readCode(code, { picture: set === 'cifar10' ? [32, 32, 3] : [28, 28, 1], classes: 10 });
    expect(reading.inputs[0]?.shape?.join('×')).toBe(shape);
    expect(reading.layers.at(-1)?.options.units).toBe(10);
  });

  test('the number of classes follows from the labels', () => {
    for (const count of ['len(np.unique(y))', 'np.max(y) + 1', 'y.max() + 1'])
      expect(
        row(
          script(
            '(x, y), _ = keras.datasets.cifar100.load_data()',
            `m = Sequential([Input((32, 32, 3)), Flatten(), Dense(${count})])`,
          ),
        ),
      ).toBe('Flatten, Dense 100');
  });
});

describe('searches and loops', () => {
  test('of a search, the first values are read', () => {
    const tuner = script(
      'def build(hp):',
      '    m = Sequential([Input((28, 28, 1)), Flatten()])',
      '    m.add(Dense(hp.Int("units", min_value=32, max_value=64), activation=hp.Choice("kind", ["tanh", "relu"])))',
      '    return m',
    );
    expect(row(tuner)).toBe('Flatten, Dense 32');
    expect(said(tuner)).toContain("warning 'units' has several values to try; it is read as the first, 32");
    const grid = script(
      'def build(units, rate):',
      '    return Sequential([Input((28, 28, 1)), Flatten(), Dense(units), Dropout(rate)])',
      'search = Grid(build, {"units": [16, 32], "rate": [0.25]})',
    );
    expect(row(grid)).toBe('Flatten, Dense 16, Dropout 0.25');
  });

  test('a model that a loop makes anew is read once', () => {
    const code = script(
      'scores = []',
      'for train, test in folds.split(x):',
      '    m = Sequential([Input((28, 28, 1)), Flatten(), Dense(10)])',
      '    m.compile("sgd", "mse")',
      '    scores.append(m.evaluate(x))',
    );
    expect(row(code)).toBe('Flatten, Dense 10');
    expect(said(code)[0]).toContain('what it does is read once');
  });

  test('a loop that adds to a model is gone through once, one that only looks at layers is passed over', () => {
    const grows = script('m = Sequential([Input((4,))])', 'for n in sizes():', '    m.add(Dense(4))');
    const once =
      'warning what this loop goes through is known only when the script runs; what it does is read once';
    expect(said(grows)).toEqual([once]);
    expect(row(grows)).toBe('Dense 4');
    const chain = script(
      'x = i = Input((4,))',
      'for n in sizes():',
      '    x = Dense(4)(x)',
      'm = Model(i, x)',
    );
    expect(said(chain)).toEqual([once]);
    const looks = script(
      'm = Sequential([Input((4,)), Dense(3)])',
      'found = []',
      'for layer in load().layers:',
      '    if isinstance(layer, layers.Dense):',
      '        found.append(layer.output)',
    );
    expect(said(looks)).toEqual([]);
    expect(said(`${looks}m = Model(m.input, found)\n`).join()).toContain('error what this loop goes through');
  });
});

describe('several models', () => {
  const PAIR = script(
    'base = Sequential([Input((28, 28, 1)), Flatten(), Dense(8, activation="relu"), Dense(10)])',
    'a, b = Input((28, 28, 1)), Input((28, 28, 1))',
    'm = Model([a, b], Subtract()([base(a), base(b) / 0]))',
    'm.compile("adam", "mse")',
  );

  test('where the one that is trained can never be built, another is read, and it is said', () => {
    expect(row(PAIR)).toBe('Flatten, Dense 8, Dense 10');
    expect(readCode(PAIR).network).not.toBeNull();
    const first = readCode(PAIR).lints.find(({ problem }) => problem.code === 'otherModel');
    expect(first?.severity).toBe('warning');
    expect(first && lintText(first.problem)).toContain('the model of line 5 is read instead');
  });

  test('a mistake in the model that is trained stays an error', () => {
    const code = script(
      'base = Sequential([Input((28, 28, 1)), Flatten(), Dense(8), Dense(10)])',
      'm = Sequential([Input((28, 28, 1)), Flatten(), Dense(8), Dens(10)])',
      'm.compile("adam", "mse")',
    );
    expect(readCode(code).network).toBeNull();
    expect(said(code).some((line) => line.startsWith('error'))).toBe(true);
  });

  test('a model on the same input twice is there once', () => {
    const code = script(
      'i = Input((28, 28, 1))',
      'code = Model(i, Dense(4)(Flatten()(i)))',
      'm = Model(i, [Dense(3)(code(i)), Dense(2)(code(i))])',
      'm.compile("adam", "mse")',
    );
    expect(said(code)).toEqual([]);
    expect(row(code)).toBe('Flatten, Dense 4, Dense 3, Dense 2');
  });

  test('a layer without weights is a layer of its own at each place', () => {
    const code = script(
      'pool, relu = MaxPooling2D(2), ReLU()',
      'x = i = Input((28, 28, 1))',
      'for n in (4, 8):',
      '    x = pool(relu(Conv2D(n, 3)(x)))',
      'm = Model(i, x)',
    );
    expect(said(code)).toEqual([]);
    const names = readCode(code).layers.map(({ name }) => name);
    expect(new Set(names).size).toBe(6);
    expect(readCode(code).layers.at(-1)?.outputShape).toEqual([5, 5, 8]);
    const sequence = script(
      'p = MaxPooling2D(2)',
      'm = Sequential([Input((28, 28, 1)), p, Conv2D(2, 3), p])',
    );
    expect(readCode(sequence).layers.map(({ outputShape }) => outputShape?.[0])).toEqual([14, 12, 6]);
  });
});

describe('what is said', () => {
  test('code of another file of the author is asked for', () => {
    const code = script(
      'from mylayers import Scale',
      'i = Input((4,))',
      'm = Model(i, Dense(3)(Scale(2)(i)))',
    );
    expect(said(code)).toEqual(['error Scale: mylayers.py is not here; drop it, too']);
  });

  test('pictures of a size that is not said are as large as the layers need', () => {
    const code = script(
      'h, w = size()',
      'm = Sequential([Input((h, w, 1)), MaxPooling2D(8), MaxPooling2D(8), Flatten(), Dense(10)])',
    );
    expect(said(code)[0]).toContain('it is read as (64, 64, 1)');
    expect(readCode(code).lacking).toContain('pictures');
  });

  test('layers that only training has are left out, random numbers too', () => {
    const code = script(
      'from keras import backend as K',
      'i = Input((28, 28, 1))',
      'x = GaussianNoise(0.1)(Flatten()(i))',
      'z = Dense(4)(x)',
      'm = Model(i, Dense(3)(Lambda(lambda t: t + 0.5 * K.random_normal((4,)))(z)))',
    );
    expect(row(code)).toBe('Flatten, Dense 4, Dense 3');
    expect(said(code)).toEqual([
      'warning GaussianNoise: left out; it is only for training',
      'warning random_normal: left out; it is only for training',
    ]);
  });

  test('commands of a notebook may go over several lines', () => {
    const cell = { cell_type: 'code', source: '!wget \\\n    https://a.b/c//d \\\n    -O x\nimport keras\n' };
    const code = scriptOfNotebook(JSON.stringify({ cells: [cell] })) ?? '';
    expect(said(code).join()).not.toContain('not Python');
  });
});
