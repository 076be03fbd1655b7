// Joins the columns of the history on one common row of steps, as the chart requires.

import type { History } from '../../session/facade';

type Column = (number | null)[];
type Points = readonly [steps: readonly number[], values: readonly number[]];

/** Columns over one common row of steps; null where one of them has no point. Steps are ascending in each. */
function join(columns: readonly Points[]): [number[], ...Column[]] {
  const steps: number[] = [];
  const joined = columns.map((): Column => []);
  const at = columns.map(() => 0);
  for (;;) {
    const next = Math.min(...columns.map(([step], i) => step[at[i] ?? 0] ?? Infinity));
    if (next === Infinity) return [steps, ...joined];
    steps.push(next);
    columns.forEach(([step, values], i) => {
      const place = at[i] ?? 0;
      const here = step[place] === next;
      joined[i]?.push(here ? (values[place] ?? null) : null);
      if (here) at[i] = place + 1;
    });
  }
}

const points = ({ step, loss, accuracy, testStep, testAccuracy, validation = [] }: History): Points[] => [
  [step, loss],
  [step, accuracy],
  [testStep, testAccuracy],
  [validation.map((one) => one.step), validation.map((one) => one.accuracy)],
];

/** Loss, training, test and validation accuracy over one common row of steps. */
export function joinHistory(history: History): [number[], ...Column[]] {
  return join(points(history));
}

/** The same, then the first three of another run from a step on: what lies before is common to both. */
export function joinBranch(history: History, branch: History, from: number): [number[], ...Column[]] {
  const after = points(branch)
    .slice(0, 3)
    .map(([steps, values]): Points => {
      const first = steps.findIndex((step) => step >= from);
      return first === -1 ? [[], []] : [steps.slice(first), values.slice(first)];
    });
  return join([...points(history), ...after]);
}
