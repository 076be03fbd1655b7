// Python's own functions, and a few of its libraries, on what is known.

import { KERAS_KINDS } from '../layers';
import { binary, dictionary, listValue, LONGEST_LIST, numberValue, truthOf } from './arithmetic';
import type { Range } from './syntax';
import { formatWith, lettersOf } from './texts';
import type { Value } from './values';

/** Python's own functions on what is known. @returns undefined for others, or where the result is not known */
export function builtin(
  name: string,
  values: readonly Value[],
  at: Range,
  keywords: ReadonlyMap<string, Value> = new Map(),
): Value | 'large' | undefined {
  const given = SEQUENCES.has(name) ? values.map(asList) : values;
  const [first] = given;
  const truth = (value: boolean): Value => ({ type: 'constant', value, origin: at });
  const items = given.length === 1 && first?.type === 'list' ? first.items : given;
  const numbersGiven = items.flatMap((item) => (item.type === 'number' ? [item] : []));
  const all = numbersGiven.length === items.length && items.length > 0;
  switch (name) {
    case 'range':
    case 'xrange': {
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
      if (first?.type === 'dictionary') return numberValue(first.entries.size, true, at);
      if (first?.type === 'string') return numberValue(first.value.length, true, at);
      return first?.type === 'list' && given.length === 1
        ? numberValue(first.items.length, true, at)
        : undefined;
    case 'int':
      if (first?.type === 'string' && /^\s*-?\d+\s*$/.test(first.value))
        return numberValue(Number(first.value), true, at);
      return first?.type === 'number' ? numberValue(Math.trunc(first.value), true, at) : undefined;
    case 'float':
      return first?.type === 'number' ? numberValue(first.value, false, at) : undefined;
    case 'str':
    case 'format': {
      const [, form] = given;
      const text = first === undefined ? null : formatWith(first, form?.type === 'string' ? form.value : '');
      return text === null ? undefined : { type: 'string', value: text, origin: at };
    }
    case 'round': {
      const [, digits] = given;
      if (first?.type !== 'number' || (digits !== undefined && digits.type !== 'number')) return undefined;
      if (digits === undefined) return numberValue(halfToEven(first.value), true, at);
      return numberValue(Number(first.value.toFixed(Math.max(0, digits.value))), first.whole, at);
    }
    case 'pow':
      return first === undefined || given[1] === undefined || given.length > 2
        ? undefined
        : binary('**', first, given[1], at);
    case 'divmod': {
      const [, second] = given;
      if (first?.type !== 'number' || second?.type !== 'number') return undefined;
      const parts = ['//', '%'].map((operator) => binary(operator, first, second, at));
      const known = parts.flatMap((part) => (typeof part === 'object' ? [part] : []));
      return known.length === 2 ? listValue(known, at) : undefined;
    }
    case 'ord':
      return first?.type === 'string' && lettersOf(first.value).length === 1
        ? numberValue(first.value.codePointAt(0) ?? 0, true, at)
        : undefined;
    case 'chr':
      return first?.type === 'number' && first.value >= 0 && first.value <= 0x10_ff_ff
        ? { type: 'string', value: String.fromCodePoint(first.value), origin: at }
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
    case 'bool': {
      const known = first === undefined ? false : truthOf(first);
      return known === null ? undefined : truth(known);
    }
    case 'all':
    case 'any': {
      if (first?.type !== 'list') return undefined;
      const truths = first.items.map(truthOf);
      const deciding = name === 'any';
      return truths.includes(deciding)
        ? truth(deciding)
        : truths.includes(null)
          ? undefined
          : truth(!deciding);
    }
    case 'isinstance': {
      const [, classes] = given;
      const names = (classes?.type === 'list' ? classes.items : classes ? [classes] : []).map((one) =>
        one.type === 'path' ? classNameOf(one.path) : '?',
      );
      // Of model.layers the first is the input, which is a tensor here.
      if (first?.type === 'tensor' && names.every((name) => KERAS_KINDS.has(name))) return truth(false);
      const own = first === undefined ? null : typeName(first);
      return own === null || names.includes('?') ? undefined : truth(names.some((one) => own.includes(one)));
    }
    case 'type': {
      if (first === undefined || given.length > 1) return undefined;
      const [own] = typeName(first) ?? [];
      // Of a list and a tuple it is not kept which of them was written.
      return own === undefined || first.type === 'list'
        ? undefined
        : { type: 'path', path: `builtins.${own}`, origin: null };
    }
    case 'callable':
      if (first === undefined || first.type === 'unknown') return undefined;
      return truth(['function', 'class', 'path', 'layer', 'model', 'partial', 'method'].includes(first.type));
    case 'dict': {
      const pairs = first === undefined ? [] : entriesOf(first);
      if (pairs === null) return undefined;
      return dictionary(
        [
          ...pairs,
          ...[...keywords].map(([key, value]) => ({
            key: { type: 'string', value: key, origin: null } as const,
            value,
          })),
        ],
        at,
      );
    }
    case 'sorted': {
      if (first?.type !== 'list' || keywords.has('key')) return undefined;
      const backwards = keywords.get('reverse');
      const isBackwards = backwards === undefined ? false : truthOf(backwards);
      const texts = first.items.flatMap((item) => (item.type === 'string' ? [item] : []));
      const sorted: Value[] | null =
        numbersGiven.length === items.length
          ? [...numbersGiven].sort((a, b) => a.value - b.value)
          : texts.length === items.length
            ? [...texts].sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0))
            : null;
      if (sorted === null || isBackwards === null) return undefined;
      return listValue(isBackwards ? sorted.reverse() : sorted, at);
    }
    case 'list':
    case 'tuple':
    case 'set':
      return first?.type === 'list'
        ? listValue([...first.items], at)
        : given.length === 0
          ? listValue([], at)
          : undefined;
    case 'reversed':
      return first?.type === 'list' ? listValue([...first.items].reverse(), at) : undefined;
    case 'enumerate': {
      const start = keywords.get('start') ?? given[1] ?? numberValue(0, true, null);
      if (first?.type !== 'list' || start.type !== 'number') return undefined;
      return listValue(
        first.items.map((item, i) => listValue([numberValue(start.value + i, true, null), item], null)),
        at,
      );
    }
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

/** As Python rounds. */
function halfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1;
}

/** Entries of a dictionary, or of a list of pairs; null where they are not known. */
function entriesOf(value: Value): readonly { readonly key: Value; readonly value: Value }[] | null {
  if (value.type === 'dictionary') return [...value.entries.values()];
  if (value.type !== 'list') return null;
  const pairs = value.items.flatMap((item) => {
    const [key, of] = item.type === 'list' && item.items.length === 2 ? item.items : [];
    return key === undefined || of === undefined ? [] : [{ key, value: of }];
  });
  return pairs.length === value.items.length ? pairs : null;
}

/** Functions that go through texts and dictionaries as through lists. */
const SEQUENCES = new Set(['all', 'any', 'enumerate', 'list', 'reversed', 'set', 'sorted', 'tuple', 'zip']);

function asList(value: Value): Value {
  if (value.type === 'dictionary')
    return listValue(
      [...value.entries.values()].map(({ key }) => key),
      null,
    );
  if (value.type !== 'string') return value;
  return listValue(lettersOf(value.value), null);
}

/** `str` of `builtins.str` and of `six.string_types`, `Dense` of `keras.layers.Dense`. */
function classNameOf(path: string): string {
  const last = path.split('.').at(-1) ?? '';
  return /^(string_types|basestring|unicode|text_type)$/.test(last) ? 'str' : last;
}

/** The classes of a value, as isinstance() knows them; null where they are not known. */
function typeName(value: Value): readonly string[] | null {
  switch (value.type) {
    case 'number':
      return value.whole ? ['int'] : ['float'];
    case 'string':
      return ['str'];
    case 'constant':
      return value.value === null ? [] : ['bool', 'int'];
    // Which of the two it was written as is not kept.
    case 'list':
      return ['list', 'tuple'];
    case 'dictionary':
      return ['dict'];
    case 'function':
    case 'partial':
      return ['function', 'Callable'];
    case 'layer':
      return [value.made.className, 'Layer'];
    case 'model':
      return [value.model.type === 'sequential' ? 'Sequential' : 'Functional', 'Model', 'Layer'];
    default:
      return null;
  }
}

/** Functions of math and numpy on numbers. */
const MATH: Readonly<Record<string, (value: number) => number>> = {
  sqrt: Math.sqrt,
  ceil: Math.ceil,
  floor: Math.floor,
  log2: Math.log2,
  log: Math.log,
  log10: Math.log10,
  exp: Math.exp,
  abs: Math.abs,
  round: halfToEven,
  rint: halfToEven,
};

/** What functions of libraries give back that is the same wherever the script runs. */
export function libraryCall(path: string, given: readonly Value[], at: Range): Value | undefined {
  const last = path.split('.').at(-1) ?? '';
  const text = (value: string): Value => ({ type: 'string', value, origin: null });
  if (/^keras\.(backend|config)\./.test(path)) {
    if (last === 'backend') return text('tensorflow');
    if (last === 'epsilon') return numberValue(1e-7, false, at);
  }
  const [first] = given;
  if (/^os\.path\.join$/.test(path) && given.length > 0) {
    const parts = given.flatMap((one) => (one.type === 'string' ? [one.value] : []));
    return parts.length === given.length ? text(parts.join('/')) : undefined;
  }
  if (/^(numpy\.(array|asarray)|tensorflow\.constant)$/.test(path) && first?.type === 'list') return first;
  // Of another length it is as in a range, of whole numbers.
  if (/^(numpy\.arange|tensorflow\.range|keras\.(ops|backend)\.arange)$/.test(path)) {
    const isWhole = given.every((one) => one.type === 'number' && one.whole);
    const range = isWhole ? builtin('range', given, at) : undefined;
    return range === 'large' ? undefined : range;
  }
  if (path === 'numpy.linspace') {
    const [start, end, count] = given.map((one) => (one.type === 'number' ? one.value : NaN));
    if (start === undefined || end === undefined || count === undefined) return undefined;
    const isKnown = Number.isFinite(start) && Number.isFinite(end) && Number.isInteger(count);
    if (!isKnown || given.length !== 3 || count < 1 || count > LONGEST_LIST) return undefined;
    const step = count === 1 ? 0 : (end - start) / (count - 1);
    return listValue(
      Array.from({ length: count }, (_, i) => numberValue(start + i * step, false, null)),
      at,
    );
  }
  if (!/^(math|numpy)\./.test(path) || given.length !== 1) return undefined;
  if (last === 'prod' && first?.type === 'list') {
    const numbers = first.items.flatMap((item) => (item.type === 'number' ? [item.value] : []));
    if (numbers.length < first.items.length) return undefined;
    return numberValue(
      numbers.reduce((product, one) => product * one, 1),
      true,
      at,
    );
  }
  const known = Object.hasOwn(MATH, last) ? MATH[last] : undefined;
  if (known === undefined || first?.type !== 'number') return undefined;
  const value = known(first.value);
  if (!Number.isFinite(value)) return undefined;
  return numberValue(value, path.startsWith('math') && (last === 'ceil' || last === 'floor'), at);
}
