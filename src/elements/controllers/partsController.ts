// A view that has much to draw when it is opened is drawn in parts, from the top, each in a task of its own, so that
// nothing else of the page waits for all of it.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { nextTask } from '../nextTask';

export class PartsController implements ReactiveController {
  #drawn = 0;
  #isConnected = false;
  #isGoing = false;

  /**
   * @param count of the parts that are drawn later than the first ones
   * @param isReady whether the first ones are drawn
   */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly count: number,
    private readonly isReady: () => boolean,
  ) {
    host.addController(this);
  }

  /** Whether the part is drawn: 1 is the first of those that are drawn later. */
  has(part: number): boolean {
    return this.#drawn >= part;
  }

  hostConnected(): void {
    this.#isConnected = true;
  }

  hostDisconnected(): void {
    this.#isConnected = false;
  }

  hostUpdated(): void {
    if (!this.#isGoing && this.#drawn < this.count && this.isReady()) void this.#drawNext();
  }

  async #drawNext(): Promise<void> {
    this.#isGoing = true;
    await nextTask();
    this.#isGoing = false;
    // Connected again, the host updates again.
    if (!this.#isConnected) return;
    this.#drawn++;
    this.host.requestUpdate();
  }
}
