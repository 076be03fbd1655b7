// Initializers, regularizers and activations as Keras, tf.keras and tfjs write them, turned into the names that the
// layers' tables have, and back. Readers throw InvalidOption: the caller knows the layer and the argument.
//
// All of them may be a name ('glorot_uniform', 'GlorotUniform', 'glorotUniform') or an object ({class_name, config};
// tfjs in memory writes className).

import { InvalidOption } from '../../graph/options';
import { INITIALIZERS, type InitializerName } from '../../initializers/initializers';
import { LAYER_ACTIVATIONS, type LayerActivation } from '../../layers/options';
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
const SAME_INITIALIZERS: Readonly<Record<string, InitializerName>> = { zero: 'zeros', one: 'ones' };

/** @throws InvalidOption */
export function readInitializer(given: unknown): InitializerName {
  const object = kerasObject(given);
  if (object === null) throw new InvalidOption('a name or an initializer');
  const plain = plainName(object.className);
  if (plain === 'variancescaling') return varianceScaling(object.config);
  if (plain === 'constant') {
    const { value = 0 } = object.config;
    if (value === 0 || value === 1) return value === 0 ? 'zeros' : 'ones';
  }
  const name = SAME_INITIALIZERS[plain] ?? INITIALIZERS.find((one) => plainName(one) === plain);
  if (name === undefined) {
    throw new InvalidOption(`one of ${INITIALIZERS.map((one) => `'${initializerName(one)}'`).join(', ')}`);
  }
  return name;
}

/** Variance scaling by other names; each of them is one. */
function varianceScaling(config: KerasObject['config']): InitializerName {
  const { scale = 1, mode = 'fan_in', distribution = 'truncated_normal' } = config;
  const plain = (value: unknown): string => plainName(String(value));
  const shapes: Readonly<Record<string, 'Normal' | 'Uniform'>> = {
    normal: 'Normal',
    truncatednormal: 'Normal',
    uniform: 'Uniform',
  };
  const shape = shapes[plain(distribution)];
  if (shape !== undefined) {
    if (scale === 1 && plain(mode) === 'fanin') return `leCun${shape}`;
    if (scale === 1 && plain(mode) === 'fanavg') return `glorot${shape}`;
    if (scale === 2 && plain(mode) === 'fanin') return `he${shape}`;
  }
  throw new InvalidOption('variance scaling of scale 1 with fan_in or fan_avg, or of scale 2 with fan_in');
}

/** As Keras names it in code: `leCunNormal` → `lecun_normal`. */
export function initializerName(name: InitializerName): string {
  return snakeCase(name).replace('le_cun', 'lecun');
}

/** As an object that Keras 2, Keras 3 and tfjs all know; the two do not agree on LeCun's class name. */
export function initializerObject(name: InitializerName): Readonly<Record<string, unknown>> {
  const object = (
    className: string,
    config: Readonly<Record<string, unknown>>,
  ): Readonly<Record<string, unknown>> => ({
    module: 'keras.initializers',
    class_name: className,
    config,
    registered_name: null,
  });
  switch (name) {
    case 'zeros':
    case 'ones':
      return object(className(name), {});
    case 'leCunNormal':
    case 'leCunUniform': {
      const distribution = name === 'leCunNormal' ? 'truncated_normal' : 'uniform';
      return object('VarianceScaling', { scale: 1, mode: 'fan_in', distribution, seed: null });
    }
    case 'glorotNormal':
    case 'glorotUniform':
    case 'heNormal':
    case 'heUniform':
      return object(className(name), { seed: null });
    default:
      return name satisfies never;
  }
}

function className(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** λ where none is given. */
export const DEFAULT_L2 = 0.01;

/** @returns λ of an L2 penalty; 0 for none. @throws InvalidOption */
export function readL2(given: unknown): number {
  if (given === null) return 0;
  const object = kerasObject(given);
  const kind = plainName(object?.className ?? '');
  if (kind === 'l2' || kind === 'l1l2') {
    // tfjs in memory: {className: 'L2', l2}.
    const flat = given as { readonly l1?: unknown; readonly l2?: unknown };
    const config = object?.config ?? {};
    const named = typeof given === 'string' || kind === 'l2' ? DEFAULT_L2 : 0;
    const { l1 = flat.l1 ?? 0, l2 = flat.l2 ?? named } = config;
    if (typeof l2 === 'number' && l2 >= 0 && l2 < Infinity && l1 === 0 && !(given === 'l1_l2'))
      return decimal(l2);
  }
  throw new InvalidOption('L2(λ)');
}

/** A number that went through f32, as 0.009999999776482582, by the decimal that it was. */
function decimal(value: number): number {
  const short = Number(value.toPrecision(7));
  return Math.fround(short) === value ? short : value;
}

/** Keras has L1, L2 and L1L2, tfjs only the last. Null: no penalty. */
export function l2Object(l2: number): Readonly<Record<string, unknown>> | null {
  if (l2 === 0) return null;
  return { module: 'keras.regularizers', class_name: 'L1L2', config: { l1: 0, l2 }, registered_name: null };
}

/** Keras's other names for some of them. */
const SAME_ACTIVATIONS: Readonly<Record<string, LayerActivation>> = { swish: 'silu', hardswish: 'hardSilu' };

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
  throw new InvalidOption(`one of ${LAYER_ACTIVATIONS.map((one) => `'${snakeCase(one)}'`).join(', ')}`);
}
