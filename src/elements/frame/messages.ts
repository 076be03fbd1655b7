// What the engine has to say: a bar for notices, a panel for a training that stopped on an error.

import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TrainFacade } from '../../train/facade';
import { SessionController } from '../controllers/sessionController';
import { errorText } from '../errorText';
import { icons } from '../icons';
import { LocaleController } from '../locale';
import { shared } from '../styles';

@customElement('cs-messages')
export class MessagesElement extends LitElement {
  static override readonly styles = [
    shared,
    css`
      /* Above the stage, not beside it: a message must not move what is looked at. */
      :host {
        position: absolute;
        /* Over the line of the walk, not over the colours' legends above it or the choices below. */
        inset: var(--space-12) var(--space-16) 28px;
        z-index: 3;
        display: flex;
        flex-direction: column;
        align-items: center;
        justify-content: space-between;
        pointer-events: none;
      }
      .foot {
        display: grid;
        justify-items: center;
        gap: var(--space-8);
      }
      .bar,
      .panel {
        pointer-events: auto;
        background: var(--panel);
        color: var(--ink);
        border: 1px solid var(--line-strong);
        border-left: 4px solid var(--warning);
        border-radius: var(--radius-8);
        box-shadow: 0 6px 24px rgb(0 0 0 / 0.18);
        font-size: var(--type-body);
        line-height: 1.5;
      }
      .bar {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-12);
        padding: var(--space-4) var(--space-16) var(--space-4) var(--space-12);
      }
      .bar button {
        border: 0;
        background: none;
      }
      .panel {
        display: grid;
        max-width: 520px;
        gap: var(--space-12);
        padding: var(--space-16);
      }
      .title {
        font: 600 var(--type-title) / 1.4 var(--font);
        color: var(--ink);
        text-transform: none;
        letter-spacing: 0;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-8);
      }
      ul {
        margin: 0;
        padding-left: 1.2em;
      }
      .panel .first {
        background: var(--accent);
        border-color: var(--accent);
        color: var(--on-accent);
        font-weight: 600;
      }
      .panel p {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) session: TrainFacade | null = null;
  @state() private dismissed: TrainFacade['notice'] = null;

  readonly #locale = new LocaleController(this);

  constructor() {
    super();
    new SessionController(this, () => this.session, ['statechange', 'notice']);
  }

  #notice(): TemplateResult | typeof nothing {
    const notice = this.session?.notice ?? null;
    if (!notice || notice === this.dismissed) return nothing;
    const { words } = this.#locale;
    const known = words.notice.known[notice.key];
    const values = Object.entries(notice.values)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
    return html`<div class="bar" data-testid="notice">
      <span>${known ? known(notice.values) : words.notice.other(notice.key, values)}</span>
      <button class="icon" aria-label=${words.notice.dismiss} @click=${() => (this.dismissed = notice)}>
        ${icons.close()}
      </button>
    </div>`;
  }

  #failure(): TemplateResult | typeof nothing {
    const { session } = this;
    if (session?.state !== 'failed') return nothing;
    const { failure } = this.#locale.words;
    return html`<div class="panel" role="alert" data-testid="failure">
      <h2 class="title">${failure.title}</h2>
      <div>
        <h3>${failure.what}</h3>
        <p>${session.error ? errorText(session.error, this.#locale.words) : ''}</p>
      </div>
      <div>
        <h3>${failure.tryThis}</h3>
        <ul>
          ${failure.hints.map((hint) => html`<li>${hint}</li>`)}
        </ul>
      </div>
      <div class="ways">
        <button class="first" data-testid="failure-slower" @click=${() => session.continueSlower()}>
          ${failure.slower}
        </button>
        <button data-testid="failure-reset" @click=${() => void session.reset()}>${failure.reset}</button>
      </div>
    </div>`;
  }

  protected override render(): TemplateResult {
    return html`<div>${this.#failure()}</div>
      <div class="foot">
        <slot></slot>
        <div role="status">${this.#notice()}</div>
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cs-messages': MessagesElement;
  }
}
