// Gradient clipping, which every optimizer of Keras has: gradients that are too large are made smaller before the update.
// At most one of the three is given; 0: none.
// Semantics: Keras 3, `clipnorm`, `clipvalue`, `global_clipnorm`; Pascanu et al. 2013, arXiv:1211.5063.

import { number } from '../graph/options';

const limit = number({ min: 0, default: 0, advanced: true });

export const clipping = {
  /** The gradient of each weight or bias is at most this long. */
  clipnorm: limit,
  /** Each number of a gradient is between −clipvalue and clipvalue. */
  clipvalue: limit,
  /** All gradients together are at most this long. */
  globalClipnorm: limit,
};

export const CLIPPINGS = ['clipnorm', 'clipvalue', 'globalClipnorm'] as const;

export interface Clip {
  readonly by: (typeof CLIPPINGS)[number];
  readonly limit: number;
}

/** What the options of an optimizer ask for; null: nothing. @throws RangeError if they ask for two kinds */
export function clipOf(options: Readonly<Record<string, unknown>>): Clip | null {
  const given = CLIPPINGS.flatMap((by): Clip[] => {
    const value = Number(options[by] ?? 0);
    return value > 0 ? [{ by, limit: value }] : [];
  });
  if (given.length > 1)
    throw new RangeError(
      `optimizer: expected one of ${CLIPPINGS.join(', ')}. Received ${given.map(({ by, limit: value }) => `${by} ${value}`).join(' and ')}`,
    );
  return given[0] ?? null;
}
