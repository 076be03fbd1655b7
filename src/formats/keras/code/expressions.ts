// Expressions: what they stand for.

import { binary, dictionary, itemKey, listValue, numberValue, resize, truthOf, unary } from './arithmetic';
import { dataIndexed, dataOperator, type DataIndex } from './dataArrays';
import { givenArguments } from './given';
import type { Parts } from './parts';
import { homeOf, JOINS, MODULES, plainPath } from './paths';
import { Scope } from './scope';
import type { AxisIndex, Clause, Expression, Range } from './syntax';
import type { Indexed } from './tensorIndex';
import { whyOf } from './statements';
import { formatWith, lettersOf } from './texts';
import { unknown, type Call, type GivenArgument, type Value } from './values';

/** Python's built-in names, with unknown results, or with results computed in builtins.ts. */
const PYTHON = new Set(
  (
    'abs all any bin bool bytes callable chr compile complex delattr dict dir divmod enumerate eval exec filter float format ' +
    'frozenset getattr hasattr hash help hex id input locals memoryview oct ' +
    'globals int isinstance issubclass iter len list map max min next object open ord pow print property range repr reversed ' +
    'round set setattr slice sorted xrange unicode staticmethod str sum super tuple type vars zip __file__ __doc__ Exception ' +
    'basestring ValueError TypeError RuntimeError NotImplementedError ImportError KeyError NotImplemented'
  ).split(' '),
);

type Of<Type extends Expression['type']> = Expression & { readonly type: Type };

export class Expressions {
  constructor(private readonly parts: Parts) {}

  evaluate(expression: Expression, scope: Scope): Value {
    const { record } = this.parts;
    record.step(expression);
    return record.within(expression, () => this.#evaluate(expression, scope));
  }

  #evaluate(expression: Expression, scope: Scope): Value {
    const origin = { from: expression.from, to: expression.to };
    const evaluate = (one: Expression): Value => this.evaluate(one, scope);
    switch (expression.type) {
      case 'number':
        return expression.whole && expression.value > Number.MAX_SAFE_INTEGER
          ? this.#large(origin)
          : numberValue(expression.value, expression.whole, origin);
      case 'string':
      case 'constant': {
        const { type, value } = expression;
        return type === 'string' ? { type, value, origin } : { type, value, origin };
      }
      case 'format':
        return this.#format(expression, scope);
      case 'name':
        return this.#lookUp(expression.name, expression, scope);
      case 'member':
        return this.parts.members.member(evaluate(expression.object), expression.property, expression);
      case 'subscript':
        return this.#subscript(expression, scope);
      case 'call':
        return this.#call(expression, scope);
      case 'list':
        return this.list(this.#items(expression.items, scope), origin);
      case 'starred':
        return unknown();
      case 'dictionary':
        return this.#dictionary(expression, scope);
      case 'comprehension':
        return this.#comprehension(expression, scope);
      case 'conditional': {
        const truth = truthOf(evaluate(expression.test));
        if (truth !== null) return evaluate(truth ? expression.then : expression.otherwise);
        const { from, to } = expression.test;
        if (this.parts.record.assumed !== null) {
          this.parts.record.lint(expression.test, 'warning', { code: 'unread', what: 'condition', name: '' });
          return evaluate(expression.then);
        }
        return unknown({ from, to, problem: { code: 'unread', what: 'condition', name: '' } });
      }
      case 'unary': {
        const operand = evaluate(expression.operand);
        if (operand.type === 'tensor' && expression.operator === '-')
          return this.parts.keras.negative(operand, expression);
        return unary(expression.operator, operand, origin) ?? this.whyNot(operand);
      }
      case 'binary': {
        // A long sum is a chain to the left.
        const chain: Of<'binary'>[] = [];
        let first: Expression = expression;
        while (first.type === 'binary') {
          chain.unshift(first);
          first = first.left;
        }
        return chain.reduce(
          (left, part) => this.binary(part.operator, left, evaluate(part.right), part),
          evaluate(first),
        );
      }
      case 'lambda':
        return this.parts.functions.lambda(expression, scope);
      case 'other':
        return unknown();
      default:
        return expression satisfies never;
    }
  }

  /** A list, the steps that it takes to make it counted. @throws TooMuch */
  list(items: Value[], origin: Range | null): Value & { readonly type: 'list' } {
    const list = listValue(items, origin);
    this.parts.record.step(origin ?? { from: 0, to: 0 }, list.items.length >> 4);
    return list;
  }

  #items(items: readonly Expression[], scope: Scope): Value[] {
    return items.flatMap((item): Value[] => {
      if (item.type !== 'starred') return [this.evaluate(item, scope)];
      return [...(this.itemsOf(this.evaluate(item.value, scope)) ?? [unknown()])];
    });
  }

  /** What a loop over it goes through; null where that is not known. */
  itemsOf(value: Value): readonly Value[] | null {
    if (value.type === 'list') return value.items;
    if (value.type === 'dictionary') return [...value.entries.values()].map(({ key }) => key);
    return value.type === 'string' ? lettersOf(value.value) : null;
  }

  #dictionary({ entries, from, to }: Of<'dictionary'>, scope: Scope): Value {
    const made = dictionary([], { from, to });
    for (const { key, value } of entries) {
      const given = this.evaluate(value, scope);
      if (key !== null) this.setItem(made, this.evaluate(key, scope), given);
      else if (given.type === 'dictionary')
        given.entries.forEach((entry) => this.setItem(made, entry.key, entry.value));
      else return this.whyNot(given);
    }
    if (made.entries.size > 0) this.parts.record.dictionaries.push(made);
    return made;
  }

  setItem(of: Value, key: Value, value: Value): void {
    // A list within a list is a copy here, so that none can hold itself.
    const held = value.type === 'list' ? { ...value, items: [...value.items] } : value;
    if (of.type === 'dictionary') {
      const at = itemKey(key);
      if (at === null || (held.type === 'dictionary' && held === of)) return;
      of.entries.set(at, { key, value: held });
      resize(of);
    } else if (of.type === 'list' && key.type === 'number') {
      const at = key.value < 0 ? key.value + of.items.length : key.value;
      if (at < 0 || at >= of.items.length) return;
      of.items[at] = held;
      resize(of);
    }
  }

  #comprehension({ key, element, clauses, ...at }: Of<'comprehension'>, scope: Scope): Value {
    const { record } = this.parts;
    const inner = new Scope(scope);
    const items: Value[] = [];
    const made = dictionary([], { from: at.from, to: at.to });
    const outer = record.loop;
    record.loop = outer ?? record.statement;
    const why = this.#clauses(clauses, inner, at, () => {
      const value = this.evaluate(element, inner);
      if (key === null) items.push(value);
      else this.setItem(made, this.evaluate(key, inner), value);
    });
    record.loop = outer;
    if (why !== null) return why;
    return key === null ? this.list(items, { from: at.from, to: at.to }) : made;
  }

  /** @returns why it is not known what is gone through; null where it is */
  #clauses(clauses: readonly Clause[], scope: Scope, at: Range, each: () => void): Value | null {
    const [clause, ...rest] = clauses;
    if (clause === undefined) {
      this.parts.record.step(at);
      each();
      return null;
    }
    const over = this.evaluate(clause.iterable, scope);
    const items = this.itemsOf(over);
    const { from, to } = clause.iterable;
    const loop = { from, to, problem: { code: 'unread', what: 'loop', name: '' } } as const;
    if (items === null) return unknown(whyOf(over) ?? loop);
    for (const item of [...items]) {
      this.parts.statements.assign(clause.target, item, scope);
      const truths = clause.conditions.map((condition) => truthOf(this.evaluate(condition, scope)));
      if (truths.includes(null)) return unknown(loop);
      if (truths.includes(false)) continue;
      const why = this.#clauses(rest, scope, at, each);
      if (why !== null) return why;
    }
    return null;
  }

  #format({ parts, ...range }: Of<'format'>, scope: Scope): Value {
    const texts = parts.map((part) => {
      if (typeof part === 'string') return part.replaceAll('{{', '{').replaceAll('}}', '}');
      return formatWith(this.evaluate(part, scope), '');
    });
    const value = texts.join('');
    return texts.includes(null) || value.length > 1_000
      ? unknown()
      : { type: 'string', value, origin: range };
  }

  binary(operator: string, left: Value, right: Value, at: Range): Value {
    if (left.type === 'tensor' || right.type === 'tensor')
      return this.parts.keras.tensorOperator(operator, left, right, at);
    const data = dataOperator(operator, left, right);
    if (data !== undefined) return data;
    for (const [one, other] of [
      [left, right],
      [right, left],
    ] as const) {
      if (one.type !== 'unknown' || one.noise === undefined) continue;
      return operator === '+' && other.type === 'number' ? { ...one, keep: other.value } : one;
    }
    const result = binary(operator, left, right, { from: at.from, to: at.to });
    if (typeof result === 'object' && result.type === 'list')
      this.parts.record.step(at, result.items.length >> 4);
    return result === 'large' ? this.#large(at) : (result ?? this.whyNot(left, right));
  }

  #large({ from, to }: Range): Value {
    const problem = { code: 'tooMuch', what: 'number', limit: Number.MAX_SAFE_INTEGER } as const;
    return unknown({ from, to, problem });
  }

  whyNot(...values: readonly Value[]): Value {
    const why = values.flatMap((value) => whyOf(value) ?? []);
    return unknown(why[0] ?? null);
  }

  #lookUp(name: string, at: Range, scope: Scope): Value {
    const value = scope.get(name);
    if (value !== undefined) return value;
    if (name === '__name__') return { type: 'string', value: '__main__', origin: null };
    const { stars } = scope.root;
    const { record } = this.parts;
    const home = homeOf(name) ?? MODULES[name]?.replace(/\.?\w+$/, '') ?? null;
    const path = home === null ? null : home === '' ? name : `${home}.${name}`;
    if (path !== null && home !== null) {
      const star = stars.some((module) => {
        const plain = plainPath(module);
        return plain === home || (plain === 'keras' && MODULES[name] !== undefined);
      });
      const line = home === '' ? `import ${name}` : `from ${home} import ${name}`;
      if (!star) record.lint(at, 'warning', { code: 'notImported', name, line });
      return { type: 'path', path, origin: null };
    }
    const isOfLayers = stars.some((module) => plainPath(module) === 'keras.layers');
    if (isOfLayers && (/^[A-Z]/.test(name) || JOINS.test(name) || name === 'merge'))
      return { type: 'path', path: `keras.layers.${name}`, origin: null };
    if (PYTHON.has(name)) return { type: 'path', path: `builtins.${name}`, origin: null };
    const problem = this.parts.modules.missingStar(scope, name) ?? ({ code: 'unknownName', name } as const);
    return unknown({ from: at.from, to: at.to, problem });
  }

  #subscript({ object, index, slice, axes, ...at }: Of<'subscript'>, scope: Scope): Value {
    const list = this.evaluate(object, scope);
    if (axes !== null) {
      const indices = axes.map((one) => this.#indexed(one, scope));
      if (list.type === 'array') return dataIndexed(list, indices.map(dataIndex));
      return list.type === 'tensor' ? this.parts.keras.index(list, indices, at) : this.whyNot(list);
    }
    if (slice !== null) {
      const bounds = [slice.start, slice.end, slice.step].map((one) => one && this.evaluate(one, scope));
      if (list.type === 'tensor') return this.parts.keras.index(list, [{ type: 'slice', bounds }], at);
      if (list.type === 'array') return dataIndexed(list, [dataIndex({ type: 'slice', bounds })]);
      const isKnown = bounds.every((bound) => !bound || bound.type === 'number');
      if ((list.type !== 'list' && list.type !== 'string') || !isKnown) return this.whyNot(list);
      const [from, to, step = 1] = bounds.map((bound) =>
        bound?.type === 'number' ? bound.value : undefined,
      );
      if (list.type === 'list') return this.list(sliced(list.items, from, to, step), null);
      return { type: 'string', value: sliced(Array.from(list.value), from, to, step).join(''), origin: null };
    }
    const given = index === null ? unknown() : this.evaluate(index, scope);
    if (list.type === 'tensor') return this.parts.keras.tensorOperator('[…]', list, unknown(), at);
    if (list.type === 'array') return dataIndexed(list, [dataIndex({ type: 'index', value: given })]);
    if (list.type === 'dictionary') {
      const key = itemKey(given);
      return (key === null ? undefined : list.entries.get(key)?.value) ?? this.whyNot(given);
    }
    if (list.type === 'string' && given.type === 'number') {
      const letter = Array.from(list.value).at(given.value);
      return letter === undefined ? unknown() : { type: 'string', value: letter, origin: null };
    }
    if (list.type !== 'list' || given.type !== 'number') return this.whyNot(list, given);
    return list.items.at(given.value) ?? unknown();
  }

  #indexed(one: AxisIndex, scope: Scope): Indexed {
    if (one.type === 'ellipsis') return one;
    if (one.type === 'index') return { type: 'index', value: this.evaluate(one.index, scope) };
    const { start, end, step } = one.slice;
    const bounds = [start, end, step].map((bound) => bound && this.evaluate(bound, scope));
    return { type: 'slice', bounds };
  }

  #call(call: Call, scope: Scope): Value {
    const callee = this.evaluate(call.callee, scope);
    // Without arguments, `super()` is that of the method around it.
    if (callee.type === 'path' && callee.path === 'builtins.super') {
      const [of, self] = [scope.get('__class__'), scope.get('__self__')];
      if (of?.type === 'class' && self !== undefined)
        return { type: 'super', of: of.made, self, origin: null };
    }
    const given = givenArguments(call, (one) => this.evaluate(one, scope));
    return this.parts.functions.call(callee, call, given);
  }
}

function dataIndex(one: Indexed): DataIndex {
  if (one.type === 'ellipsis') return 'rest';
  if (one.type === 'slice') return one.bounds.every((bound) => bound === null) ? 'all' : 'part';
  const { value } = one;
  if (value.type === 'number') return 'one';
  // Other data picks out some of it.
  if (value.type === 'array') return 'part';
  const isNew =
    (value.type === 'constant' && value.value === null) ||
    (value.type === 'path' && value.path.endsWith('.newaxis'));
  return isNew ? 'new' : 'unknown';
}

/** `[from:to:step]` as Python has it. */
function sliced<T>(items: readonly T[], from: number | undefined, to: number | undefined, step: number): T[] {
  if (step > 0) return items.slice(from ?? 0, to).filter((_, at) => at % step === 0);
  if (step === 0) return [];
  // Backwards, the bounds are those of the list the other way round.
  const place = (bound: number): number => (bound < 0 ? -1 - bound : items.length - 1 - bound);
  const back = [...items].reverse();
  return back
    .slice(from === undefined ? 0 : place(from), to === undefined ? items.length : place(to))
    .filter((_, at) => at % -step === 0);
}

export const valuesOf = (given: readonly GivenArgument[]): Value[] => given.map(({ given: value }) => value);
