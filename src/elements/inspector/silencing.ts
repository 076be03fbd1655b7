// A unit silenced, to see what it was good for: its output becomes 0, and the test set says what difference it makes.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Comparison } from '../../session/editing/editingFacade';
import type { TrainFacade } from '../../session/facade';
import { SessionElement } from '../sessionElement';
import { resultText } from '../arithmetic/equation';
import { formatPercent } from '../text/format';
import { pointsLine } from '../arithmetic/comparisonLines';
import { locale } from '../locale';
import { handmadeWords } from './handmadeWords';
import { shared } from '../controls/styles';
import { classWords } from '../text/classes';

@customElement('cs-silencing')
export class SilencingElement extends SessionElement {
  static override readonly sessionEvents = ['editschange', 'layerschange', 'statechange'] as const;
  static override readonly styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-8);
        justify-items: start;
        font-size: var(--type-figure);
        line-height: 1.5;
      }
      button {
        min-height: 30px;
        font-size: var(--type-figure);
      }
      .small {
        color: var(--muted);
        font-size: var(--type-label);
      }
      progress {
        width: 100%;
        accent-color: var(--accent);
      }
      .running {
        display: grid;
        gap: var(--space-4);
        width: 100%;
        justify-items: start;
      }
      b {
        font-family: var(--mono);
      }
    `,
  ];

  @property() layer = '';
  @property({ type: Number }) unit = 0;
  /** A map, or a unit of a dense layer. */
  @property() form: 'map' | 'unit' = 'map';
  @state() private fraction: number | null = null;
  @state() private result: Comparison | null = null;

  #wanted = false;

  protected override sessionChanged({ type }: Event): void {
    // Other numbers, other results.
    if (type !== 'statechange') this.result = null;
    this.requestUpdate();
  }

  async #compare(session: TrainFacade): Promise<void> {
    this.#wanted = true;
    this.fraction = 0;
    this.result = null;
    try {
      this.result = await session.editing.compare({
        onProgress: (fraction) => (this.fraction = fraction),
        wanted: () => this.#wanted,
      });
    } finally {
      this.fraction = null;
    }
  }

  #effect({ with: kept, without }: Comparison): string {
    const { effect } = handmadeWords();
    const points = Math.abs(kept - without) * 100;
    if (points < 0.005) return effect.none;
    const line = pointsLine(Math.min(kept, without), Math.max(kept, without));
    return (without < kept ? effect.less : effect.more)(resultText(line));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#wanted = false;
  }

  protected override render(): TemplateResult {
    const { session, layer, unit, form } = this;
    if (!session) return html``;
    const handmade = handmadeWords();
    const { silenced } = session.editing;
    const { evaluating, silenced: cannotSilence } = classWords(session, locale.words);
    const is = silenced.some((one) => one.layer === layer && one.unit === unit);
    if (!is && !session.editing.canSilence(layer, unit)) return html`<p class="small">${cannotSilence}</p>`;
    const names = silenced.map((one) => {
      const maps = session.layers.find(({ name }) => name === one.layer)?.outputShape.length === 3;
      return `${one.layer} · ${handmade.unitName[maps ? 'map' : 'unit'](one.unit + 1)}`;
    });
    return html`<button
        data-testid="silence"
        aria-pressed=${is ? 'true' : 'false'}
        ?disabled=${this.fraction !== null}
        @click=${() => void (is ? session.editing.unsilence(layer, unit) : session.editing.silence(layer, unit))}
      >
        ${is ? handmade.wake : handmade.silence[form]}
      </button>
      ${
        names.length > 0
          ? html`<p data-testid="silenced">${handmade.silenced(names.join(', '))}</p>`
          : html`<p class="small">${handmade.silenceSays}</p>`
      }
      ${
        this.fraction !== null
          ? html`<div class="running" role="status">
              <span>${evaluating}</span>
              <progress aria-label=${evaluating} max="1" .value=${this.fraction}></progress>
              <button @click=${() => (this.#wanted = false)}>${handmade.cancel}</button>
            </div>`
          : names.length > 0
            ? html`<button data-testid="compare" @click=${() => void this.#compare(session)}>
                ${handmade.compare}
              </button>`
            : nothing
      }
      ${
        this.result
          ? html`<p role="status" data-testid="compared">
              <b
                >${handmade.compared(formatPercent(this.result.with, 2), formatPercent(this.result.without, 2))}</b
              ><br />
              ${this.#effect(this.result)}
            </p>`
          : nothing
      }`;
  }
}
