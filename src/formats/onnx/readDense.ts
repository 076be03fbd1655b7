// Operators that multiply by a matrix, and those that scale and shift every channel.
// Source: https://onnx.ai/onnx/operators/onnx__Gemm.html, __MatMul, __BatchNormalization

import { shapeText } from '../../graph/tensor';
import type { Constant } from './constants';
import type { NetworkDraft } from './networkDraft';
import { permute } from '../permute';
import { type Activation, type Node, type Results } from './readNode';
import { arranged, fileText } from './readShapes';

/** y = alpha · x · B + beta · C */
export function gemm(node: Node, draft: NetworkDraft): Results {
  const x = node.activation();
  if (node.int('transA', 0) !== 0) node.fail('supports only transA = 0');
  if (x.axes.join() !== '0,1') node.fail(`expects one row per picture. Received ${fileText(x)}`);
  const matrix = matrixOf(node, node.int('transB', 0) !== 0);
  const scaled = scale(matrix.values, node.float('alpha', 1));
  const given = node.inputs[2] === undefined ? null : node.floats(2);
  const bias = given === null ? null : scale(row(node, given, matrix.units), node.float('beta', 1));
  return [dense(node, draft, x, { ...matrix, values: scaled }, bias)];
}

export function matMul(node: Node, draft: NetworkDraft): Results {
  const given = node.activation();
  const last = given.axes.length - 1;
  const x = given.axes[last] === given.shape.length ? given : arranged(node, given, draft, last);
  if (x === null)
    return node.fail(
      `multiplies the last axis. Received ${fileText(given)}, whose last axis is another one here`,
    );
  return [{ ...dense(node, draft, x, matrixOf(node, false), null), axes: x.axes }];
}

interface Matrix {
  readonly name: string;
  readonly inputs: number;
  readonly units: number;
  /** [inputs, units] */
  readonly values: Float32Array;
}

function matrixOf(node: Node, isTransposed: boolean): Matrix {
  const { name, shape, values } = node.floats(1);
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

/** A bias that is the same for all pictures. */
function row(
  node: Node,
  { shape, values }: Constant & { values: Float32Array },
  units: number,
): Float32Array {
  if (values.length === units && shape.at(-1) === units) return values;
  if (values.length === 1) return new Float32Array(units).fill(values[0] ?? 0);
  return node.fail(`a bias needs ${units} numbers. Received ${shapeText(shape)}`);
}

/** In inference, whose mean and variance lie in the file. */
export function batchNormalization(node: Node, draft: NetworkDraft): Results {
  const x = channelsSecond(node, draft);
  if (node.int('training_mode', 0) !== 0) node.fail('is in training mode; export the model for inference');
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
 * Adds, subtracts, multiplies or divides by numbers of the file, one a channel or one for all.
 * @param change what becomes of the input's scale and shift, of one number
 */
export function affine(
  node: Node,
  draft: NetworkDraft,
  x: Activation,
  given: Constant,
  change: (value: number) => readonly [scale: number, shift: number],
): Activation {
  const channels = x.shape.at(-1) ?? 1;
  const numbers = inOrder(perChannel(node, x, given, channels), x.order);
  const [factors, shifts] = [new Float32Array(channels), new Float32Array(channels)];
  numbers.forEach((value, i) => ([factors[i], shifts[i]] = change(value)));
  if (factors.every((factor) => factor === 1) && shifts.every((shift) => shift === 0)) return x;
  const y = draft.layer(node, 'affine', {}, [x], { weights: { scale: factors, shift: shifts } });
  return { ...y, axes: x.axes, order: x.order };
}

function perChannel(node: Node, x: Activation, { shape, values }: Constant, channels: number): Float32Array {
  const rank = x.axes.length;
  if (values.length === 1 && shape.length <= rank) return new Float32Array(channels).fill(values[0] ?? NaN);
  // Broadcasting lays the last axes on each other.
  const at = shape.findIndex((length) => length !== 1);
  const axis = at + rank - shape.length;
  if (values.length !== channels || shape[at] !== channels || x.axes[axis] !== x.shape.length)
    node.fail(
      `takes one number a channel (${channels}) or one for all. Received ${shapeText(shape)} for ${fileText(x)}`,
    );
  return Float32Array.from(values);
}
