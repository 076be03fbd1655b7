// A picture as the sweeps of the shifts view show it.

/** A picture [height, width, channels] moved by (dx, dy), black beyond its edge, and black in the cover. */
export function moved(
  picture: ArrayLike<number>,
  [height, width, channels]: readonly [number, number, number],
  dx: number,
  dy: number,
  cover: { top: number; left: number; bottom: number; right: number } | null = null,
): number[] {
  return Array.from({ length: height * width * channels }, (_, at) => {
    const [i, j, c] = [Math.floor(at / (width * channels)), Math.floor(at / channels) % width, at % channels];
    if (cover && i >= cover.top && i < cover.bottom && j >= cover.left && j < cover.right) return 0;
    const [from, across] = [i - dy, j - dx];
    if (from < 0 || from >= height || across < 0 || across >= width) return 0;
    return picture[(from * width + across) * channels + c] ?? NaN;
  });
}
