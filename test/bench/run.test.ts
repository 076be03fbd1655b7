import { expect, test } from 'vitest';
import type { NamedArrays } from '../../src/bench/compare';
import type { Engine, EngineId } from '../../src/bench/engines/engine';
import { markdownOf } from '../../src/bench/markdown';
import { runBench, type Host } from '../../src/bench/run';
import type { Settings } from '../../src/bench/settings';

const host: Host = { platform: 'test', progress: () => undefined, check: () => undefined };

function settings(engines: readonly EngineId[]): Settings {
  return { suites: ['ops'], engines, rounds: 2, quick: true, tune: false, shapes: ['1x4x4x1->1k3'] };
}

/** An engine of made-up results. */
function engine(id: EngineId, results: NamedArrays, runs: string[] = []): Engine {
  return {
    id,
    title: id,
    counters: null,
    prepare: () =>
      Promise.resolve({
        results: () => Promise.resolve(results),
        run: () => {
          runs.push(id);
          return Promise.resolve();
        },
        destroy: () => undefined,
      }),
    destroy: () => undefined,
  };
}

const y = (value: number): NamedArrays => new Map([['y', Float32Array.of(1, value)]]);

test('a row with a wrong result fails with its numbers and is never timed', async () => {
  const runs: string[] = [];
  const report = await runBench(settings(['ours', 'jax']), host, (id) =>
    Promise.resolve(engine(id, y(id === 'ours' ? 2.1 : 2), runs)),
  );
  expect(runs).toEqual([]);
  expect(report.rows.map(({ status, timings }) => [status, timings])).toEqual([
    ['failed', {}],
    ['failed', {}],
  ]);
  expect(markdownOf(report)).toContain(
    'FAILED, not timed: conv 3×3 1→1, 4², batch 1: forward. ours against jax: y differs by 5.0e-2 (tolerance 1e-4).',
  );
});

test('engines that agree are timed; one alone is said to be unchecked', async () => {
  const load = (id: EngineId): Promise<Engine> => Promise.resolve(engine(id, y(2)));
  const both = await runBench(settings(['ours', 'jax']), host, load);
  expect(both.rows.map(({ status }) => status)).toEqual(['ok', 'ok']);
  expect(both.rows[0]?.timings.jax?.count).toBe(2);
  const alone = await runBench(settings(['ours']), host, load);
  expect(alone.rows[0]?.status).toBe('unchecked');
  expect(alone.target).toBeNull();
  expect(markdownOf(alone)).toContain('Nothing was compared: only one engine ran.');
});

test('an engine that does not start is left out, with the reason', async () => {
  const report = await runBench(settings(['ours', 'jax']), host, (id) =>
    id === 'jax' ? Promise.reject(new Error('no such engine')) : Promise.resolve(engine(id, y(2))),
  );
  expect(report.absent).toEqual({ jax: 'no such engine' });
  expect(markdownOf(report)).toContain('jax did not run. no such engine');
});

test('a run can be broken off', async () => {
  let steps = 0;
  const stopping: Host = {
    ...host,
    check: () => {
      if (++steps > 3) throw new Error('cancelled');
    },
  };
  await expect(
    runBench(settings(['ours']), stopping, (id) => Promise.resolve(engine(id, y(2)))),
  ).rejects.toThrow('cancelled');
});
