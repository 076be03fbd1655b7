// Joining several branches of a network: add them up, or put them side by side.
//
//   add:         y = x₀ + x₁ + …            every input gets the whole gradient
//   concatenate: y = [x₀ | x₁ | …]          every input gets its own slice of the gradient
//
// Addition is the shortcut of residual networks (He et al. 2015, arXiv:1512.03385).
// Source: https://keras.io/api/layers/merging_layers/

import { checkShape, map, ndArray, shapeText, sizeOf, zip, type NdArray, type Shape } from './ndArray';

/**
 * @param inputs one or more tensors of one shape
 * @returns y of that shape
 * @throws RangeError if there is no input or the shapes differ
 */
export function addForward(inputs: readonly NdArray[]): NdArray {
  const [first, ...rest] = inputs;
  if (first === undefined) throw new RangeError('add: needs at least 1 input. Received 0');
  rest.forEach((x, i) => {
    checkShape('add', `input ${i + 1}`, first.shape, x.shape);
  });
  return rest.reduce(
    (sum, x) => zip(sum, x, (a, b) => a + b),
    map(first, (v) => v),
  );
}

/**
 * @param count how many inputs there were
 * @param dy ∂L/∂y
 * @returns dx of each input, all equal to dy
 */
export function addBackward(count: number, dy: NdArray): NdArray[] {
  return Array.from({ length: count }, () => map(dy, (g) => g));
}

/**
 * @param inputs one or more tensors whose shapes agree on all axes but `axis`
 * @param axis counted from the batch axis (0); negative counts from the last axis, −1
 * @returns y, as long along the axis as all inputs together
 * @throws RangeError if there is no input, the axis does not exist, or the other axes differ
 */
export function concatenateForward(inputs: readonly NdArray[], axis = -1): NdArray {
  const parts = cut(
    inputs.map((x) => x.shape),
    axis,
  );
  const y = ndArray(parts.shape);
  inputs.forEach((x, input) => {
    forEachElement(parts, input, (xPosition, yPosition) => (y.data[yPosition] = x.data[xPosition] ?? NaN));
  });
  return y;
}

/**
 * @param shapes the inputs' shapes
 * @param dy ∂L/∂y, the concatenated shape
 * @returns dx of each input
 * @throws RangeError as forward, or if dy has another shape
 */
export function concatenateBackward(shapes: readonly Shape[], dy: NdArray, axis = -1): NdArray[] {
  const parts = cut(shapes, axis);
  checkShape('concatenate', 'dy', parts.shape, dy.shape);
  return shapes.map((shape, input) => {
    const dx = ndArray(shape);
    forEachElement(parts, input, (xPosition, yPosition) => (dx.data[xPosition] = dy.data[yPosition] ?? NaN));
    return dx;
  });
}

/** How the inputs lie in the concatenated tensor: `blocks` times, one run of `runs[i]` numbers of each input i. */
interface Parts {
  readonly shape: Shape;
  readonly blocks: number;
  readonly runs: readonly number[];
}

function cut(shapes: readonly Shape[], axis: number): Parts {
  const [first, ...rest] = shapes;
  if (first === undefined) throw new RangeError('concatenate: needs at least 1 input. Received 0');
  const along = axis < 0 ? axis + first.length : axis;
  if (!Number.isInteger(along) || along < 0 || along >= first.length) {
    throw new RangeError(
      `concatenate: axis needs to be −${first.length} to ${first.length - 1}. Received ${axis} (shape ${shapeText(first)})`,
    );
  }
  rest.forEach((shape, i) => {
    checkShape('concatenate', `input ${i + 1}`, first.with(along, shape[along] ?? 0), shape);
  });
  const total = shapes.reduce((sum, shape) => sum + (shape[along] ?? 0), 0);
  return {
    shape: first.with(along, total),
    blocks: sizeOf(first.slice(0, along)),
    runs: shapes.map((shape) => sizeOf(shape.slice(along))),
  };
}

/** Calls `visit` with the position of every element of one input, in the input and in the concatenated tensor. */
function forEachElement(
  { blocks, runs }: Parts,
  input: number,
  visit: (xPosition: number, yPosition: number) => void,
): void {
  const run = runs[input] ?? 0;
  const blockLength = runs.reduce((sum, length) => sum + length, 0);
  const start = runs.slice(0, input).reduce((sum, length) => sum + length, 0);
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < run; i++) visit(block * run + i, block * blockLength + start + i);
  }
}
