// The optimizer state between two trainers: its moments and its step. Training that is split over several calls, or
// over changing data, continues as if it were one run.

import { Slab } from '../gpu/slab';
import { checkOptions } from '../graph/options';
import type { ParameterStore } from '../models/parameterStore';
import { optimizerDefinition } from '../optimizers/optimizers';

export class OptimizerMemory {
  /** Steps taken so far, for Adam's bias correction and the schedule. */
  step = 0;
  /** Epochs begun so far, so that the next one gets an order of its own. */
  epoch = 0;

  private constructor(readonly slots: ReadonlyMap<string, Slab>) {}

  /** All zeros. @throws OptionError */
  static create(
    device: GPUDevice,
    store: ParameterStore,
    { kind, options = {} }: { readonly kind: string; readonly options?: Readonly<Record<string, unknown>> },
  ): OptimizerMemory {
    const definition = optimizerDefinition(kind);
    const checked = checkOptions(`optimizer '${definition.kind}'`, definition.options, options);
    const slots = definition.slots(checked).map((name): [string, Slab] => {
      const slab = new Slab(`optimizer ${name}`);
      slab.reserve(store.size * 4);
      return [name, slab.allocate(device)];
    });
    return new OptimizerMemory(new Map(slots));
  }

  destroy(): void {
    for (const slab of this.slots.values()) slab.destroy();
  }
}
