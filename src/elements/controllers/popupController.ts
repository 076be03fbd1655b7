// A panel that a button opens beside it, not modal: it is loaded when it is first opened and takes the focus. Escape gives the
// focus back to the button; a press elsewhere closes it.

import type { LitElement, ReactiveController } from 'lit';

export class PopupController implements ReactiveController {
  #isOpen = false;

  /**
   * @param load the code of the panel
   * @param panel selects the panel in the host, where it is open
   * @param button selects the button that opens it
   */
  constructor(
    private readonly host: LitElement,
    private readonly load: () => Promise<unknown>,
    private readonly panel: string,
    private readonly button: string,
  ) {
    host.addController(this);
    host.addEventListener('keydown', this.#key);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  toggle(): void {
    if (this.#isOpen) this.close();
    else void this.#open();
  }

  /** Closes without moving the focus, because something else takes it. */
  close(): void {
    document.removeEventListener('pointerdown', this.#outside);
    this.#isOpen = false;
    this.host.requestUpdate();
  }

  /** Closes and gives the focus back. */
  leave(): void {
    this.close();
    this.#find(this.button)?.focus();
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.#isOpen) return;
    event.stopPropagation();
    this.leave();
  };

  hostDisconnected(): void {
    this.close();
  }

  async #open(): Promise<void> {
    await this.load();
    this.#isOpen = true;
    document.addEventListener('pointerdown', this.#outside);
    this.host.requestUpdate();
    await this.host.updateComplete;
    const panel = this.#find(this.panel) as LitElement | null;
    await panel?.updateComplete;
    panel?.focus();
  }

  #find(selector: string): HTMLElement | null {
    return this.host.renderRoot.querySelector(selector);
  }

  readonly #outside = (event: Event): void => {
    if (!event.composedPath().includes(this.host)) this.close();
  };
}
