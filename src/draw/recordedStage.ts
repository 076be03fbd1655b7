// The stage of a recorded instant, drawn cell by cell with `colourOf` on a 2-D canvas: the same layout and the
// same colours as the live stage, for browsers without WebGPU.

import {
  activationMapName,
  colourMap,
  colourOf,
  type ColourMap,
  type Domain,
  type Theme,
} from './colourMaps';
import type { PlacedColumn, Rect, StageLayer, StageLayout } from './layout';
import { dequantise, type RecordedInstant, type RecordedTensor, type Recording } from './recording';
import { PICTURE, answerBars } from './stageTiles';

/** The columns of a recording; all instants have the same. */
export function recordedLayers({ picture, instants }: Recording): StageLayer[] {
  const [first] = instants;
  const [rows = 28, columns = 28] = picture.shape;
  const layers: StageLayer[] = [
    { name: PICTURE, form: 'picture', rows, columns, channels: 1, kernel: null, expanded: false },
  ];
  first?.layers.forEach(({ name, shape, className }, at) => {
    const [high = 1, wide = 1, channels = 1] = shape;
    if (shape.length === 3) {
      const kernel = first.kernels.find((one) => one.name === name)?.shape;
      layers.push({
        name,
        form: 'maps',
        rows: high,
        columns: wide,
        channels,
        kernel:
          kernel?.length === 4
            ? { rows: kernel[0] ?? 1, columns: kernel[1] ?? 1, slices: kernel[2] ?? 1 }
            : null,
        expanded: false,
      });
    } else if (className !== 'Flatten') {
      layers.push({
        name,
        form: at === first.layers.length - 1 ? 'answer' : 'vector',
        rows: high,
        columns: 1,
        channels: high,
        kernel: null,
        expanded: false,
      });
    }
  });
  return layers;
}

type Context = CanvasRenderingContext2D;

function paintCells(
  context: Context,
  { x, y, width, height }: Rect,
  rows: number,
  columns: number,
  value: (row: number, column: number) => number | undefined,
  map: ColourMap,
  domain: Domain,
): void {
  const [cellWidth, cellHeight] = [width / columns, height / rows];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const number = value(row, column);
      if (number === undefined) continue;
      const [red, green, blue] = colourOf(map, number, domain);
      context.fillStyle = `rgb(${red},${green},${blue})`;
      context.fillRect(x + column * cellWidth, y + row * cellHeight, cellWidth, cellHeight);
    }
  }
}

/** A hair around a tile, in the colour of the empty bars: a blank map is seen to be there. */
function frame(context: Context, { x, y, width, height }: Rect, theme: Theme): void {
  context.strokeStyle = `rgb(${(colourMap('probability', theme).stops[0] ?? []).join(',')})`;
  context.lineWidth = 1;
  context.strokeRect(x - 0.5, y - 0.5, width + 1, height + 1);
}

function paintAnswer(context: Context, bars: Rect, values: Float32Array, theme: Theme): void {
  const { stops } = colourMap('probability', theme);
  const row = bars.height / values.length;
  values.forEach((value, at) => {
    for (const [part, colour] of [
      [1, stops[0]],
      [value, stops.at(-1)],
    ] as const) {
      if (!colour) continue;
      context.fillStyle = `rgb(${colour.join(',')})`;
      context.fillRect(bars.x, bars.y + row * (at + 0.28), bars.width * part, row * 0.44);
    }
  });
}

function paintColumn(
  context: Context,
  column: PlacedColumn,
  recorded: RecordedTensor,
  kernel: RecordedTensor | undefined,
  theme: Theme,
): void {
  const values = dequantise(recorded);
  const { form } = column.layer;
  const [tile] = column.tiles;
  if (form === 'answer') {
    if (tile) paintAnswer(context, answerBars(tile), values, theme);
    return;
  }
  const map = colourMap(form === 'picture' ? 'pixels' : activationMapName(recorded.domain), theme);
  const channels = form === 'vector' ? 1 : column.layer.channels;
  for (const { channel, ...rect } of column.tiles) {
    const value = (row: number, at: number): number | undefined =>
      values[form === 'vector' ? at * column.rows + row : (row * column.columns + at) * channels + channel];
    paintCells(context, rect, column.rows, column.columns, value, map, recorded.domain);
    frame(context, rect, theme);
  }
  const [rows = 1, columns = 1, depth = 1, filters = 1] = kernel?.shape ?? [];
  if (!kernel) return;
  const weights = dequantise(kernel);
  for (const { channel, slice, ...rect } of column.slices) {
    const value = (row: number, at: number): number | undefined =>
      weights[((row * columns + at) * depth + slice) * filters + channel];
    paintCells(context, rect, rows, columns, value, colourMap('weight', theme), kernel.domain);
  }
}

/** Paints one instant. The context is scaled to CSS pixels by `pixelRatio`. */
export function paintRecorded(
  context: Context,
  layout: StageLayout,
  recording: Recording,
  instant: RecordedInstant,
  theme: Theme,
  pixelRatio: number,
): void {
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, layout.width, layout.height);
  for (const column of layout.columns) {
    const { name } = column.layer;
    const recorded =
      name === PICTURE ? recording.picture : instant.layers.find((layer) => layer.name === name);
    if (recorded)
      paintColumn(
        context,
        column,
        recorded,
        instant.kernels.find((kernel) => kernel.name === name),
        theme,
      );
  }
}
