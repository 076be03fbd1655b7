// Converts layer options in tfjs spelling to the options of the registry's tables.
//
// An option that the tables lack is refused, unless it asks for the default behaviour (`dataFormat: 'channelsLast'`).

import { DEFAULT_L2, readInitializer, readPenalty } from '../formats/keras/values';
import { InvalidOption } from '../graph/options';
import type { Shape } from '../graph/tensor';
import type { Initializer as ParameterInitializer, InitializerName } from '../initializers/initializers';
import { OptionError, type LayerDefinition } from '../layers/layer';
import { checkOptions, type Border, type OptionTable, type Pair, type Resolved } from '../layers/options';
import type { LAYERS, LayerKind } from '../layers/all';
import type { Tensor } from './tensor';

/** The result of `initializers.heNormal()` and the other initializers. */
export interface Initializer {
  readonly className: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** The result of `regularizers.l2()`, `l1()` and `l1l2()`. */
export interface Regularizer {
  readonly className: 'L1' | 'L2' | 'L1L2';
  readonly l1?: number;
  readonly l2?: number;
}

type GivenRegularizer = Regularizer | 'l1' | 'l2';

/** Options of every layer. */
export interface CommonOptions {
  readonly name?: string;
  /** Only for the first layer: the shape of one sample. */
  readonly inputShape?: Shape;
  /** As inputShape, preceded by the batch axis, which may be null. */
  readonly batchInputShape?: readonly (number | null)[];
  /** Initial weights, in the order of getWeights(). */
  readonly weights?: readonly Tensor[];
  /** False: the layer is frozen. Default true. */
  readonly trainable?: boolean;
  /** Only float32, the type of all weights and activations. */
  readonly dtype?: 'float32';
}

type GivenOption<T> = [T] extends [Pair | null]
  ? number | readonly number[]
  : [T] extends [ParameterInitializer]
    ? InitializerName | 'varianceScaling' | Initializer
    : [T] extends [Border]
      ? number | readonly number[] | readonly (readonly number[])[]
      : T;

/** Options without a default. test/api/layerOptions.test.ts checks the list against the tables. */
export interface RequiredOptions {
  conv2d: 'filters' | 'kernelSize';
  depthwiseConv2d: 'kernelSize';
  conv2dTranspose: 'filters' | 'kernelSize';
  separableConv2d: 'filters' | 'kernelSize';
  groupedConv2d: 'filters' | 'kernelSize' | 'groups';
  dense: 'units';
  embedding: 'inputDim' | 'outputDim';
  dropout: 'rate';
  reshape: 'targetShape';
  activation: 'activation';
  resizing: 'height' | 'width';
  centerCrop: 'height' | 'width';
  rescaling: 'scale';
  spatialDropout2d: 'rate';
  permute: 'dims';
  randomRotation: 'factor';
  randomZoom: 'heightFactor';
  randomTranslation: 'heightFactor' | 'widthFactor';
  randomContrast: 'factor';
  randomBrightness: 'factor';
  customScaleLayer: 'scale';
  dot: 'axes';
}

/** tfjs options that are not in the tables. */
interface TfjsOptions {
  conv2d: {
    readonly kernelRegularizer?: GivenRegularizer;
    readonly biasRegularizer?: GivenRegularizer;
    readonly dataFormat?: 'channelsLast';
  };
  depthwiseConv2d: {
    readonly depthwiseRegularizer?: GivenRegularizer;
    readonly biasRegularizer?: GivenRegularizer;
    readonly dataFormat?: 'channelsLast';
  };
  conv2dTranspose: { readonly kernelRegularizer?: GivenRegularizer; readonly dataFormat?: 'channelsLast' };
  separableConv2d: {
    readonly depthwiseRegularizer?: GivenRegularizer;
    readonly pointwiseRegularizer?: GivenRegularizer;
    readonly dataFormat?: 'channelsLast';
  };
  groupedConv2d: { readonly kernelRegularizer?: GivenRegularizer; readonly dataFormat?: 'channelsLast' };
  prelu: { readonly alphaRegularizer?: GivenRegularizer };
  embedding: {
    readonly embeddingsRegularizer?: GivenRegularizer;
    /** How many labels a sample has, where this is the first layer. */
    readonly inputLength?: number;
  };
  dense: {
    readonly kernelRegularizer?: GivenRegularizer;
    readonly biasRegularizer?: GivenRegularizer;
    readonly inputDim?: number;
  };
  maxPooling2d: { readonly dataFormat?: 'channelsLast' };
  averagePooling2d: { readonly dataFormat?: 'channelsLast' };
  globalAveragePooling2d: { readonly dataFormat?: 'channelsLast' };
  globalMaxPooling2d: { readonly dataFormat?: 'channelsLast' };
  zeroPadding2d: { readonly dataFormat?: 'channelsLast' };
  flatten: { readonly dataFormat?: 'channelsLast' };
  batchNormalization: { readonly axis?: number };
  softmax: { readonly axis?: -1 };
  dropout: { readonly seed?: number };
  spatialDropout2d: { readonly seed?: number; readonly dataFormat?: 'channelsLast' };
  randomFlip: { readonly seed?: number; readonly dataFormat?: 'channelsLast' };
  randomRotation: { readonly seed?: number; readonly dataFormat?: 'channelsLast' };
  randomZoom: { readonly seed?: number; readonly dataFormat?: 'channelsLast' };
  randomTranslation: { readonly seed?: number; readonly dataFormat?: 'channelsLast' };
  randomContrast: { readonly seed?: number; readonly dataFormat?: 'channelsLast' };
  randomBrightness: { readonly seed?: number; readonly dataFormat?: 'channelsLast' };
  upSampling2d: { readonly dataFormat?: 'channelsLast' };
  cropping2D: { readonly dataFormat?: 'channelsLast' };
}

type TableOf<Kind extends LayerKind> = (typeof LAYERS)[Kind]['options'];
type ValuesOf<Table extends OptionTable> = {
  readonly [Name in keyof Table]: GivenOption<Resolved<Table>[Name]>;
};
export type RequiredOf<Kind> = Kind extends keyof RequiredOptions ? RequiredOptions[Kind] : never;
type Extra<Kind> = Kind extends keyof TfjsOptions ? TfjsOptions[Kind] : unknown;

/** The options of `layers.<Kind>()`. */
export type LayerOptions<Kind extends LayerKind> = CommonOptions &
  Partial<ValuesOf<TableOf<Kind>>> &
  Pick<ValuesOf<TableOf<Kind>>, Extract<RequiredOf<Kind>, keyof TableOf<Kind>>> &
  Extra<Kind>;

export interface ReadOptions {
  readonly name: string | null;
  readonly inputShape: Shape | null;
  readonly weights: readonly Tensor[] | null;
  readonly trainable: boolean;
  readonly options: Resolved<OptionTable>;
}

/** Options accepted with this value only, because that value is the behaviour here. */
const AS_IT_IS: Readonly<Record<string, readonly unknown[]>> = {
  dtype: ['float32'],
  dataFormat: ['channelsLast'],
  gammaInitializer: ['ones'],
  betaInitializer: ['zeros'],
  movingMeanInitializer: ['zeros'],
  movingVarianceInitializer: ['ones'],
};

/** @throws OptionError naming layer, option, expected and received */
export function readLayerOptions(
  definition: LayerDefinition,
  given: Readonly<Record<string, unknown>>,
): ReadOptions {
  const {
    name = null,
    inputShape,
    batchInputShape,
    weights = null,
    trainable,
    batchSize: _,
    ...rest
  } = given;
  const where = typeof name === 'string' ? `${definition.className} '${name}'` : definition.className;
  const table = definition.options;
  // An Embedding's inputDim counts the rows of its table.
  const length = 'inputDim' in table ? undefined : rest.inputDim;
  const own: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) {
    const regularized = key.replace(/Regularizer$/, '');
    const accepted = AS_IT_IS[key];
    if (value === undefined || ((value === null || key === 'inputDim') && !(key in table))) continue;
    if (key in table) own[key] = tableValue(where, key, value, table);
    else if (regularized !== key && `${regularized}L2` in table)
      Object.assign(own, penaltyOptions(where, key, value, table));
    else if (accepted !== undefined) onlyThose(where, key, value, accepted);
    else if (key === 'axis' && definition.kind === 'batchNormalization')
      onlyThose(where, key, value, [-1, 3]);
    else if (key === 'axis' && definition.kind === 'softmax') onlyThose(where, key, value, [-1]);
    else if (key === 'seed' && (definition.augments === true || /dropout/i.test(definition.kind))) continue;
    else if (/(Regularizer|Constraint)$/.test(key)) {
      throw new OptionError(`${where}: '${key}' is not supported. Received ${JSON.stringify(value)}`);
    } else own[key] = value;
  }
  return {
    name: name === null ? null : checkedName(where, name),
    inputShape:
      (inputShape ?? batchInputShape ?? length) === undefined
        ? null
        : checkedShape(where, inputShape ?? [length], batchInputShape),
    weights: weights as readonly Tensor[] | null,
    trainable: readTrainable(where, trainable),
    options: checkOptions(where, table, own),
  };
}

function readTrainable(where: string, trainable: unknown): boolean {
  if (trainable === undefined || trainable === null) return true;
  if (typeof trainable === 'boolean') return trainable;
  throw new OptionError(`${where}: 'trainable' must be true or false. Received ${JSON.stringify(trainable)}`);
}

function tableValue(where: string, key: string, value: unknown, table: OptionTable): unknown {
  if (key.endsWith('Initializer')) {
    return value === null ? undefined : kerasValue(where, key, value, readInitializer);
  }
  // In tfjs, null stands for the default.
  return value === null && table[key]?.default !== null ? undefined : value;
}

/** One regularizer sets two options. Where a layer has L2 only, L1 is refused. */
function penaltyOptions(
  where: string,
  key: string,
  value: unknown,
  table: OptionTable,
): Readonly<Record<string, number>> {
  const { l1, l2 } = kerasValue(where, key, value, readPenalty);
  const name = key.replace(/Regularizer$/, '');
  if (`${name}L1` in table) return { [`${name}L2`]: l2, [`${name}L1`]: l1 };
  if (l1 === 0) return { [`${name}L2`]: l2 };
  throw new OptionError(`${where}: '${key}' must be L2(λ). Received ${JSON.stringify(value)}`);
}

/** Reads one value with a reader of Keras's JSON. */
function kerasValue<T>(where: string, key: string, value: unknown, read: (value: unknown) => T): T {
  try {
    return read(value);
  } catch (error) {
    if (!(error instanceof InvalidOption)) throw error;
    throw new OptionError(`${where}: '${key}' must be ${error.message}. Received ${JSON.stringify(value)}`);
  }
}

function onlyThose(where: string, key: string, value: unknown, accepted: readonly unknown[]): void {
  if (accepted.includes(value)) return;
  const choices = accepted.map((one) => JSON.stringify(one)).join(' or ');
  throw new OptionError(`${where}: '${key}' must be ${choices}. Received ${JSON.stringify(value)}`);
}

function checkedName(where: string, name: unknown): string {
  if (typeof name === 'string' && name !== '' && !name.includes('/')) return name;
  throw new OptionError(`${where}: 'name' must be a string without '/'. Received ${JSON.stringify(name)}`);
}

/** @throws OptionError naming the layer and what was received */
export function checkedShape(where: string, inputShape: unknown, batchInputShape?: unknown): Shape {
  const shape: unknown = Array.isArray(batchInputShape) ? batchInputShape.slice(1) : inputShape;
  if (Array.isArray(shape) && shape.every((length) => Number.isInteger(length) && length >= 1))
    return shape as number[];
  throw new OptionError(
    `${where}: 'inputShape' must be whole numbers of at least 1, without the batch axis. Received ${JSON.stringify(inputShape ?? batchInputShape)}`,
  );
}

/** As in tfjs. Weight penalties contribute to the gradient, but not to the reported loss. */
export const regularizers = Object.freeze({
  /**
   * Adds λ times the size of each weight to the loss.
   * @example
   * tf.regularizers.l1({ l1: 0.001 }).className; // → 'L1'
   */
  l1: ({ l1 = DEFAULT_L2 }: { readonly l1?: number } = {}): Regularizer => ({ className: 'L1', l1 }),
  /**
   * Adds λ times the square of each weight to the loss.
   * @example
   * tf.regularizers.l2({ l2: 0.001 }).className; // → 'L2'
   */
  l2: ({ l2 = DEFAULT_L2 }: { readonly l2?: number } = {}): Regularizer => ({ className: 'L2', l2 }),
  /**
   * Both penalties.
   * @example
   * tf.regularizers.l1l2({ l1: 0.001, l2: 0.01 }).className; // → 'L1L2'
   */
  l1l2: ({
    l1 = DEFAULT_L2,
    l2 = DEFAULT_L2,
  }: { readonly l1?: number; readonly l2?: number } = {}): Regularizer => ({ className: 'L1L2', l1, l2 }),
});

/** A seed in the configuration is ignored: initial values depend on the model's seed and the layer's name. */
type Factory = (config?: Readonly<Record<string, unknown>>) => Initializer;
const named =
  (className: string): Factory =>
  (config = {}) => ({ className, config });

export const initializers = Object.freeze({
  /**
   * Zeros.
   * @example
   * tf.initializers.zeros().className; // → 'zeros'
   */
  zeros: named('zeros'),
  /**
   * Ones.
   * @example
   * tf.initializers.ones().className; // → 'ones'
   */
  ones: named('ones'),
  /**
   * Uniform, scaled by inputs and outputs (Glorot & Bengio 2010).
   * @example
   * tf.initializers.glorotUniform().className; // → 'glorotUniform'
   */
  glorotUniform: named('glorotUniform'),
  /**
   * Normal, scaled by inputs and outputs (Glorot & Bengio 2010).
   * @example
   * tf.initializers.glorotNormal().className; // → 'glorotNormal'
   */
  glorotNormal: named('glorotNormal'),
  /**
   * Uniform, scaled by the inputs, for ReLU (He et al. 2015).
   * @example
   * tf.initializers.heUniform().className; // → 'heUniform'
   */
  heUniform: named('heUniform'),
  /**
   * Normal, scaled by the inputs, for ReLU (He et al. 2015).
   * @example
   * tf.initializers.heNormal().className; // → 'heNormal'
   */
  heNormal: named('heNormal'),
  /**
   * Uniform, scaled by the inputs.
   * @example
   * tf.initializers.leCunUniform().className; // → 'leCunUniform'
   */
  leCunUniform: named('leCunUniform'),
  /**
   * Normal, scaled by the inputs.
   * @example
   * tf.initializers.leCunNormal().className; // → 'leCunNormal'
   */
  leCunNormal: named('leCunNormal'),
  /**
   * With scale, mode and distribution: what the others are special cases of.
   * @example
   * tf.initializers.varianceScaling({ scale: 2, mode: 'fanIn', distribution: 'normal' }).className; // → 'varianceScaling'
   */
  varianceScaling: named('varianceScaling'),
  /**
   * One number everywhere.
   * @example
   * tf.initializers.constant({ value: 0.5 }).className; // → 'constant'
   */
  constant: named('constant'),
  /**
   * Normal, with mean and standard deviation.
   * @example
   * tf.initializers.randomNormal({ mean: 0, stddev: 0.1 }).className; // → 'randomNormal'
   */
  randomNormal: named('randomNormal'),
  /**
   * Normal, without what is further than two standard deviations.
   * @example
   * tf.initializers.truncatedNormal({ mean: 0, stddev: 0.1 }).className; // → 'truncatedNormal'
   */
  truncatedNormal: named('truncatedNormal'),
  /**
   * Uniform between two bounds.
   * @example
   * tf.initializers.randomUniform({ minval: -0.1, maxval: 0.1 }).className; // → 'randomUniform'
   */
  randomUniform: named('randomUniform'),
  /**
   * Orthonormal rows or columns (Saxe et al. 2013).
   * @example
   * tf.initializers.orthogonal({ gain: 1 }).className; // → 'orthogonal'
   */
  orthogonal: named('orthogonal'),
});
