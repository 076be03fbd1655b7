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
  'SpaceToDepth',
  'DepthToSpace',
]);

const KEEPING_OPS = new Set(
  (
    'Identity Cast Dropout Pad Slice Add Sub Mul Div Sum Mean Max Min Resize Upsample Relu LeakyRelu Clip Sigmoid Tanh ' +
    'Elu PRelu Concat Swish HardSwish HardSigmoid Mish Gelu Selu Softplus Softsign Exp'
  ).split(' '),
);

/** Nodes that are looked at before it is given up. */
const MAX_LOOKS = 1000;

/** For an axis of a tensor the one of the value that is asked about; null for one that was added on the way. */
type Traced = readonly (number | null)[];

export class ChannelAxis {
  readonly #consumers = new Map<string, NodeProto[]>();

  /**
   * @param nodes in order
   * @param integers what the file holds under a name, for axes that are an input
   */
  constructor(
    nodes: readonly NodeProto[],
    readonly integers: (name: string) => readonly number[] | undefined = () => undefined,
  ) {
    for (const node of nodes) {
      for (const input of new Set(node.input)) {
        const consumers = this.#consumers.get(input);
        if (consumers === undefined) this.#consumers.set(input, [node]);
        else consumers.push(node);
      }
    }
  }

  /**
   * @param value of `rank` axes
   * @returns its axes but the batch, with channels last; null where nothing says which these are
   */
  of(value: string, rank: number): readonly number[] | null {
    const queue: { name: string; axes: Traced }[] = [
      { name: value, axes: Array.from({ length: rank }, (_, i) => i) },
    ];
    const seen = new Set([value]);
    let looks = 0;
    for (let at = 0; at < queue.length; at++) {
      const { name, axes } = queue[at] ?? { name: '', axes: [] };
      for (const node of this.#consumers.get(name) ?? []) {
        if (++looks > MAX_LOOKS) return null;
        if (CHANNELS_FIRST_OPS.has(node.opType) && node.input[0] === name) {
          const [batch, channels, ...places] = axes;
          if (batch !== 0 || channels === undefined || axes.length < 2) return null;
          const order = [...places, channels].filter((axis) => axis !== null);
          return order.length === rank - 1 ? order : null;
        }
        const traced = this.#through(node, axes);
        const [output] = node.output;
        if (traced === null || output === undefined || seen.has(output)) continue;
        seen.add(output);
        queue.push({ name: output, axes: traced });
      }
    }
    return null;
  }

  /** The axes of what the node makes of a tensor with these; null where they do not stay what they are. */
  #through(node: NodeProto, axes: Traced): Traced | null {
    if (KEEPING_OPS.has(node.opType)) return axes;
    switch (node.opType) {
      case 'Transpose': {
        const perm = node.attribute.find(({ name }) => name === 'perm')?.ints.map(Number);
        const transposed = perm?.map((axis) => axes[axis] ?? null) ?? axes.toReversed();
        return transposed.length === axes.length ? transposed : null;
      }
      case 'Unsqueeze': {
        const given = this.#axes(node);
        const rank = axes.length + (given?.length ?? 0);
        const added = given?.map((axis) => (axis < 0 ? axis + rank : axis));
        if (added === undefined) return null;
        const rest = [...axes];
        return Array.from({ length: rank }, (_, i) => (added.includes(i) ? null : (rest.shift() ?? null)));
      }
      case 'Squeeze': {
        const gone = this.#axes(node)?.map((axis) => (axis < 0 ? axis + axes.length : axis));
        return gone === undefined ? null : axes.filter((_, i) => !gone.includes(i));
      }
      default:
        return null;
    }
  }

  /** An attribute before opset 13, an input since. */
  #axes(node: NodeProto): readonly number[] | undefined {
    const attribute = node.attribute.find(({ name }) => name === 'axes')?.ints.map(Number);
    return attribute ?? this.integers(node.input[1] ?? '');
  }
}
