// Brings the columns of the history to one common row of steps, as the chart wants them.

import type { History } from '../../train/facade';

type Column = (number | null)[];

/** Training and test columns over one common row of steps; null where one of them has no point. */
export function joinHistory({
  step,
  loss,
  accuracy,
  testStep,
  testAccuracy,
}: History): [number[], Column, Column, Column] {
  const joined: [number[], Column, Column, Column] = [[], [], [], []];
  let [at, test] = [0, 0];
  while (at < step.length || test < testStep.length) {
    const next = Math.min(step[at] ?? Infinity, testStep[test] ?? Infinity);
    const here = step[at] === next;
    const tested = testStep[test] === next;
    joined[0].push(next);
    joined[1].push(here ? (loss[at] ?? null) : null);
    joined[2].push(here ? (accuracy[at] ?? null) : null);
    joined[3].push(tested ? (testAccuracy[test] ?? null) : null);
    if (here) at++;
    if (tested) test++;
  }
  return joined;
}
