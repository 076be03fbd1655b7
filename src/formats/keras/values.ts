// Initializers, regularizers and activations as Keras, tf.keras and tfjs write them, turned into the names that the
// layers' tables have, and back. Readers throw InvalidOption: the caller knows the layer and the argument.
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
import { LAYER_ACTIVATIONS, type LayerActivation } from '../../layers/options';
import { snakeCase } from '../../layers/shared/kerasNames';
import { PACKAGE } from './packageName';

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

/** As Keras calls its class, and the arguments in its order, where a name alone does not say it all. */
export function initializerCall(given: InitializerObject): {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
} {
  const { kind, ...rest } = given;
  const config = Object.entries(rest).map(([key, value]) => [
    key,
    typeof value === 'string' ? snakeCase(value) : value,
  ]);
  return { className: className(kind), config: Object.fromEntries(config) as Record<string, unknown> };
}

/** As an object that Keras 2, Keras 3 and tfjs all know; the two do not agree on LeCun's class name. */
export function initializerObject(given: Initializer): Readonly<Record<string, unknown>> {
  const object = (
    className: string,
    config: Readonly<Record<string, unknown>>,
  ): Readonly<Record<string, unknown>> => ({
    module: 'keras.initializers',
    class_name: className,
    config,
    registered_name: null,
  });
  if (typeof given === 'object') {
    const { className: name, config } = initializerCall(given);
    return object(name, given.kind === 'constant' ? config : { ...config, seed: null });
  }
  switch (given) {
    case 'zeros':
    case 'ones':
      return object(className(given), {});
    case 'leCunNormal':
    case 'leCunUniform': {
      const distribution = given === 'leCunNormal' ? 'truncated_normal' : 'uniform';
      return object('VarianceScaling', { scale: 1, mode: 'fan_in', distribution, seed: null });
    }
    case 'glorotNormal':
    case 'glorotUniform':
    case 'heNormal':
    case 'heUniform':
      return object(className(given), { seed: null });
    case 'randomNormal':
    case 'truncatedNormal':
    case 'randomUniform':
    case 'orthogonal':
      return object(className(given), { ...INITIALIZER_DEFAULTS[given], seed: null });
    default:
      return given satisfies never;
  }
}

function className(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
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

/** Keras has L1, L2 and L1L2, tfjs only the last. Null: no penalty. */
export function penaltyObject({ l1, l2 }: Penalty): Readonly<Record<string, unknown>> | null {
  if (l1 === 0 && l2 === 0) return null;
  return { module: 'keras.regularizers', class_name: 'L1L2', config: { l1, l2 }, registered_name: null };
}

/** Keras's other names for some of them. */
const SAME_ACTIVATIONS: Readonly<Record<string, LayerActivation>> = {
  swish: 'silu',
  hardswish: 'hardSilu',
  // With its alpha of 1.
  celu: 'elu',
  [plainName(`${PACKAGE}>gelu_tanh`)]: 'geluTanh',
};

/** Null is Keras's linear. @throws InvalidOption */
export function readActivation(given: unknown): LayerActivation {
  if (given === null) return 'linear';
  const object = kerasObject(given);
  const plain = plainName(object?.className ?? '');
  const found = SAME_ACTIVATIONS[plain] ?? LAYER_ACTIVATIONS.find((one) => plainName(one) === plain);
  // A layer in place of a name has options of its own, and LeakyReLU another slope than 'leaky_relu'.
  const isLeakyLayer =
    typeof given === 'object' && found === 'leakyRelu' && object?.className === 'LeakyReLU';
  if (found !== undefined && Object.keys(object?.config ?? {}).length === 0 && !isLeakyLayer) return found;
  if (plain === 'sparsemax')
    throw new InvalidOption(
      "another one: what Keras 3 computes as 'sparsemax' is not the function of that name, its numbers do not add up to 1",
    );
  throw new InvalidOption(`one of ${LAYER_ACTIVATIONS.map((one) => `'${snakeCase(one)}'`).join(', ')}`);
}

/**
 * Keras has a function for the GELU by tanh, and no name: a registered function that the loader must have. Others by their
 * names.
 */
export function activationObject(activation: LayerActivation): unknown {
  if (activation !== 'geluTanh') return snakeCase(activation);
  const config = `${PACKAGE}>gelu_tanh`;
  return { module: 'builtins', class_name: 'function', config, registered_name: 'function' };
}
