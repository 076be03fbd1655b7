// Schedules the readings of the colour ranges: a few times a second while the numbers change, and once more after they
// have settled, so that the final display is within its range.

const INTERVAL_MS = 250;

export class RangeWatch {
  #readAt = -Infinity;
  /** Set while a reading is due or under way. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The numbers changed since the last reading began. */
  #outdated = false;

  /** @param read reads the ranges; what it read counts only if the given function still says so */
  constructor(private readonly read: (counts: () => boolean) => Promise<void>) {}

  /** The numbers changed. */
  changed(): void {
    this.#outdated = true;
    this.#schedule();
  }

  /** The numbers are replaced: those of a reading under way are gone. */
  restart(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#outdated = false;
    this.#readAt = -Infinity;
  }

  #schedule(): void {
    if (this.#timer !== undefined || !this.#outdated) return;
    const timer = setTimeout(
      () => {
        this.#readAt = performance.now();
        this.#outdated = false;
        const counts = (): boolean => this.#timer === timer;
        void this.read(counts).finally(() => {
          if (!counts()) return;
          this.#timer = undefined;
          this.#schedule();
        });
      },
      Math.max(0, this.#readAt + INTERVAL_MS - performance.now()),
    );
    this.#timer = timer;
  }
}
