// Rows that several invocations of a workgroup share (shaders/lib/lanes.wgsl, shaders/lib/row.wgsl).

import { workgroupsFor } from './kernel';
import type { KernelTarget } from './target';

/** Invocations of a workgroup of the kernels that share rows. */
const GROUP = 64;

/** A second invocation is used only if each gets at least this many numbers: barriers are what sharing costs on a processor. */
const NUMBERS_PER_LANE = 32;

/**
 * How many share each of `rows` rows of `numbers`: a power of two that divides the workgroup. Rows that keep the device busy by
 * themselves are not shared.
 */
export function lanesFor(
  numbers: number,
  rows: number,
  { invocations }: Pick<KernelTarget, 'invocations'>,
  perLane = NUMBERS_PER_LANE,
): number {
  const most = Math.min(GROUP, numbers / perLane, invocations / rows);
  return 2 ** Math.max(0, Math.floor(Math.log2(most)));
}

export const workgroupsForRows = (rows: number, lanes: number): ReturnType<typeof workgroupsFor> =>
  workgroupsFor(rows, GROUP / lanes);

/** A matrix whose rows are worked on one by one. `rows`: the product of the batch and all axes but the last. */
export interface RowGeometry {
  readonly rows: number;
  readonly columns: number;
}

/** The plan of a kernel that reads a row a few times, a number after the other. */
export function planRows({ rows, columns }: RowGeometry, flopsPerNumber: number, target: KernelTarget) {
  const lanes = lanesFor(columns, rows, target);
  return {
    constants: { ROWS: rows, K: columns, LANES: lanes },
    workgroups: workgroupsForRows(rows, lanes),
    flops: flopsPerNumber * rows * columns,
  };
}
