// Copies of a run on the host, for when the device is lost or a loss is not finite.

import type { Checkpoint } from './trainer';

/** So often at most one is made while training. */
const INTERVAL_MS = 3000;

export class Checkpoints {
  /**
   * At most two, oldest first: the newest one up to which all losses are known and finite, and the newest of all, which may
   * hold parameters that too large a step has spoiled.
   */
  #kept: readonly Checkpoint[] = [];
  #madeAt = 0;

  /** Is it time for another one? */
  get due(): boolean {
    return performance.now() - this.#madeAt > INTERVAL_MS;
  }

  /** To be called when one begins to be made. */
  begun(): void {
    this.#madeAt = performance.now();
  }

  /** @param known the step up to which losses are known. Where none is, the oldest stays: it is known first. */
  add(checkpoint: Checkpoint, known: number): void {
    if (checkpoint.halted) return;
    const before = this.#kept.filter(({ step }) => step < checkpoint.step);
    const good = before.findLast(({ step }) => step <= known) ?? before[0];
    this.#kept = good === undefined ? [checkpoint] : [good, checkpoint];
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
