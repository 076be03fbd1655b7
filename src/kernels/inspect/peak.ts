// Where each map of one picture of a batch is most active, see shaders/inspect/peak.wgsl.

import peakWgsl from '../../../shaders/inspect/peak.wgsl?raw';
import { defineKernel } from '../kernel';

export interface PeakParams {
  /** Cells of one map. */
  readonly positions: number;
  readonly channels: number;
  /** The row of the result that the first channel gets. */
  readonly first: number;
}

export const peak = defineKernel({
  name: 'peak',
  source: peakWgsl,
  bindings: { x: 'read', moves: 'read', peaks: 'read_write' },
  plan: ({ positions, channels, first }: PeakParams) => ({
    constants: { POSITIONS: positions, CHANNELS: channels, FIRST: first },
    workgroups: [channels, 1, 1],
    flops: positions * channels,
  }),
});
