// Which instants of a run are kept: dense at first, then evenly on a logarithmic axis, and never too many.

import { describe, expect, it } from 'vitest';
import { leastMissed, nextSnapshot } from '../../src/train/snapshotSchedule';

const LIMIT = 120;

/** The instants that are kept after so many steps. */
function keptAfter(steps: number, limit = LIMIT, held: (step: number) => boolean = () => false): number[] {
  const kept = [0];
  for (let at = nextSnapshot(0); at <= steps; at = nextSnapshot(at)) {
    kept.push(at);
    if (kept.length > limit) kept.splice(leastMissed(kept, held), 1);
  }
  return kept;
}

/** The largest factor between neighbours, from step 16 on. */
function widest(kept: readonly number[]): number {
  const late = kept.filter((step) => step >= 16);
  return Math.max(...late.slice(1).map((step, at) => step / (late[at] ?? NaN)));
}

describe('the instants that are kept', () => {
  it('are every step up to 16, then grow further apart', () => {
    expect(keptAfter(20)).toEqual([...Array.from({ length: 18 }, (_, at) => at), 19]);
    const late = keptAfter(5000).slice(-2);
    expect((late[1] ?? 0) / (late[0] ?? 1)).toBeCloseTo(1.06, 2);
  });

  it('do not depend on where a run was taken up', () => {
    const grid = new Set(keptAfter(5000, Infinity));
    for (const from of [0, 15, 16, 214, 999]) expect(grid.has(nextSnapshot(from)), `from ${from}`).toBe(true);
  });

  it('never are more than 120, however long the run', () => {
    for (const steps of [100, 5_000, 50_000, 1_000_000, 100_000_000]) {
      const kept = keptAfter(steps);
      expect(kept.length).toBeLessThanOrEqual(LIMIT);
      expect(kept[0]).toBe(0);
      expect(steps / (kept.at(-1) ?? 0), `newest of ${steps}`).toBeLessThan(1.07);
    }
  });

  it('stay evenly spread when there are too many', () => {
    expect(widest(keptAfter(5_000))).toBeLessThan(1.13);
    expect(widest(keptAfter(1_000_000))).toBeLessThan(1.3);
    // A large network keeps few: then the first steps are thinned like the rest.
    expect(widest(keptAfter(1_000_000, 20))).toBeLessThan(4);
  });

  it('are not dropped while they are displayed', () => {
    const held = new Set([17, 19, 21]);
    const kept = keptAfter(1_000_000, 20, (step) => held.has(step));
    expect(kept).toEqual(expect.arrayContaining([...held]));
    expect(leastMissed([0, 1, 2], () => true)).toBe(-1);
  });
});
