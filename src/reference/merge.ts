// Joining several branches of a network: number by number, or side by side.
//
//   sum:         y = x₀ + x₁ + …            every input gets the whole gradient
//   mean:        y = (x₀ + x₁ + …) / n      every input gets its share
//   difference:  y = x₀ − x₁                the second gets the gradient with the other sign
//   product:     y = x₀ · x₁ · …            every input gets the gradient times the others
//   maximum, minimum                        the input that it is gets all; the first of equal ones
//   concatenate: y = [x₀ | x₁ | …]          every input gets its own slice of the gradient
//
// Addition is the shortcut of residual networks (He et al. 2015, arXiv:1512.03385).
// Source: https://keras.io/api/layers/merging_layers/

import { checkShape, ndArray, shapeText, sizeOf, strides, type NdArray, type Shape } from './ndArray';

export type MergeRule = 'sum' | 'mean' | 'difference' | 'product' | 'maximum' | 'minimum';

/**
 * The shape of the result. Inputs with fewer axes get axes of length 1 after the batch; an axis of length 1 is repeated as
 * often as the others need it (broadcasting).
 * @param shapes with the batch axis @returns null where lengths differ and neither is 1
 */
export function mergedShape(shapes: readonly Shape[]): Shape | null {
  const rank = Math.max(...shapes.map(({ length }) => length));
  const aligned = shapes.map((shape) => alignedShape(shape, rank));
  const merged = Array.from({ length: rank }, (_, axis) =>
    Math.max(...aligned.map((shape) => shape[axis] ?? 1)),
  );
  const fits = aligned.every((shape) =>
    shape.every((length, axis) => length === 1 || length === merged[axis]),
  );
  return fits ? merged : null;
}

/** With axes of length 1 after the batch, until there are `rank`. */
export function alignedShape(shape: Shape, rank: number): Shape {
  return [...shape.slice(0, 1), ...new Array<number>(rank - shape.length).fill(1), ...shape.slice(1)];
}

/** @throws RangeError if there is no input or the shapes do not fit */
export function mergeForward(rule: MergeRule, inputs: readonly NdArray[]): NdArray {
  const y = ndArray(fittingShape(inputs));
  eachPlace(inputs, y.shape, (place, places) => {
    const values = inputs.map((x, i) => x.data[places[i] ?? 0] ?? NaN);
    const [first = NaN, second = NaN] = values;
    const sum = values.reduce((a, b) => a + b, 0);
    y.data[place] = {
      sum,
      mean: sum / values.length,
      difference: first - second,
      product: values.reduce((a, b) => a * b, 1),
      maximum: Math.max(...values),
      minimum: Math.min(...values),
    }[rule];
  });
  return y;
}

/**
 * @param dy ∂L/∂y
 * @returns dx of each input
 * @throws RangeError as forward, or if dy has another shape
 */
export function mergeBackward(rule: MergeRule, inputs: readonly NdArray[], dy: NdArray): NdArray[] {
  checkShape('merge', 'dy', fittingShape(inputs), dy.shape);
  const gradients = inputs.map(({ shape }) => ndArray(shape));
  eachPlace(inputs, dy.shape, (place, places) => {
    const values = inputs.map((x, i) => x.data[places[i] ?? 0] ?? NaN);
    const slopes = values.map((_, i) => {
      switch (rule) {
        case 'sum':
          return 1;
        case 'mean':
          return 1 / values.length;
        case 'difference':
          return i === 0 ? 1 : -1;
        case 'product':
          return values.reduce((product, value, other) => (other === i ? product : product * value), 1);
        case 'maximum':
        case 'minimum': {
          const best = rule === 'maximum' ? Math.max(...values) : Math.min(...values);
          return Number(values.indexOf(best) === i);
        }
        default:
          return rule satisfies never;
      }
    });
    gradients.forEach(({ data }, i) => {
      const at = places[i] ?? 0;
      data[at] = (data[at] ?? NaN) + (slopes[i] ?? NaN) * (dy.data[place] ?? NaN);
    });
  });
  return gradients;
}

function fittingShape(inputs: readonly NdArray[]): Shape {
  const [first, ...rest] = inputs;
  if (first === undefined) throw new RangeError('merge: needs at least 1 input. Received 0');
  const shape = mergedShape(inputs.map((x) => x.shape));
  if (shape !== null) return shape;
  const others = rest.map((x) => shapeText(x.shape)).join(' and ');
  throw new RangeError(
    `merge: inputs need shape ${shapeText(first.shape)}, or 1 where they differ. Received ${others}`,
  );
}

/** Calls `visit` with the place of every number of the result, and those of the inputs that it is made of. */
function eachPlace(
  inputs: readonly NdArray[],
  shape: Shape,
  visit: (place: number, places: readonly number[]) => void,
): void {
  const own = strides(shape);
  const steps = inputs.map((x) => {
    const aligned = alignedShape(x.shape, shape.length);
    return strides(aligned).map((step, axis) => (aligned[axis] === 1 ? 0 : step));
  });
  for (let place = 0; place < sizeOf(shape); place++) {
    const index = shape.map((length, axis) => Math.floor(place / (own[axis] ?? 1)) % length);
    visit(
      place,
      steps.map((step) => index.reduce((at, i, axis) => at + i * (step[axis] ?? 0), 0)),
    );
  }
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
