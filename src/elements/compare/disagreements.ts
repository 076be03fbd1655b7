// The test pictures that the twins answer differently, the surest first: the true label, both answers, and a click
// that shows the picture in both.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Disagreement } from '../../session/twins/twinAnswers';
import type { Twins } from '../../session/twins/twins';
import { ConnectedElement } from '../connectedElement';
import { ListenController } from '../controllers/listenController';
import { formatPercent } from '../text/format';
import { paintPicture } from '../picture/pixels';
import { PictureEvent } from '../pointed';
import { shared } from '../controls/styles';
import { locale } from '../locale';
import { className, classWords } from '../text/classes';
import { compareWords } from '../locales/compare';

const SHOWN = 12;

@customElement('cs-disagreements')
export class DisagreementsElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-8);
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(124px, 1fr));
        gap: var(--space-8);
      }
      li button {
        display: grid;
        grid-template-columns: 40px minmax(0, 1fr);
        gap: var(--space-8);
        align-items: center;
        width: 100%;
        padding: 3px;
        min-height: 0;
        text-align: left;
        border-radius: var(--radius-4);
      }
      li button[aria-pressed='true'] {
        border-color: var(--accent);
        box-shadow: 0 0 0 1px var(--accent);
      }
      canvas {
        width: 40px;
        height: 40px;
        object-fit: contain;
        image-rendering: pixelated;
        display: block;
      }
      .answers {
        display: grid;
        font: var(--type-label) / 1.35 var(--mono);
        white-space: nowrap;
      }
      .first,
      .second {
        color: var(--first);
      }
      .second {
        color: var(--second);
      }
      .right {
        font-weight: 700;
      }
      .small {
        font-size: var(--type-figure);
        color: var(--muted);
        line-height: 1.5;
      }
      .small b {
        color: var(--ink);
      }
      progress {
        width: 100%;
        height: 6px;
        accent-color: var(--accent);
      }
      .again {
        justify-self: start;
      }
    `,
  ];

  @property({ attribute: false }) twins: Twins | null = null;
  @property({ attribute: false }) names: readonly [string, string] = ['', ''];
  @state() private all = false;
  @state() private chosen: number | null = null;

  constructor() {
    super();
    new ListenController(this, () => this.twins, ['progress', 'statechange']);
  }

  #pixels({ index }: Disagreement): Float32Array {
    const { test } = this.twins ?? {};
    if (!test) return new Float32Array();
    const size = test.height * test.width * test.channels;
    return Float32Array.from(test.images.subarray(index * size, (index + 1) * size), (value) => value / 255);
  }

  protected override updated(): void {
    const { test, compared } = this.twins ?? {};
    if (!test || !compared) return;
    for (const canvas of this.renderRoot.querySelectorAll('canvas')) {
      const index = Number(canvas.dataset.index);
      if (canvas.dataset.painted === canvas.dataset.index) continue;
      const found = compared.disagreements.find((one) => one.index === index);
      if (!found) continue;
      canvas.dataset.painted = String(index);
      paintPicture(canvas, this.#pixels(found), [test.height, test.width, test.channels], 1);
    }
  }

  #show(one: Disagreement): void {
    this.chosen = one.index;
    this.dispatchEvent(new PictureEvent(this.#pixels(one), null));
  }

  #row(one: Disagreement): TemplateResult {
    const { test } = this.twins ?? {};
    const words = classWords(test ?? null, locale.words);
    const label = (at: number): string => className(this.twins?.sides[0] ?? null, at);
    const answer = (side: 'first' | 'second'): TemplateResult => {
      const { answer: given, probability } = one[side];
      const right = given === one.label;
      return html`<span class="${side} ${right ? 'right' : ''}"
        >${label(given)}${right ? ' ✓' : ' ✗'} ${formatPercent(probability, 0)}</span
      >`;
    };
    const name = words.disagreement(
      label(one.label),
      `${this.names[0]} ${label(one.first.answer)}`,
      `${this.names[1]} ${label(one.second.answer)}`,
    );
    return html`<li>
      <button
        aria-description=${name}
        aria-pressed=${this.chosen === one.index ? 'true' : 'false'}
        data-testid="disagreement"
        data-index=${one.index}
        data-label=${one.label}
        data-first=${one.first.answer}
        data-second=${one.second.answer}
        @click=${() => this.#show(one)}
      >
        <canvas data-index=${one.index}></canvas>
        <span class="answers"
          ><span>${words.trueLabel(label(one.label))}</span>${answer('first')}${answer('second')}</span
        >
      </button>
    </li>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { twins } = this;
    if (!twins) return nothing;
    const { twins: say } = compareWords();
    const { compared, state, step } = twins;
    if (state === 'answering')
      return html`<p class="small">${say.asking(twins.test.count)}</p>
        <progress max="1" .value=${twins.fraction} aria-label=${say.asking(twins.test.count)}></progress>`;
    const outdated = compared?.step !== step;
    const ask = html`<button
      class="again"
      data-testid="ask"
      ?disabled=${state !== 'idle'}
      @click=${() => void twins.ask()}
    >
      ${say.ask(twins.test.count)}
    </button>`;
    if (!compared)
      return html`<p class="small">${say.askHint}</p>
        ${ask}`;
    const { disagreements, count, onlyFirst, onlySecond, neither } = compared;
    const shown = this.all ? disagreements.slice(0, SHOWN * 10) : disagreements.slice(0, SHOWN);
    return html`<p class="small" data-testid="disagree-summary" data-count=${disagreements.length}>
        ${say.disagreeOn(disagreements.length, count, compared.step)}
        ${say.onlyRight(this.names[0], onlyFirst)} ${say.onlyRight(this.names[1], onlySecond)}
        ${say.neitherRight(neither)}
      </p>
      ${outdated ? ask : nothing}
      <ol>
        ${shown.map((one) => this.#row(one))}
      </ol>
      ${
        disagreements.length > SHOWN
          ? html`<button
              class="plain again"
              aria-expanded=${this.all ? 'true' : 'false'}
              @click=${() => (this.all = !this.all)}
            >
              ${this.all ? say.fewer : say.more(Math.min(SHOWN * 10, disagreements.length) - SHOWN)}
            </button>`
          : nothing
      }`;
  }
}
