// Copies of a run on the host, used after a device loss or a non-finite loss.

import type { Checkpoint } from './trainer';

/** The shortest time between two copies while training. */
const INTERVAL_MS = 3000;

export class Checkpoints {
  /**
   * At most two copies, oldest first: the newest one for which all losses are known and finite, and the newest of all,
   * which may hold parameters that a too large step has spoiled.
   */
  #kept: readonly Checkpoint[] = [];
  #madeAt = 0;

  /** Whether the next copy is due. */
  get due(): boolean {
    return performance.now() - this.#madeAt > INTERVAL_MS;
  }

  /** Call this when a copy begins. */
  begun(): void {
    this.#madeAt = performance.now();
  }

  /**
   * @param known the step up to which losses are known. If no copy is known, the oldest stays, because its losses
   * arrive first.
   */
  add(checkpoint: Checkpoint, known: number): void {
    if (checkpoint.halted) return;
    const before = this.#kept.filter(({ step }) => step < checkpoint.step);
    const good = before.findLast(({ step }) => step <= known) ?? before[0];
    this.#kept = good === undefined ? [checkpoint] : [good, checkpoint];
  }

  /** The newest copy before a step. */
  before(step: number): Checkpoint | undefined {
    return this.#kept.findLast((checkpoint) => checkpoint.step < step);
  }

  /** The newest copy at or before a step. */
  upTo(step: number): Checkpoint | undefined {
    return this.before(step + 1);
  }

  /** Removes all copies except this one. */
  keepOnly(checkpoint: Checkpoint | undefined): void {
    this.#kept = checkpoint === undefined ? [] : [checkpoint];
  }
}
