// Accuracy in f64: when a row counts as right.
//
//   by class   the index of the largest output equals that of the target; of equal outputs the first counts
//   by number  each number is a separate yes-or-no question: above the threshold means 1, else 0; a row gets the
//              fraction of right ones
//
// Sources: Keras `categorical_accuracy` and `binary_accuracy` (threshold 0.5, strictly above),
// https://keras.io/api/metrics/accuracy_metrics/

import { asRows, at, lengths2, ndArray, put, type NdArray } from '../reference/ndArray';

function highest(x: NdArray, row: number, length: number): number {
  let best = 0;
  for (let k = 1; k < length; k++) if (at(x, row, k) > at(x, row, best)) best = k;
  return best;
}

/** @param target a number for each output, or one class index per row */
export function correctByClass(output: NdArray, target: NdArray): NdArray {
  const table = asRows(output);
  const [rows, classes] = lengths2('correct', 'output', table);
  const labels = target.data.length === rows && classes > 1;
  const correct = ndArray([rows]);
  for (let r = 0; r < rows; r++) {
    const wanted = labels ? (target.data[r] ?? NaN) : highest(asRows(target), r, classes);
    put(correct, Number(highest(table, r, classes) === wanted), r);
  }
  return correct;
}

/** @param threshold 0.5 for probabilities, 0 for logits */
export function correctByNumber(output: NdArray, target: NdArray, threshold: number): NdArray {
  const table = asRows(output);
  const targets = asRows(target);
  const [rows, length] = lengths2('correct', 'output', table);
  const correct = ndArray([rows]);
  for (let r = 0; r < rows; r++) {
    let right = 0;
    for (let k = 0; k < length; k++)
      right += Number(Number(at(table, r, k) > threshold) === at(targets, r, k));
    put(correct, right / length, r);
  }
  return correct;
}
