// The interface for a training run: its progress, its settings, its history, and the complete run as data.

import type { DataReference } from '../data/dataSet';
import type { NetworkConfig } from '../models/network';
import type { Schedule } from '../optimizers/schedules';
import type { Augmentation } from '../train/augmentation';
import type { History, SavedHistory } from '../train/history';
import type { ClassWeights, EpochStopping, ReduceOnPlateau } from '../train/monitored';
import type { SavedInstant } from '../train/snapshots';
import type { Checkpoint } from '../train/trainer';

export type { History, SavedInstant };

/**
 * loading    data or network on its way        compiling  shaders are being built
 * idle       ready, paused                     training   steps are being taken
 * failed     training stopped on an error (see `error`): parameters are the last good ones
 * recovering the device was lost; a new one is being set up from the last checkpoint
 */
export type SessionState = 'loading' | 'compiling' | 'idle' | 'training' | 'failed' | 'recovering';

export interface Progress {
  readonly step: number;
  /** Of the last step taken, 0-based. */
  readonly epoch: number;
  /** Steps taken in this epoch: 1 … stepsPerEpoch; 0 before the first. */
  readonly stepInEpoch: number;
  readonly stepsPerEpoch: number;
  readonly picturesPerSecond: number;
  /** The learning rate of the next step, after the schedule. */
  readonly learningRate: number;
  /** Means over the last steps that were read; NaN before the first. */
  readonly loss: number;
  readonly accuracy: number;
  /** Accuracy on the whole test set, 0…1; NaN before the first evaluation. */
  readonly testAccuracy: number;
  readonly testLoss: number;
}

export interface SessionSettings {
  readonly network: string;
  readonly optimizer: string;
  /** Optimizer options that differ from the defaults, except the learning rate. */
  readonly optimizerOptions?: Readonly<Record<string, unknown>>;
  readonly learningRate: number;
  /** What multiplies the learning rate step by step; absent or null: a cosine over the run. */
  readonly schedule?: Schedule | null;
  readonly batchSize: number;
  /** The number of epochs of a run: it then pauses, and without a schedule the learning rate reaches its minimum. */
  readonly epochs: number;
  readonly seed: number;
  /** Training pictures are varied at random; absent: they are not. */
  readonly augmentation?: Augmentation;
  /**
   * Validation at intervals, on the validation pictures of the data set, else on the test pictures; training may end
   * early, and then goes back to the step with the best weights. Absent or null: the last weights stay.
   */
  readonly earlyStopping?: StepStopping | EpochStopping | null;
  /** The learning rate is reduced where validations do not improve, like a schedule; absent or null: it is not. */
  readonly reduceOnPlateau?: ReduceOnPlateau | null;
  /** Keras's label_smoothing; absent: 0. */
  readonly labelSmoothing?: number;
  /** What multiplies the loss of each class in training; absent or null: all count alike. */
  readonly classWeights?: ClassWeights | null;
  /** What multiplies the loss of each output, where the network has several; absent or null: all count alike. */
  readonly lossWeights?: readonly number[] | null;
}

/**
 * Validation every so many steps; without a clear improvement over `patience` steps (null: never) training ends. Of
 * weights that are about as good the last are kept (train/bestWeights.ts).
 */
export interface StepStopping {
  readonly every: number;
  readonly patience: number | null;
}

/** Training settings that may change with a network. */
export type TrainingSettings = Partial<Omit<SessionSettings, 'network' | 'seed'>>;

/** A complete run as data: training resumes from it with the same network at the same step, bit by bit. */
export interface SavedRun {
  readonly network: NetworkConfig;
  readonly settings: SessionSettings;
  /** The data it was trained on; absent in runs of earlier versions: MNIST. */
  readonly data?: DataReference;
  readonly checkpoint: Checkpoint;
  /** The checkpoint is what the seed of the settings gives; one that is stored needs no slabs then. */
  readonly fromSeed?: true;
  readonly history: SavedHistory;
  /** Snapshots of its past, thinned to stay below 16 MiB; absent if none were kept. */
  readonly past?: readonly SavedInstant[];
}

/** How far training has gone since a copy of the run: enough to take the same steps again, to the same bits. */
export interface Reached {
  readonly step: number;
  /** The learning rate before the schedule, and each change of it since: the step from which each holds, ascending. */
  readonly rates: readonly (readonly [step: number, rate: number])[];
}

/** The progress of opening a session. `fraction` is null if the length is unknown. */
export interface OpeningProgress {
  readonly stage: 'device' | 'data' | 'compile';
  readonly fraction: number | null;
}

/** A message for the person, as a locale key with values. */
export interface Notice {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
}
