// What a point on the board points at, as the whole page names it.

import { WHOLE, type StageLayout } from '../../draw/layout';
import { pick } from '../../draw/picking';
import type { DrawnLayer } from '../../draw/stageTiles';
import type { Pointed } from '../pointed';

/**
 * @param pointed what is pointed at so far: on a kernel the cell stays where it is, and the filter changes
 * @param x in the layout's own pixels
 */
export function pointedAt(
  layout: StageLayout,
  layers: readonly DrawnLayer[],
  pointed: Pointed | null,
  x: number,
  y: number,
): Pointed | null {
  const picked = pick(layout, x, y);
  if (!picked) return null;
  const { layer, part, channel, row, column, slice } = picked;
  const [rows = 1, columns] = layers.find(({ name }) => name === layer)?.outputShape ?? [];
  if (columns === undefined) return { layer, index: [channel], slice: null };
  if (part === 'map' && channel === WHOLE)
    return { layer, index: [row, column, 0], slice: null, whole: true };
  if (part === 'map') return { layer, index: [row, column, channel], slice: null };
  const [keptRow = 0, keptColumn = 0] =
    pointed?.layer === layer ? pointed.index : [Math.floor(rows / 2), Math.floor(columns / 2)];
  const index = [keptRow, keptColumn, channel];
  return slice === WHOLE ? { layer, index, slice: null } : { layer, index, slice, tap: [row, column] };
}
