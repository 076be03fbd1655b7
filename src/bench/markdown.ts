// A report as Markdown: for a terminal, a file in docs, an issue.

import { resultText } from '../tuning/selfCheck';
import { differenceText } from './compare';
import { ENGINE_IDS, type EngineId } from './engines/engine';
import type { Timing } from './measure';
import { lineOf, type Report, type Row } from './report';

/** `12.3`, `0.0456`: three digits that count. */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(places, 6));
}

/** Rows of cells as a table. The first column is text, the others are numbers. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  const rule = `|${header.map((_, index) => (index === 0 ? '---' : '---:')).join('|')}|`;
  return [line(header), rule, ...rows.map(line)].join('\n');
}

/** Median and quartiles of one run in milliseconds: `7.41 (7.30–7.69)`. */
export function timingText({ median, q1, q3, count }: Timing): string {
  return count === 1
    ? `${significant(median)} (once)`
    : `${significant(median)} (${significant(q1)}–${significant(q3)})`;
}

/** How many times longer `other` takes. */
export function ratioText(ours: Timing | undefined, other: Timing | undefined): string {
  return ours === undefined || other === undefined ? '–' : `${significant(other.median / ours.median)}×`;
}

function cell(row: Row, id: EngineId): string {
  const timing = row.timings[id];
  if (timing !== undefined) return timingText(timing);
  return row.missing[id] === undefined ? '' : '–';
}

/** The engines that at least one row knows about. */
export function enginesOf(report: Report): EngineId[] {
  return ENGINE_IDS.filter((id) =>
    report.rows.some(({ timings, missing }) => timings[id] !== undefined || missing[id] !== undefined),
  );
}

function heading(report: Report, id: EngineId): string {
  return report.engines[id] ?? id;
}

function timingTable(report: Report): string {
  const engines = enginesOf(report);
  const others = engines.filter((id) => id !== 'ours');
  return table(
    [
      'ms, median (quartiles)',
      ...engines.map((id) => heading(report, id)),
      ...others.map((id) => `× ${id}`),
      'GFLOP/s',
      '% of peak',
    ],
    report.rows.map((row) => [
      row.title + (row.status === 'failed' ? ' — FAILED' : row.status === 'unchecked' ? ' (unchecked)' : ''),
      ...engines.map((id) => cell(row, id)),
      ...others.map((id) => ratioText(row.timings.ours, row.timings[id])),
      row.timings.ours === undefined || row.flops === 0
        ? '–'
        : significant(row.flops / row.timings.ours.median / 1e6),
      row.peakShare === null ? '–' : `${significant(row.peakShare * 100, 2)} %`,
    ]),
  );
}

/** What the numbers rest on: which results were compared, and what went wrong. */
function remarks(report: Report): string[] {
  const failed = report.rows.flatMap(({ title, agreement }) =>
    agreement.failed.map((difference) => `- FAILED, not timed: ${title}. ${differenceText(difference)}.`),
  );
  const missing = report.rows.flatMap((row) =>
    Object.entries(row.missing).map(([id, why]) => `- ${row.title}: ${id} did not run. ${why}`),
  );
  return [...failed, ...missing, ...report.notes.map((note) => `- ${note}`)];
}

function checkLines({ check }: Report): string[] {
  if (check === null) return [];
  const wrong = check.wrong.map(
    (one) => `- WRONG: ${resultText(one)}: expected ${one.expected}, received ${one.received}.`,
  );
  const off = check.largestError.toExponential(1);
  return [
    `Self-check: ${check.numbers} numbers of small layers, forward and backward, against f64. Largest error ${off} of a result's largest number.`,
    ...wrong,
  ];
}

function agreementLine(report: Report): string {
  const worst = report.rows
    .flatMap(({ agreement }) => agreement.worst)
    .filter(({ relativeError, tolerance }) => relativeError <= tolerance)
    .sort((a, b) => b.relativeError / b.tolerance - a.relativeError / a.tolerance)[0];
  if (worst === undefined) return 'Nothing was compared: only one engine ran.';
  return (
    'Before timing, outputs, losses and gradients of all engines were compared with each other ' +
    `(max |a − b| / max |b|). The nearest to its tolerance: ${differenceText(worst)}.`
  );
}

function ceilingTable(report: Report): string[] {
  const { ceilings } = report;
  if (ceilings === null) return [];
  return [
    '### Limits of the device',
    table(
      ['measured in the same run', ''],
      [
        ['f32 multiply-adds', `${significant(ceilings.fmaGflops)} GFLOP/s`],
        ['f32 loads from storage, cached', `${significant(ceilings.loadsG)} G/s`],
        ['copy, read + written', `${significant(ceilings.copyGBs)} GB/s`],
        ['one dispatch', `${significant(ceilings.dispatchUs)} µs`],
        ['one submit', `${significant(ceilings.submitUs)} µs`],
      ],
    ),
  ];
}

function callTables(report: Report): string[] {
  return report.calls.flatMap(({ title, steps, calls }) => [
    `### Calls to the device: ${steps} steps of ${title}`,
    table(
      ['', 'dispatches per step', 'submits', 'buffers created', 'bind groups created', 'writes', 'maps'],
      Object.entries(calls).map(([id, c]) => [
        heading(report, id as EngineId),
        significant(c.dispatches / steps),
        ...[c.submits, c.createBuffer, c.createBindGroup, c.writeBuffer, c.mapAsync].map(String),
      ]),
    ),
  ]);
}

/** Compiling is part of what a user waits for; it is not in the times above. */
function readyTable(report: Report): string[] {
  const engines = enginesOf(report);
  if (report.rows.length === 0) return [];
  return [
    '### Until the first results: upload, compilation, compared runs',
    table(
      ['s', ...engines.map((id) => heading(report, id))],
      report.rows.map(({ title, readyMs }) => [
        title,
        ...engines.map((id) => significant((readyMs[id] ?? NaN) / 1000)),
      ]),
    ),
  ];
}

function memoryTables(report: Report): string[] {
  return report.memory.flatMap(({ title, peakBytes }) => [
    `### Peak GPU memory: ${title}`,
    table(
      ['', 'MB'],
      Object.entries(peakBytes).map(([id, bytes]) => [
        heading(report, id as EngineId),
        significant(bytes / 1e6),
      ]),
    ),
  ]);
}

function scalingTables(report: Report): string[] {
  return report.scaling.flatMap((row) => {
    const { title, axis, points } = row;
    const line = lineOf(row);
    return [
      `### ${title}`,
      table(
        [axis, 'ms per step', 'fitted line', 'deviation'],
        points.map((point) => {
          const expected = line.fixed + line.each * point[axis];
          return [
            String(point[axis]),
            timingText(point.timing),
            significant(expected),
            `${((point.timing.median / expected - 1) * 100).toFixed(0)} %`,
          ];
        }),
      ),
      `Fitted line: ${significant(line.fixed)} ms + ${significant(line.each)} ms × ${axis}; the largest deviation is ` +
        `${(line.deviation * 100).toFixed(0)} %.`,
    ];
  });
}

/** The whole report. Headings begin at level 2. */
export function markdownOf(report: Report): string {
  const { draw, firstStepMs } = report;
  const parts = [
    `## ${report.device}, ${report.platform}, ${report.date.slice(0, 10)}`,
    report.rows.length > 0 ? timingTable(report) : '',
    report.rows.length > 0 ? agreementLine(report) : '',
    `${report.rounds} rounds at most${report.quick ? ' (quick)' : ''}, engines in turn within each; ` +
      `× is how many times longer an engine takes. The whole run: ${significant(report.seconds)} s.`,
    report.target === null ? '' : `Convscope's kernels were planned for the target '${report.target}'.`,
    ...checkLines(report),
    remarks(report).join('\n'),
    ...ceilingTable(report),
    ...callTables(report),
    ...memoryTables(report),
    ...readyTable(report),
    firstStepMs === null
      ? ''
      : `First LeNet step from a cold start, requesting the device and compilation included: ${significant(firstStepMs)} ms.`,
    ...scalingTables(report),
    draw === null
      ? ''
      : `Training with the maps drawn: ${timingText(draw.drawn)} ms per step; not drawn: ${timingText(draw.hidden)} ms ` +
        `(${significant(draw.drawn.median / draw.hidden.median)}×).`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
