import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { Graph } from '../../src/graph/graph';
import { assignSlots, lifetimes } from '../../src/graph/lifetimes';
import { addKernel } from '../../src/kernels/elementwise';
import { CPU_TARGET } from '../../src/kernels/target';
import type { Tensor } from '../../src/graph/tensor';

/** a → b → c → …: each reads the one before it twice. */
function chain(sizes: readonly number[]): { graph: Graph; tensors: Tensor[] } {
  const graph = new Graph('chain', CPU_TARGET);
  const tensors = sizes.map((size, i) => graph.tensor(`t${i}`, [size]));
  for (let i = 1; i < tensors.length; i++) {
    graph.dispatch(
      addKernel,
      `d${i}`,
      { size: 1 },
      { a: tensors[i - 1]!, b: tensors[i - 1]!, y: tensors[i]! },
    );
  }
  return { graph, tensors };
}

describe('lifetimes', () => {
  it('a tensor lives from the dispatch that writes it to the last that reads it', () => {
    const { graph } = chain([4, 4, 4]);
    expect(lifetimes(graph).map(({ storage, first, last }) => [storage.label, first, last])).toEqual([
      ['t0', 0, 0],
      ['t1', 0, 1],
      ['t2', 1, 1],
    ]);
  });

  it('a kept tensor lives to the end', () => {
    const { graph, tensors } = chain([4, 4, 4]);
    graph.keep(tensors[0]!);
    expect(lifetimes(graph).find(({ storage }) => storage.label === 't0')).toMatchObject({
      first: 0,
      last: 2,
    });
  });

  it('a reshaped tensor is the same storage', () => {
    const graph = new Graph('reshape', CPU_TARGET);
    const a = graph.tensor('a', [2, 3]);
    const y = graph.tensor('y', [6]);
    graph.dispatch(addKernel, 'd', { size: 6 }, { a, b: graph.reshape(a, [6]), y });
    expect(lifetimes(graph)).toHaveLength(2);
    expect(() => graph.reshape(a, [7])).toThrow("reshape 'a': 2×3 does not hold as many numbers as 7");
  });
});

describe('slots', () => {
  it('tensors that are not alive together share a buffer: a chain needs two', () => {
    const { graph } = chain([100, 50, 80, 20, 60]);
    const slots = assignSlots(lifetimes(graph), true);
    expect(slots.map(({ sizeBytes }) => sizeBytes)).toEqual([400, 200]);
  });

  it('every tensor has its own where all are looked at', () => {
    const { graph } = chain([100, 50, 80]);
    expect(assignSlots(lifetimes(graph), false)).toHaveLength(3);
  });

  it('never puts two living tensors in one buffer, nor one in too small a buffer', () => {
    const life = fc.record({ size: fc.integer({ min: 1, max: 64 }), first: fc.nat(20), length: fc.nat(8) });
    fc.assert(
      fc.property(fc.array(life, { maxLength: 40 }), (lives) => {
        const slots = assignSlots(
          lives.map(({ size, first, length }, id) => ({
            storage: { home: 'plan', id, label: `t${id}`, sizeBytes: size * 4 },
            first,
            last: first + length,
          })),
          true,
        );
        expect(slots.flatMap(({ tenants }) => tenants)).toHaveLength(lives.length);
        for (const { sizeBytes, tenants } of slots) {
          tenants.forEach((a, i) => {
            expect(a.storage.sizeBytes).toBeLessThanOrEqual(sizeBytes);
            for (const b of tenants.slice(i + 1)) expect(a.last < b.first || b.last < a.first).toBe(true);
          });
        }
      }),
      { seed: 1 },
    );
  });
});
