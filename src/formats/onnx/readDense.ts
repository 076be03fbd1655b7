// Operators that multiply by a matrix, and those that scale and shift every channel.
// Source: https://onnx.ai/onnx/operators/onnx__Gemm.html, __MatMul, __BatchNormalization

import { shapeText, sizeOf } from '../../graph/tensor';
import { broadcastShape, broadcastTo } from './arrays';
import type { Constant } from './constants';
import type { NetworkDraft } from './networkDraft';
import { permute } from '../permute';
import { fileShape, type Activation, type Node, type Results } from './readNode';
import { arranged, counted, fileOrder, fileText, hasBatch, laid, ownAxes } from './readShapes';

/** Of one picture, that are scaled each by another. */
const MAX_NUMBERS = 2 ** 22;

/** y = alpha · x · B + beta · C */
export function gemm(node: Node, draft: NetworkDraft): Results {
  const given = node.activation();
  const matrix = matrixOf(node, node.int('transB', 0) !== 0);
  const isTurned = node.int('transA', 0) !== 0;
  const first: Activation = isTurned ? { ...given, axes: given.axes.toReversed() } : given;
  if (first.axes.length !== 2 || first.axes[1] === 0)
    node.fail(
      `expects one row per picture${isTurned ? " where 'transA' is not 0" : ''}. Received ${fileText(given)}`,
    );
  const x = arranged(node, first, draft, 1);
  if (x === null)
    return node.fail(`multiplies rows. Received ${fileText(given)}, whose axes are turned here`);
  const scaled = scale(matrix.values, node.float('alpha', 1));
  const sum = node.inputs[2] === undefined ? null : node.floats(2);
  const factor = node.float('beta', 1);
  const bias = sum === null ? null : row(sum, matrix.units);
  const scaledBias = bias === null ? null : scale(bias, factor);
  const y = { ...dense(node, draft, x, { ...matrix, values: scaled }, scaledBias), axes: x.axes };
  // Another number for each row.
  if (sum !== null && bias === null) return [affine(node, draft, y, sum, (value) => [1, factor * value])];
  return [y];
}

export function matMul(node: Node, draft: NetworkDraft): Results {
  if (node.inputs[1]?.is === 'activation') return [product(node, draft)];
  const given = node.activation();
  const last = given.axes.length - 1;
  const x = given.axes[last] === given.shape.length ? given : arranged(node, given, draft, last);
  if (x === null)
    return node.fail(
      `multiplies the last axis. Received ${fileText(given)}, whose last axis is another one here`,
    );
  const y = dense(node, draft, x, matrixOf(node, false), null);
  const isVector = node.constant(1).shape.length === 1;
  return [{ ...y, axes: isVector ? x.axes.slice(0, -1) : x.axes }];
}

/** Matrices of two values, those of one by their counterparts of the other. */
function product(node: Node, draft: NetworkDraft): Activation {
  const given = [node.activation(0), node.activation(1)];
  const lengths = given.map((x) => ownAxes(x).map((axis) => fileShape(x)[axis] ?? 1));
  const [first = [], second = []] = lengths;
  const before = first.slice(0, -2);
  const text = given.map(fileText).join(' and ');
  if (
    lengths.some(({ length }) => length < 2) ||
    given.some((x) => hasBatch(x) !== hasBatch(node.activation()))
  )
    node.fail(`multiplies matrices of each picture. Received ${text}`);
  if (before.join() !== second.slice(0, -2).join())
    node.fail(`multiplies as many matrices by as many others. Received ${text}`);
  const count = sizeOf(before);
  const both = given.map((x, i) => {
    const matrix = (lengths[i] ?? []).slice(-2);
    const one = before.length < 2 && count > 1 ? x : counted(node, draft, x, count === 1 ? matrix : [count, ...matrix]); // prettier-ignore
    const own = ownAxes(one);
    const isInPlace = one.order === null && own.every((axis) => one.axes[axis] !== null) && one.shape.length === own.length; // prettier-ignore
    if (isInPlace && (count === 1 || one.axes[own[0] ?? 0] === 1)) return one;
    return laid(node, draft, one, own) ?? node.fail(`must come before a flatten. Received ${text}`);
  });
  const axes = both.map((x, i) => x.axes[ownAxes(x).at(i === 0 ? -1 : -2) ?? 0] ?? -1);
  const y = draft.layer(node, 'dot', { axes }, both);
  const made = hasBatch(node.activation()) ? y : { ...y, axes: y.axes.slice(1) };
  const shape = [...before, first.at(-2) ?? 1, second.at(-1) ?? 1];
  return shape.length === y.shape.length ? made : counted(node, draft, made, shape);
}

interface Matrix {
  readonly name: string;
  readonly inputs: number;
  readonly units: number;
  /** [inputs, units] */
  readonly values: Float32Array;
}

function matrixOf(node: Node, isTransposed: boolean): Matrix {
  const { name, shape: given, values } = node.floats(1);
  // Axes of length 1 before a matrix say only that it is the same for all.
  const lead = given.length > 2 && given.slice(0, -2).every((length) => length === 1) ? given.length - 2 : 0;
  const shape = given.length === 1 ? [given[0] ?? 1, 1] : given.slice(lead);
  const [rows, columns] = shape;
  if (shape.length !== 2 || rows === undefined || columns === undefined)
    return node.fail(`multiplies by a matrix. Received ${shapeText(shape)}`);
  if (!isTransposed) return { name, inputs: rows, units: columns, values };
  return { name, inputs: columns, units: rows, values: permute(values, shape, [1, 0]) };
}

function dense(
  node: Node,
  draft: NetworkDraft,
  x: Activation,
  { name, inputs, units, values }: Matrix,
  bias: Float32Array | null,
): Activation {
  if (x.shape.at(-1) !== inputs) node.fail(`a matrix of ${inputs}×${units} does not fit ${fileText(x)}`);
  const weight = x.order === null ? values : turnRows(values, units, x.order);
  const weights: Record<string, Float32Array> = bias === null ? { weight } : { weight, bias };
  return draft.layer(node, 'dense', { units, useBias: bias !== null }, [x], { weights, weightName: name });
}

/** Row `order[j]` of the result is row j. */
function turnRows(values: Float32Array, columns: number, order: Int32Array): Float32Array {
  const transposed = new Float32Array(values.length);
  order.forEach((to, from) =>
    transposed.set(values.subarray(from * columns, (from + 1) * columns), to * columns),
  );
  return transposed;
}

function scale(values: Float32Array, factor: number): Float32Array {
  return factor === 1 ? values : values.map((value) => value * factor);
}

/** A bias that is the same for all rows; null where it is not. */
function row({ shape, values }: Constant & { values: Float32Array }, units: number): Float32Array | null {
  if (values.length === units && (shape.at(-1) === units || units === 1)) return values;
  return values.length === 1 ? new Float32Array(units).fill(values[0] ?? 0) : null;
}

/** In inference, whose mean and variance lie in the file. */
export function batchNormalization(node: Node, draft: NetworkDraft): Results {
  const x = channelsSecond(node, draft);
  if (node.int('training_mode', 0) !== 0) node.fail('is in training mode; export the model for inference');
  if (node.int('spatial', 1) !== 1) node.fail('normalizes every pixel by itself; here channels are');
  const channels = x.shape.at(-1) ?? 1;
  const [gamma, beta, movingMean, movingVariance] = [1, 2, 3, 4].map((index) => {
    const { values } = node.floats(index);
    if (values.length !== channels)
      node.fail(`needs ${channels} numbers a channel. Received ${values.length}`);
    return inOrder(values, x.order);
  });
  if (gamma === undefined || beta === undefined || movingMean === undefined || movingVariance === undefined)
    return node.fail('needs scale, shift, mean and variance');
  const options = { epsilon: node.float('epsilon', 1e-5), momentum: node.float('momentum', 0.9) };
  const weights = { gamma, beta, movingMean, movingVariance };
  const y = draft.layer(node, 'batchNormalization', options, [x], {
    weights,
    weightName: node.floats(1).name,
  });
  return [{ ...y, axes: x.axes, order: x.order }];
}

/** Across channels; here alpha is a number's, in the file the whole window's. */
export function localResponseNormalization(node: Node, draft: NetworkDraft): Results {
  const x = channelsSecond(node, draft);
  const size = node.int('size', 0);
  if (!(size >= 1 && size % 2 === 1)) node.fail(`'size' must be odd. Received ${size}`);
  if (x.order !== null) node.fail('must come before a flatten');
  const options = {
    depthRadius: (size - 1) / 2,
    bias: node.float('bias', 1),
    alpha: node.float('alpha', 1e-4) / size,
    beta: node.float('beta', 0.75),
  };
  const y = draft.layer(node, 'localResponseNormalization', options, [x]);
  return [{ ...y, axes: x.axes, nonNegative: x.nonNegative }];
}

/** The input, whose axis 1 must be our channels. */
export function channelsSecond(node: Node, draft: NetworkDraft): Activation {
  const given = node.activation();
  const x = given.axes[1] === given.shape.length ? given : arranged(node, given, draft, 1);
  return (
    x ??
    node.fail(
      `has channels on axis 1. Received ${fileText(given)} of '${given.name}' (${shapeText(given.shape)})`,
    )
  );
}

/** Numbers a place of the file as numbers a place of the layer. */
function inOrder(values: Float32Array, order: Int32Array | null): Float32Array {
  if (order === null) return values;
  const transposed = new Float32Array(values.length);
  order.forEach((to, from) => (transposed[to] = values[from] ?? NaN));
  return transposed;
}

/**
 * Adds, subtracts, multiplies or divides by numbers of the file: one a channel, one for all, or any that repeat over the
 * input.
 * @param change what becomes of the input's scale and shift, of one number
 */
export function affine(
  node: Node,
  draft: NetworkDraft,
  x: Activation,
  given: Constant,
  change: (value: number) => readonly [scale: number, shift: number],
): Activation {
  const values = perChannel(x, given) ?? perNumber(node, x, given);
  const [factors, shifts] = [new Float32Array(values.length), new Float32Array(values.length)];
  values.forEach((value, i) => ([factors[i], shifts[i]] = change(value)));
  return affineNumbers(node, draft, x, { scale: factors, shift: shifts });
}

/** One scale and one shift for all numbers. */
export function scaled(
  node: Node,
  draft: NetworkDraft,
  x: Activation,
  by: number,
  shift: number,
): Activation {
  const channels = x.shape.at(-1) ?? 1;
  return affineNumbers(node, draft, x, {
    scale: new Float32Array(channels).fill(by),
    shift: new Float32Array(channels).fill(shift),
  });
}

/**
 * A scale and a shift for each channel of the layer, or for each of its numbers, in its order. The second is a batch
 * normalization of the whole map as one row.
 */
export function affineNumbers(
  node: Node,
  draft: NetworkDraft,
  x: Activation,
  given: { readonly scale?: Float32Array; readonly shift?: Float32Array },
): Activation {
  const channels = x.shape.at(-1) ?? 1;
  const count = given.scale?.length ?? given.shift?.length ?? 0;
  const numbers = (values: Float32Array | undefined, neutral: number): Float32Array =>
    values ?? new Float32Array(count).fill(neutral);
  let [scale, shift] = [numbers(given.scale, 1), numbers(given.shift, 0)];
  if ([scale, shift].every((values) => values.every((value, i) => value === values[i % channels])))
    [scale, shift] = [scale.slice(0, channels), shift.slice(0, channels)];
  if (scale.every((factor) => factor === 1) && shift.every((more) => more === 0)) return x;
  const weights = { scale, shift };
  if (scale.length === channels) {
    const y = draft.layer(node, 'affine', {}, [x], { weights });
    return { ...y, axes: x.axes, order: x.order };
  }
  checkScaled(node, count);
  const row = draft.layer(node, 'flatten', {}, [x]);
  const y = draft.layer(node, 'affine', {}, [row], { weights });
  return { ...draft.layer(node, 'reshape', { targetShape: x.shape }, [y]), axes: x.axes };
}

/** Before there is a list of them. @throws FormatError where they are too many */
export function checkScaled(node: Node, count: number): void {
  if (count > MAX_NUMBERS) node.fail(`needs a list of ${count} numbers. At most ${MAX_NUMBERS} can be read`);
}

/** In the layer's order; null where they are not one a channel, nor one for all. */
function perChannel(x: Activation, { shape, values }: Constant): Float32Array | null {
  const channels = x.shape.at(-1) ?? 1;
  const rank = x.axes.length;
  if (values.length === 1 && shape.length <= rank) return new Float32Array(channels).fill(values[0] ?? NaN);
  // Broadcasting lays the last axes on each other.
  const at = shape.findIndex((length) => length !== 1);
  const axis = at + rank - shape.length;
  if (values.length !== channels || shape[at] !== channels || x.axes[axis] !== x.shape.length) return null;
  return inOrder(Float32Array.from(values), x.order);
}

function perNumber(node: Node, x: Activation, given: Constant): Float32Array {
  const lengths = fileShape(x).filter((length) => !Number.isNaN(length));
  const lead = Math.max(0, given.shape.length - lengths.length);
  const own = { ...given, shape: given.shape.slice(lead) };
  const isRepeated =
    given.shape.slice(0, lead).every((length) => length === 1) && lead <= Number(hasBatch(x));
  const shape = broadcastShape([own.shape, lengths]);
  if (!isRepeated || shape?.join() !== lengths.join())
    return node.fail(`repeats ${shapeText(given.shape)} over ${fileText(x)}, which does not fit`);
  if (sizeOf(lengths) > MAX_NUMBERS)
    return node.fail(
      `computes with ${shapeText(given.shape)} for ${fileText(x)}; at most ${MAX_NUMBERS} can be read`,
    );
  return inOrder(Float32Array.from(broadcastTo(own, lengths)), fileOrder(node, x));
}
