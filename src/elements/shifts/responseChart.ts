// Two curves over the offset: what a simple cell answers, and the complex cell above it; how wide each is at half of
// its height, and where the picture lies now.

import { css, html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { OFFSETS, REACH, aboveHalf, tolerance, type Tolerance } from '../../inspect/shifts/shiftCurve';
import type { Responses } from '../../inspect/shifts/shifts';
import { ConnectedElement } from '../connectedElement';
import { SizeController } from '../controllers/sizeController';
import { resultText } from '../arithmetic/equation';
import { formatBound, formatNumber } from '../text/format';
import { times } from '../arithmetic/comparisonLines';
import { shared } from '../controls/styles';
import { shiftsWords } from '../locales/shifts';

/** In CSS pixels, around the curves. */
const ROOM = { left: 40, right: 12, top: 10, bottom: 34 };
const HEIGHT = 164;

/** The offset chosen on the chart. */
export class OffsetEvent extends Event {
  static readonly type = 'cs-offset';
  constructor(readonly offset: number) {
    super(OffsetEvent.type);
  }
}

@customElement('cs-response-chart')
export class ResponseChartElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      .chart {
        position: relative;
        height: ${HEIGHT}px;
        cursor: ew-resize;
        touch-action: pan-y;
      }
      svg {
        position: absolute;
        inset: 0;
        overflow: visible;
        font: var(--type-tick) var(--font);
        fill: var(--muted);
      }
      .axis {
        stroke: var(--line);
        fill: none;
      }
      .simple {
        stroke: var(--ink);
        stroke-width: 1.5;
        fill: none;
      }
      .complex {
        stroke: var(--accent);
        stroke-width: 2.5;
        fill: none;
      }
      .dots.simple {
        fill: var(--ink);
        stroke: none;
      }
      .dots.complex {
        fill: var(--accent);
        stroke: none;
      }
      .half {
        stroke-dasharray: 3 2;
        stroke-width: 1;
      }
      .now {
        stroke: var(--pointed);
        stroke-width: 1.5;
      }
      .keys {
        display: flex;
        flex-wrap: wrap;
        gap: 2px var(--space-16);
        padding-left: ${ROOM.left}px;
        font-size: var(--type-label);
        color: var(--muted);
      }
      .keys b {
        font-weight: 400;
        color: var(--ink);
        font-variant-numeric: tabular-nums;
      }
      .keys span::before {
        content: '';
        display: inline-block;
        width: 16px;
        border-top: 1.5px solid var(--ink);
        vertical-align: middle;
        margin-right: 6px;
      }
      .keys .pooled::before {
        border-top: 2.5px solid var(--accent);
      }
    `,
  ];

  @property({ attribute: false }) responses: Responses | null = null;
  @property({ type: Number }) at = 0;
  /** What lies across: `dx, across`. */
  @property() axis = '';

  readonly #size = new SizeController(this, () => this.renderRoot.querySelector('.chart'));

  #x(offset: number): number {
    const wide = Math.max(10, this.#size.width - ROOM.left - ROOM.right);
    return ROOM.left + ((offset + REACH) / (2 * REACH)) * wide;
  }

  #pick(event: PointerEvent): void {
    if (event.type === 'pointerdown') (event.currentTarget as Element).setPointerCapture(event.pointerId);
    else if (event.buttons === 0) return;
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const wide = Math.max(10, this.#size.width - ROOM.left - ROOM.right);
    const offset = Math.round(((event.clientX - box.x - ROOM.left) / wide) * 2 * REACH - REACH);
    this.dispatchEvent(new OffsetEvent(Math.min(REACH, Math.max(-REACH, offset))));
  }

  #curve(
    values: readonly number[],
    kind: 'simple' | 'complex',
    y: (value: number) => number,
  ): SVGTemplateResult {
    const points = values.map((value, at) => [this.#x(OFFSETS[at] ?? 0), y(value)] as const);
    const line = points
      .map(([x, up], at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${up.toFixed(1)}`)
      .join('');
    // Told apart by form as well: round and square points.
    const dots = points.map(([x, up]) =>
      kind === 'simple'
        ? svg`<circle class="dots simple" cx=${x} cy=${up} r="2.2" />`
        : svg`<rect class="dots complex" x=${x - 2.5} y=${up - 2.5} width="5" height="5" />`,
    );
    return svg`<path class=${kind} d=${line} />${dots}`;
  }

  /** The width at half height, drawn where it is measured. */
  #half(
    values: readonly number[],
    kind: 'simple' | 'complex',
    y: (value: number) => number,
  ): SVGTemplateResult {
    const up = y((Math.min(...values) + Math.max(...values)) / 2);
    const spans = aboveHalf(values).map(([from, to]) => `M${this.#x(from)} ${up}H${this.#x(to)}`);
    return svg`<path class="${kind} half" d=${spans.join('')} />`;
  }

  protected override render(): TemplateResult {
    const { chart, cells } = shiftsWords();
    const { responses } = this;
    const all = responses ? [...responses.simple, ...(responses.complex ?? [])].filter(Number.isFinite) : [];
    const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)];
    const span = high > low ? high - low : 1;
    const y = (value: number): number =>
      HEIGHT - ROOM.bottom - ((value - low) / span) * (HEIGHT - ROOM.top - ROOM.bottom);
    const [base, ceiling] = [HEIGHT - ROOM.bottom, ROOM.top];
    const text = (found: Tolerance | null): string =>
      found ? chart.value(found.width.toFixed(1), found.open) : '–';
    const [sharp, flat] = [
      responses && tolerance(responses.simple),
      responses?.complex ? tolerance(responses.complex) : null,
    ];
    const now = this.at + REACH;
    const said = (name: string, values: readonly number[]): string =>
      chart.summary(name, formatNumber(values[now] ?? NaN), formatNumber(Math.max(...values)));
    const summary = responses
      ? [
          said(cells.simple, responses.simple),
          ...(responses.complex ? [said(cells.complex, responses.complex)] : []),
        ]
      : [];
    const sentence =
      responses === null
        ? ''
        : !sharp
          ? chart.flat
          : flat
            ? chart.both(text(sharp), text(flat), resultText(times(flat.width, sharp.width)))
            : chart.one(text(sharp));
    return html`<div class="keys" aria-hidden="true">
        <span data-testid="tolerance-simple">${cells.simple} · ${chart.width} <b>${text(sharp)}</b></span>
        ${responses?.complex ? html`<span class="pooled" data-testid="tolerance-complex">${cells.complex} · ${chart.width} <b>${text(flat)}</b></span>` : nothing}
      </div>
      <div
        class="chart"
        role="img"
        aria-label=${`${chart.title}. ${summary.join('. ')}`}
        data-testid="response-chart"
        @pointerdown=${this.#pick}
        @pointermove=${this.#pick}
      >
        <svg width="100%" height=${HEIGHT} aria-hidden="true">
          <path
            class="axis"
            d=${`M${this.#x(-REACH)} ${base}H${this.#x(REACH)}M${this.#x(-REACH)} ${ceiling}H${this.#x(REACH)}`}
          />
          ${[-10, -5, 0, 5, 10].map((offset) => svg`<text x=${this.#x(offset)} y=${base + 14} text-anchor="middle">${formatBound(offset)}</text>`)}
          <text x=${(this.#x(-REACH) + this.#x(REACH)) / 2} y=${base + 29} text-anchor="middle">
            ${this.axis} · ${chart.unit}
          </text>
          <text x=${ROOM.left - 6} y=${base + 3} text-anchor="end">${formatBound(low)}</text>
          <text x=${ROOM.left - 6} y=${ceiling + 3} text-anchor="end">
            ${high > low ? formatBound(high) : ''}
          </text>
          ${low < 0 ? svg`<path class="axis" d=${`M${this.#x(-REACH)} ${y(0)}H${this.#x(REACH)}`} /><text x=${ROOM.left - 6} y=${y(0) + 3} text-anchor="end">0</text>` : nothing}
          <path class="now" d=${`M${this.#x(this.at)} ${ceiling - 4}V${base}`} />
          ${
            responses
              ? svg`${responses.complex ? this.#half(responses.complex, 'complex', y) : nothing}${this.#half(responses.simple, 'simple', y)}
            ${responses.complex ? this.#curve(responses.complex, 'complex', y) : nothing}${this.#curve(responses.simple, 'simple', y)}`
              : nothing
          }
        </svg>
      </div>
      <p class="sentence" data-testid="tolerance">${sentence}</p>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [OffsetEvent.type]: OffsetEvent;
  }
}
