// Convolution in groups: forward, gradient of the input, gradient of weight and bias (first of two passes; the second is
// sumPartials).

import forwardWgsl from '../../shaders/convolution/grouped_conv2d_forward.wgsl?raw';
import gradInputWgsl from '../../shaders/convolution/grouped_conv2d_grad_input.wgsl?raw';
import gradWeightWgsl from '../../shaders/convolution/grouped_conv2d_grad_weight.wgsl?raw';
import type { ActivationChoice } from './activation';
import type { Conv2dGeometry } from './correlation';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';
import { windowConstants } from './window';

export interface GroupedGeometry extends Conv2dGeometry {
  readonly groups: number;
}

const constants = (g: GroupedGeometry): Record<string, number> => ({
  ...windowConstants(g),
  ...{ K: g.filters, G: g.groups },
});

const outputs = (g: GroupedGeometry): number => g.batch * g.outputHeight * g.outputWidth * g.filters;

/** Of the weight. */
export const groupedWeights = (g: GroupedGeometry): number =>
  (g.windowHeight * g.windowWidth * g.channels * g.filters) / g.groups;

const flops = (g: GroupedGeometry): number => (2 * outputs(g) * groupedWeights(g)) / g.filters;

export const groupedConv2dForward = defineKernel({
  name: 'grouped_conv2d_forward',
  source: [LINEAR_ID_WGSL, forwardWgsl],
  bindings: { x: 'read', weight: 'read', bias: 'read', y: 'read_write' },
  plan: (g: GroupedGeometry & { useBias: boolean; activation: ActivationChoice }) => ({
    constants: { ...constants(g), USE_BIAS: Number(g.useBias) },
    activation: g.activation,
    workgroups: workgroupsFor(outputs(g), 64),
    flops: flops(g),
  }),
});

/** `inputActivation`: the activation fused into the layer that made x; the kernel applies its derivative. */
export const groupedConv2dGradInput = defineKernel({
  name: 'grouped_conv2d_grad_input',
  source: [LINEAR_ID_WGSL, gradInputWgsl],
  bindings: { dy: 'read', weight: 'read', x: 'read', dx: 'read_write' },
  plan: (g: GroupedGeometry & { inputActivation: ActivationChoice }) => ({
    constants: constants(g),
    activation: g.inputActivation,
    workgroups: workgroupsFor(g.batch * g.height * g.width * g.channels, 64),
    flops: flops(g),
  }),
});

/** The number of partial sums into which the output rows are split: enough for some thousand invocations. */
export const groupedGradientSplits = (g: GroupedGeometry): number =>
  Math.max(1, Math.min(g.batch * g.outputHeight, Math.ceil(16384 / groupedWeights(g)), 64));

export const groupedConv2dGradWeight = defineKernel({
  name: 'grouped_conv2d_grad_weight',
  source: [LINEAR_ID_WGSL, gradWeightWgsl],
  bindings: { x: 'read', dy: 'read', partials: 'read_write' },
  plan: (g: GroupedGeometry & { splits: number }) => ({
    constants: { ...constants(g), SPLITS: g.splits },
    workgroups: workgroupsFor(g.splits * (groupedWeights(g) + g.filters), 64),
    flops: flops(g),
  }),
});
