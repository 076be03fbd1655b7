// A training that stopped on an error: a panel over the stage that asks how to go on.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { wantsDevice, wantsMemory } from '../../session/errorFacts';
import { SessionElement } from '../sessionElement';
import { errorText } from '../text/errorText';
import { locale } from '../locale';
import { messagesWords } from '../locales/messages';
import { shared } from '../controls/styles';

@customElement('cs-messages')
export class MessagesElement extends SessionElement {
  static override readonly sessionEvents = ['statechange'] as const;
  static override readonly styles = [
    shared,
    css`
      /* Above the stage, not beside it: a message must not move what is looked at. */
      :host {
        position: absolute;
        inset: var(--space-12) var(--space-16) auto;
        z-index: 3;
        display: grid;
        justify-items: center;
        pointer-events: none;
      }
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

  #failure(): TemplateResult | typeof nothing {
    const { session } = this;
    if (session?.state !== 'failed') return nothing;
    const { opening } = locale.words;
    const { failure } = messagesWords();
    // Without a device training cannot continue; the run saved in the browser is restored by a reload.
    const gone = wantsDevice(session.error);
    const full = wantsMemory(session.error);
    return html`<div class="panel" role="alert" data-testid="failure">
      <h2 class="title">${failure.title}</h2>
      <div>
        <h3>${failure.what}</h3>
        <p>${session.error ? errorText(session.error, locale.words) : ''}</p>
      </div>
      <div>
        <h3>${failure.tryThis}</h3>
        <ul>
          ${(gone ? [opening.failedHint] : full ? [failure.smaller] : failure.hints).map((hint) => html`<li>${hint}</li>`)}
        </ul>
      </div>
      <div class="ways">
        ${
          gone
            ? html`<button class="first" data-testid="failure-reload" @click=${() => location.reload()}>
                ${opening.reload}
              </button>`
            : full
              ? html`<button
                  class="first"
                  data-testid="failure-undo"
                  ?disabled=${session.editing.position === 0}
                  @click=${() => void session.editing.undo()}
                >
                  ${failure.undo}
                </button>`
              : html`<button
                    class="first"
                    data-testid="failure-slower"
                    @click=${() => session.continueSlower()}
                  >
                    ${failure.slower}
                  </button>
                  <button data-testid="failure-reset" @click=${() => void session.reset()}>
                    ${failure.reset}
                  </button>`
        }
      </div>
    </div>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    return this.#failure();
  }
}
