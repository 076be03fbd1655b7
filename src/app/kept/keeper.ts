// Schedules the saving of the run: at once when training pauses or the page is closed, else four times a second, and never
// two copies at a time. While a large copy is written, the steps taken since the one before are, so that they can be taken
// again.

import { inTime } from '../../data/inTime';
import type { Reached, SavedRun } from '../../session/facade';
import type { Kept, KeptPage } from './record';
import { refusalOf, type Refusal } from './refusal';
import type { Slots } from './slots';

const INTERVALS = {
  /** Between two writes while training. */
  trainingMs: 250,
  /** After a change at rest: several that come together are one. */
  restMs: 250,
};

export interface KeeperHost {
  /** The record to save; null if there is nothing yet. */
  current(): Kept | null;
  page(): KeptPage;
  /** What training has done since a copy; null if the run has changed in any other way. */
  reachedSince(run: SavedRun): Reached | null;
  training(): boolean;
  /** Reported once: the page works, but nothing is saved. */
  refused(reason: Refusal, kept: Kept): void;
  /** A record is written. */
  written(kept: Kept): void;
}

export class Keeper {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> | null = null;
  /** Never two at a time: storage may not answer. */
  #journaling = false;
  #dirty = false;
  #tickedAt = -Infinity;
  /** When the timer goes off. */
  #dueAt = Infinity;
  #refused = false;
  #stopped = false;
  /** The run whose copy was written last. */
  #written: SavedRun | null = null;

  constructor(
    private readonly slots: Slots,
    private readonly host: KeeperHost,
    private readonly intervals = INTERVALS,
  ) {}

  /** Something to save changed. */
  changed(): void {
    if (this.#stopped) return;
    this.#dirty = true;
    this.#arm();
  }

  #arm(): void {
    const { trainingMs, restMs } = this.intervals;
    const now = performance.now();
    const training = this.host.training();
    const due = training ? this.#tickedAt + trainingMs : now + restMs;
    // The timers of a hidden page are late; what training says is not.
    if (training && due <= now) {
      this.#tick();
      return;
    }
    // Earlier if training paused meanwhile, never later.
    if (this.#timer !== undefined && due >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = due;
    this.#timer = setTimeout(() => this.#tick(), due - now);
  }

  #tick(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#tickedAt = performance.now();
    if (this.#writing === null) void this.#write();
    else if (!this.#journaling) void this.#writeJournal();
    // Steps are not always told of.
    if (this.host.training() && !this.#stopped) this.#arm();
  }

  /** Writes all unsaved changes now; resolves when they are written. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // Whatever becomes of the copy that is being written.
    if (this.#writing !== null) await this.#writeJournal();
    await this.#writing;
    if (this.#dirty) await this.#write();
  }

  /** Stops writing. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#writing;
  }

  /** Stops writing because another tab does: it finds the newest steps. */
  async handOver(): Promise<void> {
    // A copy that is being written may come too late; where no steps lead to it, it is waited for.
    if (this.#written && this.host.reachedSince(this.#written)) await this.#writeJournal();
    else await this.flush();
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.slots.close();
  }

  async #writeJournal(): Promise<void> {
    const reached = this.#written && this.host.reachedSince(this.#written);
    // A refusal is that of the copy, too.
    if (reached === null) return;
    this.#journaling = true;
    await this.slots.journal(this.host.page(), reached).catch(() => undefined);
    this.#journaling = false;
  }

  async #write(): Promise<void> {
    const kept = this.host.current();
    if (kept === null || this.#stopped) return;
    this.#dirty = false;
    this.#tickedAt = performance.now();
    const refuse = (error: unknown): void => {
      if (!this.#refused) this.host.refused(refusalOf(error), kept);
      this.#refused = true;
    };
    let written: Promise<void> = Promise.resolve();
    // Reported if storage does not answer; the next write still waits for it.
    void inTime('storage', (alive) => (written = this.slots.write(kept, alive))).catch(refuse);
    this.#writing = written
      .then(() => {
        this.#refused = false;
        // Without its snapshots, which are many times larger.
        const { past: _, ...run } = kept.run;
        this.#written = run;
        this.host.written(kept);
      })
      .catch(refuse)
      .finally(() => {
        this.#writing = null;
        if (this.#dirty) this.changed();
      });
    await this.#writing;
  }
}
