// The loss shown is a function of the steps taken: it is the same however they were read, and comes back with a run.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunHistory } from '../../src/train/history';
import type { StepRecord } from '../../src/train/historyReader';

const record = (loss: number, step: number): StepRecord => ({
  ...{ step, loss, accuracy: 1 / (1 + loss) },
  ...{ learningRate: 0.002, rows: 64 },
});
const records = (count: number): StepRecord[] =>
  Array.from({ length: count }, (_, step) => record(1 + Math.sin(step), step));

/** A history that was read in pieces of these lengths. */
function readIn(all: readonly StepRecord[], lengths: readonly number[]): RunHistory {
  const history = new RunHistory();
  for (let [at, i] = [0, 0]; at < all.length; i++) {
    const length = lengths[i % lengths.length] ?? 1;
    history.add(all.slice(at, at + length));
    at += length;
  }
  return history;
}

describe('the loss shown', () => {
  it('is the mean of the newest 20 steps, and of all where there are fewer', () => {
    expect(new RunHistory().shown).toEqual({ loss: NaN, accuracy: NaN });
    const few = readIn([2, 1, 3].map(record), [3]);
    expect(few.shown.loss).toBe(2);
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    const all = records(50);
    expect(readIn(all, [50]).shown.loss).toBeCloseTo(mean(all.slice(-20).map(({ loss }) => loss)), 12);
  });

  it('does not depend on how many steps are read at a time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
        (count, lengths) => {
          const all = records(count);
          expect(readIn(all, lengths).shown).toEqual(readIn(all, [count]).shown);
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([7, 4000, 10_001])('is the same after a reload at %i steps', (count) => {
    const history = readIn(records(count), [37]);
    const kept = RunHistory.from(structuredClone(history.save()));
    expect(kept.shown).toEqual(history.shown);
    // A second reload, and one of the run as it was some steps before.
    expect(RunHistory.from(kept.save()).shown).toEqual(history.shown);
    const before = count - 5;
    expect(history.upTo(before).shown).toEqual(readIn(records(before), [41]).shown);
    expect(RunHistory.from(history.upTo(before).save()).shown).toEqual(history.upTo(before).shown);
  });

  it('goes on from the points of the curve where a record holds no single steps', () => {
    const { newest: _, ...older } = readIn(records(60), [60]).save();
    const kept = RunHistory.from(older);
    expect(kept.shown.loss).toBeCloseTo(readIn(records(60), [60]).shown.loss, 12);
    kept.add([record(1 + Math.sin(60), 60)]);
    expect(kept.shown.loss).toBeCloseTo(readIn(records(61), [61]).shown.loss, 12);
  });
});
