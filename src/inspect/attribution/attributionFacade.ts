// The interface for attribution. `AttributionTools` (attribution.ts) implements it and is loaded on first use.

import type { TensorView } from '../../gpu/tensorView';

/** `random`: the same network with newly drawn parameters, to see what a map shows without any learning. */
export type WeightChoice = 'learned' | 'random';

/** One number of the network. For a layer that ends in softmax: occlusion uses the probability, gradients the logit. */
export interface Unit {
  readonly layer: string;
  /** [row, column, channel] or [unit]. */
  readonly index: readonly number[];
}

/** One map of a layer, or one unit of a vector. */
export interface Filter {
  readonly layer: string;
  readonly channel: number;
}

/** A map over the picture. The tensor is overwritten by the next request of the same kind. */
export interface AttributionMap {
  /** [rows, columns, 1] */
  readonly tensor: TensorView;
  /** The smallest and the largest of its numbers. */
  readonly range: readonly [low: number, high: number];
}

export interface Patience {
  /** Called with the share done, 0…1. */
  readonly onProgress?: (fraction: number) => void;
  /** Called between batches; the request is cancelled, with the result null, when it returns false. */
  readonly wanted?: () => boolean;
}

export interface OcclusionOptions extends Patience {
  /** The side of the square in pixels. */
  readonly size: number;
  /** The step in pixels between two squares: the side of a cell of the map. */
  readonly stride: number;
  /** The fill value of the square, 0…1. */
  readonly fill: number;
}

export interface OcclusionMap extends AttributionMap {
  /** The number for the uncovered picture, relative to which the drops are counted. */
  readonly whole: number;
}

/**
 * Settings of the gradient ascent. All three are shares: of the picture's range, of its brightness, of its sharpness.
 */
export interface AscentSettings {
  /** The root mean square of one step, in pixel values. */
  readonly rate: number;
  readonly decay: number;
  readonly blur: number;
}

/** An activation maximisation in progress. */
export interface Ascent {
  readonly filter: Filter;
  readonly seed: number;
  readonly steps: number;
  /** The current picture: [height, width, channels], 0…1. */
  readonly picture: TensorView;
  settings: AscentSettings;
  /** Submits this many steps without waiting for them. */
  climb(steps: number): void;
  /** The mean of the filter’s map (or the unit) for the picture after the steps in flight. */
  activation(): Promise<number>;
  /** Restarts from noise. */
  restart(seed: number): void;
}

/** A picture, and the position at which a map is most active. */
export interface Peak {
  readonly value: number;
  /** The index in the test set. */
  readonly picture: number;
  readonly label: number;
  /** The cell of the map: [row, column, channel], or [unit]. */
  readonly index: readonly number[];
  /** Its pixels, [height, width, channels]. */
  readonly pixels: TensorView;
}

export interface Attribution {
  /** The seed of the random weights. */
  readonly randomSeed: number;
  /** Draws new random weights. */
  randomise(seed: number): void;
  /**
   * ∂unit/∂picture, one number per pixel; with `magnitude` its absolute value. @throws Error if there is no such unit
   */
  inputGradient(unit: Unit, weights: WeightChoice, magnitude?: boolean): Promise<AttributionMap>;
  /**
   * The drop of a unit for each covered square; null if cancelled. @throws RangeError for a bad size, stride or fill
   */
  occlusion(unit: Unit, weights: WeightChoice, options: OcclusionOptions): Promise<OcclusionMap | null>;
  /** The layers with maps that the unit depends on, in order: those for which Grad-CAM is defined. */
  camLayers(unit: Unit): readonly string[];
  gradCam(unit: Unit, layer: string, weights: WeightChoice): Promise<AttributionMap>;
  ascent(filter: Filter, seed: number): Promise<Ascent>;
  /**
   * The test pictures that activate a map most, highest first; null if cancelled. One search serves all maps of the
   * layer until `forgetPeaks`.
   */
  topPictures(filter: Filter, patience?: Patience): Promise<readonly Peak[] | null>;
  /** Call this when the parameters changed: the next `topPictures` searches again. */
  forgetPeaks(): void;
}
