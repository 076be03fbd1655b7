// The kinds of layers there are, each with one line of what it does. Arrow keys move, Escape closes.

import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { KINDS, describeKind } from '../../session/editing/catalogue';
import { ConnectedElement } from '../connectedElement';
import { icons } from '../controls/icons';
import { buildingWords } from '../locales/building';
import { shared } from '../controls/styles';

/** Those of a textbook, in its order; all others come behind them. */
const USUAL = [
  ...[
    'conv2d',
    'maxPooling2d',
    'averagePooling2d',
    'globalAveragePooling2d',
    'flatten',
    'dense',
    'activation',
  ],
  ...['dropout', 'batchNormalization', 'zeroPadding2d'],
];
const OTHERS = KINDS.filter((kind) => !USUAL.includes(kind));

/** A kind was chosen; null: the menu was closed. */
export class KindEvent extends Event {
  static readonly type = 'cs-kind';
  constructor(readonly kind: string | null) {
    super(KindEvent.type);
  }
}

@customElement('cs-layer-menu')
export class LayerMenuElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-8);
        background: var(--panel);
        overflow: hidden;
      }
      header {
        display: flex;
        justify-content: space-between;
        align-items: center;
        padding: 0 var(--space-4) 0 var(--space-8);
        font-size: var(--type-label);
        color: var(--muted);
        border-bottom: 1px solid var(--line);
      }
      header button {
        border: 0;
        width: 28px;
        height: 28px;
        min-height: 28px;
      }
      .kinds {
        max-height: 300px;
        overflow-y: auto;
        scrollbar-width: thin;
      }
      .kind {
        display: grid;
        gap: 1px;
        width: 100%;
        text-align: left;
        border: 0;
        border-radius: 0;
        padding: 5px var(--space-8);
        min-height: 0;
        font-size: var(--type-label);
        line-height: 1.4;
        color: var(--muted);
      }
      .kind:hover,
      .kind:focus-visible {
        background: var(--accent-soft);
        outline-offset: -2px;
      }
      h3 {
        margin: 0;
        padding: var(--space-8) var(--space-8) var(--space-4);
        border-top: 1px solid var(--line);
        font-size: var(--type-label);
        font-weight: 600;
        color: var(--muted);
      }
      code {
        color: var(--ink);
        font-weight: 600;
        font-size: var(--type-figure);
      }
    `,
  ];

  /** The layer the new one goes behind. */
  @property({ attribute: false }) behind: string | null = null;

  #choose(kind: string | null): void {
    this.dispatchEvent(new KindEvent(kind));
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.#choose(null);
      return;
    }
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>('.kind')];
    const at = buttons.findIndex((button) => button.matches(':focus'));
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: (at + 1) % buttons.length,
      ArrowUp: (at + buttons.length - 1) % buttons.length,
      Home: 0,
      End: buttons.length - 1,
    };
    const to = moves[event.key];
    if (to === undefined || at === -1) return;
    event.preventDefault();
    buttons[to]?.focus();
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('.kind')?.focus();
  }

  protected override render(): TemplateResult {
    const building = buildingWords();
    const title = this.behind === null ? building.addFirst : building.addBehind(this.behind);
    return html`<header>
        <span>${title}</span>
        <button class="icon" aria-label=${building.close} @click=${() => this.#choose(null)}>
          ${icons.close(14)}
        </button>
      </header>
      <div class="kinds" role="group" aria-label=${title} @keydown=${this.#key}>
        ${USUAL.map((kind, at) => this.#kind(kind, at === 0))}
        <h3>${building.furtherKinds}</h3>
        ${OTHERS.map((kind) => this.#kind(kind, false))}
      </div>`;
  }

  #kind(kind: string, isFirst: boolean): TemplateResult {
    return html`<button
      class="kind"
      data-testid="kind"
      data-kind=${kind}
      tabindex=${isFirst ? 0 : -1}
      @click=${() => this.#choose(kind)}
    >
      <code>${describeKind(kind).className}</code><span>${buildingWords().kinds[kind] ?? ''}</span>
    </button>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    [KindEvent.type]: KindEvent;
  }
}
