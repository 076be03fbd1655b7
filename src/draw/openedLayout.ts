// Where everything of an opened map lies: a row for each input channel (its map, the slice of the kernel, what the
// slice adds), then their sum and the map itself, large. Pure: sizes in, rectangles out, in CSS pixels.
//
// The rows are made as tall as the space allows; a cell is a whole number of device pixels, as on the stage.

import type { Rect } from './layout';

export interface Grid {
  readonly rows: number;
  readonly columns: number;
}

export interface OpenedShape {
  /** Input channels shown; at least one. */
  readonly parts: number;
  /** A colour picture: a row above the others shows it, and the kernel, with all three channels at once. */
  readonly colour?: boolean;
  /** Cells of an input map; a vector is folded. */
  readonly input: Grid;
  /** Cells of a slice of the kernel; null if there is none. */
  readonly kernel: Grid | null;
  /** Cells of a product map; null if the layer does not sum over channels. */
  readonly product: Grid | null;
  /** Cells of the sum; null if the sum is one number, or there is none. */
  readonly sum: Grid | null;
  /** Cells of the map itself. A strip and a list have a width of their own. */
  readonly output: Grid & { readonly form: 'maps' | 'vector' | 'answer' };
}

export interface OpenedPart {
  readonly input: Rect;
  readonly kernel: Rect | null;
  readonly product: Rect | null;
  /** Where the number that this part adds is written. */
  readonly number: Rect | null;
}

export interface OpenedLayout {
  readonly width: number;
  /** Of what is there; it may be less than the space. */
  readonly height: number;
  readonly parts: readonly OpenedPart[];
  /** The row of all channels at once. */
  readonly whole: Pick<OpenedPart, 'input' | 'kernel'> | null;
  /** Round all slices: one filter is one block. */
  readonly block: Rect | null;
  /** Where the sum stands; a map, or the place of one number. */
  readonly sum: Rect | null;
  readonly output: Rect;
}

export interface OpenedSpace {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
}

const ROW = { least: 20, comfortable: 56, most: 176 };
/** The output and the sum are read closely: they are larger than a row, as far as there is room. */
const LARGE = { least: 76, most: 240 };
const GAP = { kernel: 18, product: 18, number: 4, sum: 34, output: 34 };
const rowsOf = ({ parts, colour = false }: Pick<OpenedShape, 'parts' | 'colour'>): number =>
  parts + (colour ? 1 : 0);
/** Left of a channel stands its letter. */
const LETTER = 16;
/** Between rows; many stand closer, so that they fit a small screen. */
const rowGap = (shape: Pick<OpenedShape, 'parts' | 'colour'>): number => (rowsOf(shape) > 3 ? 5 : 7);
const NUMBER = 48;
/** Columns are at least as wide as the names above them. */
const NAME = { input: 88, kernel: 64, product: 64 };
/** Below the sum and the map stands their number. */
const LABEL = 24;
/** The place of a sum that is one number. */
const FIGURE = 64;
const PAD = 4;
/** A strip and the list of classes. */
const STRIP = 20;
const LIST = { width: 268, least: 17, most: 24 };

/** The tile of a grid whose longer side is at most `side`. */
function tile({ rows, columns }: Grid, side: number, pixelRatio: number): { width: number; height: number } {
  const cell = Math.max(1, Math.floor((side / Math.max(rows, columns)) * pixelRatio + 1e-6)) / pixelRatio;
  return { width: columns * cell, height: rows * cell };
}

/** The slice of a kernel beside a row: smaller than its map, unless it is as large as one. */
function kernelSide(shape: OpenedShape, side: number): number {
  const { kernel, input } = shape;
  if (!kernel) return 0;
  const same = kernel.rows === input.rows && kernel.columns === input.columns;
  return same ? side : side * (shape.parts === 1 ? 0.5 : 0.72);
}

interface Measured {
  readonly input: { width: number; height: number };
  readonly kernel: { width: number; height: number } | null;
  readonly product: { width: number; height: number } | null;
  readonly row: number;
  readonly columns: { readonly input: number; readonly kernel: number; readonly product: number };
  readonly left: number;
  readonly sum: { width: number; height: number } | null;
  readonly output: { width: number; height: number };
  readonly width: number;
  readonly height: number;
}

function measure(shape: OpenedShape, side: number, large: number, space: OpenedSpace): Measured {
  const { pixelRatio } = space;
  const input = tile(shape.input, side, pixelRatio);
  const kernel = shape.kernel ? tile(shape.kernel, kernelSide(shape, side), pixelRatio) : null;
  const product = shape.product ? tile(shape.product, side, pixelRatio) : null;
  const row = Math.max(input.height, kernel?.height ?? 0, product?.height ?? 0);
  const columns = {
    input: Math.max(NAME.input, input.width + (shape.colour ? 2 * LETTER : 0)),
    kernel: kernel ? Math.max(NAME.kernel, kernel.width + 2 * PAD) : 0,
    product: product ? Math.max(NAME.product, product.width) : 0,
  };
  const left =
    columns.input +
    (kernel ? GAP.kernel + columns.kernel : 0) +
    (product ? GAP.product + columns.product + GAP.number + NUMBER : 0);
  const sum = shape.sum
    ? tile(shape.sum, large, pixelRatio)
    : product
      ? { width: FIGURE, height: FIGURE / 2 }
      : null;
  const { output: out } = shape;
  const cell = (most: number, rows: number): number =>
    Math.max(1, Math.floor((most / rows) * pixelRatio + 1e-6)) / pixelRatio;
  const tall = Math.max(space.height, 160);
  const output =
    out.form === 'maps'
      ? tile(out, large, pixelRatio)
      : out.form === 'answer'
        ? {
            width: LIST.width,
            height:
              Math.min(LIST.most, Math.max(LIST.least, Math.floor(tall / (out.rows + 1)))) * (out.rows + 1),
          }
        : {
            width: Math.max(STRIP, out.columns * 8),
            height: out.rows * Math.min(5, cell(tall - LABEL, out.rows)),
          };
  return {
    input,
    kernel,
    product,
    row,
    columns,
    left,
    sum,
    output,
    width: left + (sum ? GAP.sum + sum.width : 0) + GAP.output + output.width,
    height: Math.max(
      rowsOf(shape) * (row + rowGap(shape)) - rowGap(shape) + 2 * PAD,
      (sum?.height ?? 0) + (shape.sum ? LABEL : 0),
      output.height + (out.form === 'answer' ? 0 : LABEL),
    ),
  };
}

export function layoutOpened(shape: OpenedShape, space: OpenedSpace): OpenedLayout {
  const snap = (value: number): number => Math.round(value * space.pixelRatio) / space.pixelRatio;
  const tallest = (space.height - 2 * PAD + rowGap(shape)) / rowsOf(shape) - rowGap(shape);
  // Rows first: they are many. What is left of the width is for the sum and the map.
  let side = Math.max(ROW.least, Math.min(ROW.most, tallest));
  while (side > ROW.least && measure(shape, side, Math.max(LARGE.least, side), space).width > space.width)
    side -= 1;
  // Too narrow for all of it: legible, and the board scrolls sideways.
  if (measure(shape, side, LARGE.least, space).width > space.width)
    side = Math.max(side, Math.min(ROW.comfortable, tallest));
  let large = Math.min(LARGE.most, Math.max(LARGE.least, space.height - LABEL));
  while (large > Math.max(LARGE.least, side) && measure(shape, side, large, space).width > space.width)
    large -= 1;
  // Many tall rows beside a small map: what they come to is looked at more closely than each of them.
  while (rowsOf(shape) > 1 && side > ROW.comfortable && large < 2 * side && large < LARGE.most) {
    side -= 1;
    while (large < LARGE.most && measure(shape, side, large + 1, space).width <= space.width) large += 1;
  }
  const size = measure(shape, side, large, space);
  const { height } = size;
  // Spare width goes between the columns, not to one side.
  const joints = (size.kernel ? 1 : 0) + (size.product ? 1 : 0) + (size.sum ? 1 : 0) + 1;
  const spare = Math.min(36, Math.max(0, (space.width - size.width) / (joints + 1)));
  const used = size.width + spare * joints;
  const left = snap(Math.max(0, (space.width - used) / 2));
  const block = rowsOf(shape) * (size.row + rowGap(shape)) - rowGap(shape);
  // A filter's block is that of its slices.
  const above = shape.colour ? size.row + rowGap(shape) : 0;
  const top = (height - block) / 2;

  const middle = (
    x: number,
    y: number,
    { width, height: tall }: { width: number; height: number },
  ): Rect => ({
    x: snap(x),
    y: snap(y - tall / 2),
    width,
    height: tall,
  });
  let frame: Rect | null = null;
  let right = left;
  const rows = Array.from({ length: rowsOf(shape) }, (_, at): OpenedPart => {
    const y = top + at * (size.row + rowGap(shape)) + size.row / 2;
    let x = left;
    /** In the middle of a column that is as wide as its name at least. */
    const inColumn = (width: number, size: { width: number; height: number }): Rect => {
      const rect = middle(x + (width - size.width) / 2, y, size);
      x += width;
      return rect;
    };
    const input = inColumn(size.columns.input, size.input);
    let kernel: Rect | null = null;
    if (size.kernel) {
      x += GAP.kernel + spare;
      kernel = inColumn(size.columns.kernel, size.kernel);
      frame = {
        x: kernel.x - PAD,
        y: snap(top + above - PAD),
        width: size.kernel.width + 2 * PAD,
        height: snap(block - above + 2 * PAD),
      };
    }
    let [product, number]: [Rect | null, Rect | null] = [null, null];
    if (size.product) {
      x += GAP.product + spare;
      product = inColumn(size.columns.product, size.product);
      x += GAP.number;
      number = { x, y: y - 9, width: NUMBER, height: 18 };
      x += NUMBER;
    }
    right = x;
    return { input, kernel, product, number };
  });
  const whole = shape.colour ? (rows[0] ?? null) : null;
  const parts = whole ? rows.slice(1) : rows;
  // With the number below it, the map stands in the middle, as far as there is room.
  const axis = Math.min(height / 2, height - LABEL - Math.max(size.output.height, size.sum?.height ?? 0) / 2);
  let sum: Rect | null = null;
  if (size.sum) {
    right += GAP.sum + spare;
    sum = middle(right, axis, size.sum);
    right += size.sum.width;
  }
  right += GAP.output + spare;
  const output = middle(right, shape.output.form === 'answer' ? height / 2 : axis, size.output);
  return {
    width: Math.max(space.width, output.x + output.width),
    height,
    parts,
    whole,
    block: frame,
    sum,
    output,
  };
}

/** A vector folded into about a square, filled downwards. */
export function folded(units: number): Grid {
  const columns = Math.max(1, Math.round(Math.sqrt(units * 0.75)));
  return { rows: Math.ceil(units / columns), columns };
}
