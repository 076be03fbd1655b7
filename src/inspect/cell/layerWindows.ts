// The part of a layer's first input that one output number reads, and the inverse: from a position of the input to the
// output with the window centred there. Both follow from the layer's own `explain`, so that no view depends on kernels,
// strides and padding; both are computed at once, so that frames follow the pointer.

import type { Network, NetworkLayer } from '../../models/network';

/** Rows and columns of a map; bottom and right exclusive. */
export interface MapWindow {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

type Place = readonly [row: number, column: number];

/** The centre of the window of an output, padding included. */
function middleOf(
  { definition, options, inputShapes }: NetworkLayer,
  index: readonly number[],
): Place | null {
  const places = definition.explain
    .terms(options, inputShapes, index)
    .filter(({ input }) => input === 0)
    .map(({ at }) => at);
  if (places.length === 0) {
    // Not a sum, a mean or a maximum: the inputs it depends on are used.
    const window = definition.explain.windows(options, inputShapes, index).find(({ input }) => input === 0);
    if (!window) return null;
    const [top = 0, left = 0] = window.start;
    const [bottom = 1, right = 1] = window.end;
    return [(top + bottom - 1) / 2, (left + right - 1) / 2];
  }
  const middle = (axis: 0 | 1): number => {
    const along = places.map((at) => at[axis] ?? 0);
    return (Math.min(...along) + Math.max(...along)) / 2;
  };
  return [middle(0), middle(1)];
}

export class LayerWindows {
  #ends: { readonly first: Place; readonly last: Place } | null | undefined;

  constructor(private readonly layer: NetworkLayer) {}

  /** Both input and output are maps with rows and columns. */
  get #maps(): boolean {
    return this.layer.outputShape.length === 3 && this.layer.inputShapes[0]?.length === 3;
  }

  /** The window of the number at [row, column, map], clipped at the border; null if the layer has no windows. */
  window(index: readonly number[]): MapWindow | null {
    if (!this.#maps) return null;
    const { definition, options, inputShapes } = this.layer;
    const found = definition.explain.windows(options, inputShapes, index).find(({ input }) => input === 0);
    if (!found) return null;
    const [top = 0, left = 0] = found.start;
    const [bottom = 0, right = 0] = found.end;
    return { top, left, bottom, right };
  }

  /** The output with the window centred nearest to a position of the input. */
  over(row: number, column: number): Place | null {
    if (!this.#maps) return null;
    const ends = (this.#ends ??= this.#findEnds());
    if (!ends) return null;
    const [rows = 1, columns = 1] = this.layer.outputShape;
    // Windows are evenly spaced, so the first and the last determine all between them.
    const along = (axis: 0 | 1, count: number, at: number): number => {
      const [from, to] = [ends.first[axis], ends.last[axis]];
      const step = count > 1 && to !== from ? (to - from) / (count - 1) : 1;
      return Math.min(count - 1, Math.max(0, Math.round((at - from) / step)));
    };
    return [along(0, rows, row), along(1, columns, column)];
  }

  #findEnds(): { readonly first: Place; readonly last: Place } | null {
    const [rows = 1, columns = 1] = this.layer.outputShape;
    const first = middleOf(this.layer, [0, 0, 0]);
    const last = middleOf(this.layer, [rows - 1, columns - 1, 0]);
    return first && last && { first, last };
  }
}

const KNOWN = new WeakMap<Network, Map<string, LayerWindows>>();

/** @throws Error if there is no such layer */
export function layerWindows(network: Network, name: string): LayerWindows {
  let known = KNOWN.get(network);
  if (known === undefined) KNOWN.set(network, (known = new Map<string, LayerWindows>()));
  let windows = known.get(name);
  if (windows === undefined) {
    const layer = network.layers.find((one) => one.name === name);
    if (!layer) throw new Error(`network '${network.name}': has no layer '${name}'`);
    known.set(name, (windows = new LayerWindows(layer)));
  }
  return windows;
}
