// Lines about the number pointed at: from what it is computed from to itself, its window on every layer back to the
// picture, and, dashed, what it feeds in the layers after it. Cells come from the engine's traces, so that dilation keeps
// its gaps and branches come out right.

import { svg, type SVGTemplateResult } from 'lit';
import { WHOLE, type PlacedColumn, type Rect, type StageLayout } from '../../draw/layout';
import { cellRect, columnOf, windowIn } from '../../draw/picking';
import { PICTURE, filterOf } from '../../draw/stageTiles';
import type { Trace, TracedLayer, TracedWindow, StageFacade } from '../../session/facade';
import { tileOf, type Pointed } from '../pointed';

/** How much larger than its cells a frame is, so that they stay visible. */
const ROOM = 1;

function outline(rect: Rect, kind: string, room = ROOM): SVGTemplateResult {
  return svg`<rect class=${kind} x=${rect.x - room} y=${rect.y - room} width=${rect.width + 2 * room} height=${rect.height + 2 * room} rx="1.5" />`;
}

function curve(x1: number, y1: number, x2: number, y2: number): SVGTemplateResult {
  const middle = (x1 + x2) / 2;
  return svg`<path class="wire" d=${`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`} />`;
}

function bounds(column: PlacedColumn): Rect {
  const left = Math.min(...column.tiles.map(({ x }) => x));
  const top = Math.min(...column.tiles.map(({ y }) => y));
  const right = Math.max(...column.tiles.map(({ x, width }) => x + width));
  const bottom = Math.max(...column.tiles.map(({ y, height }) => y + height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The layers with a column that this one reads: itself past those that have none, such as flatten. */
function sources(layout: StageLayout, session: StageFacade, name: string): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (from: string): void => {
    for (const input of session.layers.find((layer) => layer.name === from)?.inputs ?? []) {
      if (columnOf(layout, input)) found.add(input);
      else walk(input);
    }
  };
  walk(name);
  return found;
}

/** The cells themselves where the rectangle around them has gaps. */
function cellsOf(
  column: PlacedColumn,
  tile: Rect,
  { cells, shape }: TracedLayer,
  window: TracedWindow,
): SVGTemplateResult {
  const [, columns = 1, channels = 1] = shape;
  const path: string[] = [];
  for (let row = window.top; row < window.bottom; row++) {
    for (let at = window.left; at < window.right; at++) {
      if (cells[(row * columns + at) * channels + window.channel] !== 1) continue;
      const { x, y, width, height } = windowIn(column, tile, {
        top: row,
        left: at,
        bottom: row + 1,
        right: at + 1,
      });
      path.push(`M${x} ${y}h${width}v${height}h${-width}z`);
    }
  }
  return svg`<path class="taps" d=${path.join('')} />`;
}

const sameWindow = (a: TracedWindow, b: TracedWindow): boolean =>
  a.top === b.top && a.left === b.left && a.bottom === b.bottom && a.right === b.right;

/** The frames of one layer of a trace; with `wired` also lines from them to the cell. */
function frames(
  layout: StageLayout,
  traced: TracedLayer,
  kind: string,
  wiredTo: Rect | null,
): SVGTemplateResult[] {
  const column = columnOf(layout, traced.layer);
  if (!column) return [];
  const drawn: SVGTemplateResult[] = [];
  if (traced.windows.length === 0 || (traced.everything && traced.layer !== PICTURE)) {
    const all = bounds(column);
    // The answer's bars stand apart from their figures: a frame around them would cross the text.
    if (column.layer.form === 'answer' && kind === 'feeds') return [];
    drawn.push(outline(all, `${kind} all`, 3));
    if (wiredTo)
      drawn.push(
        curve(all.x + all.width + 3, all.y + all.height / 2, wiredTo.x - 1, wiredTo.y + wiredTo.height / 2),
      );
    return drawn;
  }
  const { colour } = column.layer;
  const whole = colour ? column.tiles.find(({ channel }) => channel === WHOLE) : undefined;
  for (const [at, window] of traced.windows.entries()) {
    const own = column.tiles.find(({ channel }) => channel === window.channel);
    // The windows of three channels are one window in the colour picture, unless they differ.
    const first = traced.windows.findIndex((one) => sameWindow(one, window)) === at;
    for (const tile of [own, ...(first ? [whole] : [])]) {
      if (!tile) continue;
      drawn.push(outline(windowIn(column, tile, window), kind));
      if (!window.whole) drawn.push(cellsOf(column, tile, traced, window));
    }
    const tile = colour ? (first ? whole : undefined) : own;
    if (!wiredTo || !tile) continue;
    const rect = windowIn(column, tile, window);
    const right = rect.x + rect.width + 1;
    drawn.push(
      column.layer.form === 'picture'
        ? svg`<path class="wire" d=${`M${right} ${rect.y - 1}L${wiredTo.x - 1} ${wiredTo.y - 1}M${right} ${rect.y + rect.height + 1}L${wiredTo.x - 1} ${wiredTo.y + wiredTo.height + 1}`} />`
        : curve(right, rect.y + rect.height / 2, wiredTo.x - 1, wiredTo.y + wiredTo.height / 2),
    );
  }
  return drawn;
}

const oneCell = ([row = 0, column = 0]: readonly number[]) => ({
  top: row,
  left: column,
  bottom: row + 1,
  right: column + 1,
});

/** A cell of the network before last may be gone from this one. */
function traceOf(session: StageFacade, way: 'back' | 'forward', { layer, index }: Pointed): Trace {
  try {
    return session.trace(way, layer, index);
  } catch {
    return [];
  }
}

/** One weight of the kernel, and all the inputs it meets. */
function weight(
  layout: StageLayout,
  session: StageFacade,
  column: PlacedColumn,
  { layer, index, slice, tap }: Pointed,
): SVGTemplateResult[] {
  if (!tap || slice === null || !column.layer.kernel) return [];
  const [row, at] = tap;
  const filter = index[2] ?? 0;
  const drawn: SVGTemplateResult[] = [];
  const rect = column.slices.find((one) => one.channel === filter && one.slice === slice);
  if (rect)
    drawn.push(
      outline(
        windowIn(column.layer.kernel, rect, { top: row, left: at, bottom: row + 1, right: at + 1 }),
        'cell',
      ),
    );
  const kernel = session.layers.find(({ name }) => name === layer)?.kernel;
  const use = kernel ? session.weightUse(layer, [row, at, slice, filterOf(kernel, filter)]) : null;
  for (const name of use ? sources(layout, session, layer) : []) {
    const source = columnOf(layout, name);
    const tile = source?.tiles.find(({ channel }) => channel === use?.inputMap);
    if (source && tile && use) drawn.push(outline(windowIn(source, tile, use.window), 'feeds'));
  }
  return drawn;
}

export function wires(layout: StageLayout, session: StageFacade, pointed: Pointed): SVGTemplateResult[] {
  const cell = cellRect(layout, pointed.layer, pointed.index, pointed.whole);
  const column = columnOf(layout, pointed.layer);
  if (!cell || !column) return [];
  const drawn = [outline(cell, 'cell')];
  // The same pixel in the other pictures of it.
  if (column.layer.colour)
    for (const tile of column.tiles)
      if (tile.channel !== tileOf(pointed) && (pointed.whole || tile.channel === WHOLE))
        drawn.push(outline(windowIn(column, tile, oneCell(pointed.index)), 'field'));
  const read = sources(layout, session, pointed.layer);
  for (const traced of traceOf(session, 'back', pointed).slice(1)) {
    const direct = read.has(traced.layer);
    drawn.push(...frames(layout, traced, direct ? 'window' : 'field', direct ? cell : null));
  }
  for (const slice of column.slices)
    if (slice.channel === (pointed.index[2] ?? 0)) drawn.push(outline(slice, 'kernel'));
  if (pointed.tap) return [...drawn, ...weight(layout, session, column, pointed)];
  for (const traced of traceOf(session, 'forward', pointed).slice(1)) {
    drawn.push(...frames(layout, traced, 'feeds', null));
    // From here on it feeds everything.
    if (traced.everything) break;
  }
  return drawn;
}
