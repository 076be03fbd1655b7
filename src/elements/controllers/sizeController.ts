// The size of an element, and the pixel ratio of the screen it is on. On paper an element keeps the size it had on the screen:
// what was drawn for it is drawn already.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class SizeController implements ReactiveController {
  width = 0;
  height = 0;
  pixelRatio = 1;
  #media: MediaQueryList | null = null;
  readonly #observer = new ResizeObserver(([entry]) => {
    if (!entry || (this.width > 0 && matchMedia('print').matches)) return;
    this.#take(entry.contentRect);
  });

  /**
   * @param target the observed element, once the host has rendered it
   * @param atOnce measures it once that is so, where it has neither border nor padding: what comes below it has its place then
   */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly target: () => Element | null,
    private readonly atOnce = false,
  ) {
    host.addController(this);
  }

  #take({ width, height }: DOMRectReadOnly): void {
    if (Math.abs(width - this.width) < 0.5 && Math.abs(height - this.height) < 0.5) return;
    this.width = width;
    this.height = height;
    this.host.requestUpdate();
  }

  readonly #ratioChanged = (): void => {
    this.pixelRatio = devicePixelRatio;
    // A query matches one ratio only, so each change needs a new one.
    this.#media?.removeEventListener('change', this.#ratioChanged);
    this.#media = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    this.#media.addEventListener('change', this.#ratioChanged);
    this.host.requestUpdate();
  };

  hostConnected(): void {
    this.#ratioChanged();
    const target = this.target();
    if (target) this.#observer.observe(target);
  }

  hostUpdated(): void {
    const target = this.target();
    if (!target) return;
    if (this.atOnce && this.width === 0) this.#take(target.getBoundingClientRect());
    this.#observer.observe(target);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#media?.removeEventListener('change', this.#ratioChanged);
  }
}
