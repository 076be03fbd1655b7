// A ReLU with a threshold, a slope and an upper bound: forward and gradient.

import forwardWgsl from '../../shaders/activation/bounded_relu_forward.wgsl?raw';
import gradientWgsl from '../../shaders/activation/bounded_relu_gradient.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

/** The largest number that an f32 has: no bound. */
export const UNBOUNDED = (2 - 2 ** -23) * 2 ** 127;

export interface BoundedReLU {
  readonly size: number;
  readonly threshold: number;
  readonly slope: number;
  readonly bound: number;
}

const plan = ({ size, threshold, slope, bound }: BoundedReLU) => ({
  constants: { SIZE: size, THRESHOLD: threshold, SLOPE: slope, BOUND: bound },
  workgroups: workgroupsFor(size, 64),
  flops: 2 * size,
});

export const boundedReLUForward = defineKernel({
  name: 'bounded_relu_forward',
  source: [LINEAR_ID_WGSL, forwardWgsl],
  bindings: { x: 'read', y: 'read_write' },
  plan,
});

export const boundedReLUGradient = defineKernel({
  name: 'bounded_relu_gradient',
  source: [LINEAR_ID_WGSL, gradientWgsl],
  bindings: { x: 'read', dy: 'read', dx: 'read_write' },
  plan,
});
