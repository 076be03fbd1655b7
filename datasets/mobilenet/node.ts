// MobileNetV2 for the terminal: out of the npm package `nsfwjs`, which carries it in JavaScript files.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { StoredModel } from '../../src/formats/storedModel';
import { mobilenetFromFiles } from './files';

/** The folder with the model's two files. */
function packageFolder(): string {
  // Its package.json is not exported, its entry is: dist/cjs/index.js.
  const entry = createRequire(import.meta.url).resolve('nsfwjs');
  return join(dirname(entry), '../models/mobilenet_v2');
}

/** model.json and the weights, as they were before they were packed. */
export function mobilenetBytes(folder = packageFolder()): {
  readonly model: Uint8Array;
  readonly weights: Uint8Array;
} {
  // An object, and a text in base64.
  const load = createRequire(import.meta.url);
  const model: unknown = load(join(folder, 'model.min.js'));
  const weights: unknown = load(join(folder, 'group1-shard1of1.min.js'));
  if (typeof weights !== 'string')
    throw new Error(`MobileNetV2: the weights in ${folder} are no text. The package nsfwjs has changed.`);
  return { model: new TextEncoder().encode(JSON.stringify(model)), weights: Buffer.from(weights, 'base64') };
}

/** The model with its weights, 224 × 224 × 3 → 5. @throws FormatError if the package's files are damaged */
export function readMobilenet(): StoredModel {
  const { model, weights } = mobilenetBytes();
  return mobilenetFromFiles(model, weights);
}
