// A network that has learned, as data: it can be run on any device, kept, and taken along.

import type { NetworkConfig } from '../models/network';
import type { SavedHistory } from '../train/history';
import type { LabClass } from './picture';
import type { HeldOut } from './material';
import type { Way } from './recipe';
import type { SplitBy } from './split';

/** Held-out pictures with what the network answered. */
export interface Prediction extends HeldOut {
  /** [pictures × classes], row by row. */
  readonly probabilities: Float32Array;
}

export interface Trained {
  readonly way: Way;
  readonly splitBy: SplitBy;
  /** In the order of the answers. */
  readonly classes: readonly LabClass[];
  readonly network: NetworkConfig;
  /** By `layer/parameter`. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** Side of the pictures it sees. */
  readonly size: number;
  /** Pictures learned from, each counted once. */
  readonly pictures: number;
  readonly seconds: number;
  readonly history: SavedHistory;
  readonly held: Prediction;
  /** On pictures of one's own, for a network that learned from rendered ones. */
  readonly own: Prediction | null;
  readonly oneRecording: readonly LabClass[];
}
