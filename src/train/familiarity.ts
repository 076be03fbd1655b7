// Whether a picture is like any of those that a network learned from. A softmax cannot tell: it shares out all
// probability among its classes, and is often surest of what is none of them.
//
// Compared are the numbers that the last dense layer reads: their distance from the mean of the nearest class, each number
// in units of its standard deviation within a class. The limit is the distance that 95 % of the held-out pictures keep.
// Source: Lee et al., "A Simple Unified Framework for Detecting Out-of-Distribution Samples", 2018, arXiv:1807.03888, here
// with a diagonal covariance, for which a few pictures are enough. docs/fruit.md has what else was tried.

import { groupBy } from '../data/groupBy';

export interface Familiarity {
  /** Of the network: its results are compared, [length]. */
  readonly layer: string;
  /** Of each class that has pictures, [length]. */
  readonly means: readonly Float32Array[];
  /** Standard deviation within a class, [length]. */
  readonly scales: Float32Array;
  /** The largest distance of a familiar picture. */
  readonly limit: number;
}

/** What pictures make of the compared layer, and their classes. */
export interface LabelledFeatures {
  /** [pictures × length], row by row. */
  readonly features: Float32Array;
  readonly labels: Uint8Array;
}

/** Share of the held-out pictures that are familiar. */
const ACCEPTED = 0.95;
/** A number that hardly varies counts as if it varied by this share of the others. */
const LEAST_SCALE = 0.1;
/** Fewer held-out pictures say nothing about a limit. */
const FEWEST_HELD = 10;

/**
 * @param learned pictures that the network learned from
 * @param held held-out pictures
 * @returns null where too few pictures are held out
 */
export function fitFamiliarity(
  layer: string,
  learned: LabelledFeatures,
  held: LabelledFeatures,
): Familiarity | null {
  if (held.labels.length < FEWEST_HELD || learned.labels.length === 0) return null;
  const classes = groupBy(rowsOf(learned), ({ label }) => label);
  const means: Float32Array[] = [];
  const variances = new Float64Array(learned.features.length / learned.labels.length);
  for (const rows of classes.values()) {
    const mean = variances.map((_, k) => rows.reduce((sum, { row }) => sum + (row[k] ?? 0), 0) / rows.length);
    for (const { row } of rows)
      row.forEach((value, k) => {
        variances[k] = (variances[k] ?? 0) + (value - (mean[k] ?? 0)) ** 2 / learned.labels.length;
      });
    means.push(Float32Array.from(mean));
  }
  const typical = Math.sqrt(variances.reduce((sum, variance) => sum + variance, 0) / variances.length);
  const scales = Float32Array.from(variances, (variance) =>
    Math.max(Math.sqrt(variance), LEAST_SCALE * typical, 1e-6),
  );
  const distances = rowsOf(held).map(({ row }) => distanceTo({ means, scales }, row));
  distances.sort((a, b) => a - b);
  const limit = distances[Math.ceil(ACCEPTED * distances.length) - 1] ?? Infinity;
  return { layer, means, scales, limit };
}

/** @param features of one picture, [length] */
export const isFamiliar = (familiarity: Familiarity, features: Float32Array): boolean =>
  distanceTo(familiarity, features) <= familiarity.limit;

/**
 * From the mean of the nearest class: the root of the mean square, in standard deviations.
 * @param features of one picture, [length]
 */
export function distanceTo(
  { means, scales }: Pick<Familiarity, 'means' | 'scales'>,
  features: Float32Array,
): number {
  const squares = means.map((mean) =>
    features.reduce((sum, value, k) => sum + ((value - (mean[k] ?? 0)) / (scales[k] ?? 1)) ** 2, 0),
  );
  return Math.sqrt(Math.min(...squares) / scales.length);
}

function rowsOf({ features, labels }: LabelledFeatures): { label: number; row: Float32Array }[] {
  const length = features.length / labels.length;
  return Array.from(labels, (label, at) => ({
    label,
    row: features.subarray(at * length, (at + 1) * length),
  }));
}
