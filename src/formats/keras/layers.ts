// Keras's layers as ours, from the form that Keras saves: a class name and its arguments by name. The reader of code, tfjs models,
// `.keras` and `.h5` files all go through here; writeLayer.ts is the way back.
//
// Keras 2, Keras 3 and tfjs differ in a few spellings; all are read. Arguments that change nothing (dtype, seed, data_format
// 'channels_last') are passed over; any other argument that our layer has no word for is an error that names it, unless a file has
// it off.
// Semantics: https://keras.io/api/layers/, signatures of Keras 3.

import { boolean, InvalidOption } from '../../graph/options';
import { kerasName, snakeCase } from '../../layers/shared/kerasNames';
import type { OptionTable } from '../../layers/options';
import { LAYERS, type LayerKind } from '../../layers/all';
import type { LayerConfig } from '../../models/network';
import { FormatError } from '../storedModel';
import { checkFixed, dtypeName, isOff, Unknown, Unsupported } from './fixedArguments';
import { LAYER_FORMS, type KerasForm, type KerasParameter } from './layerForms';
import { knownText, similarNames } from './similarNames';
import { readActivation } from './valueObjects';
import { readInitializer, readPenalty, type Penalty } from './values';

/** A layer as Keras saves it. Keys are snake_case; initializers and regularizers names or {class_name, config}. */
export interface KerasLayer {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export const KERAS_LAYERS = Object.freeze(
  Object.fromEntries(
    Object.entries(LAYERS).map(([kind, { className }]): [string, KerasForm] => [
      kind,
      { className, aliases: [], positional: [], parameters: [], ...LAYER_FORMS[kind as LayerKind] },
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

/** A Conv2D of several groups is a kind of its own here. */
function kindOf({ className, config }: KerasLayer): LayerKind | undefined {
  const kind = KERAS_KINDS.get(className);
  return kind === 'conv2d' && ![undefined, null, 1].includes(config.groups as number)
    ? 'groupedConv2d'
    : kind;
}

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

/** A Normalization with one mean for all channels has no axis: None, or () in a file. */
function statisticsAxis(value: unknown, rank: number | undefined): 'channels' | 'none' {
  const axes = Array.isArray(value) ? (value as readonly unknown[]) : value === null ? [] : [value];
  if (axes.length === 0) return 'none';
  const last = rank === undefined ? [-1, 3] : [-1, rank - 1];
  if (axes.length === 1 && last.includes(axes[0] as number)) return 'channels';
  throw new Unsupported('-1, the last axis, or None');
}
