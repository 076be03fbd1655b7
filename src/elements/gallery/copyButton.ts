// A button that copies a text and says so for a moment.

import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { copyText } from '../clipboard';

const COPIED_MS = 1600;

export class CopyController implements ReactiveController {
  /** The text that was copied just now. */
  copied: string | null = null;
  #timer = 0;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  async #copy(text: string): Promise<void> {
    if (!(await copyText(text))) return;
    this.copied = text;
    this.host.requestUpdate();
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.copied = null;
      this.host.requestUpdate();
    }, COPIED_MS);
  }

  button(
    text: string,
    id: string,
    words: { readonly copy: string; readonly copied: string },
  ): TemplateResult {
    return html`<button class="small" data-testid=${id} @click=${() => void this.#copy(text)}>
      ${this.copied === text ? words.copied : words.copy}
    </button>`;
  }
}
