// What a user may hand to the terminal programs by mistake, and what they say: what was wrong, where, what was expected, and
// never the words of an engine, a stack, or a file's own control characters.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest';
import { main as convert } from '../../src/cli/convert';
import { readModelAt } from '../../src/cli/modelFiles';
import { escapeControl } from '../../src/cli/print';
import type { Reporter } from '../../src/cli/report';
import { save } from '../../src/cli/save';
import { main as train } from '../../src/cli/train';
import { defineNetwork } from '../../src/models/network';
import { randomWeights } from '../../src/fuzz/randomNetworks';

let folder = '';
const at = (name: string): string => join(folder, name);
const text = (name: string, json: unknown): void => writeFileSync(at(name), JSON.stringify(json));
const dense = { kind: 'dense', options: { units: 2, activation: 'softmax' } };
const tiny = { name: 'tiny', input: [4, 4, 3], layers: [{ kind: 'flatten' }, dense] };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'convscope-'));
  text('null.json', { ...tiny, layers: [null] });
  text('input.json', { ...tiny, input: 'x' });
  text('inputs.json', { ...tiny, layers: [{ ...dense, inputs: 'input' }] });
  text('tiny.json', tiny);
  writeFileSync(at('deep.json'), `{"input": [4], "layers": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`);
  const escape = 'Conv\u001b[2J\u009b1m\u202e2D';
  text('escape.json', {
    class_name: 'Sequential',
    config: { name: 's', layers: [{ class_name: escape, config: { name: 'c', batch_shape: [null, 4] } }] },
  });
  writeFileSync(at('file'), '');
  for (const [path, count] of [
    ['few/apple', 1],
    ['few/plum', 3],
    ['svg/apple', 3],
    ['svg/plum', 3],
  ] as const) {
    mkdirSync(at(path), { recursive: true });
    for (let i = 0; i < count; i++)
      await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } }).toFile(
        at(`${path}/${i}.png`),
      );
  }
  writeFileSync(at('svg/plum/drawn.png'), '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>');
  if (process.platform !== 'win32') execFileSync('mkfifo', [at('pipe.onnx')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(
  main: (argv: readonly string[]) => Promise<number>,
  argv: readonly string[],
): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((written) => {
      said[stream === 'stdout' ? 'out' : 'err'] += String(written);
      return true;
    }),
  );
  try {
    return { code: await main(argv), ...said };
  } finally {
    spies.forEach((spy) => spy.mockRestore());
  }
}

describe('npm run train', () => {
  it.each([
    [['--batch', '1e9'], 2, /^\n--batch must be a whole number from 1 to 65,536\. Received '1e9'\nSee/],
    [
      ['--data', 'fruit-synthetic', '--per-class', '1e9'],
      2,
      /--per-class .* from 1 to 100,000\. Received '1e9'/,
    ],
    [
      ['--data', 'folder:x', '--validation', '2'],
      2,
      /--validation must be a number from 0 to below 1\. Received '2'/,
    ],
    [['--validation', '0.1'], 2, /--validation needs --data folder:DIR/],
    [
      ['--data', 'noise', '--model', 'dnn', '--steps', '1e9'],
      1,
      /--data noise: 64,000,000,000 pictures of .* need .* GiB; expected at most 2 GiB/,
    ],
    [
      ['--model', 'null.json', '--summary'],
      2,
      /null\.json, layer 1: it must be an object {…}\. Received null/,
    ],
    [['--model', 'input.json', '--summary'], 2, /input\.json: 'input' must be a list \[…\]\. Received "x"/],
    [
      ['--model', 'inputs.json', '--summary'],
      2,
      /inputs\.json, layer 1: 'inputs' must be a list \[…\]\. Received "input"/,
    ],
    [['--model', 'deep.json', '--summary'], 2, /deep\.json: expected lists and objects at most 500 deep/],
    [['--save', 'file/x.keras'], 2, /--save: 'file\/x\.keras' cannot be written: ENOTDIR/],
    [
      ['--data', 'folder:few', '--model', 'fruitnet'],
      1,
      /class 'apple' needs at least 2 images, .*\. Received 1/,
    ],
    [
      ['--data', 'folder:svg', '--model', 'fruitnet'],
      1,
      /drawn\.png': cannot be decoded \(it is SVG; expected PNG/,
    ],
  ] as const)('%j', async (argv, code, message) => {
    const here = process.cwd();
    process.chdir(folder);
    try {
      const said = await run(train, argv);
      expect([said.code, said.out]).toEqual([code, '']);
      expect(said.err).toMatch(message);
      expect(said.err).not.toMatch(/undefined|Cannot read|Invalid typed|call stack|\bat .*:\d+:\d+/);
    } finally {
      process.chdir(here);
    }
  });
});

describe('npm run convert', () => {
  test.runIf(process.platform !== 'win32').each([
    ['/dev/zero', /expected a file\. Received a device/],
    ['pipe.onnx', /expected a file\. Received a pipe/],
  ])('%s, which has no end, is not read', async (name, message) => {
    const { code, err } = await run(convert, [resolve(folder, name), at('out.zip')]);
    expect([code, existsSync(at('out.zip'))]).toEqual([1, false]);
    expect(err).toMatch(message);
  });

  it('shows the control characters of a file, and does not send them to the terminal', async () => {
    const { code, err } = await run(convert, [at('escape.json'), at('out.zip')]);
    expect(code).toBe(1);
    expect(err).toContain('\\u001b[2J\\u009b1m\\u202e2D');
    for (const one of '\u001b\u009b\u202e') expect(err).not.toContain(one);
  });

  it('leaves lines, tabs and letters of all languages as they are', () => {
    expect(escapeControl('a\tb\n畳み込み é\r')).toBe('a\tb\n畳み込み é\\u000d');
    expect(JSON.parse(escapeControl(JSON.stringify('\u007f\u001b')))).toBe('\u007f\u001b');
  });
});

describe('--save', () => {
  const network = defineNetwork(tiny);
  const model = { network: network.toJSON(), weights: randomWeights(network, 1), remarks: [] };
  const remarks: string[] = [];
  const report = { remark: (said: string) => void remarks.push(said) } as unknown as Reporter;

  it.each([
    ['keras', false, 'x.keras'],
    ['tfjs', true, 'x'],
  ] as const)('puts %s at home where its place is gone, and says so', async (format, isFolder, name) => {
    const home = mkdtempSync(at('home-'));
    vi.stubEnv('HOME', home).stubEnv('USERPROFILE', home);
    // A file in the place of the folder: nothing can be written below it, not even by root.
    const target = { path: at(`file/${name}`), format, folder: isFolder };
    const path = await save(target, model, report, []);
    vi.unstubAllEnvs();
    expect(path).toMatch(new RegExp(`^${home}.convscope-.*${name}$`));
    expect(remarks.at(-1)).toMatch(/file\/x.*' could not be written: ENOTDIR.* Saved as '.*' instead/);
    const read = await readModelAt(path);
    expect(read.kind === 'model' && read.model.weights?.get('dense_1/weight')).toEqual(
      model.weights.get('dense_1/weight'),
    );
    expect(readdirSync(home)).toHaveLength(1);
  });
});

describe('scripts/child.mjs', () => {
  const child = JSON.stringify(resolve('scripts/child.mjs'));
  const inner = `import(${child}).then(({ endWithParent }) => {
    endWithParent();
    setInterval(() => {}, 1000);
    console.log(process.pid);
  })`;
  const outer = `import(${child}).then(({ runAsChild }) =>
    runAsChild(['-e', ${JSON.stringify(inner)}], process.env).then((code) => process.exit(code)))`;

  it.runIf(process.platform !== 'win32').each(['SIGTERM', 'SIGKILL'] as const)(
    '%s to a program that started itself again ends both',
    async (signal) => {
      const parent = spawn(process.execPath, ['-e', outer], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(String(line));
      expect(pid).toBeGreaterThan(0);
      expect(pid).not.toBe(parent.pid);
      parent.kill(signal);
      // The pipe closes when no process holds it any more: neither the parent nor its child.
      await once(parent, 'close');
    },
  );
});
