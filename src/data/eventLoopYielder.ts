// Long work on the host in pieces: between two of them the page draws and answers. A piece is short, so that nothing waits
// longer than a frame or two.

const PIECE_MS = 12;

export class EventLoopYielder {
  #since = performance.now();

  /** To be awaited between pieces: goes on at once until they lasted long enough together. */
  async yieldToEventLoop(): Promise<void> {
    if (performance.now() - this.#since < PIECE_MS) return;
    await turn();
    this.#since = performance.now();
  }
}

/** Everything that waits gets its turn. */
function turn(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
  return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve, 0));
}
