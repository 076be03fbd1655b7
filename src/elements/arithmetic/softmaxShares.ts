// A softmax as every table and walk on the page shows it: each class's sum z, the exponential e^(z − m), where m is the
// largest z, and its share of the sum of all exponentials. Taking m away changes no share, and is how the GPU does it:
// e^z itself leaves the range of 32-bit numbers at z = 89.

import type { CellExplanation } from '../../session/facade';
import { addends, equation, type Equation } from './equation';
import { formatNumber, formatPercent, formatShort } from '../text/format';

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

/** A score with three decimals: what e^z makes of an error is ten times as large. */
export const formatScore = (score: number): string =>
  Number.isFinite(score) ? score.toFixed(3).replace(/^-/, '−') : formatNumber(score);

/** e^(z − m) */
export const exponentialLine = ({
  score,
  largest,
  value,
}: {
  readonly score: number;
  readonly largest: number;
  readonly value: number;
}): Equation =>
  equation(['e^(', score, ' − ', largest, ')'], value, { operands: formatScore, result: formatShort });

/** An exponential as a part of all. @param total as printed */
export const shareLine = (exponential: number, total: string, share: number): Equation =>
  equation([exponential, ` ÷ ${total}`], share, { operands: formatShort, result: formatPercent });

/** The same as printed: each exponential from the printed scores, each share from the printed exponentials. */
export function softmaxText({ largest, total, classes }: SoftmaxShares): {
  readonly largest: string;
  readonly total: Equation;
  readonly classes: readonly {
    readonly score: string;
    readonly exponential: Equation;
    readonly share: Equation;
  }[];
} {
  const sum = equation(addends(classes.map(({ exponential }) => exponential)), total, SUMMED);
  return {
    largest: formatScore(largest),
    total: sum,
    classes: classes.map(({ score, exponential, share }) => ({
      score: formatScore(score),
      exponential: exponentialLine({ score, largest, value: exponential }),
      share: shareLine(exponential, sum.result, share),
    })),
  };
}

const SUMMED = { operands: formatShort, result: formatShort };
