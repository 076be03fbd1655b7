// Where the three channels of a colour picture lie on the stage, below the picture: one above the other, about two thirds as
// large as it; in a row, as small as need be, where the height is too small for that.

/** Their letters stand beside them, or above where they are in a row. */
export const LETTER = { width: 14, height: 13 };
/** Between channels in a row. */
const GAP = 6;

export interface MeasuredChannels {
  readonly tile: { readonly width: number; readonly height: number };
  readonly inRow: boolean;
  /** Of all of it, letters and the gap above included. */
  readonly width: number;
  readonly height: number;
}

/**
 * @param picture its cells
 * @param cell of the picture, in CSS pixels
 * @param room the height below the picture
 * @param gap between tiles
 */
export function measureChannels(
  { rows, columns }: { readonly rows: number; readonly columns: number },
  cell: number,
  room: number,
  gap: number,
  pixelRatio: number,
): MeasuredChannels {
  const tile = (size: number): MeasuredChannels['tile'] => ({ width: columns * size, height: rows * size });
  for (let pixels = Math.max(1, Math.round(0.7 * cell * pixelRatio)); pixels > 0; pixels--) {
    const one = tile(pixels / pixelRatio);
    const height = 3 * (gap + one.height);
    if (height <= room) return { tile: one, inRow: false, width: one.width + 2 * LETTER.width, height };
  }
  const one = tile(1 / pixelRatio);
  return {
    tile: one,
    inRow: true,
    width: 3 * one.width + 2 * GAP,
    height: gap + LETTER.height + one.height,
  };
}

interface PlacedChannel {
  readonly channel: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * @param picture its rectangle
 * @param middle of the column
 * @param snap to device pixels
 */
export function placeChannels(
  { tile, inRow, width }: MeasuredChannels,
  picture: { readonly y: number; readonly height: number },
  middle: number,
  gap: number,
  snap: (value: number) => number,
): readonly PlacedChannel[] {
  const y = picture.y + picture.height + gap;
  return [0, 1, 2].map((channel) => ({
    channel,
    x: snap(inRow ? middle - width / 2 + channel * (tile.width + GAP) : middle - tile.width / 2),
    y: snap(inRow ? y + LETTER.height : y + channel * (tile.height + gap)),
    ...tile,
  }));
}
