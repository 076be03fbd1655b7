// A chart of accuracy and loss over the steps that lives as long as its host: drawn anew in another theme, resized with
// its place, and while training not more often than it pays. uPlot draws it; its code comes with the first numbers.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type uPlot from 'uplot';
import type { Column } from '../../train/columns';
import { formatPercent, formatShort } from '../text/format';
import { themeChoice } from '../theme';
import { SizeController } from './sizeController';

/** While training the lines are drawn this often at most. */
const REDRAW_MS = 250;

let library: typeof uPlot | null = null;

/** Points of a line; steps are ascending. */
export type Line = readonly [steps: Column, values: Column];

/** What the host says about its chart. */
export interface Chart {
  /** The right end of the steps, from the largest there is. */
  readonly end: (largest: number) => number;
  /** Room of the axes' figures, and between those of the steps, in CSS pixels. */
  readonly sizes: {
    readonly part: number;
    readonly loss: number;
    readonly space: number;
    /** Between figures and axes; absent: 3. */
    readonly gap?: number;
  };
  /** @param colour of a token such as `--accent` */
  readonly series: (colour: (token: string) => string) => uPlot.Series[];
  /** A line for each of the series; null where there is nothing to draw yet. */
  readonly data: () => readonly Line[] | null;
  readonly training: () => boolean;
}

/** How `historyLines` are drawn: with points the accuracy on test pictures, dashed that on validation pictures. */
export function learningLines(colour: (token: string) => string, pointSize: number): uPlot.Series[] {
  const [muted, accent] = [colour('--muted'), colour('--accent')];
  return [
    { scale: 'loss', stroke: muted, width: 1, points: { show: false } },
    { scale: 'part', stroke: `${accent}a0`, width: 1, points: { show: false } },
    {
      scale: 'part',
      stroke: accent,
      width: 2,
      points: { show: true, size: pointSize, fill: accent },
    },
    {
      scale: 'part',
      stroke: accent,
      width: 1,
      dash: [4, 3],
      points: { show: true, size: pointSize, fill: colour('--panel'), stroke: accent, width: 1 },
    },
  ];
}

/** uPlot has none at 0; its types know only data with common steps. */
const facetsOf = (lines: readonly Line[]): uPlot.AlignedData =>
  [null, ...lines] as unknown as uPlot.AlignedData;
const lineOf = ({ data }: uPlot, at: number): Line => data[at] as unknown as Line;

function withFacets({ scale = '', points = {}, ...series }: uPlot.Series): uPlot.Series {
  return {
    ...series,
    facets: [
      { scale: 'x', auto: true, sorted: 1 },
      { scale, auto: true },
    ],
    // Of lines with their own steps uPlot knows no range of points.
    points: {
      ...points,
      filter: (plot, at, show) => (show ? Array.from(lineOf(plot, at)[0], (_, i) => i) : null),
    },
  };
}

/**
 * Makes a chart whose canvas the processor draws. uPlot asks for its context itself and cannot be told. Thin lines of a
 * thousand points take a processor 1 ms, and a software graphics device, which trains on the same cores, some steps.
 */
function drawnByProcessor(make: () => uPlot): uPlot {
  const { prototype } = HTMLCanvasElement;
  const getContext = prototype.getContext as (kind: string, options?: unknown) => RenderingContext | null;
  prototype.getContext = function (this: HTMLCanvasElement, kind: string) {
    return getContext.call(this, kind, { willReadFrequently: true });
  } as typeof prototype.getContext;
  try {
    return make();
  } finally {
    prototype.getContext = getContext as typeof prototype.getContext;
  }
}

export class ChartController implements ReactiveController {
  readonly #size: SizeController;
  #plot: uPlot | null = null;
  #look = '';
  #drawnAt = -Infinity;
  #later: ReturnType<typeof setTimeout> | undefined;

  /** @param place where the chart is drawn, once the host has rendered it */
  constructor(
    private readonly host: ReactiveControllerHost & Element,
    private readonly place: () => HTMLElement | null,
    private readonly chart: Chart,
  ) {
    this.#size = new SizeController(host, place);
    host.addController(this);
  }

  hostUpdated(): void {
    const wait = this.chart.training() ? this.#drawnAt + REDRAW_MS - performance.now() : 0;
    clearTimeout(this.#later);
    if (wait > 0) this.#later = setTimeout(() => this.#draw(), wait);
    else this.#draw();
  }

  hostDisconnected(): void {
    clearTimeout(this.#later);
    this.#plot?.destroy();
    this.#plot = null;
  }

  #draw(): void {
    const place = this.place();
    const { width, height } = this.#size;
    const data = this.chart.data();
    if (!place || !data || width < 40 || height < 30) return;
    if (library === null) {
      void this.#load();
      return;
    }
    this.#drawnAt = performance.now();
    if (this.#plot && this.#look !== themeChoice.theme) {
      this.#plot.destroy();
      this.#plot = null;
    }
    this.#look = themeChoice.theme;
    const Plot = library;
    this.#plot ??= drawnByProcessor(() => this.#make(Plot, place));
    if (this.#plot.width !== width || this.#plot.height !== height) this.#plot.setSize({ width, height });
    this.#plot.setData(facetsOf(data));
  }

  async #load(): Promise<void> {
    library = (await import('uplot')).default;
    if (this.host.isConnected) this.#draw();
  }

  #make(Plot: typeof uPlot, place: HTMLElement): uPlot {
    const style = getComputedStyle(this.host);
    const colour = (token: string): string => style.getPropertyValue(token).trim();
    const { end, sizes, series } = this.chart;
    const axis = {
      stroke: colour('--muted'),
      font: `10px ${colour('--font')}`,
      ticks: { show: false },
      gap: sizes.gap ?? 3,
    };
    const lines = series(colour);
    return new Plot(
      {
        // Each line has steps of its own: a run's columns are drawn from where they are.
        mode: 2,
        width: this.#size.width,
        height: this.#size.height,
        legend: { show: false },
        cursor: { show: false },
        padding: [6, 0, 0, 0],
        scales: {
          x: { time: false, range: (_plot, _low, high) => [0, end(high)] },
          part: { range: [0, 1] },
          loss: { range: (_plot, _low, high) => [0, Math.max(0.1, high) * 1.04] },
        },
        axes: [
          {
            ...axis,
            size: 18,
            space: sizes.space,
            grid: { show: false },
            values: (_plot, values) => values.map((value) => new Intl.NumberFormat('en').format(value)),
          },
          {
            ...axis,
            scale: 'part',
            size: sizes.part,
            splits: () => [0, 0.5, 1],
            values: (_plot, values) => values.map((value) => formatPercent(value, 0)),
            grid: { stroke: colour('--line'), width: 1 },
          },
          {
            ...axis,
            scale: 'loss',
            side: 1,
            size: sizes.loss,
            space: 20,
            values: (_plot, values) => values.map(formatShort),
            grid: { show: false },
          },
        ],
        series: [{}, ...lines.map(withFacets)],
      },
      facetsOf(lines.map(() => [[], []])),
      place,
    );
  }
}
