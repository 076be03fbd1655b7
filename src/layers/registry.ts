// The kinds of layers that are loaded. Those of the networks of a first visit (models/shapenet.ts, models/lenet.ts) are at
// once; all.ts adds the others, which the page loads after its first maps.

import type { LayerDefinition } from './layer';
import { batchNormalization } from './batchNormalization';
import { conv2d } from './conv2d';
import { dense } from './dense';
import { flatten } from './flatten';
import { globalMaxPooling2d } from './globalMaxPooling2d';
import { maxPooling2d } from './maxPooling2d';
import { reLU } from './reLU';
import { softmax } from './softmax';

export const FIRST_LAYERS = {
  conv2d,
  dense,
  maxPooling2d,
  globalMaxPooling2d,
  flatten,
  batchNormalization,
  reLU,
  softmax,
} as const;

type Definitions = Readonly<Record<string, LayerDefinition>>;

const loaded = new Map<string, LayerDefinition>();

export function addLayers(definitions: object): void {
  for (const [kind, definition] of Object.entries(definitions as Definitions)) loaded.set(kind, definition);
}

addLayers(FIRST_LAYERS);

/** @throws Error that lists the kinds */
export function layerDefinition(kind: string): LayerDefinition {
  const definition = loaded.get(kind);
  if (definition === undefined)
    throw new Error(`there is no layer '${kind}'. Known: ${[...loaded.keys()].join(', ')}`);
  return definition;
}

/** Loads the other kinds of layers, unless these are all that is needed. */
export async function loadLayers(kinds: readonly string[]): Promise<void> {
  if (!kinds.every((kind) => loaded.has(kind))) addLayers((await import('./all')).LAYERS);
}
