// Convolution: forward, gradient of the input, gradient of weight and bias (in two passes where the sum is split).

import correlateWgsl from '../../shaders/conv2d_correlate.wgsl?raw';
import gradInputWgsl from '../../shaders/conv2d_grad_input.wgsl?raw';
import gradWeightWgsl from '../../shaders/conv2d_grad_weight.wgsl?raw';
import sumPartialsWgsl from '../../shaders/sum_partials.wgsl?raw';
import type { ActivationChoice } from './activation';
import { correlationBlock, weightGradientBlock, type Sliding } from './blocks';
import { defineKernel, workgroupsFor, type Kernel, type KernelShape } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';
import type { KernelTarget } from './target';
import type { WeightType } from './weights';
import { windowConstants, type WindowGeometry } from './window';

export interface Conv2dGeometry extends WindowGeometry {
  readonly filters: number;
}

/** What a forward kernel applies and reads, besides its sizes. */
export interface ForwardOptions {
  readonly useBias: boolean;
  readonly activation: ActivationChoice;
  readonly weights: WeightType;
}

/** `inputActivation`: the activation fused into the layer that made x; its gradient is applied on the way. */
export interface GradInputParams extends Conv2dGeometry {
  readonly inputActivation: ActivationChoice;
}

const blocks = (length: number, size: number): number => Math.ceil(length / size);

/** Invocations to a workgroup: at most 64, whole steps of the device, and about as many in the last as in the others. */
const groupSize = (invocations: number, { width }: KernelTarget): number =>
  width * blocks(invocations, width * blocks(invocations, 64));

function flops(g: Conv2dGeometry): number {
  return (
    2 * g.batch * g.outputHeight * g.outputWidth * g.filters * g.windowHeight * g.windowWidth * g.channels
  );
}

/** Whether a window anywhere sticks out of the picture. */
function padded(g: WindowGeometry): boolean {
  const reach = (outputs: number, stride: number, window: number, dilation: number): number =>
    (outputs - 1) * stride + (window - 1) * dilation + 1;
  return (
    g.padTop > 0 ||
    g.padLeft > 0 ||
    reach(g.outputHeight, g.strides[0], g.windowHeight, g.dilation[0]) - g.padTop > g.height ||
    reach(g.outputWidth, g.strides[1], g.windowWidth, g.dilation[1]) - g.padLeft > g.width
  );
}

/** What the model of its cost asks of a convolution. */
const sliding = (g: Conv2dGeometry): Sliding => ({
  multiplyAdds: flops(g) / 2,
  width: g.outputWidth,
  inputWidth: g.width,
  padLeft: g.padLeft,
  kernelWidth: g.windowWidth,
  strideX: g.strides[1],
  dilationX: g.dilation[1],
});

/** Constants and workgroups of conv2d_correlate, in its own letters: I inputs, O outputs. */
function correlation(g: Conv2dGeometry, target: KernelTarget): Pick<KernelShape, 'constants' | 'workgroups'> {
  const { C: channels, ...sizes } = windowConstants(g);
  const outputs = g.filters;
  const rows = g.batch * g.outputHeight;
  const { columns, filters, inputs } = correlationBlock(
    {
      rows,
      ...sliding(g),
      inputs: channels,
      outputs,
    },
    target,
  );
  const invocations = rows * blocks(g.outputWidth, columns);
  const group = groupSize(invocations, target);
  const [x, y] = workgroupsFor(invocations, group);
  return {
    constants: {
      ...sizes,
      I: channels,
      O: outputs,
      PADDED: Number(padded(g)),
      COLUMNS: columns,
      FILTERS: filters,
      INPUTS: inputs,
      WRITE_OUT: Number(target.writesOut),
      GROUP: group,
    },
    workgroups: [x, y, blocks(outputs, filters)],
  };
}

export const conv2dForward = defineKernel({
  name: 'conv2d_correlate',
  source: correlateWgsl,
  bindings: { x: 'read', weight: 'read', bias: 'read', y: 'read_write' },
  plan: (g: Conv2dGeometry & ForwardOptions, target) => {
    const { constants, workgroups } = correlation(g, target);
    return {
      constants: { ...constants, WITH_BIAS: Number(g.useBias), OTHER: g.useBias ? g.filters : 1 },
      activation: g.activation,
      weights: g.weights,
      sharesLoads: true,
      workgroups,
      flops: flops(g),
    };
  },
});

type GradInput = Kernel<GradInputParams, 'dy' | 'weight' | 'x' | 'dx'>;
const GRAD_INPUT_BINDINGS = { dy: 'read', weight: 'read', x: 'read', dx: 'read_write' } as const;

/** Where the kernel moves by one: dy correlated with the kernel turned by half a turn. */
const gradInputCorrelated: GradInput = defineKernel({
  name: 'conv2d_correlate',
  source: correlateWgsl,
  bindings: GRAD_INPUT_BINDINGS,
  plan: (g: GradInputParams, target) => {
    const turned: Conv2dGeometry = {
      ...g,
      height: g.outputHeight,
      width: g.outputWidth,
      channels: g.filters,
      outputHeight: g.height,
      outputWidth: g.width,
      filters: g.channels,
      padTop: (g.windowHeight - 1) * g.dilation[0] - g.padTop,
      padLeft: (g.windowWidth - 1) * g.dilation[1] - g.padLeft,
    };
    const { constants, workgroups } = correlation(turned, target);
    return {
      constants: { ...constants, FLIP: 1, WITH_BIAS: 0, OTHER: g.batch * g.height * g.width * g.channels },
      activation: g.inputActivation,
      weights: 'f32',
      sharesLoads: true,
      workgroups,
      flops: flops(g),
    };
  },
});

/** Block sizes as conv2d_grad_input.wgsl writes them out. */
const COLUMNS = 4;
const CHANNELS = 8;

/** Any stride: gathers from the outputs that a pixel reached. */
const gradInputGathered: GradInput = defineKernel({
  name: 'conv2d_grad_input',
  source: [LINEAR_ID_WGSL, gradInputWgsl],
  bindings: GRAD_INPUT_BINDINGS,
  plan: (g: GradInputParams) => {
    const [x, y] = workgroupsFor(g.batch * g.height * blocks(g.width, COLUMNS), 64);
    return {
      constants: { ...windowConstants(g), K: g.filters },
      activation: g.inputActivation,
      workgroups: [x, y, blocks(g.channels, CHANNELS)],
      flops: flops(g),
    };
  },
});

export function conv2dGradInput({ strides: [y, x] }: Conv2dGeometry): GradInput {
  return y === 1 && x === 1 ? gradInputCorrelated : gradInputGathered;
}

function weightBlocks(
  g: Conv2dGeometry,
  target: KernelTarget,
): { columns: number; filters: number; pairs: number; group: number; groups: readonly [number, number] } {
  const block = weightGradientBlock(
    {
      ...sliding(g),
      pairs: g.windowHeight * g.channels,
      filters: g.filters,
    },
    target,
  );
  const owners = blocks(g.windowHeight * g.channels, block.pairs) + 1; // and the bias
  const group = groupSize(owners, target);
  return { ...block, group, groups: [blocks(owners, group), blocks(g.filters, block.filters)] };
}

/** Into how many partial sums the rows of dy are cut: enough invocations to keep the device busy. */
export function weightGradientSplits(g: Conv2dGeometry, target: KernelTarget): number {
  const { group, groups } = weightBlocks(g, target);
  const perSplit = group * groups[0] * groups[1];
  return Math.max(1, Math.min(g.batch * g.outputHeight, Math.ceil((8 * target.invocations) / perSplit), 256));
}

/** `splits` 1 writes dWeight and dBias; more of them fill dWeight with layers for `sumPartials`. */
export const conv2dGradWeight = defineKernel({
  name: 'conv2d_grad_weight',
  source: gradWeightWgsl,
  bindings: { x: 'read', dy: 'read', dWeight: 'read_write', dBias: 'read_write' },
  plan: (g: Conv2dGeometry & { splits: number; useBias: boolean }, target) => {
    const { columns, filters, pairs, group, groups } = weightBlocks(g, target);
    const weights = g.windowHeight * g.windowWidth * g.channels * g.filters;
    return {
      constants: {
        ...windowConstants(g),
        K: g.filters,
        SPLITS: g.splits,
        LAYER: weights + (g.splits > 1 ? g.filters : 0),
        USE_BIAS: Number(g.useBias),
        BIASES: g.useBias ? g.filters : 1,
        COLUMNS: columns,
        FILTERS: filters,
        PAIRS: pairs,
        WRITE_OUT: Number(target.writesOut),
        GROUP: group,
      },
      sharesLoads: true,
      workgroups: [...groups, g.splits],
      flops: flops(g),
    };
  },
});

export const sumPartials = defineKernel({
  name: 'sum_partials',
  source: [LINEAR_ID_WGSL, sumPartialsWgsl],
  bindings: { partials: 'read', dWeight: 'read_write', dBias: 'read_write' },
  plan: (p: { weights: number; biases: number; splits: number; useBias: boolean }) => ({
    constants: { WEIGHTS: p.weights, BIASES: p.biases, SPLITS: p.splits, USE_BIAS: Number(p.useBias) },
    workgroups: workgroupsFor(p.weights + p.biases, 64),
    flops: (p.weights + p.biases) * p.splits,
  }),
});
