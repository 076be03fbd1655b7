// Where everything on the stage lies. Columns run from the picture to the answer; a column holds up to eight
// tiles (all of them when opened, eight to a sub-column), a vector is a strip, the answer a list of bars. Pure: sizes in,
// rectangles out, in CSS pixels.

import { isMaps, longestSide, type CountedSpace, type Measured } from './columnSize';
import { LEAST_GAP, comfortable, fitColumns, needed } from './fitColumns';
import type { PlacedColumn, StageLayer, StageLayout, StageSpace } from './layoutTypes';
import { placeColumn } from './placeColumn';

export { DIGIT_WIDTH, WHOLE } from './layoutTypes';
export type {
  PlacedColumn,
  PlacedSlice,
  PlacedTile,
  Rect,
  StageKernel,
  StageLayer,
  StageLayout,
  StageSpace,
} from './layoutTypes';

/** Maps of a column that is not opened: eight, or fewer where they would be too small to be read and pointed at. */
const TILES = { most: 8, least: 4, leastCompact: 2 };
const MOST_GAP = 84;
/** A map with one device pixel a cell is legible from this side on, in CSS pixels; on a large screen it is to be larger. */
const LEGIBLE = 48;

/** In CSS pixels: in a lower view the stage scrolls. */
const LEAST_HEIGHT = 96;

/** Columns whose maps have one device pixel a cell, and are small. */
function illegible(layers: readonly StageLayer[], sizes: readonly Measured[], space: CountedSpace): number {
  const least = Math.max(LEGIBLE, comfortable(space) > 72 ? comfortable(space) : 0);
  return layers.filter((layer, at) => {
    const { cell } = sizes[at] ?? { cell: Infinity };
    return isMaps(layer) && cell * space.pixelRatio < 2 && cell * longestSide(layer) < least;
  }).length;
}

/** With as many maps in a column as can be read. */
function legibleColumns(
  layers: readonly StageLayer[],
  space: StageSpace,
): readonly [CountedSpace, readonly Measured[]] {
  let best: readonly [CountedSpace, readonly Measured[]] | null = null;
  let fewest = Infinity;
  for (
    let tilesShown = TILES.most;
    tilesShown >= (space.compact ? TILES.leastCompact : TILES.least) && fewest > 0;
    tilesShown--
  ) {
    const counted = { ...space, tilesShown };
    const sizes = fitColumns(layers, counted);
    const found = illegible(layers, sizes, counted);
    if (best && found >= fewest) continue;
    [best, fewest] = [[counted, sizes], found];
  }
  return best ?? [{ ...space, tilesShown: TILES.most }, []];
}

export function layoutStage(layers: readonly StageLayer[], given: StageSpace): StageLayout {
  const space = { ...given, height: Math.max(LEAST_HEIGHT, given.height) };
  if (layers.length === 0) return { width: space.width, height: space.height, columns: [] };
  const [counted, sizes] = legibleColumns(layers, space);
  const free = (space.width - needed(sizes, 0)) / Math.max(1, sizes.length - 1);
  const gap = Math.min(MOST_GAP, Math.max(LEAST_GAP, free));
  const total = needed(sizes, gap);
  let x = Math.max(0, (space.width - total) / 2);
  const columns: PlacedColumn[] = [];
  layers.forEach((layer, index) => {
    const size = sizes[index];
    if (!size) return;
    columns.push(placeColumn(layer, size, x, counted));
    x += size.width + gap;
  });
  return { width: Math.max(space.width, total), height: space.height, columns };
}
