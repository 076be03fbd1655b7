// The logarithm of a softmax over the last axis.
//
//   y_i = x_i − m − ln Σ_j e^(x_j − m), m = max_j x_j        dx_i = dy_i − e^y_i · Σ_j dy_j
//
// Source: https://keras.io/api/layers/activations/#logsoftmax-function

import { asRows, at, checkShape, lengths2, ndArray, put, type NdArray } from './ndArray';
import { rounded, roundedExp } from './rounding';

/** @param x [..., K] @returns y [..., K] */
export function logSoftmaxForward(x: NdArray): NdArray {
  const y = ndArray(x.shape);
  const [xRows, yRows] = [asRows(x), asRows(y)];
  const [rows, columns] = lengths2('logSoftmax', 'x', xRows);
  for (let r = 0; r < rows; r++) {
    let highest = -Infinity;
    for (let k = 0; k < columns; k++) highest = Math.max(highest, at(xRows, r, k));
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += roundedExp(rounded(at(xRows, r, k) - highest));
    const log = rounded(Math.log(sum), 6);
    for (let k = 0; k < columns; k++) put(yRows, rounded(at(xRows, r, k) - highest) - log, r, k);
  }
  return y;
}

/** @param y what `logSoftmaxForward` returned @returns dx [..., K] */
export function logSoftmaxBackward(y: NdArray, dy: NdArray): NdArray {
  checkShape('logSoftmax', 'dy', y.shape, dy.shape);
  const dx = ndArray(y.shape);
  const [yRows, dyRows, dxRows] = [asRows(y), asRows(dy), asRows(dx)];
  const [rows, columns] = lengths2('logSoftmax', 'y', yRows);
  for (let r = 0; r < rows; r++) {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += at(dyRows, r, k);
    for (let k = 0; k < columns; k++)
      put(dxRows, at(dyRows, r, k) - rounded(roundedExp(at(yRows, r, k)) * rounded(sum)), r, k);
  }
  return dx;
}
