// The learning rate in the hand: a slider in steps of 1, 2, 5 from tiny to far too large, a field for any other number,
// and what the schedule makes of it now. Changes made at the same step are one entry of the list that undo goes through.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SessionElement } from '../sessionElement';
import { formatShort } from '../text/format';
import { icons } from '../controls/icons';
import { product } from '../arithmetic/lines';
import { locale } from '../locale';
import { closeButton } from './closePanel';
import { shared } from '../controls/styles';

const RATES: readonly number[] = [-5, -4, -3, -2, -1]
  .flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)))
  .concat(1);

/** The place of the nearest of the slider's rates. */
const nearest = (rate: number): number =>
  RATES.reduce(
    (best, one, at) =>
      Math.abs(Math.log(one / rate)) < Math.abs(Math.log((RATES[best] ?? 1) / rate)) ? at : best,
    0,
  );

@customElement('cs-rate-panel')
export class RatePanelElement extends SessionElement {
  static override readonly sessionEvents = ['statechange', 'progress', 'editschange'] as const;
  static override readonly styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-8);
        width: min(300px, calc(100vw - 16px));
        padding: var(--space-12);
        background: var(--panel);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-8);
        font-size: var(--type-figure);
        line-height: 1.5;
      }
      :host([wide]) {
        width: min(380px, calc(100vw - 16px));
        max-height: min(600px, calc(100vh - 140px));
        overflow: hidden auto;
        overscroll-behavior: contain;
      }
      .more {
        display: flex;
        align-items: center;
        gap: var(--space-4);
        justify-self: start;
        margin-left: calc(-1 * var(--space-4));
      }
      .more svg {
        color: var(--accent-text);
        transition: rotate var(--quick);
      }
      .more[aria-expanded='true'] svg {
        rotate: 90deg;
      }
      .head {
        display: grid;
        grid-template-columns: 1fr auto 24px;
        gap: var(--space-8);
        align-items: center;
      }
      h3 code {
        text-transform: none;
      }
      .head button {
        width: 24px;
        height: 24px;
        min-height: 24px;
        border: 0;
      }
      input[type='text'] {
        width: 7em;
        min-height: 26px;
        padding: 0 var(--space-4);
        font: 600 var(--type-body) / 1 var(--mono);
        text-align: right;
        color: var(--ink);
        background: var(--panel);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-4);
      }
      input[aria-invalid='true'] {
        border-color: var(--warning);
      }
      input[type='range'] {
        width: 100%;
        margin: 0;
        accent-color: var(--accent);
      }
      .ends {
        display: flex;
        justify-content: space-between;
        font: var(--type-tick) / 1 var(--mono);
        color: var(--muted);
      }
      .now {
        font-variant-numeric: tabular-nums;
      }
      p + p {
        color: var(--muted);
      }
    `,
  ];

  /** What was typed and is no rate. */
  @state() private wrong: string | null = null;
  /** All training settings are shown below. */
  @property({ type: Boolean, reflect: true }) wide = false;
  /** The accessible description of the settings. */
  @state() private said = '';

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('input[type=range]')?.focus();
  }

  async #set(rate: number): Promise<void> {
    const { session } = this;
    if (!session || rate === session.settings.learningRate) return;
    this.wrong = null;
    await session.editing.setLearningRate(rate, `learning rate at ${session.progress.step}`);
    const words = locale.words.learningRate;
    this.said = words.announced(formatShort(rate), session.progress.step + 1);
  }

  async #open(): Promise<void> {
    if (!this.wide) await import('./trainingSettings');
    this.wide = !this.wide;
  }

  #type(text: string): void {
    const rate = Number(text.trim().replace('−', '-'));
    if (text.trim() === '' || !(rate > 0) || !Number.isFinite(rate)) this.wrong = text;
    else void this.#set(rate);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, wrong } = this;
    if (!session) return nothing;
    const words = locale.words.learningRate;
    const base = session.settings.learningRate;
    const now = session.progress.learningRate;
    const disabled = !['idle', 'training', 'failed'].includes(session.state);
    const line = product(base, now / base, { operands: formatShort, result: formatShort });
    return html`<div class="head">
        <h3 id="title">${words.title} <code>learning_rate</code></h3>
        <input
          type="text"
          inputmode="decimal"
          autocomplete="off"
          spellcheck="false"
          data-testid="rate-field"
          aria-label=${`${words.title}, ${words.base}`}
          aria-invalid=${wrong === null ? 'false' : 'true'}
          aria-describedby=${wrong === null ? nothing : 'wrong'}
          title=${words.base}
          ?disabled=${disabled}
          .value=${wrong ?? String(base)}
          @change=${(event: Event) => this.#type((event.target as HTMLInputElement).value)}
        />
        ${closeButton(this, words.close)}
      </div>
      <div>
        <input
          type="range"
          min="0"
          max=${RATES.length - 1}
          data-testid="rate-slider"
          aria-label=${words.slider}
          aria-valuetext=${formatShort(base)}
          ?disabled=${disabled}
          .value=${String(nearest(base))}
          @change=${(event: Event) => void this.#set(RATES[Number((event.target as HTMLInputElement).value)] ?? base)}
        />
        <div class="ends" aria-hidden="true">
          <span>${formatShort(RATES[0] ?? 0)}</span><span>${formatShort(RATES.at(-1) ?? 1)}</span>
        </div>
      </div>
      ${wrong === null ? nothing : html`<p id="wrong" role="alert" data-testid="rate-wrong">${words.wrong}</p>`}
      <p class="now" data-testid="rate-now" title=${String(now)}>
        ${words.now(formatShort(base), formatShort(now / base), line.sign, line.result)}
      </p>
      <p>${words.what}</p>
      <button
        class="plain more"
        data-testid="training-settings"
        aria-expanded=${this.wide ? 'true' : 'false'}
        @click=${() => void this.#open()}
      >
        ${icons.right(12)} ${words.settings}
      </button>
      ${this.wide ? html`<cs-training-settings></cs-training-settings>` : nothing}
      <p class="visually-hidden" aria-live="polite" data-testid="rate-said">${this.said}</p>`;
  }
}
