// Schedules the saving of the run: at once when training pauses or the page is closed, else every few seconds, and
// never two at a time. Saving must not be noticeable: a run with a copy that would block the page is only saved while
// paused.

import { inTime, LateError } from '../../data/inTime';
import type { Kept } from './record';
import type { Slots } from './slots';

const INTERVALS = {
  /** Between two writes while training. */
  trainingMs: 5000,
  /** After a change at rest: several that come together are one. */
  restMs: 250,
};
/** Copying this many bytes twice takes the page about 10 ms. */
const LARGE_BYTES = 16 * 2 ** 20;

export type Refusal = 'full' | 'forbidden' | 'silent';

export interface KeeperHost {
  /** The record to save; null if there is nothing yet. */
  current(): Kept | null;
  training(): boolean;
  /** Reported once: the page works, but nothing is saved. */
  refused(reason: Refusal): void;
}

export function refusalOf(error: unknown): Refusal {
  if (error instanceof LateError) return 'silent';
  return error instanceof Error && /quota/i.test(`${error.name} ${error.message}`) ? 'full' : 'forbidden';
}

export class Keeper {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> | null = null;
  #dirty = false;
  #writtenAt = -Infinity;
  /** When the timer goes off. */
  #dueAt = Infinity;
  #refused = false;
  #stopped = false;

  constructor(
    private readonly slots: Slots,
    private readonly host: KeeperHost,
    private readonly intervals = INTERVALS,
  ) {}

  /** Something to save changed. */
  changed(): void {
    if (this.#stopped) return;
    this.#dirty = true;
    if (this.#writing !== null) return;
    const { trainingMs, restMs } = this.intervals;
    const now = performance.now();
    const due = this.host.training() ? Math.max(now + restMs, this.#writtenAt + trainingMs) : now + restMs;
    // Earlier if training paused meanwhile, never later.
    if (this.#timer !== undefined && due >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = due;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#write();
    }, due - now);
  }

  /** Writes all unsaved changes now; resolves when they are written. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#writing;
    if (this.#dirty) await this.#write();
  }

  /** Stops writing. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#writing;
  }

  async #write(): Promise<void> {
    const kept = this.host.current();
    if (kept === null || this.#stopped) return;
    const { slabs } = kept.run.checkpoint;
    const size = Object.values(slabs).reduce((sum, { byteLength }) => sum + byteLength, 0);
    // Still to be written: the next change at rest will do it.
    if (size > LARGE_BYTES && this.host.training()) return;
    this.#dirty = false;
    const refuse = (error: unknown): void => {
      if (!this.#refused) this.host.refused(refusalOf(error));
      this.#refused = true;
    };
    const written = this.slots.write(kept);
    // Reported if storage does not answer; the next write still waits for it.
    void inTime('storage', () => written).catch(refuse);
    this.#writing = written
      .then(() => {
        this.#refused = false;
      })
      .catch(refuse)
      .finally(() => {
        this.#writtenAt = performance.now();
        this.#writing = null;
        if (this.#dirty) this.changed();
      });
    await this.#writing;
  }
}
