// Depthwise convolution: forward, gradient of the input, gradient of weight and bias (first of two passes; the
// second is sumPartials).

import forwardWgsl from '../../shaders/convolution/depthwise_conv2d_forward.wgsl?raw';
import gradInputWgsl from '../../shaders/convolution/depthwise_conv2d_grad_input.wgsl?raw';
import gradWeightWgsl from '../../shaders/convolution/depthwise_conv2d_grad_weight.wgsl?raw';
import type { ForwardOptions, GradInputOptions } from './correlation';
import { blocks } from './blocks';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';
import { windowConstants, type WindowGeometry } from './window';

export interface DepthwiseGeometry extends WindowGeometry {
  /** Kernels per channel. */
  readonly multiplier: number;
}

/** Block sizes as declared in the shaders. */
const COLUMNS = 4;
const TAPS = 4;

const constants = (g: DepthwiseGeometry): Record<string, number> => ({
  ...windowConstants(g),
  M: g.multiplier,
});
const filters = (g: DepthwiseGeometry): number => g.channels * g.multiplier;

function flops(g: DepthwiseGeometry): number {
  return 2 * g.batch * g.outputHeight * g.outputWidth * filters(g) * g.windowHeight * g.windowWidth;
}

export const depthwiseConv2dForward = defineKernel({
  name: 'depthwise_conv2d_forward',
  source: [LINEAR_ID_WGSL, forwardWgsl],
  bindings: { x: 'read', weight: 'read', bias: 'read', y: 'read_write' },
  plan: (g: DepthwiseGeometry & ForwardOptions) => ({
    constants: { ...constants(g), USE_BIAS: Number(g.useBias) },
    activation: g.activation,
    weights: g.weights,
    workgroups: workgroupsFor(g.batch * g.outputHeight * blocks(g.outputWidth, COLUMNS) * filters(g), 64),
    flops: flops(g),
  }),
});

export const depthwiseConv2dGradInput = defineKernel({
  name: 'depthwise_conv2d_grad_input',
  source: [LINEAR_ID_WGSL, gradInputWgsl],
  bindings: { dy: 'read', weight: 'read', x: 'read', dx: 'read_write' },
  plan: (g: DepthwiseGeometry & GradInputOptions) => ({
    constants: { ...constants(g) },
    activation: g.inputActivation,
    weights: g.weights,
    workgroups: workgroupsFor(g.batch * g.height * blocks(g.width, COLUMNS) * g.channels, 64),
    flops: flops(g),
  }),
});

/** The number of partial sums into which the output rows are split: enough for some thousand invocations. */
export function depthwiseGradientSplits(g: DepthwiseGeometry): number {
  const perSplit = blocks(g.windowHeight * g.windowWidth + 1, TAPS) * filters(g);
  return Math.max(1, Math.min(g.batch * g.outputHeight, Math.ceil(4096 / perSplit), 64));
}

export const depthwiseConv2dGradWeight = defineKernel({
  name: 'depthwise_conv2d_grad_weight',
  source: [LINEAR_ID_WGSL, gradWeightWgsl],
  bindings: { x: 'read', dy: 'read', partials: 'read_write' },
  plan: (g: DepthwiseGeometry & { splits: number }) => ({
    constants: { ...constants(g), SPLITS: g.splits },
    workgroups: workgroupsFor(g.splits * blocks(g.windowHeight * g.windowWidth + 1, TAPS) * filters(g), 64),
    flops: flops(g),
  }),
});
