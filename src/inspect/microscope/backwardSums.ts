// The backward pass of one layer in detail, derived from the layer's own explanation of its outputs.
//
// An output is y[o] = Σ x[at] · w[place]; its terms say which `at` meets which `place`. Read the other way round:
//   ∂W[place] = Σ over outputs o   δ[o] · x[at]          the patch of each output, times its δ, adds up to the kernel's gradient
//   ∂b        = Σ over outputs o   δ[o]                  the bias has a part of 1 in each of them
//   ∂x[at]    = Σ over outputs o   δ[o] · w[place]       of each output that read the cell; in order of o the places run
//                                                        backwards through the kernel: a correlation with the flipped one
// Pooling has no weights: the largest of a window gets all of δ, the mean gives every cell of it an equal share.
// Goodfellow, Bengio, Courville, "Deep Learning", 2016, §9.5. Everything here is f64 on the CPU; indices have no batch axis.

import type { Term } from '../../layers/layer';
import type { NetworkLayer } from '../../models/network';

export type Index = readonly number[];

/** One operand of an output: where it lies, what it is, and the place in the kernel that it meets. */
export interface Tap {
  readonly row: number;
  readonly column: number;
  readonly at: Index;
  readonly value: number;
  readonly padded: boolean;
}

/** What one output adds to the gradient of a kernel: its δ times its patch. */
export interface KernelShare {
  readonly cell: Index;
  readonly delta: number;
  readonly patch: readonly Tap[];
}

/** A tensor's numbers on the host. */
export interface Numbers {
  readonly shape: Index;
  readonly values: ArrayLike<number>;
}

export const flat = (index: Index, shape: Index): number =>
  index.reduce((sum, i, axis) => sum * (shape[axis] ?? 1) + i, 0);

const inside = (at: Index, shape: Index): boolean => at.every((i, axis) => i >= 0 && i < (shape[axis] ?? 0));

const read = ({ shape, values }: Numbers, at: Index): number =>
  inside(at, shape) ? (values[flat(at, shape)] ?? NaN) : 0;

/** The outputs of one filter (the last axis), row by row. */
export function cellsOf(outputShape: Index, filter: number): readonly Index[] {
  let cells: Index[] = [[]];
  for (const length of outputShape.slice(0, -1))
    cells = cells.flatMap((cell) => Array.from({ length }, (_, i) => [...cell, i]));
  return cells.map((cell) => [...cell, filter]);
}

function termsOf(layer: NetworkLayer, cell: Index): readonly Term[] {
  return layer.definition.explain.terms(layer.options, layer.inputShapes, cell);
}

/** ∂W of one filter for one input map, output by output. */
export class KernelSum {
  readonly cells: readonly Index[];
  readonly rows: number;
  readonly columns: number;
  readonly #shares = new Map<number, KernelShare>();
  #counted = 0;
  #sum: Float64Array;

  /**
   * @param filter the output's channel or unit
   * @param slice the input's channel; the number of the input where the layer reads a vector
   */
  constructor(
    readonly layer: NetworkLayer,
    readonly filter: number,
    readonly slice: number,
    private readonly x: Numbers,
    private readonly delta: Numbers,
  ) {
    const shape = layer.uses.find(({ name }) => name === 'weight')?.shape ?? [];
    [this.rows, this.columns] = shape.length === 4 ? [shape[0] ?? 1, shape[1] ?? 1] : [1, 1];
    this.cells = cellsOf(layer.outputShape, filter);
    this.#sum = new Float64Array(this.rows * this.columns);
  }

  share(number: number): KernelShare {
    const known = this.#shares.get(number);
    if (known !== undefined) return known;
    const cell = this.cells[number] ?? [];
    const spatial = this.rows * this.columns > 1 || this.x.shape.length === 3;
    const patch = termsOf(this.layer, cell)
      .filter(({ at, factor }) => factor !== undefined && at.at(-1) === this.slice)
      .map(({ at, factor }): Tap => ({
        row: spatial ? (factor?.at[0] ?? 0) : 0,
        column: spatial ? (factor?.at[1] ?? 0) : 0,
        at,
        value: read(this.x, at),
        padded: !inside(at, this.x.shape),
      }));
    const share = { cell, delta: read(this.delta, cell), patch };
    this.#shares.set(number, share);
    return share;
  }

  /** The sum after the first `count` outputs, row by row of the kernel. */
  sumOf(count: number): readonly number[] {
    if (count < this.#counted) {
      this.#counted = 0;
      this.#sum = new Float64Array(this.rows * this.columns);
    }
    for (; this.#counted < count; this.#counted++) {
      const { delta, patch } = this.share(this.#counted);
      if (delta === 0) continue;
      for (const { row, column, value } of patch) {
        const place = row * this.columns + column;
        this.#sum[place] = (this.#sum[place] ?? 0) + delta * value;
      }
    }
    return [...this.#sum];
  }

  /** The gradient of the filter's bias after the first `count` outputs: their δ added up. */
  deltaOf(count: number): number {
    return this.cells.slice(0, count).reduce((sum, cell) => sum + read(this.delta, cell), 0);
  }

  /** Outputs with a nonzero δ: only they contribute. */
  get active(): readonly number[] {
    return this.cells.flatMap((cell, number) => (read(this.delta, cell) === 0 ? [] : [number]));
  }
}

/** What one output passes back to a cell that it read. */
export interface InputTap {
  readonly cell: Index;
  /** Place in the kernel, [row, column]. */
  readonly row: number;
  readonly column: number;
  readonly delta: number;
  readonly weight: number;
}

/** ∂x of one cell, filter by filter. */
export interface InputShare {
  readonly filters: readonly {
    readonly filter: number;
    readonly taps: readonly InputTap[];
    readonly sum: number;
  }[];
  readonly total: number;
}

/** ∂x of a layer's input, cell by cell. */
export class InputSum {
  readonly #known = new Map<number, InputShare>();

  constructor(
    readonly layer: NetworkLayer,
    private readonly weight: Numbers,
    private readonly delta: Numbers,
  ) {}

  /** @param at a cell of the input */
  share(at: Index): InputShare {
    const shape = this.layer.inputShapes[0] ?? [];
    const key = flat(at, shape);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { definition, options, inputShapes, outputShape } = this.layer;
    const spatial = this.weight.shape.length === 4;
    const filters = Array.from({ length: outputShape.at(-1) ?? 1 }, (_, filter) => {
      const taps: InputTap[] = [];
      for (const cell of cellsOf(outputShape, filter)) {
        const reads = definition.explain
          .windows(options, inputShapes, cell)
          .some(({ start, end }) => at.every((i, axis) => i >= (start[axis] ?? 0) && i < (end[axis] ?? 0)));
        if (!reads) continue;
        for (const { at: from, factor } of termsOf(this.layer, cell)) {
          if (factor === undefined || !from.every((i, axis) => i === at[axis])) continue;
          taps.push({
            cell,
            row: spatial ? (factor.at[0] ?? 0) : 0,
            column: spatial ? (factor.at[1] ?? 0) : 0,
            delta: read(this.delta, cell),
            weight: read(this.weight, factor.at),
          });
        }
      }
      return { filter, taps, sum: taps.reduce((sum, { delta, weight }) => sum + delta * weight, 0) };
    });
    const share = { filters, total: filters.reduce((total, { sum }) => total + sum, 0) };
    this.#known.set(key, share);
    return share;
  }
}

/** Where the δ of one pooled cell goes: a cell of the window, and what it is given. */
export interface RouteCell {
  readonly at: Index;
  readonly value: number;
  readonly gets: number;
}

/** The way of δ through a pooling layer. */
export class PoolRoute {
  constructor(
    readonly layer: NetworkLayer,
    private readonly x: Numbers,
    private readonly delta: Numbers,
  ) {}

  deltaOf(cell: Index): number {
    return read(this.delta, cell);
  }

  /** The window of a pooled cell. Of equal numbers the first is the largest, as on the GPU. */
  route(cell: Index): readonly RouteCell[] {
    const delta = this.deltaOf(cell);
    const window = termsOf(this.layer, cell).map(({ at }) => ({ at, value: read(this.x, at) }));
    if (this.layer.definition.explain.rule === 'mean')
      return window.map((one) => ({ ...one, gets: delta / window.length }));
    const largest = window.reduce((best, { value }, i) => (value > (window[best]?.value ?? 0) ? i : best), 0);
    return window.map((one, i) => ({ ...one, gets: i === largest ? delta : 0 }));
  }
}
