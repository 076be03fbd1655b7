// Operators that keep the shape, those that join several inputs, and means over a whole map.
// Source: https://onnx.ai/onnx/operators/

import { sameShape, shapeText, sizeOf } from '../../graph/tensor';
import { FLOAT_TYPES, SHORT_FLOAT_TYPES, WHOLE_TYPES } from './constants';
import type { NetworkDraft } from './networkDraft';
import { permute } from '../permute';
import { aligned } from './foldConstants';
import { affine } from './readDense';
import { activated } from './readPiecewise';
import { fileShape, type Activation, type Node, type Results } from './readNode';
import { shortest } from '../shortest';
import { arranged, arrangedWhole, asMap, fileText, isLong } from './readShapes';

/** The same order and axes after a layer that keeps the shape. */
function keeping(y: Activation, x: Activation, nonNegative: boolean): Results {
  return [{ ...y, axes: x.axes, order: x.order, nonNegative }];
}

function activation(node: Node, draft: NetworkDraft, name: string, nonNegative: boolean): Results {
  return [activated(node, draft, name, node.activation(), nonNegative)];
}

export function relu(node: Node, draft: NetworkDraft): Results {
  return activation(node, draft, 'relu', true);
}

export function sigmoid(node: Node, draft: NetworkDraft): Results {
  return activation(node, draft, 'sigmoid', true);
}

export function tanh(node: Node, draft: NetworkDraft): Results {
  return activation(node, draft, 'tanh', false);
}

export function elu(node: Node, draft: NetworkDraft): Results {
  const alpha = node.float('alpha', 1);
  if (alpha === 1) return activation(node, draft, 'elu', false);
  const x = node.activation();
  return keeping(draft.layer(node, 'elu', { alpha }, [x]), x, false);
}

/** A function without parameters, or with those only that ours has. */
function fixed(
  name: string,
  nonNegative: boolean,
  parameters: Readonly<Record<string, readonly [ours: number, fallback: number]>> = {},
) {
  return (node: Node, draft: NetworkDraft): Results => {
    for (const [attribute, [ours, fallback]] of Object.entries(parameters)) {
      const given = node.float(attribute, fallback);
      if (Math.abs(given - ours) > 1e-5) node.fail(`supports only ${attribute} ${ours}. Received ${given}`);
    }
    return activation(node, draft, name, nonNegative);
  };
}

export const exponential = fixed('exponential', true);
export const hardSwish = fixed('hardSilu', false);
export const mish = fixed('mish', false);
export const selu = fixed('selu', false, {
  alpha: [1.67326319, 1.67326319],
  gamma: [1.05070102, 1.05070102],
});
export const softplus = fixed('softplus', true);
/** Soft and hard shrink by ½, as PyTorch has them by default. */
export function shrink(node: Node, draft: NetworkDraft): Results {
  const [lambd, bias] = [node.float('lambd', 0.5), node.float('bias', 0)];
  if (lambd !== 0.5 || ![0, 0.5].includes(bias))
    node.fail(`supports only lambd 0.5, and bias 0 or 0.5. Received ${lambd} and ${bias}`);
  return activation(node, draft, bias === 0 ? 'hardShrink' : 'softShrink', false);
}

export const squareplus = fixed('squareplus', true);
export const softsign = fixed('softsign', false);
export const swish = fixed('silu', false, { alpha: [1, 1] });

export function gelu(node: Node, draft: NetworkDraft): Results {
  const approximate = node.string('approximate', 'none');
  if (!['none', 'tanh'].includes(approximate))
    node.fail(`supports only approximate 'none' and 'tanh'. Received '${approximate}'`);
  return activation(node, draft, approximate === 'tanh' ? 'geluTanh' : 'gelu', false);
}

export function leakyRelu(node: Node, draft: NetworkDraft): Results {
  return leaky(node, draft, node.float('alpha', 0.01));
}

/** Slopes that broadcast: the last axes of theirs lie on the last of the input's. */
export function pRelu(node: Node, draft: NetworkDraft): Results {
  const { shape, values } = node.floats(1);
  const [slope = 0] = values;
  if (slope >= 0 && values.every((value) => value === slope)) return leaky(node, draft, shortest(slope));
  const x = node.activation();
  const missing = x.axes.length - shape.length;
  const lengths = x.axes.map((_, place) => (place < missing ? 1 : (shape[place - missing] ?? 1)));
  const order = x.shape.map((_, axis) => x.axes.indexOf(axis + 1));
  const isFit = order.every((place, axis) => place >= 0 && [1, x.shape[axis]].includes(lengths[place]));
  if (missing < 0 || lengths[0] !== 1 || !isFit || x.order !== null)
    node.fail(`slopes of ${shapeText(shape)} do not fit ${fileText(x)}`);
  const sharedAxes = order.flatMap((place, axis) => (lengths[place] === 1 ? [axis + 1] : []));
  const rest = lengths.flatMap((_, place) => (order.includes(place) ? [] : [place]));
  const alpha = permute(values, lengths, [...order, ...rest]);
  const y = draft.layer(node, 'prelu', { sharedAxes }, [x], { weights: { alpha } });
  return keeping(y, x, false);
}

function leaky(node: Node, draft: NetworkDraft, alpha: number): Results {
  const x = node.activation();
  if (!(alpha >= 0)) node.fail(`needs a slope of at least 0. Received ${alpha}`);
  return keeping(draft.layer(node, 'leakyReLU', { alpha }, [x]), x, false);
}

export function softmax(node: Node, draft: NetworkDraft): Results {
  return rows(node, draft, 'softmax', {}, true);
}

/** Over the channels, which is what ours does, or over all numbers. */
function rows(
  node: Node,
  draft: NetworkDraft,
  kind: string,
  options: Readonly<Record<string, unknown>>,
  nonNegative: boolean,
): Results {
  const value = node.activation();
  const given = node.int('axis', node.opset < 13 ? 1 : -1);
  const axis = given < 0 ? given + value.axes.length : given;
  // Before opset 13 all axes from this one on were taken together.
  const together =
    node.opset < 13 ? value.axes.flatMap((own, i) => (i >= axis && isLong(value, own) ? [i] : [])) : [];
  const layer = (of: Activation): Activation => draft.layer(node, kind, options, [of]);
  if (together.length > 1) return [ofAll(node, draft, value, together, nonNegative, layer)];
  const [place = axis] = together;
  const x = onChannels(node, draft, value, place, given);
  return keeping(layer(x), x, nonNegative);
}

/** With the axis last, as ours has the one that a layer is over. @param given as the file says it */
function onChannels(
  node: Node,
  draft: NetworkDraft,
  value: Activation,
  place: number,
  given: number,
): Activation {
  const x = value.axes[place] === value.shape.length ? value : arranged(node, value, draft, place);
  if (x !== null) return x;
  return node.fail(
    `supports only the channel axis, which is last here. Received axis ${given} of ${fileText(value)}`,
  );
}

/** Over the channels: each place divided by the length of its numbers. */
export function lpNormalization(node: Node, draft: NetworkDraft): Results {
  const value = node.activation();
  const [axis, p] = [node.int('axis', -1), node.int('p', 2)];
  if (p !== 2) node.fail(`needs p to be 2. Received ${p}`);
  const x = onChannels(node, draft, value, axis < 0 ? axis + value.axes.length : axis, axis);
  return keeping(draft.layer(node, 'unitNormalization', {}, [x]), x, false);
}

/** Over several axes, in which the order of numbers does not matter; they must be all of the picture's. */
function ofAll(
  node: Node,
  draft: NetworkDraft,
  x: Activation,
  places: readonly number[],
  nonNegative: boolean,
  layer: (of: Activation) => Activation,
): Activation {
  const long = x.axes.flatMap((axis, i) => (isLong(x, axis) ? [i] : []));
  if (long.length !== places.length)
    node.fail(
      `supports only one axis, or all of a picture. Received axes ${places.join(',')} of ${fileText(x)}`,
    );
  const row = draft.layer(node, 'flatten', {}, [x]);
  const back = draft.layer(node, 'reshape', { targetShape: x.shape }, [layer(row)]);
  return { ...back, axes: x.axes, nonNegative };
}

export function logSoftmax(node: Node, draft: NetworkDraft): Results {
  return rows(node, draft, 'activation', { activation: 'logSoftmax' }, false);
}

export function dropout(node: Node, draft: NetworkDraft): Results {
  const x = node.activation();
  const given = node.opset < 12 ? node.float('ratio', 0.5) : (node.optionalConstant(1)?.values[0] ?? 0.5);
  const rate = shortest(given);
  if (!(rate >= 0 && rate < 1)) node.fail(`needs a ratio from 0 to below 1. Received ${rate}`);
  const isAlways = node.opset >= 12 && Boolean(node.optionalConstant(2)?.values[0]);
  if (isAlways && rate > 0)
    draft.remark(
      `${node.where}: drops numbers at random whenever it runs (training_mode is true); here only while training`,
    );
  return keeping(draft.layer(node, 'dropout', { rate }, [x]), x, x.nonNegative);
}

/** To another type of number. To one with fewer digits rounds, which is told; to an integer is another operation. */
export function cast(node: Node, draft: NetworkDraft): Results {
  const to = node.int('to', 1);
  if (WHOLE_TYPES.has(to)) return [{ ...node.activation(), whole: true }];
  if (!FLOAT_TYPES.has(to)) node.fail('converts to numbers that are no floats; there is no layer for that');
  const short = SHORT_FLOAT_TYPES.get(to);
  if (short !== undefined) draft.rounds(node.where, short);
  return [node.activation()];
}

export function identity(node: Node): Results {
  return [node.activation()];
}

export function add(node: Node, draft: NetworkDraft): Results {
  const [a, b] = node.inputs;
  if (a?.is === 'activation' && b?.is === 'constant')
    return [affine(node, draft, a, aligned(node, b, a.axes), (value) => [1, value])];
  if (a?.is === 'constant' && b?.is === 'activation')
    return [affine(node, draft, b, a, (value) => [1, value])];
  return sum(node, draft);
}

export function sum(node: Node, draft: NetworkDraft): Results {
  return merged(node, draft, 'add', 'adds');
}

export function mean(node: Node, draft: NetworkDraft): Results {
  return merged(node, draft, 'average', 'takes the mean of');
}

export function maximum(node: Node, draft: NetworkDraft): Results {
  return merged(node, draft, 'maximum', 'compares');
}

export function minimum(node: Node, draft: NetworkDraft): Results {
  return merged(node, draft, 'minimum', 'compares');
}

/** Inputs that all come from layers, number by number. */
function merged(node: Node, draft: NetworkDraft, kind: string, does: string): Results {
  const given = node.inputs.map((_, index) => node.activation(index));
  if (given.length === 1) return given;
  const repeats = given.some((x) => fileShape(x).join() !== fileShape(given[0] ?? x).join());
  const inputs = repeats ? broadcast(node, draft, given) : alike(node, draft, given, -1);
  const [first = node.activation()] = inputs;
  const whole = repeats ? withMostAxes(inputs, first) : first;
  const other = inputs.find((x) => !sameShape(x.shape, first.shape) || x.axes.join() !== first.axes.join());
  if (!repeats && other !== undefined)
    node.fail(`supports only inputs of the same shape. Received ${fileText(first)} and ${fileText(other)}`);
  if (inputs.some((x) => !isSameOrder(x.order, first.order)))
    node.fail(`${does} rows whose values are in a different order here`);
  const y = draft.layer(node, kind, {}, inputs);
  return keeping(y, whole, kind !== 'subtract' && inputs.every(({ nonNegative }) => nonNegative));
}

/**
 * Inputs of which some have length 1 where others have more, as our layers repeat them: with the axes of the one that has
 * most. What has other axes of length 1 is counted anew.
 */
function broadcast(node: Node, draft: NetworkDraft, given: readonly Activation[]): readonly Activation[] {
  const whole = withMostAxes(given, node.activation());
  return given.map((x) => {
    const lengths = fileShape(x);
    const shape = whole.shape.map((_, axis) => lengths[whole.axes.indexOf(axis + 1)] ?? 1);
    const long = whole.shape.flatMap((_, axis) => {
      const own = x.axes[whole.axes.indexOf(axis + 1)] ?? null;
      return own === null || x.shape[own - 1] === 1 ? [] : [own];
    });
    const isInOrder = long.every((axis, i) => i === 0 || axis > (long[i - 1] ?? 0));
    if (lengths.length !== whole.axes.length || sizeOf(shape) !== sizeOf(x.shape) || !isInOrder)
      return node.fail(
        `repeats inputs whose axes are in the same order. Received ${fileText(whole)} and ${fileText(x)}`,
      );
    const short = (lengths: readonly number[]): string => lengths.join().replace(/^(1,)+/, '');
    if (short(x.shape) === short(shape)) return x;
    const y = draft.layer(node, 'reshape', { targetShape: shape }, [x]);
    return { ...y, axes: whole.axes, nonNegative: x.nonNegative };
  });
}

/** Of the layer's axes those that the file has, too. */
function withMostAxes(given: readonly Activation[], first: Activation): Activation {
  const rankOf = ({ axes }: Activation): number => axes.filter((axis) => axis !== null).length;
  return given.reduce((a, b) => (rankOf(b) > rankOf(a) ? b : a), first);
}

function isSameOrder(a: Int32Array | null, b: Int32Array | null): boolean {
  return a === b || (a !== null && b !== null && a.every((place, i) => place === b[i]));
}

export function subtract(node: Node, draft: NetworkDraft): Results {
  const [a, b] = node.inputs;
  if (a?.is === 'activation' && b?.is === 'constant')
    return [affine(node, draft, a, aligned(node, b, a.axes), (value) => [1, -value])];
  if (a?.is === 'constant' && b?.is === 'activation')
    return [affine(node, draft, b, a, (value) => [-1, value])];
  return merged(node, draft, 'subtract', 'subtracts');
}

export function multiply(node: Node, draft: NetworkDraft): Results {
  const [a, b] = node.inputs;
  if (a?.is === 'activation' && b?.is === 'constant')
    return [affine(node, draft, a, aligned(node, b, a.axes), (value) => [value, 0])];
  if (a?.is === 'constant' && b?.is === 'activation')
    return [affine(node, draft, b, a, (value) => [value, 0])];
  return merged(node, draft, 'multiply', 'multiplies');
}

export function divide(node: Node, draft: NetworkDraft): Results {
  const [a, b] = node.inputs;
  if (a?.is === 'activation' && b?.is === 'constant')
    return [affine(node, draft, a, aligned(node, b, a.axes), (value) => [1 / value, 0])];
  return node.fail('divides by a constant here; there is no layer for a quotient');
}

export function concat(node: Node, draft: NetworkDraft): Results {
  const given = node.inputs.map((_, index) => node.activation(index));
  if (given.length === 1) return given;
  const axisGiven = node.int('axis', 1);
  const place = axisGiven < 0 ? axisGiven + node.activation().axes.length : axisGiven;
  const inputs = alike(node, draft, given, place);
  const [first = node.activation()] = inputs;
  const other = inputs.find((x) => x.axes.join() !== first.axes.join());
  if (other !== undefined)
    node.fail(
      `joins values whose axes are in the same order. Received ${fileText(first)} and ${fileText(other)}`,
    );
  const axis = first.axes[place];
  if (axis === undefined || axis === null || axis === 0)
    return node.fail(`joins along an axis of the layers'. Received axis ${axisGiven} of ${fileText(first)}`);
  const y = draft.layer(node, 'concatenate', { axis: axis === first.shape.length ? -1 : axis }, inputs);
  return [
    {
      ...y,
      axes: first.axes,
      order: joinedOrder(inputs),
      nonNegative: inputs.every(({ nonNegative }) => nonNegative),
    },
  ];
}

/** With one order of axes, if reshapes can give it: their axes as they are, or one of them last. */
function alike(
  node: Node,
  draft: NetworkDraft,
  given: readonly Activation[],
  last: number,
): readonly Activation[] {
  const [first] = given;
  const place = last < 0 ? (first?.axes.length ?? 0) - 1 : last;
  const isAlike = given.every(
    ({ axes, shape }) =>
      axes.join() === first?.axes.join() &&
      (last < 0
        ? sameShape(shape, first.shape)
        : shape.length === first.shape.length && axes[place] !== null),
  );
  return isAlike ? given : given.map((x) => arrangedWhole(node, x, draft, place) ?? x);
}

/** Of rows side by side, each in its own order. */
function joinedOrder(inputs: readonly Activation[]): Int32Array | null {
  if (inputs.every(({ order }) => order === null)) return null;
  const lengths = inputs.map(({ shape }) => shape[0] ?? 0);
  const joined = new Int32Array(lengths.reduce((total, length) => total + length, 0));
  let start = 0;
  inputs.forEach(({ order }, i) => {
    const length = lengths[i] ?? 0;
    for (let j = 0; j < length; j++) joined[start + j] = start + (order?.[j] ?? j);
    start += length;
  });
  return joined;
}

export function globalAveragePool(node: Node, draft: NetworkDraft): Results {
  return globalPool(node, draft, 'globalAveragePooling2d');
}

export function globalMaxPool(node: Node, draft: NetworkDraft): Results {
  return globalPool(node, draft, 'globalMaxPooling2d');
}

/** The file keeps rows and columns of length 1, which are not ours. */
function globalPool(node: Node, draft: NetworkDraft, kind: string): Results {
  const x = asMap(node, node.activation(), draft);
  const y = draft.layer(node, kind, {}, [x]);
  const axes = x.axes.map((axis) => (axis === 0 ? 0 : axis === 3 ? 1 : null));
  return [{ ...y, axes, nonNegative: x.nonNegative }];
}
