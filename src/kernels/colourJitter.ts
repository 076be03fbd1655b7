// Changes light and colours of the pictures of a batch at random, and hides a square of some. The changes are in the shader.

import colourJitterWgsl from '../../shaders/training/colour_jitter.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL, RANDOM_WGSL, TRAINING_STATE_WGSL } from './libraries';

export interface ColourJitterParams {
  readonly rows: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** What tells these numbers from those of layers, a u32. */
  readonly stream: number;
  /** Changes of brightness, contrast, saturation and white balance; 0 … 1. */
  readonly colour: number;
  /** The side of a covered square as a share of the picture's, in every second picture; 0 … 1. */
  readonly cutOut: number;
}

/** Neighbouring pixels per invocation: enough to amortize the random draws. */
const PIXELS = 16;

export const colourJitter = defineKernel({
  name: 'colour_jitter',
  source: [LINEAR_ID_WGSL, TRAINING_STATE_WGSL, RANDOM_WGSL, colourJitterWgsl],
  bindings: { x: 'read', trainingState: 'read', y: 'read_write' },
  plan: ({ rows, height, width, channels, stream, colour, cutOut }: ColourJitterParams) => ({
    constants: {
      ...{ ROWS: rows, HEIGHT: height, WIDTH: width, CHANNELS: channels, PIXELS, STREAM: stream },
      ...{ COLOUR: colour, CUT_OUT: cutOut },
    },
    workgroups: workgroupsFor(rows * height * Math.ceil(width / PIXELS), 64),
    flops: rows * height * width * 12 * channels,
  }),
});
