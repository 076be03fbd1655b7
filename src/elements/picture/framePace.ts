// The pace of live pictures: one at a time, the next after the last one was drawn, and no more than 15 a second. While
// the network trains, the stage draws less often (session/probeView.ts), and pictures come as slowly.

/** Between two pictures, in milliseconds: 15 a second, as timers know whole milliseconds alone. */
export const INTERVAL_MS = 67;

export interface FrameHost {
  /** Whether pictures are wanted now. */
  readonly wanted: () => boolean;
  /** Shows the next picture to the network; resolves with false if there is none yet. */
  readonly show: () => Promise<boolean>;
  /** Resolves when the picture shown last is drawn. */
  readonly drawn: () => Promise<void>;
}

export class FramePace {
  #running = false;

  constructor(private readonly host: FrameHost) {}

  /** Shows pictures for as long as they are wanted. Call it whenever they may be wanted again. */
  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      while (this.host.wanted()) {
        const shownAt = performance.now();
        if (await this.host.show()) await this.host.drawn();
        await new Promise((resolve) => {
          setTimeout(resolve, Math.max(0, shownAt + INTERVAL_MS - performance.now()));
        });
      }
    } finally {
      this.#running = false;
    }
  }
}
