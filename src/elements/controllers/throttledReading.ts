// Repeats a reading from the GPU while the numbers change: one is under way at a time, what was asked for meanwhile is read
// right after it, and changes are read a few times a second at most.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class ThrottledReading implements ReactiveController {
  #readAt = -Infinity;
  #underWay = false;
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param everyMs the least time between two readings of numbers that change
   * @param read reads what is wanted by then, and catches its own errors; null: nothing is wanted
   */
  constructor(
    host: ReactiveControllerHost,
    private readonly everyMs: number,
    private readonly read: () => Promise<void> | null,
  ) {
    host.addController(this);
  }

  /**
   * The numbers changed. If the last reading is long enough ago, the copy is submitted before this returns: called in a
   * frame, all readings are of what that frame shows, and arrive together.
   */
  renew(): void {
    if (this.#timer !== undefined) return;
    const wait = this.#readAt + this.everyMs - performance.now();
    if (wait <= 0) void this.now();
    else
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        void this.now();
      }, wait);
  }

  /** Something else is wanted: it is read at once, or right after the reading under way. */
  async now(): Promise<void> {
    if (this.#underWay) {
      this.#again = true;
      return;
    }
    const reading = this.read();
    if (reading === null) return;
    this.#underWay = true;
    this.#readAt = performance.now();
    try {
      await reading;
    } finally {
      this.#underWay = false;
    }
    if (!this.#again) return;
    this.#again = false;
    void this.now();
  }

  hostDisconnected(): void {
    this.#again = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
