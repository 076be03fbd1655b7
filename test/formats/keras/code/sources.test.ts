// Files and archives as the files of one program: which is the script, what belongs to it, and what is not taken.

import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { joinFiles } from '../../../../src/formats/keras/code/files';
import { programFrom, programOf } from '../../../../src/formats/keras/code/program';
import { readCode } from '../../../../src/formats/keras/code/read';
import { sourcesOf } from '../../../../src/formats/keras/code/sources';

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const given = (files: Readonly<Record<string, string>>) =>
  Object.entries(files).map(([name, text]) => ({ name, bytes: utf8(text) }));

const REPOSITORY = {
  'README.md': '# networks',
  'setup.py': 'from setuptools import setup\nsetup(name="nets")',
  'nets/__init__.py': '',
  'nets/blocks.py': 'from keras import layers\ndef block(x):\n    return layers.Conv2D(4, 3)(x)',
  'nets/model.py':
    'import keras\nfrom .blocks import (\n    block,  # one\n)\ndef build():\n    i = keras.Input((28, 28, 1))\n    return keras.Model(i, block(i))',
  'train.py': 'from nets.model import build\nm = build()\nm.compile("adam", "mse")\nm.fit(x, y)',
  'predict.py': 'from nets.model import build\nm = build()\nm.load_weights("w.h5")\nprint(m.predict(x))',
  'plots.py': 'import matplotlib.pyplot as plt',
  'tests/test_model.py': 'from nets.model import build\nassert build().fit(x)',
};

test('the script is the one that no other imports and that trains a model; what it imports comes with it', () => {
  const { scripts, files } = sourcesOf(given(REPOSITORY));
  expect(scripts[0]).toBe('train.py');
  expect(scripts).not.toContain('plots.py');
  expect(scripts).not.toContain('nets/__init__.py');
  expect(scripts.indexOf('predict.py')).toBeLessThan(scripts.indexOf('nets/model.py'));
  const names = programFrom('train.py', files).map(({ name }) => name);
  expect(names).toEqual(['train.py', 'nets/__init__.py', 'nets/blocks.py', 'nets/model.py']);
  expect(readCode(joinFiles(programFrom('train.py', files))).layers.map(({ kind }) => kind)).toEqual([
    'conv2d',
  ]);
});

test('a zip of a repository is read without the folder that it is packed in', () => {
  const packed = Object.fromEntries(
    Object.entries(REPOSITORY).map(([name, text]) => [`nets-master/${name}`, utf8(text)]),
  );
  const archive = zipSync({ ...packed, '__MACOSX/nets-master/._train.py': utf8('\0') });
  const { scripts, files, leftOut } = sourcesOf([{ name: 'nets-master.zip', bytes: archive }]);
  expect(scripts[0]).toBe('train.py');
  expect(files.map(({ name }) => name)).toContain('nets/model.py');
  expect(leftOut).toEqual([]);
});

test('a folder that is imported by its name keeps it', () => {
  const { scripts } = sourcesOf(
    given({
      'nets/a.py': 'from nets.b import f\nm = f()\nm.fit(x)',
      'nets/b.py': 'from keras import Sequential\ndef f(): return Sequential()',
    }),
  );
  expect(scripts[0]).toBe('nets/a.py');
});

test('a notebook among scripts is the script', () => {
  const cell = { cell_type: 'code', source: 'from model import build\nbuild().fit(x)' };
  const { scripts, files } = sourcesOf(
    given({ 'lesson.ipynb': JSON.stringify({ cells: [cell] }), 'model.py': REPOSITORY['nets/model.py'] }),
  );
  expect(scripts[0]).toBe('lesson.ipynb');
  expect(files[0]?.code).toBe('from model import build\nbuild().fit(x)\n');
});

test('where nothing makes a model, the first file is the script', () => {
  expect(
    programOf([
      { name: 'a.py', code: '' },
      { name: 'b.py', code: '' },
    ]).scripts,
  ).toEqual(['a.py', 'b.py']);
});

test('what is no text, or too long, is left out and named', () => {
  const files = [
    ...given({ 'train.py': REPOSITORY['train.py'], 'long.py': `x = 1\n`.repeat(50_000) }),
    { name: 'latin.py', bytes: Uint8Array.of(0x23, 0xfc, 0x0a) },
    { name: 'binary.py', bytes: new Uint8Array(64) },
  ];
  expect(sourcesOf(files).leftOut).toEqual(['long.py', 'latin.py', 'binary.py']);
});
