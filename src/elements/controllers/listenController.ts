// Redraws its host on events of something that the host was given.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class ListenController implements ReactiveController {
  #target: EventTarget | null = null;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly target: () => EventTarget | null,
    private readonly events: readonly string[],
    private readonly heard: (event: Event) => void = () => host.requestUpdate(),
  ) {
    host.addController(this);
  }

  readonly #listen = (event: Event): void => this.heard(event);

  #follow(target: EventTarget | null): void {
    if (target === this.#target) return;
    for (const event of this.events) {
      this.#target?.removeEventListener(event, this.#listen);
      target?.addEventListener(event, this.#listen);
    }
    this.#target = target;
  }

  hostConnected(): void {
    this.#follow(this.target());
  }

  hostUpdate(): void {
    this.#follow(this.target());
  }

  hostDisconnected(): void {
    this.#follow(null);
  }
}
