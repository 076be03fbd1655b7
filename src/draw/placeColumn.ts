// Where everything of a measured column lies: its tiles, eight to a sub-column where it is opened, and the slices of their kernels.
//
// A colour picture is one tile in its colours, and below it its three channels; a kernel that reads one has a tile in
// colours before its slices.

import { placeChannels } from './channelLayout';
import {
  SUB_GAP,
  isMaps,
  kernelTiles,
  moreHeight,
  mostTiles,
  searchHeight,
  sliceGap,
  span,
  tileGap,
  type CountedSpace,
  type Measured,
} from './columnSize';
import { WHOLE, type PlacedColumn, type PlacedSlice, type PlacedTile, type StageLayer } from './layoutTypes';

/** @param x where the column begins */
export function placeColumn(layer: StageLayer, size: Measured, x: number, space: CountedSpace): PlacedColumn {
  const snap = (value: number): number => Math.round(value * space.pixelRatio) / space.pixelRatio;
  const left = snap(x + (size.width - size.content) / 2);
  const most = mostTiles(layer, space);
  const more = isMaps(layer)
    ? layer.channels > most
      ? moreHeight(space)
      : 0
    : layer.form === 'answer' && layer.order
      ? searchHeight(space)
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
      const { colour: inColour, multiplier } = layer.kernel;
      const own = multiplier === undefined ? nth : Math.floor(channel / multiplier);
      const slice = inColour ? (nth === 0 ? WHOLE : nth - 1) : own;
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
