// How big a block of sums one invocation of a convolution makes: the shape that spends least time on a useful
// multiply-add, by a model of what one turn of the innermost loop costs on the device (see target.ts).

import type { KernelTarget } from './target';

export interface CorrelationBlock {
  readonly columns: number;
  readonly filters: number;
  /** Input channels to a turn of the innermost loop. */
  readonly inputs: number;
}

export interface WeightBlock {
  readonly columns: number;
  readonly filters: number;
  /** Pairs (ky, c) to an invocation. */
  readonly pairs: number;
}

interface Sliding {
  /** Of the whole dispatch. */
  readonly multiplyAdds: number;
  readonly kernelWidth: number;
  readonly strideX: number;
  readonly dilationX: number;
}

const FILTERS = [4, 8, 16] as const;
const COLUMNS = Array.from({ length: 16 }, (_, i) => i + 1);
/** Input channels, or pairs (ky, c), that an invocation takes together. */
const TOGETHER = [1, 2, 3, 4, 6, 8] as const;
/** How long a loop body may be: long bodies are for where there is work. */
function bodyLimit(multiplyAdds: number, target: KernelTarget): number {
  return target.body * Math.min(1, Math.max(1 / 6, multiplyAdds / 5e6));
}

const blocks = (length: number, size: number): number => Math.ceil(length / size);
/** The share of a length cut into blocks that is not overhang. */
const useful = (length: number, size: number): number => length / (blocks(length, size) * size);
/** Pixels of an input row that a block of columns sees. */
const seen = (columns: number, s: Sliding): number =>
  Math.min(columns * s.kernelWidth, (columns - 1) * s.strideX + (s.kernelWidth - 1) * s.dilationX + 1);

/** Time of a turn of the innermost loop, in multiply-adds. `shared`: numbers that a whole workgroup uses. */
function turn(
  { products, own, shared, sums }: { products: number; own: number; shared: number; sums: number },
  { quads, loadCost, shareCost, carryCost }: KernelTarget,
): number {
  const loads = own + (quads ? 4 * Math.ceil(shared / 16) : shared);
  return products + loadCost * loads + (quads ? shareCost * shared : 0) + carryCost * sums;
}

/** The cheapest of some candidates; the first of equal ones. */
function cheapest<T>(candidates: Iterable<readonly [T, number]>): T {
  let best: readonly [T, number] | undefined;
  for (const candidate of candidates) if (best === undefined || candidate[1] < best[1]) best = candidate;
  if (best === undefined) throw new Error('no block fits');
  return best[0];
}

/**
 * For conv2d_correlate.
 * @param shape `rows`: rows of output in all, batch × height
 */
export function correlationBlock(
  shape: Sliding & { rows: number; width: number; inputs: number; outputs: number },
  target: KernelTarget,
): CorrelationBlock {
  const { rows, width, outputs, kernelWidth } = shape;
  const body = bodyLimit(shape.multiplyAdds, target);
  function* candidates(): Generator<readonly [CorrelationBlock, number]> {
    for (const inputs of TOGETHER.filter((count) => shape.inputs % count === 0)) {
      for (const filters of FILTERS) {
        for (const columns of COLUMNS) {
          const sums = columns * filters;
          const products = sums * kernelWidth * inputs;
          const smallest = columns === 1 && filters === 4 && inputs === 1;
          if (!smallest && (sums > target.sums || products / 4 > body || columns > width)) continue;
          const time = turn(
            { products, own: inputs * seen(columns, shape), shared: inputs * kernelWidth * filters, sums },
            target,
          );
          const invocations = rows * blocks(width, columns) * blocks(outputs, filters);
          const busy = Math.min(1, invocations / target.invocations);
          yield [
            { columns, filters, inputs },
            time / (products * useful(width, columns) * useful(outputs, filters) * busy),
          ];
        }
      }
    }
  }
  return cheapest(candidates());
}

/** For conv2d_grad_weight. */
export function weightGradientBlock(
  shape: Sliding & { width: number; pairs: number; filters: number },
  target: KernelTarget,
): WeightBlock {
  const { width, kernelWidth } = shape;
  const body = bodyLimit(shape.multiplyAdds, target);
  function* candidates(): Generator<readonly [WeightBlock, number]> {
    for (const pairs of TOGETHER) {
      for (const filters of FILTERS) {
        for (const columns of COLUMNS) {
          const sums = pairs * kernelWidth * filters;
          const products = sums * columns;
          const smallest = pairs === 1 && filters === 4 && columns === 1;
          if (!smallest && (sums > target.sums || products / 4 > body || columns > width)) continue;
          const time = turn(
            { products, own: pairs * seen(columns, shape), shared: columns * filters, sums },
            target,
          );
          // Owners run in step; one more owns the bias.
          const owners = blocks(blocks(shape.pairs, pairs) + 1, target.width) * target.width;
          const share =
            useful(width, columns) * (shape.pairs / (owners * pairs)) * useful(shape.filters, filters);
          yield [{ columns, filters, pairs }, time / (products * share)];
        }
      }
    }
  }
  return cheapest(candidates());
}
