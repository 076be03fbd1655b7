// When a session evaluates the test set.

import { describe, expect, it } from 'vitest';
import { nextTest } from '../../src/train/testTimes';

/** The first evaluations of a run. */
function tests(stepsPerEpoch: number, count: number): number[] {
  const steps: number[] = [];
  for (let step = 0; steps.length < count; step = steps.at(-1) ?? 0)
    steps.push(nextTest(step, stepsPerEpoch));
  return steps;
}

describe('evaluations on the test set', () => {
  it('come early, then twice an epoch', () => {
    expect(tests(938, 6)).toEqual([100, 300, 469, 938, 1407, 1876]);
  });
  it('are in the middle of an odd epoch, and at its end', () => {
    expect(tests(9, 4)).toEqual([5, 9, 14, 18]);
  });
  it('of few pictures are at the end of an epoch, at least four steps apart', () => {
    expect(tests(6, 3)).toEqual([6, 12, 18]);
    expect(tests(2, 3)).toEqual([4, 8, 12]);
    expect(tests(1, 3)).toEqual([4, 8, 12]);
  });
});
