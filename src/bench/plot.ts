// How cost grows with the work, as an SVG, one panel a series: the measured times for one unit of work over a logarithmic
// axis, and as a curve what they would be if the time were a straight line over the work, a fixed part and a part for
// each. Points on the curve mean that the cost grows as the work does.

import { significant } from './markdown';
import { lineOf, type ScalingRow } from './report';

const PANEL = { width: 460, height: 240, left: 70, right: 20, top: 46, bottom: 44 };

interface Mark {
  readonly at: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

function marksOf({ axis, points }: ScalingRow): Mark[] {
  return points.map(({ [axis]: at, timing }) => ({
    at,
    value: timing.median / at,
    low: timing.q1 / at,
    high: timing.q3 / at,
  }));
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function panel(row: ScalingRow, offset: number): string {
  const { width, height, left, right, top, bottom } = PANEL;
  const marks = marksOf(row);
  const [first, last] = [marks[0], marks.at(-1)];
  if (first === undefined || last === undefined) return '';
  const line = lineOf(row);
  const highest = Math.max(...marks.map(({ high }) => high)) * 1.15;
  const span = Math.max(Math.log2(last.at / first.at), 1e-9);
  const x = (at: number): number =>
    offset + left + (Math.log2(at / first.at) / span) * (width - left - right);
  const y = (value: number): number => top + (1 - value / highest) * (height - top - bottom);
  const n = (value: number): string => value.toFixed(1);
  const unit = row.axis === 'batch' ? 'ms a picture' : 'ms a channel';
  const curve = Array.from({ length: 49 }, (_, i) => first.at * (last.at / first.at) ** (i / 48));
  const edge = { start: n(offset + left), end: n(offset + width - right) };
  return [
    `<text class="title" x="${n(offset + left)}" y="18">${escaped(row.title)}</text>`,
    `<text x="${n(offset + left)}" y="35">${unit}; curve: ${significant(line.fixed)} ms + ${significant(line.each)} ms × ${row.axis}</text>`,
    ...[0, 0.5, 1].map((share) => {
      const value = (highest / 1.15) * share;
      return (
        `<line class="grid" x1="${edge.start}" x2="${edge.end}" y1="${n(y(value))}" y2="${n(y(value))}"/>` +
        `<text class="end" x="${n(offset + left - 8)}" y="${n(y(value) + 4)}">${significant(value)}</text>`
      );
    }),
    ...marks.map(
      ({ at, low, high }) =>
        `<line class="spread" x1="${n(x(at))}" x2="${n(x(at))}" y1="${n(y(low))}" y2="${n(y(high))}"/>` +
        `<text class="middle" x="${n(x(at))}" y="${height - bottom + 18}">${at}</text>`,
    ),
    `<text class="middle" x="${n(offset + (left + width - right) / 2)}" y="${height - 8}">${row.axis}</text>`,
    `<polyline points="${curve.map((at) => `${n(x(at))},${n(y(line.each + line.fixed / at))}`).join(' ')}"/>`,
    ...marks.map(({ at, value }) => `<circle cx="${n(x(at))}" cy="${n(y(value))}" r="3.5"/>`),
  ].join('\n');
}

/** One panel a series, side by side. Legible on light and on dark pages. */
export function scalingSvg(rows: readonly ScalingRow[]): string {
  const width = Math.max(1, rows.length) * PANEL.width;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${PANEL.height}" width="${width}" height="${PANEL.height}" role="img">`,
    '<style>text{font:12px system-ui,sans-serif;fill:#767676}.title{font-weight:600}.end{text-anchor:end}' +
      '.middle{text-anchor:middle}.grid{stroke:#8886;stroke-width:1}.spread{stroke:#3d7fd9;stroke-width:2;opacity:.5}' +
      'polyline{fill:none;stroke:#3d7fd9;stroke-width:2}circle{fill:#3d7fd9}</style>',
    ...rows.map((row, index) => panel(row, index * PANEL.width)),
    '</svg>',
    '',
  ].join('\n');
}
