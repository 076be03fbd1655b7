// Moving pictures at random, in plain loops: the twin of shaders/training/random_affine.wgsl, in f64.
//
// Each pixel of the result is looked up where a mirror, a turn, a zoom and a shift of the picture have it.
// Semantics: Keras 3, `keras.ops.image.affine_transform` on the JAX and PyTorch backends.

import { pcg32, uniform } from './hash';
import { accumulate, at, ndArray, type NdArray, type Shape } from './ndArray';
import { roundedTerm } from './rounding';

/** From … to. */
export type Ends = readonly [from: number, to: number];

export interface RandomMovement {
  /** What tells these numbers from those of others under the same seed, a u32. */
  readonly stream: number;
  /** Whether rows and columns change their order in every second picture; both by one lot. */
  readonly mirror: { readonly rows: boolean; readonly columns: boolean };
  /** Parts of a whole turn. */
  readonly turn: Ends;
  /** The height that is shown, as a share of the picture's; the width, or null: as the height. */
  readonly rowZoom: Ends;
  readonly columnZoom: Ends | null;
  /** The numbers drawn for zoom are how much larger everything looks, which is the inverse. */
  readonly magnifies: boolean;
  /** How far the picture moves down and to the right, as a share of its size. */
  readonly rowShift: Ends;
  readonly columnShift: Ends;
  readonly fillMode: 'constant' | 'nearest' | 'reflect' | 'wrap';
  readonly fillValue: number;
  readonly interpolation: 'nearest' | 'bilinear';
}

/** Which step of which run: the same give the same numbers. */
export interface DrawnAt {
  readonly seed: number;
  readonly step: number;
}

/** The number drawn for a picture, from … to. */
export function drawnBetween(
  [from, to]: Ends,
  n: number,
  picture: number,
  stream: number,
  { seed, step }: DrawnAt,
): number {
  return from + (to - from) * uniform(pcg32(seed, stream, step), n, picture);
}

/** WGSL's and Keras's: halves go to the even number. */
function roundToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

const modulo = (a: number, n: number): number => ((a % n) + n) % n;

/** The row or column that is seen at a place, which may lie beyond an edge; null: none. */
function seen(place: number, length: number, fillMode: RandomMovement['fillMode']): number | null {
  if (place >= 0 && place < length) return place;
  if (fillMode === 'constant') return null;
  if (fillMode === 'nearest') return place < 0 ? 0 : length - 1;
  if (fillMode === 'wrap') return modulo(place, length);
  const there = modulo(place, 2 * length);
  return there < length ? there : 2 * length - 1 - there;
}

/** Pixels that a place is mixed from, with their shares. */
function sides(place: number, { interpolation }: RandomMovement): readonly (readonly [number, number])[] {
  if (interpolation === 'nearest') return [[roundToEven(place), 1]];
  const first = Math.floor(place);
  return [
    [first, 1 - (place - first)],
    [first + 1, place - first],
  ];
}

/** Calls `visit` for every pixel of the result and each pixel that it is mixed from; null: what is beyond the edge. */
function eachTap(
  [batch = 1, height = 1, width = 1]: Shape,
  movement: RandomMovement,
  drawn: DrawnAt,
  visit: (pixel: readonly number[], from: readonly number[] | null, share: number) => void,
): void {
  const { mirror, turn, rowZoom, columnZoom, magnifies, rowShift, columnShift, fillMode, stream } = movement;
  for (let n = 0; n < batch; n++) {
    const between = (ends: Ends, k: number): number => drawnBetween(ends, k, n, stream, drawn);
    const mirrored = between([0, 1], 0) < 0.5;
    const angle = 2 * Math.PI * between(turn, 1);
    const zoomed = between(rowZoom, 2);
    const zooms = [zoomed, columnZoom === null ? zoomed : between(columnZoom, 5)].map((zoom) =>
      magnifies ? 1 / zoom : zoom,
    );
    const [down = 1, across = 1] = [mirror.rows, mirror.columns].map(
      (isMirrored, axis) => (isMirrored && mirrored ? -1 : 1) * (zooms[axis] ?? 1),
    );
    const [right, below] = [width * between(columnShift, 3), height * between(rowShift, 4)];
    for (let i = 0; i < height; i++)
      for (let j = 0; j < width; j++) {
        const [x, y] = [across * (j - (width - 1) / 2), down * (i - (height - 1) / 2)];
        const column =
          roundedTerm(Math.cos(angle) * x) -
          roundedTerm(Math.sin(angle) * y) +
          roundedTerm((width - 1) / 2 - right);
        const row =
          roundedTerm(Math.sin(angle) * x) +
          roundedTerm(Math.cos(angle) * y) +
          roundedTerm((height - 1) / 2 - below);
        for (const [r, rowShare] of sides(row, movement))
          for (const [c, columnShare] of sides(column, movement)) {
            const [from, beside] = [seen(r, height, fillMode), seen(c, width, fillMode)];
            visit(
              [n, i, j],
              from === null || beside === null ? null : [n, from, beside],
              rowShare * columnShare,
            );
          }
      }
  }
}

/** @param x [N, height, width, channels] @returns another of that shape */
export function randomAffineForward(x: NdArray, movement: RandomMovement, drawn: DrawnAt): NdArray {
  const y = ndArray(x.shape);
  const channels = x.shape[3] ?? 1;
  eachTap(x.shape, movement, drawn, (pixel, from, share) => {
    for (let c = 0; c < channels; c++)
      accumulate(y, share * (from === null ? movement.fillValue : at(x, ...from, c)), ...pixel, c);
  });
  return y;
}

/** @param dy ∂L/∂y @returns dx as dy */
export function randomAffineBackward(dy: NdArray, movement: RandomMovement, drawn: DrawnAt): NdArray {
  const dx = ndArray(dy.shape);
  const channels = dy.shape[3] ?? 1;
  eachTap(dy.shape, movement, drawn, (pixel, from, share) => {
    if (from === null) return;
    for (let c = 0; c < channels; c++) accumulate(dx, share * at(dy, ...pixel, c), ...from, c);
  });
  return dx;
}
