// From a point on the stage to the cell under it, and back from a cell to its rectangle.

import { WHOLE, type PlacedColumn, type Rect, type StageLayout } from './layout';

export interface Picked {
  readonly layer: string;
  /** `kernel`: the point lies on the filter beside the map; row and column are those of the slice. */
  readonly part: 'map' | 'kernel';
  readonly channel: number;
  /** The input channel of a kernel's slice; 0 on maps. */
  readonly slice: number;
  readonly row: number;
  readonly column: number;
}

const inside = (rect: Rect, x: number, y: number): boolean =>
  x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;

function cellOf(
  rect: Rect,
  rows: number,
  columns: number,
  x: number,
  y: number,
): { row: number; column: number } {
  return {
    row: Math.min(rows - 1, Math.floor(((y - rect.y) / rect.height) * rows)),
    column: Math.min(columns - 1, Math.floor(((x - rect.x) / rect.width) * columns)),
  };
}

/** What lies under the point, in the layout's own pixels; null between the tiles. */
export function pick(layout: StageLayout, x: number, y: number): Picked | null {
  for (const column of layout.columns) {
    const { layer } = column;
    const tile = column.tiles.find((rect) => inside(rect, x, y));
    if (tile) {
      const cell = cellOf(tile, column.rows, column.columns, x, y);
      if (layer.form === 'maps' || layer.form === 'picture')
        return { layer: layer.name, part: 'map', channel: tile.channel, slice: 0, ...cell };
      const place = cell.column * column.rows + cell.row;
      const unit = layer.order ? (layer.order[place] ?? layer.channels) : place;
      return unit < layer.channels
        ? { layer: layer.name, part: 'map', channel: unit, slice: 0, row: 0, column: 0 }
        : null;
    }
    if (!layer.kernel) continue;
    const slice = column.slices.find((rect) => inside(rect, x, y));
    if (slice)
      return {
        layer: layer.name,
        part: 'kernel',
        channel: slice.channel,
        slice: slice.slice,
        ...cellOf(slice, layer.kernel.rows, layer.kernel.columns, x, y),
      };
  }
  return null;
}

export function columnOf(layout: StageLayout, layer: string): PlacedColumn | null {
  return layout.columns.find((column) => column.layer.name === layer) ?? null;
}

/**
 * The rectangle of one cell ([row, column, channel] or [unit]), or null where it is not on the stage.
 * @param whole on the tile that shows all channels in colour
 */
export function cellRect(
  layout: StageLayout,
  layer: string,
  index: readonly number[],
  whole = false,
): Rect | null {
  const column = columnOf(layout, layer);
  if (!column) return null;
  if (index.length === 1) {
    const { order } = column.layer;
    const unit = order ? order.indexOf(index[0] ?? 0) : (index[0] ?? 0);
    const tile = column.tiles[0];
    return tile && unit >= 0
      ? windowIn(column, tile, {
          top: unit % column.rows,
          left: Math.floor(unit / column.rows),
          bottom: (unit % column.rows) + 1,
          right: Math.floor(unit / column.rows) + 1,
        })
      : null;
  }
  const [row = 0, at = 0, channel = 0] = index;
  const tile = column.tiles.find((rect) => rect.channel === (whole ? WHOLE : channel));
  return tile ? windowIn(column, tile, { top: row, left: at, bottom: row + 1, right: at + 1 }) : null;
}

/** The rectangle of a window of cells (bottom and right excluded) on a tile. */
export function windowIn(
  column: Pick<PlacedColumn, 'rows' | 'columns'>,
  tile: Rect,
  window: { readonly top: number; readonly left: number; readonly bottom: number; readonly right: number },
): Rect {
  const [cellWidth, cellHeight] = [tile.width / column.columns, tile.height / column.rows];
  return {
    x: tile.x + window.left * cellWidth,
    y: tile.y + window.top * cellHeight,
    width: (window.right - window.left) * cellWidth,
    height: (window.bottom - window.top) * cellHeight,
  };
}
