// Five seeds: both twins trained again from each, every result a dot, mean ± standard deviation as a bar, and in
// plain words whether their difference is larger than what the seed alone does.

import { css, html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { verdictOf, type SeedVerdict } from '../../session/twins/compareSeeds';
import type { Twins } from '../../session/twins/twins';
import { ConnectedElement } from '../connectedElement';
import { ListenController } from '../controllers/listenController';
import { resultText } from '../arithmetic/equation';
import { formatPercent } from '../text/format';
import { pointsLine } from '../arithmetic/comparisonLines';
import { shared } from '../controls/styles';
import { compareStyles } from './compareStyles';
import { compareWords } from '../locales/compare';

const SEEDS = 5;
const LENGTHS = [20, 100, 200, 500, 1000] as const;
/** The plot in its own units. */
const PLOT = { width: 268, height: 76, left: 4, right: 264, rows: [20, 46] } as const;

@customElement('cs-seed-comparison')
export class SeedComparisonElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    compareStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-8);
      }
      .start {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-8);
        align-items: center;
      }
      .start label {
        display: inline-flex;
        align-items: center;
        gap: var(--space-8);
        font-size: var(--type-figure);
        white-space: nowrap;
      }
      .start select {
        width: auto;
      }
      progress {
        width: 100%;
        height: 6px;
        accent-color: var(--accent);
      }
      svg {
        width: 100%;
        height: auto;
        overflow: visible;
        fill: none;
        stroke-width: 1.5;
      }
      .first {
        stroke: var(--first);
      }
      .second {
        stroke: var(--second);
      }
      .axis {
        stroke: var(--line-strong);
        stroke-width: 1;
      }
      text {
        fill: var(--muted);
        stroke: none;
        font: var(--type-tick) var(--mono);
      }
      table {
        border-collapse: collapse;
        font-size: var(--type-figure);
        width: 100%;
      }
      th {
        text-align: left;
        font-weight: 400;
        overflow-wrap: anywhere;
      }
      td {
        text-align: right;
        font: 600 var(--type-figure) var(--mono);
        white-space: nowrap;
      }
      th.first {
        color: var(--first);
      }
      th.second {
        color: var(--second);
      }
      .verdict {
        line-height: 1.55;
      }
    `,
  ];

  @property({ attribute: false }) twins: Twins | null = null;
  @property({ attribute: false }) names: readonly [string, string] = ['', ''];
  @state() private steps = 200;

  constructor() {
    super();
    new ListenController(this, () => this.twins, ['progress', 'statechange']);
  }

  #plot(verdict: SeedVerdict, results: readonly { first: number; second: number }[]): TemplateResult {
    const { twins: say } = compareWords();
    const all = results.flatMap(({ first, second }) => [first, second]);
    const margin = Math.max(0.005, verdict.spread);
    const [low, high] = [Math.max(0, Math.min(...all) - margin), Math.min(1, Math.max(...all) + margin)];
    const x = (value: number): number =>
      PLOT.left + ((value - low) / (high - low)) * (PLOT.right - PLOT.left);
    const row = (side: 'first' | 'second', y: number): SVGTemplateResult => {
      const { mean, deviation } = verdict[side];
      const [from, to] = [x(Math.max(low, mean - deviation)), x(Math.min(high, mean + deviation))];
      return svg`<g class=${side}>
        <path d=${`M${from} ${y}H${to}M${from} ${y - 5}V${y + 5}M${to} ${y - 5}V${y + 5}`} />
        <path d=${`M${x(mean)} ${y - 8}V${y + 8}`} stroke-width="3" />
        ${results.map((one) => svg`<circle cx=${x(one[side])} cy=${y + 10} r="2.4" />`)}
      </g>`;
    };
    const axis = PLOT.height - 14;
    return html`<svg viewBox=${`0 0 ${PLOT.width} ${PLOT.height}`} role="img" aria-label=${say.seedPlot}>
      ${row('first', PLOT.rows[0] - 8)} ${row('second', PLOT.rows[1] - 8)}
      ${svg`<path class="axis" d=${`M${PLOT.left} ${axis}H${PLOT.right}`} />
        <text x=${PLOT.left} y=${axis + 11}>${formatPercent(low)}</text>
        <text x=${PLOT.right} y=${axis + 11} text-anchor="end">${formatPercent(high)}</text>`}
    </svg>`;
  }

  #results(twins: Twins): TemplateResult | typeof nothing {
    const { twins: say } = compareWords();
    const { results, steps } = twins.seeds ?? { results: [], steps: 0 };
    if (results.length === 0) return nothing;
    const verdict = verdictOf(results);
    const row = (side: 'first' | 'second', name: string): TemplateResult =>
      html`<tr>
        <th scope="row" class="${side} mono">${name}</th>
        <td
          data-testid=${`seeds-${side}`}
          title=${results.map((one) => `${one.seed}: ${one[side]}`).join(' · ')}
        >
          ${formatPercent(verdict[side].mean, 2)} ± ${(100 * verdict[side].deviation).toFixed(2)}
        </td>
      </tr>`;
    const points = (part: number): string => (100 * Math.abs(part)).toFixed(2);
    const means = [verdict.first.mean, verdict.second.mean];
    const [low, high] = [Math.min(...means), Math.max(...means)];
    const [ahead, name] =
      verdict.difference >= 0 ? [verdict.firstAhead, this.names[0]] : [verdict.secondAhead, this.names[1]];
    return html`<table>
        <caption class="small" .style=${'text-align:left'}>
          ${say.seedsDone(results.length, steps)}
        </caption>
        <tbody>
          ${row('first', this.names[0])} ${row('second', this.names[1])}
        </tbody>
      </table>
      ${this.#plot(verdict, results)}
      ${
        results.length > 1
          ? html`<p class="verdict" data-testid="verdict" data-clear=${verdict.clear ? 'true' : 'false'}>
              ${(verdict.clear ? say.clear : say.unclear)(resultText(pointsLine(low, high)), points(verdict.spread))}
              ${say.ahead(name, ahead, results.length)}
            </p>`
          : nothing
      }`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { twins } = this;
    if (!twins) return nothing;
    const { twins: say } = compareWords();
    const running = twins.state === 'seeds';
    const seconds = (twins.stepMs * SEEDS * this.steps) / 1000;
    return html`<p class="small">${say.seedsWhy}</p>
      ${
        running
          ? html`<progress max="1" .value=${twins.fraction} aria-label=${say.seedsRunning}></progress>
              <div class="start">
                <span class="small">${say.seedsRunning}</span>
                <button data-testid="seeds-cancel" @click=${() => void twins.pause()}>${say.cancel}</button>
              </div>`
          : html`<div class="start">
              <label
                >${say.steps}<select
                  data-testid="seeds-steps"
                  @change=${(event: Event) => (this.steps = Number((event.target as HTMLSelectElement).value))}
                >
                  ${LENGTHS.map((steps) => html`<option value=${steps} ?selected=${steps === this.steps}>${steps}</option>`)}
                </select></label
              >
              <button
                data-testid="seeds"
                ?disabled=${twins.state === 'failed'}
                @click=${() => void twins.trySeeds(SEEDS, this.steps)}
              >
                ${say.seeds(SEEDS)}
              </button>
              ${seconds > 1 ? html`<span class="small">${say.about(Math.round(seconds))}</span>` : nothing}
            </div>`
      }
      ${this.#results(twins)}`;
  }
}
