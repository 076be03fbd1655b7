// What an optimizer remembers between two trainers: its moments, and the step they are at. Training that is split
// over several calls, or over data that changes, goes on as if it had been one.

import { Slab } from '../gpu/slab';
import { checkOptions } from '../graph/options';
import type { ParameterStore } from '../models/parameterStore';
import { optimizerDefinition } from '../optimizers/optimizers';

export class OptimizerMemory {
  /** Steps taken so far: Adam's correction and the schedule count them. */
  step = 0;
  /** Epochs begun so far, so that the next one has an order of its own. */
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
