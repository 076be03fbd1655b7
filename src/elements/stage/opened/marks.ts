// The marks over an opened map: the windows, the slices and the cells that make the one pointed at, and the lines from
// what is added to the sum. In a walk only what happens now is marked.

import { svg, type SVGTemplateResult } from 'lit';
import type { OpenedLayout } from '../../../draw/openedLayout';
import type { Rect } from '../../../draw/layout';
import { windowIn } from '../../../draw/picking';
import type { CellExplanation } from '../../../session/facade';
import type { MapWindow } from '../../../inspect/cell/layerWindows';
import { CHANNEL_LETTERS } from '../channels';
import type { OpenedModel } from './model';
import { placeOfInput } from './places';
import type { Beat } from '../walk';

const outline = (rect: Rect, kind: string): SVGTemplateResult =>
  svg`<rect class=${kind} x=${rect.x - 1} y=${rect.y - 1} width=${rect.width + 2} height=${rect.height + 2} rx="1.5" />`;

function curve(x1: number, y1: number, x2: number, y2: number, now: boolean): SVGTemplateResult {
  const middle = (x1 + x2) / 2;
  return svg`<path class="wire ${now ? 'now' : ''}" d=${`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`} />`;
}

const oneCell = (row: number, column: number) => ({
  top: row,
  left: column,
  bottom: row + 1,
  right: column + 1,
});

/** The row of a class, below the row of names. */
export function listRow({ x, y, width, height }: Rect, classes: number, unit: number): Rect {
  const tall = height / (classes + 1);
  return { x, y: y + (unit + 1) * tall, width, height: tall };
}

/** The row of the part that a beat is about; null where it is about all or none. */
export function rowOf(
  model: OpenedModel,
  beat: Beat | null,
  explanation: CellExplanation | null,
): number | null {
  if (beat?.kind !== 'part') return null;
  if (beat.part !== null) {
    const row = model.keys.indexOf(beat.part);
    return row === -1 ? null : row;
  }
  const at = explanation?.terms[beat.terms[0] ?? -1]?.inputIndex[0];
  if (at === undefined) return null;
  const { channel } = placeOfInput(model.sourceShape, at);
  const row = model.parts.findIndex((part) => part.channel === channel);
  return row === -1 ? null : row;
}

/** @param window what the cell reads of each of its input maps; null where it reads all of it */
export function openedMarks(
  layout: OpenedLayout,
  model: OpenedModel,
  index: readonly number[],
  window: MapWindow | null,
  beat: Beat | null,
  explanation: CellExplanation | null,
): SVGTemplateResult[] {
  const { shape } = model;
  const [row = 0, column = 0] = index;
  const unit = index.length === 1;
  const only = rowOf(model, beat, explanation);
  const reads = beat === null || ['window', 'part', 'compare', 'gather', 'divide'].includes(beat.kind);
  const drawn: SVGTemplateResult[] = [];
  const sumCell =
    layout.sum && shape.sum ? windowIn(shape.sum, layout.sum, oneCell(row, column)) : layout.sum;
  const middle = (rect: Rect): number => rect.y + rect.height / 2;
  const outputCell =
    shape.output.form === 'maps'
      ? windowIn(shape.output, layout.output, oneCell(row, column))
      : shape.output.form === 'vector'
        ? windowIn(
            shape.output,
            layout.output,
            oneCell(row % shape.output.rows, Math.floor(row / shape.output.rows)),
          )
        : listRow(layout.output, shape.output.rows, row);

  // Lines end at the edge of a map, at the height of the cell: nothing is drawn over what is to be seen.
  const edge = shape.output.form === 'maps' ? layout.output : outputCell;
  layout.parts.forEach(({ input, kernel, product, number }, at) => {
    if (at >= model.parts.length) return;
    const mine = only === null ? reads : only === at;
    const spot = window ? windowIn(shape.input, input, window) : input;
    // Lines first: the frames lie over them.
    const lit = beat !== null && only === at;
    const from = number ?? spot;
    const to = layout.sum ?? edge;
    drawn.push(curve(from.x + from.width + 3, middle(from), to.x - 3, middle(sumCell ?? outputCell), lit));
    if (!mine) return;
    if (!unit || beat === null || beat.kind === 'window') drawn.push(outline(spot, 'cell'));
    if (kernel && !unit) drawn.push(outline(kernel, 'cell'));
    if (product && !unit)
      drawn.push(outline(windowIn(shape.product ?? shape.input, product, oneCell(row, column)), 'cell'));
  });

  if (layout.whole && reads && !unit) {
    const { input, kernel } = layout.whole;
    drawn.push(outline(window ? windowIn(shape.input, input, window) : input, 'cell'));
    if (kernel && only === null) drawn.push(outline(kernel, 'cell'));
  }
  layout.parts.forEach(({ input }, at) => {
    const letter = shape.colour && CHANNEL_LETTERS[model.parts[at]?.channel ?? -1];
    if (letter)
      drawn.push(
        svg`<text class=${`letter channel-${model.parts[at]?.channel}`} x=${input.x - 6} y=${middle(input) + 4} text-anchor="end">${letter}</text>`,
      );
  });

  // Single numbers: of a pooling window, or the products of a unit.
  if (
    beat &&
    explanation &&
    (beat.kind === 'compare' || beat.kind === 'gather' || (beat.kind === 'part' && beat.part === null))
  )
    for (const at of beat.terms) {
      const place = explanation.terms[at]?.inputIndex;
      if (!place) continue;
      const spot =
        place.length === 3
          ? { channel: place[2] ?? 0, row: place[0] ?? 0, column: place[1] ?? 0 }
          : placeOfInput(model.sourceShape, place[0] ?? 0);
      const part = layout.parts[model.parts.findIndex(({ channel }) => channel === spot.channel)];
      if (!part) continue;
      const cell = oneCell(spot.row, spot.column);
      for (const rect of unit ? [part.input, part.kernel, part.product] : [part.input])
        if (rect) drawn.push(outline(windowIn(shape.input, rect, cell), 'term'));
    }

  if (layout.sum && sumCell) {
    const { x, width } = layout.sum;
    drawn.push(
      curve(x + width + 3, middle(sumCell), edge.x - 3, middle(outputCell), beat?.kind === 'result'),
    );
  }
  const summing = beat === null || beat.kind === 'part' || beat.kind === 'rest' || beat.kind === 'bias';
  if (sumCell && shape.sum && summing) drawn.push(outline(sumCell, 'cell'));
  if (shape.output.form !== 'answer') drawn.push(outline(outputCell, 'cell'));
  return drawn;
}
