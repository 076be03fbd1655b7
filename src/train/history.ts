// What a chart shows of a run: columns that stay short however long the run, by averaging neighbours.

import type { History } from './facade';
import type { StepRecord } from './historyReader';

/** A history as plain data. */
export interface SavedHistory extends History {
  readonly stride: number;
}

/** Points a curve may have before every two become one. */
const CAPACITY = 4096;

export class RunHistory implements History {
  step: number[] = [];
  loss: number[] = [];
  accuracy: number[] = [];
  testStep: number[] = [];
  testAccuracy: number[] = [];
  /** Steps in one point. */
  #stride = 1;
  #pending: StepRecord[] = [];

  static from({ stride, ...columns }: SavedHistory): RunHistory {
    const history = new RunHistory();
    history.step = [...columns.step];
    history.loss = [...columns.loss];
    history.accuracy = [...columns.accuracy];
    history.testStep = [...columns.testStep];
    history.testAccuracy = [...columns.testAccuracy];
    history.#stride = stride;
    return history;
  }

  /** A copy as plain data. Steps that do not fill a point yet are left out. */
  save(): SavedHistory {
    const { step, loss, accuracy, testStep, testAccuracy } = this;
    return {
      step: [...step],
      loss: [...loss],
      accuracy: [...accuracy],
      testStep: [...testStep],
      testAccuracy: [...testAccuracy],
      stride: this.#stride,
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

  /** Forgets what came after a step: training goes on from there. */
  cutAfter(step: number): void {
    const kept = this.step.filter((s) => s <= step).length;
    const keptTests = this.testStep.filter((s) => s <= step).length;
    for (const column of [this.step, this.loss, this.accuracy]) column.length = kept;
    for (const column of [this.testStep, this.testAccuracy]) column.length = keptTests;
    this.#pending = [];
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function halved(values: readonly number[]): number[] {
  return Array.from(
    { length: Math.floor(values.length / 2) },
    (_, i) => ((values[2 * i] ?? 0) + (values[2 * i + 1] ?? 0)) / 2,
  );
}
