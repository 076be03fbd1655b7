// Global average pooling: the mean of each map.

import forwardWgsl from '../../shaders/pooling/global_average_pool_forward.wgsl?raw';
import gradInputWgsl from '../../shaders/pooling/global_average_pool_grad_input.wgsl?raw';
import type { ActivationChoice } from './activation';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

export interface GlobalPoolGeometry {
  readonly batch: number;
  /** Height × width. */
  readonly positions: number;
  readonly channels: number;
}

const globalConstants = (g: GlobalPoolGeometry): Record<string, number> => ({
  N: g.batch,
  POSITIONS: g.positions,
  C: g.channels,
});

export const globalAveragePoolForward = defineKernel({
  name: 'global_average_pool_forward',
  source: [LINEAR_ID_WGSL, forwardWgsl],
  bindings: { x: 'read', y: 'read_write' },
  plan: (g: GlobalPoolGeometry) => ({
    constants: globalConstants(g),
    workgroups: workgroupsFor(g.batch * g.channels, 64),
    flops: g.batch * g.positions * g.channels,
  }),
});

export const globalAveragePoolGradInput = defineKernel({
  name: 'global_average_pool_grad_input',
  source: [LINEAR_ID_WGSL, gradInputWgsl],
  bindings: { x: 'read', dy: 'read', dx: 'read_write' },
  plan: (g: GlobalPoolGeometry & { inputActivation: ActivationChoice }) => ({
    constants: { ...globalConstants(g) },
    activation: g.inputActivation,
    workgroups: workgroupsFor(g.batch * g.positions * g.channels, 64),
    flops: g.batch * g.positions * g.channels,
  }),
});
