// Where everything on the stage lies. Columns run from the picture to the answer; a column holds up to eight
// tiles (all of them when opened, eight to a sub-column), a vector is a strip, the answer a list of bars.
//
// A colour picture is one tile in its colours, and below it its three channels; a kernel that reads one has a tile in
// colours before its slices.
//
// The largest tile size is taken at which all columns fit the given width and height. A cell is a whole number
// of device pixels, so that all cells of a map are equally large. Pure: sizes in, rectangles out, in CSS pixels.

import { measureChannels, placeChannels, type MeasuredChannels } from './channelLayout';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface StageKernel {
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  /** Its three slices are those of red, green and blue. */
  readonly colour?: boolean;
}

/** In place of a channel: all three of them in colour. */
export const WHOLE = -1;

export interface StageLayer {
  readonly name: string;
  /** picture and maps: [rows, columns] per channel · vector: a strip of units · answer: a bar per class. */
  readonly form: 'picture' | 'maps' | 'vector' | 'answer';
  readonly rows: number;
  readonly columns: number;
  /** Maps, units or classes. */
  readonly channels: number;
  /** The kernel of a convolution: every filter has one slice per input channel. */
  readonly kernel: StageKernel | null;
  /** A picture of three channels, red, green and blue. */
  readonly colour?: boolean;
  readonly expanded: boolean;
  /** Channels in the order in which they are shown; absent: 0, 1, 2, … Of the answer: the classes that are, and no others. */
  readonly order?: readonly number[] | undefined;
  /** Of the answer: the width of the classes' names in CSS pixels; that of a digit if absent. */
  readonly namesWidth?: number;
  /** The width that the name above the column needs, where it is longer or shorter than usual. */
  readonly headerWidth?: number;
}

export interface PlacedTile extends Rect {
  readonly channel: number;
}
export interface PlacedSlice extends PlacedTile {
  readonly slice: number;
}

export interface PlacedColumn extends Rect {
  readonly layer: StageLayer;
  readonly tiles: readonly PlacedTile[];
  readonly slices: readonly PlacedSlice[];
  /** Cells of one tile. For a strip: its folding. */
  readonly rows: number;
  readonly columns: number;
  /** Maps not shown. */
  readonly hidden: number;
  /** Maps shown at most while it is not opened. */
  readonly most: number;
}

export interface StageLayout {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly PlacedColumn[];
}

export interface StageSpace {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly showKernels: boolean;
  /** Maps shown of a column that is not opened; eight if absent. */
  readonly tilesShown?: number;
}

export const TILES_SHOWN = 8;
/** Between tiles: more where there is height to spare. */
const tileGap = ({ height }: StageSpace): number => Math.round(Math.min(14, Math.max(6, height / 64)));
/** In colour the channels' marks stand left of the slices. */
const sliceGap = ({ colour = false }: StageKernel): { readonly across: number; readonly down: number } =>
  colour ? { across: 4, down: 2 } : { across: 1, down: 1 };
const KERNEL_GAP = 5;
const SUB_GAP = 12;
/** A header needs this much, however thin its column is. */
const HEADER_WIDTH: Readonly<Record<StageLayer['form'], number>> = {
  picture: 64,
  maps: 64,
  vector: 38,
  answer: 108,
};
/** Class, bar and figure; the bar is short where there is little room. */
const ANSWER_WIDTH = { least: 108, usual: 150, most: 260 };
/** The name of a class that is a digit, with the gap behind it. */
export const DIGIT_WIDTH = 22;
/** Below a column that does not show all its maps. */
const MORE = 26;
/** Below the likeliest of many classes another one can be searched for. */
const SEARCH = 40;
const GAP = { least: 12, most: 84 };
/** Below `legible` tiles say nothing: then the height alone decides, and the stage scrolls sideways. */
const UNIT = { least: 24, legible: 36, comfortable: 72, most: 220 };

interface Measured {
  readonly channels?: MeasuredChannels | null;
  readonly width: number;
  readonly height: number;
  readonly content: number;
  readonly cell: number;
  readonly tile: { readonly width: number; readonly height: number };
  readonly kernelCell: number;
  readonly kernelColumns: number;
  readonly kernelWidth: number;
  readonly perSub: number;
  readonly subs: number;
  readonly shown: number;
  readonly rows: number;
  readonly columns: number;
}

const span = (count: number, size: number, gap: number): number =>
  count > 0 ? count * size + (count - 1) * gap : 0;

const isMaps = ({ form }: StageLayer): boolean => form === 'maps' || form === 'picture';
const longestSide = ({ rows, columns }: StageLayer): number => Math.max(rows, columns);

/** How wide a map should be at this unit: pooled maps shrink less than their number of cells. */
const targetOf = (layer: StageLayer, unit: number): number =>
  layer.form === 'picture' ? unit * 1.6 : unit * (longestSide(layer) / 28) ** 0.3;

/** What is drawn of a kernel: its slices, after the tile in colours. */
const kernelTiles = ({ slices, colour = false }: StageKernel): number => slices + (colour ? 1 : 0);

/** Maps one above the other: as many as are shown, or as fit with a pixel for each cell. */
function mostTiles({ rows, channels, colour = false }: StageLayer, space: StageSpace): number {
  const most = space.tilesShown ?? TILES_SHOWN;
  if (colour) return Math.max(most, channels);
  const gap = tileGap(space);
  const fit = (height: number): number => Math.floor((height + gap) / (rows / space.pixelRatio + gap));
  const all = Math.min(most, fit(space.height));
  return channels <= all ? all : Math.max(1, Math.min(most, fit(space.height - MORE)));
}

/**
 * @param wider pixels by which a cell is wider than the unit gives
 * @param longest no side of a map is longer than this, as long as its cells have a pixel each
 */
function measure(
  layer: StageLayer,
  unit: number,
  space: StageSpace,
  wider = 0,
  longest = Infinity,
): Measured {
  const snapDown = (value: number): number =>
    Math.max(1, Math.floor(value * space.pixelRatio + 1e-6)) / space.pixelRatio;
  const none = { kernelCell: 0, kernelColumns: 0, kernelWidth: 0, perSub: 1, subs: 1, shown: 1 };
  switch (layer.form) {
    case 'answer': {
      const count = layer.order?.length ?? layer.channels;
      const below = layer.order ? SEARCH : 0;
      const cell = snapDown(Math.min(32, Math.max(20, unit * 0.4), (space.height - below) / count));
      const { least, usual, most } = ANSWER_WIDTH;
      const names = (layer.namesWidth ?? DIGIT_WIDTH) - DIGIT_WIDTH;
      const width = names + Math.min(Math.max(least, Math.min(usual, unit * 2.5), unit * 2), most);
      const height = cell * count;
      return {
        ...none,
        width,
        height: height + below,
        content: width,
        cell,
        tile: { width, height },
        rows: count,
        columns: 1,
      };
    }
    case 'vector': {
      // A strip takes four fifths of the height, and folds where a unit would be thinner than two pixels.
      const tallest = space.height * 0.86;
      const columns = Math.max(1, Math.ceil((layer.channels * 2) / space.pixelRatio / tallest));
      const rows = Math.ceil(layer.channels / columns);
      const cell = snapDown(Math.min(tallest / rows, 5, Math.max(2, unit / 20)));
      const width = Math.max(12, Math.round(unit / 5), columns * 4);
      const height = rows * cell;
      return {
        ...none,
        width: Math.max(width, layer.headerWidth ?? HEADER_WIDTH.vector),
        height,
        content: width,
        cell,
        tile: { width, height },
        rows,
        columns,
      };
    }
    case 'picture':
    case 'maps': {
      const side = longestSide(layer);
      const meant = snapDown(targetOf(layer, unit) / side) + wider / space.pixelRatio;
      const cell = Math.min(meant, snapDown(longest / side));
      const tile = { width: layer.columns * cell, height: layer.rows * cell };
      const most = mostTiles(layer, space);
      const shown = layer.expanded ? layer.channels : Math.min(most, layer.channels);
      const subs = Math.ceil(shown / most);
      const perSub = Math.ceil(shown / subs);
      let [kernelCell, kernelColumns, kernelWidth] = [0, 0, 0];
      if (layer.kernel && space.showKernels) {
        const { rows, columns } = layer.kernel;
        const slices = kernelTiles(layer.kernel);
        const between = sliceGap(layer.kernel);
        const cellIn = (across: number): number => {
          const down = Math.ceil(slices / across);
          const room = slices === 1 ? tile.height * 0.5 : (tile.height - between.down * (down - 1)) / down;
          return snapDown(room / rows);
        };
        kernelColumns = Math.ceil(Math.sqrt(slices / 1.5));
        kernelCell = cellIn(kernelColumns);
        // A weight of one pixel says nothing: a wider block gives it two, where it is hardly wider than a map.
        const legible = 2 / space.pixelRatio;
        if (kernelCell < legible)
          for (let wide = kernelColumns + 1; wide <= slices; wide++) {
            if (cellIn(wide) < legible || span(wide, columns * legible, between.across) > 1.25 * tile.width)
              continue;
            [kernelColumns, kernelCell] = [wide, cellIn(wide)];
            break;
          }
        kernelWidth =
          span(kernelColumns, columns * kernelCell, between.across) +
          KERNEL_GAP +
          (layer.kernel.colour ? between.across : 0);
      }
      if (layer.form === 'picture' && layer.colour) {
        // Where the space is too low for all maps, the picture stands for its channels.
        const channels =
          space.tilesShown === undefined
            ? measureChannels(layer, cell, space.height - tile.height, tileGap(space), space.pixelRatio)
            : null;
        const content = Math.max(tile.width, channels?.width ?? 0);
        return {
          ...none,
          channels,
          width: Math.max(content, HEADER_WIDTH.picture),
          height: tile.height + (channels?.height ?? 0),
          content,
          cell,
          tile,
          shown: layer.channels,
          rows: layer.rows,
          columns: layer.columns,
        };
      }
      const content = span(subs, tile.width + kernelWidth, SUB_GAP);
      const more = layer.channels > most ? MORE : 0;
      return {
        width: Math.max(content, layer.headerWidth ?? HEADER_WIDTH[layer.form]),
        height: span(perSub, tile.height, tileGap(space)) + more,
        content,
        cell,
        tile,
        kernelCell,
        kernelColumns,
        kernelWidth,
        perSub,
        subs,
        shown,
        rows: layer.rows,
        columns: layer.columns,
      };
    }
    default:
      layer.form satisfies never;
      throw new Error(`stage: layer '${layer.name}' has no known form`);
  }
}

/**
 * All columns. Sizes can be compared: a map is drawn no larger than one before it that has as many cells or more, although
 * whole pixels would make 13 cells wider than 26.
 * @param wider pixels by which cells of a column are wider than the unit gives
 */
function measureAll(
  layers: readonly StageLayer[],
  unit: number,
  space: StageSpace,
  wider: readonly number[] = [],
): Measured[] {
  const before: { side: number; drawn: number }[] = [];
  return layers.map((layer, at) => {
    if (!isMaps(layer)) return measure(layer, unit, space);
    const side = longestSide(layer);
    const longest = Math.min(...before.filter((one) => one.side >= side).map(({ drawn }) => drawn));
    const size = measure(layer, unit, space, wider[at], longest);
    before.push({ side, drawn: side * size.cell });
    return size;
  });
}

function place(layer: StageLayer, size: Measured, x: number, space: StageSpace): PlacedColumn {
  const snap = (value: number): number => Math.round(value * space.pixelRatio) / space.pixelRatio;
  const left = snap(x + (size.width - size.content) / 2);
  const most = mostTiles(layer, space);
  const more = isMaps(layer)
    ? layer.channels > most
      ? MORE
      : 0
    : layer.form === 'answer' && layer.order
      ? SEARCH
      : 0;
  const top = snap(Math.max(0, (space.height - size.height) / 2));
  const colour = layer.form === 'picture' && layer.colour === true;
  const tiles: PlacedTile[] = [];
  const slices: PlacedSlice[] = [];
  if (colour) {
    const whole = { ...size.tile, x: snap(left + (size.content - size.tile.width) / 2), y: top };
    tiles.push({ channel: WHOLE, ...whole });
    if (size.channels)
      tiles.push(...placeChannels(size.channels, whole, left + size.content / 2, tileGap(space), snap));
  }
  for (let at = 0; at < size.shown && !colour; at++) {
    const channel = isMaps(layer) ? (layer.order?.[at] ?? at) : at;
    const sub = Math.floor(at / size.perSub);
    const tileX = left + sub * (size.tile.width + size.kernelWidth + SUB_GAP) + size.kernelWidth;
    const tileY = top + (at % size.perSub) * (size.tile.height + tileGap(space));
    tiles.push({ channel, x: snap(tileX), y: snap(tileY), width: size.tile.width, height: size.tile.height });
    if (!layer.kernel || size.kernelCell === 0) continue;
    const width = layer.kernel.columns * size.kernelCell;
    const height = layer.kernel.rows * size.kernelCell;
    const between = sliceGap(layer.kernel);
    const shown = kernelTiles(layer.kernel);
    const first = layer.kernel.colour ? between.across : 0;
    const block = span(Math.ceil(shown / size.kernelColumns), height, between.down);
    for (let nth = 0; nth < shown; nth++) {
      const sliceX = tileX - size.kernelWidth + first + (nth % size.kernelColumns) * (width + between.across);
      const sliceY =
        tileY +
        (size.tile.height - block) / 2 +
        Math.floor(nth / size.kernelColumns) * (height + between.down);
      const slice = layer.kernel.colour ? (nth === 0 ? WHOLE : nth - 1) : nth;
      slices.push({ channel, slice, x: snap(sliceX), y: snap(sliceY), width, height });
    }
  }
  return {
    layer,
    tiles,
    slices,
    rows: size.rows,
    columns: size.columns,
    x,
    y: top,
    width: size.width,
    height: size.height - more,
    hidden: isMaps(layer) ? layer.channels - size.shown : 0,
    most,
  };
}

/**
 * Whole pixels cut some maps short: 28 cells at 1.9 pixels become 28 pixels where 53 were meant. Gives cells a
 * pixel more, most wanting column first, as long as everything fits. Maps of one size stay of one size.
 * @returns pixels by which the cells of each column are wider
 */
function widenCells(
  layers: readonly StageLayer[],
  unit: number,
  space: StageSpace,
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
    if (after > (part < 0.7 ? 1.35 : 1.12)) continue;
    const tried = wider.map((one, at) => (ats.includes(at) ? 1 : one));
    const sizes = measureAll(layers, unit, space, tried);
    if (sizes.some(({ height }) => height > space.height) || !fits(sizes)) continue;
    for (const at of ats) wider[at] = 1;
  }
  return wider;
}

export function layoutStage(layers: readonly StageLayer[], space: StageSpace): StageLayout {
  if (layers.length === 0) return { width: space.width, height: space.height, columns: [] };
  const needed = (sizes: readonly Measured[], gap: number): number =>
    sizes.reduce((sum, size) => sum + size.width, 0) + gap * (sizes.length - 1);
  // Opening a column must not shrink the others: the size is found for closed columns, and the stage scrolls.
  const closed = layers.map((layer) => ({ ...layer, expanded: false }));
  const largest = (from: number, width: number): number => {
    for (let unit = from; unit > UNIT.least; unit--) {
      // As large as they are meant to be: what is drawn smaller in the end must not let all others grow first.
      const tried = closed.map((layer) => measure(layer, unit, space));
      if (needed(tried, GAP.least) <= width && tried.every((size) => size.height <= space.height))
        return unit;
    }
    return UNIT.least;
  };
  const fitting = largest(UNIT.most, space.width);
  const unit = fitting < UNIT.legible ? largest(UNIT.comfortable, Infinity) : fitting;
  // Where the stage scrolls sideways, the height alone decides.
  const scrolls = fitting < UNIT.legible;
  /** What would have to go for all columns to fit. */
  const excess = (tried: readonly Measured[]): number => Math.max(0, needed(tried, GAP.least) - space.width);
  const answer = layers.findIndex(({ form }) => form === 'answer');
  const leastAnswer = ANSWER_WIDTH.least - DIGIT_WIDTH + (layers[answer]?.namesWidth ?? DIGIT_WIDTH);
  const wider = widenCells(
    closed,
    unit,
    space,
    // Maps may have more of the room than bars.
    (tried) => scrolls || excess(tried) <= (tried[answer]?.width ?? 0) - leastAnswer,
  );
  const measured = (pictureUnit: number): readonly Measured[] =>
    measureAll(closed, unit, space, wider).map((size, at) => {
      const layer = closed[at];
      return layer?.form === 'picture' && pictureUnit < unit ? measure(layer, pictureUnit, space) : size;
    });
  const overflows = (tried: readonly Measured[]): boolean =>
    excess(tried) > (tried[answer]?.width ?? 0) - leastAnswer;
  // Where little is missing, the picture gives way before the stage scrolls.
  let pictureUnit = unit;
  while (scrolls && pictureUnit > UNIT.least && overflows(measured(pictureUnit))) pictureUnit--;
  const still = overflows(measured(pictureUnit));
  if (still) pictureUnit = unit;
  const shorter = still ? 0 : excess(measured(pictureUnit));
  const sizes = measureAll(layers, unit, space, wider).map((given, at) => {
    const layer = layers[at];
    const size = layer?.form === 'picture' && pictureUnit < unit ? measure(layer, pictureUnit, space) : given;
    if (at !== answer) return size;
    // A pixel for what rounding takes.
    const width = size.width - (shorter > 0 ? Math.ceil(shorter) + 1 : 0);
    return { ...size, width, content: width, tile: { ...size.tile, width } };
  });
  const free = (space.width - needed(sizes, 0)) / Math.max(1, sizes.length - 1);
  const gap = Math.min(GAP.most, Math.max(GAP.least, free));
  const total = needed(sizes, gap);
  let x = Math.max(0, (space.width - total) / 2);
  const columns: PlacedColumn[] = [];
  layers.forEach((layer, index) => {
    const size = sizes[index];
    if (!size) return;
    columns.push(place(layer, size, x, space));
    x += size.width + gap;
  });
  return { width: Math.max(space.width, total), height: space.height, columns };
}

/**
 * As many maps one above the other as keep two pixels a cell where they have 28, with room for the button below them
 * unless six fit, which is all that LeNet's first layer has.
 */
export function tilesFor(height: number): number {
  const [tile, gap, button] = [56, 6, 26];
  const all = Math.floor((height + gap) / (tile + gap));
  const most = all >= 6 ? all : Math.floor((height + gap - button) / (tile + gap));
  return Math.max(2, Math.min(TILES_SHOWN, most));
}
