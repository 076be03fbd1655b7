// Convolution: forward, gradient of the input, gradient of weight and bias (in two passes if the sum is split).

import correlateWgsl from '../../shaders/convolution/conv2d_correlate.wgsl?raw';
import gradWeightWgsl from '../../shaders/convolution/conv2d_grad_weight.wgsl?raw';
import plainForwardWgsl from '../../shaders/plain/conv2d_forward.wgsl?raw';
import plainGradInputWgsl from '../../shaders/plain/conv2d_grad_input.wgsl?raw';
import plainGradWeightWgsl from '../../shaders/plain/conv2d_grad_weight.wgsl?raw';
import sumPartialsWgsl from '../../shaders/convolution/sum_partials.wgsl?raw';
import type { ActivationChoice } from './activation';
import { correlationBlock, pixelsKept, weightGradientBlock, type Sliding } from './blocks';
import { defineKernel, workgroupsFor, type KernelShape } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';
import type { KernelTarget } from './target';
import type { WeightType } from './weights';
import { windowConstants, type WindowGeometry } from './window';

export interface Conv2dGeometry extends WindowGeometry {
  readonly filters: number;
}

/** What a forward kernel fuses and reads, besides its sizes. */
export interface ForwardOptions {
  readonly useBias: boolean;
  readonly activation: ActivationChoice;
  readonly weights: WeightType;
}

/** `inputActivation`: the activation fused into the layer that made x; the kernel applies its derivative. */
export interface GradInputParams extends Conv2dGeometry {
  readonly inputActivation: ActivationChoice;
}

const blocks = (length: number, size: number): number => Math.ceil(length / size);

/**
 * Invocations per workgroup: at most 64, a multiple of the device's lockstep width, evenly distributed over workgroups.
 */
const groupSize = (invocations: number, { width }: KernelTarget): number =>
  width * blocks(invocations, width * blocks(invocations, 64));

function flops(g: Conv2dGeometry): number {
  return (
    2 * g.batch * g.outputHeight * g.outputWidth * g.filters * g.windowHeight * g.windowWidth * g.channels
  );
}

/** Whether any window extends beyond the picture. */
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

/** The inputs of the cost model for a convolution. */
const sliding = (g: Conv2dGeometry): Sliding => ({
  multiplyAdds: flops(g) / 2,
  width: g.outputWidth,
  inputWidth: g.width,
  padLeft: g.padLeft,
  kernelWidth: g.windowWidth,
  strideX: g.strides[1],
  dilationX: g.dilation[1],
});

/** Positions along a side, in the order of the other side: first, first + step, … */
interface Every {
  readonly first: number;
  readonly step: number;
}

/** A correlation with some of a kernel's taps that stores some of a picture's pixels. */
interface Correlation {
  /** Inputs, the taps used, and the pixels stored, as a complete problem of their own. */
  readonly window: Conv2dGeometry;
  readonly kernel: readonly [height: number, width: number];
  readonly taps: readonly [Every, Every];
  readonly noTaps: boolean;
  readonly picture: readonly [height: number, width: number];
  readonly places: readonly [Every, Every];
}

const ALL: Every = { first: 0, step: 1 };

const whole = (g: Conv2dGeometry): Correlation => ({
  window: g,
  kernel: [g.windowHeight, g.windowWidth],
  taps: [ALL, ALL],
  noTaps: false,
  picture: [g.outputHeight, g.outputWidth],
  places: [ALL, ALL],
});

/** Constants and workgroups of conv2d_correlate, with its names: I inputs, O outputs. */
function correlation(
  { window: g, kernel, taps, noTaps, picture, places }: Correlation,
  target: KernelTarget,
): Pick<KernelShape, 'constants' | 'workgroups'> {
  const { C: channels, ...sizes } = windowConstants(g);
  const outputs = g.filters;
  const rows = g.batch * g.outputHeight;
  const { columns, filters, inputs } = correlationBlock(
    { ...sliding(g), rows, inputs: channels, outputs },
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
      KERNEL_H: kernel[0],
      KERNEL_W: kernel[1],
      TAP_FIRST_Y: taps[0].first,
      TAP_FIRST_X: taps[1].first,
      TAP_STEP_Y: taps[0].step,
      TAP_STEP_X: taps[1].step,
      NO_TAPS: Number(noTaps),
      Y_H: picture[0],
      Y_W: picture[1],
      PLACE_FIRST_Y: places[0].first,
      PLACE_FIRST_X: places[1].first,
      PLACE_STEP_Y: places[0].step,
      PLACE_STEP_X: places[1].step,
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

/** The pixels of one phase along one side of a layer's input, and the part of dy that they read. */
interface Phase {
  readonly pixels: number;
  readonly taps: Every & { readonly count: number };
  /** The step in dy from one tap to the next, and the padding before the first. */
  readonly dilation: number;
  readonly pad: number;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/**
 * Pixel i and tap k contribute to output (i + pad − k · dilation) / stride if that is a whole number. For the pixels of
 * one phase, i = phase + j · stride, these are always the same taps.
 */
function phaseOf(
  phase: number,
  side: { size: number; window: number; stride: number; dilation: number; pad: number },
): Phase {
  const { size, window, stride, dilation, pad } = side;
  const common = gcd(stride, dilation);
  const step = stride / common;
  const first = Array.from({ length: Math.min(step, window) }, (_, k) => k).find(
    (k) => (phase + pad - k * dilation) % stride === 0,
  );
  const count = first === undefined ? 0 : Math.ceil((window - first) / step);
  const reach = dilation / common;
  const met = first === undefined ? 0 : (phase + pad - first * dilation) / stride;
  return {
    pixels: Math.ceil((size - phase) / stride),
    taps: { first: first ?? 0, step, count },
    dilation: reach,
    pad: (Math.max(count, 1) - 1) * reach - met,
  };
}

/** The phase of a layer's input that a dispatch computes. */
export interface GradInputPhase {
  readonly phase: readonly [y: number, x: number];
}

/** One dispatch per phase; a single one if the stride is 1. */
export function gradInputPhases({
  strides: [y, x],
  height,
  width,
}: Conv2dGeometry): readonly GradInputPhase[] {
  return Array.from({ length: Math.min(y, height) }, (_, py) =>
    Array.from({ length: Math.min(x, width) }, (__, px): GradInputPhase => ({ phase: [py, px] })),
  ).flat();
}

/** dy correlated with the kernel rotated by 180°, phase by phase. */
export const conv2dGradInput = defineKernel({
  name: 'conv2d_correlate',
  source: correlateWgsl,
  bindings: { dy: 'read', weight: 'read', x: 'read', dx: 'read_write' },
  plan: (g: GradInputParams & GradInputPhase, target) => {
    const sizes = [g.height, g.width] as const;
    const kernel = [g.windowHeight, g.windowWidth] as const;
    const pads = [g.padTop, g.padLeft] as const;
    const side = (axis: 0 | 1): Phase =>
      phaseOf(g.phase[axis], {
        size: sizes[axis],
        window: kernel[axis],
        stride: g.strides[axis],
        dilation: g.dilation[axis],
        pad: pads[axis],
      });
    const [rows, columns] = [side(0), side(1)];
    const window: Conv2dGeometry = {
      batch: g.batch,
      height: g.outputHeight,
      width: g.outputWidth,
      channels: g.filters,
      outputHeight: rows.pixels,
      outputWidth: columns.pixels,
      filters: g.channels,
      windowHeight: Math.max(1, rows.taps.count),
      windowWidth: Math.max(1, columns.taps.count),
      strides: [1, 1],
      dilation: [rows.dilation, columns.dilation],
      padTop: rows.pad,
      padLeft: columns.pad,
    };
    const noTaps = rows.taps.count * columns.taps.count === 0;
    const { constants, workgroups } = correlation(
      {
        window,
        kernel,
        taps: [rows.taps, columns.taps],
        noTaps,
        picture: sizes,
        places: [
          { first: g.phase[0], step: g.strides[0] },
          { first: g.phase[1], step: g.strides[1] },
        ],
      },
      target,
    );
    return {
      constants: {
        ...constants,
        FLIP: 1,
        WITH_BIAS: 0,
        BIAS_OR_INPUT_SIZE: g.batch * g.height * g.width * g.channels,
      },
      activation: g.inputActivation,
      weights: 'f32',
      sharesLoads: true,
      workgroups,
      flops: noTaps ? 0 : flops(window),
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
        workgroups: isFirst ? workgroupsFor(g.batch * g.height * g.width * g.channels, 64) : [0, 0, 0],
        flops: isFirst ? flops(g) : 0,
      };
    },
  },
});

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

/** With more splits, adding them up costs more than they gain. */
export const MAX_SPLITS = 256;

/** The number of partial sums into which the rows of dy are split: enough invocations to keep the device busy. */
export function weightGradientSplits(g: Conv2dGeometry, target: KernelTarget): number {
  if (target.plain === true) return 1;
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
        WRITE_OUT: Number(target.writesOut),
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
    workgroups: workgroupsFor(p.weights + p.biases, 64),
    flops: (p.weights + p.biases) * p.splits,
  }),
});
