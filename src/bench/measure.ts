// Taking time fairly: engines one after another within a round (A B C, B C A, …), so that a machine that slows down
// or warms up does so for all of them; each sample is several runs and ends when the last result is there.

import type { EngineId, Prepared } from './engines/engine';
import { summarise, type Summary } from './statistics';

export interface Pace {
  readonly rounds: number;
  /** How long a sample should last: runs are repeated until they fill it. */
  readonly sampleMs: number;
  /** An engine that has used this up takes no further samples in a row; it always takes one. */
  readonly budgetMs: number;
}

export interface Timing extends Summary {
  /** Runs in each sample; the numbers are milliseconds of one run. */
  readonly runsPerSample: number;
}

export interface Clock {
  now(): number;
}

/** Calls that may throw the reason to stop, such as a cancelled run. */
export type Check = () => void;

const MAX_RUNS = 64;

/** @returns milliseconds of one run, by engine */
export async function timeInterleaved(
  prepared: ReadonlyMap<EngineId, Pick<Prepared, 'run'>>,
  { rounds, sampleMs, budgetMs }: Pace,
  check: Check = () => undefined,
  clock: Clock = performance,
): Promise<Map<EngineId, Timing>> {
  const lanes: { id: EngineId; run: Prepared['run']; runs: number; spent: number; samples: number[] }[] = [];
  const timed = async (run: Prepared['run'], times: number): Promise<number> => {
    const startedAt = clock.now();
    await run(times);
    return clock.now() - startedAt;
  };
  for (const [id, { run }] of prepared) {
    check();
    // One run to see how long it takes; where that alone is the budget, it has to do.
    const one = await timed(run, 1);
    const runs = Math.max(1, Math.min(MAX_RUNS, Math.round(sampleMs / Math.max(one, 0.01))));
    lanes.push({ id, run, runs, spent: one, samples: one >= budgetMs ? [one] : [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < lanes.length; turn++) {
      const lane = lanes[(round + turn) % lanes.length];
      if (lane === undefined || (lane.spent >= budgetMs && lane.samples.length > 0)) continue;
      check();
      const ms = await timed(lane.run, lane.runs);
      lane.spent += ms;
      lane.samples.push(ms / lane.runs);
    }
  }
  return new Map(lanes.map(({ id, runs, samples }) => [id, { ...summarise(samples), runsPerSample: runs }]));
}
