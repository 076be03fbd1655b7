// Optimizers: each updates all parameters of a network in one dispatch, four numbers per invocation.

import adadeltaWgsl from '../../shaders/optimizers/adadelta.wgsl?raw';
import adagradWgsl from '../../shaders/optimizers/adagrad.wgsl?raw';
import adamWgsl from '../../shaders/optimizers/adam.wgsl?raw';
import adamaxWgsl from '../../shaders/optimizers/adamax.wgsl?raw';
import lionWgsl from '../../shaders/optimizers/lion.wgsl?raw';
import nadamWgsl from '../../shaders/optimizers/nadam.wgsl?raw';
import rmspropWgsl from '../../shaders/optimizers/rmsprop.wgsl?raw';
import sgdWgsl from '../../shaders/optimizers/sgd.wgsl?raw';
import updateWgsl from '../../shaders/lib/update.wgsl?raw';
import { defineKernel, workgroupsFor, type Workgroups } from './kernel';
import { LINEAR_ID_WGSL, TRAINING_STATE_WGSL } from './libraries';

const libraries = [LINEAR_ID_WGSL, TRAINING_STATE_WGSL, updateWgsl];
const workgroups = (size: number): Workgroups => workgroupsFor(size / 4, 64);

/** ln β for one_minus_power(); β = 0 stays finite, as constants must be: 1 − e^−92 is 1. */
const logOf = (beta: number): number => Math.log(Math.max(beta, 1e-40));

interface UpdateParams {
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
  source: [...libraries, adamWgsl],
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
    workgroups: workgroups(size),
    flops: 16 * size,
  }),
});

export interface SgdParams extends UpdateParams {
  /** 0: `velocity` is bound but not used. */
  readonly momentum: number;
  readonly nesterov: boolean;
}

export const sgdKernel = defineKernel({
  name: 'sgd',
  source: [...libraries, sgdWgsl],
  bindings: {
    parameters: 'read_write',
    gradients: 'read',
    velocity: 'read_write',
    decay: 'read',
    trainingState: 'read',
  },
  plan: ({ size, weightDecay, momentum, nesterov }: SgdParams) => ({
    constants: { SIZE: size, WEIGHT_DECAY: weightDecay, MOMENTUM: momentum, NESTEROV: Number(nesterov) },
    workgroups: workgroups(size),
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
  source: [...libraries, rmspropWgsl],
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
    workgroups: workgroups(size),
    flops: 12 * size,
  }),
});

export const adadeltaKernel = defineKernel({
  name: 'adadelta',
  source: [...libraries, adadeltaWgsl],
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
    workgroups: workgroups(size),
    flops: 16 * size,
  }),
});

export const adagradKernel = defineKernel({
  name: 'adagrad',
  source: [...libraries, adagradWgsl],
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
    workgroups: workgroups(size),
    flops: 9 * size,
  }),
});

export const adamaxKernel = defineKernel({
  name: 'adamax',
  source: [...libraries, adamaxWgsl],
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
    workgroups: workgroups(size),
    flops: 12 * size,
  }),
});

export const nadamKernel = defineKernel({
  name: 'nadam',
  source: [...libraries, nadamWgsl],
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
    workgroups: workgroups(size),
    flops: 20 * size,
  }),
});

export const lionKernel = defineKernel({
  name: 'lion',
  source: [...libraries, lionWgsl],
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
    workgroups: workgroups(size),
    flops: 10 * size,
  }),
});
