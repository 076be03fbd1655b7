// The curves of a run for a chart. Neighbouring points are averaged, so that the columns stay short for runs of any
// length; their memory is the same for all.

import type { Validation } from './bestWeights';
import { Columns, type Column } from './columns';
import type { StepRecord } from './historyReader';

/** Columns of equal length for a chart; evenly thinned for long runs. */
export interface History {
  readonly step: Column;
  readonly loss: Column;
  readonly accuracy: Column;
  readonly testStep: Column;
  readonly testAccuracy: Column;
  /** Of the validation pictures; absent where there are none. */
  readonly validation?: readonly Validation[];
}

/** A history that stays as it is, and can be continued. */
export interface SavedHistory extends History {
  readonly stride: number;
  /** The newest steps one by one, oldest first; absent in records of older versions. */
  readonly newest?: readonly NewestStep[];
}

type NewestStep = Pick<StepRecord, 'step' | 'loss' | 'accuracy'>;

/** The maximum number of points; beyond it, every two become one. */
const CAPACITY = 4096;
/** The number of steps over which the displayed loss is averaged. */
const SHOWN = 20;
/** The newest steps are also kept one by one: enough that some remain after the run is set back by a few steps. */
const NEWEST = 256;

const NOTHING = { steps: 0, loss: 0, accuracy: 0 };

export class RunHistory implements History {
  validation: Validation[] = [];
  /** Step, loss, accuracy. */
  readonly #points = new Columns(3, CAPACITY);
  /** Step, accuracy. */
  readonly #tests = new Columns(2, CAPACITY);
  /** Steps per point. */
  #stride = 1;
  /** Sums over the steps since the last point. */
  #pending = NOTHING;
  #newest: NewestStep[] = [];

  static from({ stride, newest = [], validation = [], ...columns }: SavedHistory): RunHistory {
    const history = new RunHistory();
    const { step, loss, accuracy, testStep, testAccuracy } = columns;
    history.#stride = stride;
    for (let at = 0; at < step.length; at++)
      history.#add(step[at] ?? NaN, loss[at] ?? NaN, accuracy[at] ?? NaN, stride);
    for (let at = 0; at < testStep.length; at++)
      history.addTest(testStep[at] ?? NaN, testAccuracy[at] ?? NaN);
    history.validation = [...validation];
    history.#newest = [...newest];
    return history;
  }

  get step(): Column {
    return this.#points.column(0);
  }

  get loss(): Column {
    return this.#points.column(1);
  }

  get accuracy(): Column {
    return this.#points.column(2);
  }

  get testStep(): Column {
    return this.#tests.column(0);
  }

  get testAccuracy(): Column {
    return this.#tests.column(1);
  }

  /**
   * The displayed loss and accuracy: means over the newest 20 steps, NaN before the first. They depend only on the
   * steps, not on how many were read at a time, so a run that is restored from a record shows the same.
   */
  get shown(): { readonly loss: number; readonly accuracy: number } {
    const newest = this.#newest.slice(-SHOWN);
    const oldest = newest[0]?.step ?? Infinity;
    let [loss, accuracy, steps] = [0, 0, 0];
    const take = (one: { readonly loss: number; readonly accuracy: number }, weight: number): void => {
      loss += one.loss * weight;
      accuracy += one.accuracy * weight;
      steps += weight;
    };
    for (const step of newest.reverse()) take(step, 1);
    // Older steps remain as points, each the mean of `stride` steps.
    const points = { step: this.step, loss: this.loss, accuracy: this.accuracy };
    for (let at = points.step.length - 1; at >= 0 && steps < SHOWN; at--) {
      if ((points.step[at] ?? 0) > oldest) continue;
      const point = { loss: points.loss[at] ?? NaN, accuracy: points.accuracy[at] ?? NaN };
      take(point, Math.min(this.#stride, SHOWN - steps));
    }
    return { loss: loss / steps, accuracy: accuracy / steps };
  }

  /** A copy up to a step, of no more memory than it needs. Steps of an incomplete point are not in the columns. */
  save(upTo = Infinity): SavedHistory {
    const { step, loss, accuracy, testStep, testAccuracy } = this;
    const validation = this.validation.filter((one) => one.step <= upTo);
    const [points, tests] = [countUpTo(step, upTo), countUpTo(testStep, upTo)];
    return {
      step: step.slice(0, points),
      loss: loss.slice(0, points),
      accuracy: accuracy.slice(0, points),
      testStep: testStep.slice(0, tests),
      testAccuracy: testAccuracy.slice(0, tests),
      ...(validation.length > 0 ? { validation } : {}),
      stride: this.#stride,
      newest: this.#newest.filter((one) => one.step < upTo).slice(-SHOWN),
    };
  }

  add(records: readonly StepRecord[]): void {
    for (const { step, loss, accuracy } of records) this.#add(step + 1, loss, accuracy, 1);
    const newest = records.map(({ step, loss, accuracy }) => ({ step, loss, accuracy }));
    this.#newest = [...this.#newest, ...newest].slice(-NEWEST);
  }

  addTest(step: number, accuracy: number): void {
    // The best one stays, whose step and accuracy are shown; so does the newest, which is added after that.
    if (this.#tests.isFull) this.#tests.halve((one, next) => ((one[1] ?? 0) > (next[1] ?? 0) ? one : next));
    this.#tests.add([step, accuracy]);
  }

  addValidation(validation: Validation): void {
    this.validation.push(validation);
  }

  /** Removes everything after a step, from which training then continues. */
  cutAfter(step: number): void {
    this.#points.cut(countUpTo(this.step, step));
    this.#tests.cut(countUpTo(this.testStep, step));
    this.validation = this.validation.filter((one) => one.step <= step);
    this.#newest = this.#newest.filter((one) => one.step < step);
    this.#pending = NOTHING;
  }

  /** Steps up to one, by their means. */
  #add(step: number, loss: number, accuracy: number, steps: number): void {
    const { steps: before, ...sums } = this.#pending;
    const pending = {
      steps: before + steps,
      loss: sums.loss + loss * steps,
      accuracy: sums.accuracy + accuracy * steps,
    };
    this.#pending = pending;
    if (pending.steps < this.#stride) return;
    if (this.#points.isFull) {
      this.#points.halve(([, ...one], [at = NaN, ...next]) => [
        at,
        ...next.map((value, i) => ((one[i] ?? NaN) + value) / 2),
      ]);
      this.#stride *= 2;
      if (pending.steps < this.#stride) return;
    }
    this.#points.add([step, pending.loss / pending.steps, pending.accuracy / pending.steps]);
    this.#pending = NOTHING;
  }
}

/** How many of ascending steps are not after one. */
const countUpTo = (steps: Column, last: number): number => steps.findLastIndex((step) => step <= last) + 1;

export function mean(values: Column): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
