// The confusion matrix: how often pictures of each class got each answer; the pairs that are confused most, and the
// pictures of a cell.

import { answerAt } from './testAnswers';

export interface Confusion {
  /** [class][answer]: the number of pictures. */
  readonly matrix: readonly (readonly number[])[];
  /** The number of pictures of each class. */
  readonly totals: readonly number[];
  /** Accuracy: the share of all pictures with the right answer. */
  readonly accuracy: number;
  /** Mean over the classes of the share answered rightly: small classes count as much as large ones. NaN classes, those
   *  without pictures, are left out. */
  readonly macroAccuracy: number;
  /** Recall of each class: the share of its pictures with the right answer; NaN without pictures. */
  readonly recall: readonly number[];
  /**
   * Precision of each answer: the share of pictures with this answer that are of the class; NaN if it was never given.
   */
  readonly precision: readonly number[];
  /** F1 of each class, 2·precision·recall / (precision + recall); 0 without right answers, NaN without pictures. */
  readonly f1: readonly number[];
  /** Mean of F1 over the classes that have pictures. */
  readonly macroF1: number;
}

/**
 * @param labels the class of each picture
 * @param probabilities [pictures × answers], row by row
 * @param classes the number of classes; answers beyond it count as wrong and have no column
 */
export function confusionOf(
  labels: ArrayLike<number>,
  probabilities: Float32Array,
  classes: number,
): Confusion {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const totals = new Array<number>(classes).fill(0);
  const answers = probabilities.length / labels.length;
  let right = 0;
  for (let n = 0; n < labels.length; n++) {
    const label = labels[n] ?? 0;
    const { answer } = answerAt(probabilities, n, answers);
    const row = matrix[label];
    totals[label] = (totals[label] ?? 0) + 1;
    if (row?.[answer] !== undefined) row[answer]++;
    if (answer === label) right++;
  }
  const recall = matrix.map((row, label) => (row[label] ?? 0) / (totals[label] ?? 0));
  const precision = matrix.map(
    (row, answer) => (row[answer] ?? 0) / matrix.reduce((sum, other) => sum + (other[answer] ?? 0), 0),
  );
  const f1 = matrix.map((row, label) => {
    const given = matrix.reduce((sum, other) => sum + (other[label] ?? 0), 0);
    const total = totals[label] ?? 0;
    return total === 0 ? NaN : (2 * (row[label] ?? 0)) / (total + given);
  });
  const mean = (shares: readonly number[]): number => {
    const known = shares.filter((share) => !Number.isNaN(share));
    return known.reduce((sum, share) => sum + share, 0) / known.length;
  };
  return {
    matrix,
    totals,
    accuracy: right / labels.length,
    macroAccuracy: mean(recall),
    recall,
    precision,
    f1,
    macroF1: mean(f1),
  };
}

/** A cell of the matrix: pictures of a class that got an answer, both as indices. */
export interface ConfusionCell {
  readonly label: number;
  readonly answer: number;
}

export interface ConfusedPair extends ConfusionCell {
  /** The number of pictures; above 0. */
  readonly count: number;
}

/** The cells beside the diagonal with any pictures, those with the most first. */
export function confusedPairs({ matrix }: Pick<Confusion, 'matrix'>): readonly ConfusedPair[] {
  return matrix
    .flatMap((row, label) => row.map((count, answer) => ({ label, answer, count })))
    .filter(({ label, answer, count }) => label !== answer && count > 0)
    .sort((a, b) => b.count - a.count || a.label - b.label || a.answer - b.answer);
}

export interface AnsweredPicture {
  /** The index of the picture in the data set. */
  readonly at: number;
  /** Of the answer given. */
  readonly probability: number;
}

/**
 * The pictures of a cell, those worth looking at first: of wrong answers the most certain, of right ones the least.
 * @param probabilities [pictures × classes], row by row
 */
export function picturesOf(
  { label, answer }: ConfusionCell,
  labels: ArrayLike<number>,
  probabilities: Float32Array,
): readonly AnsweredPicture[] {
  const classes = probabilities.length / labels.length;
  const sign = label === answer ? 1 : -1;
  return Array.from(labels, (own, at) => ({ own, at, ...answerAt(probabilities, at, classes) }))
    .filter((one) => one.own === label && one.answer === answer)
    .map(({ at, probability }) => ({ at, probability }))
    .sort((a, b) => sign * (a.probability - b.probability) || a.at - b.at);
}
