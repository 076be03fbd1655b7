// Our layers and Keras's, both ways, in the form that Keras saves: a class name and its arguments by name. The reader
// of code, tfjs models, `.keras` and `.h5` files all go through here.
//
// Keras 2, Keras 3 and tfjs differ in a few spellings; all are read. What is written loads in all three, but for what
// `layerToKeras` says. Arguments that change nothing (dtype, seed, data_format 'channels_last') are passed over; any
// other argument that our layer has no word for is an error that names it, unless a file has it off.
// Semantics: https://keras.io/api/layers/, signatures of Keras 3.

import { boolean, InvalidOption } from '../../graph/options';
import { kerasName, snakeCase } from '../../layers/shared/kerasNames';
import type { LayerActivation, OptionTable } from '../../layers/options';
import { LAYERS, type LayerKind } from '../../layers/all';
import type { LayerConfig, NetworkLayer } from '../../models/network';
import { FormatError } from '../storedModel';
import { knownText, similarNames } from './similarNames';
import { activationObject, initializerObject, penaltyObject, readActivation } from './valueObjects';
import { readInitializer, readPenalty, type Penalty } from './values';
import type { Initializer, InitializerName } from '../../initializers/initializers';

/** A layer as Keras saves it. Keys are snake_case; initializers and regularizers names or {class_name, config}. */
export interface KerasLayer {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** What Keras makes of a kind of layer. */
export interface KerasForm {
  readonly className: string;
  /** Of what Keras has no layer for: a function of TensorFlow that does the same, which code may call in a Lambda. */
  readonly lambda?: string;
  /** Other names of the class. */
  readonly aliases: readonly string[];
  /** All arguments of the class in order, as `Conv2D(8, 3)` gives them. */
  readonly positional: readonly string[];
  /** Arguments that scripts always give, whatever our default: Keras 3's AveragePooling2D has none for its pool_size. */
  readonly required?: readonly string[];
  /** Our parameters and Keras's, in Keras's order of weights. */
  readonly parameters: readonly KerasParameter[];
  /** Keras's class has no argument `trainable`, and no weights that it would be of. */
  readonly untrainable?: boolean;
  /** One number that Keras keeps behind the weights, and that changes nothing: how many it has seen. */
  readonly counter?: string;
}

export interface KerasParameter {
  /** `movingMean` */
  readonly name: string;
  /** `moving_mean` */
  readonly keras: string;
}

const kernelAndBias: readonly KerasParameter[] = [
  { name: 'weight', keras: 'kernel' },
  { name: 'bias', keras: 'bias' },
];

const gammaAndBeta: readonly KerasParameter[] = [
  { name: 'gamma', keras: 'gamma' },
  { name: 'beta', keras: 'beta' },
];

const normalizing = [
  ...['epsilon', 'center', 'scale', 'beta_initializer', 'gamma_initializer', 'beta_regularizer'],
  ...['gamma_regularizer', 'beta_constraint', 'gamma_constraint'],
];

const convolution = [
  ...['filters', 'kernel_size', 'strides', 'padding', 'data_format', 'dilation_rate', 'groups', 'activation'],
  ...['use_bias', 'kernel_initializer', 'bias_initializer', 'kernel_regularizer', 'bias_regularizer'],
  ...['activity_regularizer', 'kernel_constraint', 'bias_constraint'],
];

const moving = ['fill_mode', 'interpolation', 'seed', 'fill_value', 'data_format'];

const pooling = ['pool_size', 'strides', 'padding', 'data_format'];

/** Of a layer without parameters that is not named here, Keras is taken to have the class that it says. */
const FORMS: Readonly<Partial<Record<LayerKind, KerasForm>>> = {
  conv2d: {
    className: 'Conv2D',
    aliases: ['Convolution2D'],
    positional: convolution,
    parameters: kernelAndBias,
  },
  depthwiseConv2d: {
    className: 'DepthwiseConv2D',
    aliases: [],
    positional: [
      ...[
        'kernel_size',
        'strides',
        'padding',
        'depth_multiplier',
        'data_format',
        'dilation_rate',
        'activation',
      ],
      ...[
        'use_bias',
        'depthwise_initializer',
        'bias_initializer',
        'depthwise_regularizer',
        'bias_regularizer',
      ],
      ...['activity_regularizer', 'depthwise_constraint', 'bias_constraint'],
    ],
    parameters: [
      { name: 'weight', keras: 'depthwise_kernel' },
      { name: 'bias', keras: 'bias' },
    ],
  },
  dense: {
    className: 'Dense',
    aliases: [],
    positional: [
      ...['units', 'activation', 'use_bias', 'kernel_initializer', 'bias_initializer', 'kernel_regularizer'],
      ...['bias_regularizer', 'activity_regularizer', 'kernel_constraint', 'bias_constraint'],
    ],
    parameters: kernelAndBias,
  },
  maxPooling2d: {
    className: 'MaxPooling2D',
    aliases: ['MaxPool2D'],
    positional: pooling,
    required: ['pool_size'],
    parameters: [],
  },
  averagePooling2d: {
    className: 'AveragePooling2D',
    aliases: ['AvgPool2D'],
    positional: pooling,
    required: ['pool_size'],
    parameters: [],
  },
  globalMaxPooling2d: {
    className: 'GlobalMaxPooling2D',
    aliases: ['GlobalMaxPool2D'],
    positional: ['data_format', 'keepdims'],
    parameters: [],
  },
  globalAveragePooling2d: {
    className: 'GlobalAveragePooling2D',
    aliases: ['GlobalAvgPool2D'],
    positional: ['data_format', 'keepdims'],
    parameters: [],
  },
  /** Keras has no layer of that name (see customLayers.ts). The arguments are those of TensorFlow's function. */
  localResponseNormalization: {
    className: 'LocalResponseNormalization',
    lambda: 'tensorflow.nn.local_response_normalization',
    aliases: [],
    positional: ['depth_radius', 'bias', 'alpha', 'beta'],
    parameters: [],
  },
  zeroPadding2d: {
    className: 'ZeroPadding2D',
    aliases: [],
    positional: ['padding', 'data_format'],
    parameters: [],
  },
  flatten: { className: 'Flatten', aliases: [], positional: ['data_format'], parameters: [] },
  reshape: { className: 'Reshape', aliases: [], positional: ['target_shape'], parameters: [] },
  batchNormalization: {
    className: 'BatchNormalization',
    aliases: ['BatchNormalizationV1', 'BatchNormalizationV2'],
    positional: [
      ...['axis', 'momentum', 'epsilon', 'center', 'scale', 'beta_initializer', 'gamma_initializer'],
      ...['moving_mean_initializer', 'moving_variance_initializer', 'beta_regularizer', 'gamma_regularizer'],
      ...[
        'beta_constraint',
        'gamma_constraint',
        'renorm',
        'renorm_clipping',
        'renorm_momentum',
        'synchronized',
      ],
    ],
    parameters: [
      { name: 'gamma', keras: 'gamma' },
      { name: 'beta', keras: 'beta' },
      { name: 'movingMean', keras: 'moving_mean' },
      { name: 'movingVariance', keras: 'moving_variance' },
    ],
  },
  dropout: { className: 'Dropout', aliases: [], positional: ['rate', 'noise_shape', 'seed'], parameters: [] },
  activation: { className: 'Activation', aliases: [], positional: ['activation'], parameters: [] },
  reLU: {
    className: 'ReLU',
    aliases: [],
    positional: ['max_value', 'negative_slope', 'threshold'],
    parameters: [],
  },
  unitNormalization: { className: 'UnitNormalization', aliases: [], positional: ['axis'], parameters: [] },
  leakyReLU: { className: 'LeakyReLU', aliases: [], positional: ['negative_slope'], parameters: [] },
  softmax: { className: 'Softmax', aliases: [], positional: ['axis'], parameters: [] },
  add: { className: 'Add', aliases: [], positional: [], parameters: [] },
  concatenate: { className: 'Concatenate', aliases: [], positional: ['axis'], parameters: [] },

  upSampling2d: {
    className: 'UpSampling2D',
    aliases: [],
    positional: ['size', 'data_format', 'interpolation'],
    parameters: [],
  },
  resizing: {
    className: 'Resizing',
    aliases: [],
    positional: [
      ...['height', 'width', 'interpolation', 'crop_to_aspect_ratio', 'pad_to_aspect_ratio', 'fill_mode'],
      ...['fill_value', 'antialias', 'data_format'],
    ],
    parameters: [],
  },
  cropping2D: {
    className: 'Cropping2D',
    aliases: [],
    positional: ['cropping', 'data_format'],
    parameters: [],
  },
  centerCrop: {
    className: 'CenterCrop',
    aliases: [],
    positional: ['height', 'width', 'data_format'],
    parameters: [],
  },
  rescaling: { className: 'Rescaling', aliases: [], positional: ['scale', 'offset'], parameters: [] },
  normalization: {
    className: 'Normalization',
    aliases: [],
    positional: ['axis', 'mean', 'variance', 'invert'],
    parameters: [
      { name: 'mean', keras: 'mean' },
      { name: 'variance', keras: 'variance' },
    ],
    counter: 'count',
  },
  permute: { className: 'Permute', aliases: [], positional: ['dims'], parameters: [] },
  spatialDropout2d: {
    className: 'SpatialDropout2D',
    aliases: [],
    positional: ['rate', 'data_format', 'seed'],
    untrainable: true,
    parameters: [],
  },
  randomFlip: {
    className: 'RandomFlip',
    aliases: [],
    positional: ['mode', 'seed', 'data_format'],
    parameters: [],
  },
  randomRotation: {
    className: 'RandomRotation',
    aliases: [],
    positional: ['factor', ...moving],
    parameters: [],
  },
  randomZoom: {
    className: 'RandomZoom',
    aliases: [],
    positional: ['height_factor', 'width_factor', ...moving],
    parameters: [],
  },
  randomTranslation: {
    className: 'RandomTranslation',
    aliases: [],
    positional: ['height_factor', 'width_factor', ...moving],
    parameters: [],
  },
  randomContrast: {
    className: 'RandomContrast',
    aliases: [],
    positional: ['factor', 'value_range', 'seed'],
    parameters: [],
  },
  randomBrightness: {
    className: 'RandomBrightness',
    aliases: [],
    positional: ['factor', 'value_range', 'seed'],
    parameters: [],
  },
  elu: { className: 'ELU', aliases: [], positional: ['alpha'], parameters: [] },
  prelu: {
    className: 'PReLU',
    aliases: [],
    positional: ['alpha_initializer', 'alpha_regularizer', 'alpha_constraint', 'shared_axes'],
    parameters: [{ name: 'alpha', keras: 'alpha' }],
  },
  conv2dTranspose: {
    className: 'Conv2DTranspose',
    aliases: ['Convolution2DTranspose', 'Deconvolution2D', 'Deconv2D'],
    positional: [
      ...['filters', 'kernel_size', 'strides', 'padding', 'output_padding', 'data_format', 'dilation_rate'],
      ...['activation', 'use_bias', 'kernel_initializer', 'bias_initializer', 'kernel_regularizer'],
      ...['bias_regularizer', 'activity_regularizer', 'kernel_constraint', 'bias_constraint'],
    ],
    parameters: [
      { name: 'kernel', keras: 'kernel' },
      { name: 'bias', keras: 'bias' },
    ],
  },
  separableConv2d: {
    className: 'SeparableConv2D',
    aliases: ['SeparableConvolution2D'],
    positional: [
      ...['filters', 'kernel_size', 'strides', 'padding', 'data_format', 'dilation_rate', 'depth_multiplier'],
      ...['activation', 'use_bias', 'depthwise_initializer', 'pointwise_initializer', 'bias_initializer'],
      ...['depthwise_regularizer', 'pointwise_regularizer', 'bias_regularizer', 'activity_regularizer'],
      ...['depthwise_constraint', 'pointwise_constraint', 'bias_constraint'],
    ],
    parameters: [
      { name: 'depthwiseKernel', keras: 'depthwise_kernel' },
      { name: 'pointwiseKernel', keras: 'pointwise_kernel' },
      { name: 'bias', keras: 'bias' },
    ],
  },
  /** Keras's Conv2D with more than one group. */
  groupedConv2d: {
    className: 'Conv2D',
    aliases: ['Convolution2D'],
    positional: convolution,
    parameters: [
      { name: 'kernel', keras: 'kernel' },
      { name: 'bias', keras: 'bias' },
    ],
  },
  /** Of keras.applications.convnext: keras.layers has none of that name (see customLayers.ts). */
  layerScale: {
    className: 'LayerScale',
    aliases: [],
    positional: ['init_values', 'projection_dim'],
    required: ['init_values'],
    parameters: [{ name: 'gamma', keras: 'gamma' }],
  },
  /** Of keras.applications.inception_resnet_v2. */
  customScaleLayer: {
    className: 'CustomScaleLayer',
    aliases: [],
    positional: ['scale'],
    parameters: [],
  },
  layerNormalization: {
    className: 'LayerNormalization',
    aliases: [],
    positional: ['axis', ...normalizing],
    parameters: gammaAndBeta,
  },
  groupNormalization: {
    className: 'GroupNormalization',
    aliases: [],
    positional: ['groups', 'axis', ...normalizing],
    parameters: gammaAndBeta,
  },
};

export const KERAS_LAYERS = Object.freeze(
  Object.fromEntries(
    Object.entries(LAYERS).map(([kind, { className }]): [string, KerasForm] => [
      kind,
      FORMS[kind as LayerKind] ?? { className, aliases: [], positional: [], parameters: [] },
    ]),
  ),
) as Readonly<Record<LayerKind, KerasForm>>;

/** Our parameters and Keras's, by kind, in Keras's order of weights. */
export const KERAS_PARAMETERS: Readonly<Record<string, readonly KerasParameter[]>> = Object.fromEntries(
  Object.entries(KERAS_LAYERS).map(([kind, { parameters }]) => [kind, parameters]),
);

/** Our kind by Keras's class, aliases included. Of one class its first kind; see `kindOf`. */
export const KERAS_KINDS: ReadonlyMap<string, LayerKind> = new Map(
  (Object.keys(KERAS_LAYERS) as LayerKind[])
    .toReversed()
    .flatMap((kind) =>
      [KERAS_LAYERS[kind].className, ...KERAS_LAYERS[kind].aliases].map((name) => [name, kind] as const),
    ),
);

/**
 * Why a layer was not read.
 * class        there is no such layer here
 * missing      the argument must be given
 * unknown      the layer has no argument of that name
 * unfit        the value is not one that the argument may have
 * unsupported  Keras could do it, our layer cannot: the argument may only be what `expected` says
 */
export type KerasFault = 'class' | 'missing' | 'unknown' | 'unfit' | 'unsupported';

/** A layer of Keras that ours cannot be. The message names layer, argument, expected and received. */
export class KerasLayerError extends FormatError {
  constructor(
    where: string,
    readonly fault: KerasFault,
    readonly className: string,
    /** As it was written; null where it is the layer itself. */
    readonly argument: string | null,
    /** What it must be, in English. */
    readonly expected: string,
    readonly received?: unknown,
    /** Names that exist and look like one that does not. */
    readonly similar: readonly string[] = [],
  ) {
    super(where, faultText(fault, className, argument, expected, received, similar));
  }
}

function faultText(
  fault: KerasFault,
  className: string,
  argument: string | null,
  expected: string,
  received: unknown,
  similar: readonly string[],
): string {
  const got = `Received ${received === undefined ? 'nothing' : JSON.stringify(received)}`;
  switch (fault) {
    case 'class':
      return `there is no layer '${className}'. ${knownText(expected, similar)}`;
    case 'missing':
      return `${className}: '${argument}' must be given`;
    case 'unknown':
      return `${className}: has no argument '${argument}'. ${knownText(expected, similar)}`;
    case 'unfit':
    case 'unsupported':
      return `${className}: '${argument}' must be ${expected}. ${got}`;
    default:
      return fault satisfies never;
  }
}

/** Arguments without a word in our tables: what they may be, because then they change nothing. */
const FIXED: Readonly<Record<string, readonly unknown[]>> = {
  dtype: ['float32'],
  data_format: ['channels_last', 'channelsLast'],
  groups: [1],
  threshold: [0],
  crop_to_aspect_ratio: [false],
  pad_to_aspect_ratio: [false],
  antialias: [false],
  synchronized: [false],
  renorm: [false],
  lora_rank: [],
  quantization_config: [],
  activity_regularizer: [],
  bias_regularizer: [],
  depthwise_regularizer: [],
  beta_regularizer: [],
  gamma_regularizer: [],
  kernel_constraint: [],
  depthwise_constraint: [],
  pointwise_constraint: [],
  alpha_constraint: [],
  rms_scaling: [false],
  bias_constraint: [],
  beta_constraint: [],
  gamma_constraint: [],
};

/** Initial values that normalizations have anyway. */
const FIXED_INITIALIZERS: Readonly<Record<string, InitializerName>> = {
  beta_initializer: 'zeros',
  gamma_initializer: 'ones',
  moving_mean_initializer: 'zeros',
  moving_variance_initializer: 'ones',
};

const NORMALIZING: ReadonlySet<LayerKind> = new Set([
  ...(['batchNormalization', 'layerNormalization', 'groupNormalization'] as const),
]);

/** A Conv2D of several groups is a kind of its own here. */
function kindOf({ className, config }: KerasLayer): LayerKind | undefined {
  const kind = KERAS_KINDS.get(className);
  return kind === 'conv2d' && ![undefined, null, 1].includes(config.groups as number)
    ? 'groupedConv2d'
    : kind;
}

/** What matters to others than the layer: its name, the shape of the model's input, random numbers, bookkeeping. */
const PASSED_OVER: ReadonlySet<string> = new Set([
  ...[
    'name',
    'seed',
    'input_shape',
    'batch_input_shape',
    'batch_shape',
    'input_dim',
    'batch_size',
    'weights',
  ],
  ...[
    'autocast',
    'fused',
    'virtual_batch_size',
    'adjustment',
    // Batch renormalization is off, or `renorm` is refused.
    'renorm_clipping',
    'renorm_momentum',
    'lora_alpha',
    // Of a Resizing: padding is off, or `pad_to_aspect_ratio` is refused.
    'fill_mode',
    'fill_value',
    // Of a LayerScale: the channels of its input.
    'projection_dim',
    'ragged',
    'sparse',
    'build_config',
  ],
]);

/** Of a trained model, what only training it anew would notice. */
const FOR_TRAINING = /_(initializer|regularizer|constraint)$/;

export interface ReadingOptions {
  /** Axes of the layer's input with the batch, where they are known: Keras 2 saves the axis of a normalization by it. */
  readonly rank?: number;
  /**
   * Given: the layer comes from a file. What only training anew would notice (initializers, regularizers, constraints)
   * and we have no word for is left out and told here, in plain words, instead of refused; so is an argument that we do
   * not know and the file leaves off (see `isOff`).
   */
  readonly remark?: (text: string) => void;
}

/**
 * @param where the file, line or layer, as the user knows it
 * @throws KerasLayerError naming layer, argument, expected and received
 */
export function layerFromKeras(
  where: string,
  layer: KerasLayer,
  { rank, remark }: ReadingOptions = {},
): Pick<LayerConfig, 'kind' | 'options' | 'trainable'> {
  const kind = kindOf(layer);
  if (kind === undefined) {
    const known = knownClasses();
    const similar = similarNames(layer.className, known);
    throw new KerasLayerError(where, 'class', layer.className, null, known.join(', '), undefined, similar);
  }
  const { className } = KERAS_LAYERS[kind];
  const table: OptionTable = LAYERS[kind].options;
  const ours = new Map(Object.keys(table).map((name) => [kerasName(name, kind), name]));
  const options: Record<string, unknown> = {};
  let trainable = true;
  for (const [argument, value] of Object.entries(layer.config)) {
    const key = canonical(kind, argument);
    const option = ours.get(key);
    try {
      if (value === undefined) continue;
      if (key === 'trainable') trainable = boolean(true).parse(value);
      else if (option?.endsWith('L1') || option?.endsWith('L2'))
        Object.assign(options, readRegularizer(table, key, kind, value));
      else if (kind === 'normalization' && key === 'axis') options.axis = statisticsAxis(value, rank);
      else if (option === undefined) checkFixed(kind, key, value, rank);
      else if (value !== null || table[option]?.default === undefined || isNullable(option, key)) {
        options[option] = readValue(table, option, key, value);
      }
    } catch (error) {
      if (!(error instanceof InvalidOption)) throw error;
      const fault = error instanceof Unsupported ? 'unsupported' : 'unfit';
      const at = typeof layer.config.name === 'string' ? `${where}: '${layer.config.name}'` : where;
      if (error instanceof Unknown) {
        if (remark === undefined || !isOff(key, value, layer.config)) {
          const known = argumentsOf(kind);
          const similar = similarNames(argument, known);
          throw new KerasLayerError(at, 'unknown', className, argument, known.join(', '), value, similar);
        }
        remark(`${at}: ${className}: '${argument}' is not known here; it is off in the file, and left out`);
        continue;
      }
      const failure = new KerasLayerError(at, fault, className, argument, error.message, value);
      if (remark !== undefined && key === 'dtype' && /^mixed_b?float16$/.test(String(dtypeName(value)))) {
        remark(`${at}: ${className}: '${String(dtypeName(value))}' is computed in float32 here`);
        continue;
      }
      if (remark === undefined || !FOR_TRAINING.test(key)) throw failure;
      remark(`${failure.message}; left out`);
    }
  }
  for (const [option, { default: fallback }] of Object.entries(table)) {
    if (fallback === undefined && options[option] === undefined) {
      throw new KerasLayerError(where, 'missing', className, kerasName(option, kind), '');
    }
  }
  return { kind, options, ...(trainable ? {} : { trainable }) };
}

/** The classes there are, by the names that Keras uses. */
export function knownClasses(): string[] {
  return [...new Set(Object.values(KERAS_LAYERS).map(({ className }) => className))];
}

/** The arguments of a kind that our layer has a word for, in Keras's order. */
export function argumentsOf(kind: LayerKind): string[] {
  const known = new Set(Object.keys(LAYERS[kind].options).map((name) => kerasName(name, kind)));
  return KERAS_LAYERS[kind].positional.filter((argument) => known.has(argument));
}

/** The option that an argument of Keras sets, in any of its spellings; null where our layer has none. */
export function optionOf(kind: LayerKind, argument: string): string | null {
  const key = canonical(kind, argument);
  return Object.keys(LAYERS[kind].options).find((name) => kerasName(name, kind) === key) ?? null;
}

/** Keras 2 and tfjs have `alpha` where Keras 3 has `negative_slope`; tfjs in memory has camel case. */
function canonical(kind: LayerKind, argument: string): string {
  const snake = snakeCase(argument);
  return kind === 'leakyReLU' && snake === 'alpha' ? 'negative_slope' : snake;
}

/** Null is a value of its own where an option follows another, and Keras's way to say linear or no penalty. */
function isNullable(option: string, key: string): boolean {
  return (
    key === 'activation' ||
    key === 'noise_shape' ||
    key.endsWith('_regularizer') ||
    ['strides', 'maxValue', 'outputPadding'].includes(option)
  );
}

class Unsupported extends InvalidOption {}
class Unknown extends InvalidOption {}

function readValue(table: OptionTable, option: string, key: string, value: unknown): unknown {
  const entry = table[option];
  if (key === 'activation') return readActivation(value);
  if (key.endsWith('_initializer')) return entry?.parse(readInitializer(value));
  if (key === 'noise_shape') return readNoiseShape(value);
  // tfjs saves the length that is left over as null.
  if (option === 'targetShape' && Array.isArray(value))
    return entry?.parse(value.map((length: unknown) => length ?? -1));
  if (entry?.type === 'numbers') return entry.parse(plainArray(value));
  // Of the options with a choice, only padding is left; Keras takes 'SAME' too.
  const plain = option === 'padding' && typeof value === 'string' ? value.toLowerCase() : value;
  return entry?.parse(plain === null && entry.default !== null ? entry.default : plain);
}

function readNoiseShape(value: unknown): unknown {
  if (value === null) return 'numbers';
  const [batch, ...rest] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (batch === null && rest.length === 3 && rest.every((length) => length === 1)) return 'pictures';
  throw new Unsupported('None, or (None, 1, 1, 1)');
}

/** Keras 3 saves an array of numpy as an object. */
function plainArray(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { class_name, config } = value as { readonly class_name?: unknown; readonly config?: unknown };
  return class_name === '__numpy__' ? (config as { readonly value?: unknown } | undefined)?.value : value;
}

/** One argument of Keras sets two options. Where a layer has L2 only, L1 is refused. */
function readRegularizer(
  table: OptionTable,
  key: string,
  kind: LayerKind,
  value: unknown,
): Readonly<Record<string, number>> {
  const { l1, l2 } = readPenalty(value);
  const names = Object.keys(table).filter((name) => kerasName(name, kind) === key);
  const given: Record<string, number> = {};
  for (const [end, lambda] of [
    ['L1', l1],
    ['L2', l2],
  ] as const) {
    const name = names.find((one) => one.endsWith(end));
    if (lambda === 0) continue;
    if (name === undefined) throw new InvalidOption('L2(λ)');
    given[name] = lambda;
  }
  return given;
}

/** λ of both penalties of a Keras argument. */
export function penaltyOf(
  kind: LayerKind,
  argument: string,
  options: Readonly<Record<string, unknown>>,
): Penalty {
  const of = (end: 'L1' | 'L2'): number => {
    const name = Object.keys(LAYERS[kind].options).find(
      (one) => one.endsWith(end) && kerasName(one, kind) === argument,
    );
    return name === undefined ? 0 : ((options[name] as number | undefined) ?? 0);
  };
  return { l1: of('L1'), l2: of('L2') };
}

/**
 * Whether an unknown argument is off, so that the layer behaves as before Keras had it. Keras writes every argument of
 * a layer into a file, defaults included, and the default of a new one must not change older models: None and False,
 * and every argument of a feature that is off, as `renorm_momentum` to `renorm`. A number gives no such evidence: 0 may
 * be a rate as well as an axis, and is refused.
 */
function isOff(key: string, value: unknown, config: Readonly<Record<string, unknown>>): boolean {
  const isNothing = (one: unknown): boolean => one === null || one === false;
  if (isNothing(value)) return true;
  return Object.entries(config).some(
    ([feature, setting]) => isNothing(setting) && key.startsWith(`${snakeCase(feature)}_`),
  );
}

/** A Normalization with one mean for all channels has no axis: None, or () in a file. */
function statisticsAxis(value: unknown, rank: number | undefined): 'channels' | 'none' {
  const axes = Array.isArray(value) ? (value as readonly unknown[]) : value === null ? [] : [value];
  if (axes.length === 0) return 'none';
  const last = rank === undefined ? [-1, 3] : [-1, rank - 1];
  if (axes.length === 1 && last.includes(axes[0] as number)) return 'channels';
  throw new Unsupported('-1, the last axis, or None');
}

function checkFixed(kind: LayerKind, key: string, value: unknown, rank: number | undefined): void {
  if (PASSED_OVER.has(key)) return;
  const isKnown = key in FIXED || key in FIXED_INITIALIZERS || KERAS_LAYERS[kind].positional.includes(key);
  if (value === null && isKnown) return;
  const initial = FIXED_INITIALIZERS[key];
  if (key === 'axis' && (NORMALIZING.has(kind) || kind === 'softmax')) {
    const axis = Array.isArray(value) && value.length === 1 ? (value as readonly unknown[])[0] : value;
    const last = rank === undefined ? [-1, 3] : [-1, rank - 1];
    if (!last.includes(axis as number)) throw new Unsupported('-1, the last axis');
  } else if (initial !== undefined && NORMALIZING.has(kind)) {
    if (readInitializer(value) !== initial) throw new Unsupported(`'${initial}'`);
  } else {
    const accepted = FIXED[key];
    if (accepted === undefined) throw new Unknown('');
    const plain = key === 'dtype' ? dtypeName(value) : value;
    if (accepted.includes(plain)) return;
    throw new Unsupported(accepted.length === 0 ? 'None' : JSON.stringify(accepted[0]));
  }
}

/** Keras 3 saves a policy with a name. */
function dtypeName(value: unknown): unknown {
  if (typeof value !== 'object') return value;
  return (value as { readonly config?: { readonly name?: unknown } }).config?.name;
}

/**
 * Complete, with its name, so that Keras 2, Keras 3 and tfjs load it. tfjs has no `leaky_relu` as an activation, no
 * slope in its ReLU, and no dilation in its DepthwiseConv2D: a writer for tfjs asks `strangeToTfjs`.
 */
export function layerToKeras(
  layer: Pick<NetworkLayer, 'name' | 'definition' | 'options'> & { readonly trainable?: boolean },
): KerasLayer {
  const kind = layer.definition.kind as LayerKind;
  const form = KERAS_LAYERS[kind];
  const config: Record<string, unknown> = {
    name: layer.name,
    ...(form.untrainable === true ? {} : { trainable: layer.trainable ?? true }),
    dtype: 'float32',
  };
  if (form.positional.includes('data_format')) config.data_format = 'channels_last';
  for (const [option, value] of Object.entries(layer.options)) {
    const key = kind === 'leakyReLU' ? option : kerasName(option, kind);
    config[key] = key.endsWith('_regularizer')
      ? penaltyObject(penaltyOf(kind, key, layer.options))
      : writtenValue(option, value);
  }
  for (const key of ['axis', ...Object.keys(FIXED_INITIALIZERS)]) {
    if (!form.positional.includes(key) || key in config) continue;
    const initial = FIXED_INITIALIZERS[key];
    config[key] = initial === undefined ? -1 : initializerObject(initial);
  }
  return { className: form.className, config };
}

function writtenValue(option: string, value: unknown): unknown {
  // By the name that all of them know.
  if (option === 'activation') return value === 'silu' ? 'swish' : activationObject(value as LayerActivation);
  if (option.endsWith('Initializer')) return initializerObject(value as Initializer);
  if (option === 'noiseShape') return value === 'pictures' ? [null, 1, 1, 1] : null;
  if (option === 'axis' && typeof value === 'string') return value === 'none' ? null : -1;
  // Keras's own default is no list.
  if (option === 'axis' && Array.isArray(value) && value.length === 1) return value[0];
  return value;
}

const WITHOUT_TFJS: ReadonlySet<string> = new Set<LayerKind>([
  ...(['localResponseNormalization', 'normalization', 'spatialDropout2d', 'subtract'] as const),
  ...(['randomFlip', 'randomRotation', 'randomZoom', 'randomTranslation'] as const),
  ...(['randomContrast', 'randomBrightness'] as const),
  ...(['layerScale', 'customScaleLayer', 'unitNormalization'] as const),
]);

/** Its hard sigmoid has another slope. */
const WITHOUT_TFJS_ACTIVATIONS: ReadonlySet<string> = new Set<LayerActivation>([
  ...(['hardSigmoid', 'hardSilu', 'exponential', 'geluTanh', 'hardTanh', 'tanhShrink'] as const),
  ...(['softShrink', 'hardShrink', 'squareplus', 'sparsePlus', 'logSigmoid', 'sparseSigmoid'] as const),
]);

/**
 * What tfjs would not do as this layer does, in plain words; null where it does the same.
 * @param layer one of ours
 */
export function strangeToTfjs({
  definition,
  options,
}: Pick<NetworkLayer, 'definition' | 'options'>): string | null {
  if (options.activation === 'leakyRelu') return "tfjs has no activation 'leaky_relu'; use a LeakyReLU layer";
  if (WITHOUT_TFJS.has(definition.kind)) return 'it has no such layer';
  if (['upSampling2d', 'resizing'].includes(definition.kind)) {
    if (options.interpolation === 'bilinear') return 'its bilinear resizing takes other places of pixels';
    if (definition.kind === 'resizing') return 'its Resizing aligns the corners of pictures';
  }
  if (definition.kind === 'centerCrop')
    return 'its CenterCrop changes the shape of the layer before; use a Cropping2D';
  if (options.keepdims === true) return 'its global pooling has no keepdims; use a Reshape layer';
  if (definition.kind === 'rescaling' && [options.scale, options.offset].some(Array.isArray))
    return 'its Rescaling has one scale and one offset for all channels';
  if (definition.kind === 'groupNormalization') return 'it has no such layer';
  if (definition.kind === 'groupedConv2d') return 'its Conv2D has no groups';
  if (definition.kind === 'conv2dTranspose' && options.outputPadding !== null)
    return 'its Conv2DTranspose has no output padding';
  if (definition.kind === 'elu' && options.alpha !== 1) return 'its ELU has no other alpha than 1';
  if (WITHOUT_TFJS_ACTIVATIONS.has(String(options.activation)))
    return `it has no activation '${snakeCase(String(options.activation))}'`;
  const { negativeSlope, dilationRate } = options;
  if (typeof options.threshold === 'number' && options.threshold !== 0) return 'its ReLU has no threshold';
  if (typeof negativeSlope === 'number' && negativeSlope !== 0)
    return 'its ReLU has no slope; use a LeakyReLU layer';
  if (
    ['depthwiseConv2d', 'conv2dTranspose', 'separableConv2d'].includes(definition.kind) &&
    Array.isArray(dilationRate) &&
    dilationRate.some((rate) => rate !== 1)
  )
    return `its ${definition.className} has no dilation`;
  return null;
}
