// From a cell of an opened map to the places on its input maps and back: synchronous, from shapes and options alone, so
// that all windows move with the pointer and wait for no number.

import { folded, type Grid, type OpenedLayout } from '../../draw/openedLayout';
import type { Rect } from '../../draw/layout';
import { inputWindow, paddingBefore, windowOptions, type Window } from '../../draw/receptive';
import type { LayerView } from '../../train/facade';

/** Cells of a tensor as it is drawn: a map, or a vector folded. */
export function gridOfShape(shape: readonly number[]): Grid {
  const [rows = 1, columns = 1] = shape;
  return shape.length === 1 ? folded(rows) : { rows, columns };
}

/** What a cell reads of each of its input maps; null where it reads all of it. */
export function windowAt(layer: LayerView, index: readonly number[]): Window | null {
  const [row = 0, column = 0] = index;
  if (index.length !== 3) return null;
  const cell = { top: row, left: column, bottom: row + 1, right: column + 1 };
  const [input] = layer.inputShapes;
  return (
    inputWindow(layer, cell) ??
    // A layer without a window keeps every number at its place.
    (String(input?.slice(0, 2)) === String(layer.outputShape.slice(0, 2)) ? cell : null)
  );
}

/** The cell in the middle of whose window this place of the input lies, as nearly as there is one. */
export function cellOver(layer: LayerView, row: number, column: number): readonly [number, number] | null {
  const { outputShape } = layer;
  const [input] = layer.inputShapes;
  if (outputShape.length !== 3 || input?.length !== 3) return null;
  const how = windowOptions(layer);
  const place = (axis: 0 | 1, at: number): number => {
    const size = outputShape[axis] ?? 1;
    if (!how) return Math.min(size - 1, at);
    const kernel = how.reach[axis];
    const before = paddingBefore(input[axis] ?? 1, size, kernel, how.strides[axis], how.padding);
    const middle = Math.round((at + before - (kernel - 1) / 2) / how.strides[axis]);
    return Math.min(size - 1, Math.max(0, middle));
  };
  return [place(0, row), place(1, column)];
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
      readonly part: number;
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
  for (const [part, { input, kernel, product }] of layout.parts.entries()) {
    const onInput = cell(input, grids.input);
    if (onInput) return { kind: 'input', part, ...onInput };
    const onProduct = cell(product, grids.product);
    if (onProduct) return { kind: 'product', part, ...onProduct };
    if (cell(kernel, { rows: 1, columns: 1 })) return { kind: 'kernel', part };
  }
  return null;
}
