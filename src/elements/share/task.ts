// The task of a worksheet, in one line above the page: what to do, start again, and hide it.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ConnectedElement } from '../connectedElement';
import { icons } from '../controls/icons';
import { shared } from '../controls/styles';
import { shareWords } from './words';

/** Asks for the worksheet from its beginning. */
export class StartAgainEvent extends Event {
  static readonly type = 'cs-start-again';
  constructor() {
    super(StartAgainEvent.type, { bubbles: true, composed: true });
  }
}

@customElement('cs-task')
export class TaskElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      section {
        display: flex;
        align-items: center;
        gap: var(--space-12);
        padding: var(--space-8) var(--space-16);
        background: var(--accent-soft);
        border-bottom: 1px solid var(--line);
      }
      h2 {
        flex: none;
        margin: 0;
      }
      p {
        flex: 1;
        min-width: 0;
        margin: 0;
        max-height: 6em;
        overflow: auto;
        line-height: 1.5;
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      button {
        flex: none;
      }
      .icon {
        border: 0;
        background: none;
      }
    `,
  ];

  @property() text = '';
  /** Something is under way that must not be disturbed. */
  @property({ type: Boolean }) busy = false;
  @state() private hiddenText: string | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { text } = this;
    if (text === '' || text === this.hiddenText) return nothing;
    const words = shareWords();
    return html`<section aria-label=${words.sheet}>
      <h2>${words.sheet}</h2>
      <p data-testid="task" tabindex="0">${text}</p>
      <button
        data-testid="start-again"
        ?disabled=${this.busy}
        @click=${() => this.dispatchEvent(new StartAgainEvent())}
      >
        ${words.again}
      </button>
      <button
        class="icon"
        aria-label=${words.hide}
        title=${words.hide}
        @click=${() => (this.hiddenText = text)}
      >
        ${icons.close()}
      </button>
    </section>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [StartAgainEvent.type]: StartAgainEvent;
  }
}
