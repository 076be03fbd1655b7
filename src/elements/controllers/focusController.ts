// If a control disappears when it is used, the keyboard focus moves to the control that replaces it, not to the top of
// the page.

import type { LitElement, ReactiveController } from 'lit';

export class FocusController implements ReactiveController {
  #had: Element | null = null;

  /** @param next selectors for the next focus when its element is gone: the first match that is enabled */
  constructor(
    private readonly host: LitElement,
    private readonly next: readonly string[],
  ) {
    host.addController(this);
  }

  get #root(): ShadowRoot | null {
    return this.host.shadowRoot;
  }

  hostUpdate(): void {
    this.#had = this.#root?.activeElement ?? null;
  }

  hostUpdated(): void {
    const had = this.#had;
    this.#had = null;
    if (had === null || (had.isConnected && !had.matches(':disabled'))) return;
    for (const selector of this.next) {
      const found = this.#root?.querySelector<HTMLElement>(`${selector}:not(:disabled)`);
      if (found) {
        found.focus();
        return;
      }
    }
  }
}
