// Calibration: are 80 % of the answers that were given with a probability of 80 % right?
//
// Answers are sorted into bins by their probability. The expected calibration error is the distance between that
// probability and the share of right answers, averaged over all answers.
// Source: Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", 2017, arXiv:1706.04599, §2.

import { answerAt } from './testAnswers';

export interface CalibrationBin {
  /** The lower end of the bin, inclusive. */
  readonly from: number;
  /** The upper end, exclusive; the last bin includes 1. */
  readonly to: number;
  readonly count: number;
  /** Mean of the probabilities, and share of right answers; null without answers. */
  readonly confidence: number | null;
  readonly accuracy: number | null;
}

export interface Calibration {
  /** 0…1; NaN without answers. */
  readonly error: number;
  readonly bins: readonly CalibrationBin[];
}

/**
 * @param labels the class of each picture
 * @param probabilities [pictures × answers], row by row
 */
export function calibrationOf(
  labels: ArrayLike<number>,
  probabilities: Float32Array,
  binCount = 10,
): Calibration {
  const answers = probabilities.length / labels.length;
  const sums = Array.from({ length: binCount }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (let n = 0; n < labels.length; n++) {
    const { answer, probability } = answerAt(probabilities, n, answers);
    const sum = sums[Math.min(binCount - 1, Math.floor(probability * binCount))];
    if (sum === undefined) continue;
    sum.count++;
    sum.confidence += probability;
    if (answer === labels[n]) sum.right++;
  }
  const apart = sums.reduce((total, { confidence, right }) => total + Math.abs(confidence - right), 0);
  return {
    error: apart / labels.length,
    bins: sums.map(({ count, confidence, right }, bin) => ({
      ...{ from: bin / binCount, to: (bin + 1) / binCount, count },
      confidence: count === 0 ? null : confidence / count,
      accuracy: count === 0 ? null : right / count,
    })),
  };
}
