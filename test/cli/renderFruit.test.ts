// `npm run render-fruit` and training on what it makes, as a user runs them.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOptions, UsageError } from '../../src/cli/options';
import { readRenderOptions } from '../../src/cli/renderFruit';
import { DEFAULT_FRUITS } from '../../src/fruit/fruits';
import { NO_AUGMENTATION, PHOTO_AUGMENTATION } from '../../src/train/augmentation';
import { runTerminal } from '../support/terminal';

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'convscope-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const events = (stdout: string): Record<string, unknown>[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const model = {
  name: 'tiny',
  input: [16, 16, 3],
  layers: [
    { kind: 'conv2d', options: { filters: 4, kernelSize: 3, activation: 'relu' } },
    { kind: 'globalAveragePooling2d' },
    { kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};

describe('npm run render-fruit', () => {
  it('writes a folder a class, which training then reads', async () => {
    const out = join(folder, 'fruit');
    const options = [
      '--classes',
      'orange,kiwi',
      '--per-class',
      '6',
      '--size',
      '16',
      '--samples',
      '1',
      '--seed',
      '4',
    ];
    const first = await runTerminal('renderFruit', '--out', out, ...options, '--sheet', '--json');
    expect(first.stderr.replace(/^Warning.*\n/gm, '')).toBe('');
    expect(events(first.stdout).map(({ event }) => event)).toEqual(['start', 'class', 'class', 'done']);
    expect(events(first.stdout).at(-1)).toMatchObject({ out, pictures: 12 });
    expect(readdirSync(out).sort()).toEqual(['kiwi', 'kiwi.png', 'orange', 'orange.png']);
    expect(readdirSync(join(out, 'kiwi')).sort()).toEqual([1, 2, 3, 4, 5, 6].map((n) => `000${n}.png`));
    const { width, height, channels } = await sharp(join(out, 'kiwi', '0003.png')).metadata();
    expect({ width, height, channels }).toEqual({ width: 16, height: 16, channels: 3 });

    const again = await runTerminal('renderFruit', '--out', out, ...options);
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('already holds 6 files; choose an empty folder');

    const other = join(folder, 'again');
    await runTerminal('renderFruit', '--out', other, ...options, '--json');
    expect(readFileSync(join(other, 'kiwi', '0005.png'))).toEqual(
      readFileSync(join(out, 'kiwi', '0005.png')),
    );

    writeFileSync(join(folder, 'tiny.json'), JSON.stringify(model));
    const trained = await runTerminal(
      'train',
      ...['--data', 'fruit-synthetic', '--classes', 'orange,kiwi', '--per-class', '16', '--size', '16'],
      ...['--test', `folder:${out}`, '--model', join(folder, 'tiny.json'), '--epochs', '2', '--batch', '8'],
      ...['--no-tune', '--json'],
    );
    expect(trained.stderr.replace(/^Warning.*\n/gm, '')).toBe('');
    const lines = events(trained.stdout);
    expect(lines[0]).toMatchObject({ event: 'start', training: 32, test: 12 });
    const done = lines.at(-1) as {
      accuracy: number;
      macroAccuracy: number;
      confusion: number[][];
      testAccuracy: number;
    };
    expect(done).toMatchObject({ event: 'done', classes: ['orange', 'kiwi'] });
    expect(done.confusion.flat().reduce((a, b) => a + b, 0)).toBe(12);
    expect(done.accuracy).toBeCloseTo((done.confusion[0]![0]! + done.confusion[1]![1]!) / 12, 6);
    expect(done.testAccuracy).toBeCloseTo(done.accuracy, 6);
    expect(done.macroAccuracy).toBeCloseTo(done.accuracy, 6); // classes of the same size
  });

  it('explains its options', async () => {
    const { stdout, status } = await runTerminal('renderFruit', '--help');
    expect(status).toBe(0);
    expect(stdout).toContain('npm run render-fruit -- --out DIR --per-class 100 --seed 1');
    expect(stdout).toContain('synthetic');
  });
});

describe('options', () => {
  it('of rendering have defaults', () => {
    expect(readRenderOptions(['--out', 'x'])).toMatchObject({
      perClass: 100,
      seed: 1,
      classes: DEFAULT_FRUITS,
      size: 64,
      sheet: false,
    });
    expect(readRenderOptions(['--help'])).toBeNull();
  });

  it.each([
    [[], '--out must name a folder'],
    [['--out', 'x', '--classes', 'apple,durian'], "--classes: fruit: there is no 'durian'"],
    [['--out', 'x', '--per-class', '0'], '--per-class must be a whole number of at least 1'],
    [['--out', 'x', '--colour', 'red'], '--colour'],
  ])('of rendering: %j is refused', (argv, message) => {
    expect(() => readRenderOptions(argv)).toThrow(UsageError);
    expect(() => readRenderOptions(argv)).toThrow(message);
  });

  it('of training say how pictures are changed', () => {
    expect(readOptions([])?.augmentation).toEqual(NO_AUGMENTATION); // digits are not mirrored
    expect(readOptions(['--data', 'folder:x'])?.augmentation).toEqual(PHOTO_AUGMENTATION);
    expect(readOptions(['--data', 'folder:x', '--augment', 'none'])?.augmentation).toEqual(NO_AUGMENTATION);
    expect(readOptions(['--augment', 'flip,rotate=10, cut-out=0.2'])?.augmentation).toEqual({
      ...NO_AUGMENTATION,
      flip: true,
      rotate: 10,
      cutOut: 0.2,
    });
    expect(() => readOptions(['--augment', 'blur=2'])).toThrow(
      '--augment takes photos, none, or flip and shift=',
    );
    expect(() => readOptions(['--augment', 'rotate=90'])).toThrow('rotate must be from 0 to 45. Received 90');
    expect(() => readOptions(['--classes', 'apple'])).toThrow('--classes must name at least two classes');
  });
});
