// One plain line about what is kept in the browser: that one is back, how to start afresh, how to undo that; or why
// nothing is kept.

import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { errorText } from '../errorText';
import { icons } from '../icons';
import { LocaleController } from '../locale';
import { shared } from '../styles';

/** `other`: a run that was left is kept as well, and one can go to it; always so with `afresh` and `seed`. */
export type KeptMessage =
  | { readonly kind: 'back'; readonly step: number; readonly other: boolean }
  | { readonly kind: 'afresh' }
  | { readonly kind: 'seed'; readonly seed: number }
  | { readonly kind: 'damagedBefore'; readonly step: number }
  | { readonly kind: 'damaged' | 'old' | 'unfit' | 'full' | 'forbidden' }
  | { readonly kind: 'failed'; readonly error: unknown };

export class KeptEvent extends Event {
  static readonly type = 'cs-kept';
  constructor(readonly wish: 'afresh' | 'other' | 'dismiss') {
    super(KeptEvent.type, { bubbles: true, composed: true });
  }
}

@customElement('cs-kept')
export class KeptElement extends LitElement {
  static override readonly styles = [
    shared,
    css`
      .bar {
        pointer-events: auto;
        display: flex;
        align-items: center;
        gap: var(--space-8);
        padding: var(--space-4) var(--space-4) var(--space-4) var(--space-12);
        line-height: 1.5;
        background: var(--panel);
        color: var(--ink);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-8);
        box-shadow: 0 6px 24px rgb(0 0 0 / 0.18);
        font-size: var(--type-body);
      }
      .bar.warning {
        border-left: 4px solid var(--warning);
      }
      span {
        margin-right: var(--space-4);
      }
      button {
        min-height: 26px;
        white-space: nowrap;
      }
      .icon {
        width: 28px;
        height: 28px;
        border: 0;
        background: none;
        flex: none;
      }
    `,
  ];

  @property({ attribute: false }) message: KeptMessage | null = null;
  /** Something is under way that must not be disturbed. */
  @property({ type: Boolean }) busy = false;

  readonly #locale = new LocaleController(this);

  #text(message: KeptMessage): string {
    const { kept } = this.#locale.words;
    switch (message.kind) {
      case 'back':
      case 'damagedBefore':
        return kept[message.kind](message.step);
      case 'seed':
        return kept.seed(message.seed);
      case 'failed':
        return kept.failed(errorText(message.error, this.#locale.words));
      case 'afresh':
      case 'damaged':
      case 'old':
      case 'unfit':
      case 'full':
      case 'forbidden':
        return kept[message.kind];
      default:
        return message satisfies never;
    }
  }

  #button(wish: 'afresh' | 'other', text: string): TemplateResult {
    return html`<button
      data-testid=${`kept-${wish}`}
      ?disabled=${this.busy}
      @click=${() => this.dispatchEvent(new KeptEvent(wish))}
    >
      ${text}
    </button>`;
  }

  protected override render(): TemplateResult {
    const { message } = this;
    const { kept } = this.#locale.words;
    // The region stays, so that what comes into it is read aloud.
    if (!message) return html`<div role="status"></div>`;
    const { kind } = message;
    const calm = kind === 'back' || kind === 'afresh' || kind === 'seed';
    return html`<div role="status">
      <div class="bar ${calm ? '' : 'warning'}" data-testid="kept" data-kind=${kind}>
        <span>${this.#text(message)}</span>
        ${kind === 'back' || kind === 'damagedBefore' ? this.#button('afresh', kept.start) : nothing}
        ${kind === 'afresh' ? this.#button('other', kept.undo) : nothing}
        ${kind === 'seed' || (kind === 'back' && message.other) ? this.#button('other', kept.other) : nothing}
        <button
          class="icon"
          aria-label=${kept.dismiss}
          data-testid="kept-dismiss"
          @click=${() => this.dispatchEvent(new KeptEvent('dismiss'))}
        >
          ${icons.close()}
        </button>
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [KeptEvent.type]: KeptEvent;
  }
  interface HTMLElementTagNameMap {
    'cs-kept': KeptElement;
  }
}
