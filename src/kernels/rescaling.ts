// Scaling and shifting a number by its channel: by options of a layer, or by a mean and a variance that it holds.

import normalizationWgsl from '../../shaders/normalization/fixed_normalization.wgsl?raw';
import rescaleWgsl from '../../shaders/normalization/rescale.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

export interface Rescale {
  readonly size: number;
  /** One for each of up to four channels, or one for all; of one length. */
  readonly scale: readonly number[];
  readonly offset: readonly number[];
}

export const rescaleKernel = defineKernel({
  name: 'rescale',
  source: [LINEAR_ID_WGSL, rescaleWgsl],
  bindings: { x: 'read', y: 'read_write' },
  plan: ({ size, scale, offset }: Rescale) => ({
    constants: {
      SIZE: size,
      CHANNELS: scale.length,
      ...Object.fromEntries(scale.map((value, c) => [`SCALE_${c}`, value])),
      ...Object.fromEntries(offset.map((value, c) => [`OFFSET_${c}`, value])),
    },
    workgroups: workgroupsFor(size, 64),
    flops: 2 * size,
  }),
});

/** `center`: whether the mean counts, which it does not in the gradient. */
export const fixedNormalization = defineKernel({
  name: 'fixed_normalization',
  source: [LINEAR_ID_WGSL, normalizationWgsl],
  bindings: { x: 'read', mean: 'read', variance: 'read', y: 'read_write' },
  plan: ({
    size,
    channels,
    invert,
    center,
  }: {
    size: number;
    channels: number;
    invert: boolean;
    center: boolean;
  }) => ({
    constants: { SIZE: size, C: channels, INVERT: Number(invert), CENTER: Number(center) },
    workgroups: workgroupsFor(size, 64),
    flops: 2 * size,
  }),
});
