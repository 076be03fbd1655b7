// The kinds of layers that are loaded: first.ts adds those of a first visit, all.ts every kind. Programs of the package add
// those that they name (api/layers.ts).

import type { LayerDefinition } from './layer';

type Definitions = Readonly<Record<string, LayerDefinition>>;

/** Kinds by the names that older files have for them. */
const FORMER: Readonly<Record<string, string>> = { boundedReLU: 'reLU' };

const loaded = new Map<string, LayerDefinition>();

export function addLayers(definitions: object): void {
  for (const [kind, definition] of Object.entries(definitions as Definitions)) loaded.set(kind, definition);
}

/** @throws Error that lists the kinds */
export function layerDefinition(kind: string): LayerDefinition {
  const definition = loaded.get(FORMER[kind] ?? kind);
  if (definition === undefined)
    throw new Error(`there is no layer '${kind}'. Known: ${[...loaded.keys()].join(', ')}`);
  return definition;
}

/** Loads every kind of layer, unless those that are needed are there. */
export async function loadLayers(kinds: readonly string[]): Promise<void> {
  if (!kinds.every((kind) => loaded.has(FORMER[kind] ?? kind))) addLayers((await import('./all')).LAYERS);
}
