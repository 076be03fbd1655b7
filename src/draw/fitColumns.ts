// How large all columns of the stage are, together: the largest unit is taken at which they fit the given width and height. Below a
// legible size the height alone decides, and the stage scrolls sideways.

import {
  ANSWER_WIDTH,
  isMaps,
  longestSide,
  measure,
  measureAll,
  targetOf,
  type CountedSpace,
  type Measured,
} from './columnSize';
import { DIGIT_WIDTH, type StageLayer } from './layoutTypes';

/** Between columns. */
export const LEAST_GAP = 12;
/** Below `legible` tiles say nothing: then the height alone decides, and the stage scrolls sideways. */
const LEAP = 8;
const UNIT = { least: 24, legible: 36, most: 220 };

/** How large maps are meant to be where the width does not matter: larger on a larger screen. */
export const comfortable = ({ width, height }: CountedSpace): number =>
  Math.max(72, Math.min(height / 8, width / 14, 96));

/** The width that columns need, with gaps between them. */
export const needed = (sizes: readonly Measured[], gap: number): number =>
  sizes.reduce((sum, size) => sum + size.width, 0) + gap * (sizes.length - 1);

/**
 * Whole pixels cut some maps short: 28 cells at 1.9 pixels become 28 pixels where 53 were meant. Gives cells a
 * pixel more, most wanting column first, as long as everything fits. Maps of one size stay of one size.
 * @returns pixels by which the cells of each column are wider
 */
function widenCells(
  layers: readonly StageLayer[],
  unit: number,
  space: CountedSpace,
  fits: (sizes: readonly Measured[]) => boolean,
): number[] {
  const wider = layers.map(() => 0);
  // Uses the intended size: a map that is small only because an earlier one is small needs no more space.
  const meant = layers.map((layer) => measure(layer, unit, space));
  const wanting = new Map<number, { ats: number[]; part: number; cell: number }>();
  layers.forEach((layer, at) => {
    const size = meant[at];
    if (!isMaps(layer) || !size) return;
    const side = longestSide(layer) * (layer.form === 'picture' ? -1 : 1);
    const part = (longestSide(layer) * size.cell) / targetOf(layer, unit);
    const same = wanting.get(side);
    if (same) same.ats.push(at);
    else wanting.set(side, { ats: [at], part, cell: size.cell });
  });
  const ordered = [...wanting.values()].filter(({ part }) => part < 0.88).sort((a, b) => a.part - b.part);
  for (const { ats, part, cell } of ordered) {
    // Not much more than was meant either.
    const after = (part * (cell + 1 / space.pixelRatio)) / cell;
    if (after > (part < 0.7 || layers[ats[0] ?? 0]?.form === 'picture' ? 1.35 : 1.12)) continue;
    const tried = wider.map((one, at) => (ats.includes(at) ? 1 : one));
    const sizes = measureAll(layers, unit, space, tried);
    if (sizes.some(({ height }) => height > space.height) || !fits(sizes)) continue;
    for (const at of ats) wider[at] = 1;
  }
  return wider;
}

/** The largest unit, from one down, at which the columns fit a width, and the height. */
function largestUnit(
  layers: readonly StageLayer[],
  space: CountedSpace,
  from: number,
  width: number,
): number {
  // As large as they are meant to be: what is drawn smaller in the end must not let all others grow first.
  const fits = (unit: number): boolean => {
    let used = LEAST_GAP * (layers.length - 1);
    return layers.every((layer) => {
      const size = measure(layer, unit, space);
      used += size.width;
      return used <= width && size.height <= space.height;
    });
  };
  // In leaps down to one that fits, then one by one up to the next leap.
  for (let unit = from; unit > UNIT.least; unit -= LEAP) {
    if (!fits(unit)) continue;
    for (let larger = Math.min(from, unit + LEAP - 1); larger > unit; larger--)
      if (fits(larger)) return larger;
    return unit;
  }
  return UNIT.least;
}

/**
 * The sizes of all columns. Opening a column does not shrink the others: what is fitted are closed columns, and the stage
 * scrolls.
 */
export function fitColumns(layers: readonly StageLayer[], space: CountedSpace): readonly Measured[] {
  const closed = layers.map((layer) => ({ ...layer, expanded: false }));
  const fitting = largestUnit(closed, space, UNIT.most, space.width);
  const scrolls = fitting < UNIT.legible;
  const unit = scrolls ? largestUnit(closed, space, Math.round(comfortable(space)), Infinity) : fitting;
  /** What would have to go for all columns to fit. */
  const excess = (tried: readonly Measured[]): number => Math.max(0, needed(tried, LEAST_GAP) - space.width);
  const answer = layers.findIndex(({ form }) => form === 'answer');
  const leastAnswer = ANSWER_WIDTH.least - DIGIT_WIDTH + (layers[answer]?.namesWidth ?? DIGIT_WIDTH);
  // Maps may have more of the room than bars.
  const overflows = (tried: readonly Measured[]): boolean =>
    excess(tried) > (tried[answer]?.width ?? 0) - leastAnswer;
  const wider = widenCells(closed, unit, space, (tried) => scrolls || !overflows(tried));
  const sizes = measureAll(closed, unit, space, wider);
  const picture = layers.findIndex(({ form }) => form === 'picture');
  const withPicture = (tried: number): readonly Measured[] =>
    sizes.map((size, at) => {
      const layer = layers[at];
      return at === picture && layer && tried < unit ? measure(layer, tried, space) : size;
    });
  // Where little is missing, the picture gives way before the stage scrolls.
  let pictureUnit = unit;
  if (scrolls && !overflows(withPicture(UNIT.least)))
    while (overflows(withPicture(pictureUnit))) pictureUnit--;
  const fitted = withPicture(pictureUnit);
  const shorter = overflows(fitted) ? 0 : excess(fitted);
  const opened = layers.some(({ expanded }) => expanded) ? measureAll(layers, unit, space, wider) : sizes;
  return opened.map((given, at) => {
    const size = (at === picture ? fitted[at] : given) ?? given;
    if (at !== answer) return size;
    // A pixel for what rounding takes.
    const width = size.width - (shorter > 0 ? Math.ceil(shorter) + 1 : 0);
    return { ...size, width, content: width, tile: { ...size.tile, width } };
  });
}
