import { describe, expect, it } from 'vitest';
import { sumByKind } from '../../scripts/heapSnapshot.mjs';

// Three fields a node instead of V8's seven; they are found by their names.
const meta = {
  node_fields: ['type', 'name', 'self_size'],
  node_types: [['object', 'code', 'native', 'array'], 'string', 'number'],
};

describe('what is in a JS heap', () => {
  it('is what the program holds, its compiled code, and what belongs to the browser', () => {
    const nodes = [
      [0, 0, 100],
      [3, 4, 20],
      [1, 1, 1000],
      [2, 2, 5000],
    ].flat();
    expect(sumByKind({ snapshot: { meta }, nodes })).toEqual({ objects: 120, code: 1000, natives: 5000 });
  });

  it('refuses a snapshot of another form', () => {
    const other = { snapshot: { meta: { ...meta, node_fields: ['type', 'name'] } }, nodes: [] };
    expect(() => sumByKind(other)).toThrow(/expected nodes with type and self_size. Received type, name/);
  });
});
