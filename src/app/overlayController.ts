// Overlays of the stage: a rail as a drawer, and one step in slow motion in its place. The focus moves with them, and
// back to the button that opened them; that for slow motion stays in sight and keeps it. If the window is so low that a rail lies below the stage, the page scrolls to it
// instead.

import type { LitElement } from 'lit';

export type Side = 'left' | 'right';

export class OverlayController {
  #drawer: Side | null = null;
  #microscope = false;

  constructor(private readonly host: LitElement) {}

  /** The rail that is open as a drawer, where rails are drawers. */
  get drawer(): Side | null {
    return this.#drawer;
  }

  /** Whether one step in slow motion is in the place of the stage. */
  get microscope(): boolean {
    return this.#microscope;
  }

  async openDrawer(side: Side | null): Promise<void> {
    const from = this.#drawer;
    this.#drawer = side;
    await this.#drawn();
    const rail = side && this.host.renderRoot.querySelector<HTMLElement>(`.rail.${side}`);
    if (rail && !rail.querySelector('.close')?.checkVisibility()) {
      this.dropDrawer();
      rail.scrollIntoView({ block: 'start' });
      rail.focus({ preventScroll: true });
    } else if (side) this.#focus(`.rail.${side} .close`);
    else if (from) this.#focus('cs-header', `[data-testid=open-${from}]`);
  }

  /** Opens a rail that is not in sight: where it is a drawer, or lies below the stage. */
  async showRail(side: Side): Promise<void> {
    await this.#drawn();
    const rail = this.host.renderRoot.querySelector(`.rail.${side}`);
    if (!rail) return;
    const isBelow = rail.getBoundingClientRect().top >= window.innerHeight;
    if (isBelow || !rail.checkVisibility({ visibilityProperty: true })) await this.openDrawer(side);
  }

  /** Closes without moving the focus, because something else takes it. */
  dropDrawer(): void {
    this.#drawer = null;
    this.host.requestUpdate();
  }

  async openMicroscope(open: boolean): Promise<void> {
    if (open) {
      await import('../elements/microscope/microscope');
      this.#drawer = null;
    }
    this.#microscope = open;
    await this.#drawn();
    this.#focus('cs-transport', '[data-testid=open-microscope]');
  }

  async #drawn(): Promise<void> {
    this.host.requestUpdate();
    await this.host.updateComplete;
  }

  /** @param inside a part of that element, in a tree of its own */
  #focus(selector: string, inside?: string): void {
    const element = this.host.renderRoot.querySelector<HTMLElement>(selector);
    (inside === undefined ? element : element?.shadowRoot?.querySelector<HTMLElement>(inside))?.focus();
  }
}
