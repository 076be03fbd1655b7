// What a view shows, for a lesson that looks on: said whenever it changes.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Seen } from '../lessons/lesson';

export class SeenEvent extends Event {
  static readonly type = 'cs-seen';
  constructor(readonly seen: Seen) {
    super(SeenEvent.type, { bubbles: true, composed: true });
  }
}

export class SeenController implements ReactiveController {
  #said = '';

  /** @param seen null while there is nothing to be seen yet */
  constructor(
    private readonly host: ReactiveControllerHost & EventTarget,
    private readonly seen: () => Seen | null,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    const seen = this.seen();
    const text = JSON.stringify(seen);
    if (seen === null || text === this.#said) return;
    this.#said = text;
    this.host.dispatchEvent(new SeenEvent(seen));
  }
}

declare global {
  interface HTMLElementEventMap {
    [SeenEvent.type]: SeenEvent;
  }
}
