// The loss of one picture: the probability that the network gives to its class, and −ln of it on its curve. The same
// panel shows where δ begins: p − 1 for the right class, p for the others.

import { css, html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { styleMap } from '../styleMap';
import { colourMap, colourOf, cssColour, inkOn } from '../../draw/colourMaps';
import type { LayerStepView, StepView } from '../../inspect/microscope/microscope';
import { ConnectedElement } from '../connectedElement';
import { equationText, resultText } from '../arithmetic/equation';
import { crossEntropy, logitDelta } from './lines';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';
import { controlStyles } from './controlStyles';
import { panelStyles } from './panelStyles';
import { microscopeWords } from '../locales/microscope';
import { classesShown } from '../text/classes';

const CHART = { width: 190, height: 104, left: 26, bottom: 18, top: 6 };
/** The curve is drawn up to here; a larger loss lies on its edge. */
const MOST = 5;

@customElement('cs-loss-panel')
export class LossPanelElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    controlStyles,
    panelStyles,
    css`
      table {
        border-collapse: collapse;
        font: var(--type-label) / 1.9 var(--mono);
        font-variant-numeric: tabular-nums;
      }
      th,
      td {
        padding: 0 4px;
        text-align: right;
        min-width: 36px;
        font-weight: 400;
      }
      th[scope='col'] {
        max-width: 72px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      th[scope='row'] {
        color: var(--muted);
        text-align: left;
        white-space: nowrap;
      }
      .truth {
        background: var(--pointed-soft);
        color: var(--pointed-text);
        font-weight: 600;
      }
      svg {
        display: block;
        font: var(--type-tick) var(--mono);
        fill: var(--muted);
      }
      .axis {
        stroke: var(--line-strong);
        fill: none;
      }
      .curve {
        stroke: var(--ink);
        stroke-width: 1.5;
        fill: none;
      }
      .drop {
        stroke: var(--pointed);
        fill: none;
        stroke-dasharray: 3 3;
      }
      circle {
        fill: var(--pointed);
      }
      .scroll {
        overflow-x: auto;
        max-width: 100%;
      }
    `,
  ];

  @property({ attribute: false }) view: StepView | null = null;
  @property({ attribute: false }) layer: LayerStepView | null = null;
  @property({ attribute: false }) names: readonly string[] = [];
  /** Shows δ instead of the curve. */
  @property({ type: Boolean }) deltas = false;

  #curve(p: number, loss: number): TemplateResult {
    const { width, height, left, bottom, top } = CHART;
    const x = (value: number): number => left + value * (width - left - 8);
    const y = (value: number): number => top + (1 - Math.min(value, MOST) / MOST) * (height - top - bottom);
    const points = Array.from({ length: 60 }, (_, i) => {
      const at = Math.exp(-MOST * (1 - i / 59));
      return `${x(at).toFixed(1)},${y(-Math.log(at)).toFixed(1)}`;
    });
    return html`<svg width=${width} height=${height} role="img" aria-label=${microscopeWords().loss.curve}>
      ${svg`<path class="axis" d="M${left} ${top}V${height - bottom}H${width}" />
        <text x=${left - 4} y=${y(MOST) + 7} text-anchor="end">${MOST}</text>
        <text x=${left - 4} y=${y(0)} text-anchor="end">0</text>
        <text x=${x(0)} y=${height - 4}>p = 0</text><text x=${x(1)} y=${height - 4} text-anchor="end">1</text>
        <polyline class="curve" points=${points.join(' ')} />
        <path class="drop" d="M${x(p)} ${height - bottom}V${y(loss)}H${left}" />
        <circle cx=${x(p)} cy=${y(loss)} r="4" />`}
    </svg>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { view, layer } = this;
    const words = microscopeWords();
    if (!view || !layer) return nothing;
    const { probabilities, logitDeltas, label, loss } = view;
    const p = probabilities[label] ?? NaN;
    const gradient = colourMap('gradient', themeChoice.theme);
    const answers = probabilities.map((value, at) => logitDelta(value, at === label, logitDeltas[at] ?? NaN));
    const truth = (at: number): string => (at === label ? 'truth' : '');
    const shown = classesShown(probabilities.length, probabilities, label);
    return html`<div class="row">
        ${this.deltas ? nothing : this.#curve(p, loss)}
        <div class="scroll" tabindex="0" role="region" aria-label=${words.loss.table}>
          <table data-testid="loss-table">
            <thead>
              <tr>
                <th scope="row">${words.loss.class}</th>
                ${shown.map((at) => html`<th scope="col" class=${truth(at)} title=${this.names[at] ?? at}>${this.names[at] ?? at}</th>`)}
              </tr>
            </thead>
            <tbody>
              <tr>
                <th scope="row">${words.loss.probability}</th>
                ${shown.map((at) => html`<td class=${truth(at)} title=${String(probabilities[at])}>${answers[at]?.p}</td>`)}
              </tr>
              ${
                this.deltas
                  ? html`<tr>
                        <th scope="row">${words.loss.wanted}</th>
                        ${shown.map((at) => html`<td class=${truth(at)}>${at === label ? '100 %' : '0 %'}</td>`)}
                      </tr>
                      <tr>
                        <th scope="row">δ = p − y</th>
                        ${shown.map((at) => {
                          const value = logitDeltas[at] ?? NaN;
                          const colour = colourOf(gradient, value, layer.deltaDomain);
                          return html`<td
                            class=${truth(at)}
                            title=${String(value)}
                            .style=${styleMap({ background: cssColour(colour), color: inkOn(colour) })}
                          >
                            ${answers[at] ? resultText(answers[at].delta) : nothing}
                          </td>`;
                        })}
                      </tr>`
                  : nothing
              }
            </tbody>
          </table>
        </div>
      </div>
      ${
        this.deltas
          ? html`<p class="note">${words.loss.begins}</p>`
          : html`<p class="mono" data-testid="loss" title=${String(loss)}>
              ${words.loss.formula(equationText(crossEntropy(p, loss)))}
            </p>`
      }`;
  }
}
