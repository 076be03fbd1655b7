// Statements: assignments, loops, conditions, definitions.

import { customLayerOf } from '../customLayers';
import { KERAS_LAYERS } from '../layers';
import { listValue, truthOf } from './arithmetic';
import type { End, Parts } from './parts';
import type { Unread } from './lints';
import { homeOf, isAboutNetwork } from './paths';
import { BUDGET } from './record';
import type { Scope } from './scope';
import { assignedIn, changedIn, namesIn, type Expression, type Range, type Statement } from './syntax';
import { unknown, type MadeFunction, type MadeModule, type Value } from './values';

type For = Statement & { readonly type: 'for' };
type If = Statement & { readonly type: 'if' };
type While = Statement & { readonly type: 'while' };

/** A loop that has nothing to do with the network takes too many steps. */
class PassOver extends Error {}

/** Types of values that what is passed over may change. */
const FORGOTTEN: ReadonlySet<Value['type']> = new Set(['number', 'string', 'constant', 'list', 'unknown']);

const UNKNOWN_TRAINABLE = { code: 'unread', what: 'trainable', name: '' } as const;

const TRAINING = /^\.(fit|fit_generator|train_on_batch|apply_gradients)$/;

/** Whether a loop trains: one that freezes and unfreezes layers meanwhile leaves them as they were compiled. */
const trains = (names: ReadonlySet<string>): boolean => [...names].some((name) => TRAINING.test(name));

export class Statements {
  /** Until which step a loop may run that has nothing to do with the network. */
  #limit: number | null = null;

  constructor(private readonly parts: Parts) {}

  run(statements: readonly Statement[], scope: Scope): End {
    const { record } = this.parts;
    for (const statement of statements) {
      record.step(statement);
      if (this.#limit !== null && record.steps > this.#limit) throw new PassOver();
      const outer = record.statement;
      record.statement = statement;
      const end = record.within(statement, () => this.#execute(statement, scope));
      record.statement = outer;
      if (end !== null) return end;
    }
    return null;
  }

  #execute(statement: Statement, scope: Scope): End {
    const evaluate = (expression: Expression): Value => this.parts.expressions.evaluate(expression, scope);
    switch (statement.type) {
      case 'import':
        this.parts.modules.import(statement, scope);
        return null;
      case 'assign': {
        const value = evaluate(statement.value);
        statement.targets.forEach((target) => this.assign(target, value, scope));
        return null;
      }
      case 'update': {
        const { target, operator, value } = statement;
        const before = evaluate(target);
        const result = this.parts.expressions.binary(operator, before, evaluate(value), statement);
        this.assign(target, result, scope);
        return null;
      }
      case 'expression':
        evaluate(statement.value);
        return null;
      case 'for':
        return this.#for(statement, scope);
      case 'while':
        return this.#while(statement, scope);
      case 'if':
        return this.#if(statement, scope);
      case 'with':
        for (const { value, target } of statement.items) {
          const given = evaluate(value);
          if (target) this.assign(target, given, scope);
        }
        return this.run(statement.body, scope);
      case 'try':
        return this.run(statement.body, scope);
      case 'function':
        scope.set(statement.name, this.parts.functions.define(statement, scope));
        return null;
      case 'class':
        this.#class(statement, scope);
        return null;
      case 'return': {
        const value: Value =
          statement.value === null
            ? { type: 'constant', value: null, origin: null }
            : evaluate(statement.value);
        return { how: 'return', value };
      }
      case 'break':
      case 'continue':
      case 'raise':
        return { how: statement.type };
      case 'pass':
        return null;
      case 'scope':
        statement.names.forEach((name) => scope.share(name, statement.way));
        return null;
      case 'other':
        this.#other(statement, scope);
        return null;
      case 'broken':
        this.#broken(statement, scope);
        return null;
      default:
        return statement satisfies never;
    }
  }

  assign(target: Expression, value: Value, scope: Scope): void {
    const evaluate = (expression: Expression): Value => this.parts.expressions.evaluate(expression, scope);
    if (target.type === 'name') scope.set(target.name, value);
    else if (target.type === 'member') {
      const of = evaluate(target.object);
      if (target.property === 'trainable') this.parts.members.freeze(of, value, target);
      else if (of.type === 'instance') of.made.attributes.set(target.property, value);
    } else if (target.type === 'subscript' && target.index !== null) {
      this.parts.expressions.setItem(evaluate(target.object), evaluate(target.index), value);
    } else if (target.type === 'list') {
      const { items } = target;
      const star = items.findIndex((item) => item.type === 'starred');
      const given = value.type === 'list' ? value.items : null;
      const taken = (at: number): Value => {
        // What gives several tensors and can't be read stands for all of them.
        if (value.type === 'tensor') return value;
        if (given === null || (star < 0 && given.length !== items.length)) return unknown(whyOf(value));
        const behind = items.length - 1 - at;
        return (star >= 0 && at > star ? given.at(-1 - behind) : given[at]) ?? unknown();
      };
      items.forEach((item, at) => {
        if (item.type !== 'starred') this.assign(item, taken(at), scope);
        else {
          const rest = given?.slice(star, given.length - (items.length - 1 - star)) ?? null;
          this.assign(item.value, rest === null ? unknown() : this.parts.expressions.list(rest, null), scope);
        }
      });
    }
  }

  #for(statement: For, scope: Scope): End {
    const { record } = this.parts;
    const { target, iterable, body } = statement;
    const over = this.parts.expressions.evaluate(iterable, scope);
    const items = this.parts.expressions.itemsOf(over);
    if (items === null) {
      const names = namesIn(body);
      if (this.isAboutNetwork(names, scope)) return this.#unknownLoop(statement, scope);
      if (names.has('.trainable')) record.lint(iterable, 'warning', UNKNOWN_TRAINABLE);
      const { from, to } = iterable;
      const problem = { code: 'unread', what: 'loop', name: '' } as const;
      this.#forget([target, ...body], scope, scope.outer === null ? null : { from, to, problem });
      return null;
    }
    return this.#loop(statement, scope, function* () {
      yield* [...items];
    });
  }

  /**
   * What a loop over unknown things does is tried out once: a model that it makes anew each time is read, with a remark;
   * one that it adds to can't be known.
   */
  #unknownLoop({ target, iterable, body }: For, scope: Scope): null {
    const { record } = this.parts;
    const { from, to } = iterable;
    const why = { from, to, problem: { code: 'unread', what: 'loop', name: '' } } as const;
    const before = new Map(scope.all.flatMap(({ values }) => [...values]));
    record.step(iterable, before.size >> 3);
    const lists = [...before].flatMap(([name, value]) =>
      value.type === 'list' ? [{ name, value, items: [...value.items] }] : [],
    );
    const sizes = record.models.map((model) => [model, model.layers.length, model.outputs] as const);
    const restore = this.#snapshot(scope);
    this.assign(target, roundOf(iterable), scope);
    const { lints } = record.heard(() => this.run(body, scope));
    const assigned = assignedIn(body);
    const adds =
      sizes.some(([model, count, outputs]) => model.layers.length !== count || model.outputs !== outputs) ||
      [...assigned].some((name) => before.get(name)?.type === 'tensor') ||
      lists.some(({ value, items }) =>
        value.items.slice(items.length).some((one) => one.type !== 'model' && isOfNetwork(one)),
      );
    // Where values are assumed, it is gone through once.
    const isOnce = record.assumed !== null && adds;
    const isRead =
      (isOnce || (!adds && record.models.length > sizes.length)) &&
      lints.every(({ severity }) => severity !== 'error');
    if (isOnce && isRead) {
      record.lint(iterable, 'warning', { code: 'loopOnce' });
      return null;
    }
    const grown = lists.filter(({ value, items }) => value.items.length !== items.length);
    if (isRead) record.lint(iterable, 'warning', { code: 'loopOnce' });
    else restore();
    for (const { name, value, items } of grown) {
      value.items.splice(0, Infinity, ...items);
      scope.set(name, unknown(why));
    }
    if (adds) record.unread(iterable, 'loop');
    this.#forget(isRead ? [] : [target, ...body], scope, adds ? null : why);
    return null;
  }

  #while(statement: While, scope: Scope): End {
    const { record } = this.parts;
    const { test, body } = statement;
    const names = namesIn(body);
    const isAbout = this.isAboutNetwork(names, scope);
    const first = truthOf(this.parts.expressions.evaluate(test, scope));
    if (first === null) {
      if (isAbout) record.unread(this.headOf(statement), 'while');
      this.#forget(body, scope, null);
      return null;
    }
    const { expressions } = this.parts;
    return this.#loop(statement, scope, function* () {
      while (truthOf(expressions.evaluate(test, scope)) === true) yield null;
    });
  }

  /** One that has nothing to do with the network, as one that trains, is passed over where it takes too long. */
  #loop(statement: For | While, scope: Scope, rounds: () => Iterable<Value | null>): End {
    const { record } = this.parts;
    const { body } = statement;
    const names = namesIn(body);
    const isFreezing = names.has('.trainable');
    const isPassable =
      this.#limit === null && !this.isAboutNetwork(names, scope) && (!isFreezing || trains(names));
    if (!isPassable) return this.#rounds(statement, scope, rounds);
    const before = isFreezing ? record.layers.map((layer) => [layer, layer.trainable] as const) : [];
    const { statement: current, loop } = record;
    this.#limit = record.steps + BUDGET.passedOver;
    try {
      return this.#rounds(statement, scope, rounds);
    } catch (error) {
      if (!(error instanceof PassOver)) throw error;
      record.statement = current;
      record.loop = loop;
      this.#forget(body, scope, null);
      return null;
    } finally {
      this.#limit = null;
      for (const [layer, trainable] of before) layer.trainable = trainable;
    }
  }

  #rounds(statement: For | While, scope: Scope, rounds: () => Iterable<Value | null>): End {
    const { record } = this.parts;
    const outer = record.loop;
    record.loop = outer ?? record.statement;
    const [steps, made] = [record.steps, record.layers.length];
    // Freezing layer by layer takes long and makes none.
    const names = namesIn(statement.body);
    const isFreezing = names.has('.trainable') && !trains(names);
    for (const item of rounds()) {
      record.step(statement);
      // What took so long without a layer makes none: it trains, or shows pictures.
      const isIdle = record.steps - steps > BUDGET.idle && record.layers.length === made;
      if (isIdle && !isFreezing) {
        this.#forget(statement.body, scope, null);
        break;
      }
      if (item !== null && statement.type === 'for') this.assign(statement.target, item, scope);
      const end = this.run(statement.body, scope);
      if (end?.how === 'break') break;
      if (end !== null && end.how !== 'continue') {
        record.loop = outer;
        return end;
      }
    }
    record.loop = outer;
    return null;
  }

  #if({ branches }: If, scope: Scope): End {
    for (const [at, { test, body }] of branches.entries()) {
      const truth = test === null ? true : truthOf(this.parts.expressions.evaluate(test, scope));
      if (truth === null && test !== null) return this.#unknownIf(test, branches.slice(at), scope);
      if (truth === true) return this.run(body, scope);
    }
    return null;
  }

  /** A condition that is known only when the script runs: of what makes layers, the first branch that can be read. */
  #unknownIf(test: Range, branches: If['branches'], scope: Scope): End {
    const { record } = this.parts;
    const statements = branches.flatMap(({ body }) => body);
    const names = namesIn(statements);
    // A function may calculate with a tensor in it, by other functions than those of layers.
    const changes = [...assignedIn(statements)].some((name) => scope.values.get(name)?.type === 'tensor');
    const isAbout = this.isAboutNetwork(names, scope) || (changes && scope.outer !== null);
    if (!isAbout) {
      if (names.has('.trainable')) record.lint(test, 'warning', UNKNOWN_TRAINABLE);
      const { from, to } = test;
      const problem = { code: 'unread', what: 'condition', name: '' } as const;
      this.#forget(statements, scope, { from, to, problem });
      // Whatever the reason, the branches import the same by other ways: those of the first one count.
      const imports = branches
        .toReversed()
        .flatMap(({ body }) => body.filter(({ type }) => type === 'import'));
      this.run(imports, scope);
      return null;
    }
    record.lint(test, 'warning', { code: 'unread', what: 'condition', name: '' });
    for (const { body } of branches) {
      const restore = this.#snapshot(scope);
      const { result: end, lints } = record.heard(() => this.run(body, scope));
      const isRead =
        end?.how !== 'raise' &&
        lints.every(({ severity }) => severity !== 'error') &&
        [...assignedIn(body)].every((name) => whyOf(scope.get(name)) === null);
      if (isRead) return end;
      restore();
    }
    const [first] = branches;
    return first === undefined ? null : this.run(first.body, scope);
  }

  #snapshot(scope: Scope): () => void {
    const scopes = scope.all.map(({ values }) => [values, new Map(values)] as const);
    const restore = this.parts.record.snapshot();
    return () => {
      restore();
      for (const [values, before] of scopes) {
        values.clear();
        before.forEach((value, name) => values.set(name, value));
      }
    };
  }

  /** What these parts would assign or change is not known. */
  #forget(parts: readonly (Expression | Statement)[], scope: Scope, why: ReturnType<typeof whyOf>): void {
    for (const name of assignedIn(parts)) {
      const before = scope.values.get(name);
      // Models and layers stay what they are: a loop that trains gives them other weights. What a function makes of its
      // own tensor step by step does not.
      const isMade = scope.outer !== null && before?.type === 'tensor';
      if (isMade || before === undefined || FORGOTTEN.has(before.type)) scope.set(name, unknown(why));
    }
    for (const name of changedIn(parts)) {
      const type = scope.get(name)?.type;
      if (type === 'list' || type === 'dictionary') scope.set(name, unknown(why));
    }
  }

  #class(statement: Statement & { readonly type: 'class' }, scope: Scope): void {
    const own = this.#ownLayer(statement);
    scope.set(statement.name, own ?? this.parts.functions.defineClass(statement, scope));
  }

  /** A layer that Keras does not have, as the class that our scripts bring along. */
  #ownLayer({ from, to }: Range): Value | null {
    const kind = customLayerOf(this.parts.script.code.slice(from, to));
    if (kind === null) return null;
    return { type: 'path', path: `keras.layers.${KERAS_LAYERS[kind].className}`, origin: null };
  }

  /** A line that is no Python is passed over where the network does without it; what it would change is not known then. */
  #broken({ statement, at }: Statement & { readonly type: 'broken' }, scope: Scope): void {
    const { record } = this.parts;
    const problem = { code: 'syntax' } as const;
    const isAbout = this.isAboutNetwork(namesIn(statement), scope);
    record.lint(at, isAbout ? 'error' : 'warning', problem);
    this.#forget([statement], scope, { ...at, problem });
  }

  #other(statement: Statement & { readonly type: 'other' }, scope: Scope): void {
    const { record } = this.parts;
    const { what, names } = statement;
    // `async def`, `match`, loops in a form of their own: what they make is not known.
    const kinds: Readonly<Record<string, Unread>> = {
      function: 'statement',
      for: 'loop',
      match: 'statement',
    };
    const kind = kinds[what];
    if (kind !== undefined && this.isAboutNetwork(new Set(names), scope))
      record.unread(this.headOf(statement), kind, what);
  }

  /** The first line of a statement. */
  headOf(statement: Range): Range {
    return firstLine(this.parts.script.code, statement);
  }

  /** Do these names lead to layers, so that what uses them can't be passed over? Functions and methods lead to what they use. */
  isAboutNetwork(names: ReadonlySet<string>, scope: Scope): boolean {
    const seen = new Set<MadeFunction>();
    const waiting: { readonly names: ReadonlySet<string>; readonly scope: Scope }[] = [{ names, scope }];
    for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
      for (const name of part.names) {
        if (name.startsWith('.')) {
          // NumPy has one of that name.
          if (name === '.concatenate') continue;
          if (name === '.add' || homeOf(name.slice(1)) !== null) return true;
          continue;
        }
        const value = part.scope.get(name);
        if (value === undefined ? homeOf(name) !== null : leadsToLayers(value)) return true;
        const members = value?.type === 'module' ? membersIn(value.made, part.names) : [];
        if (members.some(leadsToLayers)) return true;
        for (const { made } of [value, ...members].flatMap(functionsOf)) {
          if (seen.has(made)) continue;
          seen.add(made);
          this.parts.record.steps++;
          waiting.push({ names: namesIn(made.body), scope: made.scope });
        }
      }
    }
    return false;
  }
}

/** What one round of an unknown loop goes through: of `range(n)` the first number, of `enumerate(x)` that and something. */
function roundOf(iterable: Expression): Value {
  const name = iterable.type === 'call' && iterable.callee.type === 'name' ? iterable.callee.name : '';
  const first: Value = { type: 'number', value: 0, whole: true, origin: null };
  if (name === 'range') return first;
  return name === 'enumerate' ? listValue([first, unknown()], null) : unknown();
}

function leadsToLayers(value: Value): boolean {
  switch (value.type) {
    case 'path':
      return isAboutNetwork(value.path);
    case 'layer':
    case 'partial':
      return true;
    case 'class':
      return value.made.bases.some((base) => base.type === 'path' && isAboutNetwork(base.path));
    default:
      return false;
  }
}

/** What of a file these names are, as `.residual_block`. */
function membersIn({ scope }: MadeModule, names: ReadonlySet<string>): readonly Value[] {
  return [...names].flatMap((name) => (name.startsWith('.') ? (scope.values.get(name.slice(1)) ?? []) : []));
}

/** A function, or the methods of a class. */
function functionsOf(value: Value | undefined): readonly (Value & { readonly type: 'function' })[] {
  if (value?.type === 'function') return [value];
  if (value?.type !== 'class') return [];
  return [...value.made.members.values()].flatMap((member) => (member.type === 'function' ? [member] : []));
}

/** Layers, tensors and models, and what holds them. */
function isOfNetwork(value: Value): boolean {
  if (value.type === 'list') return value.items.some(isOfNetwork);
  return ['layer', 'tensor', 'model', 'instance'].includes(value.type);
}

export function whyOf(value: Value | undefined): (Value & { readonly type: 'unknown' })['why'] {
  return value?.type === 'unknown' ? value.why : null;
}

function firstLine(code: string, { from, to }: Range): Range {
  const end = code.indexOf('\n', from);
  return { from, to: end < 0 || end > to ? to : end };
}
