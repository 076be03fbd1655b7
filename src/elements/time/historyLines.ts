// The lines of a run in a chart: its own columns, each with the steps that it has.

import type { Line } from '../controllers/chartController';
import type { History } from '../../session/facade';

/** Loss, training, test and validation accuracy, as `learningLines` draws them. */
export const historyLines = ({
  step,
  loss,
  accuracy,
  testStep,
  testAccuracy,
  validation = [],
}: History): readonly Line[] => [
  [step, loss],
  [step, accuracy],
  [testStep, testAccuracy],
  [validation.map((one) => one.step), validation.map((one) => one.accuracy)],
];

/** The first three from a step on, of a run that has what lies before in common with another. */
export const branchLines = (branch: History, from: number): readonly Line[] =>
  historyLines(branch)
    .slice(0, 3)
    .map(([steps, values]): Line => {
      const before = steps.findLastIndex((step) => step < from) + 1;
      return [steps.slice(before), values.slice(before)];
    });
