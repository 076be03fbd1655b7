// Reshaping: the same numbers in the same order, counted in another shape. Nothing is computed.
//
// Flatten turns each image into one row for a dense layer: [N, H, W, C] → [N, H·W·C]. The batch axis stays.
// Source: https://keras.io/api/layers/reshaping_layers/

import { checkShape, ndArray, shapeText, sizeOf, type NdArray, type Shape } from './ndArray';

/**
 * @param x [N, ...]
 * @returns y [N, everything else]
 */
export function flattenForward(x: NdArray): NdArray {
  const [batch = 1, ...rest] = x.shape;
  return ndArray([batch, sizeOf(rest)], x.data);
}

/**
 * @param xShape [N, ...]
 * @param dy ∂L/∂y, [N, everything else]
 * @returns dx as x
 * @throws RangeError if dy has another shape
 */
export function flattenBackward(xShape: Shape, dy: NdArray): NdArray {
  const [batch = 1, ...rest] = xShape;
  checkShape('flatten', 'dy', [batch, sizeOf(rest)], dy.shape);
  return ndArray(xShape, dy.data);
}

/**
 * @param x [N, ...]
 * @param target the new shape without the batch axis; one length may be −1: whatever is left over
 * @returns y [N, ...target]
 * @throws RangeError if the number of elements differs
 */
export function reshapeForward(x: NdArray, target: Shape): NdArray {
  return ndArray([x.shape[0] ?? 1, ...resolve(x.shape, target)], x.data);
}

/**
 * @param xShape [N, ...]
 * @param dy ∂L/∂y, [N, ...target]
 * @returns dx as x
 * @throws RangeError if the number of elements differs
 */
export function reshapeBackward(xShape: Shape, dy: NdArray): NdArray {
  resolve(xShape, dy.shape.slice(1));
  return ndArray(xShape, dy.data);
}

function resolve(xShape: Shape, target: Shape): Shape {
  const perSample = sizeOf(xShape.slice(1));
  const known = sizeOf(target.filter((length) => length !== -1));
  const open = target.length - target.filter((length) => length !== -1).length;
  const resolved = target.map((length) => (length === -1 ? perSample / known : length));
  if (
    open > 1 ||
    resolved.some((length) => !Number.isInteger(length) || length < 0) ||
    sizeOf(resolved) !== perSample
  ) {
    throw new RangeError(
      `reshape: target needs ${perSample} elements per sample (shape ${shapeText(xShape)}). Received ${shapeText(target)}`,
    );
  }
  return resolved;
}
