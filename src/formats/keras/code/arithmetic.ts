// Calculating with numbers, texts and lists as Python does, within bounds: whole numbers stay below 2^53, texts and
// lists stay short. What has no result is undefined; what is too large is TooMuch or an unknown value.

import { TooMuch, type Range } from './syntax';
import type { Value } from './values';

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
export function resize(list: Value & { readonly type: 'list' }): void {
  list.size = list.items.reduce((sum, item) => sum + (item.type === 'list' ? item.size + 1 : 1), 0);
  if (list.size > LONGEST_LIST) throw new TooMuch('steps', LONGEST_LIST, list.origin);
}

/** @returns undefined where Python would stop or the result is not known; 'large' where it is out of reach */
export function binary(operator: string, left: Value, right: Value, at: Range): Value | 'large' | undefined {
  if (left.type === 'number' && right.type === 'number') return numbers(operator, left, right, at);
  const texts = left.type === 'string' && right.type === 'string';
  switch (operator) {
    case '==':
    case '!=':
      if (!isPlain(left) || !isPlain(right)) return undefined;
      return { type: 'constant', value: (left.value === right.value) === (operator === '=='), origin: at };
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

function isPlain(value: Value): value is Value & { readonly type: 'number' | 'string' | 'constant' } {
  return value.type === 'number' || value.type === 'string' || value.type === 'constant';
}

/** Null where it is not known. */
export function truthOf(value: Value): boolean | null {
  if (isPlain(value)) return Boolean(value.value);
  return value.type === 'list' ? value.items.length > 0 : null;
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

/** Python's own functions on what is known. @returns undefined for others, or where the result is not known */
export function builtin(name: string, given: readonly Value[], at: Range): Value | 'large' | undefined {
  const [first] = given;
  const items = given.length === 1 && first?.type === 'list' ? first.items : given;
  const numbersGiven = items.flatMap((item) => (item.type === 'number' ? [item] : []));
  const all = numbersGiven.length === items.length && items.length > 0;
  switch (name) {
    case 'range': {
      const [a, b, step = 1] = given.map((value) =>
        value.type === 'number' && value.whole ? value.value : NaN,
      );
      const [from, to] = b === undefined ? [0, a ?? NaN] : [a ?? NaN, b];
      const count = Math.max(0, Math.ceil((to - from) / step));
      if (!Number.isFinite(count)) return undefined;
      if (count > LONGEST_LIST) return 'large';
      return listValue(
        Array.from({ length: count }, (_, i) => numberValue(from + i * step, true, null)),
        at,
      );
    }
    case 'len':
      return first?.type === 'list' && given.length === 1
        ? numberValue(first.items.length, true, at)
        : undefined;
    case 'int':
      return first?.type === 'number' ? numberValue(Math.trunc(first.value), true, at) : undefined;
    case 'float':
      return first?.type === 'number' ? numberValue(first.value, false, at) : undefined;
    case 'str':
      return first?.type === 'number' || first?.type === 'string'
        ? { type: 'string', value: String(first.value), origin: at }
        : undefined;
    case 'round':
      return first?.type === 'number' && given.length === 1
        ? numberValue(Math.round(first.value), true, at)
        : undefined;
    case 'abs':
      return first?.type === 'number' ? numberValue(Math.abs(first.value), first.whole, at) : undefined;
    case 'min':
    case 'max': {
      if (!all) return undefined;
      const best = numbersGiven.reduce((a, b) =>
        (name === 'min' ? b.value < a.value : b.value > a.value) ? b : a,
      );
      return { ...best, origin: at };
    }
    case 'sum':
      if (!all) return undefined;
      return numbersGiven.reduce<Value | 'large' | undefined>(
        (sum, item) => (typeof sum === 'object' ? binary('+', sum, item, at) : sum),
        numberValue(0, true, at),
      );
    case 'list':
    case 'tuple':
      return first?.type === 'list'
        ? listValue([...first.items], at)
        : given.length === 0
          ? listValue([], at)
          : undefined;
    case 'reversed':
      return first?.type === 'list' ? listValue([...first.items].reverse(), at) : undefined;
    case 'enumerate':
      return first?.type === 'list'
        ? listValue(
            first.items.map((item, i) => listValue([numberValue(i, true, null), item], null)),
            at,
          )
        : undefined;
    case 'zip': {
      const lists = given.flatMap((value) => (value.type === 'list' ? [value.items] : []));
      if (lists.length !== given.length || lists.length === 0) return undefined;
      const length = Math.min(...lists.map((list) => list.length));
      return listValue(
        Array.from({ length }, (_, i) =>
          listValue(
            lists.flatMap((list) => list[i] ?? []),
            null,
          ),
        ),
        at,
      );
    }
    default:
      return undefined;
  }
}
