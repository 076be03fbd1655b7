// Requests that change the run go one after another, however quickly they come: steps, resets, rebuilding, saving.
// Training rests meanwhile, and goes on afterwards where it was wanted.

/** `again`: the action is repeated before the next one, after another rest. */
type Outcome = 'done' | 'again';

export class RequestQueue {
  #queue = Promise.resolve();
  #acting: Promise<Outcome> | null = null;
  #left = 0;
  /** Training was asked for while some were left. */
  #playAfter = false;

  /**
   * @param rest brings training to rest, before each turn
   * @param play begins training, after the last one
   */
  constructor(
    private readonly rest: () => Promise<void>,
    private readonly play: () => void,
  ) {}

  /** Are any under way? Then training begins after them, if it is asked to. */
  get waiting(): boolean {
    return this.#left > 0;
  }

  /** Has the turn of one begun? */
  get acting(): boolean {
    return this.#acting !== null;
  }

  /** Resolves once the turn that has begun to act is through. */
  async acted(): Promise<void> {
    await this.#acting;
  }

  playAfterwards(wanted: boolean): void {
    this.#playAfter = wanted;
  }

  /** @param action deals with its own failures */
  take(action: () => Promise<Outcome>): Promise<void> {
    this.#left++;
    this.#queue = this.#queue.then(async () => {
      do {
        await this.rest();
        this.#acting = action();
      } while ((await this.#acting) === 'again');
      this.#acting = null;
      this.#left--;
      if (this.#left > 0 || !this.#playAfter) return;
      this.#playAfter = false;
      this.play();
    });
    return this.#queue;
  }
}
