// The two files of the model, and how its pictures want to be prepared. Shared by the page's and the terminal's loader.

import type { StoredModel } from '../../src/formats/storedModel';
import { readTfjs } from '../../src/formats/tfjs/files';

/** As the page downloads them: the topology with the list of weights, and the bytes of these. */
export const mobilenetFileNames = { model: 'mobilenet-v2.json', weights: 'mobilenet-v2-weights' } as const;

/** As the model itself calls them. */
const MODEL = 'model.json';
const SHARD = 'group1-shard1of1';

/**
 * What the model was trained on: rows, columns, channels (red, green, blue), and a byte as a number. All layers up to
 * `out_relu` take other sizes as well, best multiples of 32.
 */
export const mobilenetInput = { shape: [224, 224, 3], scale: 1 / 255, offset: 0 } as const;

/** Layers whose results are good features, with the sides of their maps beside the picture's. */
export const mobilenetFeatures = {
  block6: { layer: 'block_6_project_BN', maps: 64, stride: 16 },
  block15: { layer: 'block_15_add', maps: 160, stride: 32 },
} as const;

/** What does well beneath a head for photos of fruit: colours and edges, and parts of things (docs/fruit.md). */
export const mobilenetTransfer = {
  layers: ['block_1_project_BN', 'block_6_project_BN'],
  size: 160,
  keep: 'maps',
} as const;

/** @throws FormatError if a file is damaged */
export function mobilenetFromFiles(model: Uint8Array, weights: Uint8Array): StoredModel {
  return readTfjs(
    new Map([
      [MODEL, model],
      [SHARD, weights],
    ]),
  );
}
