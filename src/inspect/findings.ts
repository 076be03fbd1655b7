// What the distributions of a network's numbers say about why it does not learn.

import type { LayerDistributions } from './distributions';

export type Finding =
  /** Numbers that are NaN or infinite. */
  | { readonly kind: 'notFinite'; readonly layer: string; readonly count: number }
  /** Most units of a layer with ReLU are 0 for every picture: no gradient passes them, so they cannot change. */
  | { readonly kind: 'silent'; readonly layer: string; readonly units: number; readonly of: number }
  /** The gradient of the first trained layer is far smaller than that of the last one. */
  | { readonly kind: 'vanishing'; readonly layer: string; readonly last: string; readonly ratio: number };

/** At this share of units that never fire. */
const MOST = 0.5;
/** Usual sizes of first and last gradient: in networks that learn well they differ by a factor of ten at most. */
const VANISHED = 1e-3;

/** The first finding from the input on, the worst kind first; null: none. */
export function findingOf(layers: readonly LayerDistributions[]): Finding | null {
  for (const { layer, weights, outputs } of layers) {
    const count = (weights?.notFinite ?? 0) + outputs.notFinite;
    if (count > 0) return { kind: 'notFinite', layer, count };
  }
  for (const { layer, silent } of layers)
    if (silent !== null && silent.units >= MOST * silent.of) return { kind: 'silent', layer, ...silent };
  const trained = layers.flatMap(({ layer, gradients }) =>
    gradients === null ? [] : [{ layer, size: gradients.rms }],
  );
  const [first, last] = [trained[0], trained.at(-1)];
  if (first === undefined || last === undefined || first === last) return null;
  const ratio = first.size / last.size;
  return ratio < VANISHED ? { kind: 'vanishing', layer: first.layer, last: last.layer, ratio } : null;
}
