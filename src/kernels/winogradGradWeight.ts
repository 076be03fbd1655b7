// The gradient of the weights by Winograd's convolution (winograd.ts): 36 products instead of 144 for 16 numbers of dy. Its matrices
// are those of the forward pass transposed, so the transformed picture is the same.
//
// Source: A. Lavin, S. Gray, Fast Algorithms for Convolutional Neural Networks, 2015, https://arxiv.org/abs/1509.09308

import gradientWgsl from '../../shaders/convolution/winograd_gradient.wgsl?raw';
import multiplyWgsl from '../../shaders/convolution/winograd_grad_multiply.wgsl?raw';
import weightWgsl from '../../shaders/convolution/winograd_grad_weight.wgsl?raw';
import { blocks, weightGradientBlock, type WeightBlock } from './blocks';
import { groupSize, MAX_SPLITS, type Conv2dGeometry } from './conv2d';
import { defineKernel, MAX_WORKGROUPS, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';
import type { KernelTarget } from './target';
import { outputTiles, POSITIONS, tilesOf, winogradSuits } from './winograd';

/** Operations of the transforms of a tile of dy and of a kernel's products. */
const GRADIENT_FLOPS = 14 * (4 + 6) + 16;
const WEIGHT_FLOPS = 15 * (6 + 3);

interface Products extends WeightBlock {
  readonly group: number;
  readonly groups: readonly [number, number];
  /** Into how many runs the tiles are cut, enough to keep the device busy, and the tiles of each. */
  readonly runs: number;
  readonly run: number;
}

export function gradWeightProducts(g: Conv2dGeometry, target: KernelTarget): Products {
  const tiles = tilesOf(g);
  const multiplyAdds = POSITIONS * tiles * g.channels * g.filters;
  // A position is a row of tiles, and its product the gradient of a 1×1 convolution.
  const block = weightGradientBlock(
    {
      ...{
        multiplyAdds,
        width: tiles,
        inputWidth: tiles,
        padLeft: 0,
        kernelWidth: 1,
        strideX: 1,
        dilationX: 1,
      },
      ...{ pairs: g.channels, filters: g.filters, withBias: false },
    },
    target,
  );
  const owners = blocks(g.channels, block.pairs);
  const group = groupSize(owners, target);
  const groups = [blocks(owners, group), blocks(g.filters, block.filters)] as const;
  const invocations = POSITIONS * group * groups[0] * groups[1];
  const wanted = Math.min(MAX_SPLITS, Math.ceil((8 * target.invocations) / invocations));
  const run = block.columns * blocks(tiles, block.columns * wanted);
  return { ...block, group, groups, runs: blocks(tiles, run), run };
}

export const winogradGradient = defineKernel({
  name: 'winograd_gradient',
  source: [LINEAR_ID_WGSL, gradientWgsl],
  bindings: { dy: 'read', e: 'read_write' },
  plan: (g: Conv2dGeometry) => outputTiles(g, GRADIENT_FLOPS),
});

export const winogradGradMultiply = defineKernel({
  name: 'winograd_grad_multiply',
  source: multiplyWgsl,
  bindings: { v: 'read', e: 'read', du: 'read_write' },
  plan: (g: Conv2dGeometry, target) => {
    const { columns, filters, pairs, group, groups, runs, run } = gradWeightProducts(g, target);
    return {
      constants: {
        ...{ TILES: tilesOf(g), I: g.channels, O: g.filters, RUNS: runs, RUN: run },
        ...{ CHANNELS: pairs, COLUMNS: columns, FILTERS: filters, GROUP: group },
      },
      sharesLoads: true,
      workgroups: [...groups, POSITIONS * runs],
      flops: 2 * POSITIONS * tilesOf(g) * g.channels * g.filters,
    };
  },
});

/** `splits` is that of the plain shader, which makes no partial sums. */
export const winogradGradWeight = defineKernel({
  name: 'winograd_grad_weight',
  source: [LINEAR_ID_WGSL, weightWgsl],
  bindings: {
    ...{ x: 'read', dy: 'read', dWeight: 'read_write', dBias: 'read_write' },
    ...{ du: 'read', e: 'read' },
  },
  plan: (g: Conv2dGeometry & { useBias: boolean; splits: number }, target) => ({
    constants: {
      ...{ TILES: tilesOf(g), I: g.channels, O: g.filters, RUNS: gradWeightProducts(g, target).runs },
      ...{ USE_BIAS: Number(g.useBias), BIASES: g.useBias ? g.filters : 1 },
    },
    workgroups: workgroupsFor(g.channels * g.filters + (g.useBias ? g.filters : 0), 64),
    flops: WEIGHT_FLOPS * g.channels * g.filters + (g.useBias ? tilesOf(g) * g.filters : 0),
  }),
});

/** Whether it computes the gradient of the weights, and in less time than a direct one on that device. Cards compute it directly. */
export function gradWeightSuits(g: Conv2dGeometry, target: KernelTarget): boolean {
  if (target.convolution !== 'blocks' || !winogradSuits(g, target)) return false;
  const { runs } = gradWeightProducts(g, target);
  const largest = Math.max(
    (POSITIONS + 1) * tilesOf(g) * g.filters,
    runs * POSITIONS * g.channels * g.filters,
  );
  return 4 * largest <= target.bindingBytes && POSITIONS * runs <= MAX_WORKGROUPS;
}
