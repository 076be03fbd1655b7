// The confusion matrix: how often pictures of each class got each answer.

import { answerAt } from './testAnswers';

export interface Confusion {
  /** [class][answer]: the number of pictures. */
  readonly matrix: readonly (readonly number[])[];
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
    if (row !== undefined && answer < classes) row[answer] = (row[answer] ?? 0) + 1;
    if (answer === label) right++;
  }
  const recall = matrix.map((row, label) => (row[label] ?? 0) / (totals[label] ?? 0));
  const precision = matrix.map(
    (row, answer) => (row[answer] ?? 0) / matrix.reduce((sum, other) => sum + (other[answer] ?? 0), 0),
  );
  const known = recall.filter((share) => !Number.isNaN(share));
  return {
    matrix,
    accuracy: right / labels.length,
    macroAccuracy: known.reduce((sum, share) => sum + share, 0) / known.length,
    recall,
    precision,
  };
}
