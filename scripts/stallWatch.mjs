// Tells when nothing has happened for too long. A limit on the whole time would end good runs on slow machines.

export class StallWatch {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {number} limitMs without a sign of progress
   * @param {() => void} onStall called once; the watch is over then
   */
  constructor(limitMs, onStall) {
    this.limitMs = limitMs;
    this.onStall = onStall;
    this.progress();
  }

  /** Something finished: the time begins anew. */
  progress() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.onStall, this.limitMs);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}

/**
 * @param {{ done: number, of: number, elapsedMs: number }} progress
 * @returns {number | null} milliseconds left at the pace so far; null while too little is done to tell
 */
export function timeLeftMs({ done, of, elapsedMs }) {
  return done < 0.03 * of ? null : (elapsedMs * (of - done)) / done;
}
