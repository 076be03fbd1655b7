// Parametric ReLU: forward, gradient of the input, gradient of the slopes (first of two passes; the second is sumPartials).

import forwardWgsl from '../../shaders/activation/prelu_forward.wgsl?raw';
import gradAlphaWgsl from '../../shaders/activation/prelu_grad_alpha.wgsl?raw';
import gradInputWgsl from '../../shaders/activation/prelu_grad_input.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

type Triple = readonly [number, number, number];

export interface PreluGeometry {
  readonly batch: number;
  readonly lengths: Triple;
  /** From one place of an axis to the next in the slopes; 0 where it is shared. */
  readonly steps: Triple;
}

const size = (g: PreluGeometry): number => g.lengths.reduce((product, length) => product * length, g.batch);

const constants = ({ batch, lengths: [A, B, C], steps }: PreluGeometry): Record<string, number> => ({
  ...{ N: batch, A, B, C, STEP_A: steps[0], STEP_B: steps[1], STEP_C: steps[2] },
});

const elementwise = (g: PreluGeometry) => ({
  constants: constants(g),
  workgroups: workgroupsFor(size(g), 64),
  flops: size(g),
});

export const preluForward = defineKernel({
  name: 'prelu_forward',
  source: [LINEAR_ID_WGSL, forwardWgsl],
  bindings: { x: 'read', alpha: 'read', y: 'read_write' },
  plan: elementwise,
});

export const preluGradInput = defineKernel({
  name: 'prelu_grad_input',
  source: [LINEAR_ID_WGSL, gradInputWgsl],
  bindings: { x: 'read', dy: 'read', alpha: 'read', dx: 'read_write' },
  plan: elementwise,
});

export const preluGradAlpha = defineKernel({
  name: 'prelu_grad_alpha',
  source: [LINEAR_ID_WGSL, gradAlphaWgsl],
  bindings: { x: 'read', dy: 'read', partials: 'read_write' },
  plan: (g: PreluGeometry & { slopes: number; splits: number }) => ({
    constants: { ...constants(g), SLOPES: g.slopes, SPLITS: g.splits },
    workgroups: workgroupsFor(g.slopes * g.splits, 64),
    flops: 2 * size(g),
  }),
});
