// What a unit answers over the offsets of a picture, as a curve, and how wide it is: the wider, the more shift it tolerates.

/** The farthest offset to either side, in pixels. */
export const REACH = 10;
/** Every offset of a curve, in order. */
export const OFFSETS: readonly number[] = Object.freeze(
  Array.from({ length: 2 * REACH + 1 }, (_, at) => at - REACH),
);

/** From one offset to another. */
export type Span = readonly [from: number, to: number];

/**
 * Where a curve over `OFFSETS` is at or above half of its height, which is measured from its own smallest value; between
 * offsets it is taken as straight. Empty for a flat curve, and for one that is not finite.
 */
export function aboveHalf(curve: readonly number[]): readonly Span[] {
  const [low, high] = [Math.min(...curve), Math.max(...curve)];
  if (!(high > low) || !Number.isFinite(high - low)) return [];
  const half = (low + high) / 2;
  const spans: Span[] = [];
  let from: number | null = null;
  for (const [at, value] of curve.entries()) {
    const before = curve[at - 1];
    const here = at - REACH;
    /** Where the line from the number before to this one meets the half. */
    const crossing = before === undefined ? here : here - 1 + (half - before) / (value - before);
    if (value >= half) from ??= crossing;
    else if (from !== null) {
      spans.push([from, crossing]);
      from = null;
    }
  }
  if (from !== null) spans.push([from, REACH]);
  return spans;
}

/** Over how many pixels of offset a unit answers with at least half of its strength. */
export interface Tolerance {
  readonly width: number;
  /** The curve is still above the half at an end: it is at least so wide. */
  readonly open: boolean;
}

/** The width of a curve at half of its height, all of its humps together; null for a flat curve. */
export function tolerance(curve: readonly number[]): Tolerance | null {
  const spans = aboveHalf(curve);
  if (spans.length === 0) return null;
  return {
    width: spans.reduce((sum, [from, to]) => sum + to - from, 0),
    open: spans.some(([from, to]) => from === -REACH || to === REACH),
  };
}
