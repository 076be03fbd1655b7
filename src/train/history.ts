// The curves of a run for a chart. Neighbouring points are averaged, so that the columns stay short for runs of any
// length.

import type { Validation } from './bestWeights';
import type { StepRecord } from './historyReader';

/** Columns of equal length for a chart; evenly thinned for long runs. */
export interface History {
  readonly step: readonly number[];
  readonly loss: readonly number[];
  readonly accuracy: readonly number[];
  readonly testStep: readonly number[];
  readonly testAccuracy: readonly number[];
  /** Of the validation pictures; absent where there are none. */
  readonly validation?: readonly Validation[];
}

/** A history as plain data. */
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

export class RunHistory implements History {
  step: number[] = [];
  loss: number[] = [];
  accuracy: number[] = [];
  testStep: number[] = [];
  testAccuracy: number[] = [];
  validation: Validation[] = [];
  /** Steps per point. */
  #stride = 1;
  #pending: StepRecord[] = [];
  #newest: NewestStep[] = [];

  static from({ stride, newest = [], validation = [], ...columns }: SavedHistory): RunHistory {
    const history = new RunHistory();
    history.step = [...columns.step];
    history.loss = [...columns.loss];
    history.accuracy = [...columns.accuracy];
    history.testStep = [...columns.testStep];
    history.testAccuracy = [...columns.testAccuracy];
    history.validation = [...validation];
    history.#stride = stride;
    history.#newest = [...newest];
    return history;
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
    for (let at = this.step.length - 1; at >= 0 && steps < SHOWN; at--) {
      if ((this.step[at] ?? 0) > oldest) continue;
      const point = { loss: this.loss[at] ?? NaN, accuracy: this.accuracy[at] ?? NaN };
      take(point, Math.min(this.#stride, SHOWN - steps));
    }
    return { loss: loss / steps, accuracy: accuracy / steps };
  }

  /** A copy of the history up to a step. */
  upTo(step: number): RunHistory {
    const copy = RunHistory.from({ ...this.save(), newest: this.#newest });
    copy.cutAfter(step);
    return copy;
  }

  /** A copy as plain data. Steps of an incomplete point are not in the columns. */
  save(): SavedHistory {
    const { step, loss, accuracy, testStep, testAccuracy, validation } = this;
    return {
      step: [...step],
      loss: [...loss],
      accuracy: [...accuracy],
      testStep: [...testStep],
      testAccuracy: [...testAccuracy],
      ...(validation.length > 0 ? { validation: [...validation] } : {}),
      stride: this.#stride,
      newest: this.#newest.slice(-SHOWN),
    };
  }

  add(records: readonly StepRecord[]): void {
    for (const record of records) {
      this.#pending.push(record);
      if (this.#pending.length < this.#stride) continue;
      this.step.push(record.step + 1);
      this.loss.push(mean(this.#pending.map(({ loss }) => loss)));
      this.accuracy.push(mean(this.#pending.map(({ accuracy }) => accuracy)));
      this.#pending = [];
    }
    const newest = records.map(({ step, loss, accuracy }) => ({ step, loss, accuracy }));
    this.#newest = [...this.#newest, ...newest].slice(-NEWEST);
    if (this.step.length > CAPACITY) {
      this.#stride *= 2;
      this.step = this.step.filter((_, i) => i % 2 === 1);
      this.loss = halved(this.loss);
      this.accuracy = halved(this.accuracy);
    }
  }

  addTest(step: number, accuracy: number): void {
    this.testStep.push(step);
    this.testAccuracy.push(accuracy);
  }

  addValidation(validation: Validation): void {
    this.validation.push(validation);
  }

  /** Removes everything after a step, from which training then continues. */
  cutAfter(step: number): void {
    const kept = this.step.filter((s) => s <= step).length;
    const keptTests = this.testStep.filter((s) => s <= step).length;
    for (const column of [this.step, this.loss, this.accuracy]) column.length = kept;
    for (const column of [this.testStep, this.testAccuracy]) column.length = keptTests;
    this.validation = this.validation.filter((one) => one.step <= step);
    this.#newest = this.#newest.filter((one) => one.step < step);
    this.#pending = [];
  }
}

export function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function halved(values: readonly number[]): number[] {
  return Array.from(
    { length: Math.floor(values.length / 2) },
    (_, i) => ((values[2 * i] ?? 0) + (values[2 * i + 1] ?? 0)) / 2,
  );
}
