// Dropout: one kernel for forward and backward, with the mask drawn from the training state.

import dropoutWgsl from '../../shaders/activation/dropout.wgsl?raw';
import type { ActivationChoice } from './activation';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL, RANDOM_WGSL, TRAINING_STATE_WGSL } from './libraries';

export interface DropoutParams {
  readonly size: number;
  /** Numbers that are kept or dropped together: of every channel so many places. Of each by itself: 1 place, 1 channel. */
  readonly places: number;
  readonly channels: number;
  /** The share of numbers set to 0, in [0, 1). */
  readonly rate: number;
  /** The random stream of this layer, a u32. */
  readonly stream: number;
  /** Backward: the activation fused into the layer that made x; the kernel applies its derivative. */
  readonly inputActivation: ActivationChoice;
}

export const dropoutKernel = defineKernel({
  name: 'dropout',
  source: [LINEAR_ID_WGSL, TRAINING_STATE_WGSL, RANDOM_WGSL, dropoutWgsl],
  bindings: { a: 'read', x: 'read', trainingState: 'read', result: 'read_write' },
  plan: ({ size, places, channels, rate, stream, inputActivation }: DropoutParams) => ({
    constants: {
      SIZE: size,
      PLACES: places,
      C: channels,
      STREAM: stream,
      RATE: rate,
      SCALE: 1 / (1 - rate),
    },
    activation: inputActivation,
    workgroups: workgroupsFor(size, 64),
    flops: size,
  }),
});
