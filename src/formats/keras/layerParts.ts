// Layers of Keras that are several of ours, and not one after another: attention, and Dot of what is brought to length 1.
//
// In attention dense layers make queries, keys and values of the tokens, Dot compares each query with each
// key, a Softmax makes shares of the results, and a second Dot mixes the values by them. Heads are matrices side by side.
//
// tokens [T, D] → queries [heads, T, keyDim]; scores [heads, T, S] → result [T, D]
// Semantics: https://keras.io/api/layers/attention_layers/, as Keras 3 saves them; masks are not read.
// Source: Vaswani et al. 2017, arXiv:1706.03762

import { sizeOf, type Shape } from '../../graph/tensor';
import type { LayerConfig } from '../../models/network';
import type { JsonRecord } from '../json';
import { KerasLayerError, layerFromKeras, type KerasLayer, type ReadingOptions } from './layers';

/** One of the layers. */
export interface LayerStep {
  /** Its name after that of the whole; '': it has the name itself. */
  readonly suffix: string;
  readonly layer: Pick<LayerConfig, 'kind' | 'options'>;
  /** By place what it reads: the inputs of the whole first, then the parts. */
  readonly reads: readonly number[];
  /** Where files have its weights: absent where it has none, or where they are all that the layer has. */
  readonly stored?: {
    /** In `.h5` files: `query`. */
    readonly name: string;
    /** In the groups of Keras 3: `query_dense`. */
    readonly group: string;
  };
}

/** Arguments by place. */
export const PART_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  MultiHeadAttention: [
    ...['num_heads', 'key_dim', 'value_dim', 'dropout', 'use_bias', 'output_shape', 'attention_axes'],
    ...['flash_attention', 'kernel_initializer', 'bias_initializer', 'kernel_regularizer'],
    ...[
      'bias_regularizer',
      'activity_regularizer',
      'kernel_constraint',
      'bias_constraint',
      'use_gate',
      'seed',
    ],
  ],
  Attention: ['use_scale', 'score_mode', 'dropout', 'seed'],
  AdditiveAttention: ['use_scale', 'dropout'],
  Dot: ['axes', 'normalize'],
};

export const isOfParts = (className: string): boolean => Object.hasOwn(PART_ARGUMENTS, className);

/** Names of what MultiHeadAttention is called with, in the order of the inputs. */
export const ATTENTION_INPUTS = ['query', 'value', 'key'] as const;
/** What else it is called with, by place behind these. */
export const ATTENTION_CALL = [
  ...['query_mask', 'value_mask', 'key_mask', 'attention_mask', 'return_attention_scores', 'training'],
  'use_causal_mask',
];

/** What changes nothing here. */
const PASSED_OVER = new Set(['name', 'trainable', 'dtype', 'seed', 'flash_attention']);
/** Of the dense layers. */
const OF_DENSE = [
  ...['use_bias', 'kernel_initializer', 'bias_initializer', 'kernel_regularizer', 'bias_regularizer'],
  ...['activity_regularizer', 'kernel_constraint', 'bias_constraint'],
];

/** Collects parts. */
class Parts {
  readonly list: LayerStep[] = [];

  constructor(
    readonly where: string,
    readonly keras: KerasLayer,
    readonly inputs: readonly Shape[],
    readonly reading: ReadingOptions,
  ) {}

  /** @returns its place */
  add(
    suffix: string,
    kind: string,
    options: NonNullable<LayerConfig['options']>,
    ...reads: readonly number[]
  ): number {
    return this.#push({ suffix, layer: { kind, options }, reads });
  }

  #push(step: LayerStep): number {
    this.list.push(step);
    return this.inputs.length + this.list.length - 1;
  }

  dense(
    { suffix, config, stored }: { suffix: string; config: JsonRecord; stored?: LayerStep['stored'] },
    read: number,
  ): number {
    const layer = layerFromKeras(this.where, { className: 'Dense', config }, this.reading);
    return this.#push({ suffix, layer, reads: [read], ...(stored && { stored }) });
  }

  /** Softmax of the scores, and the values mixed by it. */
  mixed(
    scores: number,
    values: number,
    { isOfHeads, suffix }: { isOfHeads: boolean; suffix: string },
  ): number {
    const weights = this.add('weights', 'softmax', {}, scores);
    const rate = this.keras.config.dropout ?? 0;
    if (typeof rate !== 'number' || rate < 0 || rate >= 1)
      throw this.fault('unfit', 'dropout', 'a number from 0 to below 1');
    const kept = rate === 0 ? weights : this.add('dropout', 'dropout', { rate }, weights);
    return this.add(suffix, 'dot', { axes: isOfHeads ? [3, 2] : [2, 1] }, kept, values);
  }

  fault(
    why: 'unfit' | 'unsupported' | 'missing' | 'unknown',
    argument: string,
    expected: string,
  ): KerasLayerError {
    const { className, config } = this.keras;
    return new KerasLayerError(this.where, why, className, argument, expected, config[argument]);
  }

  /** @throws KerasLayerError unless all other arguments change nothing */
  checkRest(known: readonly string[], neutral: Readonly<Record<string, string | false | null>>): void {
    for (const [argument, value] of Object.entries(this.keras.config)) {
      if (known.includes(argument) || PASSED_OVER.has(argument)) continue;
      if (!Object.hasOwn(neutral, argument))
        throw this.fault('unknown', argument, [...known, ...Object.keys(neutral)].join(', '));
      if (value !== null && value !== undefined && value !== neutral[argument])
        throw this.fault(
          'unsupported',
          argument,
          neutral[argument] === null ? 'None' : String(neutral[argument]),
        );
    }
  }

  whole(argument: string, fallback?: number | null): number {
    const value = this.keras.config[argument] ?? fallback;
    if (value === undefined || value === null) throw this.fault('missing', argument, '');
    if (!Number.isInteger(value) || Number(value) < 1)
      throw this.fault('unfit', argument, 'a whole number of at least 1');
    return Number(value);
  }
}

/**
 * The layers that a layer is here; the last one gives its result.
 * @param shapes of what it reads, without the batch: of attention query, value and perhaps key
 * @returns null where one of ours is enough
 * @throws KerasLayerError naming the argument, or FormatError
 */
export function partsFromKeras(
  where: string,
  keras: KerasLayer,
  shapes: readonly Shape[],
  reading: ReadingOptions = {},
): readonly LayerStep[] | null {
  if (!isOfParts(keras.className)) return null;
  const parts = new Parts(where, keras, shapes, reading);
  if (keras.className === 'MultiHeadAttention') multiHead(parts);
  else if (keras.className !== 'Dot') ofTokens(parts);
  else if (!isOfUnits(parts)) return null;
  return parts.list;
}

/** Dot of what is brought to length 1. @returns whether it is that */
function isOfUnits(parts: Parts): boolean {
  const { keras, inputs } = parts;
  if (inputs.some(({ length }) => length > 2))
    throw new KerasLayerError(parts.where, 'unsupported', keras.className, 'inputs', 'rows or matrices; of several matrices use keras.ops.matmul', inputs); // prettier-ignore
  if (keras.config.normalize !== true || inputs.length !== 2) return false;
  const { options = {} } = layerFromKeras(parts.where, { className: 'Dot', config: { ...keras.config, normalize: false } }, parts.reading); // prettier-ignore
  const units = inputs.map((shape, i) => {
    const axis = (options.axes as readonly number[])[i] ?? -1;
    const isLast = shape.length === 1 || axis === -1 || axis === shape.length;
    const name = i === 0 ? 'first' : 'second';
    const moved = isLast ? i : parts.add(`${name}_turned`, 'permute', { dims: [2, 1] }, i);
    return parts.add(`${name}_unit`, 'unitNormalization', { axis: [-1] }, moved);
  });
  parts.add('', 'dot', { axes: [-1, -1] }, ...units);
  return true;
}

function multiHead(parts: Parts): void {
  const { keras, inputs } = parts;
  const { config } = keras;
  // A layer that attends to its only input.
  const [query = [], value = query, key = value] = inputs;
  const valueAt = Math.min(1, inputs.length - 1);
  const keyAt = Math.min(2, inputs.length - 1);
  const heads = parts.whole('num_heads');
  const keyDim = parts.whole('key_dim');
  const valueDim = parts.whole('value_dim', keyDim);
  const width = outputWidth(parts, query.at(-1) ?? 1);
  parts.checkRest(
    ['num_heads', 'key_dim', 'value_dim', 'dropout', 'output_shape', 'attention_axes', ...OF_DENSE],
    {
      ...{ use_gate: false, sliding_window: null, use_causal_mask: false },
    },
  );
  checkAxes(parts, query);
  const given = Object.fromEntries(
    OF_DENSE.flatMap((name) => (name in config ? [[name, config[name]]] : [])),
  );
  const tokensOf = (place: number, shape: Shape, name: string): number =>
    shape.length === 2
      ? place
      : parts.add(`${name}_tokens`, 'reshape', { targetShape: [sizeOf(shape.slice(0, -1)), shape.at(-1) ?? 1] }, place); // prettier-ignore
  /** Of each head a matrix, tokens × size. */
  const projected = (name: 'query' | 'key' | 'value', place: number, shape: Shape, size: number): number => {
    const own = {
      suffix: name,
      config: { ...given, units: heads * size },
      stored: { name, group: `${name}_dense` },
    };
    const made = parts.dense(own, tokensOf(place, shape, name));
    if (heads === 1) return made;
    const split = parts.add(`${name}_split`, 'reshape', { targetShape: [sizeOf(shape.slice(0, -1)), heads, size] }, made); // prettier-ignore
    return parts.add(`${name}_heads`, 'permute', { dims: [2, 1, 3] }, split);
  };
  const queries = projected('query', 0, query, keyDim);
  const keys = projected('key', keyAt, key, keyDim);
  const values = projected('value', valueAt, value, valueDim);
  const scaled = parts.add('scaled', 'rescaling', { scale: 1 / Math.sqrt(keyDim), offset: 0 }, queries);
  const scores = parts.add('scores', 'dot', { axes: heads === 1 ? [2, 2] : [3, 3] }, scaled, keys);
  const mixed = parts.mixed(scores, values, { isOfHeads: heads > 1, suffix: 'mixed' });
  const tokens = sizeOf(query.slice(0, -1));
  const joined =
    heads === 1
      ? mixed
      : parts.add('joined', 'reshape', { targetShape: [tokens, heads * valueDim] }, parts.add('by_token', 'permute', { dims: [2, 1, 3] }, mixed)); // prettier-ignore
  const stored = { name: 'attention_output', group: 'output_dense' };
  const output = parts.dense({ suffix: '', config: { ...given, units: width }, stored }, joined);
  if (query.length > 2) parts.add('map', 'reshape', { targetShape: [...query.slice(0, -1), width] }, output);
}

/** The length of a token of the result. */
function outputWidth(parts: Parts, fallback: number): number {
  const given = parts.keras.config.output_shape;
  const width: unknown = Array.isArray(given) && given.length === 1 ? given[0] : given;
  if (width === null || width === undefined) return fallback;
  if (!Number.isInteger(width) || Number(width) < 1)
    throw parts.fault('unsupported', 'output_shape', 'None or a whole number of at least 1');
  return Number(width);
}

/** All axes between the batch and the last one are tokens. */
function checkAxes(parts: Parts, query: Shape): void {
  const given = parts.keras.config.attention_axes;
  if (given === null || given === undefined) return;
  const axes = (Array.isArray(given) ? (given as readonly unknown[]) : [given]).map((axis) =>
    Number(axis) < 0 ? Number(axis) + query.length + 1 : Number(axis),
  );
  const all = query.slice(0, -1).map((_, axis) => axis + 1);
  if (axes.length !== all.length || !all.every((axis) => axes.includes(axis)))
    throw parts.fault('unsupported', 'attention_axes', `None or [${all.join(', ')}]`);
}

/** Attention and AdditiveAttention: without heads, and the tokens themselves are queries, keys and values. */
function ofTokens(parts: Parts): void {
  const { keras, inputs } = parts;
  const isAdditive = keras.className === 'AdditiveAttention';
  const [query = [], value = query, key = value] = inputs;
  const keyAt = Math.min(2, inputs.length - 1);
  parts.checkRest(['use_scale', 'dropout'], { score_mode: 'dot' });
  if (query.length !== 2 || value.length !== 2 || key.length !== 2)
    throw new KerasLayerError(parts.where, 'unsupported', keras.className, 'inputs', 'tokens of one axis and their numbers'); // prettier-ignore
  const isScaled = (keras.config.use_scale ?? isAdditive) === true;
  const [tokens = 1, size = 1] = query;
  const [others = 1] = key;
  const one = { units: 1, use_bias: false };
  let scores: number;
  if (isAdditive) {
    const rows = parts.add('queries', 'reshape', { targetShape: [tokens, 1, size] }, 0);
    const columns = parts.add('keys', 'reshape', { targetShape: [1, others, size] }, keyAt);
    const sum = parts.add('sum', 'add', {}, rows, columns);
    const bent = parts.add('tanh', 'activation', { activation: 'tanh' }, sum);
    if (!isScaled) throw parts.fault('unsupported', 'use_scale', 'True');
    const dense = parts.dense({ suffix: '', config: one }, bent);
    scores = parts.add('scores', 'reshape', { targetShape: [tokens, others] }, dense);
  } else {
    scores = parts.add(isScaled ? 'products' : 'scores', 'dot', { axes: [2, 2] }, 0, keyAt);
    if (isScaled) {
      const each = parts.add('each', 'reshape', { targetShape: [tokens, others, 1] }, scores);
      const config = { ...one, kernel_initializer: 'ones' };
      const dense = parts.dense({ suffix: '', config }, each);
      scores = parts.add('scores', 'reshape', { targetShape: [tokens, others] }, dense);
    }
  }
  const suffix = isScaled ? 'mixed' : '';
  parts.mixed(scores, Math.min(1, inputs.length - 1), { isOfHeads: false, suffix });
}
