// What one map shows, in numbers: for those who cannot see it.

import { readFloats } from '../../gpu/readback';
import { sizeOf } from '../../gpu/shape';
import type { TensorView } from '../../gpu/tensorView';

export interface MapFacts {
  /** Of the cells, those above 0: 0…1. */
  readonly above: number;
  readonly least: number;
  readonly largest: number;
  /** [row, column] of the largest. */
  readonly at: readonly [row: number, column: number];
}

/** Larger tensors are not read back only to be described. */
const MOST_BYTES = 4 * 2 ** 20;

/** @param values [rows, columns, channels], row-major; NaN is no number and counts as not above 0 */
export function mapFacts(
  values: ArrayLike<number>,
  [rows, columns, channels]: readonly [number, number, number],
  channel: number,
): MapFacts {
  let [above, least, largest, place] = [0, Infinity, -Infinity, 0];
  for (let cell = 0; cell < rows * columns; cell += 1) {
    const value = values[cell * channels + channel] ?? NaN;
    if (value > 0) above += 1;
    if (value < least) least = value;
    if (value > largest) [largest, place] = [value, cell];
  }
  const at = [Math.floor(place / columns), place % columns] as const;
  return { above: above / (rows * columns), least, largest, at };
}

/** Null for what is no map, or too large. */
export async function readMapFacts(
  device: GPUDevice,
  view: TensorView,
  channel: number,
): Promise<MapFacts | null> {
  const shape = view.shape.length === 4 ? view.shape.slice(1) : view.shape;
  const [rows, columns, channels] = shape;
  if (rows === undefined || columns === undefined || channels === undefined) return null;
  if (sizeOf(shape) * 4 > MOST_BYTES) return null;
  return mapFacts(await readFloats(device, { ...view, shape }), [rows, columns, channels], channel);
}
