// Parameters of one network for another one, on the GPU.

import { overlap } from './overlap';
import type { ParameterStore } from './parameterStore';

/**
 * Copies the parameters of another store that fit; the rule is in overlap.ts.
 * @returns the names of those copied in whole or in part, such as `conv1/weight`
 */
export function takeOver(store: ParameterStore, other: ParameterStore): readonly string[] {
  const encoder = store.device.createCommandEncoder({ label: 'take over parameters' });
  const taken = overlap(other.network, store.network);
  for (const { layer, before, parameter, runs } of taken) {
    const [from, to] = [other.entry(before, parameter), store.entry(layer, parameter)];
    for (const run of runs) {
      const [source, target] = [(from.offset + run.from) * 4, (to.offset + run.to) * 4];
      encoder.copyBufferToBuffer(from.slab.buffer, source, to.slab.buffer, target, run.length * 4);
    }
  }
  store.device.queue.submit([encoder.finish()]);
  store.changed();
  return taken.map(({ layer, parameter }) => `${layer}/${parameter}`);
}
