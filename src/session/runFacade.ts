// A run of training as the page knows it: how far it is, its settings, its history, and the whole of it as data.

import type { NetworkConfig } from '../models/network';
import type { History, SavedHistory } from '../train/history';
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
  /** Steps taken in that epoch: 1 … stepsPerEpoch; 0 before the first. */
  readonly stepInEpoch: number;
  readonly stepsPerEpoch: number;
  readonly picturesPerSecond: number;
  /** Of the next step, after the schedule. */
  readonly learningRate: number;
  /** Means over the last steps read; NaN before the first. */
  readonly loss: number;
  readonly accuracy: number;
  /** On the whole test set, 0…1; NaN before the first evaluation. */
  readonly testAccuracy: number;
  readonly testLoss: number;
}

export interface SessionSettings {
  readonly network: string;
  readonly optimizer: string;
  /** Those of the optimizer's options that differ from its own, but for the learning rate. */
  readonly optimizerOptions?: Readonly<Record<string, unknown>>;
  readonly learningRate: number;
  readonly batchSize: number;
  /** How long a run is: it rests there, and the learning rate falls to its floor on the way. */
  readonly epochs: number;
  readonly seed: number;
}

/** What another network may bring along: how it is trained. */
export type TrainingSettings = Partial<Omit<SessionSettings, 'network' | 'seed'>>;

/** A whole run as data: from it the same network goes on at the same place, with the same bits. */
export interface SavedRun {
  readonly network: NetworkConfig;
  readonly settings: SessionSettings;
  readonly checkpoint: Checkpoint;
  readonly history: SavedHistory;
  /** Instants of its past, thinned so that they stay below 16 MiB; absent where none were kept. */
  readonly past?: readonly SavedInstant[];
}

/** How long work is reported while a session opens. `fraction` is null where the length is unknown. */
export interface OpeningProgress {
  readonly stage: 'device' | 'data' | 'compile';
  readonly fraction: number | null;
}
