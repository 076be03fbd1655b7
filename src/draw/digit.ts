// Makes a drawing into what the network was trained on. MNIST digits were scaled to fit a box of 20×20 with
// their shape kept, and laid into 28×28 so that their centre of mass is in the middle (LeCun et al. 1998, §III.A).
// A drawing that skips this is a different kind of picture, and even a good network misreads it.

export const DIGIT_SIZE = 28;
const BOX = 20;
/** Fainter than this is paper. */
const INK = 0.05;

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Ink 0…1, row-major. */
  readonly ink: Float32Array;
}

interface Bounds {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** The smallest rectangle with all the ink, or null for an empty drawing. */
export function inkBounds({ width, height, ink }: Drawing): Bounds | null {
  let [top, left, bottom, right] = [height, width, -1, -1];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if ((ink[row * width + column] ?? 0) < INK) continue;
      top = Math.min(top, row);
      bottom = Math.max(bottom, row);
      left = Math.min(left, column);
      right = Math.max(right, column);
    }
  }
  return bottom < 0 ? null : { top, left, height: bottom - top + 1, width: right - left + 1 };
}

/** Mean ink over a rectangle with fractional edges: every source pixel counts by the area it shares. */
function meanInk(
  { width, height, ink }: Drawing,
  top: number,
  left: number,
  bottom: number,
  right: number,
): number {
  let [sum, area] = [0, 0];
  for (let row = Math.max(0, Math.floor(top)); row < Math.min(height, Math.ceil(bottom)); row++) {
    const high = Math.min(bottom, row + 1) - Math.max(top, row);
    for (let column = Math.max(0, Math.floor(left)); column < Math.min(width, Math.ceil(right)); column++) {
      const share = high * (Math.min(right, column + 1) - Math.max(left, column));
      sum += share * (ink[row * width + column] ?? 0);
      area += share;
    }
  }
  return area > 0 ? sum / area : 0;
}

/** The drawing as a 28×28 picture, 0…1, row-major. An empty drawing gives an empty picture. */
export function centreDigit(drawing: Drawing): Float32Array {
  const picture = new Float32Array(DIGIT_SIZE * DIGIT_SIZE);
  const bounds = inkBounds(drawing);
  if (!bounds) return picture;
  const scale = Math.max(bounds.width, bounds.height) / BOX;
  const rows = Math.max(1, Math.round(bounds.height / scale));
  const columns = Math.max(1, Math.round(bounds.width / scale));
  const box = new Float32Array(rows * columns);
  let [mass, rowMoment, columnMoment] = [0, 0, 0];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const top = bounds.top + (row / rows) * bounds.height;
      const left = bounds.left + (column / columns) * bounds.width;
      const value = meanInk(drawing, top, left, top + bounds.height / rows, left + bounds.width / columns);
      box[row * columns + column] = value;
      mass += value;
      rowMoment += value * (row + 0.5);
      columnMoment += value * (column + 0.5);
    }
  }
  const within = (offset: number, length: number): number =>
    Math.min(DIGIT_SIZE - length, Math.max(0, offset));
  const top = within(Math.round(DIGIT_SIZE / 2 - rowMoment / mass), rows);
  const left = within(Math.round(DIGIT_SIZE / 2 - columnMoment / mass), columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      picture[(top + row) * DIGIT_SIZE + left + column] = Math.min(1, box[row * columns + column] ?? 0);
    }
  }
  return picture;
}
