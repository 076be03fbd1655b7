// Moves pictures by whole pixels and covers a part of them, see shaders/training/shift.wgsl.

import shiftWgsl from '../../shaders/training/shift.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

/** Where the numbers of `moves` stand: the cover, the row that `peak` looks at, then dx and dy a row. */
export const MOVES = { top: 0, left: 1, bottom: 2, right: 3, row: 4, offsets: 8 } as const;

export interface ShiftParams {
  /** Pictures made. */
  readonly rows: number;
  /** Pictures given: one for all rows, or as many. */
  readonly sources: number;
  /** Moves given: one for all rows, or as many. */
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
