// The optimizer's step for one weight or bias, line by line with its numbers, from the session's own settings and moments.

import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { colourMap } from '../../draw/colourMaps';
import type {
  LayerStepView,
  StepView,
  Microscope,
  ParameterName,
  WeightUpdate,
} from '../../inspect/microscope/microscope';
import { SessionElement } from '../sessionElement';
import { addends, equation, equationText } from '../arithmetic/equation';
import { formatShort } from '../text/format';
import { precise, updateLine } from './lines';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';
import { controlStyles } from './controlStyles';
import './numberGrid';
import { asGrid, PlaceEvent } from './numberGrid';
import { panelStyles } from './panelStyles';
import { placeIn, viewOf, type Chosen } from './parts';
import { microscopeWords } from '../locales/microscope';

/** How many lines there are to show. */
export class LinesEvent extends Event {
  static readonly type = 'cs-lines';
  constructor(readonly count: number) {
    super(LinesEvent.type);
  }
}

@customElement('cs-update-panel')
export class UpdatePanelElement extends SessionElement {
  static override readonly styles = [
    shared,
    controlStyles,
    panelStyles,
    css`
      .row {
        align-items: start;
        flex-wrap: nowrap;
        gap: var(--space-24);
      }
      .lines {
        display: grid;
        gap: var(--space-8);
        min-width: 0;
      }
      @media (max-width: 620px) {
        .row {
          flex-wrap: wrap;
        }
      }
    `,
  ];

  @property({ attribute: false }) microscope: Microscope | null = null;
  @property({ attribute: false }) view: StepView | null = null;
  @property({ attribute: false }) layer: LayerStepView | null = null;
  @property({ attribute: false }) chosen: Chosen | null = null;
  @property() parameter: ParameterName = 'weight';
  /** The last line shown. */
  @property({ type: Number }) at = 0;
  @state() private found: WeightUpdate | null = null;

  #asked = '';
  #view: StepView | null = null;

  protected override willUpdate(_: PropertyValues<this>): void {
    const { microscope, view, layer, chosen, parameter } = this;
    if (!microscope || !view || !layer?.weight || !chosen) return;
    const at = placeIn(layer, chosen, parameter);
    const asked = `${layer.name} ${parameter} ${at.join(' ')}`;
    if (asked === this.#asked && view === this.#view) return;
    this.#asked = asked;
    this.#view = view;
    microscope.update(layer.name, at, parameter).then(
      (found) => {
        if (this.#asked !== asked || this.#view !== view) return;
        this.found = found;
        this.dispatchEvent(new LinesEvent(found.lines.length));
      },
      () => {
        // The network is gone; the next look asks anew.
        if (this.#asked === asked) this.found = null;
      },
    );
  }

  protected override render(): TemplateResult | typeof nothing {
    const { view, found, session } = this;
    const words = microscopeWords();
    if (!view || !session) return nothing;
    if (!found) return html`<p class="note" role="status">${words.reading}</p>`;
    const { lines, weight, gradient, after, l2, l1, kernel } = found;
    const [last] = lines.slice(-1);
    const letter = last?.name ?? 'w';
    const domain = viewOf(session, this.layer?.name ?? '')?.kernelDomain ?? ([-1, 1] as const);
    return html`<div class="row">
        ${
          kernel && kernel.values.length > 1
            ? html`<figure>
                <figcaption>${words.update.choose}</figcaption>
                <cs-number-grid
                  label=${words.update.choose}
                  choosable
                  .cells=${asGrid(kernel.values, kernel.columns)}
                  .map=${colourMap('weight', themeChoice.theme)}
                  .domain=${domain}
                  .meant=${this.chosen?.place ?? null}
                  @cs-place=${(event: PlaceEvent) => this.dispatchEvent(new PlaceEvent(event.row, event.column))}
                ></cs-number-grid>
              </figure>`
            : nothing
        }
        <div class="lines">
          <dl>
            <div>
              <dt>${words.update.now[this.parameter]}</dt>
              <dd title=${String(weight)}>${letter} = ${formatShort(weight)}</dd>
            </div>
            <div>
              <dt>${words.update.gradient}</dt>
              <dd title=${String(gradient)}>g = ${formatShort(gradient)}</dd>
            </div>
            ${
              l2 > 0
                ? html`<div>
                    <dt>${words.update.decay(formatShort(l2))}</dt>
                    <dd>
                      g + 2λ${letter} =
                      ${equationText(
                        equation(
                          [
                            ...addends([gradient, 2 * l2 * weight]).slice(0, 2),
                            '2 · ',
                            l2,
                            ' · ',
                            Math.abs(weight),
                          ],
                          gradient + 2 * l2 * weight,
                          { operands: formatShort, result: formatShort },
                        ),
                      )}
                    </dd>
                  </div>`
                : nothing
            }
            ${
              l1 > 0
                ? html`<div>
                    <dt>${words.update.decayL1(formatShort(l1))}</dt>
                    <dd>
                      ${l2 > 0 ? '+ ' : 'g + '}λ·sign(${letter}) =
                      ${formatShort(gradient + 2 * l2 * weight + l1 * Math.sign(weight))}
                    </dd>
                  </div>`
                : nothing
            }
            <div>
              <dt>${words.update.rate}</dt>
              <dd title=${String(view.learningRate)}>η = ${formatShort(view.learningRate)}</dd>
            </div>
          </dl>
          <table class="sum" data-testid="update">
            <tbody>
              ${lines.map(({ name, formula, numbers, value }, i) => {
                const line = updateLine({ numbers, value }, name === letter);
                return html`<tr class=${i === this.at ? 'now' : i > this.at ? 'later' : ''}>
                  <th scope="row">${name} ←</th>
                  <td>
                    <span>${formula}</span>
                    ${line.operands}
                  </td>
                  <td class="equals">${line.sign}</td>
                  <td title=${String(value)} data-testid=${i === lines.length - 1 ? 'new-weight' : nothing}>
                    ${line.result}
                  </td>
                </tr>`;
              })}
            </tbody>
          </table>
        </div>
      </div>
      <p class="note" data-testid="update-note">
        ${this.at >= lines.length - 1 ? words.update.onGpu(this.parameter, precise(weight), precise(after)) : ''}
        ${words.update.batch(view.optimizer, session.settings.batchSize)}
      </p>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [LinesEvent.type]: LinesEvent;
  }
}
