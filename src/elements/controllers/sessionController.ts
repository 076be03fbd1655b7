// Redraws its host on the session's events. The host reads the state from the session itself.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

export const SESSION_EVENTS = [
  'statechange',
  'progress',
  'layerschange',
  'domainchange',
  'openedchange',
  'notice',
  'travelchange',
  'editschange',
  'shaderschange',
] as const;
export type SessionEvent = (typeof SESSION_EVENTS)[number];

export class SessionController implements ReactiveController {
  #session: EventTarget | null = null;

  /**
   * @param session where the host keeps its session
   * @param heard called on each event; by default the host redraws
   */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly session: () => EventTarget | null,
    private readonly events: readonly SessionEvent[] = SESSION_EVENTS,
    private readonly heard: (event: Event) => void = () => host.requestUpdate(),
  ) {
    host.addController(this);
  }

  readonly #listen = (event: Event): void => this.heard(event);

  #follow(session: EventTarget | null): void {
    if (session === this.#session) return;
    for (const event of this.events) {
      this.#session?.removeEventListener(event, this.#listen);
      session?.addEventListener(event, this.#listen);
    }
    this.#session = session;
  }

  hostConnected(): void {
    this.#follow(this.session());
  }

  hostUpdate(): void {
    this.#follow(this.session());
  }

  hostDisconnected(): void {
    this.#follow(null);
  }
}
