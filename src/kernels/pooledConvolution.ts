// A convolution and the max pooling after it, in one dispatch a pass. Forward, only what the pooling leaves is stored; in
// the backward passes the gradient of the map is read as the gradient of what was left of it, and the winners. The sums are
// those of conv2d.ts, term by term, so the bits are the same.

import forwardWgsl from '../../shaders/convolution/conv2d_pool_forward.wgsl?raw';
import gradInputWgsl from '../../shaders/convolution/conv2d_pool_grad_input.wgsl?raw';
import gradWeightWgsl from '../../shaders/convolution/conv2d_pool_grad_weight.wgsl?raw';
import type { Activation } from './activation';
import { blocks, correlationBlock, pixelsKept } from './blocks';
import { conv2dGradWeight, groupSize, padded, sliding, weightBlocks, writesOut } from './conv2d';
import {
  flops,
  phaseCorrelation,
  type Conv2dGeometry,
  type ForwardOptions,
  type GradInputParams,
} from './correlation';
import { defineKernel, workgroupsFor, type Kernel, type KernelShape } from './kernel';
import type { KernelTarget } from './target';
import { variantOf } from './variants';
import { windowConstants, type WindowGeometry } from './window';

/** The window of a pooling. */
export interface Pooled {
  readonly pool: readonly [height: number, width: number];
}

/** Activations whose results are from 0 on. */
const NOT_NEGATIVE: ReadonlySet<Activation> = new Set(['relu', 'relu6', 'sigmoid']);

/** A block has at most so many columns (blocks.ts). */
const WIDEST = 16;

/** Whether the kernels here do these two layers for a target: the windows have to tile the map. */
export function poolsConvolution(g: Conv2dGeometry, pooling: WindowGeometry, target: KernelTarget): boolean {
  const { windowHeight, windowWidth, strides } = pooling;
  return (
    target.plain !== true &&
    variantOf(target) === null &&
    strides[0] === windowHeight &&
    strides[1] === windowWidth &&
    windowWidth <= WIDEST &&
    pooling.outputHeight * windowHeight === g.outputHeight &&
    pooling.outputWidth * windowWidth === g.outputWidth &&
    // The gradient of the input has one phase.
    g.strides[0] === 1 &&
    g.strides[1] === 1
  );
}

/**
 * Blocks and workgroups of a correlation, as in conv2d.ts, with whole windows in a block.
 * @param rows that an invocation works on, one after the other
 */
function blocksOf(
  g: Conv2dGeometry,
  { pool: [, poolX] }: Pooled,
  rows: number,
  target: KernelTarget,
): { constants: Record<string, number>; workgroups: KernelShape['workgroups'] } {
  const all = (g.batch * g.outputHeight) / rows;
  const shape = { ...sliding(g), multiple: poolX, rows: all, inputs: g.channels, outputs: g.filters };
  const { columns, filters, inputs } = correlationBlock(shape, target);
  const invocations = all * blocks(g.outputWidth, columns);
  const group = groupSize(invocations, target);
  const [x, y] = workgroupsFor(invocations, group);
  return {
    constants: {
      PADDED: Number(padded(g)),
      COLUMNS: columns,
      FILTERS: filters,
      INPUTS: inputs,
      GROUP: group,
    },
    workgroups: [x, y, blocks(g.filters, filters)],
  };
}

export const conv2dPoolForward = defineKernel({
  name: 'conv2d_pool',
  source: forwardWgsl,
  bindings: { x: 'read', weight: 'read', bias: 'read', y: 'read_write', argmax: 'read_write' },
  plan: (g: Conv2dGeometry & ForwardOptions & Pooled, target) => {
    const { constants, workgroups } = blocksOf(g, g, g.pool[0], target);
    return {
      constants: {
        ...windowConstants(g),
        ...constants,
        K: g.filters,
        POOL_Y: g.pool[0],
        POOL_X: g.pool[1],
        USE_BIAS: Number(g.useBias),
        BIASES: g.useBias ? g.filters : 1,
        WRITE_OUT: Number(writesOut(g, target, g.pool[0] * g.pool[1])),
        NOT_NEGATIVE: Number(NOT_NEGATIVE.has(g.activation.kind)),
      },
      activation: g.activation,
      weights: g.weights,
      sharesLoads: true,
      workgroups,
      flops: flops(g) + g.batch * g.outputHeight * g.outputWidth * g.filters,
    };
  },
});

export const conv2dPoolGradInput = defineKernel({
  name: 'conv2d_pool_grad_input',
  source: gradInputWgsl,
  bindings: { dy: 'read', weight: 'read', x: 'read', dx: 'read_write', argmax: 'read' },
  plan: (g: GradInputParams & Pooled, target) => {
    const { window } = phaseCorrelation({ ...g, phase: [0, 0] });
    const { constants, workgroups } = blocksOf(window, g, 1, target);
    const { STRIDE_Y: _y, STRIDE_X: _x, ...sizes } = windowConstants(g);
    const [poolY, poolX] = g.pool;
    const skew = blocks(window.padLeft, poolX) * poolX - window.padLeft;
    const met = skew + (constants.COLUMNS ?? 0) + (g.windowWidth - 1) * g.dilation[1];
    return {
      constants: {
        ...sizes,
        ...constants,
        K: g.filters,
        PAD_TOP: window.padTop,
        PAD_LEFT: window.padLeft,
        POOL_Y: poolY,
        POOL_X: poolX,
        WINDOWS: blocks(met, poolX),
        SKEW: skew,
        WRITE_OUT: Number(writesOut(window, target)),
      },
      activation: g.inputActivation,
      weights: g.weights,
      sharesLoads: true,
      workgroups,
      flops: flops(window),
    };
  },
});

type WeightParams = typeof conv2dGradWeight extends Kernel<infer Params> ? Params : never;

export const conv2dPoolGradWeight = defineKernel({
  name: 'conv2d_pool_grad_weight',
  source: gradWeightWgsl,
  bindings: { x: 'read', dy: 'read', dWeight: 'read_write', dBias: 'read_write', argmax: 'read' },
  plan: (g: WeightParams & Pooled, target) => {
    const [poolY, poolX] = g.pool;
    const { columns, filters, pairs, group, groups } = weightBlocks(g, target, poolX);
    const { constants, flops: work } = conv2dGradWeight.plan(g, target);
    return {
      constants: {
        ...constants,
        COLUMNS: columns,
        FILTERS: filters,
        PAIRS: pairs,
        KEPT: pixelsKept(sliding(g), columns, target),
        GROUP: group,
        POOL_Y: poolY,
        POOL_X: poolX,
      },
      sharesLoads: true,
      workgroups: [...groups, g.splits],
      flops: work,
    };
  },
});
