// What the colours of a tensor have to span: one row a channel (the last axis), see shaders/inspect/range.wgsl.

import rangeWgsl from '../../../shaders/inspect/range.wgsl?raw';
import { defineKernel } from '../kernel';

/** What one row of the result holds, in order. */
export const RANGE_COLUMNS = ['low', 'high', 'nan', 'infinite'] as const;

export interface RangeParams {
  /** Numbers of one channel. */
  readonly positions: number;
  readonly channels: number;
}

/** Small maps are read sooner by a small workgroup: on software devices every barrier is a change of context for each four. */
const FEW_POSITIONS = 1024;

export const range = defineKernel({
  name: 'range',
  source: rangeWgsl,
  bindings: { x: 'read', range: 'read_write' },
  plan: ({ positions, channels }: RangeParams) => ({
    constants: { LANES: positions <= FEW_POSITIONS ? 16 : 64 },
    workgroups: [channels, 1, 1],
    flops: positions * channels,
  }),
});
