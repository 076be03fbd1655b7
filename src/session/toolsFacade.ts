// Tools that some views use: created on first use, kept with the network, and destroyed with it, at `layerschange`.
// Each is a file of its own.

import type { AugmentedDraws, AugmentingLayer } from '../inspect/augmentedDraws';
import type { SeenPictures } from '../inspect/augmentedView';
import type { Distributions } from '../inspect/distributions';
import type { Attribution } from '../inspect/attribution/attributionFacade';
import type { Microscope } from '../inspect/microscope/microscope';
import type { Poolings, PoolingSettings } from '../inspect/poolings';
import type { Predictions } from '../inspect/predictions';
import type { ShiftAccuracy } from '../inspect/shifts/shiftAccuracy';
import type { ShiftProbe } from '../inspect/shifts/shifts';
import type { Familiarity } from '../train/familiarity';
import type { TwinChange, TwinLayer } from './twins/twinChange';
import type { Twins } from './twins/twins';

export interface SeenBatch extends SeenPictures {
  /** Draws those of the step under way. */
  look(): void;
}

/** @param probabilities [test pictures × classes], row by row, at that step */
export type TestFollower = (step: number, probabilities: Float32Array) => void;

export interface FamiliarityOptions {
  /** The displayed network, which may be that of a moment of the past, or that of the run as it is now. */
  readonly of?: 'shown' | 'run';
  /** Called repeatedly; false cancels. */
  readonly wanted?: () => boolean;
}

export interface ToolsFacade {
  /** Attribution: which pixels a number depends on. */
  attribution(): Promise<Attribution>;
  /** One training step on the displayed picture, in slow motion, computed on a copy. */
  microscope(): Promise<Microscope>;
  /** The first pictures of the batch under way, as they are and as training sees them; null where nothing varies them. */
  seenPictures(rows: number): Promise<SeenBatch | null>;
  /** The answers of the displayed network to all pictures of a data set: now, or at a moment of the past. */
  predictions(): Promise<Predictions>;
  /**
   * What is like the pictures that the network learned from, with its parameters as they are now; null where the data do not
   * say it (`testApart`), or it was cancelled.
   */
  familiarity(options?: FamiliarityOptions): Promise<Familiarity | null>;
  /**
   * Calls back with the answers of each test that the session makes while it trains, at no more cost than the test.
   * @returns ends it
   */
  followTests(follower: TestFollower): () => void;
  /** How the numbers of each layer are spread, for pictures of the training set. */
  distributions(): Promise<Distributions>;
  /** Shows the network a picture at many offsets. */
  shifts(): Promise<ShiftProbe>;
  /** For the accuracy on the test set with all pictures moved. */
  shiftAccuracy(): Promise<ShiftAccuracy>;
  /**
   * A plan of its own that pools maps of a shape [height, width, channels] both ways; the caller destroys it.
   * @throws ArchitectureError where the window does not fit
   */
  poolings(shape: readonly number[], settings: PoolingSettings): Promise<Poolings>;
  /**
   * A plan of its own that draws what a layer of data augmentation makes of a picture of the data; the caller destroys it.
   * @throws OptionError for options that the layer does not take
   */
  augmentedDraws(layer: AugmentingLayer, count: number): Promise<AugmentedDraws>;
}

/** Two new networks that differ in one thing, trained side by side. */
export interface TwinsFacade {
  /** What a twin of this network may differ in, layer by layer. */
  readonly layers: readonly TwinLayer[];
  /** Those made last; null before, and after another network or device took their place. */
  readonly current: Twins | null;
  /**
   * Two new networks, untrained, with this one's settings: one like this, one with one thing changed. This session
   * rests while they train. Those made before are given up.
   * @throws ArchitectureError where the change cannot be built; those made before stay then
   */
  make(change: TwinChange): Promise<Twins>;
}
