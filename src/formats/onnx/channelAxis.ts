// Whether a map of a file has its channels first: what reads it says so.
//
// Convolution, pooling and batch normalization have channels on axis 1. From a value forward to the first of these,
// through nodes that keep axes where they are and through transposes, which are composed on the way.

import type { NodeProto } from 'onnx-buf';

/** Have rows and columns on axes 2 and 3. */
const CHANNELS_FIRST_OPS = new Set([
  'Conv',
  'ConvTranspose',
  'InstanceNormalization',
  'GroupNormalization',
  'MaxPool',
  'AveragePool',
  'GlobalAveragePool',
  'GlobalMaxPool',
  'BatchNormalization',
  'LRN',
]);

const KEEPING_OPS = new Set(
  (
    'Identity Cast Dropout Pad Slice Add Sub Mul Div Sum Mean Max Min Resize Upsample Relu LeakyRelu Clip Sigmoid Tanh ' +
    'Elu PRelu Concat Swish HardSwish HardSigmoid Mish Gelu Selu Softplus Softsign Exp'
  ).split(' '),
);

/** Nodes that are looked at before it is given up. */
const MAX_LOOKS = 1000;

export class ChannelAxis {
  readonly #consumers = new Map<string, NodeProto[]>();

  /** @param nodes in order */
  constructor(nodes: readonly NodeProto[]) {
    for (const node of nodes) {
      for (const input of new Set(node.input)) {
        const consumers = this.#consumers.get(input);
        if (consumers === undefined) this.#consumers.set(input, [node]);
        else consumers.push(node);
      }
    }
  }

  /**
   * @param value of four axes
   * @returns which of them are rows, columns and channels; null where nothing says so
   */
  of(value: string): readonly [rows: number, columns: number, channels: number] | null {
    const queue: { name: string; axes: readonly number[] }[] = [{ name: value, axes: [0, 1, 2, 3] }];
    const seen = new Set([value]);
    let looks = 0;
    for (let at = 0; at < queue.length; at++) {
      const { name, axes } = queue[at] ?? { name: '', axes: [] };
      for (const node of this.#consumers.get(name) ?? []) {
        if (++looks > MAX_LOOKS) return null;
        if (CHANNELS_FIRST_OPS.has(node.opType) && node.input[0] === name) {
          const [batch, channels, rows, columns] = axes;
          return batch === 0 && rows !== undefined && columns !== undefined && channels !== undefined
            ? [rows, columns, channels]
            : null;
        }
        const transposed = node.opType === 'Transpose' ? compose(axes, node) : axes;
        const [output] = node.output;
        if (transposed === null || output === undefined || seen.has(output)) continue;
        if (node.opType !== 'Transpose' && !KEEPING_OPS.has(node.opType)) continue;
        seen.add(output);
        queue.push({ name: output, axes: transposed });
      }
    }
    return null;
  }
}

function compose(axes: readonly number[], node: NodeProto): readonly number[] | null {
  const perm = node.attribute.find(({ name }) => name === 'perm')?.ints.map(Number) ?? [3, 2, 1, 0];
  const transposed = perm.flatMap((axis) => axes[axis] ?? []);
  return transposed.length === axes.length ? transposed : null;
}
