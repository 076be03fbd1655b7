// How long a run was trained, without the time in which the computer slept or the browser had frozen the page: then clocks go on,
// and training does not.

/**
 * Between two pieces of news of training there is more time than this, and than so many steps take: it was not trained all that
 * time. Tests of a whole test set take less.
 */
const SLEPT = { ms: 5000, steps: 200 };

/** What is known of training at some time. */
export interface TrainingNews {
  readonly atMs: number;
  readonly step: number;
  /** How long a step takes; 0: not known. */
  readonly stepMs: number;
}

export class TrainingClock {
  #ms = 0;
  /** The newest news while it trains; null: it does not. */
  #last: TrainingNews | null = null;

  /** @param ms before this clock was made */
  constructor(ms = 0) {
    this.#ms = ms;
  }

  /** It trains, and has come to this step. */
  trains(news: TrainingNews): void {
    this.#ms = this.until(news);
    this.#last = news;
  }

  /** It rests. */
  rests(news: TrainingNews): void {
    this.#ms = this.until(news);
    this.#last = null;
  }

  /** The time of training, in milliseconds. */
  until({ atMs, step, stepMs }: TrainingNews): number {
    if (this.#last === null) return this.#ms;
    const passed = atMs - this.#last.atMs;
    const slept = stepMs > 0 && passed > SLEPT.ms && passed > SLEPT.steps * stepMs;
    return this.#ms + (slept ? Math.min(passed, Math.max(0, step - this.#last.step) * stepMs) : passed);
  }
}
