// What a list of timings comes to. The median, because a busy machine makes a few samples very slow and none very
// fast; quartiles for the spread; the smallest, because it is the least disturbed.

export interface Summary {
  readonly median: number;
  /** First and third quartile. */
  readonly q1: number;
  readonly q3: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** Time as a straight line over the work: `fixed` whatever the work is, and `each` for one unit of it. */
export interface Line {
  readonly fixed: number;
  readonly each: number;
  /** The largest distance of a point from the line, as a share of the line. */
  readonly deviation: number;
}

/**
 * The straight line nearest to some points, a small time counting as much as a large one: the squares of
 * (time − line) / time are least.
 * @param points at least two, at different places
 */
export function straightLine(points: readonly (readonly [at: number, time: number])[]): Line {
  let [ones, ats, squares, times, products] = [0, 0, 0, 0, 0];
  for (const [at, time] of points) {
    const weight = 1 / time ** 2;
    ones += weight;
    ats += weight * at;
    squares += weight * at * at;
    times += weight * time;
    products += weight * at * time;
  }
  const each = (ones * products - ats * times) / (ones * squares - ats * ats);
  const fixed = (times - each * ats) / ones;
  const deviation = Math.max(...points.map(([at, time]) => Math.abs(time / (fixed + each * at) - 1)));
  return { fixed, each, deviation };
}

/**
 * The value below which a share of the samples lies, with straight lines between neighbours (R's type 7).
 * @param sorted ascending, not empty
 */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** @throws RangeError if there are no samples, or one is not a number. */
export function summarise(samples: readonly number[]): Summary {
  if (samples.length === 0 || samples.some((sample) => !Number.isFinite(sample))) {
    throw new RangeError(`a summary needs finite samples. Received [${samples.join(', ')}]`);
  }
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    q1: quantile(sorted, 0.25),
    q3: quantile(sorted, 0.75),
    min: sorted[0] ?? NaN,
    max: sorted.at(-1) ?? NaN,
    count: sorted.length,
  };
}
