// `npm run train -- --base mobilenet` as a user runs it: a head on a frozen front, on pictures in folders.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOptions, UsageError } from '../../src/cli/options';
import { sizeOf } from '../../src/gpu/shape';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import { pcg32 } from '../../src/reference/hash';
import { runTerminal, type TerminalRun } from '../support/terminal';

let folder = '';

/** Two recordings of six frames and six single pictures a class: orange discs, and green stripes. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'convscope-'));
  for (const [label, name] of ['disc', 'stripes'].entries()) {
    mkdirSync(join(folder, 'data', name), { recursive: true });
    for (let n = 0; n < 18; n++) {
      const file = n < 12 ? `clip_${Math.floor(n / 6)}_${n % 6}` : `alone${n}`;
      await sharp(picture(label, n), { raw: { width: 48, height: 48, channels: 3 } })
        .png()
        .toFile(join(folder, 'data', name, `${file}.png`));
    }
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function picture(label: number, n: number): Uint8Array {
  const pixels = new Uint8Array(48 * 48 * 3);
  const shift = pcg32(3, label, n) % 12;
  pixels.forEach((_, i) => {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % 48, Math.floor(i / 144)];
    const inside = label === 0 ? Math.hypot(x - 18 - shift, y - 24) < 15 : (x + shift) % 12 < 6;
    const colour = label === 0 ? [230, 130, 30] : [60, 170, 60];
    pixels[i] = (inside ? colour[c]! : 90) + (pcg32(4, n, i) % 20);
  });
  return pixels;
}

const train = (...options: string[]): Promise<TerminalRun> =>
  runTerminal('train', '--base', 'mobilenet', '--no-tune', ...options);

interface Line {
  readonly event: string;
  readonly [key: string]: unknown;
}
const events = (stdout: string): Line[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

describe('npm run train -- --base mobilenet', () => {
  it('learns from a few pictures, says what it cannot know, and saves one network', async () => {
    const saved = join(folder, 'saved.json');
    const run = await train(
      ...['--data', `folder:${join(folder, 'data')}`, '--size', '64', '--epochs', '8', '--copies', '1'],
      ...['--batch', '8', '--json', '--save', saved, '--split', 'frame', '--per-class', '10'],
    );
    expect(run.stderr.replace(/^Warning.*\n/gm, '')).toBe('');
    expect(run.status).toBe(0);
    const lines = events(run.stdout);
    const [start, done] = [lines[0]!, lines.at(-1)!];
    expect(start).toMatchObject({ event: 'start', training: 20, test: 8, optimizer: 'adamw', epochs: 8 });
    // Split by frame, frames of both recordings of a class are on both sides.
    expect(start.sharedRecordings).toBeGreaterThan(0);
    const features = lines.filter(({ event }) => event === 'features');
    expect(features.at(-1)).toMatchObject({ done: features.at(-1)!.total });
    expect(features.at(-1)!.total).toBe(2 * 20 + 8);
    expect(lines.filter(({ event }) => event === 'epoch')).toHaveLength(8);
    expect(done).toMatchObject({ event: 'done', accuracy: 1, classes: ['disc', 'stripes'], recall: [1, 1], precision: [1, 1] }); // prettier-ignore
    const { calibration, confusion } = done as unknown as {
      calibration: { error: number; errorBefore: number; temperature: number; bins: { count: number }[] };
      confusion: number[][];
    };
    expect(confusion.flat().reduce((a, b) => a + b)).toBe(8);
    expect(calibration.bins.reduce((sum, { count }) => sum + count, 0)).toBe(8);
    expect(calibration.error).toBeLessThan(0.5);
    // Heads without a third of the pictures answered it.
    expect(calibration.temperature).toBeGreaterThan(0);
    expect(calibration.error).not.toBe(calibration.errorBefore);

    const file = JSON.parse(readFileSync(saved, 'utf8')) as {
      network: { input: { shape: number[] }[]; outputs: string[] };
      parameters: { name: string; shape: number[]; float32: string }[];
    };
    expect(file.network.input[0]!.shape).toEqual([64, 64, 3]);
    expect(file.network.outputs).toEqual(['answer']);
    for (const { name, shape, float32 } of file.parameters)
      expect(Buffer.from(float32, 'base64'), name).toHaveLength(4 * sizeOf(shape));
    const network = defineNetwork(file.network as unknown as NetworkConfig);
    expect(network.parameterCount).toBe(file.parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0));
  });
});

describe('npm run train -- --base mobilenet --rendered', () => {
  /** The same pictures, called as fruit or not. */
  const called = (...names: readonly string[]): string => {
    const data = join(folder, names.join('-'));
    names.forEach((name, label) => cpSync(join(folder, 'data', label === 0 ? 'disc' : 'stripes'), join(data, name), { recursive: true })); // prettier-ignore
    return `folder:${data}`;
  };

  it('renders fruit beside the photos of classes that it knows', async () => {
    const run = await train(
      ...['--data', called('orange', 'curtain'), '--size', '64', '--epochs', '2', '--copies', '2'],
      ...['--rendered', '3', '--json', '--split', 'frame', '--per-class', '10'],
    );
    expect(run.status).toBe(0);
    expect(events(run.stdout).at(-1)).toMatchObject({
      calibration: { temperature: expect.any(Number) as number },
    });
    const features = events(run.stdout).filter(({ event }) => event === 'features');
    // Photos as they are and in two copies, rendered oranges as they are and in one, test photos.
    expect(features.at(-1)!.total).toBe(3 * 20 + 2 * 3 + 8);
    expect(features.at(-1)!.done).toBe(features.at(-1)!.total);
  });

  it('says so where there is none', async () => {
    const run = await train(...['--data', called('disc', 'curtain'), '--size', '64', '--rendered', '3']);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain(
      '--rendered: none of the classes (curtain, disc) can be rendered. Known: apple,',
    );
  });
});

describe('options', () => {
  it('of a head have defaults of their own', () => {
    const options = readOptions(['--base', 'mobilenet', '--data', 'folder:x']);
    expect(options).toMatchObject({ base: 'mobilenet', size: 160, batch: 32, optimizer: 'adamw', copies: 8 });
    expect(options).toMatchObject({ rendered: 0 });
    expect(options).toMatchObject({ split: null, perClass: null });
    expect(readOptions([])).toMatchObject({ base: null, size: 64, batch: 64, epochs: 5 });
  });

  it.each([
    [['--base', 'vgg16'], "--base must be mobilenet. Received 'vgg16'"],
    [['--base', 'mobilenet'], "--base needs --data folder:DIR or fruit-synthetic. Received 'mnist'"],
    [['--base', 'mobilenet', '--data', 'folder:x', '--model', 'lenet5'], '--model cannot be used with --base'], // prettier-ignore
    [
      ['--base', 'mobilenet', '--data', 'folder:x', '--size', '100'],
      '--size must be a multiple of 32 and at least 64',
    ],
    [
      ['--base', 'mobilenet', '--data', 'folder:x', '--size', '32'],
      "and at least 64 with --base. Received '32'",
    ],
    [['--data', 'folder:x', '--rendered', '5'], '--rendered needs --base and a folder of photos'],
    [
      ['--base', 'mobilenet', '--data', 'fruit-synthetic', '--rendered', '5'],
      '--rendered adds rendered fruit to photos',
    ],
    [['--split', 'day'], "--split must be recording or frame. Received 'day'"],
  ])('%j is refused', (argv, message) => {
    expect(() => readOptions(argv)).toThrow(UsageError);
    expect(() => readOptions(argv)).toThrow(message);
  });
});
