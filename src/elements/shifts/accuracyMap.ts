// The honest map: accuracy on the test set with all pictures moved by the same (dx, dy), measured on the GPU from the
// middle outwards, with a legend, and a sentence that says no more than the numbers do.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { styleMap } from '../styleMap';
import { colourMap, colourOf, cssColour, cssGradient, inkOn } from '../../draw/colourMaps';
import { FARTHEST, MOVES_BY_SIZE, type Move } from '../../inspect/shifts/shiftAccuracy';
import { SessionElement } from '../sessionElement';
import { errorText } from '../text/errorText';
import { formatPercent, formatSigned } from '../text/format';
import { locale } from '../locale';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';
import { accuracyMapStyles } from './accuracyMapStyles';
import { choicesStyles } from '../controls/choicesStyles';
import { shiftsWords } from '../locales/shifts';

/** How many pictures of the test set; null: all of them. */
const AMOUNTS = [200, 1000, null] as const;
const STEPS = Array.from({ length: 2 * FARTHEST + 1 }, (_, at) => at - FARTHEST);
const keyOf = ({ dx, dy }: Move): string => `${dx} ${dy}`;

interface Measured {
  readonly accuracies: ReadonlyMap<string, number>;
  readonly pictures: number;
  readonly step: number;
  readonly whole: boolean;
}

@customElement('cs-accuracy-map')
export class AccuracyMapElement extends SessionElement {
  static override readonly sessionEvents = ['layerschange', 'progress', 'statechange'] as const;
  static override readonly styles = [shared, choicesStyles, accuracyMapStyles];

  @state() private amount: number | null = 1000;
  /** In the test set, once it is known. */
  @state() private all: number | null = null;
  @state() private measured: Measured | null = null;
  @state() private measuring = false;
  @state() private failure: Error | null = null;
  @state() private pointed: Move = { dx: 0, dy: 0 };

  /** The number of the measurement that is wanted. */
  #wanted = 0;
  #under = Promise.resolve();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#cancel();
  }

  /** Another network: what was measured is not about it. */
  protected override sessionChanged(event: Event): void {
    if (event.type === 'layerschange') {
      this.#cancel();
      this.measured = null;
    } else if (this.measured) this.requestUpdate();
  }

  #start(): void {
    const run = ++this.#wanted;
    this.failure = null;
    this.measuring = true;
    this.measured = { accuracies: new Map(), pictures: 0, step: 0, whole: false };
    // One that was broken off comes to its end first.
    this.#under = this.#under
      .then(() => (run === this.#wanted ? this.#measure(() => run === this.#wanted) : undefined))
      .catch((error: unknown) => {
        if (run === this.#wanted) this.failure = error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => {
        if (run === this.#wanted) this.measuring = false;
      });
  }

  async #measure(wanted: () => boolean): Promise<void> {
    const { session } = this;
    if (!session) return;
    const tool = await session.tools.shiftAccuracy();
    this.all = tool.samples;
    const pictures = Math.min(this.amount ?? Infinity, tool.samples);
    const { step } = session.progress;
    const accuracies = new Map<string, number>();
    const whole = await tool.measure({
      moves: MOVES_BY_SIZE,
      samples: pictures,
      onResult: (move, accuracy) => {
        accuracies.set(keyOf(move), accuracy);
        if (wanted()) this.measured = { accuracies, pictures, step, whole: false };
      },
      wanted,
    });
    if (wanted()) this.measured = { accuracies, pictures, step, whole };
  }

  #cancel(): void {
    this.#wanted++;
    this.measuring = false;
  }

  /** The mean over the four moves along an axis; NaN until all are there. */
  #by(pixels: number): number {
    const moves = [
      { dx: pixels, dy: 0 },
      { dx: -pixels, dy: 0 },
      { dx: 0, dy: pixels },
      { dx: 0, dy: -pixels },
    ];
    const values = moves.map((move) => this.measured?.accuracies.get(keyOf(move)) ?? NaN);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  }

  #key(event: KeyboardEvent): void {
    const { dx, dy } = this.pointed;
    const to = {
      ArrowLeft: { dx: dx - 1, dy },
      ArrowRight: { dx: dx + 1, dy },
      ArrowUp: { dx, dy: dy - 1 },
      ArrowDown: { dx, dy: dy + 1 },
      Home: { dx: -FARTHEST, dy },
      End: { dx: FARTHEST, dy },
    }[event.key];
    if (!to || Math.abs(to.dx) > FARTHEST || Math.abs(to.dy) > FARTHEST) return;
    event.preventDefault();
    this.pointed = to;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[data-move="${keyOf(to)}"]`)?.focus(),
    );
  }

  #percentOf(move: Move): string {
    const value = this.measured?.accuracies.get(keyOf(move));
    return value === undefined ? shiftsWords().accuracy.unknown : formatPercent(value);
  }

  #cell(move: Move): TemplateResult {
    const { accuracy: words } = shiftsWords();
    const value = this.measured?.accuracies.get(keyOf(move));
    const colour =
      value === undefined ? null : colourOf(colourMap('accuracy', themeChoice.theme), value, [0, 1]);
    const here = keyOf(move) === keyOf(this.pointed);
    return html`<div
      role="gridcell"
      class="cell ${here ? 'pointed' : ''}"
      tabindex=${here ? 0 : -1}
      .style=${colour ? styleMap({ background: cssColour(colour), color: inkOn(colour) }) : nothing}
      data-move=${keyOf(move)}
      data-percent=${value === undefined ? '' : Math.round(100 * value)}
      data-testid="accuracy-cell"
      aria-label=${words.cell(formatSigned(move.dx), formatSigned(move.dy), this.#percentOf(move))}
      @pointerenter=${() => (this.pointed = move)}
      @focus=${() => (this.pointed = move)}
    ></div>`;
  }

  #map(): TemplateResult {
    const { accuracy: words } = shiftsWords();
    const map = colourMap('accuracy', themeChoice.theme);
    const { dx, dy } = this.pointed;
    const head = (step: number): TemplateResult =>
      html`<span class="head" aria-hidden="true">${step % 2 === 0 ? formatSigned(step) : ''}</span>`;
    return html`<div class="map">
      <div class="heads" aria-hidden="true"><span class="head corner">dy╲dx</span>${STEPS.map(head)}</div>
      <div
        class="grid"
        role="grid"
        aria-label=${words.map}
        aria-description=${words.keys}
        data-testid="accuracy-map"
        @keydown=${this.#key}
      >
        ${STEPS.map(
          (dy) =>
            html`<div role="row" class="row">${head(dy)}${STEPS.map((dx) => this.#cell({ dx, dy }))}</div>`,
        )}
      </div>
      <div class="legend">
        <span>${words.legend}</span><span class="mono">0</span
        ><i .style=${styleMap({ background: cssGradient(map) })}></i><span class="mono">100 %</span
        ><b data-testid="accuracy-pointed"
          >${words.cell(formatSigned(dx), formatSigned(dy), this.#percentOf(this.pointed))}</b
        >
      </div>
    </div>`;
  }

  #numbers(): TemplateResult {
    const { accuracy: words } = shiftsWords();
    const { measured, measuring } = this;
    const by = [0, 1, 2, 4].map((pixels) => ({ pixels, value: this.#by(pixels) }));
    const percents = by.map(({ value }) => formatPercent(value));
    const [at0 = '', at1 = '', at2 = '', at4 = ''] = percents;
    const known = by.every(({ value }) => Number.isFinite(value));
    const learned = measured !== null && this.session?.progress.step !== measured.step;
    return html`<table data-testid="accuracy-by">
        <tbody>
          ${by.map(
            ({ pixels, value }) =>
              html`<tr>
                <th scope="row">${words.by(pixels)}</th>
                <td class="bar">
                  <i .style=${styleMap({ width: `${100 * (Number.isFinite(value) ? value : 0)}%` })}></i>
                </td>
                <td class="mono">${formatPercent(value)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      <p class="small">${words.byNote}</p>
      <p class="sentence" data-testid="accuracy-verdict">
        ${known ? words.verdict(at0, at1, at2, at4) : words.before}
      </p>
      ${
        measured && !measuring
          ? html`<p class="small">
              ${measured.whole ? words.measured(measured.pictures, measured.step) : words.partly}${learned ? words.stale : ''}
            </p>`
          : nothing
      }`;
  }

  protected override render(): TemplateResult {
    const { accuracy: words } = shiftsWords();
    const { measured, measuring, session } = this;
    const done = measured?.accuracies.size ?? 0;
    const able = session?.state === 'idle' || session?.state === 'training';
    return html`<h2>${words.title}</h2>
      <p>${words.lead}</p>
      <div class="controls">
        <div class="choices" role="group" aria-label=${words.amount}>
          ${AMOUNTS.map(
            (amount) =>
              html`<button
                aria-pressed=${amount === this.amount ? 'true' : 'false'}
                ?disabled=${measuring}
                data-testid=${`amount-${amount ?? 'all'}`}
                @click=${() => (this.amount = amount)}
              >
                ${amount === null ? words.all(this.all) : words.first(amount)}
              </button>`,
          )}
        </div>
        ${
          measuring
            ? html`<button data-testid="accuracy-cancel" @click=${() => this.#cancel()}>
                  ${words.cancel}
                </button>
                <progress max=${MOVES_BY_SIZE.length} value=${done} aria-label=${words.title}></progress
                ><span class="small" role="status">${words.progress(done, MOVES_BY_SIZE.length)}</span>`
            : html`<button
                class="go"
                data-testid="accuracy-measure"
                ?disabled=${!able}
                @click=${() => this.#start()}
              >
                ${measured ? words.again : words.measure}
              </button>`
        }
      </div>
      ${this.failure ? html`<p class="failure" role="alert">${words.failed}: <span class="mono">${errorText(this.failure, locale.words)}</span></p>` : nothing}
      <div class="result">
        ${this.#map()}
        <div class="numbers">${this.#numbers()}</div>
      </div>`;
  }
}
