// A weight nudged by ±ε: the two losses, the slope between them, and beside it the gradient, which should equal that
// slope. The chart shows the losses around the weight with the gradient's tangent.

import { css, html, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { StepView, Microscope, Nudge, ParameterName } from '../../inspect/microscope/microscope';
import { ConnectedElement } from '../connectedElement';
import { resultText } from '../arithmetic/equation';
import { formatShort } from '../text/format';
import { differenceLine, slopeLine } from './lines';
import { shared } from '../controls/styles';
import { controlStyles } from './controlStyles';
import { nudgeVerdict } from './nudgeVerdict';
import { microscopeWords } from '../locales/microscope';

const CHART = { width: 236, height: 112, left: 6, right: 6, top: 8, bottom: 18 };
/** ε is halved and doubled within this range. */
const FACTORS = [0.25, 0.5, 1, 2, 4, 8] as const;

@customElement('cs-nudge')
export class NudgeElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    controlStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-8);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-8);
      }
      button {
        min-height: 28px;
        font-size: var(--type-figure);
      }
      .result {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-8) var(--space-16);
        align-items: start;
      }
      dl {
        display: grid;
        grid-template-columns: auto auto;
        gap: 2px var(--space-12);
        margin: 0;
        font-size: var(--type-figure);
        font-variant-numeric: tabular-nums;
      }
      dt {
        color: var(--muted);
      }
      dd {
        margin: 0;
        font: 600 var(--type-figure) / 1.5 var(--mono);
        text-align: right;
      }
      dd.line {
        font-weight: 400;
      }
      svg {
        display: block;
        font: var(--type-tick) var(--mono);
        fill: var(--muted);
        max-width: 100%;
      }
      .losses {
        fill: none;
        stroke: var(--ink);
        stroke-width: 1.5;
      }
      .tangent {
        stroke: var(--accent);
        stroke-width: 1.5;
        stroke-dasharray: 5 3;
      }
      .base {
        stroke: var(--line-strong);
      }
      circle {
        fill: var(--panel);
        stroke: var(--ink);
      }
      circle.here {
        fill: var(--pointed);
        stroke: none;
      }
      .key {
        color: var(--accent-text);
      }
      .note {
        font-size: var(--type-figure);
        color: var(--muted);
        max-width: 46ch;
      }
    `,
  ];

  @property({ attribute: false }) microscope: Microscope | null = null;
  @property({ attribute: false }) view: StepView | null = null;
  @property() layer = '';
  @property() parameter: ParameterName = 'weight';
  /** What the weight belongs to is silenced. */
  @property({ type: Boolean }) silenced = false;
  /** The place in that parameter of the layer. */
  @property({ attribute: false }) at: readonly number[] = [];
  @state() private found: Nudge | null = null;
  @state() private factor = 1;
  @state() private busy = false;

  #of = '';
  #view: StepView | null = null;

  protected override willUpdate(_: PropertyValues<this>): void {
    const of = `${this.layer} ${this.parameter} ${this.at.join(' ')}`;
    if (of === this.#of && this.view === this.#view) return;
    this.#of = of;
    this.#view = this.view;
    this.found = null;
  }

  get #letter(): string {
    return this.parameter === 'bias' ? 'b' : 'w';
  }

  async #nudge(): Promise<void> {
    const { microscope, layer, parameter, at, factor } = this;
    const [of, view] = [this.#of, this.#view];
    if (!microscope || this.busy) return;
    this.busy = true;
    try {
      const first = this.found ?? (await microscope.nudge(layer, at, undefined, parameter));
      const gentle = 1e-2 * Math.max(Math.abs(first.weight), 0.1);
      const found =
        factor === 1 && !this.found ? first : await microscope.nudge(layer, at, gentle * factor, parameter);
      if (of === this.#of && view === this.#view) this.found = found;
    } catch {
      // The network is gone, and with it the weight.
      this.found = null;
    } finally {
      this.busy = false;
    }
  }

  #chart({ points, weight, loss, gradient, epsilon }: Nudge): TemplateResult {
    const words = microscopeWords().nudge;
    const { width, height, left, right, top, bottom } = CHART;
    const [first = { weight: 0 }, last = { weight: 1 }] = [points[0], points.at(-1)];
    const tangent = [first, last].map((end) => loss + gradient * (end.weight - weight));
    const all = [...points.map((point) => point.loss), ...tangent];
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const x = (value: number): number =>
      left + ((value - first.weight) / (last.weight - first.weight)) * (width - left - right);
    const y = (value: number): number =>
      top + (1 - (high > low ? (value - low) / (high - low) : 0.5)) * (height - top - bottom);
    return html`<svg
      viewBox="0 0 ${width} ${height}"
      width=${width}
      role="img"
      aria-label=${words.chart[this.parameter]}
    >
      ${svg`<path class="base" d="M${left} ${height - bottom}H${width - right}" />
        <line class="tangent" x1=${x(first.weight)} y1=${y(tangent[0] ?? 0)} x2=${x(last.weight)} y2=${y(tangent[1] ?? 0)} />
        <polyline class="losses" points=${points.map((point) => `${x(point.weight)},${y(point.loss)}`).join(' ')} />
        ${points.map((point) => svg`<circle class=${point.weight === weight ? 'here' : ''} cx=${x(point.weight)} cy=${y(point.loss)} r=${point.weight === weight ? 4 : 2.5} />`)}
        <text x=${x(weight - epsilon)} y=${height - 4} text-anchor="middle">${this.#letter}−ε</text>
        <text x=${x(weight)} y=${height - 4} text-anchor="middle">${this.#letter}</text>
        <text x=${x(weight + epsilon)} y=${height - 4} text-anchor="middle">${this.#letter}+ε</text>`}
    </svg>`;
  }

  #result(found: Nudge): TemplateResult {
    const words = microscopeWords().nudge;
    const { slope, gradient, points, epsilon } = found;
    const largest = Math.max(Math.abs(slope), Math.abs(gradient));
    const gap = Math.abs(slope - gradient);
    const [below, above] = [points[2]?.loss ?? NaN, points[6]?.loss ?? NaN];
    const line = slopeLine(below, above, epsilon, slope);
    return html`<div class="result">
        ${this.#chart(found)}
        <dl>
          <dt>ε</dt>
          <dd data-testid="epsilon">${formatShort(epsilon)}</dd>
          <dt>L(${this.#letter} − ε)</dt>
          <dd title=${String(below)}>${line.below}</dd>
          <dt>L(${this.#letter} + ε)</dt>
          <dd title=${String(above)}>${line.above}</dd>
          <dt>${words.slope}</dt>
          <dd class="line">${line.slope.operands} ${line.slope.sign}</dd>
          <dt></dt>
          <dd data-testid="slope" title=${String(slope)}>${line.slope.result}</dd>
          <dt class="key">${words.gradient}</dt>
          <dd data-testid="nudged-gradient" title=${String(gradient)}>${formatShort(gradient)}</dd>
          <dt>${words.difference}</dt>
          <dd data-testid="gap">${resultText(differenceLine(slope, gradient, gap, largest))}</dd>
        </dl>
      </div>
      <p class="note" data-testid="nudge-says" aria-live="polite">${this.#says(found)}</p>`;
  }

  #says(found: Nudge): string {
    const { says } = microscopeWords().nudge;
    const verdict = nudgeVerdict(found, this);
    switch (verdict) {
      case 'same':
      case 'flat':
      case 'unreached':
        return says[verdict];
      case 'corner':
      case 'bend':
        return says[verdict](this.#letter);
      case 'silenced':
        return says.silenced[found.slope === 0 ? 'flat' : 'corner'];
      default:
        return verdict satisfies never;
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.view) return nothing;
    const words = microscopeWords().nudge;
    return html`<div class="row">
        <button data-testid="nudge" ?disabled=${this.busy} @click=${() => void this.#nudge()}>
          ${words.button[this.parameter]}
        </button>
        <label
          >ε
          <select
            aria-label=${words.epsilon}
            @change=${(event: Event) => {
              this.factor = Number((event.target as HTMLSelectElement).value);
              if (this.found) void this.#nudge();
            }}
          >
            ${FACTORS.map((factor) => html`<option value=${factor} ?selected=${factor === this.factor}>×${factor}</option>`)}
          </select></label
        >
      </div>
      ${this.found ? this.#result(this.found) : html`<p class="note">${words.what[this.parameter]}</p>`}`;
  }
}
