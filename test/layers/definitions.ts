// What the contract is held against.

import { LAYERS } from '../../src/layers/all';
import type { LayerDefinition } from '../../src/layers/layer';
import { logSoftmax } from '../../src/layers/logSoftmax';

/** By kind. The operation of an activation is held to the contract as well, though no network has it as a layer. */
export const DEFINITIONS = Object.entries({ ...LAYERS, logSoftmax }) as unknown as [
  kind: string,
  definition: LayerDefinition,
][];
