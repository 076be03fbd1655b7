// Copies of a run on the host, for when the device is lost or a loss blows up.

import type { Checkpoint } from './trainer';

/** So often at most one is made while training. */
const INTERVAL_MS = 3000;

export class Checkpoints {
  /**
   * The last two, oldest first. The newest may hold parameters that too large a step has spoiled, as their loss
   * is not known yet; that of the one before was finite.
   */
  #kept: readonly Checkpoint[] = [];
  #madeAt = 0;

  get newest(): Checkpoint | undefined {
    return this.#kept.at(-1);
  }

  /** Is it time for another one? */
  get due(): boolean {
    return performance.now() - this.#madeAt > INTERVAL_MS;
  }

  /** To be called when one begins to be made. */
  begun(): void {
    this.#madeAt = performance.now();
  }

  add(checkpoint: Checkpoint): void {
    if (checkpoint.halted) return;
    const before = this.before(checkpoint.step);
    this.#kept = before === undefined ? [checkpoint] : [before, checkpoint];
  }

  /** The newest one before a step. */
  before(step: number): Checkpoint | undefined {
    return this.#kept.findLast((checkpoint) => checkpoint.step < step);
  }

  /** The newest one that is not beyond a step. */
  upTo(step: number): Checkpoint | undefined {
    return this.before(step + 1);
  }

  /** Forgets all but this one. */
  keepOnly(checkpoint: Checkpoint | undefined): void {
    this.#kept = checkpoint === undefined ? [] : [checkpoint];
  }
}
