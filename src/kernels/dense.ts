// Fully connected layers: forward and gradient of the input. The gradient of weight and bias is that of a convolution.
//
// A dense layer is a 1×1 convolution over one row of pixels, its samples. From some samples on, the convolution's
// kernels compute it. With very few, invocations can only share columns, and the layer has kernels of its own.

import forwardWgsl from '../../shaders/dense/dense_forward.wgsl?raw';
import gradInputWgsl from '../../shaders/dense/dense_grad_input.wgsl?raw';
import plainForwardWgsl from '../../shaders/plain/dense_forward.wgsl?raw';
import { conv2dForward, conv2dGradInput, type Conv2dGeometry, type ForwardOptions } from './conv2d';
import type { GradInputOptions, Split } from './correlation';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';
import {
  conv2dFinishForward,
  conv2dFinishGradInput,
  finishing,
  splitsOf,
  type SplitKernels,
} from './splitConvolution';
import type { KernelTarget } from './target';

/** `rows`: the product of the batch and all axes but the last. */
export interface DenseGeometry {
  readonly rows: number;
  readonly inputs: number;
  readonly units: number;
}

/** Columns of an invocation, as declared in the shaders. */
const COLUMNS = 8;

const sizes = (g: DenseGeometry): { M: number; I: number; J: number } => ({
  M: g.rows,
  I: g.inputs,
  J: g.units,
});
const flops = (g: DenseGeometry): number => 2 * g.rows * g.inputs * g.units;

/** From this number of rows on, the blocks of a convolution are filled. */
const ENOUGH_ROWS = 4;

/** A layer as a convolution of one row of pixels. */
export function asConvolution({ rows, inputs, units }: DenseGeometry): Conv2dGeometry {
  return {
    batch: 1,
    height: 1,
    width: rows,
    channels: inputs,
    outputHeight: 1,
    outputWidth: rows,
    filters: units,
    windowHeight: 1,
    windowWidth: 1,
    strides: [1, 1],
    dilation: [1, 1],
    padTop: 0,
    padLeft: 0,
  };
}

type ForwardParams = DenseGeometry & ForwardOptions & Split;

const forwardFewRows = defineKernel({
  name: 'dense_forward',
  source: [LINEAR_ID_WGSL, forwardWgsl],
  bindings: { x: 'read', weight: 'read', bias: 'read', y: 'read_write' },
  plan: (g: ForwardParams) => ({
    constants: { ...sizes(g), USE_BIAS: Number(g.useBias) },
    activation: g.activation,
    weights: g.weights,
    workgroups: workgroupsFor(Math.ceil(g.units / COLUMNS), 64),
    flops: flops(g),
  }),
  plain: {
    source: plainForwardWgsl,
    plan: (g) => ({
      constants: { ...sizes(g), USE_BIAS: Number(g.useBias) },
      activation: g.activation,
      weights: g.weights,
      workgroups: workgroupsFor(g.rows * g.units, 64),
      flops: flops(g),
    }),
  },
});

export const denseForward: typeof forwardFewRows = {
  ...forwardFewRows,
  plan: (g, target) =>
    g.rows < ENOUGH_ROWS
      ? forwardFewRows.plan(g, target)
      : conv2dForward.plan({ ...g, ...asConvolution(g) }, target),
};

type GradientParams = DenseGeometry & GradInputOptions & Split;

const gradInputFewRows = defineKernel({
  name: 'dense_grad_input',
  source: [LINEAR_ID_WGSL, gradInputWgsl],
  bindings: { dy: 'read', weight: 'read', x: 'read', dx: 'read_write' },
  plan: (g: GradientParams) => ({
    constants: { ...sizes(g) },
    activation: g.inputActivation,
    weights: g.weights,
    workgroups: workgroupsFor(Math.ceil(g.inputs / COLUMNS), 64),
    flops: flops(g),
  }),
});

const gradInputParams = (g: GradientParams) => ({ ...g, ...asConvolution(g), phase: [0, 0] as const });
const { plain: plainGradInput } = conv2dGradInput;

export const denseGradInput: typeof gradInputFewRows = {
  ...gradInputFewRows,
  plan: (g, target) =>
    g.rows < ENOUGH_ROWS
      ? gradInputFewRows.plan(g, target)
      : conv2dGradInput.plan(gradInputParams(g), target),
  ...(plainGradInput && { plain: (g) => plainGradInput(gradInputParams(g)) }),
};

/** The number of partial sums of a pass; few rows are not split. */
export const denseSplits = (pass: 'forward' | 'gradInput', g: DenseGeometry, target: KernelTarget): number =>
  g.rows < ENOUGH_ROWS ? 1 : splitsOf(pass, asConvolution(g), target);

export const denseForwardSplit: SplitKernels<ForwardParams, 'x' | 'weight' | 'bias' | 'y'> = {
  whole: denseForward,
  finish: finishing(denseForward, conv2dFinishForward, (g, target) =>
    conv2dFinishForward.plan({ ...g, ...asConvolution(g) }, target),
  ),
};

export const denseGradInputSplit: SplitKernels<GradientParams, 'dy' | 'weight' | 'x' | 'dx'> = {
  whole: denseGradInput,
  finish: finishing(denseGradInput, conv2dFinishGradInput, (g, target) =>
    conv2dFinishGradInput.plan(gradInputParams(g), target),
  ),
};
