// Evaluates the parts of a file that depend only on constants and on shapes, while it is read.
//
// Exporters write small programs around a flatten: take the shape, pick the batch, put it before a −1. The batch size
// is not known while reading; it is represented by NaN in these programs, and NaN in a result means the batch. Numbers
// are computed in f64 and rounded to f32 after each node, as a runtime has them.

import { shapeText, sizeOf, type Shape } from '../../graph/tensor';
import { roundTo } from '../floats';
import {
  broadcastShape,
  broadcastTo,
  elementwise,
  joined,
  pickedAlong,
  reduced,
  sliced,
  transposed,
} from './arrays';
import { FLOAT_TYPES, SHORT_FLOAT_TYPES, type Constant } from './constants';
import { BINARY, COMPARISONS, REDUCTIONS, UNARY } from './functions';
import { constant, fileShape, type Node, type Results } from './readNode';

/** What is filled, repeated or spread out is a shape or the like; no weights come about so. */
const MAX_FILLED = 1 << 16;
/** The protobuf's number of the type. */
const BOOL = 9;

type Fold = (node: Node, first: Constant) => Constant | readonly Constant[] | null;

/** @returns null where the node is to be read as a layer */
export function fold(node: Node): Results | null {
  if (node.op === 'Constant') return [node.held() ?? node.fail('holds no value that can be read')];
  if (node.op === 'Shape') return [shapeOf(node)];
  if (node.op === 'Size') return [constant([], [sizeOf([...shapeOf(node).values])])];
  if (node.inputs.length === 0 || node.inputs.some((input) => input?.is === 'activation')) return null;
  const found = foldOf(node.op);
  if (found === null) return null;
  const result = found(node, node.constant(0));
  return result !== null && 'is' in result ? [result] : result;
}

function foldOf(op: string): Fold | null {
  const named = <T>(table: Readonly<Record<string, T>>): T | undefined =>
    Object.hasOwn(table, op) ? table[op] : undefined;
  const binary = named(BINARY);
  if (binary !== undefined)
    return (node) => several(node, binary, op === 'Max' || op === 'Min' ? 'picks' : 'computes');
  const comparison = named(COMPARISONS);
  if (comparison !== undefined)
    return (node) => {
      const { shape, values } = several(node, (a, b) => Number(comparison(a, b)), 'compares');
      return constant(shape, Array.from(values));
    };
  const unary = named(UNARY);
  if (unary !== undefined) return (_, x) => ofKind(x, x.shape, Float64Array.from(x.values, unary));
  const reduction = named(REDUCTIONS);
  if (reduction !== undefined) return (node, x) => reduce(node, x, reduction);
  return named(FOLDS) ?? null;
}

const FOLDS: Readonly<Record<string, Fold>> = {
  Identity: (_, x) => x,
  Cast: cast,

  Mean: (node) => {
    const { shape, values } = several(node, (a, b) => a + b, 'computes');
    return constant(
      shape,
      Float32Array.from(values, (value) => value / node.inputs.length),
    );
  },

  Clip: (node, x) => {
    const [low, high] = clipBounds(node);
    return ofKind(
      x,
      x.shape,
      Float64Array.from(x.values, (value) => Math.min(Math.max(value, low), high)),
    );
  },

  Where: (node, condition) => {
    const [a, b] = [node.constant(1), node.constant(2)];
    if (Array.from(condition.values).some(Number.isNaN)) return node.fail('depends on the batch');
    const shape = shapeOfAll(node, [condition, a, b]);
    const [is, yes, no] = [condition, a, b].map((one) => broadcastTo(one, shape));
    return ofKind(
      a,
      shape,
      Float64Array.from({ length: sizeOf(shape) }, (_, i) => (is?.[i] === 0 ? no?.[i] : yes?.[i]) ?? NaN),
    );
  },

  Transpose: (node, x) => {
    const perm = node.ints('perm') ?? [...x.shape.keys()].reverse();
    if (perm.toSorted((a, b) => a - b).join() !== [...x.shape.keys()].join())
      return node.fail(`'perm' ${perm.join(',')} does not fit ${shapeText(x.shape)}`);
    return { ...transposed(x, perm), name: x.name };
  },

  Reshape: (node, x) => ({ ...x, shape: reshaped(node, x) }),

  Flatten: (node, x) => {
    const given = node.int('axis', 1);
    const axis = given < 0 ? given + x.shape.length : given;
    return { ...x, shape: [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis))] };
  },

  Squeeze: (node, x) => {
    const gone = axesOf(node, x.shape.length);
    const isGone = (length: number, axis: number): boolean => gone?.includes(axis) ?? length === 1;
    const wrong = gone?.find((axis) => x.shape[axis] !== 1);
    if (wrong !== undefined) return node.fail(`axis ${wrong} of ${shapeText(x.shape)} is not of length 1`);
    return { ...x, shape: x.shape.filter((length, axis) => !isGone(length, axis)) };
  },

  Unsqueeze: (node, x) => {
    const axes = axesOf(node, x.shape.length + (rawAxes(node)?.length ?? 0)) ?? [];
    const rest = [...x.shape];
    const rank = x.shape.length + axes.length;
    if (new Set(axes).size !== axes.length || axes.some((axis) => !(axis >= 0 && axis < rank)))
      return node.fail(`axes ${axes.join(',')} do not fit ${shapeText(x.shape)}`);
    return {
      ...x,
      shape: Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : (rest.shift() ?? 1))),
    };
  },

  Gather: (node, x) => {
    const places = node.constant(1);
    const axis = inside(node, node.int('axis', 0), x.shape.length);
    const length = x.shape[axis] ?? 0;
    const from = Array.from(places.values, (place) => (place < 0 ? place + length : place));
    if (from.some((place) => !(place >= 0 && place < length)))
      return node.fail(`picks beyond ${length} numbers`);
    checkFilled(node, [...x.shape.slice(0, axis), from.length, ...x.shape.slice(axis + 1)], x);
    const picked = pickedAlong(x, axis, from);
    return { ...picked, shape: [...x.shape.slice(0, axis), ...places.shape, ...x.shape.slice(axis + 1)] };
  },

  Slice: (node, x) => {
    const { shape, cuts } = cutsOf(node, x.shape);
    return shape.some((length) => length > 0) || x.shape.length > 0 ? sliced(x, cuts) : null;
  },

  Split: (node, x) => {
    const { axis, lengths } = splitOf(node, x.shape);
    let start = 0;
    return lengths.map((length) => {
      const from = Array.from({ length }, (_, i) => start + i);
      start += length;
      return pickedAlong(x, axis, from);
    });
  },

  Concat: (node, x) => {
    const parts = node.inputs.map((_, index) => node.constant(index));
    const axis = inside(node, node.int('axis', 1), x.shape.length);
    const isAlike = parts.every(
      ({ shape }) =>
        shape.length === x.shape.length && shape.every((length, i) => i === axis || length === x.shape[i]),
    );
    if (!isAlike) return node.fail(`joins ${parts.map(({ shape }) => shapeText(shape)).join(' and ')}`);
    return joined(parts, axis);
  },

  Expand: (node, x) => {
    const wanted = [...node.constant(1).values];
    const shape = broadcastShape([x.shape, wanted]);
    if (shape === null)
      return node.fail(`does not spread ${shapeText(x.shape)} to ${wanted.map(lengthText).join('×')}`);
    checkFilled(node, shape, x);
    return ofKind(x, shape, broadcastTo(x, shape));
  },

  Tile: (node, x) => {
    const repeats = [...node.constant(1).values];
    const shape = x.shape.map((length, axis) => length * (repeats[axis] ?? 1));
    if (repeats.length !== x.shape.length)
      return node.fail(`repeats ${shapeText(x.shape)} by ${repeats.join()}`);
    checkFilled(node, shape, x);
    return x.shape.reduce((tiled, length, axis) => {
      const from = Array.from({ length: length * (repeats[axis] ?? 1) }, (_, i) => i % length);
      return pickedAlong(tiled, axis, from);
    }, x);
  },

  Range: (node, { values: [start = 0], ...first }) => {
    const [limit = NaN, delta = 1] = [node.constant(1).values[0], node.constant(2).values[0]];
    const count = Math.max(0, Math.ceil((limit - start) / delta));
    checkFilled(node, [count]);
    return ofKind(
      { ...first, values: node.constant(0).values },
      [count],
      Float64Array.from({ length: count }, (_, i) => start + i * delta),
    );
  },

  ConstantOfShape: (node, { values }) => {
    const shape = [...values];
    checkFilled(node, shape);
    const [value = 0] = node.held()?.values ?? [];
    const filled = new Array<number>(sizeOf(shape)).fill(value);
    const isFloat = node.held() === undefined || node.held()?.values instanceof Float32Array;
    return constant(shape, isFloat ? Float32Array.from(filled) : filled);
  },

  MatMul: (node, a) => {
    const b = node.constant(1);
    const [rows = 0, inner = 0] = a.shape;
    const [taken = 0, columns = 0] = b.shape;
    if (a.shape.length !== 2 || b.shape.length !== 2 || inner !== taken) return null;
    checkFilled(node, [rows, columns], a, b);
    const product = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++)
      for (let k = 0; k < inner; k++) {
        const factor = a.values[i * inner + k] ?? NaN;
        for (let j = 0; j < columns; j++)
          product[i * columns + j] =
            (product[i * columns + j] ?? 0) + factor * (b.values[k * columns + j] ?? NaN);
      }
    return ofKind(a, [rows, columns], product);
  },
};

/** As floats where the input has these, else as whole numbers. */
function ofKind({ values }: Pick<Constant, 'values'>, shape: Shape, results: ArrayLike<number>): Constant {
  return constant(
    shape,
    values instanceof Float32Array ? Float32Array.from(results) : Array.from(results, Math.trunc),
  );
}

/** All inputs, two by two; shapes broadcast. */
function several(
  node: Node,
  join: (a: number, b: number) => number,
  does: 'computes' | 'picks' | 'compares',
): Constant {
  const inputs = node.inputs.map((_, index) => node.constant(index));
  const [first = node.constant(0), ...others] = inputs;
  if (does === 'computes' && inputs.some(({ isNarrow }) => isNarrow === true))
    node.fail('computes with whole numbers of fewer than 32 bits');
  if (
    does === 'compares' &&
    inputs.some(({ values }) => !(values instanceof Float32Array) && values.some(Number.isNaN))
  )
    node.fail('compares with the batch, which is not known');
  const isWhole = inputs.every(({ values }) => !(values instanceof Float32Array));
  return others.reduce((a, given) => {
    const b = aligned(node, given, a.shape);
    const shape = shapeOfAll(node, [a, b]);
    const results = elementwise(a, b, shape, join);
    return constant(shape, isWhole ? Array.from(results, Math.trunc) : Float32Array.from(results));
  }, first);
}

/** Before opset 7 the second input began at an axis of the first, which the node names. */
export function aligned(node: Node, b: Constant, shape: readonly unknown[]): Constant {
  const axis = node.int('axis', -1);
  if (node.opset >= 7 || axis < 0) return b;
  const after = shape.length - axis - b.shape.length;
  if (after < 0) return node.fail(`axis ${axis}: ${shapeText(b.shape)} does not fit ${shape.length} axes`);
  return { ...b, shape: [...b.shape, ...new Array<number>(after).fill(1)] };
}

function shapeOfAll(node: Node, inputs: readonly Constant[]): Shape {
  const shape = broadcastShape(inputs.map((one) => one.shape));
  if (shape === null)
    return node.fail(`computes with ${inputs.map((one) => shapeText(one.shape)).join(' and ')} of the file`);
  checkFilled(node, shape, ...inputs);
  return shape;
}

/** Nothing small becomes large. */
function checkFilled(node: Node, shape: Shape, ...from: readonly Constant[]): void {
  const most = Math.max(MAX_FILLED, ...from.map(({ values }) => values.length));
  if (sizeOf(shape) <= most) return;
  node.fail(
    `must fill a shape that the file fixes, of at most ${most} numbers. Received ${shape.map(lengthText).join('×')}`,
  );
}

function lengthText(length: number): string {
  return Number.isNaN(length) ? 'batch' : String(length);
}

function shapeOf(node: Node): Constant {
  const [input] = node.inputs;
  const whole = input?.is === 'constant' ? input.shape : fileShape(node.activation());
  const part = whole.slice(node.int('start', 0), node.int('end', whole.length));
  return constant([part.length], part);
}

/** To a float, rounded where it is a short one, or to an integer; the other types are as good as one of these. */
function cast(node: Node, given: Constant): Constant {
  const to = node.int('to', 1);
  const short = SHORT_FLOAT_TYPES.get(to);
  const isFloat = FLOAT_TYPES.has(to);
  if (short !== undefined)
    return { ...given, values: Float32Array.from(given.values, (value) => roundTo(short, value)) };
  if (to === BOOL) return { ...given, values: Array.from(given.values, (value) => Number(value !== 0)) };
  const isKept = isFloat === given.values instanceof Float32Array;
  if (isKept) return given;
  if (isFloat) return { ...given, values: Float32Array.from(given.values) };
  if (given.values.length > MAX_FILLED) return node.fail(`rounds ${given.values.length} numbers`);
  return { ...given, values: Array.from(given.values, Math.trunc) };
}

function reshaped(node: Node, { shape, values }: Constant): number[] {
  const target = [...node.constant(1).values].map((length, axis) =>
    length === 0 && node.int('allowzero', 0) === 0 ? (shape[axis] ?? 0) : length,
  );
  const known = sizeOf(target.filter((length) => length !== -1));
  const result = target.map((length) => (length === -1 ? values.length / known : length));
  if (sizeOf(result) !== values.length)
    node.fail(`${shapeText(shape)} cannot be counted as ${target.join('×')}`);
  return result;
}

/** The bounds of a Clip; without one, infinity. */
export function clipBounds(node: Node): readonly [low: number, high: number] {
  const bound = (index: number, name: string, none: number): number =>
    node.opset < 11 ? node.float(name, none) : (node.optionalConstant(index)?.values[0] ?? none);
  const [low, high] = [bound(1, 'min', -Infinity), bound(2, 'max', Infinity)];
  // Exporters write the largest float where they mean no bound.
  return [low < -3e38 ? -Infinity : low, high > 3e38 ? Infinity : high];
}

export interface Cut {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** What a Slice leaves of each axis. */
export function cutsOf(node: Node, lengths: Shape): { readonly shape: Shape; readonly cuts: readonly Cut[] } {
  const numbers = (name: string, index: number): readonly number[] | undefined => {
    if (node.opset < 10) return node.ints(name);
    const given = node.optionalConstant(index)?.values;
    return given === undefined ? undefined : [...given];
  };
  const [starts = [], ends = []] = [numbers('starts', 1), numbers('ends', 2)];
  const axes = numbers('axes', 3) ?? [...starts.keys()];
  const steps = node.opset < 10 ? undefined : numbers('steps', 4);
  const cuts: Cut[] = lengths.map((count) => ({ start: 0, step: 1, count }));
  axes.forEach((given, i) => {
    const axis = inside(node, given, lengths.length);
    const [length = 0, from = 0, to = 0] = [lengths[axis], starts[i], ends[i]];
    const step = steps?.[i] ?? 1;
    // Of the batch the length is not known: only all of it can be left.
    if (Number.isNaN(length) && step === 1 && from === 0 && to > 2 ** 30) return;
    if (Number.isNaN(length)) node.fail('cuts the batch, whose length is not known');
    const most = step > 0 ? length : length - 1;
    const place = (at: number): number =>
      Math.min(Math.max(at < 0 ? at + length : at, step > 0 ? 0 : -1), most);
    // A start before the first place of a backward slice is the first place, as in numpy.
    const start = step > 0 ? place(from) : Math.max(place(from), 0);
    const count = Math.max(0, Math.ceil((place(to) - start) / step));
    if (!Number.isInteger(count) || step === 0) node.fail(`cannot cut ${from} to ${to} by ${step}`);
    cuts[axis] = { start, step, count };
  });
  return { shape: cuts.map(({ count }) => count), cuts };
}

/** Into which lengths a Split divides its axis. */
export function splitOf(
  node: Node,
  shape: Shape,
): { readonly axis: number; readonly lengths: readonly number[] } {
  const axis = inside(node, node.int('axis', 0), shape.length);
  const length = shape[axis] ?? NaN;
  const given = node.opset < 13 ? node.ints('split') : node.optionalConstant(1)?.values;
  const parts =
    node.opset >= 18 ? node.int('num_outputs', node.proto.output.length) : node.proto.output.length;
  const each = Math.ceil(length / parts);
  const lengths =
    given === undefined
      ? Array.from({ length: parts }, (_, i) => Math.max(0, Math.min(each, length - i * each)))
      : [...given];
  if (lengths.reduce((sum, part) => sum + part, 0) !== length)
    node.fail(`divides ${lengthText(length)} into ${lengths.join(',')}`);
  return { axis, lengths };
}

function reduce(node: Node, x: Constant, join: (numbers: readonly number[]) => number): Constant {
  const axes = reducedAxes(node, x.shape.length);
  const keeps = node.int('keepdims', 1) !== 0;
  const { shape, values } = reduced(x, axes, join);
  const kept = shape.filter((_, axis) => keeps || !axes.includes(axis));
  return ofKind(x, kept, values);
}

/** Over which axes a reduction runs: all, where none are named. */
export function reducedAxes(node: Node, rank: number): readonly number[] {
  const asAttribute = node.opset < (node.op === 'ReduceSum' ? 13 : 18);
  const given = asAttribute ? node.ints('axes') : node.optionalConstant(1)?.values;
  if (given === undefined || given.length === 0)
    return node.int('noop_with_empty_axes', 0) === 0 ? Array.from({ length: rank }, (_, i) => i) : [];
  return Array.from(given, (axis) => inside(node, axis, rank));
}

function inside(node: Node, axis: number, rank: number): number {
  const place = axis < 0 ? axis + rank : axis;
  return place >= 0 && place < rank ? place : node.fail(`axis ${axis} is not among ${rank}`);
}

function rawAxes(node: Node): readonly number[] | undefined {
  if (node.opset < 13) return node.ints('axes');
  const given = node.optionalConstant(1);
  return given === undefined ? undefined : [...given.values];
}

function axesOf(node: Node, rank: number): readonly number[] | undefined {
  return rawAxes(node)?.map((axis) => (axis < 0 ? axis + rank : axis));
}
