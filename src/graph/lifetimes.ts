// Computes the first and the last dispatch that use a tensor, and which tensors may therefore share a buffer.
//
// Tensors share whole buffers, never ranges of one: WebGPU does not allow two ranges of a buffer to be bound as `read`
// and as `read_write` in one dispatch.
// Source: Pisarchyk & Lee, "Efficient Memory Management for Deep Neural Net Inference", arXiv 2001.03288,
// §4.3 (shared objects, greedy by size).

import type { Graph } from './graph';
import type { Storage } from './tensor';

type PlanStorage = Extract<Storage, { home: 'plan' }>;

/** The tensor is alive from dispatch `first` to dispatch `last`, inclusive. */
export interface Lifetime {
  readonly storage: PlanStorage;
  readonly first: number;
  readonly last: number;
}

export interface Slot {
  readonly sizeBytes: number;
  readonly tenants: readonly Lifetime[];
}

export function lifetimes(graph: Pick<Graph, 'dispatches' | 'kept'>): Lifetime[] {
  const found = new Map<PlanStorage, { first: number; last: number }>();
  graph.dispatches.forEach((dispatch, index) => {
    for (const { storage } of Object.values(dispatch.tensors)) {
      if (storage.home !== 'plan') continue;
      const seen = found.get(storage);
      if (seen === undefined) found.set(storage, { first: index, last: index });
      else seen.last = index;
    }
  });
  for (const storage of graph.kept) {
    if (storage.home === 'plan') found.set(storage, { first: 0, last: graph.dispatches.length });
  }
  return [...found].map(([storage, { first, last }]) => ({ storage, first, last }));
}

/**
 * Places each tensor, the largest first, in the smallest slot that is free for its whole lifetime.
 * `share: false` gives every tensor its own buffer (the probe plan, which reads all of them).
 */
export function assignSlots(lives: readonly Lifetime[], share: boolean): Slot[] {
  const slots: { sizeBytes: number; tenants: Lifetime[] }[] = [];
  const bySize = [...lives].sort((a, b) => b.storage.sizeBytes - a.storage.sizeBytes || a.first - b.first);
  for (const life of bySize) {
    const free = share
      ? slots.filter((slot) =>
          slot.tenants.every((other) => other.last < life.first || life.last < other.first),
        )
      : [];
    // Slots were opened in descending size, so the last free one wastes least.
    const slot = free.at(-1);
    if (slot === undefined) slots.push({ sizeBytes: life.storage.sizeBytes, tenants: [life] });
    else slot.tenants.push(life);
  }
  return slots;
}
