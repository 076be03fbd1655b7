// Lines from the numbers a cell was computed from to the cell itself. Only for what is pointed at.

import { svg, type SVGTemplateResult } from 'lit';
import type { PlacedColumn, Rect, StageLayout } from '../../draw/layout';
import { cellRect, columnOf, windowIn } from '../../draw/picking';
import { inputWindow, type WindowedLayer } from '../../draw/receptive';
import { PICTURE } from '../../draw/stageTiles';
import type { Pointed } from '../pointed';

const outline = (rect: Rect, kind: string): SVGTemplateResult =>
  svg`<rect class=${kind} x=${rect.x - 1} y=${rect.y - 1} width=${rect.width + 2} height=${rect.height + 2} rx="1.5" />`;

function curve(x1: number, y1: number, x2: number, y2: number): SVGTemplateResult {
  const middle = (x1 + x2) / 2;
  return svg`<path class="wire" d=${`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`} />`;
}

/** The nearest layer before `layer` that has a column. */
function sourceColumn(
  layout: StageLayout,
  layers: readonly WindowedLayer[],
  layer: WindowedLayer,
): PlacedColumn | null {
  let name = layer.inputs[0] ?? PICTURE;
  for (;;) {
    const column = columnOf(layout, name);
    if (column) return column;
    const before = layers.find((candidate) => candidate.name === name);
    if (!before) return null;
    name = before.inputs[0] ?? PICTURE;
  }
}

function bounds(column: PlacedColumn): Rect {
  const left = Math.min(...column.tiles.map(({ x }) => x));
  const top = Math.min(...column.tiles.map(({ y }) => y));
  const right = Math.max(...column.tiles.map(({ x, width }) => x + width));
  const bottom = Math.max(...column.tiles.map(({ y, height }) => y + height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** @param everyChannel whether the layer reads all maps before it, as a convolution does, or its own only */
export function wires(
  layout: StageLayout,
  layers: readonly WindowedLayer[],
  pointed: Pointed,
  everyChannel: boolean,
): SVGTemplateResult[] {
  const cell = cellRect(layout, pointed.layer, pointed.index);
  if (!cell) return [];
  const column = columnOf(layout, pointed.layer);
  const drawn = [outline(cell, 'cell')];
  const layer = layers.find(({ name }) => name === pointed.layer);
  const source = layer && sourceColumn(layout, layers, layer);
  if (!layer || !source || !column) return drawn;
  const [row = 0, at = 0, channel = 0] = pointed.index;
  const middle = cell.y + cell.height / 2;
  const window =
    pointed.index.length === 3
      ? inputWindow(layer, { top: row, left: at, bottom: row + 1, right: at + 1 })
      : null;
  if (!window) {
    const all = bounds(source);
    return [
      ...drawn,
      outline(all, 'window'),
      curve(all.x + all.width + 1, all.y + all.height / 2, cell.x - 1, middle),
    ];
  }
  for (const tile of source.tiles) {
    if (!everyChannel && tile.channel !== channel) continue;
    const rect = windowIn(source, tile, window);
    drawn.push(outline(rect, 'window'));
    const right = rect.x + rect.width + 1;
    if (source.layer.form === 'picture') {
      drawn.push(
        svg`<path class="wire" d=${`M${right} ${rect.y - 1}L${cell.x - 1} ${cell.y - 1}M${right} ${rect.y + rect.height + 1}L${cell.x - 1} ${cell.y + cell.height + 1}`} />`,
      );
    } else {
      drawn.push(curve(right, rect.y + rect.height / 2, cell.x - 1, middle));
    }
  }
  for (const slice of column.slices) if (slice.channel === channel) drawn.push(outline(slice, 'kernel'));
  return drawn;
}
