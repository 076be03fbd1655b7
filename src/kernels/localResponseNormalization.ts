// Local response normalization over neighbouring channels: forward and gradient.

import forwardWgsl from '../../shaders/normalization/local_response_norm_forward.wgsl?raw';
import gradInputWgsl from '../../shaders/normalization/local_response_norm_grad_input.wgsl?raw';
import type { ActivationChoice } from './activation';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

export interface LocalResponseGeometry {
  /** The product of all axes but the last, the batch included. */
  readonly positions: number;
  readonly channels: number;
  /** Channels on each side that are included. */
  readonly radius: number;
  readonly alpha: number;
  readonly beta: number;
}

const constants = (g: LocalResponseGeometry): Record<string, number> => ({
  POSITIONS: g.positions,
  C: g.channels,
  RADIUS: g.radius,
  ALPHA: g.alpha,
  BETA: g.beta,
});

/** One multiply-add per neighbour, and a power, which counts as four. */
function work({ positions, channels, radius }: LocalResponseGeometry): {
  workgroups: ReturnType<typeof workgroupsFor>;
  flops: number;
} {
  const numbers = positions * channels;
  return { workgroups: workgroupsFor(numbers, 64), flops: numbers * (2 * (2 * radius + 1) + 4) };
}

export const localResponseForward = defineKernel({
  name: 'local_response_norm_forward',
  source: [LINEAR_ID_WGSL, forwardWgsl],
  bindings: { x: 'read', scale: 'read_write', y: 'read_write' },
  plan: (g: LocalResponseGeometry & { readonly bias: number }) => ({
    constants: { ...constants(g), BIAS: g.bias },
    ...work(g),
  }),
});

export const localResponseGradInput = defineKernel({
  name: 'local_response_norm_grad_input',
  source: [LINEAR_ID_WGSL, gradInputWgsl],
  bindings: { x: 'read', scale: 'read', y: 'read', dy: 'read', dx: 'read_write' },
  plan: (g: LocalResponseGeometry & { readonly inputActivation: ActivationChoice }) => ({
    constants: constants(g),
    activation: g.inputActivation,
    ...work(g),
  }),
});
