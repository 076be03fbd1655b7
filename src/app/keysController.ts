// The keys of the whole page: the space bar for playing and pausing, and Escape.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Elements that have a use of their own for the space bar. */
const TAKES_SPACE =
  'button, [role=button], input, select, textarea, a, [contenteditable], [role=application]';

export interface Keys {
  readonly escape: () => void;
  /** @returns whether the key had an effect, so that the page does not scroll by it */
  readonly space: () => boolean;
}

export class KeysController implements ReactiveController {
  constructor(
    host: ReactiveControllerHost,
    private readonly keys: Keys,
  ) {
    host.addController(this);
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.keys.escape();
    if (event.key !== ' ' || event.defaultPrevented || event.repeat) return;
    const target = event.composedPath()[0];
    if (target instanceof Element && target.closest(TAKES_SPACE)) return;
    if (this.keys.space()) event.preventDefault();
  };

  hostConnected(): void {
    document.addEventListener('keydown', this.#pressed);
  }

  hostDisconnected(): void {
    document.removeEventListener('keydown', this.#pressed);
  }
}
