// One training run: sums the records of the training loop per epoch and calls the callbacks.

import type { ParameterStore } from '../models/parameterStore';
import type { Reading } from '../train/historyReader';
import { NonFiniteLossError } from '../train/nonFiniteLoss';
import type { OptimizerMemory } from '../train/optimizerMemory';
import { Pacer } from '../gpu/pacer';
import { ScoreSum } from '../train/score';
import type { Trainer } from '../train/trainer';
import type { TrainingOptions } from '../train/trainingLoop';
import { History, type CallbackList, type Logs } from './callbacks';
import type { Compiled, ModelCore } from './core';
import { ModelError } from './errors';
import { printLine } from './print';

/** When the history is read: every so many milliseconds, after each batch, or at the end of an epoch. */
export type YieldEvery = 'auto' | 'batch' | 'epoch' | 'never' | number;

const READ_INTERVAL_MS = 100;

/** An epoch's sums, weighted by samples as in tfjs. */
interface Epoch {
  readonly number: number;
  readonly firstStep: number;
  batches: number;
  readonly sum: ScoreSum;
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
  readonly history = new History();
  readonly #pacer: Pacer;
  readonly #memory: OptimizerMemory;
  readonly #epochs: Epoch[] = [];
  readonly #firstStep: number;
  #submitted: number;

  /** @param options `epochs` is the total number of epochs */
  constructor(
    private readonly core: ModelCore,
    private readonly compiled: Compiled,
    store: ParameterStore,
    private readonly list: CallbackList,
    private readonly options: { intervalMs: number; epochs: number; verbose: number },
  ) {
    this.#pacer = new Pacer(store.device);
    this.#memory = compiled.memory(store);
    this.#firstStep = this.#submitted = this.#memory.step;
  }

  /** @param stepsBefore the number of steps from now until the epoch begins */
  beginEpoch(number: number, stepsBefore = 0): void {
    const firstStep = this.#submitted + stepsBefore;
    this.#epochs.push({ number, firstStep, batches: 0, sum: new ScoreSum() });
  }

  /**
   * Takes steps with a trainer that holds the given optimizer state. When it returns, all records are read and all
   * callbacks called.
   * @param steps the maximum number of steps
   * @param before called right before each submit, to write a batch
   * @throws NonFiniteLossError, or an error thrown by a callback; the device is then idle
   */
  async train(
    trainer: Trainer,
    {
      steps = Infinity,
      before,
      ...options
    }: Pick<TrainingOptions, 'nextStop' | 'wanted'> & { steps?: number; before?: () => void },
  ): Promise<void> {
    const { intervalMs } = this.options;
    const everyStep = intervalMs === 0;
    try {
      for await (const event of trainer.train({
        ...{ from: this.#submitted, until: this.#submitted + steps, pacer: this.#pacer },
        ...{ reads: everyStep ? 'awaited' : 'beside', readEveryMs: intervalMs },
        nextStop: (step) => (everyStep ? step + 1 : Infinity),
        ...options,
        submit: (count) => {
          const { learningRate } = this.compiled.optimizer;
          if (learningRate !== trainer.learningRate) trainer.setLearningRate(learningRate);
          before?.();
          this.core.weights.changed();
          trainer.submit(count);
        },
      })) {
        if (event.kind === 'steps') this.#submitted = event.step;
        if (event.kind === 'reading') await this.#read(event);
      }
    } catch (error) {
      await this.#pacer.drain().catch(() => undefined);
      if (!(error instanceof NonFiniteLossError)) throw error;
      throw new NonFiniteLossError(error.step - this.#firstStep, error.operation, error.learningRate);
    }
  }

  /** Calls the callbacks with the results of an epoch. */
  async endEpoch(number: number, logs: Logs): Promise<void> {
    const { epochs, verbose } = this.options;
    this.history.add(number, logs);
    if (verbose > 0) {
      const values = Object.entries(logs).map(([name, value]) => `${name}=${value.toPrecision(4)}`);
      printLine([`Epoch ${number + 1} / ${epochs}`, ...values].join('  '));
    }
    if (this.list.wantsEpochs) await this.core.weights.refresh();
    await this.list.epochEnd(number, logs);
    await this.core.settled();
  }

  /** Means over the samples of an epoch; empty if none of its batches was read. */
  logs(number: number): Logs {
    const epoch = this.#epochs.find((one) => one.number === number);
    return epoch === undefined || epoch.sum.samples === 0 ? {} : this.core.logs(epoch.sum.mean);
  }

  async #read({ records, ...reading }: Reading): Promise<void> {
    this.#memory.step = reading.step;
    // The next run begins a new epoch.
    this.#memory.epoch = reading.batch === 0 ? reading.epoch : reading.epoch + 1;
    let newest: Epoch | undefined;
    // Callbacks may look at predictions at once.
    if (this.list.wantsBatches) await this.core.weights.refresh();
    for (const { step, rows, ...score } of records) {
      const epoch = this.#epochs.findLast(({ firstStep }) => firstStep <= step);
      if (epoch === undefined) continue;
      epoch.batches++;
      epoch.sum.add(score, rows);
      await this.list.batch(step - epoch.firstStep, rows, this.core.logs(score));
      newest = epoch;
    }
    if (newest !== undefined)
      await this.list.yielded(newest.number, newest.batches - 1, this.logs(newest.number));
    await this.core.settled();
  }
}
