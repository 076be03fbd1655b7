// The window over its input, to scale: the input's cells, hatched cells for the zeros around it, the window at its
// first two places, and a dot for the middle of every place it stops at. Cells no window reaches are grey.

import { css, html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SlidingFacts } from '../../session/editing/preview';
import { ConnectedElement } from '../connectedElement';
import { buildingWords } from '../locales/building';
import { shared } from '../controls/styles';

/** Side of the figure in CSS pixels. */
const SIDE = 92;
/** Dots closer than this would merge. */
const DOT_ROOM = 5;

@customElement('cs-sliding-figure')
export class SlidingFigureElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      figure {
        margin: 0;
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--space-12);
        align-items: center;
      }
      svg {
        display: block;
        overflow: visible;
      }
      figcaption {
        font-size: var(--type-label);
        line-height: 1.45;
        color: var(--muted);
      }
      .ground {
        fill: var(--panel);
      }
      .grid,
      .hatch {
        stroke: var(--line-strong);
        fill: none;
      }
      .unseen {
        fill: var(--line);
      }
      .window {
        fill: var(--accent);
        fill-opacity: 0.18;
        stroke: var(--accent);
        stroke-width: 1.5;
      }
      .next {
        fill: none;
        stroke: var(--accent);
        stroke-dasharray: 2 2;
      }
      .dots {
        fill: var(--ink);
      }
    `,
  ];

  @property({ attribute: false }) facts: SlidingFacts | null = null;

  #drawing(facts: SlidingFacts): SVGTemplateResult {
    const { input, before, after, size, strides, dilation, output } = facts;
    const [rows, columns] = [0, 1].map(
      (axis) => (before[axis] ?? 0) + (input[axis] ?? 0) + (after[axis] ?? 0),
    ) as [number, number];
    const cell = SIDE / Math.max(rows, columns);
    const [width, height] = [columns * cell, rows * cell];
    const [x, y] = [before[1] * cell, before[0] * cell];
    const [right, bottom] = [x + input[1] * cell, y + input[0] * cell];
    const lines = [
      ...Array.from({ length: input[1] + 1 }, (_, at) => `M${x + at * cell} ${y}V${bottom}`),
      ...Array.from({ length: input[0] + 1 }, (_, at) => `M${x} ${y + at * cell}H${right}`),
    ].join('');
    // Taps of one window, apart where it is dilated.
    const taps = (top: number, left: number): string =>
      Array.from({ length: size[0] * size[1] }, (_, tap) => {
        const [row, column] = [Math.floor(tap / size[1]), tap % size[1]];
        const [at, across] = [left + column * dilation[1], top + row * dilation[0]];
        return `M${at * cell} ${across * cell}h${cell}v${cell}h${-cell}z`;
      }).join('');
    const reach = (axis: 0 | 1): number => (size[axis] - 1) * dilation[axis] + 1;
    const dilated = dilation[0] > 1 || dilation[1] > 1;
    const places = output[0] * output[1];
    const r = Math.max(0.7, Math.min(1.6, cell / 5));
    const dot = (row: number, column: number): string => {
      const cx = (column * strides[1] + reach(1) / 2) * cell;
      const cy = (row * strides[0] + reach(0) / 2) * cell;
      return `M${cx - r} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
    };
    const dots =
      cell * Math.min(...strides) < DOT_ROOM
        ? ''
        : Array.from({ length: places }, (_, at) => dot(Math.floor(at / output[1]), at % output[1])).join('');
    const unseen = this.#unseen(facts);
    const next = output[1] > 1;
    return svg`<svg width=${width} height=${height} aria-hidden="true">
      <defs>
        <pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path class="hatch" d="M0 0V4" />
        </pattern>
      </defs>
      <path fill="url(#hatch)" d=${`M0 0H${width}V${height}H0z M${x} ${y}V${bottom}H${right}V${y}z`} />
      <rect class="ground" x=${x} y=${y} width=${right - x} height=${bottom - y} />
      ${unseen.rows > 0 ? svg`<rect class="unseen" x=${x} y=${bottom - unseen.rows * cell} width=${right - x} height=${unseen.rows * cell} />` : null}
      ${unseen.columns > 0 ? svg`<rect class="unseen" x=${right - unseen.columns * cell} y=${y} width=${unseen.columns * cell} height=${bottom - y} />` : null}
      <path class="grid" stroke-width=${cell > 4 ? 0.75 : 0.35} d=${lines} />
      ${next ? svg`<rect class="next" x=${strides[1] * cell} y="0" width=${reach(1) * cell} height=${reach(0) * cell} />` : null}
      ${dilated ? svg`<path class="window" d=${taps(0, 0)} />` : svg`<rect class="window" x="0" y="0" width=${reach(1) * cell} height=${reach(0) * cell} />`}
      <path class="dots" d=${dots} />
    </svg>`;
  }

  /** Rows and columns at the end that no window reaches, as sizes are rounded down. */
  #unseen({ padding, input, output, size, strides, dilation }: SlidingFacts): {
    rows: number;
    columns: number;
  } {
    const rest = (axis: 0 | 1): number =>
      padding === 'same'
        ? 0
        : input[axis] - ((output[axis] - 1) * strides[axis] + (size[axis] - 1) * dilation[axis] + 1);
    return { rows: rest(0), columns: rest(1) };
  }

  protected override render(): TemplateResult {
    const { facts } = this;
    if (!facts) return html``;
    const { figure } = buildingWords();
    const outputs = facts.output.join('×');
    const unseen = this.#unseen(facts);
    const [top, left] = facts.before;
    const [bottom, right] = facts.after;
    const label = figure.label(facts.size.join('×'), facts.input.join('×'), outputs);
    return html`<figure aria-label=${label} data-testid="sliding-figure">
      ${this.#drawing(facts)}
      <figcaption>
        ${figure.places(outputs)}<br />
        ${top + bottom + left + right > 0 ? figure.padded(top, left, bottom, right) : figure.unpadded}
        ${unseen.rows > 0 || unseen.columns > 0 ? html`<br />${figure.unseen(unseen.rows, unseen.columns)}` : null}
      </figcaption>
    </figure>`;
  }
}
