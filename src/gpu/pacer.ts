// How much goes into one submit. Enough that encoding and submitting cost nothing beside the work; little enough that the
// device answers drawing and pausing at once, and no watchdog takes it for hung.
//
// The time of a step is what passes from one answer to the next. That is the device's own time only while it is kept busy
// until the answer is here, and some browsers answer 100 ms late. So now and then a submit of k steps and one of 2k run alone:
// by how much the second takes longer is the time of k steps, and the rest of the first is how late answers come. That much
// is left out of times, and submitted ahead. Else such a device would seem to need 100 ms for whatever it is given, and be
// given one step at a time for ever.

import { waitForSubmittedWork } from './waits';

export interface PaceOptions {
  /** What one submit should last. */
  readonly budgetMs?: number;
  /** Submits under way at a time: one runs while the next waits. More only makes the queue longer, where answers are prompt. */
  readonly inFlight?: number;
  /** Steps of the first submit, and the most of any. */
  readonly first?: number;
  readonly maxSteps?: number;
}

/** Answers of which the time of a step is the mean. */
const WINDOW = 6;
/** However late answers come, no more than this is under way. */
const MAX_IN_FLIGHT = 6;
/** So often it is found out how late answers come; sooner again where there was no room for 2k steps. */
const ALONE_EVERY_MS = 8000;
const ALONE_AGAIN_MS = 1000;
/** Where k steps take longer, even if some of it is lateness, 2k are not tried: no device is kept busy for so long. */
const MAX_ALONE_MS = 300;

interface Timed {
  readonly steps: number;
  readonly ms: number;
}

export class Pacer {
  readonly #budgetMs: number;
  readonly #inFlight: number;
  readonly #maxSteps: number;
  readonly #pending: Promise<void>[] = [];
  /** The newest answers, and what the device took for each. */
  #window: Timed[] = [];
  #answers = 0;
  #steps: number;
  #submittedAt = 0;
  #finishedAt = 0;
  /** k steps and 2k, each alone: what has to come next; null between two looks. */
  #alone: 'k' | '2k' | null = null;
  #single: Timed = { steps: 0, ms: 0 };
  #aloneAt = -Infinity;
  /** How late answers come. */
  #lateMs = 0;
  /** Measured; 0 before the first submit came back. */
  stepMs = 0;

  constructor(
    private readonly device: GPUDevice,
    { budgetMs = 40, inFlight = 2, first = 1, maxSteps = 256 }: PaceOptions = {},
  ) {
    this.#budgetMs = budgetMs;
    this.#inFlight = inFlight;
    this.#steps = first;
    this.#maxSteps = maxSteps;
  }

  /** Submits at most `maxSteps` steps and returns how many; waits first where enough are under way. */
  async submit(maxSteps: number, run: (steps: number) => void): Promise<number> {
    const steps = await this.room(maxSteps);
    run(steps);
    this.submitted(steps);
    return steps;
  }

  /** Waits where enough is under way. @returns how many steps may be submitted now; say then how many were */
  async room(maxSteps: number): Promise<number> {
    // The first submit holds the driver's own warm-up: what comes next waits for its end.
    if (this.#answers === 0) await this.drain();
    if (this.#alone === null && this.#answers > 0 && performance.now() >= this.#aloneAt) this.#alone = 'k';
    if (this.#alone !== null) await this.drain();
    else while (this.#pending.length >= this.#limit) await this.#pending.shift();
    this.#submittedAt = performance.now();
    return Math.max(1, Math.min(maxSteps, this.#wanted(this.#alone)));
  }

  /** So many steps were submitted, of those that there was room for. */
  submitted(steps: number): void {
    this.#pending.push(this.#completed(steps, this.#submittedAt, this.#alone));
  }

  /** Waits until nothing is under way. */
  async drain(): Promise<void> {
    await Promise.all(this.#pending.splice(0));
  }

  /** What is late is no sign of work: so many more are submitted ahead that the device does not run dry. */
  get #limit(): number {
    const submitMs = Math.min(this.#budgetMs, Math.max(1, this.#steps * this.stepMs));
    return Math.min(MAX_IN_FLIGHT, this.#inFlight + Math.floor(this.#lateMs / submitMs));
  }

  #wanted(alone: 'k' | '2k' | null): number {
    switch (alone) {
      case 'k':
        return Math.max(1, Math.floor(this.#steps / 2));
      case '2k':
        return 2 * this.#single.steps;
      case null:
        return this.#steps;
      default:
        return alone satisfies never;
    }
  }

  async #completed(steps: number, submittedAt: number, alone: 'k' | '2k' | null): Promise<void> {
    await waitForSubmittedWork(this.device);
    const now = performance.now();
    const sinceLast = now - Math.max(submittedAt, this.#finishedAt);
    this.#finishedAt = now;
    // The queue may have been empty while an answer was on its way.
    const inAll = now - submittedAt - (alone === null ? this.#lateMs : 0);
    const timed = { steps, ms: Math.max(0, Math.min(sinceLast, inAll)) };
    switch (alone) {
      case 'k':
        this.#single = timed;
        if (timed.ms <= MAX_ALONE_MS) this.#alone = '2k';
        else this.#endSample(now + ALONE_EVERY_MS, [timed]);
        break;
      case '2k':
        this.#compare(this.#single, timed, now);
        break;
      case null:
        this.#take([timed]);
        break;
      default:
        alone satisfies never;
    }
  }

  /** Of k steps and of 2k, both alone. */
  #compare(single: Timed, double: Timed, now: number): void {
    // There may have been fewer left than 2k.
    if (double.steps < 1.5 * single.steps) {
      this.#endSample(now + ALONE_AGAIN_MS, []);
      return;
    }
    const slope = Math.max(0, (double.ms - single.ms) / (double.steps - single.steps));
    this.#lateMs = Math.max(0, single.ms - slope * single.steps);
    const work = ({ steps, ms }: Timed): Timed => ({ steps, ms: Math.max(0, ms - this.#lateMs) });
    this.#endSample(now + ALONE_EVERY_MS, [work(single), work(double)]);
  }

  #endSample(nextAt: number, timed: readonly Timed[]): void {
    this.#alone = null;
    this.#aloneAt = nextAt;
    this.#take(timed);
  }

  #take(timed: readonly Timed[]): void {
    // Once there are others, the first submit with its warm-up counts for nothing.
    if (this.#answers === 1 && timed.length > 0) this.#window = [];
    this.#answers += timed.length;
    this.#window = [...this.#window, ...timed].slice(-WINDOW);
    const sum = (pick: (timed: Timed) => number): number =>
      this.#window.reduce((total, one) => total + pick(one), 0);
    const steps = sum((one) => one.steps);
    if (steps === 0) return;
    this.stepMs = sum((one) => one.ms) / steps;
    const wanted = Math.floor(this.#budgetMs / Math.max(this.stepMs, 0.01));
    // At most doubled at a time: one lucky measurement must not queue a second of work.
    const seen = Math.max(...this.#window.map((one) => one.steps));
    this.#steps = Math.max(1, Math.min(wanted, 2 * seen, this.#maxSteps));
  }
}
