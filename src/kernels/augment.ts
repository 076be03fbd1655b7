// Augments the pictures of a batch at random, anew in every step. The changes are in the shader.

import augmentWgsl from '../../shaders/training/augment.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL, RANDOM_WGSL, TRAINING_STATE_WGSL } from './libraries';

/** The largest extent of each change; 0 and false turn it off. */
export interface Augmentation {
  /** Mirrors every second picture left to right. */
  readonly flip: boolean;
  /** Shift to either side as a share of the picture's size; 0 … 1. */
  readonly shift: number;
  /** Zoom from 1 − scale to 1 + scale; below 1. */
  readonly scale: number;
  /** Rotation in degrees to either side; up to 45. */
  readonly rotate: number;
  /** Changes of brightness, contrast, saturation and white balance; 0 … 1. */
  readonly colour: number;
  /** The side of a covered square as a share of the picture's, in every second picture; 0 … 1. */
  readonly cutOut: number;
}

export interface AugmentParams extends Augmentation {
  readonly rows: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Neighbouring pixels per invocation: enough to amortize the random draws. */
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
