// How large a column of the stage is at a given unit: the size of its tiles, how many of them stand one above the other, and the
// size of the kernels beside them. A cell is a whole number of device pixels, so that all cells of a map are equally large.

import { measureChannels, type MeasuredChannels } from './channelLayout';
import { DIGIT_WIDTH, type StageKernel, type StageLayer, type StageSpace } from './layoutTypes';

/** A space with so many maps one above the other in a column that is not opened. */
export interface CountedSpace extends StageSpace {
  readonly tilesShown: number;
}

/** Between tiles: more where there is height to spare. */
export const tileGap = ({ height }: StageSpace): number => Math.round(Math.min(14, Math.max(6, height / 64)));
/** In colour the channels' marks stand left of the slices. */
export const sliceGap = ({
  colour = false,
}: StageKernel): { readonly across: number; readonly down: number } =>
  colour ? { across: 4, down: 2 } : { across: 1, down: 1 };
const KERNEL_GAP = 5;
export const SUB_GAP = 12;
/** Of the header of the input and of the answer; that of a layer is known. */
const HEADER_WIDTH = { picture: 64, maps: 64, vector: 38, answer: 108 } as const;
/** Class, bar and figure; the bar is short where there is little room. */
export const ANSWER_WIDTH = { least: 108, usual: 150, most: 260 };
/** Below a column that does not show all its maps. */
export const moreHeight = ({ textScale = 1 }: StageSpace): number => 26 * textScale;
/** Below the likeliest of many classes another one can be searched for. */
export const searchHeight = ({ textScale = 1 }: StageSpace): number => 40 * textScale;

const headerWidth = (layer: StageLayer, { textScale = 1 }: StageSpace): number =>
  (layer.headerWidth ?? HEADER_WIDTH[layer.form]) * textScale;

export interface Measured {
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

export const span = (count: number, size: number, gap: number): number =>
  count > 0 ? count * size + (count - 1) * gap : 0;

export const isMaps = ({ form }: StageLayer): boolean => form === 'maps' || form === 'picture';
export const longestSide = ({ rows, columns }: StageLayer): number => Math.max(rows, columns);

/** How wide a map should be at this unit: pooled maps shrink less than their number of cells. */
export const targetOf = (layer: StageLayer, unit: number): number =>
  layer.form === 'picture' ? unit * 1.6 : unit * (longestSide(layer) / 28) ** 0.3;

/** What is drawn of a kernel: its slices, after the tile in colours. */
export const kernelTiles = ({ slices, colour = false }: StageKernel): number => slices + (colour ? 1 : 0);

/** Maps one above the other: as many as are shown, or as fit with a pixel for each cell. */
export function mostTiles({ rows, channels, colour = false }: StageLayer, space: CountedSpace): number {
  const most = space.tilesShown;
  if (colour) return Math.max(most, channels);
  const gap = tileGap(space);
  const fit = (height: number): number => Math.floor((height + gap) / (rows / space.pixelRatio + gap));
  const all = Math.min(most, fit(space.height));
  return channels <= all ? all : Math.max(1, Math.min(most, fit(space.height - moreHeight(space))));
}

/**
 * @param wider pixels by which a cell is wider than the unit gives
 * @param longest no side of a map is longer than this, as long as its cells have a pixel each
 */
export function measure(
  layer: StageLayer,
  unit: number,
  space: CountedSpace,
  wider = 0,
  longest = Infinity,
): Measured {
  const snapDown = (value: number): number =>
    Math.max(1, Math.floor(value * space.pixelRatio + 1e-6)) / space.pixelRatio;
  const none = { kernelCell: 0, kernelColumns: 0, kernelWidth: 0, perSub: 1, subs: 1, shown: 1 };
  switch (layer.form) {
    case 'answer': {
      const count = layer.order?.length ?? layer.channels;
      const below = layer.order ? searchHeight(space) : 0;
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
        width: Math.max(width, headerWidth(layer, space)),
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
        const channels = space.compact
          ? null
          : measureChannels(layer, cell, space.height - tile.height, tileGap(space), space.pixelRatio);
        const content = Math.max(tile.width, channels?.width ?? 0);
        return {
          ...none,
          channels,
          width: Math.max(content, headerWidth(layer, space)),
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
      const more = layer.channels > most ? moreHeight(space) : 0;
      return {
        width: Math.max(content, headerWidth(layer, space)),
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
export function measureAll(
  layers: readonly StageLayer[],
  unit: number,
  space: CountedSpace,
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
