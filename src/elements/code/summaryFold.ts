// model.summary() of the network in the code, exactly as Keras prints it, folded below the code.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ConnectedElement } from '../connectedElement';
import { icons } from '../controls/icons';
import { shared } from '../controls/styles';
import { copyText } from '../clipboard';
import { codeWords } from './words';

@customElement('cs-summary-fold')
export class SummaryFoldElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        min-width: 0;
      }
      summary {
        cursor: pointer;
        color: var(--accent-text);
        font-size: var(--type-label);
        line-height: 24px;
      }
      .printed {
        position: relative;
        border: 1px solid var(--line);
        border-radius: var(--radius-4);
      }
      pre {
        margin: 0;
        padding: var(--space-8);
        overflow-x: auto;
        scrollbar-width: thin;
        font: var(--type-tick) / 1.35 var(--mono);
      }
      button {
        position: absolute;
        top: 4px;
        right: 4px;
        width: 24px !important;
        height: 24px !important;
        min-height: 24px;
      }
      .small {
        font-size: var(--type-label);
        color: var(--muted);
      }
    `,
  ];

  @property() text = '';
  /** It is of the code, and the network is another one. */
  @property({ type: Boolean }) ahead = false;
  @state() private said = '';

  async #copy(): Promise<void> {
    const words = codeWords();
    this.said = (await copyText(this.text)) ? words.copied : words.notCopied;
  }

  protected override render(): TemplateResult {
    const words = codeWords();
    return html`<details data-testid="code-summary">
      <summary><code>model.summary()</code></summary>
      ${this.ahead ? html`<p class="small">${words.summary.ofCode}</p>` : nothing}
      <div class="printed">
        <pre tabindex="0" role="region" aria-label="model.summary()">${this.text}</pre>
        <button
          class="icon"
          data-testid="copy-summary"
          aria-label=${words.summary.copy}
          title=${words.summary.copy}
          @click=${() => void this.#copy()}
        >
          ${icons.copy(14)}
        </button>
      </div>
      <p class="small" role="status">${this.said}</p>
    </details>`;
  }
}
