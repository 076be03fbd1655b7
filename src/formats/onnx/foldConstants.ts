// Evaluates the parts of a file that depend only on constants and on shapes, while it is read.
//
// Exporters write small programs around a flatten: take the shape, pick the batch, put it before a −1. The batch size
// is not known while reading; it is represented by NaN in these programs, and NaN in a result means the batch.

import { shapeText, sizeOf } from '../../graph/tensor';
import { roundTo } from '../floats';
import { FLOAT_TYPES, SHORT_FLOAT_TYPES, type Constant } from './constants';
import { permute } from '../permute';
import { constant, fileShape, type Node } from './readNode';

/** Computed constants are shapes and the like; weights are only transposed. */
const MAX_COMPUTED = 1 << 16;

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
};

/** @returns null where the node is to be read as a layer */
export function fold(node: Node): Constant | null {
  if (node.op === 'Constant') return node.held() ?? node.fail('holds no value that can be read');
  if (node.op === 'Shape') return shapeOf(node);
  if (node.inputs.length === 0 || node.inputs.some((input) => input?.is === 'activation')) return null;
  const first = node.constant(0);
  const { shape, values } = first;
  const arithmetic = Object.hasOwn(ARITHMETIC, node.op) ? ARITHMETIC[node.op] : undefined;
  if (arithmetic !== undefined) return twoNumbers(node, first, node.constant(1), arithmetic);
  switch (node.op) {
    case 'Identity':
      return first;
    case 'Cast':
      return cast(node, first);
    case 'Transpose': {
      const perm = node.ints('perm') ?? [...shape.keys()].reverse();
      if ([...perm].sort((a, b) => a - b).join() !== [...shape.keys()].join())
        return node.fail(`'perm' ${perm.join(',')} does not fit ${shapeText(shape)}`);
      const transposed = perm.map((axis) => shape[axis] ?? 1);
      return { ...node.floats(0), shape: transposed, values: permute(node.floats(0).values, shape, perm) };
    }
    case 'Reshape':
      return { ...first, shape: reshaped(node, first) };
    case 'Squeeze': {
      const gone = axesOf(node, shape.length);
      const isGone = (length: number, axis: number): boolean => gone?.includes(axis) ?? length === 1;
      return { ...first, shape: shape.filter((length, axis) => !isGone(length, axis)) };
    }
    case 'Unsqueeze': {
      const axes = axesOf(node, shape.length + (rawAxes(node)?.length ?? 0)) ?? [];
      const rest = [...shape];
      const rank = shape.length + axes.length;
      if (new Set(axes).size !== axes.length || axes.some((axis) => !(axis >= 0 && axis < rank)))
        return node.fail(`axes ${axes.join(',')} do not fit ${shapeText(shape)}`);
      return {
        ...first,
        shape: Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : (rest.shift() ?? 1))),
      };
    }
    case 'Gather': {
      const places = node.constant(1);
      if (shape.length !== 1) return null;
      const picked = [...places.values].map((place) => values[place < 0 ? place + values.length : place]);
      const found = picked.filter((value) => value !== undefined);
      if (found.length !== picked.length) return node.fail(`picks beyond ${values.length} numbers`);
      return constant(places.shape, found);
    }
    case 'Slice':
      return slice(node, first);
    case 'Concat': {
      const parts = node.inputs.map((_, index) => node.constant(index));
      if (parts.some((part) => part.shape.length !== 1)) return null;
      const joined = parts.flatMap((part) => [...part.values]);
      return constant([joined.length], joined);
    }
    case 'ReduceProd':
      return constant([1], [[...values].reduce((product, value) => product * value, 1)]);
    case 'ConstantOfShape': {
      const count = sizeOf([...values]);
      if (!(count <= MAX_COMPUTED)) {
        const received = [...values].map((length) => (Number.isNaN(length) ? 'batch' : length)).join('×');
        return node.fail(
          `must fill a shape that the file fixes, of at most ${MAX_COMPUTED} numbers. Received ${received}`,
        );
      }
      const [value = 0] = node.held()?.values ?? [];
      return constant([...values], new Array<number>(count).fill(value));
    }
    default:
      return null;
  }
}

function shapeOf(node: Node): Constant {
  const [input] = node.inputs;
  const whole = input?.is === 'constant' ? input.shape : fileShape(node.activation());
  const part = whole.slice(node.int('start', 0), node.int('end', whole.length));
  return constant([part.length], part);
}

function twoNumbers(node: Node, a: Constant, b: Constant, join: (a: number, b: number) => number): Constant {
  const count = Math.max(a.values.length, b.values.length);
  const fits = [a, b].every(({ values }) => values.length === 1 || values.length === count);
  const isWhole = !(a.values instanceof Float32Array || b.values instanceof Float32Array);
  if (!fits || count > MAX_COMPUTED)
    return node.fail(`computes with ${shapeText(a.shape)} and ${shapeText(b.shape)} of the file`);
  const at = ({ values }: Constant, i: number): number => values[values.length === 1 ? 0 : i] ?? NaN;
  const results = Array.from({ length: count }, (_, i) => join(at(a, i), at(b, i)));
  const { shape } = a.values.length === count && a.shape.length >= b.shape.length ? a : b;
  return constant(shape, isWhole ? results.map(Math.trunc) : Float32Array.from(results));
}

/** To a float, rounded where it is a short one, or to an integer; the other types are as good as one of these. */
function cast(node: Node, given: Constant): Constant {
  const to = node.int('to', 1);
  const short = SHORT_FLOAT_TYPES.get(to);
  const isFloat = FLOAT_TYPES.has(to);
  if (short !== undefined)
    return { ...given, values: Float32Array.from(given.values, (value) => roundTo(short, value)) };
  const isKept = isFloat === given.values instanceof Float32Array;
  if (isKept) return given;
  if (isFloat) return { ...given, values: Float32Array.from(given.values) };
  if (given.values.length > MAX_COMPUTED) return node.fail(`rounds ${given.values.length} numbers`);
  return { ...given, values: Array.from(given.values, Math.trunc) };
}

function reshaped(node: Node, { shape, values }: Constant): number[] {
  const target = [...node.constant(1).values].map((length, axis) =>
    length === 0 ? (shape[axis] ?? 0) : length,
  );
  const known = sizeOf(target.filter((length) => length !== -1));
  const result = target.map((length) => (length === -1 ? values.length / known : length));
  if (sizeOf(result) !== values.length)
    node.fail(`${shapeText(shape)} cannot be counted as ${target.join('×')}`);
  return result;
}

function slice(node: Node, { shape, values }: Constant): Constant | null {
  if (shape.length !== 1) return null;
  const numbers = (name: string, index: number): readonly number[] | undefined =>
    node.opset < 10
      ? node.ints(name)
      : node.optionalConstant(index)?.values && [...node.constant(index).values];
  const [start = 0] = numbers('starts', 1) ?? [];
  const [end = values.length] = numbers('ends', 2) ?? [];
  const [step = 1] = numbers('steps', 4) ?? [];
  if (step !== 1) return null;
  const part = [...values.slice(start, end)];
  return constant([part.length], part);
}

function rawAxes(node: Node): readonly number[] | undefined {
  if (node.opset < 13) return node.ints('axes');
  const given = node.optionalConstant(1);
  return given === undefined ? undefined : [...given.values];
}

function axesOf(node: Node, rank: number): readonly number[] | undefined {
  return rawAxes(node)?.map((axis) => (axis < 0 ? axis + rank : axis));
}
