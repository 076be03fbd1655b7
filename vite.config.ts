// The page: every .html file in the root is an entry, WGSL comes through `?raw`, the data sets' files through their plugins.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Rolldown } from 'vite';
import { mnistData } from './datasets/mnist/vitePlugin.ts';
import { mobilenetModel } from './datasets/mobilenet/vitePlugin.ts';
import { lateParts } from './offline/lateParts.ts';
import { offlinePage } from './offline/vitePlugin.ts';
import { bareShaders, deferredShaders } from './shaders/vitePlugin.ts';
import { withoutCases } from './library/withoutCases.ts';
import { licences } from './security/licencesPlugin.ts';
import { securityPolicy } from './security/vitePlugin.ts';
import { standalonePage } from './standalone/vitePlugin.ts';

const root = fileURLToPath(new URL('.', import.meta.url));

/** What an entry loads at once: all that it and its imports import statically. */
function importedBy(entry: string, graph: Rolldown.ChunkingContext): ReadonlySet<string> {
  const found = new Set([fileURLToPath(new URL(entry, import.meta.url))]);
  for (const id of found) for (const next of graph.getModuleInfo(id)?.importedIds ?? []) found.add(next);
  return found;
}

let [page, bench]: ReadonlySet<string>[] = [];

/**
 * What the page loads at once is one chunk, and what the benchmark loads of it, too, another. Divided by which of their
 * parts are imported elsewhere they would be dozens, each compressed without the others.
 */
function firstChunk(id: string, graph: Rolldown.ChunkingContext): string | null {
  page ??= importedBy('src/app/main.ts', graph);
  bench ??= importedBy('src/app/bench.ts', graph);
  if (!page.has(id)) return null;
  return bench.has(id) ? 'engine' : 'page';
}

/** The layers that are not part of the first view, and what it loads after the first maps (src/app/afterFirstMaps.ts), in this order. */
const PARTS = {
  layers: 'src/layers/all.ts',
  inspector: 'src/elements/inspector/inspector.ts',
  network: 'src/elements/network/networkStack.ts',
  record: 'src/elements/time/record.ts',
};

let parts: readonly (readonly [name: string, modules: ReadonlySet<string>])[] | null = null;

/** Each of them is one chunk as well. */
function partChunk(id: string, graph: Rolldown.ChunkingContext): string | null {
  parts ??= Object.entries(PARTS).map(([name, entry]) => [name, importedBy(entry, graph)]);
  return parts.find(([, modules]) => modules.has(id))?.[0] ?? null;
}

export default defineConfig({
  base: './', // a build works from any folder of any server
  plugins: [
    mnistData(),
    mobilenetModel(),
    withoutCases(),
    standalonePage(),
    deferredShaders(),
    bareShaders(),
    licences(),
    offlinePage(),
    lateParts(),
    securityPolicy(),
  ],
  worker: { format: 'es' }, // loads a format when it is needed
  server: { port: 5173 },
  build: {
    target: 'es2023',
    rolldownOptions: {
      input: readdirSync(root).filter((file) => file.endsWith('.html')),
      output: { codeSplitting: { groups: [{ name: firstChunk, priority: 1 }, { name: partChunk }] } },
    },
  },
});
