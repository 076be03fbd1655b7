// Values as Python writes them.

import type { Initializer } from '../../../initializers/initializers';
import { snakeCase } from '../../../layers/shared/kerasNames';
import { scheduleToKeras, type ScheduledRate } from '../schedules';
import { initializerCall } from '../valueObjects';
import { initializerName, type Penalty } from '../values';

/** `true` → `True`, `[3, 3]` → `(3, 3)`. */
export function pythonText(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (!Array.isArray(value)) throw new TypeError(`code: no way to write ${JSON.stringify(value)}`);
  const items = (value as readonly unknown[]).map(pythonText);
  return items.length === 1 ? `(${items.join()},)` : `(${items.join(', ')})`;
}

/** How the code calls a class of Keras, by its module: `L2`, `regularizers.L2`. */
export type NameOf = (module: 'keras.regularizers' | 'keras.initializers', className: string) => string;

/** An option of one of our layers as the value of Keras's argument. Regularizers: `penaltyText`. */
export function optionText(option: string, value: unknown, nameOf: NameOf): string {
  // Keras has no name for it.
  if (option === 'activation' && value === 'geluTanh')
    return 'lambda x: keras.activations.gelu(x, approximate=True)';
  if (option === 'activation') return pythonText(snakeCase(String(value)));
  if (option.endsWith('Initializer')) return initializerText(value as Initializer, nameOf);
  if (option === 'noiseShape') return value === 'pictures' ? '(None, 1, 1, 1)' : 'None';
  if (option === 'axis' && typeof value === 'string') return value === 'none' ? 'None' : '-1';
  return pythonText(value);
}

function initializerText(value: Initializer, nameOf: NameOf): string {
  if (typeof value === 'string') return pythonText(initializerName(value));
  const { className, config } = initializerCall(value);
  const given = Object.entries(config).map(([name, one]) => `${name}=${pythonText(one)}`);
  return `${nameOf('keras.initializers', className)}(${given.join(', ')})`;
}

export function penaltyText({ l1, l2 }: Penalty, nameOf: NameOf): string {
  if (l1 === 0 && l2 === 0) return 'None';
  const regularizer = (className: string): string => nameOf('keras.regularizers', className);
  if (l1 === 0) return `${regularizer('L2')}(${l2})`;
  return l2 === 0 ? `${regularizer('L1')}(${l1})` : `${regularizer('L1L2')}(l1=${l1}, l2=${l2})`;
}

/** A learning rate, or the schedule that it follows. @param nameOf how the code calls a class of schedules */
export function rateText(rate: ScheduledRate, nameOf: (className: string) => string): string {
  const keras = scheduleToKeras(rate);
  if (keras === null) return pythonText(rate.learningRate);
  const given = Object.entries(keras.config).map(([name, value]) => {
    const text = pythonText(value);
    return `${name}=${Array.isArray(value) ? `[${text.replace(/^\(|,?\)$/g, '')}]` : text}`;
  });
  return `${nameOf(keras.className)}(${given.join(', ')})`;
}

const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global ' +
    'if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** A name for a variable: letters, digits and `_`, none of Python's own and none of `taken`. */
export function variableName(text: string, taken: ReadonlySet<string>): string {
  const plain = text.replace(/[^\p{L}\p{N}_]/gu, '_').replace(/^(?=\p{N})/u, '_') || '_';
  const base = KEYWORDS.has(plain) ? `${plain}_` : plain;
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}_${number}`;
    if (!taken.has(name)) return name;
  }
}
