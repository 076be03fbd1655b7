// A device with work of a given duration, on a virtual clock, and with late answers.
//
//   prompt       once the work is done
//   constant     100 ms after that, whatever is done about it
//   timer        at the next tick of a 100 ms timer, or with the next submit, as in Firefox
//   hidden       at the tick alone: as where nudges are as good as none, since timers of hidden tabs are slowed down
//
// Call `vi.useFakeTimers()` before.

import { vi } from 'vitest';

export type Lateness = 'prompt' | 'constant' | 'timer' | 'hidden';
export const LATE_MS = 100;

interface Wait {
  readonly after: number;
  readonly answer: () => void;
}

export class VirtualQueue {
  /** When the device will have done all that was submitted. */
  #freeAt = 0;
  #waits: Wait[] = [];
  /** The work of a submit, set by the test that records some. */
  recordedMs = 0;
  submits = 0;
  nudges = 0;
  busyMs = 0;
  readonly device = { queue: this, lost: new Promise(() => undefined) } as unknown as GPUDevice;

  constructor(readonly lateness: Lateness) {
    if (lateness === 'timer' || lateness === 'hidden') setInterval(() => this.#look(), LATE_MS);
  }

  /** Milliseconds of work. */
  work(ms: number): void {
    this.recordedMs += ms;
    this.submit([null]);
  }

  submit(buffers: readonly unknown[]): void {
    if (buffers.length === 0) this.nudges++;
    else this.submits++;
    this.#freeAt = Math.max(this.#freeAt, performance.now()) + this.recordedMs;
    this.busyMs += this.recordedMs;
    this.recordedMs = 0;
    if (this.lateness === 'timer') this.#look();
  }

  onSubmittedWorkDone(): Promise<void> {
    const after = this.#freeAt;
    return new Promise((answer) => {
      const leftMs = Math.max(0, after - performance.now());
      if (this.lateness === 'timer' || this.lateness === 'hidden') this.#waits.push({ after, answer });
      else setTimeout(answer, leftMs + (this.lateness === 'constant' ? LATE_MS : 0));
    });
  }

  #look(): void {
    const now = performance.now();
    for (const { after, answer } of this.#waits) if (after <= now) answer();
    this.#waits = this.#waits.filter(({ after }) => after > now);
  }
}

/** The result of something that waits for nothing but virtual timers. */
export async function virtually<T>(work: Promise<T>): Promise<T> {
  let [done, failed] = [false, false];
  let error: unknown;
  work.then(
    () => (done = true),
    (cause: unknown) => {
      [done, failed, error] = [true, true, cause];
    },
  );
  for (let ms = 0; !done; ms++) {
    // A module that is being loaded takes real time, on a busy machine seconds, for which the virtual clock waits.
    if (ms % 50 === 0) await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(1);
  }
  if (failed) throw error;
  return work;
}
