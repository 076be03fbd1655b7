// One seed proves nothing: the same two networks trained from several seeds, and whether their difference is larger
// than what the seed alone does.

export interface SeedResult {
  readonly seed: number;
  /** Shares of the test set that are right, 0…1. */
  readonly first: number;
  readonly second: number;
}

export interface Spread {
  readonly mean: number;
  /** Standard deviation of the sample (n − 1); 0 for one number. */
  readonly deviation: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}

export interface SeedVerdict {
  readonly first: Spread;
  readonly second: Spread;
  /** Mean of the first less that of the second. */
  readonly difference: number;
  /** The larger of the two deviations: what another seed alone may change. */
  readonly spread: number;
  /** The difference is larger than the spread. */
  readonly clear: boolean;
  /** Seeds with which the first, or the second, had more right. */
  readonly firstAhead: number;
  readonly secondAhead: number;
}

export function verdictOf(results: readonly SeedResult[]): SeedVerdict {
  const first = spreadOf(results.map((one) => one.first));
  const second = spreadOf(results.map((one) => one.second));
  const difference = first.mean - second.mean;
  const spread = Math.max(first.deviation, second.deviation);
  return {
    first,
    second,
    difference,
    spread,
    clear: Math.abs(difference) > spread,
    firstAhead: results.filter((one) => one.first > one.second).length,
    secondAhead: results.filter((one) => one.second > one.first).length,
  };
}
