import { expect, test } from 'vitest';
import type { EngineId } from '../../src/bench/engines/engine';
import { timeInterleaved, type Pace } from '../../src/bench/measure';

/** Engines that take a fixed time, on a clock that only they move. */
function measured(times: Partial<Record<EngineId, number>>, pace: Pace) {
  let now = 0;
  const order: string[] = [];
  const prepared = new Map(
    (Object.entries(times) as [EngineId, number][]).map(([id, ms]) => [
      id,
      {
        run: (count: number): Promise<void> => {
          order.push(`${id}×${count}`);
          now += ms * count;
          return Promise.resolve();
        },
      },
    ]),
  );
  return timeInterleaved(prepared, pace, undefined, { now: () => now }).then((timings) => ({
    timings,
    order,
  }));
}

test('engines take turns, another one first in each round', async () => {
  const { order, timings } = await measured(
    { ours: 10, jax: 50, tfjs: 100 },
    { rounds: 3, sampleMs: 100, budgetMs: 10_000 },
  );
  expect(order).toEqual([
    ...['ours×1', 'jax×1', 'tfjs×1'],
    ...['ours×10', 'jax×2', 'tfjs×1'],
    ...['jax×2', 'tfjs×1', 'ours×10'],
    ...['tfjs×1', 'ours×10', 'jax×2'],
  ]);
  expect(timings.get('ours')).toMatchObject({ median: 10, count: 3, runsPerSample: 10 });
  expect(timings.get('tfjs')).toMatchObject({ median: 100, count: 3, runsPerSample: 1 });
});

test('an engine that used its budget up takes no more samples, but has one', async () => {
  const { timings, order } = await measured(
    { ours: 10, jax: 600, tfjs: 5000 },
    { rounds: 5, sampleMs: 100, budgetMs: 1000 },
  );
  expect(timings.get('ours')?.count).toBe(5);
  expect(timings.get('jax')).toMatchObject({ median: 600, count: 1 });
  expect(timings.get('tfjs')).toMatchObject({ median: 5000, count: 1 });
  expect(order.filter((run) => run.startsWith('tfjs'))).toEqual(['tfjs×1']);
});
