// Tabs: one row of names, one chosen. Left and right arrows, Home and End move the choice, as in the ARIA pattern.

import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { ConnectedElement } from '../connectedElement';
import { shared } from './styles';

export interface TabName {
  readonly id: string;
  readonly name: string;
}

/** Another tab was chosen. */
export class TabEvent extends Event {
  static readonly type = 'cs-tab';
  constructor(readonly id: string) {
    super(TabEvent.type);
  }
}

@customElement('cs-tabs')
export class TabsElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      [role='tablist'] {
        display: flex;
        border-bottom: 1px solid var(--line);
        overflow-x: auto;
        scrollbar-width: none;
      }
      button {
        border: 0;
        border-bottom: 2px solid transparent;
        border-radius: 0;
        background: none;
        color: var(--muted);
        padding: 0 4px; /* five of them fit beside a scroll bar */
        min-height: 32px;
        margin-bottom: -1px;
        white-space: nowrap;
      }
      button:hover:not(:disabled) {
        border-color: var(--line-strong);
      }
      button[aria-selected='true'],
      button[aria-selected='true']:hover:not(:disabled) {
        color: var(--accent-text);
        border-color: var(--accent);
        font-weight: 600;
      }
      button:focus-visible {
        outline-offset: -2px;
      }
    `,
  ];

  @property() label = '';
  @property({ attribute: false }) tabs: readonly TabName[] = [];
  @property() chosen = '';

  #key(event: KeyboardEvent): void {
    const at = this.tabs.findIndex(({ id }) => id === this.chosen);
    const last = this.tabs.length - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: at === 0 ? last : at - 1,
      ArrowRight: at === last ? 0 : at + 1,
      Home: 0,
      End: last,
    };
    const to = this.tabs[moves[event.key] ?? -1];
    if (!to) return;
    event.preventDefault();
    this.dispatchEvent(new TabEvent(to.id));
    this.renderRoot.querySelector<HTMLElement>(`[data-testid="tab-${to.id}"]`)?.focus();
  }

  protected override render(): TemplateResult {
    return html`<div role="tablist" aria-label=${this.label} @keydown=${this.#key}>
      ${this.tabs.map(
        ({ id, name }) =>
          html`<button
            role="tab"
            data-testid=${`tab-${id}`}
            aria-selected=${id === this.chosen ? 'true' : 'false'}
            tabindex=${id === this.chosen ? 0 : -1}
            @click=${() => this.dispatchEvent(new TabEvent(id))}
          >
            ${name}
          </button>`,
      )}
    </div>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [TabEvent.type]: TabEvent;
  }
}
