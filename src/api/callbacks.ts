// The callbacks that fit() calls while it runs, and the history that it returns.

import { printLine } from './print';
import type { Tensor } from './tensor';
import { keep } from './tidy';

/** Plain numbers: `loss`, `acc`, `val_loss`, `val_acc`; batch logs also have `batch` and `size`. */
export type Logs = Record<string, number>;

type Answer = void | Promise<void>;

/**
 * As in tfjs. Callbacks are awaited in order. Those of batches come from the history that the GPU keeps, about
 * ten times a second, when the GPU is already some batches further; with `yieldEvery: 'batch'` it waits for each.
 */
export interface Callbacks {
  onTrainBegin?(logs?: Logs): Answer;
  onTrainEnd?(logs?: Logs): Answer;
  onEpochBegin?(epoch: number, logs?: Logs): Answer;
  onEpochEnd?(epoch: number, logs?: Logs): Answer;
  onBatchBegin?(batch: number, logs?: Logs): Answer;
  onBatchEnd?(batch: number, logs?: Logs): Answer;
  /** Called after each reading of the history. */
  onYield?(epoch: number, batch: number, logs: Logs): Answer;
  /** Called with the model before training begins. */
  setModel?(model: StoppableModel): void;
}

export interface StoppableModel {
  stopTraining: boolean;
  /** Copies. */
  getWeights?(): Tensor[];
  setWeights?(weights: readonly Tensor[]): void;
  readonly optimizer?: { learningRate: number } | undefined;
}

/** The result of fit(): the epochs done, and a list of values for each name. */
export class History {
  readonly epoch: number[] = [];
  readonly history: Record<string, number[]> = {};

  add(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) (this.history[name] ??= []).push(value);
  }
}

export class CallbackList {
  readonly #all: readonly Callbacks[];

  constructor(given: Callbacks | readonly Callbacks[] | null | undefined, model: StoppableModel) {
    this.#all =
      given === undefined || given === null
        ? []
        : Array.isArray(given)
          ? (given as readonly Callbacks[])
          : [given as Callbacks];
    for (const callbacks of this.#all) callbacks.setModel?.(model);
  }

  /** Whether a callback reads the parameters at the end of an epoch. */
  get wantsEpochs(): boolean {
    return this.#all.some((one) => 'onEpochBegin' in one || 'onEpochEnd' in one);
  }

  /** Whether a callback is called while an epoch runs. */
  get wantsBatches(): boolean {
    return this.#all.some((one) => 'onBatchBegin' in one || 'onBatchEnd' in one || 'onYield' in one);
  }

  async trainBegin(): Promise<void> {
    for (const callbacks of this.#all) await callbacks.onTrainBegin?.();
  }
  async trainEnd(): Promise<void> {
    for (const callbacks of this.#all) await callbacks.onTrainEnd?.();
  }
  async epochBegin(epoch: number): Promise<void> {
    for (const callbacks of this.#all) await callbacks.onEpochBegin?.(epoch);
  }
  async epochEnd(epoch: number, logs: Logs): Promise<void> {
    for (const callbacks of this.#all) await callbacks.onEpochEnd?.(epoch, { ...logs });
  }
  async batch(batch: number, size: number, logs: Logs): Promise<void> {
    for (const callbacks of this.#all) {
      await callbacks.onBatchBegin?.(batch, { batch, size });
      await callbacks.onBatchEnd?.(batch, { batch, size, ...logs });
    }
  }
  async yielded(epoch: number, batch: number, logs: Logs): Promise<void> {
    for (const callbacks of this.#all) await callbacks.onYield?.(epoch, batch, { ...logs });
  }
}

export interface EarlyStoppingOptions {
  /** Default: `val_loss`. */
  readonly monitor?: string;
  readonly minDelta?: number;
  /** Epochs without improvement before training stops. Default 0: the first one stops it. */
  readonly patience?: number;
  readonly mode?: 'auto' | 'min' | 'max';
  readonly baseline?: number;
  /** At the end of training the weights of the best epoch come back. Default false. Keras has it; tfjs does not. */
  readonly restoreBestWeights?: boolean;
  readonly verbose?: number;
}

/** The value that a callback watches, and the best one so far. */
class Watched {
  readonly #rising: boolean;
  #best = 0;

  constructor(
    private readonly name: string,
    private readonly monitor: string,
    mode: 'auto' | 'min' | 'max',
    private readonly minDelta: number,
  ) {
    this.#rising = mode === 'max' || (mode === 'auto' && monitor.includes('acc'));
  }

  begin(baseline = this.#rising ? -Infinity : Infinity): void {
    this.#best = baseline;
  }

  /** @returns null, and says so, if the value is not in the logs */
  improvedBy(logs: Logs): boolean | null {
    const value = logs[this.monitor];
    if (value === undefined) {
      console.warn(
        `${this.name}: expected '${this.monitor}' in the logs. Received ${Object.keys(logs).join(', ')}`,
      );
      return null;
    }
    const gain = this.#rising ? value - this.#best : this.#best - value;
    if (!(gain > Math.abs(this.minDelta))) return false;
    this.#best = value;
    return true;
  }
}

/** Stops training once a value has stopped improving. */
class EarlyStopping implements Callbacks {
  readonly #options: EarlyStoppingOptions;
  readonly #watched: Watched;
  #model: StoppableModel | null = null;
  #waited = 0;
  /** Of the best epoch. */
  #weights: readonly Tensor[] = [];

  constructor(options: EarlyStoppingOptions) {
    this.#options = options;
    const { mode = 'auto', monitor = 'val_loss', minDelta = 0 } = options;
    this.#watched = new Watched('earlyStopping', monitor, mode, minDelta);
  }

  setModel(model: StoppableModel): void {
    this.#model = model;
  }

  onTrainBegin(): void {
    this.#watched.begin(this.#options.baseline);
    this.#waited = 0;
    // Of a run that an error ended.
    this.#forgetWeights();
  }

  onEpochEnd(epoch: number, logs: Logs = {}): void {
    const { patience = 0, verbose = 0 } = this.#options;
    const improved = this.#watched.improvedBy(logs);
    // Above a baseline that no epoch reached yet, the first one is the best so far.
    if (improved === true || (improved === false && this.#weights.length === 0)) this.#keepWeights();
    if (improved !== false) {
      if (improved === true) this.#waited = 0;
      return;
    }
    this.#waited++;
    if (this.#waited < patience || this.#model === null) return;
    this.#model.stopTraining = true;
    if (verbose > 0) printLine(`Epoch ${epoch}: early stopping.`);
  }

  onTrainEnd(): void {
    if (this.#weights.length > 0) this.#model?.setWeights?.(this.#weights);
    this.#forgetWeights();
  }

  #keepWeights(): void {
    if (this.#options.restoreBestWeights !== true) return;
    this.#forgetWeights();
    this.#weights = this.#model?.getWeights?.().map(keep) ?? [];
  }

  #forgetWeights(): void {
    for (const weight of this.#weights) weight.dispose();
    this.#weights = [];
  }
}

export interface ReduceLROnPlateauOptions {
  /** Default: `val_loss`. */
  readonly monitor?: string;
  /** What multiplies the learning rate, from 0 to below 1. Default 0.1. */
  readonly factor?: number;
  /** Epochs without improvement before it. Default 10. */
  readonly patience?: number;
  readonly mode?: 'auto' | 'min' | 'max';
  /** Smaller changes are no improvement. Default 1e-4. */
  readonly minDelta?: number;
  /** Epochs after it that are not counted. Default 0. */
  readonly cooldown?: number;
  /** The learning rate does not become smaller than this. Default 0. */
  readonly minLR?: number;
  readonly verbose?: number;
}

/** Reduces the learning rate once a value has stopped improving. */
class ReduceLROnPlateau implements Callbacks {
  readonly #options: ReduceLROnPlateauOptions;
  readonly #watched: Watched;
  #model: StoppableModel | null = null;
  #waited = 0;
  #cooldown = 0;

  constructor(options: ReduceLROnPlateauOptions) {
    const { factor = 0.1, mode = 'auto', monitor = 'val_loss', minDelta = 1e-4 } = options;
    if (!(factor >= 0 && factor < 1))
      throw new RangeError(`reduceLROnPlateau: factor must be from 0 to below 1. Received ${factor}`);
    this.#options = options;
    this.#watched = new Watched('reduceLROnPlateau', monitor, mode, minDelta);
  }

  setModel(model: StoppableModel): void {
    this.#model = model;
  }

  onTrainBegin(): void {
    this.#watched.begin();
    this.#waited = this.#cooldown = 0;
  }

  onEpochEnd(epoch: number, logs: Logs = {}): void {
    const { factor = 0.1, patience = 10, cooldown = 0, minLR = 0, verbose = 0 } = this.#options;
    const improved = this.#watched.improvedBy(logs);
    if (improved === null) return;
    if (this.#cooldown > 0) {
      this.#cooldown--;
      this.#waited = 0;
    }
    if (improved) this.#waited = 0;
    const optimizer = this.#model?.optimizer;
    if (improved || this.#cooldown > 0 || ++this.#waited < patience || optimizer === undefined) return;
    if (optimizer.learningRate <= minLR) return;
    optimizer.learningRate = Math.max(optimizer.learningRate * factor, minLR);
    this.#cooldown = cooldown;
    this.#waited = 0;
    if (verbose > 0)
      printLine(`Epoch ${epoch}: the learning rate is reduced to ${optimizer.learningRate.toPrecision(4)}.`);
  }
}

/** The learning rate of each epoch. */
class LearningRateScheduler implements Callbacks {
  #model: StoppableModel | null = null;

  constructor(private readonly schedule: (epoch: number, learningRate: number) => number) {}

  setModel(model: StoppableModel): void {
    this.#model = model;
  }

  onEpochBegin(epoch: number): void {
    const optimizer = this.#model?.optimizer;
    if (optimizer !== undefined) optimizer.learningRate = this.schedule(epoch, optimizer.learningRate);
  }
}

export const callbacks = Object.freeze({
  /**
   * Stops training once a value has stopped improving; with `restoreBestWeights` the weights of the best epoch come back.
   * @example
   * const callbacks = tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 3 });
   * typeof callbacks.onEpochEnd; // → 'function'
   */
  earlyStopping: (options: EarlyStoppingOptions = {}): Callbacks => new EarlyStopping(options),
  /**
   * Keras's ReduceLROnPlateau; not in tfjs.
   * @example
   * const callbacks = tf.callbacks.reduceLROnPlateau({ monitor: 'val_loss', factor: 0.5, patience: 2 });
   * typeof callbacks.onEpochEnd; // → 'function'
   */
  reduceLROnPlateau: (options: ReduceLROnPlateauOptions = {}): Callbacks => new ReduceLROnPlateau(options),
  /**
   * Keras's LearningRateScheduler; not in tfjs.
   * @param schedule of the epoch, from 0, and the rate before it
   * @example
   * const callbacks = tf.callbacks.learningRateScheduler((epoch, rate) => (epoch < 10 ? rate : rate * 0.9));
   * typeof callbacks.onEpochBegin; // → 'function'
   */
  learningRateScheduler: (schedule: (epoch: number, learningRate: number) => number): Callbacks =>
    new LearningRateScheduler(schedule),
});
