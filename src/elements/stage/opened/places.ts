// From a point on the board of an opened map to what lies under it, and the cell that is meant by it: at once, so that all
// windows move with the pointer and wait for no number.

import { folded, type Grid, type OpenedLayout } from '../../../draw/openedLayout';
import type { Rect } from '../../../draw/layout';
import type { LayerWindows } from '../../../inspect/cell/layerWindows';
import type { OpenedModel } from './model';

/** Cells of a tensor as it is drawn: a map, or a vector folded. */
export function gridOfShape(shape: readonly number[]): Grid {
  const [rows = 1, columns = 1] = shape;
  return shape.length === 1 ? folded(rows) : { rows, columns };
}

/** Where a term of a unit stands on the maps or the vector that it reads. */
export function placeOfInput(
  shape: readonly number[],
  at: number,
): { readonly channel: number; readonly row: number; readonly column: number } {
  if (shape.length !== 3) {
    const { rows } = gridOfShape(shape);
    return { channel: 0, row: at % rows, column: Math.floor(at / rows) };
  }
  const [, columns = 1, channels = 1] = shape;
  const place = Math.floor(at / channels);
  return { channel: at % channels, row: Math.floor(place / columns), column: place % columns };
}

/** What lies under a point of the board. */
export type UnderPointer =
  | {
      readonly kind: 'input' | 'product';
      /** Null: all channels of a colour picture. */
      readonly part: number | null;
      readonly row: number;
      readonly column: number;
    }
  | { readonly kind: 'kernel'; readonly part: number }
  | { readonly kind: 'sum' | 'output'; readonly row: number; readonly column: number };

export function under(
  layout: OpenedLayout,
  grids: { readonly input: Grid; readonly product: Grid | null; readonly output: Grid },
  x: number,
  y: number,
): UnderPointer | null {
  const cell = (rect: Rect | null, grid: Grid | null): { row: number; column: number } | null => {
    if (!rect || !grid || x < rect.x || y < rect.y || x >= rect.x + rect.width || y >= rect.y + rect.height)
      return null;
    return {
      row: Math.min(grid.rows - 1, Math.floor(((y - rect.y) / rect.height) * grid.rows)),
      column: Math.min(grid.columns - 1, Math.floor(((x - rect.x) / rect.width) * grid.columns)),
    };
  };
  const output = cell(layout.output, grids.output);
  if (output) return { kind: 'output', ...output };
  const sum = cell(layout.sum, grids.output);
  if (sum) return { kind: 'sum', ...sum };
  const onWhole = cell(layout.whole?.input ?? null, grids.input);
  if (onWhole) return { kind: 'input', part: null, ...onWhole };
  for (const [part, { input, kernel, product }] of layout.parts.entries()) {
    const onInput = cell(input, grids.input);
    if (onInput) return { kind: 'input', part, ...onInput };
    const onProduct = cell(product, grids.product);
    if (onProduct) return { kind: 'product', part, ...onProduct };
    if (cell(kernel, { rows: 1, columns: 1 })) return { kind: 'kernel', part };
  }
  return null;
}

/** What a point means: a cell of the map, and the row of the input channel that it lies in. */
export interface HitTarget {
  readonly index: readonly number[] | null;
  readonly part: number | null;
}

export function hitTest(
  layout: OpenedLayout,
  { shape, view, last }: OpenedModel,
  windows: LayerWindows,
  channel: number,
  x: number,
  y: number,
): HitTarget | null {
  const found = under(layout, shape, x, y);
  if (!found) return null;
  const maps = view.outputShape.length === 3;
  switch (found.kind) {
    case 'kernel':
      return { index: null, part: found.part };
    case 'input': {
      const cell = windows.over(found.row, found.column);
      return { index: cell && [...cell, channel], part: found.part };
    }
    case 'product':
      return { index: maps ? [found.row, found.column, channel] : null, part: found.part };
    case 'sum':
      return maps ? { index: [found.row, found.column, channel], part: null } : null;
    case 'output': {
      if (maps) return { index: [found.row, found.column, channel], part: null };
      // A list has a row of names above it.
      const row = layout.output.height / (shape.output.rows + 1);
      const unit = last
        ? Math.floor((y - layout.output.y) / row) - 1
        : found.column * shape.output.rows + found.row;
      return { index: unit >= 0 && unit < (view.outputShape[0] ?? 0) ? [unit] : null, part: null };
    }
    default:
      found satisfies never;
      return null;
  }
}
