// A softmax as every table and walk on the page shows it: each class's sum z, the exponential e^(z − m), where m is the
// largest z, and its share of the sum of all exponentials. Taking m away changes no share, and is how the GPU does it:
// e^z itself leaves the range of 32-bit numbers at z = 89.

import type { CellExplanation } from '../train/facade';

export interface SoftmaxShares {
  /** m, and the class that has it. */
  readonly largest: number;
  readonly largestAt: number;
  /** The sum of the exponentials: at least 1, the part of the largest. */
  readonly total: number;
  readonly classes: readonly {
    readonly score: number;
    /** e^(score − m): 1 for the largest. */
    readonly exponential: number;
    readonly share: number;
  }[];
}

export function softmaxShares(terms: NonNullable<CellExplanation['softmax']>): SoftmaxShares {
  const scores = terms.map(({ logit }) => logit);
  const largest = Math.max(...scores);
  const total = terms.reduce((sum, { exponential }) => sum + exponential, 0);
  return {
    largest,
    largestAt: scores.indexOf(largest),
    total,
    classes: terms.map(({ logit: score, exponential }) => ({
      score,
      exponential,
      share: exponential / total,
    })),
  };
}
