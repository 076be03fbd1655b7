// Chooses the number of steps per submit: enough that the overhead of encoding and submitting is small; few enough that
// the device responds quickly to drawing and pausing, and that no watchdog considers it hung.
//
// The time of a step is measured between two answers. That is the device's own time only if it is busy until the answer
// arrives, and some browsers answer 100 ms late. So now and then a submit of k steps and one of 2k run alone: the
// difference is the time of k steps, and the rest of the first is the lateness of answers. The lateness is subtracted
// from times, and more steps are submitted ahead. Otherwise such a device would seem to need 100 ms for any amount of
// work, and would get one step at a time for ever. A device that answers promptly while idle is not measured so.

import { answersPromptly, learnAnswers, waitForSubmittedWork } from './waits';

export interface PaceOptions {
  /** The target duration of one submit. */
  readonly budgetMs?: number;
  /** Submits in flight: one runs while the next waits. If answers are prompt, more only make the queue longer. */
  readonly inFlight?: number;
  /** Steps in the first submit, and the maximum in any. */
  readonly first?: number;
  readonly maxSteps?: number;
}

/** The number of answers over which the time of a step is averaged. */
const WINDOW = 6;
/** The maximum in flight, for any lateness of answers. */
const MAX_IN_FLIGHT = 6;
/** The interval between measurements of the lateness; shorter if there was no room for 2k steps. */
const ALONE_EVERY_MS = 8000;
const ALONE_AGAIN_MS = 1000;
/** If k steps take longer, lateness included, 2k are not tried, so that the device is not busy for too long. */
const MAX_ALONE_MS = 300;
/** How much two times of the same may differ. */
const TIMER_MS = 2;

/**
 * A submit that takes longer, and so many times as long as the steps before, was not computed all that time: the computer
 * slept, or the browser froze the page.
 */
const SLEPT = { ms: 2000, times: 20 };

interface Timed {
  readonly steps: number;
  readonly ms: number;
}

export class Pacer {
  readonly #budgetMs: number;
  readonly #inFlight: number;
  readonly #maxSteps: number;
  readonly #pending: Promise<void>[] = [];
  /** The newest answers, and the device time of each. */
  #window: Timed[] = [];
  #answers = 0;
  #steps: number;
  #submittedAt = 0;
  #finishedAt = 0;
  /** The pending measurement of k steps and of 2k, each alone; null between two measurements. */
  #alone: 'k' | '2k' | null = null;
  #single: Timed = { steps: 0, ms: 0 };
  #aloneAt = -Infinity;
  /** The lateness of answers. */
  #lateMs = 0;
  /** A greater one, seen once; null: none. */
  #doubtedMs: number | null = null;
  /** The newest answer came after a sleep. */
  #slept = false;
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

  /** Submits at most `maxSteps` steps and returns how many; first waits if enough are in flight. */
  async submit(maxSteps: number, run: (steps: number) => void): Promise<number> {
    const steps = await this.room(maxSteps);
    run(steps);
    this.submitted(steps);
    return steps;
  }

  /** Waits if enough is in flight. @returns the number of steps that may be submitted; report the number that was */
  async room(maxSteps: number): Promise<number> {
    // The first submit includes the driver's warm-up, so the next one waits for its end.
    if (this.#answers === 0) await this.drain();
    if (this.#sampleIsDue) await this.#beginSample();
    if (this.#alone !== null) await this.drain();
    else while (this.#pending.length >= this.#limit) await this.#pending.shift();
    this.#submittedAt = performance.now();
    return Math.max(1, Math.min(maxSteps, this.#wanted(this.#alone)));
  }

  /** Reports the number of submitted steps, of those that were allowed. */
  submitted(steps: number): void {
    this.#pending.push(this.#completed(steps, this.#submittedAt, this.#alone));
  }

  /** Waits until nothing is in flight. */
  async drain(): Promise<void> {
    await Promise.all(this.#pending.splice(0));
  }

  /** The time of a step is known, and not only that of the first, with the driver's warm-up. */
  get isWarm(): boolean {
    return this.#answers > 1;
  }

  /** What makes an answer late with a device that answers promptly is other work, such as drawing. */
  get #sampleIsDue(): boolean {
    const isDue = this.#alone === null && this.#answers > 0 && performance.now() >= this.#aloneAt;
    return isDue && !answersPromptly(this.device);
  }

  /** While its page opened, a device may have been too busy to answer promptly, so it is asked again. */
  async #beginSample(): Promise<void> {
    await this.drain();
    await learnAnswers(this.device);
    if (answersPromptly(this.device)) this.#lateMs = 0;
    else this.#alone = 'k';
  }

  /** Lateness is not work: more steps are submitted ahead, so that the device does not run out of work. */
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
    // A second one is believed: the device has become slow.
    this.#slept =
      !this.#slept && timed.ms > SLEPT.ms && this.stepMs > 0 && timed.ms > SLEPT.times * steps * this.stepMs;
    if (this.#slept) {
      if (alone !== null) this.#endSample(now + ALONE_AGAIN_MS, []);
      return;
    }
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

  /** The times of k steps and of 2k, both alone. */
  #compare(single: Timed, double: Timed, now: number): void {
    // Fewer than 2k steps may have been left.
    if (double.steps < 1.5 * single.steps) {
      this.#endSample(now + ALONE_AGAIN_MS, []);
      return;
    }
    const slope = Math.max(0, (double.ms - single.ms) / (double.steps - single.steps));
    const lateMs = Math.max(0, single.ms - slope * single.steps);
    // The device may have drawn something during the first. What is later than before is believed if it is so twice.
    if (this.#doubtedMs === null && lateMs > this.#lateMs + TIMER_MS) {
      this.#doubtedMs = lateMs;
      this.#endSample(now, []);
      return;
    }
    this.#lateMs = Math.min(lateMs, this.#doubtedMs ?? Infinity);
    this.#doubtedMs = null;
    const work = ({ steps, ms }: Timed): Timed => ({ steps, ms: Math.max(0, ms - this.#lateMs) });
    this.#endSample(now + ALONE_EVERY_MS, [work(single), work(double)]);
  }

  #endSample(nextAt: number, timed: readonly Timed[]): void {
    this.#alone = null;
    this.#aloneAt = nextAt;
    this.#take(timed);
  }

  #take(timed: readonly Timed[]): void {
    // Once there are other times, the first submit with its warm-up is ignored.
    if (this.#answers === 1 && timed.length > 0) this.#window = [];
    this.#answers += timed.length;
    this.#window = [...this.#window, ...timed].slice(-WINDOW);
    const sum = (pick: (timed: Timed) => number): number =>
      this.#window.reduce((total, one) => total + pick(one), 0);
    const steps = sum((one) => one.steps);
    if (steps === 0) return;
    this.stepMs = sum((one) => one.ms) / steps;
    const wanted = Math.floor(this.#budgetMs / Math.max(this.stepMs, 0.01));
    // At most doubled at a time, so that one lucky measurement cannot queue a second of work.
    const seen = Math.max(...this.#window.map((one) => one.steps));
    this.#steps = Math.max(1, Math.min(wanted, 2 * seen, this.#maxSteps));
  }
}
