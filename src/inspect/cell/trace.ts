// The numbers that a number can depend on, and those that can depend on it, cell by cell through the whole network.
// Each layer's `explain.windows` gives the inputs of one output; a trace joins these windows, backwards or forwards,
// into the set of cells of every layer. Sets, not rectangles, so that dilation keeps its gaps and branches are joined.
//
// A trace contains what a number *may* depend on, for these shapes and options. A ReLU at 0 or another maximum can
// still make a cell irrelevant.

import { sizeOf } from '../../graph/tensor';
import type { Window } from '../../layers/layer';
import type { Network, NetworkLayer } from '../../models/network';
import type { Trace, TracedLayer, TracedWindow, WeightUse } from '../viewsFacade';

type Cells = Uint8Array;
type Shape = readonly number[];

/** The number of cached traces: a pointer often returns to the same cells. */
const KEPT = 64;
/** The number of cached windows per layer. */
const TABLED = 20_000;

const flat = (index: readonly number[], shape: Shape): number =>
  index.reduce((sum, i, axis) => sum * (shape[axis] ?? 1) + i, 0);

function unravel(at: number, shape: Shape): number[] {
  const index = new Array<number>(shape.length).fill(0);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis] ?? 1;
    index[axis] = at % length;
    at = Math.floor(at / length);
  }
  return index;
}

const keyOf = (windows: readonly Window[]): string =>
  windows.map(({ input, start, end, every }) => [input, ...start, ...end, ...every].join()).join(';');

/** Visits the indices of a window in a tensor of that shape, until `visit` returns true. */
function anyIn(window: Window, shape: Shape, visit: (at: number) => boolean): boolean {
  const walk = (axis: number, at: number): boolean => {
    if (axis === shape.length) return visit(at);
    const [from = 0, to = 0, by = 1] = [window.start[axis], window.end[axis], window.every[axis]];
    for (let i = from; i < to; i += by) if (walk(axis + 1, at * (shape[axis] ?? 1) + i)) return true;
    return false;
  };
  return walk(0, 0);
}

/** The smallest rectangle around the cells of each map that has any. */
function windowsOf(cells: Cells, [rows = 1, columns = 1, channels = 1]: Shape): TracedWindow[] {
  const found: TracedWindow[] = [];
  for (let channel = 0; channel < channels; channel++) {
    let [top, left, bottom, right, count] = [rows, columns, 0, 0, 0];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        if (cells[(row * columns + column) * channels + channel] !== 1) continue;
        count++;
        [top, bottom] = [Math.min(top, row), Math.max(bottom, row + 1)];
        [left, right] = [Math.min(left, column), Math.max(right, column + 1)];
      }
    }
    if (count > 0)
      found.push({ channel, top, left, bottom, right, whole: count === (bottom - top) * (right - left) });
  }
  return found;
}

export class Tracer {
  readonly #shapes: ReadonlyMap<string, Shape>;
  readonly #known = new Map<string, Trace>();
  /** The inputs of a layer that all of its outputs together read. */
  readonly #wholeReach = new Map<string, readonly Cells[]>();
  readonly #blind = new Map<string, boolean>();
  readonly #tables = new Map<string, Map<number, readonly Window[]>>();

  constructor(private readonly network: Network) {
    this.#shapes = new Map([
      ...network.inputs.map(({ name, shape }) => [name, shape] as const),
      ...network.layers.map(({ name, outputShape }) => [name, outputShape] as const),
    ]);
  }

  /**
   * The cells that the number at `index` is computed from, in every layer before it and in the picture, nearest first;
   * the layer itself comes first, with that one cell.
   * @throws Error if there is no such layer or cell
   */
  back(layer: string, index: readonly number[]): Trace {
    return this.#remembered('back', layer, index, (start) => {
      const reached = new Map<string, Cells>([[layer, start]]);
      for (const one of this.network.layers.toReversed()) {
        const cells = reached.get(one.name);
        if (cells === undefined) continue;
        this.#reach(one, cells).forEach((read, i) => {
          const name = one.inputs[i] ?? '';
          const before = reached.get(name);
          if (before === undefined) reached.set(name, read.slice());
          else read.forEach((marked, at) => marked === 1 && (before[at] = 1));
        });
      }
      const order = [
        ...this.network.inputs.map(({ name }) => name),
        ...this.network.layers.map(({ name }) => name),
      ];
      return order.toReversed().flatMap((name) => this.#traced(name, reached));
    });
  }

  /** The cells that are computed from the number at `index`, in every layer after it, nearest first. @throws as back() */
  forward(layer: string, index: readonly number[]): Trace {
    return this.#remembered('forward', layer, index, (start) => {
      const reached = new Map<string, Cells>([[layer, start]]);
      for (const one of this.network.layers) {
        if (one.name === layer || !one.inputs.some((name) => reached.has(name))) continue;
        const cells = this.#fed(one, reached);
        if (cells.includes(1)) reached.set(one.name, cells);
      }
      return [layer, ...this.network.layers.map(({ name }) => name).filter((name) => name !== layer)].flatMap(
        (name) => this.#traced(name, reached),
      );
    });
  }

  /**
   * The inputs that one weight multiplies: one for every output of its filter.
   * @param at its index in the layer's parameter, [row, column, input map, filter] of a kernel
   * @returns null for a layer that does not compute sums over a window
   */
  weightUse(name: string, at: readonly number[]): WeightUse | null {
    const layer = this.network.layers.find((one) => one.name === name);
    const [rows = 1, columns = 1] = layer?.outputShape ?? [];
    const input = layer?.inputShapes[0];
    if (layer?.outputShape.length !== 3 || input === undefined) return null;
    const filter = at.at(-1) ?? 0;
    const met = (row: number, column: number): readonly number[] | undefined =>
      layer.definition.explain
        .terms(layer.options, layer.inputShapes, [row, column, filter])
        .find(({ factor }) => String(factor?.at) === String(at))?.at;
    // Windows are evenly spaced, so the first and the last output determine all between them.
    const [first, last] = [met(0, 0), met(rows - 1, columns - 1)];
    if (first === undefined || last === undefined) return null;
    const along = (axis: 0 | 1, count: number): { from: number; to: number; uses: number } => {
      const [from = 0, to = 0] = [first[axis], last[axis]];
      const step = count > 1 ? (to - from) / (count - 1) : 1;
      const inside = Array.from({ length: count }, (_, i) => from + i * step).filter(
        (place) => place >= 0 && place < (input[axis] ?? 0),
      );
      return { from: inside[0] ?? 0, to: (inside.at(-1) ?? -1) + 1, uses: inside.length };
    };
    const [down, across] = [along(0, rows), along(1, columns)];
    return {
      outputs: rows * columns,
      padded: rows * columns - down.uses * across.uses,
      window: { top: down.from, left: across.from, bottom: down.to, right: across.to },
      inputMap: first[2] ?? 0,
    };
  }

  #remembered(way: string, layer: string, index: readonly number[], trace: (start: Cells) => Trace): Trace {
    const key = `${way} ${layer} ${index.join()}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const shape = this.#shapes.get(layer);
    if (shape === undefined) throw new Error(`network '${this.network.name}': has no layer '${layer}'`);
    if (index.length !== shape.length || index.some((i, axis) => !(i >= 0 && i < (shape[axis] ?? 0))))
      throw new Error(`layer '${layer}': has no cell [${index.join(', ')}]; its shape is ${shape.join('×')}`);
    const start = new Uint8Array(sizeOf(shape));
    start[flat(index, shape)] = 1;
    const made = Object.freeze(trace(start));
    this.#known.set(key, made);
    const [oldest] = this.#known.keys();
    if (this.#known.size > KEPT && oldest !== undefined) this.#known.delete(oldest);
    return made;
  }

  /** The inputs of the number at `at`; cached for layers of moderate size, since a pointer asks repeatedly. */
  #windows(layer: NetworkLayer, at: number): readonly Window[] {
    const { name, definition, options, inputShapes, outputShape } = layer;
    let table = this.#tables.get(name);
    if (table === undefined) this.#tables.set(name, (table = new Map<number, readonly Window[]>()));
    const known = table.get(at);
    if (known !== undefined) return known;
    const made = definition.explain.windows(options, inputShapes, unravel(at, outputShape));
    if (table.size < TABLED) table.set(at, made);
    return made;
  }

  /** Whether all maps of this layer read the same cells, as the filters of a convolution do. */
  #isBlind(layer: NetworkLayer): boolean {
    let blind = this.#blind.get(layer.name);
    if (blind === undefined) {
      const last = (layer.outputShape.at(-1) ?? 1) - 1;
      blind = keyOf(this.#windows(layer, 0)) === keyOf(this.#windows(layer, last));
      this.#blind.set(layer.name, blind);
    }
    return blind;
  }

  /** The cells of each of its inputs that the marked outputs of a layer read. */
  #reach(layer: NetworkLayer, cells: Cells): readonly Cells[] {
    const whole = cells.every((marked) => marked === 1);
    const known = whole ? this.#wholeReach.get(layer.name) : undefined;
    if (known !== undefined) return known;
    const read = layer.inputShapes.map((shape) => new Uint8Array(sizeOf(shape)));
    const maps = layer.outputShape.at(-1) ?? 1;
    const blind = this.#isBlind(layer);
    for (let at = 0; at < cells.length; at++) {
      // If all maps read the same cells, one marked cell per position is enough.
      if (blind ? at % maps !== 0 || !cells.subarray(at, at + maps).includes(1) : cells[at] !== 1) continue;
      for (const window of this.#windows(layer, at)) {
        const into = read[window.input];
        const shape = layer.inputShapes[window.input];
        if (into && shape) anyIn(window, shape, (place) => ((into[place] = 1), false));
      }
    }
    if (whole) this.#wholeReach.set(layer.name, read);
    return read;
  }

  /** The outputs of a layer that read any marked cell. */
  #fed(layer: NetworkLayer, reached: ReadonlyMap<string, Cells>): Cells {
    const fed = new Uint8Array(sizeOf(layer.outputShape));
    const maps = layer.outputShape.at(-1) ?? 1;
    const step = this.#isBlind(layer) ? maps : 1;
    for (let at = 0; at < fed.length; at += step) {
      const reads = this.#windows(layer, at).some((window) => {
        const cells = reached.get(layer.inputs[window.input] ?? '');
        const shape = layer.inputShapes[window.input];
        return cells && shape ? anyIn(window, shape, (place) => cells[place] === 1) : false;
      });
      if (reads) fed.fill(1, at, at + step);
    }
    return fed;
  }

  #traced(name: string, reached: ReadonlyMap<string, Cells>): TracedLayer[] {
    const cells = reached.get(name);
    const shape = this.#shapes.get(name);
    if (cells === undefined || shape === undefined) return [];
    return [
      Object.freeze({
        layer: name,
        shape,
        cells,
        everything: cells.every((marked) => marked === 1),
        windows: shape.length === 3 ? windowsOf(cells, shape) : [],
      }),
    ];
  }
}

const TRACERS = new WeakMap<Network, Tracer>();

/** The tracer of a network; its cache lives as long as the network. */
export function tracerOf(network: Network): Tracer {
  let tracer = TRACERS.get(network);
  if (tracer === undefined) TRACERS.set(network, (tracer = new Tracer(network)));
  return tracer;
}
