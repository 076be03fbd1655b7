// The table that the dispatches of `range` fill at the end of a graph: a row a channel of each tensor.

import { ALIGNMENT_BYTES, type Slab } from '../../gpu/slab';
import { reserveTensor, rowsOf, type Graph } from '../../graph/graph';
import { sizeOf, type Tensor } from '../../graph/tensor';
import { RANGE_COLUMNS, range } from '../../kernels/inspect/range';

export interface RangedTensor {
  readonly label: string;
  readonly tensor: Tensor;
  /** 1: the range of all its numbers. */
  readonly channels: number;
}

export interface RangeTable {
  readonly tensor: Tensor;
  /** The first row of each tensor. */
  readonly firsts: readonly number[];
}

/** The rows of a tensor are a binding of their own, so they begin where one may. */
const ROW_ALIGNMENT = ALIGNMENT_BYTES / (RANGE_COLUMNS.length * 4);

/** @param slab gets the table; not allocated yet */
export function appendRangeTable(graph: Graph, slab: Slab, ranged: readonly RangedTensor[]): RangeTable {
  const firsts: number[] = [];
  let rows = 0;
  for (const { channels } of ranged) {
    firsts.push(rows);
    rows += Math.ceil(channels / ROW_ALIGNMENT) * ROW_ALIGNMENT;
  }
  const table = reserveTensor('ranges', [rows, RANGE_COLUMNS.length], slab);
  ranged.forEach(({ label, tensor: x, channels }, at) => {
    const positions = sizeOf(x.shape) / channels;
    graph.dispatch(
      range,
      label,
      { positions, channels },
      { x, range: rowsOf(table, firsts[at] ?? 0, channels) },
    );
  });
  return { tensor: table, firsts };
}
