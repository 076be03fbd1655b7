// The callbacks that fit() calls while it runs, and the history that it returns.

import { printLine } from './print';

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
  readonly verbose?: number;
}

/** Stops training once a value has stopped improving. */
class EarlyStopping implements Callbacks {
  readonly #options: EarlyStoppingOptions;
  readonly #rising: boolean;
  #model: StoppableModel | null = null;
  #best = 0;
  #waited = 0;

  constructor(options: EarlyStoppingOptions) {
    this.#options = options;
    const { mode = 'auto', monitor = 'val_loss' } = options;
    this.#rising = mode === 'max' || (mode === 'auto' && monitor.includes('acc'));
  }

  setModel(model: StoppableModel): void {
    this.#model = model;
  }

  onTrainBegin(): void {
    this.#best = this.#options.baseline ?? (this.#rising ? -Infinity : Infinity);
    this.#waited = 0;
  }

  onEpochEnd(epoch: number, logs: Logs = {}): void {
    const { monitor = 'val_loss', minDelta = 0, patience = 0, verbose = 0 } = this.#options;
    const value = logs[monitor];
    if (value === undefined) {
      console.warn(
        `earlyStopping: expected '${monitor}' in the logs. Received ${Object.keys(logs).join(', ')}`,
      );
      return;
    }
    const gain = this.#rising ? value - this.#best : this.#best - value;
    if (gain > Math.abs(minDelta)) {
      this.#best = value;
      this.#waited = 0;
      return;
    }
    this.#waited++;
    if (this.#waited < patience || this.#model === null) return;
    this.#model.stopTraining = true;
    if (verbose > 0) printLine(`Epoch ${epoch}: early stopping.`);
  }
}

export const callbacks = Object.freeze({
  /**
   * Stops training once a value has stopped improving.
   * @example
   * const callbacks = tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 3 });
   * typeof callbacks.onEpochEnd; // → 'function'
   */
  earlyStopping: (options: EarlyStoppingOptions = {}): Callbacks => new EarlyStopping(options),
});
