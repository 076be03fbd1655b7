// Decomposes a layer's sum: the contribution of each input channel to one map, their sum with the bias, and the mean
// absolute activation of each channel.

import strengthsWgsl from '../../../shaders/inspect/channel_strengths.wgsl?raw';
import productsWgsl from '../../../shaders/inspect/slice_products.wgsl?raw';
import sumWgsl from '../../../shaders/inspect/slice_sum.wgsl?raw';
import { defineKernel, workgroupsFor } from '../kernel';
import { LINEAR_ID_WGSL } from '../libraries';
import { windowConstants, type WindowGeometry } from '../window';

/** One picture. */
export interface SliceGeometry extends WindowGeometry {
  /** Maps that the layer makes. */
  readonly filters: number;
  /** Kernels a channel where channels never mix; null where a filter reads them all. */
  readonly multiplier: number | null;
}

/** Input channels that one filter reads. */
export const partsOf = (g: SliceGeometry): number => (g.multiplier === null ? g.channels : 1);

export const sliceProducts = defineKernel({
  name: 'slice_products',
  source: [LINEAR_ID_WGSL, productsWgsl],
  bindings: { x: 'read', weight: 'read', chosen: 'read', products: 'read_write' },
  plan: (g: SliceGeometry) => {
    const { N: _, ...constants } = windowConstants(g);
    const count = g.outputHeight * g.outputWidth * partsOf(g);
    return {
      constants: { ...constants, K: g.filters, MULTIPLIER: g.multiplier ?? 0 },
      workgroups: workgroupsFor(count, 64),
      flops: 2 * count * g.windowHeight * g.windowWidth,
    };
  },
});

export const sliceSum = defineKernel({
  name: 'slice_sum',
  source: [LINEAR_ID_WGSL, sumWgsl],
  bindings: { products: 'read', bias: 'read', chosen: 'read', sum: 'read_write' },
  plan: ({ positions, parts, useBias }: { positions: number; parts: number; useBias: boolean }) => ({
    constants: { POSITIONS: positions, J: parts, USE_BIAS: Number(useBias) },
    workgroups: workgroupsFor(positions, 64),
    flops: positions * parts,
  }),
});

export const channelStrengths = defineKernel({
  name: 'channel_strengths',
  source: [LINEAR_ID_WGSL, strengthsWgsl],
  bindings: { x: 'read', strengths: 'read_write' },
  plan: ({ positions, channels }: { positions: number; channels: number }) => ({
    constants: { POSITIONS: positions, C: channels },
    workgroups: workgroupsFor(channels, 64),
    flops: positions * channels,
  }),
});
