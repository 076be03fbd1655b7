// Functions of TensorFlow, keras.ops and Keras's backend on tensors: which layers do the same. What none does is left to
// the caller (undefined).

import { sizeOf, type Shape } from '../../../graph/tensor';
import { truthOf } from './arithmetic';
import { namedArguments } from './given';
import type { Parts } from './parts';
import { reachedFrom } from './shapes';
import type { Range } from './syntax';
import { TensorLayers, type Reduction, type Tensor } from './tensorLayers';
import { plainValue, type GivenArgument, type Source, type Value } from './values';

type Given = readonly GivenArgument[];

/** What an index says of an axis: a part of it, one of its numbers, a new axis, or all axes that are left. */
export type Indexed =
  | { readonly type: 'slice'; readonly bounds: readonly (Value | null)[] }
  | { readonly type: 'index'; readonly value: Value }
  | { readonly type: 'ellipsis' };

/** Names of the arguments in order, the tensor aside. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  reshape: ['shape'],
  transpose: ['axes'],
  expand_dims: ['axis'],
  squeeze: ['axis'],
  pad: ['padding', 'mode', 'constant_values'],
  stack: ['axis'],
  split: ['count', 'axis'],
  unstack: ['num', 'axis'],
  pow: ['y'],
  clip: ['least', 'most'],
  mean: ['axis', 'keepdims'],
  max: ['axis', 'keepdims'],
  min: ['axis', 'keepdims'],
  sum: ['axis', 'keepdims'],
  dropout: ['rate', 'noise_shape', 'seed'],
  softmax: ['axis'],
  depth_to_space: ['block_size'],
  space_to_depth: ['block_size'],
  resize: ['size', 'interpolation', 'preserve_aspect_ratio', 'antialias'],
  extract_patches: ['size', 'strides', 'dilation_rate', 'padding'],
  tile: ['repeats'],
  l2_normalize: ['axis'],
  resize_images: ['height_factor', 'width_factor', 'data_format', 'interpolation'],
  resize_bilinear: ['size', 'align_corners'],
  resize_nearest_neighbor: ['size', 'align_corners'],
  repeat_elements: ['rep', 'axis'],
};

/** One name for the spellings of the libraries. */
const NAMES: Readonly<Record<string, string>> = {
  permute_dimensions: 'transpose',
  reduce_mean: 'mean',
  reduce_max: 'max',
  reduce_min: 'min',
  reduce_sum: 'sum',
  amax: 'max',
  amin: 'min',
  clip_by_value: 'clip',
  batch_flatten: 'flatten',
  neg: 'negative',
  concatenate: 'concat',
  extract_image_patches: 'extract_patches',
  truediv: 'divide',
  power: 'pow',
};

/** Other names of arguments. */
const SYNONYMS: Readonly<Record<string, string>> = {
  newshape: 'shape',
  perm: 'axes',
  pattern: 'axes',
  dims: 'axis',
  paddings: 'padding',
  pad_width: 'padding',
  keep_dims: 'keepdims',
  num_or_size_splits: 'count',
  indices_or_sections: 'count',
  clip_value_min: 'least',
  clip_value_max: 'most',
  min_value: 'least',
  max_value: 'most',
  x_min: 'least',
  x_max: 'most',
  a_min: 'least',
  a_max: 'most',
  level: 'rate',
  sizes: 'size',
  method: 'interpolation',
  multiples: 'repeats',
  n: 'repeats',
  x2: 'y',
  b: 'y',
};

const BETWEEN: Readonly<Record<string, string>> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  pow: '**',
};

/** A sum of the squares of x over some axes. */
interface SquareSum {
  readonly x: Tensor;
  readonly axes: readonly number[];
  readonly keeps: boolean;
}

/** Rows of a mirrored border: each is a layer of its own. */
const MAX_MIRRORED = 8;

/** What is added or taken as a least so that a root has a slope. */
const MAX_EPSILON = 1e-3;

export class TensorFunctions {
  readonly layers: TensorLayers;
  /** By square what it is the square of, and by sum of squares what that is the sum of. */
  readonly #squares = new WeakMap<Source, Tensor>();
  readonly #sums = new WeakMap<Source, SquareSum>();
  /** By exponential what it is the exponential of, and by sum of those the same with its axes. */
  readonly #exponentials = new WeakMap<Source, Tensor>();
  readonly #exponentialSums = new WeakMap<Source, SquareSum>();
  /** By length of x what it is the length of. */
  readonly #lengths = new WeakMap<Source, SquareSum>();

  constructor(private readonly parts: Parts) {
    this.layers = new TensorLayers(parts);
  }

  /** @param given the first of which is the tensor, or a list of them. @returns undefined where no layers do it */
  call(path: string, at: Range, given: Given): Value | undefined {
    const last = path.split('.').at(-1) ?? '';
    // TensorFlow 1 resized to a size by the name that Keras's backend has for factors.
    const name =
      last === 'resize_images' && path.startsWith('tensorflow.') ? 'resize' : (NAMES[last] ?? last);
    const [first, ...rest] = given;
    if (first === undefined) return undefined;
    const x = first.given;
    const named = namedArguments(rest, ARGUMENTS[name] ?? ['y']);
    const find = (wanted: string): Value | undefined =>
      named.find((one) => (SYNONYMS[one.name] ?? one.name) === wanted)?.given;
    if (x.type === 'list') return this.#ofList(name, x.items, find, at);
    if (x.type !== 'tensor') return undefined;
    const operator = BETWEEN[name];
    const other = find('y');
    if (operator !== undefined && other !== undefined)
      return this.parts.keras.tensorOperator(operator, x, other, at);
    const direct = this.#withoutShape(name, x, find, at);
    if (direct !== undefined) return direct;
    const shape = this.layers.shapeOf(x);
    // keras.ops cuts at places, TensorFlow into lengths.
    const isCut = name === 'split' && path.startsWith('keras.') && find('count')?.type === 'list';
    if (shape === null || isCut || this.#isOfOtherOrder(shape)) return undefined;
    return this.#withShape(name, path, x, shape, find, at);
  }

  /** Its axes are not those of the script, which has the channels first. */
  #isOfOtherOrder(shape: Shape): boolean {
    return shape.length === 3 && this.parts.record.isChannelsFirst;
  }

  #withoutShape(
    name: string,
    x: Value,
    find: (wanted: string) => Value | undefined,
    at: Range,
  ): Value | undefined {
    const { layers } = this;
    switch (name) {
      case 'negative':
        return layers.scaled(x, -1, at);
      case 'square':
        return this.square(x, at);
      case 'sqrt':
        return this.#root(x, at);
      case 'exp': {
        const result = layers.layer('Activation', { activation: 'exponential' }, x, at);
        if (x.type === 'tensor' && result.type === 'tensor') this.#exponentials.set(result.source, x);
        return result;
      }
      case 'abs':
        return layers.layer(
          'Maximum',
          {},
          this.parts.expressions.list([x, layers.scaled(x, -1, at)], null),
          at,
        );
      case 'flatten':
        return layers.layer('Flatten', {}, x, at);
      case 'clip': {
        const [least, most] = [find('least'), find('most')];
        if (least?.type !== 'number' || most?.type !== 'number') return undefined;
        return layers.atMost(layers.atLeast(x, least.value, at), most.value, at);
      }
      case 'maximum':
      case 'minimum': {
        const bound = find('y');
        if (bound?.type !== 'number') return undefined;
        if (name === 'maximum' && this.#isEpsilon(x, bound.value, at)) return x;
        return name === 'maximum' ? layers.atLeast(x, bound.value, at) : layers.atMost(x, bound.value, at);
      }
      case 'dropout': {
        const rate = find('rate');
        return rate?.type === 'number' ? layers.layer('Dropout', { rate }, x, at) : undefined;
      }
      default:
        return undefined;
    }
  }

  #withShape(
    name: string,
    path: string,
    x: Value,
    shape: Shape,
    find: (wanted: string) => Value | undefined,
    at: Range,
  ): Value | undefined {
    const { layers } = this;
    const plain = (wanted: string): unknown => {
      const value = find(wanted);
      return value === undefined ? undefined : plainValue(value);
    };
    switch (name) {
      case 'reshape': {
        const target = targetOf(find('shape'), shape);
        return target === null ? undefined : layers.reshape(x, target, at);
      }
      case 'transpose': {
        const axes = plain('axes');
        if (!isNumbers(axes) || axes[0] !== 0 || axes.length !== shape.length + 1) return undefined;
        const order = axes.slice(1).map((axis) => (axis < 0 ? axis + shape.length : axis - 1));
        return new Set(order).size === shape.length && order.every((axis) => axis >= 0 && axis < shape.length)
          ? layers.permute(x, order, at)
          : undefined;
      }
      case 'expand_dims': {
        const axis = plain('axis') ?? -1;
        const place = typeof axis === 'number' ? (axis < 0 ? axis + shape.length + 2 : axis) - 1 : -1;
        return place < 0 || place > shape.length
          ? undefined
          : layers.reshape(x, shape.toSpliced(place, 0, 1), at);
      }
      case 'squeeze': {
        const axes = plain('axis') === undefined ? null : axesOf(plain('axis'), shape);
        if (axes === null || axes.length === shape.length || axes.some((axis) => shape[axis] !== 1))
          return undefined;
        return layers.reshape(
          x,
          shape.filter((_, axis) => !axes.includes(axis)),
          at,
        );
      }
      case 'mean':
      case 'max':
      case 'min':
      case 'sum': {
        const axes = axesOf(plain('axis'), shape);
        const keeps = find('keepdims');
        const isKept = keeps === undefined ? false : truthOf(keeps);
        if (axes === null || isKept === null) return undefined;
        const result = layers.reduce(x, axes, name satisfies Reduction, isKept, at);
        const squared = x.type === 'tensor' && name === 'sum' ? this.#squares.get(x.source) : undefined;
        if (squared !== undefined && result.type === 'tensor')
          this.#sums.set(result.source, { x: squared, axes, keeps: isKept });
        const power = x.type === 'tensor' && name === 'sum' ? this.#exponentials.get(x.source) : undefined;
        if (power !== undefined && result.type === 'tensor')
          this.#exponentialSums.set(result.source, { x: power, axes, keeps: isKept });
        return result;
      }
      case 'l2_normalize': {
        // Without an axis TensorFlow takes all of them, the batch too.
        const axes = axesOf(plain('axis'), shape);
        return axes === null ? undefined : this.#unit(x, axes, shape, at);
      }
      case 'resize_images': {
        const factors = ['height_factor', 'width_factor'].map(plain);
        const format = plain('data_format') ?? 'channels_last';
        if (!isNumbers(factors) || format !== 'channels_last') return undefined;
        const interpolation = plain('interpolation') ?? 'nearest';
        return typeof interpolation === 'string'
          ? layers.layer('UpSampling2D', { size: factors, interpolation }, x, at)
          : undefined;
      }
      case 'resize_bilinear':
      case 'resize_nearest_neighbor': {
        const size = plain('size');
        if (!isNumbers(size) || size.length !== 2) return undefined;
        const interpolation = name === 'resize_bilinear' ? 'bilinear' : 'nearest';
        this.#otherPixels(name, at);
        return layers.layer('Resizing', { height: size[0] ?? 0, width: size[1] ?? 0, interpolation }, x, at);
      }
      case 'repeat_elements': {
        const [axis] = axesOf(plain('axis'), shape) ?? [];
        const count = plain('rep');
        if (axis === undefined || typeof count !== 'number' || !Number.isInteger(count)) return undefined;
        if (count < 1) return undefined;
        const length = shape[axis] ?? 1;
        const parts = [sizeOf(shape.slice(0, axis)), length, sizeOf(shape.slice(axis + 1))];
        const each = layers.reshape(x, parts, at);
        const repeated = layers.layer('UpSampling2D', { size: [1, count] }, each, at);
        return layers.reshape(repeated, shape.with(axis, length * count), at);
      }
      case 'pad':
        return this.#padded(x, shape, plain('padding'), plain('mode'), plain('constant_values'), at);
      case 'softmax': {
        const axes = axesOf(plain('axis') ?? -1, shape);
        const [axis] = axes ?? [];
        return axis === undefined || axes?.length !== 1 ? undefined : this.#softmax(x, axis, shape, at);
      }
      case 'split':
      case 'unstack':
        return this.#split(name, x, shape, plain(name === 'split' ? 'count' : 'num'), plain('axis') ?? 0, at);
      case 'depth_to_space': {
        const block = plain('block_size');
        return typeof block === 'number' && shape.length === 3 && (shape[2] ?? 0) % block ** 2 === 0
          ? layers.depthToSpace(x, block, at)
          : undefined;
      }
      case 'space_to_depth':
        return this.#patches(x, shape, plain('block_size'), at);
      case 'extract_patches': {
        const [size, strides, rate, padding] = ['size', 'strides', 'rates', 'padding'].map(plain);
        const isPlain =
          (strides === undefined || strides === null || same(pairOf(strides), pairOf(size))) &&
          (rate === undefined || same(pairOf(rate), [1, 1])) &&
          (padding === undefined || (typeof padding === 'string' && /^valid$/i.test(padding)));
        return isPlain ? this.#patches(x, shape, size, at) : undefined;
      }
      case 'resize': {
        const size = plain('size');
        const interpolation = interpolationOf(plain('interpolation'));
        if (!isNumbers(size) || size.length !== 2 || interpolation === null) return undefined;
        if (plain('antialias') === true || plain('preserve_aspect_ratio') === true) return undefined;
        const [height = 0, width = 0] = size;
        const isOld = plain('align_corners') === true || path.endsWith('.resize_images');
        if (isOld) this.#otherPixels('resize_images', at);
        return layers.layer('Resizing', { height, width, interpolation }, x, at);
      }
      case 'tile': {
        const repeats = plain('repeats');
        if (!isNumbers(repeats) || repeats[0] !== 1 || repeats.length !== shape.length + 1) return undefined;
        if (repeats.some((count) => !Number.isInteger(count) || count < 1 || count > 64)) return undefined;
        return repeats.slice(1).reduce<Value>((y, count, axis) => {
          return count === 1
            ? y
            : layers.joined(
                Array.from({ length: count }, () => y),
                axis,
                at,
              );
        }, x);
      }
      default:
        return undefined;
    }
  }

  square(x: Value, at: Range): Value {
    const result = this.layers.layer('Multiply', {}, this.parts.expressions.list([x, x], null), at);
    if (x.type === 'tensor' && result.type === 'tensor') this.#squares.set(result.source, x);
    return result;
  }

  /** `K.maximum(sum, K.epsilon())`, `sum + 1e-7`: only so that the root of it has a slope at 0. */
  #isEpsilon(x: Value, bound: number, at: Range): boolean {
    const sum = x.type === 'tensor' ? this.#sums.get(x.source) : undefined;
    if (sum === undefined || bound <= 0 || bound > MAX_EPSILON) return false;
    this.parts.record.lint(at, 'warning', { code: 'leftOut', className: 'epsilon', what: 'noise' });
    return true;
  }

  /** `sum + 1e-7`; undefined for what is no sum of squares. */
  withEpsilon(x: Value, bound: Value, at: Range): Value | undefined {
    return bound.type === 'number' && this.#isEpsilon(x, bound.value, at) ? x : undefined;
  }

  /** The root of a sum of squares is the length of x: the sum of x times x of length 1. */
  #root(value: Value, at: Range): Value | undefined {
    const sum = value.type === 'tensor' ? this.#sums.get(value.source) : undefined;
    if (sum === undefined) return undefined;
    const { x, axes, keeps } = sum;
    const shape = this.layers.shapeOf(x);
    const unit = shape === null ? undefined : this.#unit(x, axes, shape, at);
    if (unit === undefined) return undefined;
    if (value.type === 'tensor') this.replaced(value.source, x.source);
    const product = this.layers.layer('Multiply', {}, this.parts.expressions.list([x, unit], null), at);
    const result = this.layers.reduce(product, axes, 'sum', keeps, at);
    if (result.type === 'tensor') this.#lengths.set(result.source, sum);
    return result;
  }

  /** `e / sum(e)` of exponentials is a softmax, `x / length(x)` is x with a length of 1; undefined for other quotients. */
  quotient(a: Value, b: Value, at: Range): Value | undefined {
    if (a.type !== 'tensor' || b.type !== 'tensor') return undefined;
    const power = this.#exponentials.get(a.source);
    const sum = this.#exponentialSums.get(b.source);
    const shape = this.layers.shapeOf(a);
    if (shape === null) return undefined;
    const isSoftmax = sum?.keeps === true && sum.x.source === power?.source && sum.axes.length === 1;
    if (power !== undefined && isSoftmax) {
      this.replaced(a.source, power.source);
      this.replaced(b.source, power.source);
      return this.#softmax(power, sum.axes[0] ?? 0, shape, at);
    }
    const length = this.#lengths.get(b.source);
    if (length?.keeps !== true || length.x.source !== a.source) return undefined;
    this.replaced(b.source, a.source);
    return this.#unit(a, length.axes, shape, at);
  }

  /** What stands between two tensors has another layer in its place. */
  replaced(from: Source, to: Source): void {
    const before = reachedFrom([to]);
    for (const source of reachedFrom([from]))
      if (source.type === 'layer' && !before.has(source)) this.parts.record.replaced.add(source);
  }

  #softmax(x: Value, axis: number, shape: Shape, at: Range): Value {
    const { layers } = this;
    const order = [...shape.keys()].filter((one) => one !== axis);
    const moved = layers.permute(x, [...order, axis], at);
    const soft = layers.layer('Softmax', {}, moved, at);
    const back = [...shape.keys()].map((one) => (one === axis ? shape.length - 1 : order.indexOf(one)));
    return layers.permute(soft, back, at);
  }

  /** x divided by its length over some axes, which are brought to the end. */
  #unit(x: Value, axes: readonly number[], shape: Shape, at: Range): Value | undefined {
    const { layers } = this;
    if (axes.length === 0) return undefined;
    const rest = [...shape.keys()].filter((axis) => !axes.includes(axis));
    const order = [...rest, ...axes];
    const moved = layers.permute(x, order, at);
    const last = axes.map((_, place) => place - axes.length);
    const unit = layers.layer('UnitNormalization', { axis: last.length === 1 ? -1 : last }, moved, at);
    return layers.permute(
      unit,
      [...shape.keys()].map((axis) => order.indexOf(axis)),
      at,
    );
  }

  #otherPixels(name: string, at: Range): void {
    this.parts.record.lint(at, 'warning', { code: 'readAs', name, as: 'Resizing', why: 'pixels' });
  }

  #ofList(
    name: string,
    items: readonly Value[],
    find: (wanted: string) => Value | undefined,
    at: Range,
  ): Value | undefined {
    if (items.length === 0 || items.some(({ type }) => type !== 'tensor')) return undefined;
    const { layers } = this;
    if (name === 'add_n') return layers.layer('Add', {}, this.parts.expressions.list([...items], null), at);
    if (name !== 'stack') return undefined;
    const [first] = items;
    const shape = first === undefined ? null : layers.shapeOf(first);
    const given = find('axis');
    const axis = given === undefined ? 0 : plainValue(given);
    if (shape === null || typeof axis !== 'number') return undefined;
    const place = (axis < 0 ? axis + shape.length + 2 : axis) - 1;
    if (place < 0 || place > shape.length) return undefined;
    const each = items.map((item) => layers.reshape(item, shape.toSpliced(place, 0, 1), at));
    return layers.joined(each, place, at);
  }

  #padded(
    x: Value,
    shape: Shape,
    padding: unknown,
    mode: unknown,
    value: unknown,
    at: Range,
  ): Value | undefined {
    const way =
      typeof mode === 'string' ? /^(reflect|symmetric)$/i.exec(mode)?.[1]?.toLowerCase() : undefined;
    if (way !== undefined) return this.#mirrored(x, shape, padding, way === 'reflect' ? 1 : 0, at);
    const isZero =
      (mode === undefined || (typeof mode === 'string' && /^constant$/i.test(mode))) &&
      (value === undefined || value === 0);
    if (!isZero || !Array.isArray(padding) || padding.length !== shape.length + 1) return undefined;
    const pairs = padding.map((pair: unknown) => (isNumbers(pair) && pair.length === 2 ? pair : null));
    if (pairs.includes(null) || !same(pairs[0], [0, 0])) return undefined;
    const counts = pairs.slice(1).map((pair): readonly [number, number] => [pair?.[0] ?? 0, pair?.[1] ?? 0]);
    if (counts.some((pair) => pair.some((count) => !Number.isInteger(count) || count < 0))) return undefined;
    const [rows = [0, 0], columns = [0, 0], channels = [0, 0]] = counts;
    if (shape.length !== 3)
      return counts.reduce<Value>((y, pair, axis) => this.layers.pad(y, axis, pair, at), x);
    const isMap = rows.some(Boolean) || columns.some(Boolean);
    const map = isMap ? this.layers.layer('ZeroPadding2D', { padding: [rows, columns] }, x, at) : x;
    return this.layers.pad(map, 2, channels, at);
  }

  /** A border that mirrors what is inside: row by row as slices. @param skip 1: without the edge itself */
  #mirrored(x: Value, shape: Shape, padding: unknown, skip: 0 | 1, at: Range): Value | undefined {
    if (!Array.isArray(padding) || padding.length !== shape.length + 1) return undefined;
    const pairs = padding.map((pair: unknown) => (isNumbers(pair) && pair.length === 2 ? pair : null));
    if (pairs.includes(null) || !same(pairs[0], [0, 0])) return undefined;
    let result = x;
    for (const [axis, pair] of pairs.slice(1).entries()) {
      const [before = 0, after = 0] = pair ?? [];
      const length = shape[axis] ?? 0;
      const fits = [before, after].every(
        (count) => Number.isInteger(count) && count >= 0 && count <= MAX_MIRRORED && count + skip <= length,
      );
      if (!fits) return undefined;
      if (before + after === 0) continue;
      const inside = result;
      const row = (place: number): Value => this.layers.slice(inside, axis, place, place + 1, at);
      const parts = [
        ...Array.from({ length: before }, (_, k) => row(before - 1 - k + skip)),
        inside,
        ...Array.from({ length: after }, (_, k) => row(length - 1 - k - skip)),
      ];
      result = this.layers.joined(parts, axis, at);
    }
    return result;
  }

  #split(
    name: 'split' | 'unstack',
    x: Value,
    shape: Shape,
    count: unknown,
    given: unknown,
    at: Range,
  ): Value | undefined {
    const [axis] = axesOf(given, shape) ?? [];
    if (axis === undefined) return undefined;
    const length = shape[axis] ?? 0;
    const number = name === 'unstack' ? length : count;
    const sizes = isNumbers(number)
      ? number
      : typeof number === 'number' && length % number === 0
        ? Array.from({ length: number }, () => length / number)
        : [];
    if (sizes.length === 0 || sizes.reduce((sum, size) => sum + size, 0) !== length) return undefined;
    let start = 0;
    const parts = sizes.map((size) => {
      const part = this.layers.slice(x, axis, start, start + size, at);
      start += size;
      return name === 'split'
        ? part
        : this.layers.reshape(
            part,
            shape.filter((_, one) => one !== axis),
            at,
          );
    });
    return this.parts.expressions.list(parts, null);
  }

  #patches(x: Value, shape: Shape, size: unknown, at: Range): Value | undefined {
    const pair = pairOf(size);
    const [height = 0, width = 0] = shape;
    const fits =
      pair !== null && shape.length === 3 && pair.every((length) => Number.isInteger(length) && length > 0);
    if (!fits) return undefined;
    const [rows, columns] = pair;
    const [across, down] = [Math.floor(width / columns), Math.floor(height / rows)];
    // What is left over at the edges belongs to no patch.
    const cut = this.layers.slice(x, 0, 0, down * rows, at);
    return this.layers.spaceToDepth(this.layers.slice(cut, 1, 0, across * columns, at), pair, at);
  }

  /** `x[:, 1:, ..., 0]`; undefined where no layers do it. */
  index(x: Value, indices: readonly Indexed[], at: Range): Value | undefined {
    const shape = this.layers.shapeOf(x);
    if (shape === null || this.#isOfOtherOrder(shape)) return undefined;
    const isNew = (one: Indexed): boolean =>
      one.type === 'index' &&
      ((one.value.type === 'constant' && one.value.value === null) ||
        (one.value.type === 'path' && one.value.path.endsWith('.newaxis')));
    const own = indices.filter((one) => one.type !== 'ellipsis' && !isNew(one)).length;
    const open = shape.length + 1 - own;
    if (open < 0) return undefined;
    const whole: Indexed = { type: 'slice', bounds: [null, null, null] };
    const all = indices.flatMap((one) =>
      one.type === 'ellipsis' ? Array.from({ length: open }, () => whole) : [one],
    );
    const rest = indices.some(({ type }) => type === 'ellipsis')
      ? []
      : Array.from({ length: open }, () => whole);
    let result = x;
    const target: number[] = [];
    // The batch comes first.
    let axis = -1;
    for (const one of [...all, ...rest]) {
      if (isNew(one)) {
        if (axis < 0) return undefined;
        target.push(1);
        continue;
      }
      const length = shape[axis];
      const range = rangeIn(one, length ?? null);
      if (range === null || (axis < 0 && (range.isOne || range.from !== 0 || range.to !== Infinity)))
        return undefined;
      if (length !== undefined && axis >= 0) {
        if (range.to <= range.from) return undefined;
        result = this.layers.slice(result, axis, range.from, range.to, at);
        if (!range.isOne) target.push(range.to - range.from);
      }
      axis++;
    }
    return this.layers.reshape(result, target.length > 0 ? target : [1], at);
  }
}

/** @param length null: of the batch, which is open */
function rangeIn(
  one: Indexed,
  length: number | null,
): { readonly from: number; readonly to: number; readonly isOne: boolean } | null {
  if (one.type === 'ellipsis') return null;
  if (one.type === 'index') {
    if (one.value.type !== 'number' || length === null) return null;
    const from = one.value.value < 0 ? one.value.value + length : one.value.value;
    return from >= 0 && from < length ? { from, to: from + 1, isOne: true } : null;
  }
  const bounds = one.bounds.map((bound) =>
    bound === null || (bound.type === 'constant' && bound.value === null)
      ? null
      : bound.type === 'number'
        ? bound.value
        : NaN,
  );
  const [start = null, end = null, step = null] = bounds;
  if (bounds.some(Number.isNaN) || (step !== null && step !== 1)) return null;
  if (length === null) return start === null && end === null ? { from: 0, to: Infinity, isOne: false } : null;
  const place = (bound: number): number => Math.min(length, Math.max(0, bound < 0 ? bound + length : bound));
  return { from: place(start ?? 0), to: place(end ?? length), isOne: false };
}

/** `"nearest"`, `tf.image.ResizeMethod.NEAREST_NEIGHBOR`, `1`; null for other ways. */
function interpolationOf(given: unknown): string | null {
  if (given === undefined || given === 0) return 'bilinear';
  if (given === 1) return 'nearest';
  return typeof given === 'string' ? given.toLowerCase().replace('nearest_neighbor', 'nearest') : null;
}

const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'number');

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Of `3`, `(3, 4)`, `[1, 3, 4, 1]`. */
function pairOf(value: unknown): readonly [number, number] | null {
  if (typeof value === 'number') return [value, value];
  if (!isNumbers(value)) return null;
  const [a = 0, b = 0, c = 0, d = 0] = value;
  if (value.length === 2) return [a, b];
  return value.length === 4 && a === 1 && d === 1 ? [b, c] : null;
}

/** Axes without the batch; null where they are not known, or the batch is among them. */
function axesOf(given: unknown, shape: Shape): readonly number[] | null {
  const list = typeof given === 'number' ? [given] : given;
  if (!isNumbers(list) || list.length === 0) return null;
  const axes = list.map((axis) => (axis < 0 ? axis + shape.length : axis - 1));
  const areIn = axes.every((axis) => axis >= 0 && axis < shape.length);
  return areIn && new Set(axes).size === axes.length ? axes : null;
}

/** The target of a reshape without the batch; null where the batch would not stay whole. */
function targetOf(value: Value | undefined, shape: Shape): Shape | null {
  if (value?.type !== 'list') return null;
  const [batch, ...rest] = value.items;
  const isBatch =
    batch !== undefined && ((batch.type === 'constant' && batch.value === null) || batch.type === 'unknown');
  const isOpen = batch?.type === 'number' && batch.value === -1;
  const lengths = rest.flatMap((one) => (one.type === 'number' ? [one.value] : []));
  const size = shape.reduce((product, length) => product * length, 1);
  const known = lengths.filter((length) => length !== -1).reduce((product, length) => product * length, 1);
  const open = lengths.filter((length) => length === -1).length;
  const mayInfer = batch?.type === 'constant';
  if (!(isBatch || isOpen) || lengths.length < rest.length || open > (mayInfer ? 1 : 0) || rest.length === 0)
    return null;
  if (open === 0 ? known !== size : size % known !== 0) return null;
  return lengths.map((length) => (length === -1 ? size / known : length));
}
