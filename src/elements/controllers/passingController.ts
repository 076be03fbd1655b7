// A message that passes away: once there was time to read it, the next thing that is done elsewhere on the page ends it.
// Nothing vanishes while one still reads, and nothing stays while one works.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Time to read two lines. */
const READ_MS = 8000;
/** Ends of what one does: a message that makes way must not move things below a finger. */
const WORK = ['click', 'keyup'] as const;

export class PassingController implements ReactiveController {
  #message: unknown = null;
  #since = 0;

  /**
   * @param shown the message; null if there is none, or if it stays until it is closed
   * @param pass it has been read, and one works on
   */
  constructor(
    private readonly host: ReactiveControllerHost & EventTarget,
    private readonly shown: () => unknown,
    private readonly pass: () => void,
    private readonly page: EventTarget = document,
    private readonly now: () => number = () => performance.now(),
  ) {
    host.addController(this);
  }

  readonly #worked = (event: Event): void => {
    if (this.#message === null || event.composedPath().includes(this.host)) return;
    if (this.now() - this.#since >= READ_MS) this.pass();
  };

  hostConnected(): void {
    for (const event of WORK) this.page.addEventListener(event, this.#worked);
  }

  hostUpdated(): void {
    const message = this.shown();
    if (message === this.#message) return;
    [this.#message, this.#since] = [message, this.now()];
  }

  hostDisconnected(): void {
    for (const event of WORK) this.page.removeEventListener(event, this.#worked);
  }
}
