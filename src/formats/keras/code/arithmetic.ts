// Calculating with numbers, texts and lists as Python does, within bounds: whole numbers stay below 2^53, texts and
// lists stay short. What has no result is undefined; what is too large is TooMuch or an unknown value.

import { TooMuch, type Range } from './syntax';
import { percent } from './texts';
import { plainValue, type Entry, type Value } from './values';

const LONGEST_TEXT = 1_000;
export const LONGEST_LIST = 10_000;

type Number_ = Value & { readonly type: 'number' };

export const numberValue = (value: number, whole: boolean, origin: Range | null): Value => ({
  type: 'number',
  value,
  whole,
  origin,
});

/** @throws TooMuch where it holds too much, lists within lists counted */
export function listValue(items: Value[], origin: Range | null): Value & { readonly type: 'list' } {
  const list = { type: 'list' as const, items, size: 0, origin };
  resize(list);
  return list;
}

/** After its items changed. @throws TooMuch */
export function resize(of: Value & { readonly type: 'list' | 'dictionary' }): void {
  const items = of.type === 'list' ? of.items : [...of.entries.values()].map(({ value }) => value);
  of.size = items.reduce((sum, item) => sum + ('size' in item ? item.size + 1 : 1), 0);
  if (of.size > LONGEST_LIST) throw new TooMuch('steps', LONGEST_LIST, of.origin);
}

/** @throws TooMuch */
export function dictionary(
  entries: readonly Entry[],
  origin: Range | null,
): Value & { readonly type: 'dictionary' } {
  const keyed = entries.flatMap((entry) => {
    const key = itemKey(entry.key);
    return key === null ? [] : [[key, entry] as const];
  });
  const made = { type: 'dictionary' as const, entries: new Map(keyed), size: 0, origin };
  resize(made);
  return made;
}

/** What tells the keys of a dictionary apart; null where the key is not known. */
export function itemKey(key: Value): string | null {
  const plain = plainValue(key);
  return plain === undefined ? null : JSON.stringify(plain);
}

/** Python calculates with True as with 1. */
function asNumber(value: Value): (Value & { readonly type: 'number' }) | null {
  if (value.type === 'number') return value;
  if (value.type !== 'constant' || value.value === null) return null;
  return { type: 'number', value: value.value ? 1 : 0, whole: true, origin: value.origin };
}

/** @returns undefined where Python would stop or the result is not known; 'large' where it is out of reach */
export function binary(operator: string, left: Value, right: Value, at: Range): Value | 'large' | undefined {
  const [a, b] = [asNumber(left), asNumber(right)];
  const isSum = /^[-+*/%]|^\/\/$/.test(operator);
  if (a !== null && b !== null && (isSum || (left.type === 'number' && right.type === 'number')))
    return numbers(operator, a, b, at);
  const texts = left.type === 'string' && right.type === 'string';
  const truth = (value: boolean): Value => ({ type: 'constant', value, origin: at });
  switch (operator) {
    case '==':
    case '!=': {
      if (left.type === 'unknown' || right.type === 'unknown') return undefined;
      const [a, b] = [plainValue(left), plainValue(right)];
      if (a === undefined || b === undefined) return undefined;
      return truth((JSON.stringify(a) === JSON.stringify(b)) === (operator === '=='));
    }
    case 'is':
    case 'is not': {
      if (left.type === 'unknown' || right.type === 'unknown') return undefined;
      // Texts that are written in a script are one where they are the same, and so are Python's own types.
      const isText = left.type === 'string' && right.type === 'string';
      const isType = left.type === 'path' && right.type === 'path' && left.path.startsWith('builtins.');
      if (isText) return truth((left.value === right.value) === (operator === 'is'));
      const last = (path: string): string | undefined => path.split('.').at(-1);
      if (isType) return truth((last(left.path) === last(right.path)) === (operator === 'is'));
      // Only the constants are the same object wherever they come from.
      if (left.type !== 'constant' && right.type !== 'constant') return undefined;
      const isSame = left.type === 'constant' && right.type === 'constant' && left.value === right.value;
      return truth(isSame === (operator === 'is'));
    }
    case 'in':
    case 'not in': {
      const isIn = contains(right, left);
      return isIn === null ? undefined : truth(isIn === (operator === 'in'));
    }
    case '%': {
      const text = left.type === 'string' ? percent(left.value, right) : null;
      if (text === null) return undefined;
      return text.length > LONGEST_TEXT ? 'large' : { type: 'string', value: text, origin: at };
    }
    case '+':
      if (texts) {
        const value = left.value + right.value;
        return value.length > LONGEST_TEXT ? 'large' : { type: 'string', value, origin: at };
      }
      return left.type === 'list' && right.type === 'list'
        ? listValue([...left.items, ...right.items], at)
        : undefined;
    case '*': {
      const [list, times] = left.type === 'list' ? [left, right] : [right, left];
      if (list.type !== 'list' || times.type !== 'number' || !times.whole) return undefined;
      if (list.size * times.value > LONGEST_LIST) return 'large';
      return listValue(Array.from({ length: Math.max(0, times.value) }, () => list.items).flat(), at);
    }
    case 'and':
    case 'or': {
      const truth = truthOf(left);
      if (truth === null) return undefined;
      return truth === (operator === 'and') ? right : left;
    }
    default:
      return undefined;
  }
}

function contains(of: Value, value: Value): boolean | null {
  if (of.type === 'string' && value.type === 'string') return of.value.includes(value.value);
  const key = itemKey(value);
  if (key === null) return null;
  if (of.type === 'dictionary') return of.entries.has(key);
  if (of.type !== 'list') return null;
  const keys = of.items.map(itemKey);
  return keys.includes(key) ? true : keys.includes(null) ? null : false;
}

function isPlain(value: Value): value is Value & { readonly type: 'number' | 'string' | 'constant' } {
  return value.type === 'number' || value.type === 'string' || value.type === 'constant';
}

/** Null where it is not known. */
export function truthOf(value: Value): boolean | null {
  if (isPlain(value)) return Boolean(value.value);
  if (value.type === 'list') return value.items.length > 0;
  if (value.type === 'dictionary') return value.entries.size > 0;
  const isObject = ['layer', 'model', 'function', 'class', 'instance', 'partial', 'object'];
  return isObject.includes(value.type) ? true : null;
}

function numbers(
  operator: string,
  { value: a, whole: aw }: Number_,
  { value: b, whole: bw }: Number_,
  at: Range,
): Value | 'large' | undefined {
  const whole = aw && bw;
  const result = (value: number, isWhole = whole): Value | 'large' =>
    Number.isFinite(value) && (!isWhole || Math.abs(value) <= Number.MAX_SAFE_INTEGER)
      ? numberValue(value, isWhole, at)
      : 'large';
  const truth = (value: boolean): Value => ({ type: 'constant', value, origin: at });
  switch (operator) {
    case '+':
      return result(a + b);
    case '-':
      return result(a - b);
    case '*':
      return result(a * b);
    case '/':
      return b === 0 ? undefined : result(a / b, false);
    case '//':
      return b === 0 ? undefined : result(Math.floor(a / b));
    case '%':
      return b === 0 ? undefined : result(a - b * Math.floor(a / b));
    case '**':
      return result(a ** b, whole && b >= 0);
    case '<<':
      return whole && b >= 0 ? result(a * 2 ** b) : undefined;
    case '>>':
      return whole && b >= 0 ? result(Math.floor(a / 2 ** b)) : undefined;
    case '==':
      return truth(a === b);
    case '!=':
      return truth(a !== b);
    case '<':
      return truth(a < b);
    case '<=':
      return truth(a <= b);
    case '>':
      return truth(a > b);
    case '>=':
      return truth(a >= b);
    case 'and':
      return a === 0 ? numberValue(a, aw, at) : numberValue(b, bw, at);
    case 'or':
      return a === 0 ? numberValue(b, bw, at) : numberValue(a, aw, at);
    default:
      return undefined;
  }
}

/** `-x`, `+x`, `not x`. */
export function unary(operator: string, operand: Value, at: Range): Value | undefined {
  if (operator === 'not') {
    const truth = truthOf(operand);
    return truth === null ? undefined : { type: 'constant', value: !truth, origin: at };
  }
  if (operand.type !== 'number') return undefined;
  if (operator === '-') return numberValue(-operand.value, operand.whole, at);
  return operator === '+' ? numberValue(operand.value, operand.whole, at) : undefined;
}
