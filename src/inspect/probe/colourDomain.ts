// The range of a colour scale. It grows in round steps and never shrinks by itself, so that a map that gets darker has
// larger numbers, and no rescaling hides it. The scope says how many maps share one range: one map, a layer, the whole
// network.

/** The next of 1, 1.5, 2, 3, 5, 7 × 10^n at or above a positive number. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 3, 5, 7, 10].find((s) => s * power >= value * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(2));
}

export type Domain = readonly [low: number, high: number];

/** The range of a tensor that was not read yet, or is all zero. */
export const UNSEEN: Domain = [0, 0];

/** The domain extended by the given numbers; the same object if nothing changed. */
export function widen(domain: Domain, low: number, high: number): Domain {
  // An empty tensor reports low > high.
  if (low > high) return domain;
  const reach = Math.max(Math.abs(low), Math.abs(high));
  const limit = reach > 0 ? Math.max(domain[1], roundUp(reach)) : domain[1];
  const negative = domain[0] < 0 || low < 0;
  const bottom = negative ? -limit : 0;
  return bottom === domain[0] && limit === domain[1] ? domain : [bottom, limit];
}

/** The smallest domain that holds all of them. */
export function union(domains: Iterable<Domain>): Domain {
  let all = UNSEEN;
  for (const [low, high] of domains) all = widen(all, low, high);
  return all;
}

export function sameDomain(a: Domain, b: Domain): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** How many maps share one range: each has its own, all of a layer, all of the network. */
export const COLOUR_SCOPES = ['unit', 'layer', 'network'] as const;
export type ColourScope = (typeof COLOUR_SCOPES)[number];

export interface ColourScale {
  readonly scope: ColourScope;
  /** The range follows the numbers down as well as up. False: it widens, and never shrinks by itself. */
  readonly follow: boolean;
}

export const FIRST_SCALE: ColourScale = Object.freeze({ scope: 'layer', follow: false });
