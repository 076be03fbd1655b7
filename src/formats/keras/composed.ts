// Layers of Keras that are several of ours: layers over one axis, a Softmax, UnitNormalization or BatchNormalization over others
// than the last, a row repeated. The one that has the weights keeps the name.
//
// A layer over one axis (n, c) is one of maps of width 1: (n, 1, c), whose kernel [k, c, f] is [k, 1, c, f].
// Semantics: https://keras.io/api/layers/, as Keras 3 saves them.

import { sizeOf, type Shape } from '../../graph/tensor';
import type { LayerConfig } from '../../models/network';
import type { JsonRecord } from '../json';
import { isOfParts, PART_ARGUMENTS } from './layerParts';
import type { KerasLayer } from './layers';

type Step = Pick<LayerConfig, 'kind' | 'options'>;

export interface ComposedLayer {
  readonly before: readonly Step[];
  /** As one of Keras's own. */
  readonly own: KerasLayer;
  /** @param shape of the layer's result, without the batch */
  readonly after: (shape: Shape) => readonly Step[];
}

const reshape = (shape: Shape): Step => ({ kind: 'reshape', options: { targetShape: shape } });

/** Arguments with a length for the one axis, and what stands for the other one. */
const LENGTHS: Readonly<Record<string, number>> = {
  kernel_size: 1,
  strides: 1,
  dilation_rate: 1,
  pool_size: 1,
  size: 1,
  output_padding: 0,
};

/** What arguments of layers over one axis are where they are not given: files have them all, scripts need not. */
const DEFAULTS: Readonly<Record<string, JsonRecord>> = {
  MaxPooling1D: { pool_size: 2 },
  MaxPool1D: { pool_size: 2 },
  AveragePooling1D: { pool_size: 2 },
  AvgPool1D: { pool_size: 2 },
  UpSampling1D: { size: 2 },
  ZeroPadding1D: { padding: 1 },
  Cropping1D: { cropping: [1, 1] },
};

const ONE_AXIS =
  /^(Conv|Convolution|SeparableConv|SeparableConvolution|DepthwiseConv|MaxPooling|MaxPool|AveragePooling|AvgPool|ZeroPadding|UpSampling|Cropping|SpatialDropout|GlobalMaxPooling|GlobalMaxPool|GlobalAveragePooling|GlobalAvgPool)1D$|^(Conv|Convolution)1DTranspose$/;

/** Names of arguments by place, of the layers that have no counterpart here. */
const POSITIONAL: Readonly<Record<string, readonly string[]>> = {
  RepeatVector: ['n'],
  ThresholdedReLU: ['theta'],
};

/** Layers with an axis, by which it turns out whether one of ours is enough. */
const WITH_AXIS = /^(Softmax|UnitNormalization|BatchNormalization)$/;

/** Whether that is the last axis, whatever it reads: BatchNormalization(axis=3) is for maps. */
function isLast(className: string, given: unknown): boolean {
  const axis: unknown = Array.isArray(given) && given.length === 1 ? given[0] : given;
  return (
    axis === undefined || axis === null || axis === -1 || (axis === 3 && className === 'BatchNormalization')
  );
}

/**
 * Names of its arguments by place, where it may take several of ours: how many is known with the shape of what it reads.
 * @param axis as it is given; undefined where it is not
 * @returns null where one of ours is enough, whatever it reads
 */
export function composedArguments(className: string, axis: unknown): readonly string[] | null {
  if (ONE_AXIS.test(className)) return [];
  if (WITH_AXIS.test(className)) return isLast(className, axis) ? null : [];
  const own = Object.hasOwn(POSITIONAL, className) ? POSITIONAL[className] : undefined;
  return own ?? (isOfParts(className) ? (PART_ARGUMENTS[className] ?? null) : null);
}

/** The class that has its arguments: `Conv2D` of `Conv1D`. */
export const overTwoAxes = (className: string): string =>
  ONE_AXIS.test(className) ? className.replace('1D', '2D') : className;

/**
 * @param shapes of what it reads, without the batch
 * @returns null where one of ours is enough, or none does it: that is for the reader of single layers to say
 */
export function composedFromKeras(layer: KerasLayer, shapes: readonly Shape[]): ComposedLayer | null {
  const { className, config } = layer;
  const [shape] = shapes;
  if (shape === undefined || shapes.length > 1) return null;
  if (ONE_AXIS.test(className)) return shape.length === 2 ? overOneAxis(className, config, shape) : null;
  switch (className) {
    case 'Softmax':
    case 'UnitNormalization':
      return overAxes(className, config, shape);
    case 'BatchNormalization':
      return overOtherAxis(className, config, shape);
    // Of Keras 2.
    case 'ThresholdedReLU': {
      const { theta = 1, ...rest } = config;
      return {
        before: [],
        own: { className: 'ReLU', config: { ...rest, threshold: theta } },
        after: () => [],
      };
    }
    case 'RepeatVector': {
      const { n, ...rest } = config;
      if (shape.length !== 1 || typeof n !== 'number') return null;
      return {
        before: [reshape([1, 1, ...shape])],
        own: { className: 'UpSampling2D', config: { ...rest, size: [n, 1] } },
        after: ([length = 1, , features = 1]) => [reshape([length, features])],
      };
    }
    default:
      return null;
  }
}

function overOneAxis(
  className: string,
  config: JsonRecord,
  [length = 1, channels = 1]: Shape,
): ComposedLayer {
  const { data_format: format, ...rest } = config;
  const isGlobal = className.startsWith('Global');
  const one = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);
  const pairs = Object.entries({ ...DEFAULTS[className], ...rest }).map(([key, value]): [string, unknown] => {
    const other = LENGTHS[key];
    if (other !== undefined && value !== null) return [key, [one(value), other]];
    const isBorder = key === 'cropping' || (key === 'padding' && typeof value !== 'string');
    if (!isBorder) return [key, value];
    return [key, [Array.isArray(value) && value.length === 2 ? value : [one(value), one(value)], [0, 0]]];
  });
  const given = Object.fromEntries(pairs);
  // A format that is not ours is refused by the layer's reader.
  const own = { className: overTwoAxes(className), config: { ...given, data_format: format } };
  return {
    before: [reshape([length, 1, channels])],
    own,
    after: (shape) => (isGlobal && shape.length === 1 ? [] : [reshape([shape[0] ?? 1, shape.at(-1) ?? 1])]),
  };
}

const permuted = (places: readonly number[]): readonly Step[] =>
  places.every((one, at) => one === at)
    ? []
    : [{ kind: 'permute', options: { dims: places.map((one) => one + 1) } }];

/** Its one axis is put behind the others, and has the weights. */
function overOtherAxis(className: string, config: JsonRecord, shape: Shape): ComposedLayer | null {
  const { axis: given, ...rest } = config;
  const axis: unknown = Array.isArray(given) && given.length === 1 ? given[0] : given;
  if (typeof axis !== 'number' || !Number.isInteger(axis) || shape.length > 3) return null;
  const place = axis < 0 ? axis + shape.length : axis - 1;
  if (place < 0 || place >= shape.length - 1) return null;
  const order = [...[...shape.keys()].filter((one) => one !== place), place];
  return {
    before: permuted(order),
    own: { className, config: { ...rest, axis: -1 } },
    after: () => permuted(order.map((_, at) => order.indexOf(at))),
  };
}

/** Its axes are put behind the others, and are one. */
function overAxes(className: string, config: JsonRecord, shape: Shape): ComposedLayer | null {
  const { axis, ...rest } = config;
  const given = Array.isArray(axis) ? (axis as readonly unknown[]) : [axis];
  // Counted from the batch, as Keras does.
  const axes = given.map((one) => (typeof one !== 'number' ? -1 : one < 0 ? one + shape.length : one - 1));
  const isRead = axes.every((one) => Number.isInteger(one) && one >= 0 && one < shape.length);
  const isLast =
    (axes.length === 1 || className === 'UnitNormalization') &&
    axes.every((one, i) => one === shape.length - axes.length + i);
  if (!isRead || isLast || shape.length > 3 || new Set(axes).size < axes.length) return null;
  const kept = [...shape.keys()].filter((one) => !axes.includes(one));
  const order = [...kept, ...axes];
  const moved = order.map((one) => shape[one] ?? 1);
  const rows = [...moved.slice(0, kept.length), sizeOf(moved.slice(kept.length))];
  return {
    before: [...permuted(order), reshape(rows)],
    own: { className, config: { ...rest, axis: -1 } },
    after: () => [reshape(moved), ...permuted(order.map((_, at) => order.indexOf(at)))],
  };
}
