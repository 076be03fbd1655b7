// Convolution: forward, gradient of the input, gradient of weight and bias (in two passes if the sum is split).

import correlateWgsl from '../../shaders/convolution/conv2d_correlate.wgsl?raw';
import gradWeightWgsl from '../../shaders/convolution/conv2d_grad_weight.wgsl?raw';
import plainForwardWgsl from '../../shaders/plain/conv2d_forward.wgsl?raw';
import plainGradInputWgsl from '../../shaders/plain/conv2d_grad_input.wgsl?raw';
import plainGradWeightWgsl from '../../shaders/plain/conv2d_grad_weight.wgsl?raw';
import sumPartialsWgsl from '../../shaders/convolution/sum_partials.wgsl?raw';
import { blocks, correlationBlock, pixelsKept, weightGradientBlock, type Sliding } from './blocks';
import {
  correlationConstants,
  flops,
  phaseCorrelation,
  whole,
  type Conv2dGeometry,
  type Correlation,
  type ForwardOptions,
  type GradInputParams,
  type GradInputPhase,
  type Split,
} from './correlation';
import { defineKernel, workgroupsFor, type KernelShape } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';
import { storesWrittenOut, type KernelTarget } from './target';
import { variantOf } from './variants';
import { windowConstants, type WindowGeometry } from './window';

export {
  gradInputPhases,
  type Conv2dGeometry,
  type ForwardOptions,
  type GradInputParams,
} from './correlation';

/**
 * Invocations per workgroup: at most 64, a multiple of the device's lockstep width, evenly distributed over workgroups.
 */
export const groupSize = (invocations: number, { width }: KernelTarget): number =>
  width * blocks(invocations, width * blocks(invocations, 64));

/** Whether any window extends beyond the picture. */
export function padded(g: WindowGeometry): boolean {
  const reach = (outputs: number, stride: number, window: number, dilation: number): number =>
    (outputs - 1) * stride + (window - 1) * dilation + 1;
  return (
    g.padTop > 0 ||
    g.padLeft > 0 ||
    reach(g.outputHeight, g.strides[0], g.windowHeight, g.dilation[0]) - g.padTop > g.height ||
    reach(g.outputWidth, g.strides[1], g.windowWidth, g.dilation[1]) - g.padLeft > g.width
  );
}

/** The inputs of the cost model for a convolution. */
export const sliding = (g: Conv2dGeometry): Sliding => ({
  multiplyAdds: flops(g) / 2,
  width: g.outputWidth,
  inputWidth: g.width,
  padLeft: g.padLeft,
  kernelWidth: g.windowWidth,
  strideX: g.strides[1],
  dilationX: g.dilation[1],
});

/** Whether the stores of a correlation are unrolled. @param pooled sums of which one is stored */
export const writesOut = (g: Conv2dGeometry, target: KernelTarget, pooled = 1): boolean =>
  storesWrittenOut(
    g.windowHeight * g.windowWidth * g.channels,
    (g.batch * g.outputHeight * g.outputWidth * g.filters) / pooled,
    target,
  );

/** Constants and workgroups of conv2d_correlate, with its names: I inputs, O outputs. */
function correlation(
  problem: Correlation,
  target: KernelTarget,
): Pick<KernelShape, 'constants' | 'workgroups'> {
  const { window: g } = problem;
  const rows = g.batch * g.outputHeight;
  const { columns, filters, inputs } = correlationBlock(
    { ...sliding(g), rows, inputs: g.channels, outputs: g.filters },
    target,
  );
  const invocations = rows * blocks(g.outputWidth, columns);
  const group = groupSize(invocations, target);
  const [x, y] = workgroupsFor(invocations, group);
  return {
    constants: {
      ...correlationConstants(problem),
      PADDED: Number(padded(g)),
      COLUMNS: columns,
      FILTERS: filters,
      INPUTS: inputs,
      WRITE_OUT: Number(writesOut(g, target)),
      GROUP: group,
    },
    workgroups: [x, y, blocks(g.filters, filters)],
  };
}

export const conv2dForward = defineKernel({
  name: 'conv2d_correlate',
  source: correlateWgsl,
  bindings: { x: 'read', weight: 'read', bias: 'read', y: 'read_write' },
  plan: (g: Conv2dGeometry & ForwardOptions & Split, target) => {
    const variant = variantOf(target);
    if (variant !== null) return variant.forward(g, target);
    const { constants, workgroups } = correlation(whole(g), target);
    return {
      constants: {
        ...constants,
        WITH_BIAS: Number(g.useBias),
        BIAS_OR_INPUT_SIZE: g.useBias ? g.filters : 1,
      },
      activation: g.activation,
      weights: g.weights,
      sharesLoads: true,
      workgroups,
      flops: flops(g),
    };
  },
  plain: {
    source: plainForwardWgsl,
    plan: (g) => ({
      constants: { ...windowConstants(g), K: g.filters, USE_BIAS: Number(g.useBias) },
      activation: g.activation,
      weights: g.weights,
      workgroups: workgroupsFor(g.batch * g.outputHeight * g.outputWidth * g.filters, 64),
      flops: flops(g),
    }),
  },
});

/** dy correlated with the kernel rotated by 180°, phase by phase. */
export const conv2dGradInput = defineKernel({
  name: 'conv2d_correlate',
  source: correlateWgsl,
  bindings: { dy: 'read', weight: 'read', x: 'read', dx: 'read_write' },
  plan: (g: GradInputParams & GradInputPhase & Split, target) => {
    const variant = variantOf(target);
    if (variant !== null) return variant.gradInput(g, target);
    const phase = phaseCorrelation(g);
    const { constants, workgroups } = correlation(phase, target);
    return {
      constants: {
        ...constants,
        FLIP: 1,
        WITH_BIAS: 0,
        BIAS_OR_INPUT_SIZE: g.batch * g.height * g.width * g.channels,
      },
      activation: g.inputActivation,
      weights: g.weights,
      sharesLoads: true,
      workgroups,
      flops: phase.noTaps ? 0 : flops(phase.window),
    };
  },
  plain: {
    source: plainGradInputWgsl,
    // The first phase's dispatch computes all phases; the other dispatches do nothing.
    plan: (g) => {
      const isFirst = g.phase[0] + g.phase[1] === 0;
      return {
        constants: { ...windowConstants(g), K: g.filters },
        activation: g.inputActivation,
        weights: g.weights,
        workgroups: isFirst ? workgroupsFor(g.batch * g.height * g.width * g.channels, 64) : [0, 0, 0],
        flops: isFirst ? flops(g) : 0,
      };
    },
  },
});

export function weightBlocks(
  g: Conv2dGeometry,
  target: KernelTarget,
  multiple = 1,
): { columns: number; filters: number; pairs: number; group: number; groups: readonly [number, number] } {
  const block = weightGradientBlock(
    {
      ...sliding(g),
      multiple,
      pairs: g.windowHeight * g.channels,
      filters: g.filters,
    },
    target,
  );
  const owners = blocks(g.windowHeight * g.channels, block.pairs) + 1; // and the bias
  const group = groupSize(owners, target);
  return { ...block, group, groups: [blocks(owners, group), blocks(g.filters, block.filters)] };
}

/** With more splits, adding them up costs more than they gain. */
export const MAX_SPLITS = 256;

/** The number of partial sums into which the rows of dy are split: enough invocations to keep the device busy. */
export function weightGradientSplits(g: Conv2dGeometry, target: KernelTarget): number {
  if (target.plain === true) return 1;
  const variant = variantOf(target);
  if (variant !== null) return variant.splits('gradWeight', g, target);
  const { group, groups } = weightBlocks(g, target);
  const perSplit = group * groups[0] * groups[1];
  return Math.max(
    1,
    Math.min(g.batch * g.outputHeight, Math.ceil((8 * target.invocations) / perSplit), MAX_SPLITS),
  );
}

/** With `splits` 1, writes dWeight and dBias; with more, fills dWeight with partial sums for `sumPartials`. */
export const conv2dGradWeight = defineKernel({
  name: 'conv2d_grad_weight',
  source: gradWeightWgsl,
  bindings: { x: 'read', dy: 'read', dWeight: 'read_write', dBias: 'read_write' },
  plan: (g: Conv2dGeometry & { splits: number; useBias: boolean }, target) => {
    const variant = variantOf(target);
    if (variant !== null) return variant.gradWeight(g, target);
    const { columns, filters, pairs, group, groups } = weightBlocks(g, target);
    const weights = g.windowHeight * g.windowWidth * g.channels * g.filters;
    return {
      constants: {
        ...windowConstants(g),
        K: g.filters,
        SPLITS: g.splits,
        PARTIAL_SIZE: weights + (g.splits > 1 ? g.filters : 0),
        USE_BIAS: Number(g.useBias),
        BIASES: g.useBias ? g.filters : 1,
        COLUMNS: columns,
        FILTERS: filters,
        PAIRS: pairs,
        KEPT: pixelsKept(sliding(g), columns, target),
        GROUP: group,
      },
      sharesLoads: true,
      workgroups: [...groups, g.splits],
      flops: flops(g),
    };
  },
  plain: {
    source: plainGradWeightWgsl,
    plan: (g) => {
      const numbers = g.windowHeight * g.windowWidth * g.channels * g.filters + g.filters;
      const [x, y] = workgroupsFor(numbers, 64);
      return {
        constants: { ...windowConstants(g), K: g.filters, SPLITS: g.splits, USE_BIAS: Number(g.useBias) },
        workgroups: [x, y, g.splits],
        flops: flops(g),
      };
    },
  },
});

export const sumPartials = defineKernel({
  name: 'sum_partials',
  source: [LINEAR_ID_WGSL, sumPartialsWgsl],
  bindings: { partials: 'read', dWeight: 'read_write', dBias: 'read_write' },
  plan: (p: { weights: number; biases: number; splits: number; useBias: boolean }) => ({
    constants: { WEIGHTS: p.weights, BIASES: p.biases, SPLITS: p.splits, USE_BIAS: Number(p.useBias) },
    workgroups: workgroupsFor(p.weights + p.biases, 32),
    flops: (p.weights + p.biases) * p.splits,
  }),
});
