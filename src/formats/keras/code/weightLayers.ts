// What a script calculates with tensors and the weights of its own layers: a product is a Dense, a factor by channel a
// depthwise convolution or a LayerScale, `tf.nn.conv2d` a Conv2D, and `+ b` the bias of the layer before.

import type { Shape } from '../../../graph/tensor';
import type { Parts } from './parts';
import type { Range } from './syntax';
import type { Plain, Tensor, TensorLayers } from './tensorLayers';
import { plainValue, rootOf, type MadeLayer, type Value } from './values';

export type Weight = Value & { readonly type: 'weight' };

/** Layers that can have a bias, one number by channel. */
const BIASED = /^(dense|conv2d|depthwiseConv2d)$/;

export class WeightLayers {
  /** The layer that a weight is used in, and its options: where it is used again in the same way, that layer is. */
  readonly #layers = new WeakMap<object, { readonly made: MadeLayer; readonly options: string }>();
  /** By weight the numbers that it is to another layer. */
  readonly #constants = new WeakMap<object, Value>();
  /** By layer the weight that is its bias. */
  readonly #biases = new WeakMap<MadeLayer, object>();

  constructor(
    private readonly parts: Parts,
    private readonly tensors: TensorLayers,
  ) {}

  /** Functions with a weight beside the tensor; undefined where no layer does it. */
  call(
    name: string,
    x: Tensor,
    weight: Weight,
    find: (wanted: string, place: number) => Value | undefined,
    at: Range,
  ): Value | undefined {
    switch (name) {
      case 'bias_add':
      case 'add':
        return this.biased(x, weight);
      case 'multiply':
        return this.scaled(x, weight, at);
      case 'matmul':
      case 'dot':
        return this.product(x, weight, at);
      case 'conv2d':
      case 'conv':
      case 'depthwise_conv2d':
      case 'depthwise_conv':
        return this.#convolved(name, x, weight, find, at);
      default:
        return undefined;
    }
  }

  #layer(
    { key }: Weight,
    className: string,
    options: Readonly<Record<string, Plain | Value>>,
    x: Tensor,
    at: Range,
  ): Value | undefined {
    const { models, record } = this.parts;
    const text = JSON.stringify([className, options], (name, value: unknown) =>
      name.endsWith('_initializer') ? undefined : value,
    );
    const before = this.#layers.get(key);
    if (before !== undefined && record.layers.includes(before.made)) {
      // Layers that share weights have the same options: a kernel with other strides is not to be had.
      return before.options === text ? models.connect(before.made, x, at, before.made.call) : undefined;
    }
    const result = this.tensors.layer(className, options, x, at);
    if (result.type === 'tensor' && result.source.type === 'layer')
      this.#layers.set(key, { made: result.source, options: text });
    return result;
  }

  /** `tf.matmul(x, w)` */
  product(x: Tensor, weight: Weight, at: Range): Value | undefined {
    const { shape: sizes, initializer } = weight;
    const [features, units] = sizes;
    const shape = this.tensors.shapeOf(x);
    const fits = shape === null || features === null || shape.at(-1) === features;
    if (sizes.length !== 2 || units === undefined || units === null || !fits) return undefined;
    return this.#layer(weight, 'Dense', withInitializer({ units, use_bias: false }, initializer), x, at);
  }

  /** `x * w`, with one number by channel. */
  scaled(x: Tensor, weight: Weight, at: Range): Value | undefined {
    const { shape: sizes, initializer } = weight;
    const shape = this.tensors.shapeOf(x);
    if (shape === null || !isByChannel(sizes, shape)) return undefined;
    if (shape.length === 3) {
      const options = { kernel_size: 1, use_bias: false };
      const named = initializer === null ? options : { ...options, depthwise_initializer: initializer };
      return this.#layer(weight, 'DepthwiseConv2D', named, x, at);
    }
    const start = startOf(initializer);
    if (start === undefined) return undefined;
    return this.#layer(weight, 'LayerScale', { init_values: start }, x, at);
  }

  /** `+ b`: the layer before has a bias. */
  biased(x: Tensor, { shape: sizes, key }: Weight): Value | undefined {
    const { source } = x;
    if (source.type !== 'layer' || source.kind === null || !BIASED.test(source.kind)) return undefined;
    if (source.original !== null) return this.#biases.get(rootOf(source)) === key ? x : undefined;
    const shape = this.tensors.shapeOf(x);
    const isOne = shape === null ? sizes.length === 1 : isByChannel(sizes, shape);
    const count = source.kind === 'dense' ? source.options.units : shape?.at(-1);
    const isOwn = source.call.arguments.length === 0;
    if (!isOwn || !isOne || source.options.useBias !== false || count !== sizes.at(-1)) return undefined;
    // An activation would come before it, and what else reads it would be biased too.
    if ((source.options.activation ?? 'linear') !== 'linear') return undefined;
    if (this.parts.record.applied.some(({ reads }) => reads?.includes(source) === true)) return undefined;
    source.options = { ...source.options, useBias: true };
    this.#biases.set(source, key);
    return x;
  }

  /** `tf.nn.conv2d(x, w, strides, padding)`, `K.conv2d(…)`, `keras.ops.conv(…)` */
  #convolved(
    name: string,
    x: Tensor,
    weight: Weight,
    find: (wanted: string, place: number) => Value | undefined,
    at: Range,
  ): Value | undefined {
    const { shape: sizes, initializer } = weight;
    const shape = this.tensors.shapeOf(x);
    const [rows, columns, channels, count] = sizes;
    const areKnown = rows && columns && channels && count && sizes.length === 4;
    if (!areKnown || shape?.length !== 3 || shape[2] !== channels) return undefined;
    const strides = pairOf(find('strides', 0), 1);
    const dilation = pairOf(find('dilations', 4) ?? find('dilation_rate', 4), 1);
    const given = find('padding', 1);
    // Keras's own functions have it valid unless they are told; TensorFlow's must be told.
    const padding = given === undefined ? 'valid' : given.type === 'string' ? given.value.toLowerCase() : '';
    const format = find('data_format', 2);
    const order = format === undefined ? null : plainValue(format);
    const isLast = order === null || order === 'NHWC' || order === 'channels_last';
    if (strides === null || dilation === null || !/^(same|valid)$/.test(padding) || !isLast) return undefined;
    const options = {
      ...{ kernel_size: [rows, columns], strides, padding, use_bias: false },
      ...(dilation.every((one) => one === 1) ? {} : { dilation_rate: dilation }),
    };
    if (name.startsWith('depthwise')) {
      const own = { ...options, depth_multiplier: count };
      const named = initializer === null ? own : { ...own, depthwise_initializer: initializer };
      return this.#layer(weight, 'DepthwiseConv2D', named, x, at);
    }
    return this.#layer(weight, 'Conv2D', withInitializer({ filters: count, ...options }, initializer), x, at);
  }

  /**
   * A weight beside a tensor, which another layer reads: trained numbers without the batch, which it has of length 1.
   * @returns undefined where its shape is not known
   */
  constant(weight: Weight, x: Tensor, at: Range): Value | undefined {
    const { layers } = this.parts.record;
    const before = this.#constants.get(weight.key);
    if (before?.type === 'tensor' && before.source.type === 'layer' && layers.includes(before.source))
      return before;
    const rank = this.tensors.shapeOf(x)?.length;
    const hasBatch = rank !== undefined && weight.shape.length === rank + 1;
    const lengths = hasBatch ? weight.shape.slice(1) : weight.shape;
    const known = lengths.filter((length) => length !== null);
    const isOne = !hasBatch || weight.shape[0] === 1;
    if (rank === undefined || known.length < lengths.length || known.length === 0 || !isOne) return undefined;
    const made = this.tensors.constant(known, weight.initializer, x, at);
    this.#constants.set(weight.key, made);
    return made;
  }

  /** A weight in another shape, as `tf.reshape(w, (1, 1, 1, c))`; undefined for what changes its numbers. */
  reshaped(name: string, weight: Weight, second: Value | undefined): Value | undefined {
    if (/^(cast|identity|convert_to_tensor)$/.test(name)) return weight;
    if (name === 'expand_dims') {
      const axis = second?.type === 'number' ? second.value : NaN;
      const place = axis < 0 ? axis + weight.shape.length + 1 : axis;
      return place >= 0 && place <= weight.shape.length
        ? { ...weight, shape: weight.shape.toSpliced(place, 0, 1) }
        : undefined;
    }
    // For each sample of the batch the same.
    if (/^(broadcast_to|repeat|tile)$/.test(name) && weight.shape[0] === 1) {
      const rest = second?.type === 'list' ? second.items.slice(1) : [];
      const isSame = rest.every(
        (one, i) => one.type === 'number' && one.value === (name === 'tile' ? 1 : weight.shape[i + 1]),
      );
      return isSame ? weight : undefined;
    }
    if (name !== 'reshape' || second?.type !== 'list') return undefined;
    const lengths = second.items.map((one) => (one.type === 'number' ? one.value : null));
    const size = (of: readonly (number | null)[]): number | null =>
      of.reduce<number | null>(
        (product, one) => (product === null || one === null ? null : product * one),
        1,
      );
    const open = lengths.indexOf(-1);
    const whole = size(weight.shape);
    const rest = size(lengths.filter((_, place) => place !== open));
    if (whole === null || rest === null || rest === 0) return undefined;
    const shape = open < 0 ? lengths : lengths.with(open, whole / rest);
    return size(shape) === whole ? { ...weight, shape } : undefined;
  }
}

const withInitializer = <Options extends object>(
  options: Options,
  initializer: Value | null,
): Options & { readonly kernel_initializer?: Value } =>
  initializer === null ? options : { ...options, kernel_initializer: initializer };

/** (c,) or (1, 1, c) beside a tensor with c channels. */
function isByChannel(sizes: readonly (number | null)[], shape: Shape): boolean {
  const channels = sizes.at(-1);
  return (
    channels !== null &&
    channels !== undefined &&
    channels === shape.at(-1) &&
    sizes.length <= shape.length + 1 &&
    sizes.slice(0, -1).every((length) => length === 1)
  );
}

/** The number that an initializer gives to all; undefined where it gives several, or another than LayerScale can. */
function startOf(initializer: Value | null): number | undefined {
  if (initializer === null) return undefined;
  const plain = plainValue(initializer);
  const [name, config] =
    typeof plain === 'string'
      ? [plain, {}]
      : [
          (plain as { readonly class_name?: string } | undefined)?.class_name ?? '',
          (plain as { readonly config?: Readonly<Record<string, unknown>> } | undefined)?.config ?? {},
        ];
  if (/^ones?$/i.test(name)) return 1;
  if (/^zeros?$/i.test(name)) return 0;
  if (!/^constant$/i.test(name)) return undefined;
  const value = config.value ?? 0;
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

/** Of `2`, `(2, 2)`, `[1, 2, 2, 1]`; the fallback where it is not given; null where it is not known. */
function pairOf(value: Value | undefined, fallback: number): readonly [number, number] | null {
  if (value === undefined || (value.type === 'constant' && value.value === null)) return [fallback, fallback];
  const plain = plainValue(value);
  if (typeof plain === 'number') return [plain, plain];
  if (!Array.isArray(plain) || !plain.every((one) => typeof one === 'number')) return null;
  const [a = 1, b = 1, c = 1, d = 1] = plain;
  if (plain.length === 2) return [a, b];
  return plain.length === 4 && a === 1 && d === 1 ? [b, c] : null;
}

/** A value as the weight that it is. */
export const weightIn = (values: readonly Value[]): Weight | undefined =>
  values.find((value): value is Weight => value.type === 'weight');
