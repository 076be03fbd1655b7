// Values as Python writes them.

import type { InitializerName } from '../../../initializers/initializers';
import { snakeCase } from '../../../layers/shared/kerasNames';
import { initializerName } from '../values';

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

/**
 * An option of one of our layers as the value of Keras's argument.
 * @param call how the code calls regularizers: `L2`, `regularizers.l2`
 */
export function optionText(option: string, value: unknown, call: (l2: number) => string): string {
  if (option === 'activation') return pythonText(snakeCase(String(value)));
  if (option.endsWith('Initializer')) return pythonText(initializerName(value as InitializerName));
  if (option.endsWith('L2')) return value === 0 ? 'None' : call(value as number);
  if (option === 'noiseShape') return value === 'pictures' ? '(None, 1, 1, 1)' : 'None';
  return pythonText(value);
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
