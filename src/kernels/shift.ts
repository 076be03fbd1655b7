// Shifts pictures by whole pixels and covers a part of them; see shaders/training/shift.wgsl.

import shiftWgsl from '../../shaders/training/shift.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

/** Offsets in `moves`: the cover, the row that `peak` reads, then dx and dy per row. */
export const MOVES = { top: 0, left: 1, bottom: 2, right: 3, row: 4, offsets: 8 } as const;

export interface ShiftParams {
  /** Output pictures. */
  readonly rows: number;
  /** Input pictures: one for all rows, or one per row. */
  readonly sources: number;
  /** Shifts: one for all rows, or one per row. */
  readonly offsets: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export const shift = defineKernel({
  name: 'shift',
  source: [LINEAR_ID_WGSL, shiftWgsl],
  bindings: { x: 'read', moves: 'read', y: 'read_write' },
  plan: ({ rows, sources, offsets, height, width, channels }: ShiftParams) => ({
    constants: {
      ROWS: rows,
      SOURCES: sources,
      OFFSETS: offsets,
      HEIGHT: height,
      WIDTH: width,
      CHANNELS: channels,
    },
    workgroups: workgroupsFor(rows * height * width * channels, 64),
    flops: 0,
  }),
});
