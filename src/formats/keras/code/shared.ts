// One layer at several places: every use is a layer of the network. With weights it shares those of the first use; without,
// it does the same.

import type { LayerKind } from '../../../layers/all';
import { KERAS_LAYERS } from '../layers';
import { rootOf, type MadeLayer } from './values';

export const canRepeat = ({ kind }: MadeLayer): boolean =>
  kind !== null && KERAS_LAYERS[kind as LayerKind].parameters.length === 0;

/** The second use of a layer is called as the first with a number behind, the next that is free: `dense_2`. */
export function namesOfUses(layers: readonly MadeLayer[]): ReadonlyMap<MadeLayer, string> {
  const taken = new Set(layers.map(({ name }) => name));
  const seen = new Set<MadeLayer>();
  const names = new Map<MadeLayer, string>();
  for (const layer of layers) {
    const root = rootOf(layer);
    if (seen.has(root)) {
      let number = 2;
      while (taken.has(`${layer.name}_${number}`)) number++;
      const name = `${layer.name}_${number}`;
      taken.add(name);
      names.set(layer, name);
    }
    seen.add(root);
  }
  return names;
}

/** By use, the name of the layer whose weights it has: of the first use, where the layer has any. */
export function ownersOfUses(
  layers: readonly MadeLayer[],
  nameOf: (layer: MadeLayer) => string,
): readonly string[] {
  const first = new Map<MadeLayer, string>();
  return layers.map((layer) => {
    if (canRepeat(layer)) return nameOf(layer);
    const owner = first.get(rootOf(layer)) ?? nameOf(layer);
    first.set(rootOf(layer), owner);
    return owner;
  });
}
