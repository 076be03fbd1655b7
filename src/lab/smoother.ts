// Answers over the last moments: what flickers from frame to frame is hard to read. The newest count most, whatever the
// frame rate: p ← p + (1 − exp(−Δt / τ)) · (now − p).

const TAU_MS = 350;

export class Smoother {
  #values: readonly number[] | null = null;
  #at = 0;

  constructor(private readonly count: number) {}

  reset(): void {
    this.#values = null;
  }

  /** @param at milliseconds, never less than before */
  add(now: readonly number[], at: number): readonly number[] {
    if (now.length !== this.count)
      throw new Error(`smoother: expected ${this.count} numbers. Received ${now.length}`);
    const before = this.#values;
    const part = before === null ? 1 : 1 - Math.exp(-(at - this.#at) / TAU_MS);
    this.#at = at;
    this.#values = now.map((value, i) => {
      const old = before?.[i] ?? value;
      return old + part * (value - old);
    });
    return this.#values;
  }
}

/**
 * Whether something held for most of the last moments. Frames count, not how far each is off: after another object, whose distance may be
 * ten times the limit, the mean of distances would stay above it for a second.
 */
export class Majority {
  readonly #share = new Smoother(1);

  reset(): void {
    this.#share.reset();
  }

  /** @param at milliseconds, never less than before */
  add(holds: boolean, at: number): boolean {
    const [share = 0] = this.#share.add([Number(holds)], at);
    return share >= 0.5;
  }
}
