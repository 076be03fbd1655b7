// Arguments of Keras's layers that ours have no word for: what they may be, because then they change nothing.

import { InvalidOption } from '../../graph/options';
import type { InitializerName } from '../../initializers/initializers';
import { snakeCase } from '../../layers/shared/kerasNames';
import type { LayerKind } from '../../layers/all';
import { LAYER_FORMS } from './layerForms';
import { readInitializer } from './values';

export class Unsupported extends InvalidOption {}
export class Unknown extends InvalidOption {}

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
  embeddings_constraint: [],
  mask_zero: [false],
  normalize: [false],
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
export const FIXED_INITIALIZERS: Readonly<Record<string, InitializerName>> = {
  beta_initializer: 'zeros',
  gamma_initializer: 'ones',
  moving_mean_initializer: 'zeros',
  moving_variance_initializer: 'ones',
};

const NORMALIZING: ReadonlySet<LayerKind> = new Set([
  ...(['batchNormalization', 'layerNormalization', 'groupNormalization'] as const),
]);

/** What matters to others than the layer: its name, the shape of the model's input, random numbers, bookkeeping. */
const PASSED_OVER: ReadonlySet<string> = new Set([
  ...[
    'name',
    'seed',
    'input_shape',
    'batch_input_shape',
    'batch_shape',
    'input_dim',
    'input_length',
    'batch_size',
    'weights',
  ],
  ...[
    'autocast',
    'fused',
    'virtual_batch_size',
    'adjustment',
    'lora_alpha',
    'ragged',
    'sparse',
    'build_config',
  ],
  // Batch renormalization is off, or `renorm` is refused.
  ...['renorm_clipping', 'renorm_momentum'],
  // Of a Resizing: padding is off, or `pad_to_aspect_ratio` is refused.
  ...['fill_mode', 'fill_value'],
  // Of a LayerScale: the channels of its input.
  'projection_dim',
]);

/** @throws InvalidOption where it may not be that */
export function checkFixed(kind: LayerKind, key: string, value: unknown, rank: number | undefined): void {
  if (PASSED_OVER.has(key)) return;
  const isKnown =
    key in FIXED || key in FIXED_INITIALIZERS || LAYER_FORMS[kind]?.positional?.includes(key) === true;
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
export function dtypeName(value: unknown): unknown {
  if (typeof value !== 'object') return value;
  return (value as { readonly config?: { readonly name?: unknown } }).config?.name;
}

/**
 * Whether an unknown argument is off, so that the layer behaves as before Keras had it. Keras writes every argument of
 * a layer into a file, defaults included, and the default of a new one must not change older models: None and False,
 * and every argument of a feature that is off, as `renorm_momentum` to `renorm`. A number gives no such evidence: 0 may
 * be a rate as well as an axis, and is refused.
 */
export function isOff(key: string, value: unknown, config: Readonly<Record<string, unknown>>): boolean {
  const isNothing = (one: unknown): boolean => one === null || one === false;
  if (isNothing(value)) return true;
  return Object.entries(config).some(
    ([feature, setting]) => isNothing(setting) && key.startsWith(`${snakeCase(feature)}_`),
  );
}
