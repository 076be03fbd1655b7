// Makes a build installable and usable without a network: the service worker with the list of all built files, the web
// app manifest and its icons. Nothing of it exists with `npm start`.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin, Rolldown } from 'vite';
import type { Listing } from './listing.ts';

const WORKER = 'sw.js';
const MANIFEST = 'manifest.webmanifest';
/** In the code of the service worker. */
const PLACEHOLDER = '__CONVSCOPE_FILES__';
/** In index.html. */
const VERSION_PLACEHOLDER = '__CONVSCOPE_VERSION__';
/** Weights of MobileNet: more bytes than all the rest. */
const ON_DEMAND = '/mobilenet-';
/** These are named by their content. */
const NAMED_BY_CONTENT = 'assets/';

export function offlinePage(): Plugin {
  const folder = import.meta.dirname;
  return {
    name: 'convscope:offline',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: join(folder, 'serviceWorker.ts'), fileName: WORKER });
      for (const icon of readdirSync(folder).filter((name) => /\.(?:svg|png)$/.test(name)))
        this.emitFile({ type: 'asset', fileName: icon, source: readFileSync(join(folder, icon)) });
      const manifest: unknown = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
      this.emitFile({ type: 'asset', fileName: MANIFEST, source: JSON.stringify(manifest) });
    },
    transformIndexHtml: (_, { filename }) =>
      filename.endsWith('index.html')
        ? [
            { tag: 'link', attrs: { rel: 'manifest', href: MANIFEST }, injectTo: 'head' },
            { tag: 'meta', attrs: { name: 'version', content: VERSION_PLACEHOLDER }, injectTo: 'head' },
          ]
        : [],
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const worker = bundle[WORKER];
        if (worker?.type !== 'chunk') return this.error('the service worker was not built');
        const listing = listingOf(bundle);
        worker.code = worker.code.replaceAll(PLACEHOLDER, () => JSON.stringify(listing));
        // A page knows by it whether a new service worker is of its own version.
        const page = bundle['index.html'];
        if (page?.type === 'asset')
          page.source = String(page.source).replace(VERSION_PLACEHOLDER, listing.version);
      },
    },
  };
}

export function listingOf(bundle: Rolldown.OutputBundle): Listing {
  const names = Object.keys(bundle)
    .filter((name) => name !== WORKER)
    .sort();
  const first = firstView(bundle);
  const hash = createHash('sha256');
  for (const name of [...names, WORKER])
    hash.update(`${name}\n`).update(name.startsWith(NAMED_BY_CONTENT) ? '' : contentOf(bundle[name]));
  return {
    version: hash.digest('hex').slice(0, 12),
    first: [...first].map(pathOf),
    rest: names.filter((name) => !first.has(name) && !name.includes(ON_DEMAND)).map(pathOf),
    onDemand: names.filter((name) => name.includes(ON_DEMAND)),
  };
}

/** A server may redirect from index.html. */
const pathOf = (name: string): string => (name === 'index.html' ? '' : name);

const contentOf = (file: Rolldown.OutputBundle[string] | undefined): string | Uint8Array =>
  file === undefined ? '' : file.type === 'chunk' ? file.code : file.source;

/** index.html, the files that it asks for, and what these import. */
function firstView(bundle: Rolldown.OutputBundle): ReadonlySet<string> {
  const page = bundle['index.html'];
  const found = new Set<string>(['index.html']);
  const add = (name: string): void => {
    const file = bundle[name];
    if (file === undefined || found.has(name)) return;
    found.add(name);
    if (file.type === 'chunk') file.imports.forEach(add);
  };
  if (page?.type === 'asset')
    for (const [, name = ''] of String(page.source).matchAll(/(?:src|href)="\.?\/?([^"]+)"/g)) add(name);
  return found;
}
