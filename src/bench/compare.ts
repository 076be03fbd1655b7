// Whether engines agree, before any of them is timed: a fast wrong answer is not fast.
//
// Each named result (an output, a loss, a gradient) is held against that of the first engine:
// relative error = max |a − b| / max |b|, so that one large number sets the scale of its tensor.

/** Results by name: `y`, `loss 1`, `d conv1/weight`. In the same layout for every engine. */
export type NamedArrays = ReadonlyMap<string, Float32Array>;

export interface Difference {
  readonly engine: string;
  /** The engine it is held against. */
  readonly reference: string;
  readonly result: string;
  /** NaN if a number is not finite or the lengths differ. */
  readonly relativeError: number;
  readonly tolerance: number;
}

export interface Agreement {
  /** Of each engine but the first, the result nearest to (or furthest beyond) its tolerance. */
  readonly worst: readonly Difference[];
  readonly failed: readonly Difference[];
}

/** NaN where lengths differ or a number is not finite: neither may pass for agreement. */
export function relativeError(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return NaN;
  let difference = 0;
  let scale = 0;
  for (let i = 0; i < expected.length; i++) {
    const [a = NaN, b = NaN] = [actual[i], expected[i]];
    const d = Math.abs(a - b);
    if (!Number.isFinite(d)) return NaN;
    difference = Math.max(difference, d);
    scale = Math.max(scale, Math.abs(b));
  }
  return scale === 0 ? difference : difference / scale;
}

/** Holds every engine against the first one. With a single engine nothing is compared: both lists are empty. */
export function compareResults(
  results: readonly (readonly [engine: string, results: NamedArrays])[],
  toleranceOf: (result: string) => number,
): Agreement {
  const [first, ...others] = results;
  if (first === undefined) return { worst: [], failed: [] };
  const [reference, expected] = first;
  const worst: Difference[] = [];
  const failed: Difference[] = [];
  for (const [engine, actual] of others) {
    const differences = [...new Set([...expected.keys(), ...actual.keys()])].map((result): Difference => {
      const [a, b] = [actual.get(result), expected.get(result)];
      const error = a === undefined || b === undefined ? NaN : relativeError(a, b);
      return { engine, reference, result, relativeError: error, tolerance: toleranceOf(result) };
    });
    failed.push(...differences.filter((d) => !(d.relativeError <= d.tolerance)));
    const excess = ({ relativeError: error, tolerance }: Difference): number =>
      Number.isNaN(error) ? Infinity : error / tolerance;
    const [furthest] = differences.sort((a, b) => excess(b) - excess(a));
    if (furthest !== undefined) worst.push(furthest);
  }
  return { worst, failed };
}

/** `jax against tfjs-cpu: d conv1/weight differs by 3.1e-1 (tolerance 1e-3)` */
export function differenceText({ engine, reference, result, relativeError, tolerance }: Difference): string {
  const by = Number.isNaN(relativeError)
    ? 'is not comparable'
    : `differs by ${relativeError.toExponential(1)}`;
  return `${engine} against ${reference}: ${result} ${by} (tolerance ${tolerance.toExponential(0)})`;
}
