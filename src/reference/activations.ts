// Activation functions, the bend between two linear layers, and their gradients.
//
// Every gradient here is written in terms of the OUTPUT y, so that a network only needs to keep y:
//   linear     y = x                       dy/dx = 1
//   relu       y = max(x, 0)               dy/dx = y > 0 ? 1 : 0
//   relu6      y = min(max(x, 0), 6)       dy/dx = 0 < y < 6 ? 1 : 0
//   leakyRelu  y = x > 0 ? x : a·x         dy/dx = y > 0 ? 1 : a
//   sigmoid    y = 1 / (1 + e^-x)          dy/dx = y·(1 − y)
//   tanh       y = tanh x                  dy/dx = 1 − y²
//   elu        y = x > 0 ? x : a·(e^x − 1) dy/dx = y > 0 ? 1 : y + a
//   softmax    y_i = e^x_i / Σ_j e^x_j     dx_i = y_i · (dy_i − Σ_j dy_j·y_j)
// All but softmax look at one value; softmax looks at one row, the last axis. At a kink the gradient is that of
// the flat or left side. A NaN stays a NaN: comparisons are written so that it is never turned into a 0.
//
// Source: https://keras.io/api/layers/activations/; Clevert et al. 2015, arXiv:1511.07289 (elu).

import { asRows, at, checkShape, lengths2, map, ndArray, put, zip, type NdArray } from './ndArray';
import { rounded, roundedExp, roundingError } from './rounding';

export const ACTIVATION_KINDS = [
  'linear',
  'relu',
  'relu6',
  'leakyRelu',
  'sigmoid',
  'tanh',
  'elu',
  'softmax',
] as const;
export type ActivationKind = (typeof ACTIVATION_KINDS)[number];

/** Keras' default of the parameter a: the slope of `LeakyReLU` (0.3), the scale of `ELU` (1); 0 for the others. */
export function defaultAlpha(kind: ActivationKind): number {
  return kind === 'leakyRelu' ? 0.3 : kind === 'elu' ? 1 : 0;
}

/**
 * @param x any shape
 * @param alpha the parameter a of leakyRelu or elu, 0 or more; the others do not read it
 * @returns y as x
 * @throws RangeError if alpha is negative: y would no longer tell which side of 0 x was on
 */
export function activate(kind: ActivationKind, x: NdArray, alpha = defaultAlpha(kind)): NdArray {
  checkAlpha(kind, alpha);
  switch (kind) {
    case 'linear':
      return map(x, (v) => v);
    case 'relu':
      return map(x, (v) => (v <= 0 ? 0 : v));
    case 'relu6':
      return map(x, (v) => (v <= 0 ? 0 : v >= 6 ? 6 : v));
    case 'leakyRelu':
      return map(x, (v) => (v <= 0 ? alpha * v : v));
    case 'sigmoid':
      return map(x, sigmoid);
    case 'tanh':
      return map(x, (v) => rounded(Math.tanh(v), 10));
    case 'elu':
      return map(x, (v) => (v <= 0 ? alpha * (Math.expm1(v) + roundingError(Math.exp(v), 6)) : v));
    case 'softmax':
      return softmaxForward(x);
    default:
      throw new RangeError(`activate: unknown kind. Received ${String(kind satisfies never)}`);
  }
}

/**
 * @param y what `activate` returned
 * @param dy ∂L/∂y, as y
 * @returns dx as y
 * @throws RangeError if alpha is negative or dy has another shape
 */
export function activationGradient(
  kind: ActivationKind,
  y: NdArray,
  dy: NdArray,
  alpha = defaultAlpha(kind),
): NdArray {
  checkAlpha(kind, alpha);
  checkShape(kind, 'dy', y.shape, dy.shape);
  switch (kind) {
    case 'linear':
      return map(dy, (g) => g);
    case 'relu':
      return zip(y, dy, (v, g) => (v <= 0 ? 0 : g));
    case 'relu6':
      return zip(y, dy, (v, g) => (v <= 0 || v >= 6 ? 0 : g));
    case 'leakyRelu':
      return zip(y, dy, (v, g) => (v <= 0 ? alpha * g : g));
    case 'sigmoid':
      return zip(y, dy, (v, g) => g * v * rounded(1 - v));
    case 'tanh':
      return zip(y, dy, (v, g) => g * (1 - rounded(v * v)));
    case 'elu':
      return zip(y, dy, (v, g) => (v <= 0 ? g * rounded(v + alpha) : g));
    case 'softmax':
      return softmaxBackward(y, dy);
    default:
      throw new RangeError(`activationGradient: unknown kind. Received ${String(kind satisfies never)}`);
  }
}

/** 1 / (1 + e^-x), without overflow: e is only raised to negative powers. */
export function sigmoid(x: number): number {
  const e = roundedExp(-Math.abs(x));
  return rounded((x < 0 ? e : 1) / (1 + e), 5);
}

/**
 * Turns each row of scores into probabilities that sum to 1. The row's maximum is taken off first: the result is
 * the same, and e^x cannot overflow.
 * @param x [..., K]
 * @returns y [..., K]
 */
export function softmaxForward(x: NdArray): NdArray {
  const y = ndArray(x.shape);
  const xRows = asRows(x);
  const yRows = asRows(y);
  const [rows, columns] = lengths2('softmax', 'x', xRows);
  for (let r = 0; r < rows; r++) {
    let highest = -Infinity;
    for (let k = 0; k < columns; k++) highest = Math.max(highest, at(xRows, r, k));
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += roundedExp(rounded(at(xRows, r, k) - highest));
    for (let k = 0; k < columns; k++)
      put(yRows, rounded(roundedExp(rounded(at(xRows, r, k) - highest)) / sum, 5), r, k);
  }
  return y;
}

/**
 * Raising one score lowers all other probabilities of its row, hence the sum over the row.
 * @param y what `softmaxForward` returned, [..., K]
 * @param dy ∂L/∂y, [..., K]
 * @returns dx [..., K]
 * @throws RangeError if dy has another shape
 */
export function softmaxBackward(y: NdArray, dy: NdArray): NdArray {
  checkShape('softmax', 'dy', y.shape, dy.shape);
  const dx = ndArray(y.shape);
  const dxRows = asRows(dx);
  const yRows = asRows(y);
  const dyRows = asRows(dy);
  const [rows, columns] = lengths2('softmax', 'y', yRows);
  for (let r = 0; r < rows; r++) {
    let mean = 0;
    for (let k = 0; k < columns; k++) mean += rounded(at(dyRows, r, k) * at(yRows, r, k), 2);
    for (let k = 0; k < columns; k++) put(dxRows, at(yRows, r, k) * rounded(at(dyRows, r, k) - mean), r, k);
  }
  return dx;
}

function checkAlpha(kind: ActivationKind, alpha: number): void {
  if (!(alpha >= 0)) throw new RangeError(`${kind}: alpha needs to be 0 or more. Received ${alpha}`);
}
