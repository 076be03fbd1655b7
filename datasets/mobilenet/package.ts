// Where the npm package `nsfwjs` has the model: in two JavaScript files, an object and a text in base64.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const load = createRequire(import.meta.url);

/** @param name `model` or `group1-shard1of1` */
export function packedFile(name: string): string {
  // Its package.json is not exported, its entry is: dist/cjs/index.js.
  return join(dirname(load.resolve('nsfwjs')), '../models/mobilenet_v2', `${name}.min.js`);
}

/** model.json and the weights, as they were before they were packed. @throws Error if the package has changed */
export function mobilenetBytes(): { readonly model: Uint8Array; readonly weights: Uint8Array } {
  const model: unknown = load(packedFile('model'));
  const weights: unknown = load(packedFile('group1-shard1of1'));
  if (typeof model !== 'object' || typeof weights !== 'string')
    throw new Error('MobileNetV2: expected an object and a text. The package nsfwjs has changed.');
  return {
    model: new TextEncoder().encode(JSON.stringify(model)),
    weights: Buffer.from(weights, 'base64'),
  };
}
