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

/** One row of a sliding window. */
export interface Sliding {
  /** Of the whole dispatch. */
  readonly multiplyAdds: number;
  /** Of a row of outputs, and of the row of inputs that the kernel slides over. */
  readonly width: number;
  readonly inputWidth: number;
  readonly padLeft: number;
  readonly kernelWidth: number;
  readonly strideX: number;
  readonly dilationX: number;
}

const FILTERS = [4, 8, 16] as const;
const COLUMNS = Array.from({ length: 16 }, (_, i) => i + 1);
/** Input channels to a turn: a second one halves what is carried; more only make the body longer. */
const INPUTS = [1, 2] as const;
/** Pairs (ky, c) to an invocation. */
const PAIRS = [1, 2, 3, 4, 6, 8] as const;
/** How long a loop body may be: long bodies are for where there is work. */
function bodyLimit(multiplyAdds: number, target: KernelTarget): number {
  return target.body * Math.min(1, Math.max(1 / 6, multiplyAdds / 5e6));
}

const blocks = (length: number, size: number): number => Math.ceil(length / size);
/** The share of a length cut into blocks that is not overhang. */
const useful = (length: number, size: number): number => length / (blocks(length, size) * size);
/** Pixels under the taps of a block's row: where one block spans the row, padding is known beforehand and costs nothing. */
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

/** Time of a turn of the innermost loop, in multiply-adds. `shared`: numbers that a whole workgroup uses. */
function turn(
  { products, own, shared, sums }: { products: number; own: number; shared: number; sums: number },
  { quads, loadCost, shareCost, carryCost }: KernelTarget,
): number {
  const loads = own + (quads ? shared / 4 : shared);
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
  shape: Sliding & { rows: number; inputs: number; outputs: number },
  target: KernelTarget,
): CorrelationBlock {
  const { rows, width, outputs, kernelWidth } = shape;
  const body = bodyLimit(shape.multiplyAdds, target);
  function* candidates(): Generator<readonly [CorrelationBlock, number]> {
    for (const inputs of INPUTS.filter((count) => shape.inputs % count === 0)) {
      for (const filters of FILTERS) {
        for (const columns of COLUMNS) {
          const sums = columns * filters;
          const most = sums * kernelWidth * inputs;
          const smallest = columns === 1 && filters === 4 && inputs === 1;
          if (!smallest && (sums > target.sums || most / 4 > body || columns > width)) continue;
          const row = met(columns, shape);
          const time = turn(
            {
              products: row.products * filters * inputs,
              own: inputs * row.pixels,
              shared: inputs * kernelWidth * filters,
              sums,
            },
            target,
          );
          const invocations = rows * blocks(width, columns) * blocks(outputs, filters);
          const busy = Math.min(1, invocations / target.invocations);
          yield [
            { columns, filters, inputs },
            time / (most * useful(width, columns) * useful(outputs, filters) * busy),
          ];
        }
      }
    }
  }
  return cheapest(candidates());
}

/** For conv2d_grad_weight. */
export function weightGradientBlock(
  shape: Sliding & { pairs: number; filters: number },
  target: KernelTarget,
): WeightBlock {
  const { width, kernelWidth } = shape;
  const body = bodyLimit(shape.multiplyAdds, target);
  function* candidates(): Generator<readonly [WeightBlock, number]> {
    for (const pairs of PAIRS) {
      for (const filters of FILTERS) {
        for (const columns of COLUMNS) {
          const sums = pairs * kernelWidth * filters;
          const products = sums * columns;
          const { pixels } = met(columns, shape);
          const smallest = pairs === 1 && filters === 4 && columns === 1;
          if (!smallest && (sums > target.sums || products / 4 > body || columns > width)) continue;
          const time = turn({ products, own: pairs * pixels, shared: columns * filters, sums }, target);
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
