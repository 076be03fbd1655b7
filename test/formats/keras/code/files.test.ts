// A script with the files that it imports: what a name of another file stands for, what is said where, and that what is
// changed elsewhere is written into the file that it belongs to.

import { describe, expect, test } from 'vitest';
import { editCode } from '../../../../src/formats/keras/code/edit';
import { filesIn, joinFiles, placeIn } from '../../../../src/formats/keras/code/files';
import { lintText } from '../../../../src/formats/keras/code/lints';
import { readCode } from '../../../../src/formats/keras/code/read';
import { KERAS_LAYERS } from '../../../../src/formats/keras/layers';
import type { LayerKind } from '../../../../src/layers/all';
import { defineNetwork } from '../../../../src/models/network';
import programs from './programs.json';
import { row } from './reading';

/** A text of files, the script first. */
const program = (files: Readonly<Record<string, string | readonly string[]>>): string =>
  joinFiles(
    Object.entries(files).map(([name, code]) => ({
      name,
      code: typeof code === 'string' ? code : code.join('\n'),
    })),
  );

/** Each remark with its file and line. */
const said = (text: string): string[] =>
  readCode(text).lints.map(({ from, severity, problem }) => {
    const { file, line } = placeIn(text, from);
    return `${file}:${line}: ${severity} ${lintText(problem)}`;
  });

const BLOCK = [
  'from keras import layers',
  'def block(x, filters):',
  '    return layers.Conv2D(filters, 3, activation="relu")(x)',
];
const MODEL = [
  'import keras',
  'from keras import layers',
  'def build(units=10):',
  '    i = keras.Input((28, 28, 1))',
  '    x = layers.Flatten()(i)',
  '    return keras.Model(i, layers.Dense(units, activation="softmax")(x))',
];
const LAYERS = 'Flatten, Dense 10';

describe('what a script imports from its own files', () => {
  test.each([
    ['a module', 'import model\nm = model.build()'],
    ['a module by another name', 'import model as net\nm = net.build()'],
    ['a function', 'from model import build\nm = build()'],
    ['a function by another name', 'from model import build as b\nm = b(units=10)'],
    ['everything', 'from model import *\nm = build()'],
    ['a neighbour', 'from .model import build\nm = build()'],
    ['a neighbouring module', 'from . import model\nm = model.build()'],
    ['in a function', 'def f():\n    from model import build\n    return build()\nm = f()'],
    [
      'where it works',
      'try:\n    from model import build\nexcept ImportError:\n    build = None\nm = build()',
    ],
  ])('%s', (_, code) => {
    const text = program({ 'train.py': `${code}\nm.summary()`, 'model.py': MODEL });
    expect(said(text)).toEqual([]);
    expect(row(text)).toBe(LAYERS);
    expect(readCode(text).files).toEqual(['train.py', 'model.py']);
  });

  test.each([
    ['a module of a package', 'import nets.model as net\nm = net.build()'],
    ['a module of a package by all its names', 'import nets.model\nm = nets.model.build()'],
    ['from a module of a package', 'from nets.model import build\nm = build()'],
    ['from a package that passes it on', 'from nets import build\nm = build()'],
    ['a package with what it passes on', 'import nets\nm = nets.build()'],
    ['everything of a package', 'from nets import *\nm = build()'],
  ])('%s', (_, code) => {
    const text = program({
      'train.py': `${code}\nm.summary()`,
      'nets/__init__.py': 'from .model import build',
      'nets/model.py': MODEL,
    });
    expect(said(text)).toEqual([]);
    expect(row(text)).toBe(LAYERS);
  });

  test('a file of a folder without __init__.py, and a folder above', () => {
    const text = program({
      'train.py': 'from nets.deep.model import build\nm = build()',
      'nets/deep/model.py': [
        'from ..blocks import block',
        ...MODEL.slice(0, 4),
        '    return keras.Model(i, block(i, 5))',
      ],
      'nets/blocks.py': BLOCK,
    });
    expect(said(text)).toEqual([]);
    expect(row(text)).toBe('Conv2D 5');
  });

  test('a script in a folder finds the modules of the folders around it', () => {
    const text = program({
      'scripts/train.py': 'from nets.model import build\nm = build()',
      'nets/model.py': MODEL,
    });
    expect(row(text)).toBe(LAYERS);
  });

  test('a module elsewhere is found where there is only one of that name', () => {
    const files = {
      'train.py': 'import sys\nsys.path.append("src")\nimport model\nm = model.build()',
      'src/model.py': MODEL,
    };
    expect(row(program(files))).toBe(LAYERS);
    expect(said(program({ ...files, 'old/model.py': MODEL }))).toEqual([
      ':3: error model.py is not here; drop it, too',
    ]);
  });

  test('a library is not looked for among the files, Keras least of all', () => {
    const text = program({ 'train.py': [...MODEL, 'm = build()'], 'keras/layers.py': 'Flatten = None' });
    expect(said(text)).toEqual([]);
  });

  test('numbers and lists of a settings file are known', () => {
    const text = program({
      'train.py': [
        ...MODEL.slice(0, 2),
        'import config',
        'from config import SIZES as sizes',
        'm = keras.Sequential([keras.Input((28, 28, 1))])',
        'for n in sizes: m.add(layers.Dense(n))',
        'm.add(layers.Dense(config.CLASSES))',
      ],
      'config.py': 'CLASSES = 7\nSIZES = [3, 4]',
    });
    expect(row(text)).toBe('Dense 3, Dense 4, Dense 7');
    expect(said(text)).toEqual([]);
  });

  test('the code of a file is gone through once, however often it is imported', () => {
    const text = program({
      'train.py': ['import counted', 'from counted import m', 'import again', 'm.summary()'],
      'counted.py': ['from keras import Sequential, layers', 'm = Sequential([layers.Dense(3)])'],
      'again.py': ['from counted import m', 'from keras import layers', 'm.add(layers.Dense(4))'],
    });
    expect(row(text)).toBe('Dense 3, Dense 4');
  });

  test('a name that begins with _, or is not in __all__, is not among everything', () => {
    const text = (all: string): string =>
      program({ 'train.py': 'from model import *\nm = build()', 'model.py': [...MODEL, all] });
    expect(said(text('__all__ = ["build"]'))).toEqual([]);
    expect(readCode(text('__all__ = ["layers"]')).network).toBeNull();
  });

  test('functions keep the names of the file that they are in, and the main guard is that of the script', () => {
    const text = program({
      'train.py': ['from model import build', 'units = 3', 'm = build()'],
      'model.py': [
        'import keras',
        'units = 10',
        'def build():',
        '    return keras.Sequential([keras.layers.Dense(units)])',
        'if __name__ == "__main__":',
        '    units = 99',
      ],
    });
    expect(row(text)).toBe('Dense 10');
  });

  test('classes of another file: a layer, and a model', () => {
    const text = program({
      'train.py': [
        'import keras',
        'import parts',
        'i = keras.Input((8, 8, 3))',
        'm = keras.Model(i, parts.Block(4)(i))',
      ],
      'parts.py': [
        'from keras import layers',
        'class Block(layers.Layer):',
        '    def __init__(self, n):',
        '        super().__init__()',
        '        self.conv = layers.Conv2D(n, 3)',
        '    def call(self, x):',
        '        return self.conv(x)',
      ],
    });
    expect(said(text)).toEqual([]);
    expect(row(text)).toBe('Conv2D 4');
  });
});

describe('what is said of several files', () => {
  test('an error names the file and its line', () => {
    const text = program({
      'train.py': 'from model import build\nm = build()',
      'model.py': [
        'import keras',
        'def build():',
        '    return keras.Sequential([',
        '        keras.layers.Dense(units=-1)])',
      ],
    });
    expect(said(text)).toEqual(["model.py:4: error Dense: 'units' must be at least 1. Received -1"]);
  });

  test.each([
    ['a module', 'import layers_\nx = layers_.block(i, 3)', 'layers_.py'],
    ['a function', 'from blocks import block\nx = block(i, 3)', 'blocks.py'],
    ['a neighbour', 'from .blocks import block\nx = block(i, 3)', 'blocks.py'],
    ['everything', 'from blocks import *\nx = block(i, 3)', 'blocks.py'],
    ['a module of a package', 'from nets.blocks import block\nx = block(i, 3)', 'nets/blocks.py'],
  ])('a file that is missing is named: %s', (_, code, file) => {
    const text = [
      'import keras',
      'i = keras.Input((8, 8, 1))',
      ...code.split('\n'),
      'm = keras.Model(i, x)',
    ].join('\n');
    expect(said(text)).toContain(`:4: error block: ${file} is not here; drop it, too`);
  });

  test('a file that does not have what is imported from it', () => {
    const text = program({
      'train.py': 'import keras\nfrom model import make\ni = keras.Input((4,))\nm = keras.Model(i, make(i))',
      'model.py': MODEL,
    });
    expect(said(text)).toEqual([":2: error model.py has no 'make'"]);
  });

  test('files that import each other are read as Python does, and refused where a name has no value yet', () => {
    const circle = (first: string): string =>
      program({
        'train.py': 'from a import build\nm = build()',
        'a.py': ['import b', ...MODEL],
        'b.py': first,
      });
    expect(said(circle('import a\ndef unused(): return a.build()'))).toEqual([]);
    expect(
      said(
        program({
          'train.py': 'from a import m\nm.summary()',
          'a.py': 'from b import m',
          'b.py': 'from a import m',
        }),
      ),
    ).toEqual(["b.py:1: error 'm' has no value yet: a.py and this file import each other"]);
    const needed = program({
      'train.py': 'import keras\nfrom a import f\ni = keras.Input((4,))\nm = keras.Model(i, f(i))',
      'a.py': 'from b import g\ndef f(x): return g(x)',
      'b.py': 'from a import f as g',
    });
    expect(said(needed)).toEqual([
      "b.py:1: error 'f' has no value yet: a.py and this file import each other",
    ]);
  });

  test('a file that is no Python matters only where it is needed', () => {
    const files = { 'plots.py': 'def f(:\n  pass', 'model.py': MODEL };
    expect(
      said(program({ 'train.py': 'import plots\nfrom model import build\nm = build()', ...files })),
    ).toEqual([]);
    const needed = program({
      'train.py': 'import keras, plots\ni = keras.Input((4,))\nm = keras.Model(i, plots.f(i))',
      ...files,
    });
    expect(said(needed)[0]).toMatch(/^plots\.py:1: error this is not Python/);
  });

  test('steps are counted over all files together', () => {
    const loop = 'for a in range(400):\n  for b in range(400):\n    layers.Dense(1)';
    const text = program({
      'train.py': 'import a, b\nfrom keras import layers',
      'a.py': `from keras import layers\n${loop}`,
      'b.py': `from keras import layers\n${loop}`,
    });
    const [lint] = readCode(text).lints;
    expect(lint?.problem.code).toBe('tooMuch');
  });
});

describe('a change from elsewhere is written into the file that it belongs to', () => {
  const text = program({
    'train.py': 'from model import build\nm = build()\nm.compile("adam", "categorical_crossentropy")',
    'model.py': MODEL,
  });
  const codes = (joined: string): Record<string, string> =>
    Object.fromEntries(filesIn(joined).map(({ name, from, to }) => [name, joined.slice(from, to)]));

  test('an argument of a layer', () => {
    const edited = editCode(text, { what: 'option', layer: 1, option: 'units', value: 12 });
    if ('refused' in edited) throw new Error(edited.refused);
    expect(codes(edited.code)['train.py']).toBe(codes(text)['train.py']);
    expect(codes(edited.code)['model.py']).toContain('def build(units=12)');
    const [range] = edited.ranges;
    expect(edited.code.slice(range?.from, range?.to)).toBe('12');
  });

  test('the learning rate, in the script', () => {
    const edited = editCode(text, { what: 'learningRate', value: 0.5 });
    if ('refused' in edited) throw new Error(edited.refused);
    expect(codes(edited.code)['model.py']).toBe(codes(text)['model.py']);
    expect(codes(edited.code)['train.py']).toContain('0.5');
    expect(codes(edited.code)['train.py']).toMatch(/^(from|import)/);
  });

  test('a layer, as its neighbours are called there', () => {
    const layer = { kind: 'dense', name: 'more', options: { units: 20 } };
    const edited = editCode(text, { what: 'add', after: 0, layer });
    if ('refused' in edited) throw new Error(edited.refused);
    expect(codes(edited.code)['train.py']).toBe(codes(text)['train.py']);
    expect(codes(edited.code)['model.py']).toContain('layers.Dense(units=20)');
  });
});

test('files joined to one text are found in it again, whatever stands in them', () => {
  const files = [
    { name: 'a.py', code: '' },
    { name: 'b/c.py', code: 'x = 1\n' },
    { name: 'd.py', code: '\n\n' },
    { name: 'e.py', code: 'no line break' },
  ];
  const text = joinFiles(files);
  expect(filesIn(text).map(({ name, from, to }) => ({ name, code: text.slice(from, to) }))).toEqual(files);
  expect(filesIn(joinFiles([{ name: 'x.py', code: 'a\u001eb.py\nc' }])).length).toBe(1);
  expect(filesIn('plain')).toEqual([{ name: '', from: 0, to: 5 }]);
});

describe('what Python and Keras make of it (programs.py wrote it)', () => {
  test.each(programs.map((one) => [one.name, one] as const))('%s', (_, { files, layers }) => {
    const text = program(files as object as Readonly<Record<string, string>>);
    expect(said(text)).toEqual([]);
    const { network } = readCode(text);
    if (network === null) throw new Error('it is not read');
    const own = defineNetwork(network).layers.map(({ definition, outputShape, parameterCount }) => [
      KERAS_LAYERS[definition.kind as LayerKind].className,
      outputShape,
      parameterCount,
    ]);
    const inOrder = (list: readonly unknown[]): string[] => list.map((one) => JSON.stringify(one)).toSorted();
    expect(inOrder(own)).toEqual(inOrder(layers));
  });
});
