// Changing contrast and brightness of the pictures of a batch at random: forward and gradient.

import libraryWgsl from '../../shaders/training/random_tone.wgsl?raw';
import forwardWgsl from '../../shaders/training/random_tone_forward.wgsl?raw';
import gradInputWgsl from '../../shaders/training/random_tone_grad_input.wgsl?raw';
import keptWgsl from '../../shaders/training/random_tone_kept.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL, RANDOM_WGSL, TRAINING_STATE_WGSL } from './libraries';
import type { Ends } from './randomAffine';

/** y = min(max((x − mean) · contrast + mean + brightness, low), high), with the mean of each map. */
export interface RandomTone {
  readonly stream: number;
  /** What the distance to the mean is multiplied by; null: stays. */
  readonly contrast: Ends | null;
  readonly brightness: Ends;
  readonly valueRange: Ends;
}

export interface RandomToneParams extends RandomTone {
  readonly batch: number;
  readonly pixels: number;
  readonly channels: number;
}

const count = (p: RandomToneParams): number => p.batch * p.pixels * p.channels;

function constants(p: RandomToneParams): Record<string, number> {
  const [contrastFrom, contrastTo] = p.contrast ?? [1, 1];
  return {
    ...{ N: p.batch, PIXELS: p.pixels, C: p.channels, STREAM: p.stream },
    ...{ CHANGES_CONTRAST: Number(p.contrast !== null) },
    ...{ CONTRAST_FROM: contrastFrom, CONTRAST_TO: contrastTo },
    ...{ BRIGHTNESS_FROM: p.brightness[0], BRIGHTNESS_TO: p.brightness[1] },
  };
}

const limits = ({ valueRange: [low, high] }: RandomToneParams): Record<string, number> => ({
  LOW: low,
  HIGH: high,
});

const source = [LINEAR_ID_WGSL, TRAINING_STATE_WGSL, RANDOM_WGSL, libraryWgsl];

export const randomToneForward = defineKernel({
  name: 'random_tone_forward',
  source: [...source, forwardWgsl],
  bindings: { x: 'read', mean: 'read', trainingState: 'read', y: 'read_write' },
  plan: (p: RandomToneParams) => ({
    constants: { ...constants(p), ...limits(p) },
    workgroups: workgroupsFor(count(p), 64),
    flops: 4 * count(p),
  }),
});

export const randomToneKept = defineKernel({
  name: 'random_tone_kept',
  source: [...source, keptWgsl],
  bindings: { x: 'read', mean: 'read', dy: 'read', trainingState: 'read', kept: 'read_write' },
  plan: (p: RandomToneParams) => ({
    constants: { ...constants(p), ...limits(p) },
    workgroups: workgroupsFor(count(p), 64),
    flops: 4 * count(p),
  }),
});

export const randomToneGradInput = defineKernel({
  name: 'random_tone_grad_input',
  source: [...source, gradInputWgsl],
  bindings: { kept: 'read', mean: 'read', trainingState: 'read', dx: 'read_write' },
  plan: (p: RandomToneParams) => ({
    constants: constants(p),
    workgroups: workgroupsFor(count(p), 64),
    flops: 3 * count(p),
  }),
});
