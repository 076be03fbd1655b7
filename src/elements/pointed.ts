// The cell pointed at, which all panels share, and the request to point at another one.

import { WHOLE } from '../draw/layout';
import { PICTURE, inColour } from '../draw/stageTiles';

export interface Pointed {
  readonly layer: string;
  /** [row, column, channel] or [unit]. */
  readonly index: readonly number[];
  /** The input channel of the selected slice of the kernel, if there is one. */
  readonly slice: number | null;
  /** Of a colour picture: the pixel with its three channels, wherever `index` stands for one of them. */
  readonly whole?: boolean;
  /** [row, column] in that slice: one weight is selected. */
  readonly tap?: readonly [row: number, column: number] | null;
}

/** The channel of the stage's tile that the cell lies on; vectors have one tile. */
export const tileOf = ({ index, whole = false }: Pointed): number => (whole ? WHOLE : (index[2] ?? 0));

/** Bubbles up to the page. `keep`: the cell stays pointed at when the pointer leaves. */
export class PointAtEvent extends Event {
  static readonly type = 'cs-point-at';
  constructor(
    readonly pointed: Pointed | null,
    readonly keep: boolean,
  ) {
    super(PointAtEvent.type, { bubbles: true, composed: true });
  }
}

/**
 * A picture to be shown to the network: 0…1, row-major. `sample` is its place among the samples, or null; `label` its
 * class, where it is known.
 */
export class PictureEvent extends Event {
  static readonly type = 'cs-picture';
  constructor(
    readonly pixels: Float32Array,
    readonly sample: number | null,
    readonly label: number | null = null,
  ) {
    super(PictureEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    [PointAtEvent.type]: PointAtEvent;
    [PictureEvent.type]: PictureEvent;
  }
}

/** The same cell after the network changed: clamped if the layer got smaller, null if it is gone. */
export function stillThere(
  pointed: Pointed | null,
  layers: readonly { readonly name: string; readonly outputShape: readonly number[] }[],
): Pointed | null {
  const shape = layers.find(({ name }) => name === pointed?.layer)?.outputShape;
  if (!pointed || pointed.layer === PICTURE) return pointed;
  if (shape?.length !== pointed.index.length) return null;
  const index = pointed.index.map((at, axis) => Math.min(at, (shape[axis] ?? 1) - 1));
  return String(index) === String(pointed.index) ? pointed : { ...pointed, index, slice: null };
}

/**
 * Where a key leads from a cell of the stage; null for other keys. The page keys go from a colour picture to its channels,
 * and back.
 */
export function movePointed(
  key: string,
  { layer, index, whole = false }: Pointed,
  shape: readonly number[],
): Pointed | null {
  const paging = layer === PICTURE && inColour(shape);
  if (paging && ((whole && key === 'PageDown') || (index[2] === 0 && key === 'PageUp')))
    return { layer, index, slice: null, ...(key === 'PageUp' ? { whole: true } : {}) };
  const to = moveCell(key, index, shape);
  return to && { layer, index: to, slice: null, ...(whole ? { whole } : {}) };
}

/** Where a key leads from a cell of a map; null for other keys. Page keys change the map. */
export function moveCell(
  key: string,
  index: readonly number[],
  shape: readonly number[],
): readonly number[] | null {
  const clamp = (value: number, length: number): number => Math.min(length - 1, Math.max(0, value));
  if (shape.length === 1) {
    const [unit = 0] = index;
    const steps: Readonly<Record<string, number>> = {
      ArrowUp: -1,
      ArrowLeft: -1,
      ArrowDown: 1,
      ArrowRight: 1,
      PageUp: -10,
      PageDown: 10,
      Home: -Infinity,
      End: Infinity,
    };
    const by = steps[key];
    return by === undefined ? null : [clamp(unit + by, shape[0] ?? 1)];
  }
  const [row = 0, column = 0, channel = 0] = index;
  const [rows = 1, columns = 1, channels = 1] = shape;
  switch (key) {
    case 'ArrowUp':
      return [clamp(row - 1, rows), column, channel];
    case 'ArrowDown':
      return [clamp(row + 1, rows), column, channel];
    case 'ArrowLeft':
      return [row, clamp(column - 1, columns), channel];
    case 'ArrowRight':
      return [row, clamp(column + 1, columns), channel];
    case 'Home':
      return [row, 0, channel];
    case 'End':
      return [row, columns - 1, channel];
    case 'PageUp':
      return [row, column, clamp(channel - 1, channels)];
    case 'PageDown':
      return [row, column, clamp(channel + 1, channels)];
    default:
      return null;
  }
}
