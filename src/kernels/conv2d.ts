// Convolution: forward, gradient of the input, gradient of weight and bias (two passes).

import forwardWgsl from '../../shaders/conv2d_forward.wgsl?raw';
import gradInputWgsl from '../../shaders/conv2d_grad_input.wgsl?raw';
import gradInputVec4Wgsl from '../../shaders/conv2d_grad_input_vec4.wgsl?raw';
import gradWeightWgsl from '../../shaders/conv2d_grad_weight.wgsl?raw';
import sumPartialsWgsl from '../../shaders/sum_partials.wgsl?raw';
import type { ActivationChoice } from './activation';
import { defineKernel, workgroupsFor, type Kernel, type Workgroups } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';
import { windowConstants, type WindowGeometry } from './window';

export interface Conv2dGeometry extends WindowGeometry {
  readonly filters: number;
}

/** `inputActivation`: the activation fused into the layer that made x; its gradient is applied on the way. */
export interface GradInputParams extends Conv2dGeometry {
  readonly inputActivation: ActivationChoice;
}

/** Block sizes as the shaders write them out. */
const COLUMNS = 4;
const FILTERS = 8;
/** Of the weight gradient: taps to an invocation. */
const TAPS = 4;

const blocks = (length: number, size: number): number => Math.ceil(length / size);

/** Pixel blocks along x and y, blocks of filters (or channels) along z. */
function spread(pixelBlocks: number, filters: number): Workgroups {
  const [x, y] = workgroupsFor(pixelBlocks, 64);
  return [x, y, blocks(filters, FILTERS)];
}

function flops(g: Conv2dGeometry): number {
  return (
    2 * g.batch * g.outputHeight * g.outputWidth * g.filters * g.windowHeight * g.windowWidth * g.channels
  );
}

export const conv2dForward = defineKernel({
  name: 'conv2d_forward',
  source: [LINEAR_ID_WGSL, forwardWgsl],
  bindings: { x: 'read', weight: 'read', bias: 'read', y: 'read_write' },
  plan: (g: Conv2dGeometry & { useBias: boolean; activation: ActivationChoice }) => ({
    constants: { ...windowConstants(g), K: g.filters, USE_BIAS: Number(g.useBias) },
    activation: g.activation,
    workgroups: spread(g.batch * g.outputHeight * blocks(g.outputWidth, COLUMNS), g.filters),
    flops: flops(g),
  }),
});

const gradInput = (name: string, source: string): Kernel<GradInputParams, 'dy' | 'weight' | 'x' | 'dx'> =>
  defineKernel({
    name,
    source: [LINEAR_ID_WGSL, source],
    bindings: { dy: 'read', weight: 'read', x: 'read', dx: 'read_write' },
    plan: (g: GradInputParams) => ({
      constants: { ...windowConstants(g), K: g.filters },
      activation: g.inputActivation,
      workgroups: spread(g.batch * g.height * blocks(g.width, COLUMNS), g.channels),
      flops: flops(g),
    }),
  });

const gradInputAny = gradInput('conv2d_grad_input', gradInputWgsl);
const gradInputVec4 = gradInput('conv2d_grad_input_vec4', gradInputVec4Wgsl);

/** The gradient of the input; filters in multiples of four are read four at a time. */
export function conv2dGradInput({ filters }: Conv2dGeometry): typeof gradInputAny {
  return filters % 4 === 0 ? gradInputVec4 : gradInputAny;
}

/** Into how many partial sums the batch is cut: enough for some thousand invocations, at most one an image. */
export function weightGradientSplits(g: Conv2dGeometry): number {
  const perSplit = blocks(g.windowHeight * g.windowWidth * g.channels + 1, TAPS) * blocks(g.filters, FILTERS);
  return Math.max(1, Math.min(g.batch, Math.ceil(4096 / perSplit), 64));
}

export const conv2dGradWeight = defineKernel({
  name: 'conv2d_grad_weight',
  source: gradWeightWgsl,
  bindings: { x: 'read', dy: 'read', partials: 'read_write' },
  plan: (g: Conv2dGeometry & { splits: number }) => ({
    constants: { ...windowConstants(g), K: g.filters, SPLITS: g.splits },
    workgroups: [
      blocks(g.windowHeight * g.windowWidth * g.channels + 1, 64 * TAPS),
      blocks(g.filters, FILTERS),
      g.splits,
    ],
    flops: flops(g),
  }),
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
