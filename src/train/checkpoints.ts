// Copies of a run on the host, used after a device loss or a non-finite loss.

import type { Checkpoint } from './trainer';

/**
 * How often copies are made while training: twice a second, so that a page that is killed is restored as it was less than
 * a second before; but no more bytes than these, so that copying and writing them takes a few per cent of the time.
 */
const INTERVAL_MS = 500;
const BYTES_PER_SECOND = 25e6;

export class Checkpoints {
  /**
   * At most two copies, oldest first: the newest one for which all losses are known and finite, and the newest of all,
   * which may hold parameters that a too large step has spoiled.
   */
  #kept: readonly Checkpoint[] = [];
  #dueAt = 0;

  /** Whether the next copy is due. */
  get due(): boolean {
    return performance.now() > this.#dueAt;
  }

  /** Call this when a copy of this size is made; a later one is then not due at once. */
  made(sizeBytes: number): void {
    this.#dueAt = performance.now() + Math.max(INTERVAL_MS, (sizeBytes * 1000) / BYTES_PER_SECOND);
  }

  /** The next copy is due at once. */
  hurry(): void {
    this.#dueAt = 0;
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
