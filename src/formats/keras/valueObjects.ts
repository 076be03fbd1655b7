// Initializers, penalties and activations as the objects of Keras, and activations of them. In a module of its own, because
// programs that only train need no more than values.ts.

import { InvalidOption } from '../../graph/options';
import {
  INITIALIZER_DEFAULTS,
  type Initializer,
  type InitializerObject,
} from '../../initializers/initializers';
import { LAYER_ACTIVATIONS, type LayerActivation } from '../../layers/options';
import { snakeCase } from '../../layers/shared/kerasNames';
import { PACKAGE } from './packageName';
import { kerasObject, plainName, type Penalty } from './values';

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
