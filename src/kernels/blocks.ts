// Chooses the block of sums that one invocation of a convolution computes: the shape with the smallest time per useful
// multiply-add, by a model of the cost of one iteration of the innermost loop on the device (see target.ts).

import type { KernelTarget, RegisterBudget } from './target';

export interface CorrelationBlock {
  readonly columns: number;
  readonly filters: number;
  /** Input channels per iteration of the innermost loop. */
  readonly inputs: number;
}

export interface WeightBlock {
  readonly columns: number;
  readonly filters: number;
  /** Pairs (ky, c) per invocation. */
  readonly pairs: number;
}

/** One row of a sliding window. */
export interface Sliding {
  /** Multiply-adds of the whole dispatch. */
  readonly multiplyAdds: number;
  /** The widths of a row of outputs, and of the row of inputs over which the kernel slides. */
  readonly width: number;
  readonly inputWidth: number;
  readonly padLeft: number;
  readonly kernelWidth: number;
  readonly strideX: number;
  readonly dilationX: number;
  /** A block has a multiple of so many columns: whole windows of a fused pooling. Absent: 1. */
  readonly multiple?: number;
}

/** Filters of a block: a power of two, or all that there are up to 16. */
const filtersOf = (all: number): readonly number[] => [...new Set([4, 8, 16, Math.min(16, all)])];
const COLUMNS = Array.from({ length: 16 }, (_, i) => i + 1);
/** Input channels per iteration: two halve the carried sums where a kernel has one column; else they only make the body longer. */
const INPUTS = [1, 2] as const;
/** Pairs (ky, c) per invocation. */
const PAIRS = [1, 2, 3, 4] as const;

/** How many blocks of a size cover a length. */
export const blocks = (length: number, size: number): number => Math.ceil(length / size);
/** The share of useful elements in a length that is cut into blocks; the rest is overhang. */
const useful = (length: number, size: number): number => length / (blocks(length, size) * size);

/**
 * Pixels under the taps of a block's row. If one block spans the row, padding is known in advance and costs nothing.
 */
function met(columns: number, s: Sliding): { pixels: number; products: number } {
  const pixels = new Set<number>();
  let products = 0;
  for (let j = 0; j < columns; j++) {
    for (let kx = 0; kx < s.kernelWidth; kx++) {
      const at = j * s.strideX + kx * s.dilationX;
      if (blocks(s.width, columns) === 1 && (at < s.padLeft || at >= s.padLeft + s.inputWidth)) continue;
      pixels.add(at);
      products++;
    }
  }
  return { pixels: pixels.size, products };
}

/** Every block of columns, and the row that it reads. */
const rowsMet = (s: Sliding): readonly { columns: number; row: ReturnType<typeof met> }[] =>
  COLUMNS.filter((count) => count <= s.width && count % (s.multiple ?? 1) === 0).map((columns) => ({
    columns,
    row: met(columns, s),
  }));

/** How many neighbouring invocations share the loads of a block of so many filters: all load the same number of them. */
export const sharing = (filters: number, { quads }: KernelTarget): number =>
  quads ? ([4, 2].find((members) => filters % members === 0) ?? 1) : 1;

/** The costs of one iteration of the innermost loop. */
interface Turn {
  /** Multiply-adds, those with padding excluded. */
  readonly products: number;
  /** Loads of an invocation's own numbers, and of numbers that a whole workgroup uses. */
  readonly own: number;
  readonly shared: number;
  readonly filters: number;
  readonly sums: number;
}

const loadsOf = ({ own, shared, filters }: Turn, target: KernelTarget): number =>
  own + shared / sharing(filters, target);

/** The time of an iteration, in multiply-adds. */
function timeOf(turn: Turn, target: KernelTarget): number {
  const { quads, loadCost, shareCost, carryCost, spillCost } = target;
  return (
    turn.products +
    loadCost * loadsOf(turn, target) +
    (quads ? shareCost * turn.shared : 0) +
    carryCost * turn.sums +
    spillCost * Math.max(0, turn.sums - 48)
  );
}

/**
 * Whether it fits the register budget. `multiplyAdds` of the whole dispatch, because long bodies pay off only for large
 * work.
 */
function fits(
  turn: Turn,
  { registers, body }: RegisterBudget,
  multiplyAdds: number,
  target: KernelTarget,
): boolean {
  const most = body * Math.min(1, Math.max(1 / 6, multiplyAdds / 2e6));
  return turn.sums + turn.own + turn.shared <= registers && turn.products / 4 + loadsOf(turn, target) <= most;
}

/** The cheapest candidate; the first of equals. */
function cheapest<T>(candidates: Iterable<readonly [T, number]>): T {
  let best: readonly [T, number] | undefined;
  for (const candidate of candidates) if (best === undefined || candidate[1] < best[1]) best = candidate;
  if (best === undefined) throw new Error('no block fits');
  return best[0];
}

/**
 * The block for conv2d_correlate.
 * @param shape `rows`: the total number of output rows, batch × height. `apart`: a workgroup's invocations share a row
 */
export function correlationBlock(
  shape: Sliding & { rows: number; inputs: number; outputs: number; apart?: boolean },
  target: KernelTarget,
): CorrelationBlock {
  const { rows, width, outputs, kernelWidth, apart = false } = shape;
  const candidateRows = rowsMet(shape);
  function* candidates(): Generator<readonly [CorrelationBlock, number]> {
    for (const inputs of INPUTS.filter(
      (count) => shape.inputs % count === 0 && (count === 1 || kernelWidth === 1),
    )) {
      for (const filters of filtersOf(outputs)) {
        for (const { columns, row } of candidateRows) {
          const sums = columns * filters;
          const turn = {
            products: row.products * filters * inputs,
            own: inputs * row.pixels,
            shared: inputs * kernelWidth * filters,
            filters,
            sums,
          };
          const smallest = columns === (shape.multiple ?? 1) && filters === 4 && inputs === 1;
          if (!smallest && !fits(turn, target.correlation, shape.multiplyAdds, target)) continue;
          const invocations = rows * blocks(width, columns) * blocks(outputs, filters);
          const busy = Math.min(1, invocations / target.invocations);
          const inStep = apart ? useful(blocks(width, columns), target.width) : 1;
          const share = useful(width, columns) * useful(outputs, filters) * busy * inStep;
          yield [{ columns, filters, inputs }, timeOf(turn, target) / (sums * kernelWidth * inputs * share)];
        }
      }
    }
  }
  return cheapest(candidates());
}

/**
 * The number of pixels that a block of conv2d_grad_weight passes to the next one of its row; 0 if there is none. The
 * model still counts them as loads: the block chosen in this way is the fastest of its neighbours with and without
 * passing.
 */
export function pixelsKept(
  { width, kernelWidth, strideX, dilationX }: Sliding,
  columns: number,
  target: KernelTarget,
): number {
  if (!target.keepsPixels || blocks(width, columns) === 1) return 0;
  return Math.max(0, (kernelWidth - 1) * dilationX + 1 - strideX);
}

/**
 * The block for conv2d_grad_weight.
 * @param shape `withBias`: one more invocation owns the bias
 */
export function weightGradientBlock(
  shape: Sliding & { pairs: number; filters: number; withBias?: boolean },
  target: KernelTarget,
): WeightBlock {
  const { width, kernelWidth, withBias = true } = shape;
  const candidateRows = rowsMet(shape);
  function* candidates(): Generator<readonly [WeightBlock, number]> {
    for (const pairs of PAIRS) {
      for (const filters of filtersOf(shape.filters)) {
        for (const { columns, row } of candidateRows) {
          const sums = pairs * kernelWidth * filters;
          const turn = {
            products: sums * columns,
            own: pairs * row.pixels,
            shared: columns * filters,
            filters,
            sums,
          };
          const smallest = pairs === 1 && filters === 4 && columns === (shape.multiple ?? 1);
          if (!smallest && !fits(turn, target.weightGradient, shape.multiplyAdds, target)) continue;
          // Owners run in lockstep.
          const owners = blocks(blocks(shape.pairs, pairs) + Number(withBias), target.width) * target.width;
          const share =
            useful(width, columns) * (shape.pairs / (owners * pairs)) * useful(shape.filters, filters);
          yield [{ columns, filters, pairs }, timeOf(turn, target) / (turn.products * share)];
        }
      }
    }
  }
  return cheapest(candidates());
}
