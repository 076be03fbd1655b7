// How many steps go into one submit. Enough that encoding and submitting cost nothing beside the work; few enough
// that the device answers drawing and pausing at once, and no watchdog takes it for hung.

export interface PaceOptions {
  /** What one submit should last. */
  readonly budgetMs?: number;
  /** Submits under way at a time: one runs while the next waits. More only makes the queue longer. */
  readonly inFlight?: number;
}

export class Pacer {
  readonly #budgetMs: number;
  readonly #limit: number;
  readonly #pending: Promise<number>[] = [];
  #steps = 1;
  #finishedAt = 0;
  /** Measured; 0 before the first submit came back. */
  stepMs = 0;

  constructor(
    private readonly device: GPUDevice,
    { budgetMs = 40, inFlight = 2 }: PaceOptions = {},
  ) {
    this.#budgetMs = budgetMs;
    this.#limit = inFlight;
  }

  /** Submits at most `most` steps and returns how many; waits first where enough are under way. */
  async submit(most: number, run: (steps: number) => void): Promise<number> {
    if (this.#pending.length >= this.#limit) await this.#pending.shift();
    const steps = Math.max(1, Math.min(most, this.#steps));
    const submittedAt = performance.now();
    run(steps);
    this.#pending.push(this.#completed(steps, submittedAt));
    return steps;
  }

  /** Waits until nothing is under way. */
  async drain(): Promise<void> {
    await Promise.all(this.#pending.splice(0));
  }

  async #completed(steps: number, submittedAt: number): Promise<number> {
    await this.device.queue.onSubmittedWorkDone();
    const now = performance.now();
    const stepMs = (now - Math.max(submittedAt, this.#finishedAt)) / steps;
    this.#finishedAt = now;
    // The first submit holds the driver's own warm-up; later ones are averaged.
    this.stepMs = this.stepMs === 0 ? stepMs : 0.7 * this.stepMs + 0.3 * stepMs;
    const wanted = Math.floor(this.#budgetMs / Math.max(this.stepMs, 0.01));
    // At most doubled at a time: one lucky measurement must not queue a second of work.
    this.#steps = Math.max(1, Math.min(wanted, this.#steps * 2, 256));
    return now;
  }
}
