// The options of a layer, loss or optimizer as data: type, range, default. One table provides the run-time checks, the
// compile-time types, and the sliders of the page.

export interface Option<T> {
  readonly type:
    'integer' | 'pair' | 'number' | 'numbers' | 'ends' | 'boolean' | 'choice' | 'shape' | 'border';
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly string[];
  /** Undefined: the option is required. `null` is a value ("follows another option"). */
  readonly default?: T;
  /** The range of the slider: the values worth trying. `min` and `max` are the limits of what is allowed. */
  readonly usual?: readonly [from: number, to: number];
  /** The initial value in a new layer if there is no default, or a better one for any input. */
  readonly suggested?: T;
  /** Rarely used; hidden among the advanced options. */
  readonly advanced?: boolean;
  /** Parses the caller's value; throws a reason ("expected …") to which checkOptions adds the place. */
  parse(given: unknown): T;
}

export type OptionTable = Readonly<Record<string, Option<unknown>>>;

/** The checked options of a table, defaults included. */
export type Resolved<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Option<infer T> ? T : never;
};

/** The expected value of an option, as data. */
export type Expectation =
  | { readonly wants: 'range'; readonly min: number; readonly max: number }
  | { readonly wants: 'choice'; readonly values: readonly string[] }
  | { readonly wants: 'ends'; readonly min?: number; readonly max?: number; readonly above?: boolean }
  | {
      readonly wants:
        | 'whole'
        | 'number'
        | 'numbers'
        | 'axes'
        | 'pair'
        | 'flag'
        | 'shape'
        | 'oneUnknown'
        | 'border'
        | 'belowOne';
    };

/** Thrown by `parse`: the expected value in words, such as "a whole number". */
export class InvalidOption extends Error {
  constructor(
    message: string,
    readonly expected: Expectation | null = null,
  ) {
    super(message);
  }
}

/** An invalid option, as data. `where` names the layer or the optimizer: `Conv2D 'conv1'`. */
export type OptionFacts =
  | {
      readonly code: 'unknownOption';
      readonly where: string;
      readonly option: string;
      readonly known: readonly string[];
    }
  | { readonly code: 'missingOption'; readonly where: string; readonly option: string }
  | {
      readonly code: 'badOption';
      readonly where: string;
      readonly option: string;
      readonly expected: Expectation;
      readonly received: string;
    };

function inRange(value: number, min: number, max: number): number {
  if (value < min || value > max) {
    throw new InvalidOption(max === Infinity ? `at least ${min}` : `between ${min} and ${max}`, {
      wants: 'range',
      min,
      max,
    });
  }
  return value;
}

function wholeNumber(given: unknown, min: number, max: number): number {
  if (typeof given !== 'number' || !Number.isInteger(given))
    throw new InvalidOption('a whole number', { wants: 'whole' });
  return inRange(given, min, max);
}

/** The control for an option on the page. */
type Offer<T> = Pick<Option<T>, 'usual' | 'suggested' | 'advanced'>;

export function integer({
  min = 1,
  max = Infinity,
  ...rest
}: { min?: number; max?: number; default?: number } & Offer<number> = {}): Option<number> {
  return { type: 'integer', min, max, ...rest, parse: (given) => wholeNumber(given, min, max) };
}

export function number({
  min = -Infinity,
  max = Infinity,
  ...rest
}: { min?: number; max?: number; default?: number } & Offer<number> = {}): Option<number> {
  return {
    type: 'number',
    min,
    max,
    ...rest,
    parse: (given) => {
      if (typeof given !== 'number' || !Number.isFinite(given))
        throw new InvalidOption('a number', { wants: 'number' });
      return inRange(given, min, max);
    },
  };
}

export type Pair = readonly [rows: number, columns: number];

/** `3` or `[3, 5]` (rows, columns), as in Keras. */
export function pair({
  min = 1,
  max = Infinity,
  ...rest
}: { min?: number; max?: number; default?: Pair } & Offer<Pair> = {}): Option<Pair> {
  return { type: 'pair', min, max, ...rest, parse: (given) => parsePair(given, min, max) };
}

/** A pair that defaults to another option, as `strides` defaults to `poolSize`. */
export function optionalPair({
  min = 1,
  max = Infinity,
  ...rest
}: { min?: number; max?: number } & Offer<Pair> = {}): Option<Pair | null> {
  return {
    type: 'pair',
    min,
    max,
    ...rest,
    default: null,
    parse: (given) => (given === null ? null : parsePair(given, min, max)),
  };
}

function parsePair(given: unknown, min: number, max: number): Pair {
  if (typeof given === 'number') {
    const length = wholeNumber(given, min, max);
    return [length, length];
  }
  if (!Array.isArray(given) || given.length !== 2)
    throw new InvalidOption('a whole number or two of them [rows, columns]', { wants: 'pair' });
  const [rows, columns] = given as readonly unknown[];
  return [wholeNumber(rows, min, max), wholeNumber(columns, min, max)];
}

export function boolean(fallback: boolean): Option<boolean> {
  return {
    type: 'boolean',
    default: fallback,
    advanced: true,
    parse: (given) => {
      if (typeof given !== 'boolean') throw new InvalidOption('true or false', { wants: 'flag' });
      return given;
    },
  };
}

export function choice<const Value extends string>(
  values: readonly Value[],
  fallback?: Value,
): Option<Value> {
  return {
    type: 'choice',
    values,
    ...(fallback === undefined ? {} : { default: fallback }),
    parse: (given) => {
      const found = values.find((value) => value === given);
      if (found === undefined) {
        const names = values.map((value) => `'${value}'`).join(', ');
        throw new InvalidOption(`one of ${names}`, { wants: 'choice', values });
      }
      return found;
    },
  };
}

/** An option is invalid. `option` is its name, if exactly one is concerned. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
  constructor(
    message: string,
    readonly option: string | null = null,
    readonly facts: OptionFacts | null = null,
  ) {
    super(message);
  }
}

/**
 * Checks the caller's options and fills in the defaults.
 * @throws OptionError naming layer, option, expected and received value; also for unknown options
 */
export function checkOptions<Table extends OptionTable>(
  where: string,
  table: Table,
  given: Readonly<Record<string, unknown>>,
): Resolved<Table> {
  for (const name of Object.keys(given)) {
    if (!(name in table)) {
      const known = Object.keys(table);
      throw new OptionError(`${where}: has no option '${name}'. Known: ${known.join(', ') || 'none'}`, null, {
        code: 'unknownOption',
        where,
        option: name,
        known,
      });
    }
  }
  const entries = Object.entries(table).map(([name, option]): [string, unknown] => {
    const value = given[name];
    if (value === undefined) {
      if (option.default === undefined) {
        throw new OptionError(`${where}: '${name}' must be given`, name, {
          code: 'missingOption',
          where,
          option: name,
        });
      }
      return [name, option.default];
    }
    try {
      return [name, option.parse(value)];
    } catch (error) {
      if (!(error instanceof InvalidOption)) throw error;
      throw new OptionError(
        `${where}: '${name}' must be ${error.message}. Received ${JSON.stringify(value)}`,
        name,
        error.expected && {
          code: 'badOption',
          where,
          option: name,
          expected: error.expected,
          received: JSON.stringify(value),
        },
      );
    }
  });
  return Object.freeze(Object.fromEntries(entries)) as Resolved<Table>;
}
