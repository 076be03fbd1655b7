// The range that the colours of a layer span. It grows in round steps and never shrinks by itself, so that a
// map that gets darker has grown, and no rescaling hides it.

/** The next of 1, 1.5, 2, 3, 5, 7 × 10^n at or above a positive number. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 3, 5, 7, 10].find((s) => s * power >= value * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(2));
}

export type Domain = readonly [low: number, high: number];

/** The domain that holds what it held and the given numbers; the same object where nothing changed. */
export function widen(domain: Domain, low: number, high: number): Domain {
  // An empty tensor reports low > high.
  if (low > high) return domain;
  const reach = Math.max(Math.abs(low), Math.abs(high));
  const limit = reach > 0 ? Math.max(domain[1], roundUp(reach)) : domain[1];
  const negative = domain[0] < 0 || low < 0;
  const bottom = negative ? -limit : 0;
  return bottom === domain[0] && limit === domain[1] ? domain : [bottom, limit];
}
