// `npm run train -- --data FILE`: data sets that people bring as files.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { idx } from '../support/dataSetFiles';
import { runTerminal } from '../support/terminal';

let folder = '';
const at = (name: string): string => join(folder, name);
const train = (...options: string[]) => runTerminal('train', '--no-tune', '--json', ...options);
const events = (stdout: string): Record<string, unknown>[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Three classes of 28 × 28: bright at the top, in the middle, or at the bottom. */
function clothes(part: string, count: number): Record<string, Uint8Array> {
  const labels = Array.from({ length: count }, (_, i) => i % 3);
  const pixels = labels.flatMap((label, n) =>
    Array.from({ length: 784 }, (_, i) =>
      Math.floor(i / 28 / 9.4) === label ? 200 + ((i * 7 + n) % 50) : (i + n) % 20,
    ),
  );
  return {
    [`${part}-images-idx3-ubyte.gz`]: gzipSync(idx([count, 28, 28], pixels)),
    [`${part}-labels-idx1-ubyte.gz`]: gzipSync(idx([count], labels)),
  };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'convscope-'));
  mkdirSync(at('fashion-mnist'));
  mkdirSync(at('nested/inner'), { recursive: true });
  for (const [name, bytes] of Object.entries({ ...clothes('train', 300), ...clothes('t10k', 60) }))
    writeFileSync(at(`fashion-mnist/${name}`), bytes);
  const entries: Record<string, Uint8Array> = {};
  for (const [name, colour] of [
    ['apple', '#c82828'],
    ['plum', '#2828c8'],
  ] as const) {
    for (let i = 0; i < 10; i++) {
      const create = { width: 20 + i, height: 20, channels: 3, background: colour } as const;
      entries[`fruit/${name}/${i}.jpg`] = await sharp({ create }).jpeg().toBuffer();
    }
  }
  writeFileSync(at('fruit.zip'), zipSync(entries));
  writeFileSync(at('notes.txt'), 'notes');
});
afterAll(() => rmSync(folder, { recursive: true }));

it('trains one epoch on the four files of Fashion-MNIST in a folder, and learns', async () => {
  const { stdout, stderr, status } = await train(
    '--data',
    at('fashion-mnist'),
    '--epochs',
    '1',
    '--batch',
    '16',
  );
  expect([status, stderr]).toEqual([0, '']);
  const all = events(stdout);
  expect(all[0]).toMatchObject({ event: 'start', model: 'lenet5', classes: 3, test: 60 });
  const done = all.at(-1) as { classNames: string[]; testAccuracy: number };
  expect(done).toMatchObject({ event: 'done' });
  expect(done.testAccuracy).toBeGreaterThan(0.9);
});

it('takes several files with commas between them, and holds a test part out', async () => {
  const files = ['images-idx3', 'labels-idx1']
    .map((name) => at(`fashion-mnist/train-${name}-ubyte.gz`))
    .join(',');
  const { stdout, status } = await train('--data', files, '--steps', '1', '--model', 'dnn');
  expect(status).toBe(0);
  expect(events(stdout)[0]).toMatchObject({ classes: 3, training: 216, validation: 24, test: 60 });
});

it('decodes the pictures of a zip, of the size that is asked for', async () => {
  const options = [
    '--data',
    at('fruit.zip'),
    '--size',
    '16',
    '--steps',
    '1',
    '--model',
    'dnn',
    '--validation',
    '0',
  ];
  const { stdout, status } = await train(...options);
  expect(status).toBe(0);
  expect(events(stdout)[0]).toMatchObject({ classes: 2, training: 16, test: 4 });
});

it.each([
  ['no data set', ['notes.txt'], [], /^\nfile 'notes\.txt': expected IDX, .*\. Received text\.\n$/],
  [
    'a file that is missing',
    ['none.zip'],
    [],
    /--data must be mnist, .* or files with a data set\. Received '.*none\.zip'/,
  ],
  ['a folder of folders', ['nested'], [], /has no files\. For a folder per class: --data folder:.*nested\n/],
  ['an option of folders', ['fruit.zip'], ['--classes', 'apple,plum'], /--classes needs --data folder:DIR/],
  ['an option of folders', ['fruit.zip'], ['--split', 'frame'], /--split needs --data folder:DIR/],
  [
    'a frozen base',
    ['fruit.zip'],
    ['--base', 'mobilenet'],
    /--base needs --data folder:DIR or fruit-synthetic/,
  ],
])('says what is wrong with %s', async (_, names, options, message) => {
  const { stderr, status } = await train('--data', names.map(at).join(','), ...options);
  expect(stderr).toMatch(message);
  expect(status).toBeGreaterThan(0);
});
