// Functions and classes of the script: their definitions, and what a call of them makes.

import { KERAS_KINDS } from '../layers';
import { builtin, libraryCall } from './builtins';
import { applicationShape } from './applications';
import { tunerCall } from './tuning';
import { readUncalled } from './uncalled';
import { dataCall } from './dataArrays';
import { commandLineCall, parserMethod, variablesOf } from './commandLine';
import { valuesOf } from './expressions';
import { joinArguments } from './given';
import { assignsWeights, changesLayer } from './layerSubclass';
import type { Lint } from './lints';
import type { Parts } from './parts';
import { meaningOf, plainPath } from './paths';
import { Scope } from './scope';
import {
  callAt,
  type ClassStatement,
  type Expression,
  type FunctionStatement,
  type Parameter,
  type Range,
} from './syntax';
import {
  unknown,
  type Call,
  type GivenArgument,
  type MadeClass,
  type MadeFunction,
  type MadeInstance,
  type Value,
} from './values';

const TRUE: Value = { type: 'constant', value: true, origin: null };

export class Functions {
  /** Functions that were gone through. */
  readonly #called = new Set<MadeFunction>();

  constructor(private readonly parts: Parts) {}

  define(statement: FunctionStatement, scope: Scope, of: MadeClass | null = null): Value {
    const { from, to, name, body, decorators } = statement;
    const way = decorators.some((one) => /^(static|class)method$/.test(one))
      ? 'static'
      : decorators.includes('property')
        ? 'property'
        : null;
    const parameters = this.#parameters(statement.parameters, scope);
    const made: MadeFunction = { from, to, name, parameters, body, scope, of, way };
    return { type: 'function', made, self: null, origin: null };
  }

  lambda({ from, to, parameters, body }: Expression & { readonly type: 'lambda' }, scope: Scope): Value {
    const made: MadeFunction = {
      ...{ from, to, name: 'lambda', body, scope, of: null, way: null },
      parameters: this.#parameters(parameters, scope),
    };
    return { type: 'function', made, self: null, origin: { from, to } };
  }

  #parameters(parameters: readonly Parameter[], scope: Scope): MadeFunction['parameters'] {
    return parameters.map((parameter) => ({
      ...parameter,
      given: parameter.fallback && this.parts.expressions.evaluate(parameter.fallback, scope),
    }));
  }

  defineClass({ from, to, name, bases, body }: ClassStatement, scope: Scope): Value {
    const made: MadeClass = {
      ...{ from, to, name },
      bases: bases.map((base) => this.parts.expressions.evaluate(base, scope)),
      members: new Map(),
    };
    for (const statement of body) {
      if (statement.type === 'function')
        made.members.set(statement.name, this.define(statement, scope, made));
      else if (statement.type === 'assign') {
        const value = this.parts.expressions.evaluate(statement.value, scope);
        for (const target of statement.targets)
          if (target.type === 'name') made.members.set(target.name, value);
      }
    }
    return { type: 'class', made, origin: null };
  }

  call(callee: Value, call: Call, given: readonly GivenArgument[]): Value {
    const { expressions, keras, models } = this.parts;
    switch (callee.type) {
      case 'path':
        return (
          dataCall(plainPath(callee.path), given) ??
          (callee.path.startsWith('builtins.')
            ? this.#builtin(callee.path.slice('builtins.'.length), call, given)
            : (libraryCall(plainPath(callee.path), valuesOf(given), call) ??
              commandLineCall(callee.path, call, given) ??
              applicationShape(callee.path, given) ??
              tunerCall(callee.path, call, given, this.parts.record) ??
              keras.callPath(callee.path, call, given)))
        );
      case 'method': {
        const { of, name } = callee;
        const parsed = of.type === 'instance' ? parserMethod(of.made, name, call, given) : undefined;
        return parsed ?? this.parts.members.method(of, name, call, given);
      }
      case 'layer':
        return models.apply(callee.made, call, given);
      case 'model':
        return models.call(callee.model, call, given);
      case 'function':
        return this.#function(callee, call, given);
      case 'class':
        return this.#instance(callee.made, call, given);
      case 'instance':
        return this.callInstance(callee.made, call, given);
      case 'object':
        return weightFrom(callee, given) ?? expressions.whyNot(callee);
      case 'partial':
        return this.call(callee.of, call, joinArguments(callee.given, given));
      default: {
        const values = valuesOf(given);
        const tensor = values.find(({ type }) => type === 'tensor');
        const result = expressions.whyNot(callee, ...values);
        if (tensor === undefined || result.type !== 'unknown') return result;
        const name = this.parts.script.code.slice(call.callee.from, call.callee.to);
        if (result.why === null) return keras.unreadable(name, call, values);
        const { problem } = result.why;
        const isElsewhere = problem.code === 'unread' && problem.what === 'imported';
        return isElsewhere ? keras.unreadable(name, call, values, problem) : result;
      }
    }
  }

  #function(
    { made, self }: Value & { readonly type: 'function' },
    call: Range,
    given: readonly GivenArgument[],
    fixed: ReadonlyMap<string, Value> = new Map(),
  ): Value {
    const { record, expressions, statements } = this.parts;
    this.#called.add(made);
    const scope = new Scope(made.scope);
    this.#bind(made, self, given, scope);
    fixed.forEach((value, name) => {
      if (scope.values.has(name)) scope.set(name, value);
    });
    if (made.of !== null && self !== null) {
      scope.set('__class__', { type: 'class', made: made.of, origin: null });
      scope.set('__self__', self);
    }
    const { body } = made;
    const at = { from: call.from, to: call.to };
    return record.called(at, () => {
      if ('type' in body) return expressions.evaluate(body, scope);
      const { statement } = record;
      const end = statements.run(body, scope);
      record.statement = statement;
      if (end?.how === 'return') return end.value;
      return end === null ? { type: 'constant', value: null, origin: null } : unknown();
    });
  }

  #bind(
    { parameters, name }: MadeFunction,
    self: Value | null,
    given: readonly GivenArgument[],
    scope: Scope,
  ): void {
    const placed = given.filter((one) => one.name === '').map((one) => one.given);
    if (self !== null) placed.unshift(self);
    const named = new Map(given.filter((one) => one.name !== '').map((one) => [one.name, one.given]));
    for (const parameter of parameters) {
      if (parameter.spread === '*')
        scope.set(parameter.name, this.parts.expressions.list(placed.splice(0), null));
      else if (parameter.spread === '**') {
        const rest = builtin('dict', [], { from: 0, to: 0 }, named);
        scope.set(parameter.name, typeof rest === 'object' ? rest : unknown());
      } else {
        const value = placed.shift() ?? named.get(parameter.name) ?? parameter.given;
        named.delete(parameter.name);
        scope.set(parameter.name, value ?? this.#missing(`${name}(${parameter.name})`, given));
      }
    }
  }

  #missing(what: string, given: readonly GivenArgument[]): Value {
    const [at] = given;
    return at === undefined
      ? unknown()
      : unknown({ ...at.argument, problem: { code: 'unknownValue', what } });
  }

  #builtin(name: string, call: Call, given: readonly GivenArgument[]): Value {
    const { expressions } = this.parts;
    const placed = valuesOf(given.filter((one) => one.name === ''));
    const named = new Map(given.filter((one) => one.name !== '').map((one) => [one.name, one.given]));
    const [first, second, third] = placed;
    const at = { from: call.from, to: call.to };
    if (name === 'super' && first?.type === 'class' && second !== undefined)
      return { type: 'super', of: first.made, self: second, origin: null };
    if (name === 'getattr' && first !== undefined && second?.type === 'string') {
      const found = this.parts.members.member(first, second.value, call);
      return found.type === 'unknown' && third !== undefined ? third : found;
    }
    if (
      name === 'setattr' &&
      first?.type === 'instance' &&
      second?.type === 'string' &&
      third !== undefined
    ) {
      first.made.attributes.set(second.value, third);
      return unknown();
    }
    if (name === 'globals') {
      const all = builtin('dict', [], at, this.parts.modules.globalsAt(at).values);
      return typeof all === 'object' ? all : unknown();
    }
    const variables = name === 'vars' ? variablesOf(first) : undefined;
    if (variables !== undefined) return variables;
    if (name === 'map' && first !== undefined && second !== undefined) {
      const items = expressions.itemsOf(second);
      if (items === null) return expressions.whyNot(second);
      return expressions.list(
        items.map((item) => this.call(first, call, [argumentOf(item, call)])),
        at,
      );
    }
    const result = builtin(name, placed, at, named);
    if (result === 'large')
      return unknown({ ...at, problem: { code: 'tooMuch', what: 'number', limit: Number.MAX_SAFE_INTEGER } });
    if (result?.type === 'list') this.parts.record.step(at, result.size >> 4);
    return result ?? expressions.whyNot(...placed);
  }

  /** `functools.reduce(f, [a, b, c])`: f(f(a, b), c) */
  reduce(call: Call, given: readonly GivenArgument[]): Value {
    const { expressions } = this.parts;
    const [of, list, start] = valuesOf(given);
    if (of === undefined || list === undefined) return unknown();
    const items = expressions.itemsOf(list);
    if (items === null) return expressions.whyNot(list);
    const all = start === undefined ? items : [start, ...items];
    return all.length === 0
      ? unknown()
      : all.reduce((before, item) => this.call(of, call, [argumentOf(before, call), argumentOf(item, call)]));
  }

  /** A member of a class or of those that it is made from. */
  memberOf({ members, bases }: MadeClass, name: string): Value | undefined {
    const own = members.get(name);
    if (own !== undefined) return own;
    for (const base of bases) {
      const found = base.type === 'class' ? this.memberOf(base.made, name) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What of Keras a class is made from: a model, a layer, or neither. */
  kindOf({ bases }: MadeClass): 'functional' | 'sequential' | 'layer' | null {
    for (const base of bases) {
      if (base.type === 'class') {
        const kind = this.kindOf(base.made);
        if (kind !== null) return kind;
      } else if (base.type === 'path') {
        const { what } = meaningOf(base.path);
        if (what === 'functional' || what === 'sequential') return what;
        if (/^keras\.(.*\.)?Layer$/.test(plainPath(base.path)) || this.layerOf(base) !== null) return 'layer';
      }
    }
    return null;
  }

  /** The layer of Keras that a class is made from, or that one of its bases is; null of Layer itself. */
  layerOf(base: Value): string | null {
    if (base.type === 'class') {
      for (const one of base.made.bases) {
        const found = this.layerOf(one);
        if (found !== null) return found;
      }
    }
    if (base.type !== 'path') return null;
    const meaning = meaningOf(base.path);
    return meaning.what === 'layer' && KERAS_KINDS.has(meaning.className) ? meaning.className : null;
  }

  #instance(of: MadeClass, call: Call, given: readonly GivenArgument[]): Value {
    const made: MadeInstance = { of, call, attributes: new Map(), model: null, layer: null, built: false };
    const self: Value = { type: 'instance', made, origin: { from: call.from, to: call.to } };
    if (this.kindOf(of) === 'functional') this.parts.record.instances.push(made);
    const begin = this.memberOf(of, '__init__');
    if (begin?.type === 'function') this.#function({ ...begin, self }, call, given);
    else if (this.kindOf(of) === null) this.#fields(made, given);
    // Without an __init__ of its own it is made as what it is made from.
    else this.parts.members.superMethod(of, self, '__init__', call, given);
    return self;
  }

  /** Of a class without an __init__, such as a dataclass: its fields in the order of the class, or by name. */
  #fields({ of, attributes }: MadeInstance, given: readonly GivenArgument[]): void {
    const fields = [...of.members].flatMap(([name, { type }]) => (type === 'function' ? [] : [name]));
    given.forEach((one, at) => {
      const name = one.name === '' ? fields[at] : one.name;
      if (name !== undefined) attributes.set(name, one.given);
    });
  }

  /** `model(x)`, `block(x)` of the script's own classes: what their call() makes of it. */
  callInstance(made: MadeInstance, call: Range, given: readonly GivenArgument[]): Value {
    const holdsTensor = ({ given: value }: GivenArgument): boolean =>
      value.type === 'tensor' || (value.type === 'list' && value.items.some(({ type }) => type === 'tensor'));
    const kind = this.kindOf(made.of);
    // After the model, a call on data is no part of it.
    if (kind !== null && !given.some(holdsTensor)) return unknown();
    const self: Value = { type: 'instance', made, origin: null };
    const [first] = given;
    if (kind !== null && !made.built && first !== undefined) {
      const build = this.memberOf(made.of, 'build');
      const shape = this.parts.members.member(first.given, 'shape', call);
      // With a shape that is not known yet it is built again.
      made.built = shape.type === 'list';
      if (build?.type === 'function')
        this.#function({ ...build, self }, call, [{ ...argumentOf(shape, call) }]);
    }
    const apply = this.memberOf(made.of, 'call') ?? this.memberOf(made.of, '__call__');
    if (made.layer !== null && changesLayer(made, made.layer)) {
      const problem = { code: 'unread', what: 'class', name: made.of.name } as const;
      return this.parts.keras.unreadable(made.of.name, call, valuesOf(given), problem);
    }
    if (apply?.type !== 'function') {
      const { model, layer } = made;
      if (layer !== null) return this.call({ type: 'layer', made: layer, origin: null }, callAt(call), given);
      if (model !== null) return this.parts.models.applyModel(model, given, call);
      const problem = { code: 'unread', what: 'class', name: made.of.name } as const;
      return this.parts.keras.unreadable(made.of.name, call, valuesOf(given), problem);
    }
    if (kind === 'layer' && assignsWeights(apply.made.body)) {
      const problem = { code: 'unread', what: 'class', name: `${made.of.name} (assign)` } as const;
      return this.parts.keras.unreadable(made.of.name, call, valuesOf(given), problem);
    }
    // A network is described as it is trained: what it does besides, as dropout, belongs to it.
    const fixed = new Map(kind === null ? [] : [['training', TRUE]]);
    if (kind !== 'layer') return this.#function({ ...apply, self }, call, given, fixed);
    return this.wholly(
      () => this.#function({ ...apply, self }, call, given, fixed),
      (why) => {
        const inner = why?.problem.code === 'unread' ? ` (${why.problem.name})` : '';
        const problem = { code: 'unread', what: 'class', name: `${made.of.name}${inner}` } as const;
        return this.parts.keras.unreadable(made.of.name, call, valuesOf(given), problem);
      },
    );
  }

  /** What can be read whole, or else one thing in its place. */
  wholly(read: () => Value, instead: (why: Lint | null) => Value): Value {
    const { record } = this.parts;
    const restore = record.snapshot();
    const { result, lints } = record.heard(read);
    const values = result.type === 'list' ? result.items : [result];
    const isRead =
      values.some(({ type }) => type === 'tensor') && values.every(({ type }) => type !== 'unknown');
    if (isRead && lints.every(({ severity }) => severity !== 'error')) return result;
    restore();
    return instead(lints.find(({ severity }) => severity === 'error') ?? null);
  }

  bound(value: Value, self: Value, at: Range): Value {
    if (value.type !== 'function' || value.made.way === 'static') return value;
    const bound = { ...value, self };
    return value.made.way === 'property' ? this.#function(bound, at, []) : bound;
  }

  /** Where a script uses no model: what it only describes, as an object of a class or the result of a function. */
  finish(): void {
    this.#finish();
    const { record, models } = this.parts;
    const [saved] = record.saved;
    if (record.models.length === 0 && saved !== undefined) models.application(saved.name, saved.call, []);
  }

  #finish(): void {
    const { record, models } = this.parts;
    if (record.used !== null) return;
    const instance = record.instances.findLast((one) => this.memberOf(one.of, 'call') !== undefined);
    if (record.models.length === 0 && instance !== undefined) models.ofInstance(instance, null);
    if (record.models.length === 0) readUncalled(this.parts, this.#called);
  }
}

/** `initializers.GlorotUniform()(shape)` */
function weightFrom(
  of: Value & { readonly type: 'object' },
  given: readonly GivenArgument[],
): Value | undefined {
  const shape = given.find(({ name }) => name === '' || name === 'shape')?.given;
  if (
    shape?.type !== 'list' ||
    !/Normal|Uniform|Zeros?|Ones?|Constant|Orthogonal|Scaling/i.test(of.made.className)
  )
    return undefined;
  const lengths = shape.items.map((one) => (one.type === 'number' ? one.value : null));
  return { type: 'weight', key: {}, shape: lengths, initializer: of, origin: null };
}

/** A value as the argument of a call that has none written for it. */
export function argumentOf(given: Value, { from, to }: Range, name = ''): GivenArgument {
  const at = { from, to };
  return { name, keyword: null, given, argument: at, value: at, origin: null };
}
