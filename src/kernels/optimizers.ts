// Optimizers: each updates all parameters of a network in one dispatch, four numbers per invocation.

import adamWgsl from '../../shaders/optimizers/adam.wgsl?raw';
import rmspropWgsl from '../../shaders/optimizers/rmsprop.wgsl?raw';
import sgdWgsl from '../../shaders/optimizers/sgd.wgsl?raw';
import updateWgsl from '../../shaders/lib/update.wgsl?raw';
import { defineKernel, workgroupsFor, type Workgroups } from './kernel';
import { LINEAR_ID_WGSL, TRAINING_STATE_WGSL } from './libraries';

const libraries = [LINEAR_ID_WGSL, TRAINING_STATE_WGSL, updateWgsl];
const workgroups = (size: number): Workgroups => workgroupsFor(size / 4, 64);

/** ln β for one_minus_power(); β = 0 stays finite, as constants must be: 1 − e^−92 is 1. */
const logOf = (beta: number): number => Math.log(Math.max(beta, 1e-40));

export interface AdamParams {
  readonly size: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** AdamW's; 0 in Adam. */
  readonly weightDecay: number;
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

export interface SgdParams {
  readonly size: number;
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
  plan: ({ size, momentum, nesterov }: SgdParams) => ({
    constants: { SIZE: size, MOMENTUM: momentum, NESTEROV: Number(nesterov) },
    workgroups: workgroups(size),
    flops: 6 * size,
  }),
});

export interface RmspropParams {
  readonly size: number;
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
  plan: ({ size, rho, momentum, epsilon, centered }: RmspropParams) => ({
    constants: {
      SIZE: size,
      ONE_MINUS_RHO: 1 - rho,
      MOMENTUM: momentum,
      EPSILON: epsilon,
      CENTERED: Number(centered),
    },
    workgroups: workgroups(size),
    flops: 12 * size,
  }),
});
