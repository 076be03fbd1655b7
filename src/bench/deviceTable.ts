// The table of devices in docs/devices.md, made from the reports beside it.

import { ratioText, significant, table } from './markdown';
import type { Report, Row } from './report';

const STEP = 'lenet5 training step';

function checkText({ check }: Report): string {
  if (check === null) return '–';
  const wrong = [...new Set(check.wrong.map(({ layer }) => layer))];
  return wrong.length === 0 ? `right (${check.largestError.toExponential(0)})` : `WRONG: ${wrong.join(', ')}`;
}

/** Of the convolutions, forward and backward: the highest rate. */
function bestRate({ rows }: Report): string {
  const rates = rows.flatMap(({ title, flops, timings: { ours } }) =>
    title.startsWith('conv') && ours !== undefined ? [flops / ours.median / 1e6] : [],
  );
  return rates.length === 0 ? '–' : significant(Math.max(...rates));
}

function stepOf({ rows }: Report): Row | undefined {
  return rows.find(({ title }) => title.startsWith(STEP));
}

/** The newest first. */
export function deviceTable(reports: readonly Report[]): string {
  const newestFirst = [...reports].sort((a, b) => b.date.localeCompare(a.date));
  return table(
    [
      'device',
      'where',
      'date',
      'target',
      'self-check (largest error)',
      'LeNet step, ms',
      '× jax-js',
      'best convolution, GFLOP/s',
      'multiply-adds, GFLOP/s',
    ],
    newestFirst.map((report) => {
      const step = stepOf(report);
      return [
        report.device,
        report.platform,
        report.date.slice(0, 10),
        report.target ?? '–',
        checkText(report),
        step?.timings.ours === undefined ? '–' : significant(step.timings.ours.median),
        ratioText(step?.timings.ours, step?.timings.jax),
        bestRate(report),
        report.ceilings === null ? '–' : significant(report.ceilings.fmaGflops),
      ];
    }),
  );
}
