// The ranges of layers' numbers: one dispatch per tensor at the end of a plan, and one small table that is read back
// when the colour scales need it.

import { readFloats } from '../../gpu/readback';
import type { Slab } from '../../gpu/slab';
import type { Graph } from '../../graph/graph';
import type { Plan } from '../../graph/plan';
import type { Shape, Tensor } from '../../graph/tensor';
import { RANGE_COLUMNS } from '../../kernels/inspect/range';
import type { Domain } from './colourDomain';
import { appendRangeTable } from './rangeTable';

/** What the finite numbers of a tensor span (low > high where there are none), and how many are not finite. */
export interface TensorRange {
  readonly low: number;
  readonly high: number;
  readonly nan: number;
  readonly infinite: number;
  /** Of each map, or of each filter's kernel; empty for what has no maps. */
  readonly channels: readonly Domain[];
}

export interface LayerRange {
  readonly activation: TensorRange;
  readonly kernel: TensorRange | null;
}

/** A tensor to measure: a layer's output, or its kernel. */
export interface Ranged {
  readonly layer: string;
  readonly kernel: boolean;
  readonly tensor: Tensor;
}

/** Its rows in the table: one a channel. */
interface Slot extends Ranged {
  readonly channels: number;
  readonly first: number;
}

const NOTHING: TensorRange = { low: 0, high: 0, nan: 0, infinite: 0, channels: [] };

/** Maps [1, height, width, channels] and kernels [height, width, channelsIn, filters] have channels; vectors are one. */
const channelsOf = (shape: Shape): number => (shape.length === 4 ? (shape[3] ?? 1) : 1);

export class Ranges {
  private constructor(
    private readonly table: Tensor,
    private readonly slots: readonly Slot[],
  ) {}

  /** @param slab where the table gets its place; not allocated yet */
  static append(graph: Graph, ranged: readonly Ranged[], slab: Slab): Ranges {
    const table = appendRangeTable(
      graph,
      slab,
      ranged.map(({ layer, kernel, tensor }) => ({
        label: `${layer}/${kernel ? 'kernel' : 'activation'} range`,
        tensor,
        channels: channelsOf(tensor.shape),
      })),
    );
    const slots = ranged.map((one, at): Slot => ({
      ...one,
      channels: channelsOf(one.tensor.shape),
      first: table.firsts[at] ?? 0,
    }));
    return new Ranges(table.tensor, slots);
  }

  /** Sixteen bytes a map and a filter. */
  async read(device: GPUDevice, plan: Plan): Promise<ReadonlyMap<string, LayerRange>> {
    const values = await readFloats(device, plan.view(this.table));
    const found = new Map<string, LayerRange>();
    for (const { layer, kernel, channels, first } of this.slots) {
      const whole = joined(values.subarray(first * RANGE_COLUMNS.length), channels);
      const before = found.get(layer) ?? { activation: NOTHING, kernel: null };
      found.set(layer, kernel ? { ...before, kernel: whole } : { ...before, activation: whole });
    }
    return found;
  }
}

/** A tensor's range from the rows of its channels. */
function joined(rows: Float32Array, channels: number): TensorRange {
  const row = (at: number, column: number): number => rows[at * RANGE_COLUMNS.length + column] ?? 0;
  const all = Array.from({ length: channels }, (_, at) => at);
  return {
    low: Math.min(...all.map((at) => row(at, 0))),
    high: Math.max(...all.map((at) => row(at, 1))),
    nan: all.reduce((sum, at) => sum + row(at, 2), 0),
    infinite: all.reduce((sum, at) => sum + row(at, 3), 0),
    channels: channels === 1 ? [] : all.map((at) => [row(at, 0), row(at, 1)] as const),
  };
}

/** The range made symmetric around zero: for differences, where zero means no change. */
export function mirrored({ low, high, channels, ...rest }: TensorRange): TensorRange {
  const reach = (from: number, to: number): readonly [number, number] => {
    const most = from > to ? 0 : Math.max(Math.abs(from), Math.abs(to));
    return [-most, most];
  };
  const [from, to] = reach(low, high);
  return { ...rest, low: from, high: to, channels: channels.map(([a, b]) => reach(a, b)) };
}
