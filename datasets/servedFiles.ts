// Serves files of npm packages to the page, gzip-compressed: one Vite plugin for every folder beside this file.
//
// One path for both: `npm start` serves the same bytes that a build carries as assets, and both name them by content
// hash, so they may be cached for ever. The page learns the addresses from a virtual module. Compressing takes seconds,
// once: the result stays in node_modules/.cache.

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Plugin } from 'vite';

export interface ServedFile {
  /** Under which the page asks for it. */
  readonly name: string;
  /** The file that it is made of: compressed anew where size or date change. */
  readonly source: string;
  /** What is served, before compression. Absent: the source as it is. */
  readonly bytes?: () => Promise<Uint8Array> | Uint8Array;
}

interface PackedFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly hash: string;
}

/**
 * @param folder `mnist`: the plugin behind `import { files } from 'virtual:convscope/mnist'`
 * @param files called when somebody asks for them
 */
export function servedFiles(folder: string, files: () => readonly ServedFile[]): Plugin {
  const moduleId = `virtual:convscope/${folder}`;
  const resolvedId = `\0${moduleId}`;
  const urlFolder = `data/${folder}/`;
  let base = '/';
  let isBuild = false;
  let packed: Promise<PackedFile[]> | undefined;
  /** Compressed; read or made at the first call. */
  const packedFiles = (): Promise<PackedFile[]> =>
    (packed ??= Promise.all(files().map((file) => packFile(folder, file))));
  return {
    name: `convscope:${folder}`,
    configResolved(config) {
      base = config.base;
      isBuild = config.command === 'build';
    },
    resolveId: { filter: { id: new RegExp(`^${moduleId}$`) }, handler: () => resolvedId },
    load: {
      filter: { id: new RegExp(`^\0${moduleId}$`) },
      async handler() {
        const entries = (await packedFiles()).map((file) => {
          const url = isBuild
            ? `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'asset', name: `${file.name}.gz`, source: file.bytes })}`
            : JSON.stringify(`${base}${urlFolder}${file.name}.gz?${file.hash}`);
          return `{ name: ${JSON.stringify(file.name)}, url: ${url}, sizeBytes: ${file.bytes.length} }`;
        });
        return `export const files = [${entries.join(', ')}];`;
      },
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const [path = ''] = (request.url ?? '').split('?');
        const name = path.includes(`/${urlFolder}`) ? path.split('/').at(-1) : undefined;
        if (name === undefined) {
          next();
          return;
        }
        packedFiles().then((all) => {
          const file = all.find((candidate) => `${candidate.name}.gz` === name);
          if (file === undefined) {
            next();
            return;
          }
          response.setHeader('Content-Type', 'application/gzip');
          response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
          response.setHeader('ETag', `"${file.hash}"`);
          response.setHeader('Content-Length', file.bytes.length);
          response.end(file.bytes);
        }, next);
      });
    },
  };
}

/** The folder of an npm package. @param entry a file of it that may be asked for, and the steps from the root to it */
export function packageFolder(entry: string, steps: number): string {
  let folder = createRequire(import.meta.url).resolve(entry);
  for (let i = 0; i < steps; i++) folder = dirname(folder);
  return folder;
}

async function packFile(folder: string, { name, source, bytes }: ServedFile): Promise<PackedFile> {
  const cacheFolder = join(packageFolder('vite/package.json', 2), `.cache/convscope/${folder}`);
  const { size, mtimeMs } = await stat(source);
  const cached = join(cacheFolder, `${name}.${size}.${Math.round(mtimeMs).toString(36)}.gz`);
  let compressed = await readFile(cached).catch(() => undefined);
  if (!compressed) {
    compressed = await promisify(gzip)((await bytes?.()) ?? (await readFile(source)), { level: 7 });
    await mkdir(cacheFolder, { recursive: true });
    const unfinished = `${cached}.${process.pid}`;
    await writeFile(unfinished, compressed);
    await rename(unfinished, cached);
  }
  return {
    name,
    bytes: compressed,
    hash: createHash('sha256').update(compressed).digest('hex').slice(0, 16),
  };
}
