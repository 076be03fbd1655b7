// What a visitor waits for before anything is seen: the files that index.html asks for, and what these import.

import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { beforeAll, expect, test, vi } from 'vitest';

const root = join(import.meta.dirname, '../..');
/** KB of 1,000 bytes, gzip-compressed. Grow it only for what everybody sees first. */
const BUDGET = 230;

let chunks: readonly Rolldown.OutputChunk[] = [];
let size = 0;

beforeAll(async () => {
  // Tests run with another, which would bring Lit's warnings along.
  vi.stubEnv('NODE_ENV', 'production');
  const built = (await build({
    root,
    logLevel: 'silent',
    build: { write: false },
  })) as Rolldown.RolldownOutput;
  vi.unstubAllEnvs();
  const made = new Map(built.output.map((file) => [file.fileName, file]));
  const page = made.get('index.html');
  if (page?.type !== 'asset') throw new Error('index.html was not built');
  const wanted = new Set<string>();
  const want = (name: string): void => {
    const file = made.get(name);
    if (file === undefined || wanted.has(name)) return;
    wanted.add(name);
    if (file.type === 'chunk') file.imports.forEach(want);
  };
  for (const [, name = ''] of String(page.source).matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g))
    want(name);
  const files = [page, ...[...wanted].map((name) => made.get(name))].filter((file) => file !== undefined);
  chunks = files.filter((file) => file.type === 'chunk');
  const packed = (file: (typeof files)[number]): number =>
    gzipSync(file.type === 'chunk' ? file.code : file.source).length;
  size = files.reduce((sum, file) => sum + packed(file), 0) / 1000;
});

test(`the first view takes at most ${BUDGET} KB`, () => {
  expect(size).toBeGreaterThan(100);
  expect(size).toBeLessThan(BUDGET);
});

test.each([
  ['reading and writing code', /codemirror|lezer|formats\/keras\/code/],
  ['model files', /formats\/(?:tfjs|onnx|hdf5|safetensors)|jsfive|protobuf|fflate/],
  ['the gallery', /elements\/gallery/],
  ['the fruit lab', /src\/(?:lab|fruit|transfer)\/|elements\/lab/],
  ['comparing and shifting', /elements\/(?:compare|shifts)\/|locales\/(?:compare|shifts)/],
  ['charts', /node_modules\/uplot\/dist\/uPlot\.esm/],
  ['slow motion', /elements\/microscope\/microscope\.|locales\/microscope/],
  ['the benchmark', /src\/bench\/|locales\/bench/],
])('%s comes when it is wanted', (_, modules) => {
  const early = chunks.flatMap(({ moduleIds }) => moduleIds).filter((id) => modules.test(id));
  expect(early).toEqual([]);
});
