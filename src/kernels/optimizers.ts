// Optimizers: each updates all parameters of a network in one dispatch, four numbers per invocation.

import adamWgsl from '../../shaders/optimizers/adam.wgsl?raw';
import updateWgsl from '../../shaders/lib/update.wgsl?raw';
import { defineKernel, workgroupsFor, type Workgroups } from './kernel';
import { LINEAR_ID_WGSL, TRAINING_STATE_WGSL } from './libraries';

export const updateLibraries = [LINEAR_ID_WGSL, TRAINING_STATE_WGSL, updateWgsl];
export const updateWorkgroups = (size: number): Workgroups => workgroupsFor(size / 4, 64);

/** ln β for one_minus_power(); β = 0 stays finite, as constants must be: 1 − e^−92 is 1. */
export const logOf = (beta: number): number => Math.log(Math.max(beta, 1e-40));

export interface UpdateParams {
  readonly size: number;
  /** Keras's weight_decay. */
  readonly weightDecay: number;
}

export interface AdamParams extends UpdateParams {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export const adamKernel = defineKernel({
  name: 'adam',
  source: [...updateLibraries, adamWgsl],
  bindings: {
    parameters: 'read_write',
    gradients: 'read',
    momentum: 'read_write',
    velocity: 'read_write',
    decay: 'read',
    trainingState: 'read',
  },
  plan: ({ size, beta1, beta2, epsilon, weightDecay }: AdamParams) => ({
    constants: {
      SIZE: size,
      LOG_BETA1: logOf(beta1),
      LOG_BETA2: logOf(beta2),
      ONE_MINUS_BETA1: 1 - beta1,
      ONE_MINUS_BETA2: 1 - beta2,
      EPSILON: epsilon,
      WEIGHT_DECAY: weightDecay,
    },
    workgroups: updateWorkgroups(size),
    flops: 16 * size,
  }),
});
