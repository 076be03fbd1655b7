// Rows that several invocations of a workgroup share (shaders/lib/lanes.wgsl, shaders/lib/row.wgsl).

import { workgroupsFor } from './kernel';

/** Invocations of a workgroup of the kernels that share rows. */
const GROUP = 64;

/** A second invocation is used only if each gets at least this many numbers: barriers are what sharing costs on a processor. */
const NUMBERS_PER_LANE = 32;

/** How many share a row of `numbers`: a power of two that divides the workgroup. */
export function lanesFor(numbers: number, perLane = NUMBERS_PER_LANE): number {
  return 2 ** Math.max(0, Math.min(6, Math.floor(Math.log2(numbers / perLane))));
}

export const workgroupsForRows = (rows: number, lanes: number): ReturnType<typeof workgroupsFor> =>
  workgroupsFor(rows, GROUP / lanes);

/** A matrix whose rows are worked on one by one. `rows`: the product of the batch and all axes but the last. */
export interface RowGeometry {
  readonly rows: number;
  readonly columns: number;
}

/** The plan of a kernel that reads a row a few times, a number after the other. */
export function planRows({ rows, columns }: RowGeometry, flopsPerNumber: number) {
  const lanes = lanesFor(columns);
  return {
    constants: { ROWS: rows, K: columns, LANES: lanes },
    workgroups: workgroupsForRows(rows, lanes),
    flops: flopsPerNumber * rows * columns,
  };
}
