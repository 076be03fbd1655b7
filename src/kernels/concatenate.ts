// Concatenation: one dispatch per input, so that every number is copied once for any number of inputs.

import forwardWgsl from '../../shaders/shape/concatenate_forward.wgsl?raw';
import gradInputWgsl from '../../shaders/shape/concatenate_grad_input.wgsl?raw';
import type { ActivationChoice } from './activation';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

/** The place of one input in the result: `run` numbers at `start` in each of `blocks` blocks of `total`. */
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

/** `inputActivation`: the activation fused into the layer that made x; the kernel applies its derivative. */
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
