// Files of a program that cannot be read: archives that lie, too many files, what is no text, and imports without an end.

import { zipSync } from 'fflate';
import type { NamedFile } from '../../src/formats/formats';
import { cuts, patched, utf8, type BadCase } from './cases';

const MODEL = 'import keras\ndef build():\n    return keras.Sequential([keras.layers.Dense(4)])\n';
const TRAIN = 'from model import build\nm = build()\nm.fit(x, y)\n';

const zip = (files: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, utf8(text)]))),
  );
const py = (files: Readonly<Record<string, string>>): readonly NamedFile[] =>
  Object.entries(files).map(([name, text]) => ({ name, bytes: utf8(text) }));
const many = (count: number, code: (at: number) => string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`m${at}.py`, code(at)]));

/** Where the list of names begins, by its signature. */
const directoryOf = (bytes: Uint8Array): number => Buffer.from(bytes).indexOf('PK\u0001\u0002');

export function badPrograms(): readonly BadCase[] {
  const whole = zip({ 'train.py': TRAIN, 'model.py': MODEL });
  const archives: Readonly<Record<string, readonly [Uint8Array, RegExp]>> = {
    'a path out of the archive': [zip({ 'train.py': TRAIN, '../model.py': MODEL }), /leads out/],
    'a path out of a folder': [zip({ 'a/../../model.py': MODEL }), /leads out/],
    'an absolute path': [zip({ '/etc/model.py': MODEL }), /leads out/],
    'a path of Windows': [zip({ '..\\model.py': MODEL }), /leads out/],
    'a drive of Windows': [zip({ 'C:/model.py': MODEL }), /leads out/],
    '10,000 files': [zip(many(10_000, () => '')), /at most 4096/],
    'a path of 20,000 folders': [zip({ [`${'a/'.repeat(20_000)}train.py`]: TRAIN }), /is not/],
    'no script': [zip({ 'README.md': '# nothing' }), /scripts/],
    'an empty archive': [zip({}), /./],
    'a script that is no text': [new Uint8Array(zipSync({ 'train.py': new Uint8Array(64) })), /UTF-8/],
    'a script in Latin-1': [
      new Uint8Array(zipSync({ 'train.py': Uint8Array.of(0x23, 0xfc, 0x0a) })),
      /UTF-8/,
    ],
    'a script of 100 MB': [zip({ 'train.py': ' '.repeat(100e6) }), /characters/],
    'a wrong checksum': [patched(whole, directoryOf(whole) + 16, 1, 2, 3, 4), /./],
  };
  const files: Readonly<Record<string, readonly [readonly NamedFile[], RegExp]>> = {
    'no script': [py({ 'a.txt': 'x', 'b.md': 'y' }), /There are none/],
    'a file that is missing': [py({ 'train.py': TRAIN, 'other.py': '' }), /model\.py is not here/],
    'imports in a circle': [
      py({
        'train.py': 'from a import f\nm = f()\nm.fit(x)',
        'a.py': 'from b import f',
        'b.py': 'from a import f',
      }),
      /b\.py: line 1: 'f' has no value yet: a\.py/,
    ],
    'a script that imports itself': [
      py({ 'train.py': 'from train import m\nm.fit(x)', 'a.py': '' }),
      /train\.py/,
    ],
    'a chain of 900 imports': [
      py({
        'train.py': `from m0 import f\nm = f()\nm.fit(x)`,
        ...many(900, (at) => `from m${at + 1} import f`),
      }),
      /./,
    ],
    '900 files that import one another': [
      py({
        'train.py': 'from m0 import f\nm = f()\nm.fit(x)',
        ...many(900, (at) => `from m${(at * 7 + 1) % 900} import *\nimport m${(at * 11 + 3) % 900}`),
      }),
      /./,
    ],
    '10,000 files that belong together': [
      py({
        'train.py': `${Array.from({ length: 10_000 }, (_, at) => `import m${at}`).join('\n')}\nm.fit(x)`,
        ...many(10_000, () => 'x = 1'),
      }),
      /at most 1,000 files/,
    ],
    '20 MB that belong together': [
      py({
        'train.py': `${Array.from({ length: 200 }, (_, at) => `import m${at}`).join('\n')}\nm.fit(x)`,
        ...many(200, () => 'x = 1\n'.repeat(17_000)),
      }),
      /characters that belong together/,
    ],
    'a loop without end in each of 100 files': [
      py({
        'train.py': `${Array.from({ length: 100 }, (_, at) => `import m${at}`).join('\n')}\nfrom gone import m\nm.fit(x)`,
        ...many(
          100,
          () => 'import keras\nfor a in range(10**4):\n for b in range(10**4):\n  keras.layers.Dense(1)',
        ),
      }),
      /./,
    ],
    'a name with line breaks': [
      py({ 'a\nb\u001e.py': 'from c import m\nm.fit(x)', 'd.py': '' }),
      /c\.py is not here/,
    ],
    'a name of __proto__': [
      py({
        'train.py': 'from __proto__ import f\nfrom constructor import g\nm = g(f())\nm.fit(x)',
        'a.py': '',
      }),
      /__proto__\.py is not here/,
    ],
  };
  const cut: [string, readonly [Uint8Array, RegExp]][] = [...cuts(whole)].map(([name, bytes]) => [
    name,
    [bytes, /./],
  ]);
  return [
    ...[...Object.entries(archives), ...cut].map(([name, [bytes, says]]): BadCase => ({
      ...{ name: `program: a zip with ${name}`, door: 'program', says },
      files: [{ name: 'repository.zip', bytes }],
    })),
    ...Object.entries(files).map(([name, [own, says]]): BadCase => ({
      name: `program: ${name}`,
      door: 'program',
      files: own,
      says,
    })),
  ];
}
