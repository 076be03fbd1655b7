// Shared by the layers that make one tensor of several, number by number. Several are joined one after the other.
//
// Inputs may differ in shape as in Keras: one with fewer axes gets axes of length 1 after the batch, and an axis of length 1
// is repeated. Gradients of a repeated number add up.

import { addKernel } from '../../kernels/elementwise';
import { mergeForward, mergeGradient, type Axes, type MergeOperation } from '../../kernels/merge';
import type { Graph } from '../../graph/graph';
import { sameShape, shapeText, sizeOf, type Shape, type Tensor } from '../../graph/tensor';
import {
  alignedShape,
  mergeBackward,
  mergedShape,
  mergeForward as referenceForward,
  type MergeRule,
} from '../../reference/merge';
import { oneElement, ShapeError, type LayerDefinition } from '../layer';

const NO_OPTIONS = {};

type Merging = Pick<
  LayerDefinition<typeof NO_OPTIONS>,
  | 'options'
  | 'inputs'
  | 'fusesActivation'
  | 'fusesInputActivation'
  | 'outputShape'
  | 'parameters'
  | 'forward'
  | 'backward'
  | 'multiplyAdds'
  | 'reference'
  | 'explain'
>;

/** @param shapes both with or both without the batch axis */
function shapeOf(shapes: readonly Shape[]): Shape {
  const shape = mergedShape(shapes.map((one) => [1, ...one]))?.slice(1);
  if (shape !== undefined) return shape;
  const [first = [], ...others] = shapes;
  const other =
    others.find(
      (one) =>
        mergedShape([
          [1, ...first],
          [1, ...one],
        ]) === null,
    ) ??
    others.at(-1) ??
    [];
  throw new ShapeError(
    `inputs must have one shape, ${shapeText(first)}, or length 1 where they differ. Received ${shapeText(other)}`,
    { why: 'unequal', expected: first, received: other },
  );
}

/** Two operands as the kernels have them: their axes joined to at most four, the same for both. */
interface Aligned {
  readonly lengths: Axes;
  readonly a: Axes;
  readonly b: Axes;
}

/** @param first @param second with the batch axis */
function align(first: Shape, second: Shape): Aligned {
  const rank = Math.max(first.length, second.length);
  const [a, b] = [alignedShape(first, rank), alignedShape(second, rank)];
  // Neighbouring axes of which the same operands have all numbers are one axis.
  const axes: { length: number; readonly has: readonly [boolean, boolean] }[] = [];
  a.forEach((ofA, axis) => {
    const ofB = b[axis] ?? 1;
    const length = Math.max(ofA, ofB);
    const has = [ofA === length, ofB === length] as const;
    const last = axes.at(-1);
    if (last?.has.join() === has.join()) last.length *= length;
    else if (length > 1) axes.push({ length, has });
  });
  if (axes.length > 4)
    throw new ShapeError(
      `inputs are repeated along too many axes in turn. Received ${shapeText(first)} and ${shapeText(second)}`,
    );
  while (axes.length < 4) axes.unshift({ length: 1, has: [true, true] });
  const lengths = axes.map(({ length }) => length) as unknown as Axes;
  const stridesOf = (operand: 0 | 1): Axes => {
    const strides = [0, 0, 0, 0];
    for (let axis = 3, step = 1; axis >= 0; axis--) {
      if (axes[axis]?.has[operand] !== true) continue;
      strides[axis] = step;
      step *= lengths[axis] ?? 1;
    }
    return strides as unknown as Axes;
  };
  return { lengths, a: stridesOf(0), b: stridesOf(1) };
}

/** What the result is of all inputs, and of two of them. */
const OPERATIONS: Readonly<Record<MergeRule, MergeOperation>> = {
  sum: 'sum',
  mean: 'sum',
  difference: 'difference',
  product: 'product',
  maximum: 'maximum',
  minimum: 'minimum',
};

export function merging(rule: MergeRule, formula: string, most = Infinity): Merging {
  const operation = OPERATIONS[rule];
  /** Of the step that takes input `k` of `count`: a mean divides at its last. */
  const scaleOf = (k: number, count: number): number => (rule === 'mean' && k === count - 1 ? 1 / count : 1);

  /** The gradient of one of two operands; `dy` itself where it is that. */
  const gradientOf = (
    graph: Graph,
    label: string,
    { x, z, dy, scale, isSecond }: { x: Tensor; z: Tensor; dy: Tensor; scale: number; isSecond: boolean },
  ): Tensor => {
    const of = operation === 'difference' && !isSecond ? 'sum' : operation;
    if (of === 'sum' && scale === 1 && sameShape(x.shape, dy.shape)) return dy;
    const { lengths, a, b } = align(x.shape, z.shape);
    const dx = graph.tensor(label, x.shape);
    const given = { operation: of, scale, lengths, x: a, z: b, takesTies: !isSecond };
    graph.dispatch(mergeGradient, label, given, { x, z, dy, dx });
    return dx;
  };

  return {
    options: NO_OPTIONS,
    inputs: { min: 2, max: most },
    fusesActivation: false,
    fusesInputActivation: false,

    outputShape: (_, inputs) => shapeOf(inputs),
    parameters: () => [],

    forward: (_, graph, { name, inputs }) => {
      const [first, ...others] = inputs;
      if (first === undefined)
        throw new ShapeError('inputs must be two or more. Received none', { why: 'inputs', least: 2 });
      const saved: Record<string, Tensor> = {};
      const y = others.reduce((a: Tensor, b, i): Tensor => {
        const last = i === others.length - 1;
        const label = last ? `${name}/forward` : `${name}/first ${i + 2}`;
        const scale = scaleOf(i + 1, inputs.length);
        const result = graph.tensor(last ? `${name}/y` : label, [
          a.shape[0] ?? 1,
          ...shapeOf([a.shape.slice(1), b.shape.slice(1)]),
        ]);
        if (operation === 'sum' && scale === 1 && sameShape(a.shape, b.shape))
          graph.dispatch(addKernel, label, { size: sizeOf(a.shape) }, { a, b, y: result });
        else
          graph.dispatch(
            mergeForward,
            label,
            { operation, scale, ...align(a.shape, b.shape) },
            { a, b, y: result },
          );
        saved[i + 1] = result;
        return result;
      }, first);
      return { y, saved };
    },

    backward: (_, graph, { name, inputs, saved, dy, wanted }) => {
      const gradients: (Tensor | null)[] = inputs.map(() => null);
      // Of what the first inputs make together, from all of them back to the first alone.
      let gradient = dy;
      for (let k = inputs.length - 1; k > 0 && wanted.slice(0, k + 1).includes(true); k--) {
        const [before, x] = [k === 1 ? inputs[0] : saved[k - 1], inputs[k]];
        if (before === undefined || x === undefined) throw new Error(`'${name}': has no partial result ${k}`);
        const given = { dy: gradient, scale: scaleOf(k, inputs.length) };
        if (wanted[k] === true)
          gradients[k] = gradientOf(graph, `${name}/dx${k}`, { ...given, x, z: before, isSecond: true });
        if (wanted.slice(0, k).includes(true))
          gradient = gradientOf(graph, k === 1 ? `${name}/dx0` : `${name}/d of first ${k}`, {
            ...{ ...given, x: before, z: x },
            isSecond: false,
          });
      }
      if (wanted[0] === true) gradients[0] = gradient;
      return gradients;
    },

    multiplyAdds: (_, inputs) => (rule === 'product' ? (inputs.length - 1) * sizeOf(shapeOf(inputs)) : 0),

    reference: {
      forward: (_, inputs) => referenceForward(rule, inputs),
      backward: (_, inputs, __, dy) => ({ inputs: mergeBackward(rule, inputs, dy), parameters: {} }),
    },

    explain: {
      formula: () => formula,
      rule: rule === 'sum' || rule === 'mean' ? rule : rule === 'maximum' ? 'max' : 'other',
      windows: (_, inputs, index) => inputs.map((shape, input) => oneElement(input, placeIn(shape, index))),
      terms: (_, inputs, index) =>
        ['sum', 'mean', 'maximum'].includes(rule)
          ? inputs.map((shape, input) => ({ input, at: placeIn(shape, index) }))
          : [],
    },
  };
}

/** Where an input of this shape has the number that the result has at `index`. */
function placeIn(shape: Shape, index: readonly number[]): readonly number[] {
  return index.slice(index.length - shape.length).map((i, axis) => (shape[axis] === 1 ? 0 : i));
}

/** What every one of these layers is tried on: two alike, three, a number a channel, and both repeated in turn. */
export const MERGE_CASES = [
  { title: 'one number and another', options: {}, inputs: [[1], [1]], batch: 1 },
  { title: 'two maps', options: {}, inputs: [[3, 5, 2], [3, 5, 2]], batch: 2 }, // prettier-ignore
  { title: 'one number a channel', options: {}, inputs: [[5, 4, 3], [1, 1, 3]], batch: 2 }, // prettier-ignore
  { title: 'a row for a map, the row first', options: {}, inputs: [[3], [2, 4, 3]], batch: 3 },
  { title: 'each repeated along another axis', options: {}, inputs: [[4, 1, 3], [1, 5, 3]], batch: 2 }, // prettier-ignore
  { title: 'one number a pixel', options: {}, inputs: [[3, 3, 7], [3, 3, 1]], batch: 1 }, // prettier-ignore
  { title: 'one number more than a workgroup', options: {}, inputs: [[13], [13]], batch: 5 },
] as const;

/** For those that take more than two. */
export const SEVERAL_CASES = [
  ...MERGE_CASES,
  {
    title: 'three rows, one number less than a workgroup',
    options: {},
    inputs: [[21], [21], [21]],
    batch: 3,
  },
  {
    title: 'four maps of different shapes',
    options: {},
    inputs: [[1, 1, 2], [3, 4, 2], [3, 1, 1], [2]], // prettier-ignore
    batch: 2,
  },
] as const;
