// The curves of several runs over one another, as a figure: loss, training accuracy and test accuracy beside each other, or below
// each other where it is narrow. The page draws it, and saves it as SVG and PNG, from the same data.
//
// A run is told apart by its colour, its dashes, and its number at the end of each line.

import type { Figure, FigureItem } from '../../draw/figure';
import type { Column } from '../../train/columns';
import type { SavedHistory } from '../../train/history';
import { formatPercent, formatShort } from '../text/format';

/** Loss and training accuracy are means over so many steps, as the figures of the stage are. */
const MEAN_STEPS = 20;
/** More points than this are not told apart. */
const MAX_POINTS = 400;
/** From this width on the panels stand beside each other. */
const WIDE = 720;
const PANEL = { height: 210, left: 44, right: 26, top: 30, bottom: 26, gap: 12 };
const LEGEND_LINE = 18;
const SIZE = { title: 12, tick: 10, end: 11 };
const MIN_END_DISTANCE = 12;

/** Dashes of the runs: with them, six colours stay apart for every eye. */
const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 2.5], [9, 3, 2, 3], [4, 3], [12, 4]];
/** Chosen after Okabe and Ito, darker on white and lighter on black, at a contrast of at least 3:1. */
export const RUN_COLOURS = {
  light: ['#0072b2', '#c44e00', '#007a5a', '#a8478a', '#806000', '#444b57'],
  dark: ['#56b4e9', '#ff9a4d', '#3cc9a3', '#e79ccb', '#e6c229', '#c8ccd4'],
} as const;
export const MAX_DRAWN = DASHES.length;

export interface DrawnRun {
  readonly number: number;
  readonly title: string;
  readonly history: SavedHistory;
  /** Which of the colours and dashes it has: 0, 1, … */
  readonly slot: number;
}

export interface CurvesScene {
  readonly runs: readonly DrawnRun[];
  /** In CSS pixels. */
  readonly width: number;
  /** Around the panels, in CSS pixels. */
  readonly margin: number;
  readonly legend: boolean;
  readonly words: {
    readonly title: string;
    readonly step: string;
    readonly noPoints: string;
    readonly panels: { readonly loss: string; readonly accuracy: string; readonly test: string };
  };
  readonly colours: readonly string[];
  readonly look: Pick<Figure, 'background' | 'line' | 'fonts'> & {
    readonly ink: string;
    readonly muted: string;
  };
}

type Point = readonly [step: number, value: number];

/** The mean over the newest 20 steps at each point, thinned for drawing; the last point stays. */
export function smoothed(step: Column, values: Column, stride: number): readonly Point[] {
  const window = Math.max(1, Math.round(MEAN_STEPS / stride));
  const every = Math.ceil(step.length / MAX_POINTS);
  let sum = 0;
  return Array.from(values).flatMap((value, at): Point[] => {
    sum += value - (at >= window ? (values[at - window] ?? 0) : 0);
    const shown = at % every === 0 || at === values.length - 1;
    return shown ? [[step[at] ?? 0, sum / Math.min(at + 1, window)]] : [];
  });
}

/** 1, 2 or 5 times a power of ten: the smallest of them that divides a range into at most so many parts. */
export function niceStep(range: number, parts: number): number {
  const least = range / parts;
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10) * power;
}

const ticks = (low: number, high: number, parts: number): readonly number[] => {
  const step = niceStep(high - low || 1, parts);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, at) => (first + at) * step);
};

const integer = new Intl.NumberFormat('en');

export function curvesFigure(scene: CurvesScene): Figure {
  const { runs, margin, legend, words, look } = scene;
  const width = scene.width - 2 * margin;
  const columns = width >= WIDE ? 3 : 1;
  const panelWidth = (width - (columns - 1) * PANEL.gap) / columns;
  const lastStep = Math.max(
    1,
    ...runs.map(({ history: { step, testStep } }) => Math.max(step.at(-1) ?? 0, testStep.at(-1) ?? 0)),
  );
  const panels = [
    {
      title: words.panels.loss,
      part: false,
      points: ({ step, loss, stride }: SavedHistory) => smoothed(step, loss, stride),
    },
    {
      title: words.panels.accuracy,
      part: true,
      points: ({ step, accuracy, stride }: SavedHistory) => smoothed(step, accuracy, stride),
    },
    {
      title: words.panels.test,
      part: true,
      dots: 2.5,
      points: ({ testStep, testAccuracy }: SavedHistory) =>
        Array.from(testStep, (step, at): Point => [step, testAccuracy[at] ?? NaN]),
    },
  ];
  const items = panels.flatMap(({ points, ...panel }, at) =>
    panelItems(scene, {
      ...panel,
      lastStep,
      x: margin + (at % columns) * (panelWidth + PANEL.gap),
      y: margin + Math.floor(at / columns) * PANEL.height,
      width: panelWidth,
      lines: runs.map(({ number, slot, history }) => ({
        number,
        slot,
        points: points(history).filter(([, value]) => Number.isFinite(value)),
      })),
    }),
  );
  const bottom = margin + (panels.length / columns) * PANEL.height;
  const entries = legend
    ? runs.flatMap((run, at) => legendItems(scene, run, bottom + 8 + at * LEGEND_LINE))
    : [];
  return {
    width: scene.width,
    height: bottom + (legend ? runs.length * LEGEND_LINE + 12 : 0) + margin,
    title: words.title,
    background: look.background,
    line: look.line,
    fonts: look.fonts,
    items: [...items, ...entries],
  };
}

interface Panel {
  readonly title: string;
  /** Its values are parts of 1. */
  readonly part: boolean;
  readonly dots?: number;
  readonly lastStep: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly lines: readonly {
    readonly number: number;
    readonly slot: number;
    readonly points: readonly Point[];
  }[];
}

function panelItems({ words, look, colours }: CurvesScene, panel: Panel): readonly FigureItem[] {
  const { lines, lastStep } = panel;
  const [left, right] = [panel.x + PANEL.left, panel.x + panel.width - PANEL.right];
  const [top, bottom] = [panel.y + PANEL.top, panel.y + PANEL.height - PANEL.bottom];
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value));
  const [low, high] = rangeOf(values, panel.part);
  const xOf = (step: number): number => left + (step / lastStep) * (right - left);
  const yOf = (value: number): number => bottom - ((value - low) / (high - low)) * (bottom - top);
  const text = (
    x: number,
    y: number,
    given: string,
    rest: Partial<FigureItem & { kind: 'text' }>,
  ): FigureItem => ({
    ...{ kind: 'text', x, y, text: given, anchor: 'middle', size: SIZE.tick, font: 'text', bold: false },
    ...{ colour: look.muted, ...rest },
  });
  const rule = (y: number): FigureItem => ({
    ...{ kind: 'curve', colour: look.line, width: 1, dash: [], dots: 0 },
    points: [
      [left, y],
      [right, y],
    ],
  });
  const format = (value: number): string => (panel.part ? formatPercent(value, 0) : formatShort(value));
  const curves = lines.flatMap(({ slot, points }): FigureItem[] =>
    points.length === 0
      ? []
      : [
          {
            ...{ kind: 'curve', colour: colours[slot] ?? look.ink, width: 1.75, dash: DASHES[slot] ?? [] },
            dots: panel.dots ?? 0,
            points: points.map(([step, value]) => [xOf(step), yOf(value)]),
          },
        ],
  );
  const ends = lines.flatMap(({ number, slot, points }) => {
    const [step, value] = points.at(-1) ?? [NaN, NaN];
    return Number.isFinite(value) ? [{ number, slot, x: xOf(step), y: yOf(value) }] : [];
  });
  return [
    text(panel.x + 2, panel.y + 14, panel.title, {
      ...{ anchor: 'start', size: SIZE.title, bold: true, colour: look.ink },
    }),
    ...ticks(low, high, 5).flatMap((value) => [
      rule(yOf(value)),
      text(left - 5, yOf(value) + 3.5, format(value), { anchor: 'end' }),
    ]),
    ...ticks(0, lastStep, Math.max(2, Math.floor((right - left) / 70)))
      .filter((step) => xOf(step) < right - 34)
      .map((step) => text(xOf(step), bottom + 15, integer.format(step), {})),
    text(right, bottom + 15, words.step, { anchor: 'end' }),
    ...curves,
    ...spread(ends, top, bottom).map(({ number, slot, x, y }) =>
      text(x + 5, y + 4, String(number), {
        ...{ anchor: 'start', size: SIZE.end, bold: true, colour: colours[slot] ?? look.ink, outlined: true },
      }),
    ),
    ...(lines.length > 0 && curves.length === 0
      ? [text((left + right) / 2, (top + bottom) / 2, words.noPoints, { size: SIZE.title })]
      : []),
  ];
}

/** Of a loss from 0 on; of a part in tenths. */
function rangeOf(values: readonly number[], part: boolean): readonly [low: number, high: number] {
  if (values.length === 0) return [0, 1];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (!part) return [0, Math.max(0.1, most) * 1.02];
  const low = Math.floor(least * 10 + 1e-9) / 10;
  const high = Math.min(1, Math.ceil(most * 10 - 1e-9) / 10);
  return high > low ? [low, high] : [Math.max(0, low - 0.1), Math.max(0.1, high)];
}

/** Moves labels that stand close to each other apart, as far as there is room. */
function spread<T extends { readonly x: number; readonly y: number }>(
  ends: readonly T[],
  top: number,
  bottom: number,
): readonly T[] {
  const near = ({ x }: T, others: readonly T[]): T | undefined =>
    others.filter((other) => Math.abs(other.x - x) < 16).at(-1);
  const down: T[] = [];
  for (const end of ends.toSorted((a, b) => a.y - b.y))
    down.push({ ...end, y: Math.max(top, end.y, (near(end, down)?.y ?? -Infinity) + MIN_END_DISTANCE) });
  const up: T[] = [];
  for (const end of down.reverse())
    up.push({ ...end, y: Math.min(bottom, end.y, (near(end, up)?.y ?? Infinity) - MIN_END_DISTANCE) });
  return up.reverse();
}

function legendItems(
  { look, colours, margin }: CurvesScene,
  { number, title, slot }: DrawnRun,
  y: number,
): FigureItem[] {
  const colour = colours[slot] ?? look.ink;
  const left = margin + PANEL.left;
  const line: FigureItem = {
    ...{ kind: 'curve', colour, width: 2, dash: DASHES[slot] ?? [], dots: 0 },
    points: [
      [left, y + 8],
      [left + 34, y + 8],
    ],
  };
  const text = { kind: 'text', y: y + 12, anchor: 'start', size: SIZE.title, font: 'text' } as const;
  return [
    line,
    { ...text, x: left + 42, text: String(number), bold: true, colour },
    { ...text, x: left + 60, text: title, bold: false, colour: look.ink },
  ];
}

/** The line of a run alone, for the table. */
export const swatch = (slot: number): { readonly dash: string } => ({
  dash: (DASHES[slot] ?? []).join(' ') || 'none',
});
