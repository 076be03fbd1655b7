// The optimizers but Adam, apart from it, so that a page that needs none of them does not load them.

import adadeltaWgsl from '../../shaders/optimizers/adadelta.wgsl?raw';
import adagradWgsl from '../../shaders/optimizers/adagrad.wgsl?raw';
import adamaxWgsl from '../../shaders/optimizers/adamax.wgsl?raw';
import lionWgsl from '../../shaders/optimizers/lion.wgsl?raw';
import nadamWgsl from '../../shaders/optimizers/nadam.wgsl?raw';
import rmspropWgsl from '../../shaders/optimizers/rmsprop.wgsl?raw';
import sgdWgsl from '../../shaders/optimizers/sgd.wgsl?raw';
import { defineKernel } from './kernel';
import { logOf, updateLibraries, updateWorkgroups, type AdamParams, type UpdateParams } from './optimizers';

export const adadeltaKernel = defineKernel({
  name: 'adadelta',
  source: [...updateLibraries, adadeltaWgsl],
  bindings: {
    parameters: 'read_write',
    gradients: 'read',
    squares: 'read_write',
    moves: 'read_write',
    decay: 'read',
    trainingState: 'read',
  },
  plan: ({
    size,
    weightDecay,
    rho,
    epsilon,
  }: UpdateParams & { readonly rho: number; readonly epsilon: number }) => ({
    constants: { SIZE: size, WEIGHT_DECAY: weightDecay, ONE_MINUS_RHO: 1 - rho, EPSILON: epsilon },
    workgroups: updateWorkgroups(size),
    flops: 16 * size,
  }),
});

export const adagradKernel = defineKernel({
  name: 'adagrad',
  source: [...updateLibraries, adagradWgsl],
  bindings: {
    parameters: 'read_write',
    gradients: 'read',
    accumulator: 'read_write',
    decay: 'read',
    trainingState: 'read',
  },
  plan: ({
    size,
    weightDecay,
    initialAccumulatorValue,
    epsilon,
  }: UpdateParams & { readonly initialAccumulatorValue: number; readonly epsilon: number }) => ({
    constants: {
      SIZE: size,
      WEIGHT_DECAY: weightDecay,
      INITIAL_ACCUMULATOR: initialAccumulatorValue,
      EPSILON: epsilon,
    },
    workgroups: updateWorkgroups(size),
    flops: 9 * size,
  }),
});

export const adamaxKernel = defineKernel({
  name: 'adamax',
  source: [...updateLibraries, adamaxWgsl],
  bindings: {
    parameters: 'read_write',
    gradients: 'read',
    momentum: 'read_write',
    largest: 'read_write',
    decay: 'read',
    trainingState: 'read',
  },
  plan: ({ size, weightDecay, beta1, beta2, epsilon }: AdamParams) => ({
    constants: {
      ...{ SIZE: size, WEIGHT_DECAY: weightDecay, LOG_BETA1: logOf(beta1), ONE_MINUS_BETA1: 1 - beta1 },
      ...{ BETA2: beta2, EPSILON: epsilon },
    },
    workgroups: updateWorkgroups(size),
    flops: 12 * size,
  }),
});

export const nadamKernel = defineKernel({
  name: 'nadam',
  source: [...updateLibraries, nadamWgsl],
  bindings: {
    parameters: 'read_write',
    gradients: 'read',
    momentum: 'read_write',
    velocity: 'read_write',
    decay: 'read',
    trainingState: 'read',
  },
  plan: ({ size, weightDecay, beta1, beta2, epsilon }: AdamParams) => ({
    constants: {
      ...{ SIZE: size, WEIGHT_DECAY: weightDecay, LOG_BETA1: logOf(beta1), LOG_BETA2: logOf(beta2) },
      ...{ BETA1: beta1, ONE_MINUS_BETA1: 1 - beta1, ONE_MINUS_BETA2: 1 - beta2, EPSILON: epsilon },
    },
    workgroups: updateWorkgroups(size),
    flops: 20 * size,
  }),
});

export const lionKernel = defineKernel({
  name: 'lion',
  source: [...updateLibraries, lionWgsl],
  bindings: {
    parameters: 'read_write',
    gradients: 'read',
    momentum: 'read_write',
    decay: 'read',
    trainingState: 'read',
  },
  plan: ({ size, weightDecay, beta1, beta2 }: Omit<AdamParams, 'epsilon'>) => ({
    constants: {
      ...{ SIZE: size, WEIGHT_DECAY: weightDecay, BETA1: beta1 },
      ...{ ONE_MINUS_BETA1: 1 - beta1, ONE_MINUS_BETA2: 1 - beta2 },
    },
    workgroups: updateWorkgroups(size),
    flops: 10 * size,
  }),
});

export interface SgdParams extends UpdateParams {
  /** 0: `velocity` is bound but not used. */
  readonly momentum: number;
  readonly nesterov: boolean;
}

export const sgdKernel = defineKernel({
  name: 'sgd',
  source: [...updateLibraries, sgdWgsl],
  bindings: {
    parameters: 'read_write',
    gradients: 'read',
    velocity: 'read_write',
    decay: 'read',
    trainingState: 'read',
  },
  plan: ({ size, weightDecay, momentum, nesterov }: SgdParams) => ({
    constants: { SIZE: size, WEIGHT_DECAY: weightDecay, MOMENTUM: momentum, NESTEROV: Number(nesterov) },
    workgroups: updateWorkgroups(size),
    flops: 6 * size,
  }),
});

export interface RmspropParams extends UpdateParams {
  readonly rho: number;
  /** 0: `momentum` is bound but not used. */
  readonly momentum: number;
  readonly epsilon: number;
  /** False: `average` is bound but not used. */
  readonly centered: boolean;
}

export const rmspropKernel = defineKernel({
  name: 'rmsprop',
  source: [...updateLibraries, rmspropWgsl],
  bindings: {
    parameters: 'read_write',
    gradients: 'read',
    velocity: 'read_write',
    momentum: 'read_write',
    average: 'read_write',
    decay: 'read',
    trainingState: 'read',
  },
  plan: ({ size, weightDecay, rho, momentum, epsilon, centered }: RmspropParams) => ({
    constants: {
      SIZE: size,
      WEIGHT_DECAY: weightDecay,
      ONE_MINUS_RHO: 1 - rho,
      MOMENTUM: momentum,
      EPSILON: epsilon,
      CENTERED: Number(centered),
    },
    workgroups: updateWorkgroups(size),
    flops: 12 * size,
  }),
});
