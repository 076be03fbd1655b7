// Pooling: the maximum or the mean of each window, and the mean of a whole picture.

import averageForwardWgsl from '../../shaders/pooling/average_pool_forward.wgsl?raw';
import averageGradInputWgsl from '../../shaders/pooling/average_pool_grad_input.wgsl?raw';
import globalForwardWgsl from '../../shaders/pooling/global_average_pool_forward.wgsl?raw';
import globalGradInputWgsl from '../../shaders/pooling/global_average_pool_grad_input.wgsl?raw';
import maxForwardWgsl from '../../shaders/pooling/max_pool_forward.wgsl?raw';
import maxGradInputWgsl from '../../shaders/pooling/max_pool_grad_input.wgsl?raw';
import plainAverageForwardWgsl from '../../shaders/plain/average_pool_forward.wgsl?raw';
import plainAverageGradInputWgsl from '../../shaders/plain/average_pool_grad_input.wgsl?raw';
import plainMaxForwardWgsl from '../../shaders/plain/max_pool_forward.wgsl?raw';
import plainMaxGradInputWgsl from '../../shaders/plain/max_pool_grad_input.wgsl?raw';
import type { ActivationChoice } from './activation';
import { togetherOf } from './channels';
import { defineKernel, workgroupsFor, type KernelShape } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';
import { windowConstants, type WindowGeometry } from './window';

/** `inputActivation`: the activation fused into the layer that made x; the kernel applies its derivative. */
type Backward = WindowGeometry & { readonly inputActivation: ActivationChoice };

/** Pooling has no dilation. */
function poolConstants(g: WindowGeometry): Record<string, number> {
  const { DILATION_Y: _y, DILATION_X: _x, ...constants } = windowConstants(g);
  return constants;
}

const outputs = (g: WindowGeometry): number => g.batch * g.outputHeight * g.outputWidth * g.channels;
const inputs = (g: WindowGeometry): number => g.batch * g.height * g.width * g.channels;
/** Segments of the padded input between the starts of two neighbouring windows. */
const cells = (g: WindowGeometry): number =>
  g.batch *
  Math.ceil((g.height + g.padTop) / g.strides[0]) *
  Math.ceil((g.width + g.padLeft) / g.strides[1]) *
  g.channels;
const operations = (g: WindowGeometry): number => outputs(g) * g.windowHeight * g.windowWidth;

const forwardShape = (g: WindowGeometry): KernelShape => {
  const together = togetherOf(g.channels);
  return {
    constants: poolConstants(g),
    together,
    workgroups: workgroupsFor(outputs(g) / together, 64),
    flops: operations(g),
  };
};

const gradInputShape = (g: Backward): KernelShape => {
  const together = togetherOf(g.channels);
  return {
    constants: poolConstants(g),
    activation: g.inputActivation,
    together,
    workgroups: workgroupsFor(cells(g) / together, 64),
    flops: operations(g),
  };
};

const plainForwardShape = (g: WindowGeometry): KernelShape => ({
  constants: poolConstants(g),
  workgroups: workgroupsFor(outputs(g), 64),
  flops: operations(g),
});

const plainGradInputShape = (g: Backward): KernelShape => ({
  constants: poolConstants(g),
  activation: g.inputActivation,
  workgroups: workgroupsFor(inputs(g), 64),
  flops: operations(g),
});

export const maxPoolForward = defineKernel({
  name: 'max_pool_forward',
  source: [LINEAR_ID_WGSL, maxForwardWgsl],
  bindings: { x: 'read', y: 'read_write', argmax: 'read_write' },
  plan: forwardShape,
  plain: { source: plainMaxForwardWgsl, plan: plainForwardShape },
});

export const maxPoolGradInput = defineKernel({
  name: 'max_pool_grad_input',
  source: [LINEAR_ID_WGSL, maxGradInputWgsl],
  bindings: { argmax: 'read', y: 'read', dy: 'read', dx: 'read_write' },
  plan: gradInputShape,
  plain: { source: plainMaxGradInputWgsl, plan: plainGradInputShape },
});

export const averagePoolForward = defineKernel({
  name: 'average_pool_forward',
  source: [LINEAR_ID_WGSL, averageForwardWgsl],
  bindings: { x: 'read', y: 'read_write' },
  plan: forwardShape,
  plain: { source: plainAverageForwardWgsl, plan: plainForwardShape },
});

export const averagePoolGradInput = defineKernel({
  name: 'average_pool_grad_input',
  source: [LINEAR_ID_WGSL, averageGradInputWgsl],
  bindings: { x: 'read', dy: 'read', dx: 'read_write' },
  plan: gradInputShape,
  plain: { source: plainAverageGradInputWgsl, plan: plainGradInputShape },
});

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
  source: [LINEAR_ID_WGSL, globalForwardWgsl],
  bindings: { x: 'read', y: 'read_write' },
  plan: (g: GlobalPoolGeometry) => ({
    constants: globalConstants(g),
    workgroups: workgroupsFor(g.batch * g.channels, 64),
    flops: g.batch * g.positions * g.channels,
  }),
});

export const globalAveragePoolGradInput = defineKernel({
  name: 'global_average_pool_grad_input',
  source: [LINEAR_ID_WGSL, globalGradInputWgsl],
  bindings: { x: 'read', dy: 'read', dx: 'read_write' },
  plan: (g: GlobalPoolGeometry & { inputActivation: ActivationChoice }) => ({
    constants: { ...globalConstants(g) },
    activation: g.inputActivation,
    workgroups: workgroupsFor(g.batch * g.positions * g.channels, 64),
    flops: g.batch * g.positions * g.channels,
  }),
});
