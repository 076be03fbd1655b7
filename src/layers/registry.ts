// Every kind of layer there is. Adding one means adding its file and its line here.

import type { LayerDefinition } from './layer';
import { conv2d } from './conv2d';
import { dense } from './dense';

export const LAYERS = { conv2d, dense } as const;

export type LayerKind = keyof typeof LAYERS;

/** @throws Error naming the kinds there are. */
export function layerDefinition(kind: string): LayerDefinition {
  const definition = (LAYERS as unknown as Readonly<Record<string, LayerDefinition>>)[kind];
  if (definition === undefined || !Object.hasOwn(LAYERS, kind)) {
    throw new Error(`there is no layer '${kind}'. Known: ${Object.keys(LAYERS).join(', ')}`);
  }
  return definition;
}
