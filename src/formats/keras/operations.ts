// Operations on tensors that a Functional model of Keras 3 has in place of layers: `x + 3.0`, `keras.ops.tanh(x)`. Files list
// them beside the layers, by the class of the operation; each is read as the layer that does the same.
// Source: keras-team/keras, src/ops/numpy.py and src/ops/nn.py

import { sizeOf, type Shape } from '../../graph/tensor';
import type { LayerConfig } from '../../models/network';
import { isRecord, received, type JsonRecord } from '../json';
import { FormatError } from '../storedModel';
import type { Call } from './calls';

type Read = Pick<LayerConfig, 'kind' | 'options'>;

/** What an operation is given. */
export interface OperationSite {
  /** The operation, as the user knows it. */
  readonly where: string;
  readonly config: JsonRecord;
  /** A number where no tensor is given. */
  readonly operands: Call['operands'];
  /** Of the tensors, without the batch axis. */
  readonly shapes: readonly Shape[];
}

const rescaled = (scale: number, offset: number): Read => ({ kind: 'rescaling', options: { scale, offset } });

/** Of a tensor and a number, by which of the two comes first; null where it has none. */
type WithNumber = (value: number, isFirst: boolean) => Read | null;

function arithmetic(kind: string | null, withNumber: WithNumber) {
  return ({ where, operands }: OperationSite): Read => {
    const [a, b] = operands;
    const isFirst = typeof a === 'number';
    const value = isFirst ? a : b;
    const found =
      typeof value === 'number' ? withNumber(value, isFirst) : kind === null ? null : { kind, options: {} };
    if (found === null || operands.length !== 2)
      throw new FormatError(
        where,
        `has no layer here for ${isFirst ? 'a number and a tensor' : 'two tensors'}`,
      );
    return found;
  };
}

const activation = (name: string) => (): Read => ({ kind: 'activation', options: { activation: name } });

/** @throws FormatError unless the argument is one of these */
function only({ where, config }: OperationSite, argument: string, ...accepted: readonly unknown[]): void {
  const value = config[argument];
  if (value !== undefined && !accepted.some((one) => JSON.stringify(one) === JSON.stringify(value)))
    throw new FormatError(
      where,
      `'${argument}' must be ${received(accepted[0])}. Received ${received(value)}`,
    );
}

function pooled(kind: string) {
  return (site: OperationSite): Read => {
    if (site.shapes[0]?.length !== 3) throw new FormatError(site.where, 'is read of maps only');
    only(site, 'axis', [1, 2], [-3, -2]);
    return { kind, options: { keepdims: site.config.keepdims === true } };
  };
}

const OPERATIONS: Readonly<Record<string, (site: OperationSite) => Read>> = {
  Add: arithmetic('add', (value) => rescaled(1, value)),
  Subtract: arithmetic('subtract', (value, isFirst) => (isFirst ? rescaled(-1, value) : rescaled(1, -value))),
  Multiply: arithmetic('multiply', (value) => rescaled(value, 0)),
  Divide: arithmetic(null, (value, isFirst) => (isFirst ? null : rescaled(1 / value, 0))),
  TrueDivide: arithmetic(null, (value, isFirst) => (isFirst ? null : rescaled(1 / value, 0))),
  Maximum: arithmetic('maximum', (value) => (value === 0 ? activation('relu')() : null)),
  Minimum: arithmetic('minimum', () => null),
  Negative: () => rescaled(-1, 0),
  Relu: activation('relu'),
  Relu6: activation('relu6'),
  Sigmoid: activation('sigmoid'),
  Tanh: activation('tanh'),
  Silu: activation('silu'),
  Selu: activation('selu'),
  Softplus: activation('softplus'),
  Softsign: activation('softsign'),
  HardSigmoid: activation('hardSigmoid'),
  HardSilu: activation('hardSilu'),
  Exp: activation('exponential'),
  Gelu: ({ config }) => activation(config.approximate === false ? 'gelu' : 'geluTanh')(),
  LeakyRelu: ({ config }) => ({ kind: 'leakyReLU', options: { alpha: config.negative_slope ?? 0.2 } }),
  Elu: ({ config }) => ({ kind: 'elu', options: { alpha: config.alpha ?? 1 } }),
  Softmax: (site) => {
    only(site, 'axis', -1, site.shapes[0]?.length);
    return { kind: 'softmax', options: {} };
  },
  LogSoftmax: (site) => {
    only(site, 'axis', -1, site.shapes[0]?.length);
    return activation('logSoftmax')();
  },
  Matmul: ({ where, shapes: [a = [], b = []] }) => {
    if (a.length < 2 || a.length !== b.length)
      throw new FormatError(where, 'multiplies matrices, or as many of one as of the other');
    return { kind: 'dot', options: { axes: [a.length, b.length - 1] } };
  },
  Einsum: ({ where, config, shapes: [a = [], b = []] }) => {
    const axes = typeof config.subscripts === 'string' ? axesOfEinsum(config.subscripts) : null;
    if (axes === null || a.length !== b.length)
      throw new FormatError(
        where,
        `is read where it multiplies matrices, as in 'nhik,nhjk->nhij'. Received ${received(config.subscripts)}`,
      );
    return { kind: 'dot', options: { axes } };
  },
  Concatenate: ({ config }) => ({ kind: 'concatenate', options: { axis: config.axis ?? 0 } }),
  Mean: pooled('globalAveragePooling2d'),
  Max: pooled('globalMaxPooling2d'),
  Reshape: ({ where, config, shapes: [shape = []] }) => {
    const [batch, ...rest] = Array.isArray(config.newshape) ? (config.newshape as readonly unknown[]) : [];
    const lengths = rest.map((length) => (typeof length === 'number' ? length : -1));
    const known = lengths.filter((length) => length !== -1).reduce((product, length) => product * length, 1);
    const fits = lengths.includes(-1) ? sizeOf(shape) % known === 0 : sizeOf(shape) === known;
    if ((batch !== -1 && batch !== null) || !fits)
      throw new FormatError(where, `'newshape' must keep the batch. Received ${received(config.newshape)}`);
    return { kind: 'reshape', options: { targetShape: lengths } };
  },
  Transpose: ({ where, config }) => {
    const [batch, ...dims] = Array.isArray(config.axes) ? (config.axes as readonly unknown[]) : [];
    if (batch !== 0)
      throw new FormatError(where, `'axes' must begin with the batch. Received ${received(config.axes)}`);
    return { kind: 'permute', options: { dims } };
  },
  Pad: (site) => {
    const { where, config } = site;
    only(site, 'mode', 'constant');
    const [batch, rows, columns, channels, ...more] = Array.isArray(config.pad_width)
      ? (config.pad_width as readonly unknown[])
      : [];
    const isNone = (one: unknown): boolean => JSON.stringify(one) === '[0,0]';
    if (!isNone(batch) || !isNone(channels) || more.length > 0)
      throw new FormatError(where, `must add rows and columns only. Received ${received(config.pad_width)}`);
    return { kind: 'zeroPadding2d', options: { padding: [rows, columns] } };
  },
};

/**
 * Dot of matrices of rows and columns, or of several, as an operation, which multiplies each by its counterpart: Keras's layer of that
 * name multiplies each by each.
 */
export function operationOfDot(
  axes: readonly number[],
  { length: rank }: Shape,
): { readonly className: string; readonly config: JsonRecord } {
  const [a = rank, b = rank] = axes.map((axis) => (axis < 0 ? axis + rank + 1 : axis));
  if (a === rank && b === rank - 1) return { className: 'Matmul', config: {} };
  const [first, second] = [a === rank ? 'ik' : 'ki', b === rank ? 'jk' : 'kj'];
  return { className: 'Einsum', config: { subscripts: `nh${first},nh${second}->nhij` } };
}

/** The axes that are summed over, counted with the batch; null of what is no product of as many matrices. */
function axesOfEinsum(subscripts: string): readonly [number, number] | null {
  const [, before = '', a = '', b = '', result = ''] =
    /^(\w\w?)(\w\w),\1(\w\w)->\1(\w\w)$/.exec(subscripts.replaceAll(' ', '')) ?? [];
  const [left = '', right = ''] = result;
  const [inner = ''] = a.replace(left, '');
  const isProduct =
    new Set([...Array.from(before), left, right, inner]).size === before.length + 3 &&
    [left + inner, inner + left].includes(a) &&
    [right + inner, inner + right].includes(b);
  if (!isProduct) return null;
  return [before.length + a.indexOf(inner), before.length + b.indexOf(inner)];
}

/** Whether an entry among the layers is an operation. `.h5` files do not name the module; a layer says whether it trains. */
export function isOperation(entry: JsonRecord, className: string): boolean {
  if (typeof entry.module === 'string') return entry.module.startsWith('keras.src.ops.');
  const [first] = Array.isArray(entry.inbound_nodes) ? (entry.inbound_nodes as readonly unknown[]) : [];
  const isOfKeras3 = entry.module === undefined && isRecord(first) && isRecord(entry.config);
  return isOfKeras3 && isOperationName(className) && !('trainable' in (entry.config as JsonRecord));
}

export const isOperationName = (className: string): boolean => Object.hasOwn(OPERATIONS, className);

/** The layer that does what an operation does. @throws FormatError where none does */
export function operationFromKeras(className: string, site: OperationSite): Read {
  const read = Object.hasOwn(OPERATIONS, className) ? OPERATIONS[className] : undefined;
  if (read === undefined)
    throw new FormatError(
      site.where,
      `the operation '${className}' is not read. Read are ${Object.keys(OPERATIONS).join(', ')}`,
    );
  return read(site);
}
