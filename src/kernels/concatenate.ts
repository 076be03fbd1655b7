// Concatenation: one dispatch an input, so that every number moves once however many inputs there are.

import forwardWgsl from '../../shaders/shape/concatenate_forward.wgsl?raw';
import gradInputWgsl from '../../shaders/shape/concatenate_grad_input.wgsl?raw';
import type { ActivationChoice } from './activation';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

/** Where one input lies in the result: `run` numbers at `start` of each of `blocks` blocks of `total`. */
export interface Part {
  readonly blocks: number;
  readonly run: number;
  readonly total: number;
  readonly start: number;
}

const constants = (p: Part): Record<string, number> => ({
  BLOCKS: p.blocks,
  RUN: p.run,
  TOTAL: p.total,
  START: p.start,
});

export const concatenateForward = defineKernel({
  name: 'concatenate_forward',
  source: [LINEAR_ID_WGSL, forwardWgsl],
  bindings: { x: 'read', y: 'read_write' },
  plan: (p: Part) => ({ constants: constants(p), workgroups: workgroupsFor(p.blocks * p.run, 64), flops: 0 }),
});

/** `inputActivation`: the activation fused into the layer that made x; its gradient is applied on the way. */
export const concatenateGradInput = defineKernel({
  name: 'concatenate_grad_input',
  source: [LINEAR_ID_WGSL, gradInputWgsl],
  bindings: { x: 'read', dy: 'read', dx: 'read_write' },
  plan: (p: Part & { inputActivation: ActivationChoice }) => ({
    constants: { ...constants(p) },
    activation: p.inputActivation,
    workgroups: workgroupsFor(p.blocks * p.run, 64),
    flops: 0,
  }),
});
