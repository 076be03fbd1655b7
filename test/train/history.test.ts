// The loss shown is a function of the steps taken: it is the same however they were read, and comes back with a run.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storedHistory, type StoredHistory } from '../../src/formats/convscope/storedHistory';
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
    const text = JSON.stringify(storedHistory(history.save()));
    const kept = RunHistory.from(JSON.parse(text) as StoredHistory);
    expect(kept.shown).toEqual(history.shown);
    // A second reload, and one of the run as it was some steps before.
    expect(RunHistory.from(kept.save()).shown).toEqual(history.shown);
    const before = count - 5;
    const earlier = RunHistory.from(history.save(before));
    expect(earlier.shown).toEqual(readIn(records(before), [41]).shown);
    expect(RunHistory.from(earlier.save()).shown).toEqual(earlier.shown);
  });

  it('goes on from the points of the curve where a record holds no single steps', () => {
    const { newest: _, ...older } = readIn(records(60), [60]).save();
    const kept = RunHistory.from(older);
    expect(kept.shown.loss).toBeCloseTo(readIn(records(60), [60]).shown.loss, 12);
    kept.add([record(1 + Math.sin(60), 60)]);
    expect(kept.shown.loss).toBeCloseTo(readIn(records(61), [61]).shown.loss, 12);
  });
});

describe('the curve', () => {
  /** The memory behind all columns. */
  const bytesOf = ({ step, loss, accuracy, testStep, testAccuracy }: RunHistory): number => {
    const columns = [step, loss, accuracy, testStep, testAccuracy] as unknown as readonly Float64Array[];
    return [...new Set(columns.map(({ buffer }) => buffer))].reduce((sum, one) => sum + one.byteLength, 0);
  };

  it('takes the same bytes after 500, 5,000 and 100,000 steps', () => {
    const history = new RunHistory();
    const [before, sizes] = [bytesOf(history), [] as number[]];
    const all = records(100_000);
    for (const [from, to] of [
      [0, 500],
      [500, 5000],
      [5000, 100_000],
    ]) {
      history.add(all.slice(from, to));
      history.addTest(to ?? 0, 0.5);
      sizes.push(bytesOf(history));
    }
    expect(sizes).toEqual([before, before, before]);
    expect(history.step.length).toBeGreaterThan(2048);
  });

  it.each([100, 4096, 4097, 10_001, 20_000])('of %i steps has the mean of each as many steps', (count) => {
    const [all, history] = [records(count), readIn(records(count), [113])];
    const stride = history.save().stride;
    const points = Math.floor(count / stride);
    expect([...history.step]).toEqual(Array.from({ length: points }, (_, at) => (at + 1) * stride));
    for (const [at, loss] of [...history.loss].entries()) {
      const steps = all.slice(at * stride, (at + 1) * stride);
      expect(loss).toBeCloseTo(steps.reduce((sum, one) => sum + one.loss, 0) / stride, 9);
    }
    // However many are read at a time.
    expect(readIn(all, [count]).save()).toEqual(history.save());
  });

  it('that was copied stays as it is while the run goes on', () => {
    const history = readIn(records(4000), [100]);
    const [copy, text] = [history.save(), JSON.stringify(storedHistory(history.save()))];
    history.add(records(9000).slice(4000));
    history.cutAfter(10);
    expect(JSON.stringify(storedHistory(copy))).toBe(text);
  });

  it('of an earlier version with more points than there is room for is thinned', () => {
    const length = 5000;
    const column = (of: (at: number) => number): number[] => Array.from({ length }, (_, at) => of(at + 1));
    const history = RunHistory.from({
      ...{ step: column((at) => 2 * at), loss: column((at) => at), accuracy: column(() => 1), stride: 2 },
      ...{ testStep: column((at) => at), testAccuracy: column((at) => (at === 7 ? 0.9 : 0.5)) },
    });
    expect(history.save().stride).toBe(4);
    expect(history.step.length).toBe(2500);
    expect([...history.step.slice(0, 2), history.step.at(-1)]).toEqual([4, 8, 10_000]);
    expect([...history.loss.slice(0, 2)]).toEqual([1.5, 3.5]);
    // Of the tests the best and the newest are there.
    const { testStep, testAccuracy } = history;
    expect([testStep.at(-1), testStep[testAccuracy.indexOf(0.9)]]).toEqual([length, 7]);
    expect(testStep.length).toBe(testAccuracy.length);
  });
});
