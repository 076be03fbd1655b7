// Functions of TensorFlow, keras.ops and Keras's backend on tensors: which layers do the same. What none does is left to
// the caller (undefined).

import { sizeOf, type Shape } from '../../../graph/tensor';
import { truthOf } from './arithmetic';
import { Formulas } from './formulas';
import { namedArguments } from './given';
import type { Parts } from './parts';
import type { Range } from './syntax';
import { axesOf, interpolationOf, isNumbers, newAxisOf, pairOf, same, targetOf } from './tensorArguments';
import { padded } from './tensorBorders';
import { indexed, type Indexed } from './tensorIndex';
import { TensorLayers, type Reduction } from './tensorLayers';
import { plainValue, type GivenArgument, type Value } from './values';

type Given = readonly GivenArgument[];

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
  matmul: ['y', 'transpose_a', 'transpose_b', 'adjoint_a', 'adjoint_b'],
  batch_dot: ['y', 'axes'],
  dot: ['y'],
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

export class TensorFunctions {
  readonly layers: TensorLayers;
  readonly formulas: Formulas;
  constructor(private readonly parts: Parts) {
    this.layers = new TensorLayers(parts);
    this.formulas = new Formulas(parts, this.layers);
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
    if (/^(matmul|batch_dot)$/.test(name)) {
      const flag = (wanted: string): boolean => {
        const value = find(wanted);
        return value !== undefined && truthOf(value) === true;
      };
      return name === 'matmul'
        ? this.product(x, other, at, [flag('transpose_a'), flag('transpose_b')])
        : this.#batchDot(x, other, find('axes'), at);
    }
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

  /** `x @ y`: matrices, and of several each by its counterpart. @param transposed whether the last two axes of each come the other way round */
  product(
    x: Value,
    y: Value | undefined,
    at: Range,
    transposed: readonly [boolean, boolean] = [false, false],
  ): Value | undefined {
    const { layers } = this;
    const [a, b] = [layers.shapeOf(x), y === undefined ? null : layers.shapeOf(y)];
    if (y === undefined || a === null || b === null || a.length < 2 || b.length < 2) return undefined;
    const count = Math.max(a.length, b.length) - 2;
    const letters = 'abcdefgh'.slice(0, count);
    // What has fewer matrices has the last ones.
    const of = (shape: Shape, own: string, isTransposed: boolean): string =>
      letters.slice(count - (shape.length - 2)) +
      (isTransposed ? Array.from(own).toReversed().join('') : own);
    return a.length === b.length
      ? layers.product(x, y, [of(a, 'ik', transposed[0]), of(b, 'kj', transposed[1]), `${letters}ij`], at)
      : undefined;
  }

  /** `K.batch_dot(x, y, axes=[2, 1])`: each of several matrices by each of the others, so two axes at most. */
  #batchDot(x: Value, y: Value | undefined, given: Value | undefined, at: Range): Value | undefined {
    const { layers } = this;
    const [a, b] = [layers.shapeOf(x), y === undefined ? null : layers.shapeOf(y)];
    if (y === undefined || a === null || b === null || a.length > 2 || b.length > 2) return undefined;
    const plain = given === undefined ? null : plainValue(given);
    const axes: unknown = plain ?? [a.length, Math.max(1, b.length - 1)];
    if (typeof axes !== 'number' && !isNumbers(axes)) return undefined;
    return layers.layer('Dot', { axes }, this.parts.expressions.list([x, y], null), at);
  }

  /** `einsum("bhqd,bhkd->bhqk", q, k)`, where it is a product of matrices. */
  einsum(text: string, tensors: readonly Value[], at: Range): Value | undefined {
    const [x, y] = tensors;
    const parts = /^(\w+),(\w+)->(\w+)$/.exec(text.replaceAll(' ', ''));
    if (x === undefined || y === undefined || tensors.length !== 2 || parts === null) return undefined;
    const [, ofX = '', ofY = '', ofResult = ''] = parts;
    const batch = ofX.charAt(0);
    if (!ofY.startsWith(batch) || !ofResult.startsWith(batch)) return undefined;
    return this.layers.product(x, y, [ofX.slice(1), ofY.slice(1), ofResult.slice(1)], at);
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
        return this.formulas.square(x, at);
      case 'sqrt':
        return this.formulas.root(x, at);
      case 'exp':
        return this.formulas.exponential(x, at);
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
        if (name === 'maximum' && this.formulas.isEpsilon(x, bound.value, at)) return x;
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
        const order = axesOf(axes.slice(1), shape);
        return order === null ? undefined : layers.permute(x, order, at);
      }
      case 'expand_dims': {
        const place = newAxisOf(plain('axis') ?? -1, shape);
        return place === null ? undefined : layers.reshape(x, shape.toSpliced(place, 0, 1), at);
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
        if (name === 'sum') this.formulas.summed(x, result, axes, isKept);
        return result;
      }
      case 'l2_normalize': {
        // Without an axis TensorFlow takes all of them, the batch too.
        const axes = axesOf(plain('axis'), shape);
        return axes === null ? undefined : this.formulas.unit(x, axes, shape, at);
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
        return padded(layers, x, shape, plain('padding'), plain('mode'), plain('constant_values'), at);
      case 'softmax': {
        const axes = axesOf(plain('axis') ?? -1, shape);
        const [axis] = axes ?? [];
        return axis === undefined || axes?.length !== 1
          ? undefined
          : this.formulas.softmax(x, axis, shape, at);
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
    const place = shape && newAxisOf(given === undefined ? 0 : plainValue(given), shape);
    if (shape === null || place === null) return undefined;
    const each = items.map((item) => layers.reshape(item, shape.toSpliced(place, 0, 1), at));
    return layers.joined(each, place, at);
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
    return shape === null || this.#isOfOtherOrder(shape) ? undefined : indexed(this.layers, x, indices, at);
  }
}
