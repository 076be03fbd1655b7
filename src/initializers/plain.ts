// Initializers with numbers of their own, checked and in their shortest form.

import { INITIALIZER_DEFAULTS, VARIANCES, type Initializer, type InitializerObject } from './initializers';

/**
 * An initializer in its shortest form: by its name, where that says the same.
 * @throws RangeError naming the number, expected and received
 */
export function plainInitializer(given: InitializerObject): Initializer {
  const refuse = (name: string, expected: string, received: unknown): never => {
    throw new RangeError(
      `initializer '${given.kind}': ${name} must be ${expected}. Received ${String(received)}`,
    );
  };
  for (const [name, value] of Object.entries(given))
    if (typeof value !== 'string' && !Number.isFinite(value)) refuse(name, 'a number', value);
  switch (given.kind) {
    case 'constant':
      if (given.value === 0) return 'zeros';
      return given.value === 1 ? 'ones' : { kind: given.kind, value: given.value };
    case 'randomNormal':
    case 'truncatedNormal': {
      const { kind, mean, stddev } = given;
      if (stddev < 0) refuse('stddev', 'at least 0', stddev);
      const fallback = INITIALIZER_DEFAULTS[kind];
      return mean === fallback.mean && stddev === fallback.stddev ? kind : { kind, mean, stddev };
    }
    case 'randomUniform': {
      const { kind, minval, maxval } = given;
      if (maxval < minval) refuse('maxval', `at least minval (${minval})`, maxval);
      return minval === -0.05 && maxval === 0.05 ? kind : { kind, minval, maxval };
    }
    case 'orthogonal':
      return given.gain === 1 ? 'orthogonal' : { kind: given.kind, gain: given.gain };
    case 'varianceScaling': {
      const { kind, scale, mode, distribution } = given;
      if (scale <= 0) refuse('scale', 'above 0', scale);
      const names = Object.keys(VARIANCES) as (keyof typeof VARIANCES)[];
      const name = names.find((one) => VARIANCES[one].join() === [mode, scale, distribution].join());
      return name ?? { kind, scale, mode, distribution };
    }
    default:
      throw new RangeError(
        `initializer: kind must be one of ${Object.keys(INITIALIZER_DEFAULTS).join(', ')}. Received ${JSON.stringify(given satisfies never)}`,
      );
  }
}
