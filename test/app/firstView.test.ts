// What a visitor waits for before anything is seen: the files that index.html asks for, what these import, and the words of
// one language.

import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LANGUAGES } from '../../src/elements/locale';
import { build, type Rolldown } from 'vite';
import { beforeAll, expect, test, vi } from 'vitest';

const root = join(import.meta.dirname, '../..');
/** KB of 1,000 bytes, gzip-compressed. Grow it only for what everybody sees first. */
const BUDGET = 180;

let chunks: readonly Rolldown.OutputChunk[] = [];
let words: ReadonlyMap<string, Rolldown.OutputChunk> = new Map();
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
  const packed = (file: Rolldown.OutputChunk | Rolldown.OutputAsset): number =>
    gzipSync(file.type === 'chunk' ? file.code : file.source).length;
  const want = (name: string): void => {
    const file = made.get(name);
    if (file === undefined || wanted.has(name)) return;
    wanted.add(name);
    if (file.type === 'chunk') file.imports.forEach(want);
  };
  for (const [, name = ''] of String(page.source).matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g))
    want(name);
  // The longer of the two; what both need has come with the page.
  words = new Map(
    LANGUAGES.flatMap(({ code }) => {
      const entry = `src/elements/locales/${code}/index.ts`;
      const chunk = built.output.find(
        (file) => file.type === 'chunk' && file.facadeModuleId?.endsWith(entry) === true,
      );
      return chunk?.type === 'chunk' ? [[code, chunk] as const] : [];
    }),
  );
  const longest = [...words.values()].sort((a, b) => packed(b) - packed(a))[0];
  if (longest) want(longest.fileName);
  const files = [page, ...[...wanted].map((name) => made.get(name))].filter((file) => file !== undefined);
  chunks = files.filter((file) => file.type === 'chunk');
  size = files.reduce((sum, file) => sum + packed(file), 0) / 1000;
});

test(`the first view takes at most ${BUDGET} KB`, () => {
  expect(size).toBeGreaterThan(100);
  expect(size).toBeLessThan(BUDGET);
});

test('the words of each language are a file of their own, and one of them comes at first', () => {
  expect([...words.keys()]).toEqual(LANGUAGES.map(({ code }) => code));
  const early = LANGUAGES.filter(({ code }) => chunks.includes(words.get(code)!));
  expect(early.length).toBe(1);
  const modules = chunks.flatMap(({ moduleIds }) => moduleIds);
  const languages = new Set(modules.flatMap((id) => /locales\/([a-z]{2})\//.exec(id)?.slice(1) ?? []));
  expect(languages.size).toBe(1);
});

test.each([
  ['the glossary', /elements\/glossary|locales\/glossary/],
  ['reading and writing code', /codemirror|lezer|formats\/keras\/code/],
  ['model files', /formats\/(?:tfjs|onnx|hdf5|safetensors)|jsfive|protobuf|fflate/],
  ['the gallery', /elements\/gallery/],
  ['the fruit lab', /src\/(?:lab|fruit|transfer)\/|elements\/lab/],
  ['the confusion matrix', /elements\/confusion\/(?!event)|locales\/confusion|inspect\/predictions/],
  ['comparing and shifting', /elements\/(?:compare|shifts)\/|locales\/(?:compare|shifts)/],
  ['charts', /node_modules\/uplot\/dist\/uPlot\.esm/],
  ['slow motion', /elements\/microscope\/microscope\.|locales\/microscope/],
  ['the benchmark', /src\/bench\/|locales\/bench/],
  ['the inspector', /elements\/inspector\/(?!event)|inspect\/cell\/explainCell/],
  ['the network panel', /elements\/network\/(?!arithmetic)|locales\/building/],
  ['the curve and the figures', /elements\/time\/(?:curve|figures)|chartController/],
  ['the layers that neither LeNet nor ShapeNet has', /src\/layers\/(?:all|dropout|depthwise|averagePooling)/],
  ['the texts of shaders that only training needs', /deferred-texts$/],
  ['what is said where WebGPU is missing, and of failures', /locales\/(?:withoutGpu|messages)/],
])('%s comes when it is wanted', (_, modules) => {
  const early = chunks.flatMap(({ moduleIds }) => moduleIds).filter((id) => modules.test(id));
  expect(early).toEqual([]);
});
