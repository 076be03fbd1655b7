// What the page can ask about what drives a number. `AttributionTools` (attribution.ts) answers; it is loaded when first asked.

import type { TensorView } from '../../gpu/tensorView';

/** `random`: the same network with freshly drawn parameters, to see what a map shows without any learning. */
export type WeightChoice = 'learned' | 'random';

/** One number of the network. Of a layer that ends in softmax: occlusion asks for the probability, gradients for the logit. */
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

/** Numbers over the picture. The tensor stays where it is and is written anew by the next question of its kind. */
export interface AttributionMap {
  /** [rows, columns, 1] */
  readonly tensor: TensorView;
  /** The smallest and the largest of its numbers. */
  readonly range: readonly [low: number, high: number];
}

export interface Patience {
  /** Called with the share done, 0…1. */
  readonly onProgress?: (fraction: number) => void;
  /** Asked between batches; once it says no, the rest is left out and the answer is null. */
  readonly wanted?: () => boolean;
}

export interface OcclusionOptions extends Patience {
  /** Side of the square, in pixels. */
  readonly size: number;
  /** Pixels from one square to the next: the side of a cell of the map. */
  readonly stride: number;
  /** What the square is filled with, 0…1. */
  readonly fill: number;
}

export interface OcclusionMap extends AttributionMap {
  /** The number for the whole picture, from which the drops are counted. */
  readonly whole: number;
}

/** How a picture is climbed. All three are shares: of the picture's range, of its brightness, of its sharpness. */
export interface AscentSettings {
  /** Root mean square of one step, in pixel values. */
  readonly rate: number;
  readonly decay: number;
  readonly blur: number;
}

/** Activation maximisation under way. */
export interface Ascent {
  readonly filter: Filter;
  readonly seed: number;
  readonly steps: number;
  /** The picture as it is now: [height, width, channels], 0…1. */
  readonly picture: TensorView;
  settings: AscentSettings;
  /** Takes so many steps, without waiting for them. */
  climb(steps: number): void;
  /** The mean of the filter’s map (or the unit) for the picture as it is, once the steps under way are taken. */
  activation(): Promise<number>;
  /** Back to noise. */
  restart(seed: number): void;
}

/** A picture and the place in it that a map answers to most. */
export interface Peak {
  readonly value: number;
  /** Its number in the test set. */
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
  /** Draws other random weights. */
  randomise(seed: number): void;
  /** ∂unit/∂picture, a number a pixel; with `magnitude` its absolute value. @throws Error if there is no such unit */
  inputGradient(unit: Unit, weights: WeightChoice, magnitude?: boolean): Promise<AttributionMap>;
  /** The drop of a unit where a square is painted over; null if broken off. @throws RangeError for a bad size, stride or fill */
  occlusion(unit: Unit, weights: WeightChoice, options: OcclusionOptions): Promise<OcclusionMap | null>;
  /** Layers of maps that the unit depends on, in order: what Grad-CAM can be made of. */
  camLayers(unit: Unit): readonly string[];
  gradCam(unit: Unit, layer: string, weights: WeightChoice): Promise<AttributionMap>;
  ascent(filter: Filter, seed: number): Promise<Ascent>;
  /** The test pictures that excite a map most, highest first; null if broken off. Other maps of the layer are answered from the same search until `forgetPeaks`. */
  topPictures(filter: Filter, patience?: Patience): Promise<readonly Peak[] | null>;
  /** The parameters changed: the next `topPictures` searches anew. */
  forgetPeaks(): void;
}
