// One plain line about what is kept in the browser: that one is back, how to start afresh, how to undo that; or why
// nothing is kept.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { ConnectedElement } from '../connectedElement';
import { errorText } from '../text/errorText';
import { icons } from '../controls/icons';
import { locale } from '../locale';
import { shared } from '../controls/styles';
import { worksheetErrorText } from '../share/words';
import { keptWords } from './keptWords';
import { KeptEvent, isCalm, type KeptMessage } from './keptMessage';
import { noticeStyles } from './noticeStyles';

@customElement('cs-kept')
export class KeptElement extends ConnectedElement {
  static override readonly styles = [shared, noticeStyles];

  @property({ attribute: false }) message: KeptMessage | null = null;
  /** Another tab keeps its run, or did until it was closed; this one does not. */
  @property({ attribute: false }) elsewhere: 'open' | 'closed' | null = null;
  /** Something is under way that must not be disturbed. */
  @property({ type: Boolean }) busy = false;

  #text(message: KeptMessage): string {
    const kept = keptWords();
    switch (message.kind) {
      case 'back':
      case 'damagedBefore':
      case 'late':
        return kept[message.kind](message.step);
      case 'catchingUp':
        return kept.catchingUp(message.step, message.to);
      case 'seed':
        return kept.seed(message.seed);
      case 'full':
        return message.sizes ? kept.fullWith(message.sizes) : kept.full;
      case 'failed':
        return kept.failed(errorText(message.error, locale.words));
      case 'worksheetRefused':
        return kept.worksheetRefused(worksheetErrorText(message.error, locale.words));
      case 'afresh':
      case 'worksheet':
      case 'damaged':
      case 'old':
      case 'unfit':
      case 'mine':
      case 'forbidden':
      case 'silent':
        return kept[message.kind];
      default:
        return message satisfies never;
    }
  }

  #button(wish: 'afresh' | 'other' | 'takeOver', text: string): TemplateResult {
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
    const kept = keptWords();
    // The region stays, so that what comes into it is read aloud.
    return html`<div role="status">
        ${
          this.elsewhere
            ? html`<div class="bar warning" data-testid="elsewhere">
                <span>${kept.elsewhere[this.elsewhere]}</span>${this.#button('takeOver', kept.takeOver)}
              </div>`
            : nothing
        }
      </div>
      <div role="status">${message ? this.#bar(message) : nothing}</div>`;
  }

  #bar(message: KeptMessage): TemplateResult {
    const kept = keptWords();
    const { kind } = message;
    return html`
      <div class="bar ${isCalm(message) ? '' : 'warning'}" data-testid="kept" data-kind=${kind}>
        <span>${this.#text(message)}</span>
        ${kind === 'back' || kind === 'catchingUp' || kind === 'damagedBefore' ? this.#button('afresh', kept.start) : nothing}
        ${kind === 'afresh' ? this.#button('other', kept.undo) : nothing}
        ${kind === 'seed' || kind === 'late' || kind === 'mine' || ((kind === 'back' || kind === 'catchingUp' || kind === 'worksheet') && message.other) ? this.#button('other', kept.other) : nothing}
        <button
          class="icon"
          aria-label=${kept.dismiss}
          data-testid="kept-dismiss"
          @click=${() => this.dispatchEvent(new KeptEvent('dismiss'))}
        >
          ${icons.close()}
        </button>
      </div>
    `;
  }
}
