// One layer at several places. With weights it would share them, which networks here can't; without, every use is a layer
// of its own that does the same.

import type { LayerKind } from '../../../layers/all';
import { KERAS_LAYERS } from '../layers';
import { rootOf, type MadeLayer } from './values';

export const canRepeat = ({ kind }: MadeLayer): boolean =>
  kind !== null && KERAS_LAYERS[kind as LayerKind].parameters.length === 0;

/** The second use of a layer is called as the first with a number behind, the next that is free. */
export function namesOfUses(layers: readonly MadeLayer[]): ReadonlyMap<MadeLayer, string> {
  const taken = new Set(layers.map(({ name }) => name));
  const seen = new Set<MadeLayer>();
  const names = new Map<MadeLayer, string>();
  for (const layer of layers) {
    const root = rootOf(layer);
    if (seen.has(root) && canRepeat(layer)) {
      let number = 1;
      while (taken.has(`${layer.name}_use_${number}`)) number++;
      const name = `${layer.name}_use_${number}`;
      taken.add(name);
      names.set(layer, name);
    }
    seen.add(root);
  }
  return names;
}
