// The types of options that only layers have; the general ones are in graph/options.ts.

import { ACTIVATIONS, UNFUSED_ACTIVATIONS } from '../kernels/activation';
import {
  INITIALIZER_DEFAULTS,
  INITIALIZERS,
  type Initializer,
  type InitializerName,
} from '../initializers/initializers';
import { choice, number, pair, InvalidOption, type Option, type Pair } from '../graph/options';

export * from '../graph/options';

/** The side of a window, with the range of its slider. */
export const windowSide = (): Option<Pair> => pair({ usual: [1, 11], suggested: [3, 3] });
export const steps = (): Option<Pair> => pair({ default: [1, 1], usual: [1, 4] });
export const padding = (): Option<'valid' | 'same'> => choice(['valid', 'same'], 'valid');

/** The activation functions of a layer. Those that no kernel fuses the network runs as a layer of their own (lower.ts). */
export const LAYER_ACTIVATIONS = [...ACTIVATIONS, ...UNFUSED_ACTIVATIONS, 'softmax', 'logSoftmax'] as const;
export type LayerActivation = (typeof LAYER_ACTIVATIONS)[number];
/** Functions of a whole row, each an operation of its own that the network runs after the layer. */
export type RowActivation = 'softmax' | 'logSoftmax';
export const isOfRow = (activation: string): activation is RowActivation => /softmax$/i.test(activation);
export const activation = (): Option<LayerActivation> => choice(LAYER_ACTIVATIONS, 'linear');

/**
 * A name, or an object with numbers of its own: `{ kind: 'randomNormal', mean: 0, stddev: 0.01 }`. A parameter that begins
 * with the same number everywhere is a vector, which cannot be orthogonal.
 */
export function initializer(fallback: InitializerName): Option<Initializer> {
  const isVector = fallback === 'zeros' || fallback === 'ones';
  const values = INITIALIZERS.filter((name) => !isVector || name !== 'orthogonal');
  const names = choice(values, fallback);
  return {
    ...names,
    advanced: true,
    parse: (given) => {
      if (typeof given !== 'object' || given === null) return names.parse(given);
      const { kind, ...numbers } = given as Readonly<Record<string, unknown>>;
      const defaults: Readonly<Record<string, object>> = INITIALIZER_DEFAULTS;
      const needed = Object.keys(defaults[String(kind)] ?? {});
      const fits =
        needed.length > 0 &&
        needed.every((name) => typeof numbers[name] === 'string' || Number.isFinite(numbers[name]));
      return fits && !(kind === 'orthogonal' && isVector) ? (given as Initializer) : names.parse(kind);
    },
  };
}

/** L2 weight decay λ: adds λ·Σw² to the loss, so 2λ·w to the gradient (Keras `regularizers.L2`). */
export const l2 = (): Option<number> => number({ min: 0, default: 0, advanced: true });

/** L1 weight decay λ: adds λ·Σ|w| to the loss, so λ·sign(w) to the gradient (Keras `regularizers.L1`). */
export const l1 = (): Option<number> => number({ min: 0, default: 0, advanced: true });

/** A shape without the batch axis. One length may be −1 and is inferred. */
export function targetShape(): Option<readonly number[]> {
  return {
    type: 'shape',
    suggested: [-1],
    parse: (given) => {
      const isLength = (length: unknown): length is number =>
        Number.isInteger(length) && (length === -1 || Number(length) >= 1);
      if (!Array.isArray(given) || !given.every(isLength))
        throw new InvalidOption('a list of whole numbers of at least 1, or −1', { wants: 'shape' });
      if (given.filter((length) => length === -1).length > 1)
        throw new InvalidOption('a list with at most one −1', { wants: 'oneUnknown' });
      return [...given];
    },
  };
}

/** `-1` or `[1, 2]`, counted with the batch, which is axis 0. */
export function axes(fallback: readonly number[]): Option<readonly number[]> {
  return {
    type: 'shape',
    default: fallback,
    advanced: true,
    parse: (given) => {
      const list: readonly unknown[] = Array.isArray(given) ? given : [given];
      const isAxis = (one: unknown): one is number => Number.isInteger(one) && one !== 0;
      if (!list.every(isAxis)) throw new InvalidOption('whole numbers other than 0', { wants: 'shape' });
      return [...list];
    },
  };
}

/** The numbers of rows and columns added on each side of a picture. */
export type Border = readonly [
  rows: readonly [top: number, bottom: number],
  columns: readonly [left: number, right: number],
];

/** `1`, `[rows, columns]` or `[[top, bottom], [left, right]]`, as in Keras; stored in the last form. */
export function border(fallback: Border): Option<Border> {
  const twice = (given: unknown): readonly unknown[] =>
    Array.isArray(given) && given.length === 2 ? given : [given, given];
  const width = (given: unknown): number => {
    if (typeof given !== 'number' || !Number.isInteger(given) || given < 0) {
      throw new InvalidOption(
        'a whole number of at least 0, [rows, columns] or [[top, bottom], [left, right]]',
        {
          wants: 'border',
        },
      );
    }
    return given;
  };
  const side = (given: unknown): readonly [number, number] => {
    const [before, after] = twice(given);
    return [width(before), width(after)];
  };
  return {
    type: 'border',
    min: 0,
    usual: [0, 4],
    default: fallback,
    parse: (given) => {
      const [rows, columns] = twice(given);
      return [side(rows), side(columns)];
    },
  };
}

/** A number, or one for each of up to four channels: the kernels have them as constants. */
export type Numbers = number | readonly number[];

function parseNumbers(given: unknown, min = -Infinity): Numbers {
  const list = Array.isArray(given) ? (given as readonly unknown[]) : [given];
  const isNumber = (value: unknown): value is number =>
    typeof value === 'number' && Number.isFinite(value) && value >= min;
  if (list.length < 1 || list.length > 4 || !list.every(isNumber))
    throw new InvalidOption(
      `a number${min === -Infinity ? '' : ` of at least ${min}`}, or a list of one for each of up to four channels`,
      { wants: 'numbers' },
    );
  return typeof given === 'number' ? given : [...list];
}

export const numbers = (offer: Pick<Option<Numbers>, 'default' | 'suggested'>): Option<Numbers> => ({
  type: 'numbers',
  ...offer,
  parse: (given) => parseNumbers(given),
});

/** Null by default. */
export const optionalNumbers = (min = -Infinity): Option<Numbers | null> => ({
  type: 'numbers',
  min,
  default: null,
  parse: (given) => (given === null ? null : parseNumbers(given, min)),
});

/** The axes in another order, counted from 1 behind the batch: each of 1, 2, … once. */
export function axisOrder(): Option<readonly number[]> {
  return {
    type: 'shape',
    suggested: [2, 1, 3],
    parse: (given) => {
      const list = Array.isArray(given) ? (given as readonly unknown[]) : [];
      if (list.length === 0 || list.some((_, k) => !list.includes(k + 1)))
        throw new InvalidOption('a list of 1, 2, … in any order, each once', { wants: 'axes' });
      return [...(list as readonly number[])];
    },
  };
}
