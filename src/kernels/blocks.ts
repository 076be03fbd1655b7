// How big a block of sums one invocation of a convolution makes: the shape that spends least time a useful
// multiply-add, by a model of two numbers (see target.ts). Loads are counted per kernel row and input channel.

import type { KernelTarget } from './target';

export interface Block {
  readonly columns: number;
  readonly filters: number;
}

export interface WeightBlock extends Block {
  readonly channels: number;
}

interface Sliding {
  readonly kernelWidth: number;
  readonly strideX: number;
  readonly dilationX: number;
}

const FILTERS = [4, 8, 16] as const;
const COLUMNS = Array.from({ length: 16 }, (_, i) => i + 1);
const CHANNELS = [1, 2, 4, 8] as const;
/** Multiply-adds of vectors written out in one loop body: more takes drivers long to compile. */
const BODY = 160;

const blocks = (length: number, size: number): number => Math.ceil(length / size);
/** The share of a length cut into blocks that is not overhang. */
const useful = (length: number, size: number): number => length / (blocks(length, size) * size);
/** Pixels of an input row that a block of columns sees. */
const seen = (columns: number, s: Sliding): number =>
  Math.min(columns * s.kernelWidth, (columns - 1) * s.strideX + (s.kernelWidth - 1) * s.dilationX + 1);
const loads = (vectors: number, { quads }: KernelTarget): number =>
  4 * (quads ? Math.ceil(vectors / 4) : vectors);

/** The cheapest of some candidates; the first of equal ones. */
function cheapest<T>(candidates: Iterable<readonly [T, number]>): T {
  let best: readonly [T, number] | undefined;
  for (const candidate of candidates) if (best === undefined || candidate[1] < best[1]) best = candidate;
  if (best === undefined) throw new Error('no block fits');
  return best[0];
}

/**
 * For conv2d_correlate: columns × filters.
 * @param rows rows of output in all: batch × height
 */
export function correlationBlock(
  shape: Sliding & { rows: number; width: number; outputs: number },
  target: KernelTarget,
): Block {
  const { rows, width, outputs, kernelWidth } = shape;
  function* candidates(): Generator<readonly [Block, number]> {
    for (const filters of FILTERS) {
      for (const columns of COLUMNS) {
        const sums = columns * filters;
        const smallest = columns === 1 && filters === 4;
        if (!smallest && (sums > target.sums || (sums / 4) * kernelWidth > BODY || columns > width)) continue;
        const products = sums * kernelWidth;
        const time =
          products + target.loadCost * (seen(columns, shape) + loads((kernelWidth * filters) / 4, target));
        const invocations = rows * blocks(width, columns) * blocks(outputs, filters);
        const busy = Math.min(1, invocations / target.invocations);
        yield [
          { columns, filters },
          time / (products * useful(width, columns) * useful(outputs, filters) * busy),
        ];
      }
    }
  }
  return cheapest(candidates());
}

/** For conv2d_grad_weight: columns × filters × channels. */
export function weightGradientBlock(
  shape: Sliding & { width: number; channels: number; filters: number },
  target: KernelTarget,
): WeightBlock {
  const { width, kernelWidth } = shape;
  function* candidates(): Generator<readonly [WeightBlock, number]> {
    for (const channels of CHANNELS) {
      for (const filters of FILTERS) {
        const sums = channels * kernelWidth * filters;
        if (sums > target.sums && !(channels === 1 && filters === 4)) continue;
        for (const columns of COLUMNS) {
          if (columns > 1 && ((columns * sums) / 4 > BODY || columns > width)) continue;
          const products = sums * columns;
          // Carrying the sums around the loop costs about one load for eight of them.
          const carried = sums / 8;
          const time =
            products +
            target.loadCost *
              (channels * seen(columns, shape) + loads((columns * filters) / 4, target) + carried);
          const share =
            useful(width, columns) * useful(shape.channels, channels) * useful(shape.filters, filters);
          yield [{ columns, filters, channels }, time / (products * share)];
        }
      }
    }
  }
  return cheapest(candidates());
}
