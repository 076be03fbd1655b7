// A network that has learned, as data: it can be run on any device, kept, and taken along.

import type { DataReference } from '../data/dataSet';
import type { NetworkConfig } from '../models/network';
import type { SavedHistory } from '../train/history';
import type { Familiarity } from '../train/familiarity';
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
  /** Held-out pictures are not of the recordings of those it learned from; absent in networks of earlier versions. */
  readonly apart?: boolean;
  /** What is like the pictures it learned from; absent where it is not known. */
  readonly familiarity?: Familiarity | null;
  /** Rendered pictures that it learned from, which can be rendered again; absent: pictures of one's own. */
  readonly rendered?: DataReference;
  /** The network on the stage that it was; absent: it was not there. */
  readonly stage?: StageMoment;
  /** What it was in the lab, before it was trained further on the stage. */
  readonly inLab?: LearnedPart;
  /** A moment of the stage's network that was not wanted in its place. */
  readonly declined?: StageMoment;
}

/** A moment of a run on the stage: its data, its step, and the loss of that step, which tells it from another run. */
export interface StageMoment {
  readonly data: DataReference;
  readonly step: number;
  readonly loss: number | null;
}

/** What further training changes. Of held-out pictures the probabilities. */
export interface LearnedPart extends Pick<Trained, 'network' | 'weights' | 'history' | 'familiarity'> {
  readonly held: Float32Array;
  readonly own: Float32Array | null;
}

/** Held-out pictures are apart from those it learned from. */
export const isApart = ({ apart, oneRecording, splitBy }: Trained): boolean =>
  apart ?? (oneRecording.length === 0 && splitBy === 'recording');
