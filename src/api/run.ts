// One run of training: submits steps at the pace the device keeps, reads the history now and then, and tells
// the callbacks. The loop never waits for a result, only for room in the queue.

import { HISTORY_CAPACITY } from '../train/stepGraph';
import type { StepRecord } from '../train/historyReader';
import { NonFiniteLossError } from '../train/nonFiniteLoss';
import type { OptimizerMemory } from '../train/optimizerMemory';
import { Pacer } from '../gpu/pacer';
import type { Trainer } from '../train/trainer';
import type { CallbackList, Logs } from './callbacks';
import type { Compiled } from './core';
import { ModelError } from './errors';

/** How often the history is read: every so many milliseconds, after each batch, or at the end of an epoch. */
export type YieldEvery = 'auto' | 'batch' | 'epoch' | 'never' | number;

const READ_INTERVAL_MS = 100;
/** Steps taken but not read before the loop waits: the ring must not run over. */
const MAX_UNREAD = HISTORY_CAPACITY / 2;

/** An epoch's sums, weighted by samples as in tfjs. */
interface Epoch {
  readonly number: number;
  readonly firstStep: number;
  batches: number;
  samples: number;
  loss: number;
  accuracy: number;
}

export function readInterval(yieldEvery: YieldEvery = 'auto'): number {
  if (yieldEvery === 'auto') return READ_INTERVAL_MS;
  if (yieldEvery === 'batch') return 0;
  if (yieldEvery === 'epoch' || yieldEvery === 'never') return Infinity;
  if (typeof yieldEvery === 'number' && yieldEvery >= 0) return yieldEvery;
  throw new ModelError(
    `fit: yieldEvery must be 'auto', 'batch', 'epoch', 'never' or milliseconds. Received ${JSON.stringify(yieldEvery)}`,
  );
}

export class TrainingRun {
  readonly #pacer: Pacer;
  readonly #epochs: Epoch[] = [];
  readonly #firstStep: number;
  #submitted: number;
  #readUpTo: number;
  #readAt = performance.now();
  #reading: Promise<void> | null = null;
  #failure: { readonly error: unknown } | null = null;
  #trainer: Trainer | null = null;

  constructor(
    device: GPUDevice,
    private readonly compiled: Compiled,
    private readonly memory: OptimizerMemory,
    private readonly list: CallbackList,
    /** Resolves when everything that a callback asked of the model is done. */
    private readonly settled: () => Promise<void>,
    private readonly intervalMs: number,
  ) {
    this.#pacer = new Pacer(device);
    this.#firstStep = this.#submitted = this.#readUpTo = memory.step;
  }

  /** Goes on with this trainer, whose clock is at the step of the memory. Settle first if there was another. */
  use(trainer: Trainer): void {
    this.#trainer = trainer;
  }

  get trainer(): Trainer {
    if (this.#trainer === null) throw new Error('training run: has no trainer yet');
    return this.#trainer;
  }

  beginEpoch(number: number): void {
    this.#epochs.push({ number, firstStep: this.#submitted, batches: 0, samples: 0, loss: 0, accuracy: 0 });
  }

  /**
   * Submits up to `most` steps and returns how many. Waits while two submits are under way.
   * @param before called right before, to write a batch; then `most` must be 1
   * @throws NonFiniteLossError, or what a callback threw
   */
  async submit(most: number, before?: () => void): Promise<number> {
    if (this.#failure !== null) throw this.#failure.error;
    const { trainer } = this;
    const { learningRate } = this.compiled.optimizer;
    const cap = this.intervalMs === 0 ? 1 : MAX_UNREAD - (this.#submitted - this.#readUpTo);
    const steps = await this.#pacer.submit(Math.min(most, cap), (count) => {
      if (learningRate !== trainer.learningRate) trainer.setLearningRate(learningRate);
      before?.();
      trainer.submit(count);
    });
    this.#submitted += steps;
    const full = this.#submitted - this.#readUpTo >= MAX_UNREAD;
    if (this.intervalMs === 0 || full) await this.settle();
    else if (this.#reading === null && performance.now() - this.#readAt >= this.intervalMs) {
      this.#readAt = performance.now();
      this.#reading = this.#read()
        .catch((error: unknown) => {
          this.#failure = { error };
        })
        .finally(() => (this.#reading = null));
    }
    return steps;
  }

  /** Waits for all that was submitted and for the callbacks about it. @throws as submit() */
  async settle(): Promise<void> {
    if (this.#trainer === null) return;
    await this.#reading;
    if (this.#failure !== null) throw this.#failure.error;
    await this.#pacer.drain();
    await this.#read();
  }

  /** The device is idle after this; for when something failed. What fails here as well is not told. */
  async drain(): Promise<void> {
    await this.#reading;
    await this.#pacer.drain().catch(() => undefined);
  }

  /** Means over the samples of an epoch; empty if no batch of it was read. */
  logs(number: number): Logs {
    const epoch = this.#epochs.find((one) => one.number === number);
    if (epoch === undefined || epoch.samples === 0) return {};
    return this.compiled.logs(epoch.loss / epoch.samples, epoch.accuracy / epoch.samples);
  }

  async #read(): Promise<void> {
    const { step, epoch, batch, halted, records } = await this.trainer.read();
    this.memory.step = step;
    // A next run begins an epoch of its own.
    this.memory.epoch = batch === 0 ? epoch : epoch + 1;
    this.#readUpTo = halted ? this.#submitted : step;
    let newest: Promise<void> | undefined;
    for (const record of records) {
      if (halted && record.step >= step) break;
      newest = this.#take(record);
      await newest;
    }
    if (newest !== undefined) await this.#yield();
    await this.settled();
    if (halted) {
      await this.#pacer.drain();
      const operation = await this.trainer.findNonFinite();
      throw new NonFiniteLossError(step - this.#firstStep, operation, this.trainer.learningRate);
    }
  }

  async #take({ step, loss, accuracy, rows }: StepRecord): Promise<void> {
    const epoch = this.#epochs.findLast(({ firstStep }) => firstStep <= step);
    if (epoch === undefined) return;
    epoch.batches++;
    epoch.samples += rows;
    epoch.loss += loss * rows;
    epoch.accuracy += accuracy * rows;
    await this.list.batch(step - epoch.firstStep, rows, this.compiled.logs(loss, accuracy));
  }

  async #yield(): Promise<void> {
    const epoch = this.#epochs.findLast(({ batches }) => batches > 0);
    if (epoch !== undefined)
      await this.list.yielded(epoch.number, epoch.batches - 1, this.logs(epoch.number));
  }
}
