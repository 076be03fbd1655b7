// The time of training in the notebook: clocks go on while a computer sleeps, and training does not.

import { expect, it } from 'vitest';
import { TrainingClock } from '../../src/app/notebook/trainingClock';

const HOUR = 3_600_000;

it('counts the time of training, not that of rests', () => {
  const clock = new TrainingClock(1000);
  clock.trains({ atMs: 100, step: 0, stepMs: 0 });
  clock.trains({ atMs: 700, step: 10, stepMs: 60 });
  expect(clock.until({ atMs: 900, step: 12, stepMs: 60 })).toBe(1800);
  clock.rests({ atMs: 1100, step: 16, stepMs: 60 });
  expect(clock.until({ atMs: 1100 + HOUR, step: 16, stepMs: 60 })).toBe(2000);
  clock.trains({ atMs: HOUR, step: 16, stepMs: 60 });
  expect(clock.until({ atMs: HOUR + 500, step: 20, stepMs: 60 })).toBe(2500);
});

it('an hour asleep counts as the steps that were taken', () => {
  const clock = new TrainingClock();
  clock.trains({ atMs: 0, step: 0, stepMs: 0 });
  clock.trains({ atMs: 600, step: 10, stepMs: 60 });
  // Before the page has heard of a step, too.
  expect(clock.until({ atMs: HOUR, step: 10, stepMs: 60 })).toBe(600);
  clock.trains({ atMs: HOUR, step: 13, stepMs: 60 });
  expect(clock.until({ atMs: HOUR + 100, step: 14, stepMs: 60 })).toBe(600 + 3 * 60 + 100);
  // Asleep at its end.
  clock.rests({ atMs: 2 * HOUR, step: 14, stepMs: 60 });
  expect(clock.until({ atMs: 3 * HOUR, step: 14, stepMs: 60 })).toBe(600 + 3 * 60 + 60);
});

it('a slow step, and a test of all pictures between two steps, count whole', () => {
  const clock = new TrainingClock();
  clock.trains({ atMs: 0, step: 0, stepMs: 40_000 });
  expect(clock.until({ atMs: 90_000, step: 1, stepMs: 40_000 })).toBe(90_000);
  const tested = new TrainingClock();
  tested.trains({ atMs: 0, step: 100, stepMs: 60 });
  expect(tested.until({ atMs: 4900, step: 100, stepMs: 60 })).toBe(4900);
});
