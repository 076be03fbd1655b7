// Pictures of a batch as they might have been taken as well, drawn anew every step. What is done to them stands in the shader.

import augmentWgsl from '../../shaders/training/augment.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL, RANDOM_WGSL, TRAINING_STATE_WGSL } from './libraries';

/** How far each change may go; 0 and false leave it out. */
export interface Augmentation {
  /** Mirrored left to right, every second one. */
  readonly flip: boolean;
  /** To either side, as a share of the picture's size; 0 … 1. */
  readonly shift: number;
  /** Zoom from 1 − scale to 1 + scale; below 1. */
  readonly scale: number;
  /** Degrees to either side; up to 45. */
  readonly rotate: number;
  /** Brightness, contrast, saturation and white balance; 0 … 1. */
  readonly colour: number;
  /** Side of a hidden square as a share of the picture's, in every second picture; 0 … 1. */
  readonly cutOut: number;
}

export interface AugmentParams extends Augmentation {
  readonly rows: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Neighbours that one invocation makes: enough to pay for the draws. */
const PIXELS = 16;

export const augment = defineKernel({
  name: 'augment',
  source: [LINEAR_ID_WGSL, TRAINING_STATE_WGSL, RANDOM_WGSL, augmentWgsl],
  bindings: { x: 'read', trainingState: 'read', y: 'read_write' },
  plan: ({ rows, height, width, channels, flip, shift, scale, rotate, colour, cutOut }: AugmentParams) => ({
    constants: {
      ROWS: rows,
      HEIGHT: height,
      WIDTH: width,
      CHANNELS: channels,
      PIXELS,
      FLIP: Number(flip),
      SHIFT: shift,
      SCALE: scale,
      ROTATE: (rotate * Math.PI) / 180,
      COLOUR: colour,
      CUT_OUT: cutOut,
    },
    workgroups: workgroupsFor(rows * height * Math.ceil(width / PIXELS), 64),
    flops: rows * height * width * (20 + 20 * channels),
  }),
});
