// Splits long work on the host into pieces, between which the page draws and handles events. Pieces are short, so that
// nothing waits longer than a frame or two.

const PIECE_MS = 12;

export class EventLoopYielder {
  #since = performance.now();

  /** Await this between pieces. It returns at once until the pieces have taken long enough together. */
  async yieldToEventLoop(): Promise<void> {
    if (performance.now() - this.#since < PIECE_MS) return;
    await otherTasks();
    this.#since = performance.now();
  }
}

/** Lets all waiting tasks run. */
export function otherTasks(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
  return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve, 0));
}
