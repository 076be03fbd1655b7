// Normalization in groups of the numbers of a picture (LayerNormalization, GroupNormalization): the moments of each group,
// forward, gradient of the input (two passes), gradient of gamma and beta (first of two passes; the second is sumPartials).

import forwardWgsl from '../../shaders/normalization/group_norm_forward.wgsl?raw';
import gradInputWgsl from '../../shaders/normalization/group_norm_grad_input.wgsl?raw';
import gradParametersWgsl from '../../shaders/normalization/group_norm_grad_parameters.wgsl?raw';
import gradientMeansWgsl from '../../shaders/normalization/group_norm_gradient_means.wgsl?raw';
import momentsWgsl from '../../shaders/normalization/group_norm_moments.wgsl?raw';
import type { ActivationChoice } from './activation';
import { columnSplits } from './bias';
import { defineKernel, workgroupsFor } from './kernel';
import { lanesFor, workgroupsForRows } from './lanes';
import { LANES_WGSL, LINEAR_ID_WGSL } from './libraries';
import type { KernelTarget } from './target';

/** A tensor as [outer, positions, groups, size]: a group's numbers lie along positions and size. */
export interface GroupGeometry {
  readonly outer: number;
  readonly positions: number;
  readonly groups: number;
  readonly size: number;
}

const total = (g: GroupGeometry): number => g.outer * g.positions * g.groups * g.size;

const lanesOf = (g: GroupGeometry, target: KernelTarget): number =>
  lanesFor(g.positions * g.size, g.outer * g.groups, target, 8);

const shape = (g: GroupGeometry): Record<string, number> => ({
  ...{ OUTER: g.outer, POSITIONS: g.positions, GROUPS: g.groups, SIZE: g.size },
});

export const groupNormMoments = defineKernel({
  name: 'group_norm_moments',
  source: [LINEAR_ID_WGSL, LANES_WGSL, momentsWgsl],
  bindings: { x: 'read', moments: 'read_write' },
  plan: (g: GroupGeometry & { epsilon: number }, target) => ({
    constants: { ...shape(g), LANES: lanesOf(g, target), EPSILON: g.epsilon },
    workgroups: workgroupsForRows(g.outer * g.groups, lanesOf(g, target)),
    flops: 4 * total(g),
  }),
});

export const groupNormForward = defineKernel({
  name: 'group_norm_forward',
  source: [LINEAR_ID_WGSL, forwardWgsl],
  bindings: { x: 'read', moments: 'read', gamma: 'read', beta: 'read', y: 'read_write' },
  plan: (g: GroupGeometry & { scale: boolean; center: boolean }) => ({
    constants: { ...shape(g), SCALE: Number(g.scale), CENTER: Number(g.center) },
    workgroups: workgroupsFor(total(g), 64),
    flops: 4 * total(g),
  }),
});

export const groupNormGradientMeans = defineKernel({
  name: 'group_norm_gradient_means',
  source: [LINEAR_ID_WGSL, LANES_WGSL, gradientMeansWgsl],
  bindings: { x: 'read', dy: 'read', moments: 'read', gamma: 'read', means: 'read_write' },
  plan: (g: GroupGeometry & { scale: boolean }, target) => ({
    constants: { ...shape(g), LANES: lanesOf(g, target), SCALE: Number(g.scale) },
    workgroups: workgroupsForRows(g.outer * g.groups, lanesOf(g, target)),
    flops: 6 * total(g),
  }),
});

export const groupNormGradInput = defineKernel({
  name: 'group_norm_grad_input',
  source: [LINEAR_ID_WGSL, gradInputWgsl],
  bindings: { x: 'read', dy: 'read', moments: 'read', gamma: 'read', means: 'read', dx: 'read_write' },
  plan: (g: GroupGeometry & { scale: boolean; inputActivation: ActivationChoice }) => ({
    constants: { ...shape(g), SCALE: Number(g.scale) },
    activation: g.inputActivation,
    workgroups: workgroupsFor(total(g), 64),
    flops: 7 * total(g),
  }),
});

export const groupNormSplits = (g: GroupGeometry): number =>
  columnSplits(g.outer * g.positions, g.groups * g.size);

export const groupNormGradParameters = defineKernel({
  name: 'group_norm_grad_parameters',
  source: [LINEAR_ID_WGSL, gradParametersWgsl],
  bindings: { x: 'read', dy: 'read', moments: 'read', partials: 'read_write' },
  plan: (g: GroupGeometry & { splits: number }) => ({
    constants: { ...shape(g), SPLITS: g.splits },
    workgroups: workgroupsFor(g.splits * g.groups * g.size, 64),
    flops: 5 * total(g),
  }),
});
