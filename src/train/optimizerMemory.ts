// The optimizer state between two trainers: its moments and its step. Training that is split over several calls, or
// over changing data, continues as if it were one run.

import { readBytes } from '../gpu/readback';
import { Slab } from '../gpu/slab';
import { checkOptions } from '../graph/options';
import { sizeOf } from '../graph/tensor';
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

  /** The moments of every trained parameter, by slot and by name (`conv1/weight`). */
  async read(store: ParameterStore): Promise<ReadonlyMap<string, ReadonlyMap<string, Float32Array>>> {
    const slots = new Map<string, ReadonlyMap<string, Float32Array>>();
    for (const [slot, slab] of this.slots) {
      const all = new Float32Array(await readBytes(store.device, slab.buffer));
      const moments = trainedIn(store).map(
        ({ name, offset, size }) => [name, all.slice(offset, offset + size)] as const,
      );
      slots.set(slot, new Map(moments));
    }
    return slots;
  }

  /** Sets moments that `read` gave; those of other slots and parameters stay. */
  write(store: ParameterStore, moments: ReadonlyMap<string, ReadonlyMap<string, Float32Array>>): void {
    for (const [slot, slab] of this.slots) {
      for (const { name, offset, size } of trainedIn(store)) {
        const values = moments.get(slot)?.get(name);
        if (values?.length === size)
          store.device.queue.writeBuffer(slab.buffer, offset * 4, Float32Array.from(values));
      }
    }
  }

  destroy(): void {
    for (const slab of this.slots.values()) slab.destroy();
  }
}

function trainedIn(store: ParameterStore): { name: string; offset: number; size: number }[] {
  return store.entries.flatMap(({ layer, spec, offset }) =>
    spec.trained ? [{ name: `${layer}/${spec.name}`, offset, size: sizeOf(spec.shape) }] : [],
  );
}
