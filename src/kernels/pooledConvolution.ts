// A convolution and the max pooling after it, in one dispatch a pass. Forward, only what the pooling leaves is stored; in
// the backward passes the gradient of the map is read as the gradient of what was left of it, and the winners. The sums are
// those of conv2d.ts, term by term, so the bits are the same.

import storeLargestWgsl from '../../shaders/lib/pooling/store_largest.wgsl?raw';
import storeWgsl from '../../shaders/lib/pooling/store.wgsl?raw';
import noWinnersWgsl from '../../shaders/lib/pooling/no_winners.wgsl?raw';
import winnersWgsl from '../../shaders/lib/pooling/winners.wgsl?raw';
import {
  CORRELATE_WGSL,
  correlation,
  GRAD_WEIGHT_WGSL,
  weightGradient,
  type WeightGradientParams,
} from './conv2d';
import {
  flops,
  phaseCorrelation,
  whole,
  type Conv2dGeometry,
  type ForwardOptions,
  type GradInputParams,
} from './correlation';
import { defineKernel } from './kernel';
import type { KernelTarget } from './target';
import { variantOf } from './variants';
import type { WindowGeometry } from './window';

/** The window of a pooling. */
export interface Pooled {
  readonly pool: readonly [height: number, width: number];
}

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

export const conv2dPoolForward = defineKernel({
  name: 'conv2d_pool',
  source: [storeLargestWgsl, noWinnersWgsl, CORRELATE_WGSL],
  bindings: { x: 'read', weight: 'read', bias: 'read', y: 'read_write', argmax: 'read_write' },
  plan: (g: Conv2dGeometry & ForwardOptions & Pooled, target) => {
    const [poolY, poolX] = g.pool;
    const { constants, workgroups } = correlation(
      { ...whole(g), picture: [g.outputHeight / poolY, g.outputWidth / poolX] },
      target,
      { of: 'y', window: g.pool },
    );
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
      flops: flops(g) + g.batch * g.outputHeight * g.outputWidth * g.filters,
    };
  },
});

export const conv2dUnpoolGradInput = defineKernel({
  name: 'conv2d_pool_grad_input',
  source: [storeWgsl, winnersWgsl, CORRELATE_WGSL],
  bindings: { dy: 'read', weight: 'read', x: 'read', dx: 'read_write', argmax: 'read' },
  plan: (g: GradInputParams & Pooled, target) => {
    const { constants, workgroups } = correlation(phaseCorrelation({ ...g, phase: [0, 0] }), target, {
      of: 'x',
      window: g.pool,
    });
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
      flops: flops(phaseCorrelation({ ...g, phase: [0, 0] }).window),
    };
  },
});

export const conv2dUnpoolGradWeight = defineKernel({
  name: 'conv2d_pool_grad_weight',
  source: [winnersWgsl, GRAD_WEIGHT_WGSL],
  bindings: { x: 'read', dy: 'read', dWeight: 'read_write', dBias: 'read_write', argmax: 'read' },
  plan: (g: WeightGradientParams & Pooled, target) => weightGradient(g, target, { of: 'x', window: g.pool }),
});
