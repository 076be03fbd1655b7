// Where a control goes away as it is used, the keyboard goes on at the one that took its place and not at the top of the
// page.

import type { LitElement, ReactiveController } from 'lit';

export class FocusController implements ReactiveController {
  #had: Element | null = null;

  /** @param next whom the focus goes to when its element is gone: selectors, the first that is found and can be used */
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
