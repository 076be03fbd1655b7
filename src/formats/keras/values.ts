// Initializers and regularizers as Keras, tf.keras and tfjs write them, turned into the names that the layers' tables have
// (back, and activations: valueObjects.ts). Readers throw InvalidOption: the caller knows the layer and the argument.
//
// All of them may be a name ('glorot_uniform', 'GlorotUniform', 'glorotUniform') or an object ({class_name, config};
// tfjs in memory writes className).

import { InvalidOption } from '../../graph/options';
import {
  INITIALIZER_DEFAULTS,
  INITIALIZERS,
  type Initializer,
  type InitializerName,
  type InitializerObject,
} from '../../initializers/initializers';
import { plainInitializer } from '../../initializers/plain';
import { snakeCase } from '../../layers/shared/kerasNames';

/** What Keras calls an object. `config` has snake_case or camelCase keys. */
export interface KerasObject {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** @returns null unless it is a name or an object with a class name */
export function kerasObject(given: unknown): KerasObject | null {
  if (typeof given === 'string') return { className: given, config: {} };
  if (typeof given !== 'object' || given === null) return null;
  const { class_name, className = class_name, config = {} } = given as Readonly<Record<string, unknown>>;
  if (typeof className !== 'string') return null;
  // Keras 3 writes a function as {class_name: 'function', config: 'relu'}.
  if (className === 'function' && typeof config === 'string') return { className: config, config: {} };
  if (typeof config !== 'object' || config === null) return null;
  return { className, config: config as KerasObject['config'] };
}

/** `LeCunNormal`, `lecun_normal`, `leCunNormal` → `lecunnormal`. */
export function plainName(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/** Keras's other names for some of them. */
const SAME_INITIALIZERS: Readonly<Record<string, InitializerName>> = {
  zero: 'zeros',
  one: 'ones',
  normal: 'randomNormal',
  uniform: 'randomUniform',
  orthogonalinitializer: 'orthogonal',
};

/** @throws InvalidOption */
export function readInitializer(given: unknown): Initializer {
  const object = kerasObject(given);
  if (object === null) throw new InvalidOption('a name or an initializer');
  const plain = plainName(object.className);
  const name = SAME_INITIALIZERS[plain] ?? INITIALIZERS.find((one) => plainName(one) === plain);
  const kind = plain === 'variancescaling' ? 'varianceScaling' : plain === 'constant' ? plain : name;
  if (kind === undefined) {
    throw new InvalidOption(`one of ${INITIALIZERS.map((one) => `'${initializerName(one)}'`).join(', ')}`);
  }
  if (!(kind in INITIALIZER_DEFAULTS)) return kind as InitializerName;
  const numbers = INITIALIZER_DEFAULTS[kind as keyof typeof INITIALIZER_DEFAULTS];
  const read = Object.entries<unknown>(numbers).map(([key, fallback]): [string, unknown] => {
    const value = object.config[key] ?? object.config[snakeCase(key)] ?? fallback;
    if (typeof fallback === 'string') return [key, choiceOf(key, value)];
    if (typeof value !== 'number') throw new InvalidOption(`an initializer whose ${key} is a number`);
    return [key, decimal(value)];
  });
  try {
    return plainInitializer({ kind, ...Object.fromEntries(read) } as InitializerObject);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidOption(
      error.message.replace(/^.*: (.*) must be (.*)\. Received.*$/, 'an initializer whose $1 is $2'),
    );
  }
}

const CHOICES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  mode: { fanin: 'fanIn', fanout: 'fanOut', fanavg: 'fanAvg' },
  distribution: {
    normal: 'truncatedNormal',
    truncatednormal: 'truncatedNormal',
    untruncatednormal: 'untruncatedNormal',
    uniform: 'uniform',
  },
};

function choiceOf(key: string, value: unknown): string {
  const choices = CHOICES[key] ?? {};
  const found = choices[plainName(String(value))];
  if (found !== undefined) return found;
  const known = [...new Set(Object.values(choices))].map((one) => `'${snakeCase(one)}'`).join(', ');
  throw new InvalidOption(`variance scaling whose ${key} is one of ${known}`);
}

/** As Keras names it in code: `leCunNormal` → `lecun_normal`. */
export function initializerName(name: InitializerName): string {
  return snakeCase(name).replace('le_cun', 'lecun');
}

/** λ where none is given. */
export const DEFAULT_L2 = 0.01;

/** λ of the two penalties; 0 for none. */
export interface Penalty {
  readonly l1: number;
  readonly l2: number;
}

/** @throws InvalidOption */
export function readPenalty(given: unknown): Penalty {
  if (given === null) return { l1: 0, l2: 0 };
  const object = kerasObject(given);
  const kind = plainName(object?.className ?? '');
  // Keras 2 takes 'l1_l2' for 0.01 each and Keras 3 for none.
  if ((kind === 'l1' || kind === 'l2' || kind === 'l1l2') && given !== 'l1_l2' && given !== 'l1l2') {
    // tfjs in memory: {className: 'L2', l2}.
    const flat = given as { readonly l1?: unknown; readonly l2?: unknown };
    const config = object?.config ?? {};
    const named = (of: string): number => (kind === of ? DEFAULT_L2 : 0);
    const { l1 = flat.l1 ?? named('l1'), l2 = flat.l2 ?? named('l2') } = config;
    const fits = (value: unknown): value is number =>
      typeof value === 'number' && value >= 0 && value < Infinity;
    if (fits(l1) && fits(l2)) return { l1: decimal(l1), l2: decimal(l2) };
  }
  throw new InvalidOption('L1(λ), L2(λ) or L1L2(λ, λ)');
}

/** A number that went through f32, as 0.009999999776482582, by the decimal that it was. */
function decimal(value: number): number {
  const short = Number(value.toPrecision(7));
  return Math.fround(short) === value ? short : value;
}
