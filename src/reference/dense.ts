// A dense (fully connected) layer: every output is a weighted sum of all inputs.
//
//   y[r,o] = bias[o] + Σ_i x[r,i] · weight[i,o]
//
// It contracts the last axis; all axes before it are just many rows r. The three gradients are the same
// products regrouped: per input, per weight, per output.
// Source: https://keras.io/api/layers/core_layers/dense/

import { accumulate, asRows, at, checkShape, lengths2, ndArray, put, type NdArray } from './ndArray';

/**
 * @param x [..., in], any rank of 1 or more
 * @param weight [in, out]
 * @param bias [out], or null for none
 * @returns y [..., out]
 * @throws RangeError if the shapes do not fit together
 */
export function denseForward(x: NdArray, weight: NdArray, bias: NdArray | null): NdArray {
  const { rows, inputs, outputs } = layout(x, weight);
  if (bias !== null) checkShape('dense', 'bias', [outputs], bias.shape);
  const xRows = asRows(x);
  const y = ndArray([...x.shape.slice(0, -1), outputs]);
  const yRows = asRows(y);
  for (let r = 0; r < rows; r++) {
    for (let o = 0; o < outputs; o++) {
      let sum = bias === null ? 0 : at(bias, o);
      for (let i = 0; i < inputs; i++) sum += at(xRows, r, i) * at(weight, i, o);
      put(yRows, sum, r, o);
    }
  }
  return y;
}

/**
 * @param dy ∂L/∂y, [..., out]
 * @returns dx as x; dWeight as weight, dBias [out], both summed over all rows
 * @throws RangeError if the shapes do not fit together
 */
export function denseBackward(
  x: NdArray,
  weight: NdArray,
  dy: NdArray,
): { dx: NdArray; dWeight: NdArray; dBias: NdArray } {
  const { rows, inputs, outputs } = layout(x, weight);
  checkShape('dense', 'dy', [...x.shape.slice(0, -1), outputs], dy.shape);
  const xRows = asRows(x);
  const dyRows = asRows(dy);
  const dx = ndArray(x.shape);
  const dxRows = asRows(dx);
  const dWeight = ndArray(weight.shape);
  const dBias = ndArray([outputs]);
  for (let r = 0; r < rows; r++) {
    for (let o = 0; o < outputs; o++) {
      const g = at(dyRows, r, o);
      accumulate(dBias, g, o);
      for (let i = 0; i < inputs; i++) {
        accumulate(dxRows, g * at(weight, i, o), r, i);
        accumulate(dWeight, g * at(xRows, r, i), i, o);
      }
    }
  }
  return { dx, dWeight, dBias };
}

function layout(x: NdArray, weight: NdArray) {
  if (x.shape.length === 0) throw new RangeError('dense: x needs at least 1 axis. Received a scalar');
  const [rows, inputs] = lengths2('dense', 'x', asRows(x));
  const [, outputs] = lengths2('dense', 'weight', weight);
  checkShape('dense', 'weight', [inputs, outputs], weight.shape);
  return { rows, inputs, outputs };
}
