// Goes through a script statement by statement and finds out which layers, models and settings it would make, without
// executing anything: an evaluator of the few expressions that lead there. Loops over what is known are gone through,
// within a budget of steps; everything else is an unknown value, which matters only where a network needs it.

import type { Shape } from '../../../graph/tensor';
import type { LayerKind } from '../../../layers/registry';
import { KERAS_KINDS, KERAS_LAYERS, KerasLayerError, knownClasses, layerFromKeras } from '../layers';
import { inKerasOrder } from '../kerasOrder';
import { similarNames } from '../similarNames';
import { binary, builtin, listValue, numberValue, resize, truthOf, unary } from './arithmetic';
import { customLayerOf } from '../customLayers';
import { Calls } from './given';
import type { Lint, Problem, Unread } from './lints';
import { homeOf, isAboutNetwork, meaningOf, MODULES, NameGiver, plainPath } from './paths';
import {
  namesIn,
  TooMuch,
  type Argument,
  type Expression,
  type Range,
  type Script,
  type Statement,
} from './syntax';
import {
  plainValue,
  unknown,
  valueText,
  type Call,
  type GivenArgument,
  type InputNode,
  type MadeLayer,
  type Model,
  type Source,
  type Value,
} from './values';

export const BUDGET = { steps: 200_000, layers: 2_000 } as const;

/** `model.compile(…)` or `model.fit(…)`. */
export interface ModelCall {
  readonly model: Model;
  readonly call: Call;
  readonly arguments: readonly GivenArgument[];
}

const COMPILE = ['optimizer', 'loss', 'loss_weights', 'metrics'];
const FIT = ['x', 'y', 'batch_size', 'epochs', 'verbose', 'callbacks', 'validation_split', 'validation_data'];

/** Arguments of layers that need not be known: they are no part of what the layer does. */
const MAY_BE_UNKNOWN = new Set([
  'name',
  'seed',
  'weights',
  'dtype',
  'input_shape',
  'batch_input_shape',
  'batch_shape',
]);

/** Python's built-in names with unknown results, or with results computed in arithmetic.ts. */
const PYTHON = new Set(
  (
    'abs all any bool bytes dict dir enumerate filter float format frozenset getattr hasattr help id input int ' +
    'isinstance iter len list map max min next object open ord pow print range repr reversed round set setattr slice ' +
    'sorted str sum super tuple type vars zip __file__ __doc__'
  ).split(' '),
);

export class Interpreter {
  readonly lints: Lint[] = [];
  readonly models: Model[] = [];
  readonly layers: MadeLayer[] = [];
  /** Layers of the functional API, in the order in which they are applied. */
  readonly applied: MadeLayer[] = [];
  readonly compiled: ModelCall[] = [];
  readonly fitted: ModelCall[] = [];
  /** Where a summary is asked for. */
  readonly summaries: Call[] = [];
  /** Imports, in order: what a name stands for. */
  readonly imported = new Map<string, string>();
  readonly stars: string[] = [];
  /** The model that the script does something with last. */
  used: Model | null = null;
  readonly #variables = new Map<string, Value>();
  readonly #names = new NameGiver();
  readonly #said = new Set<string>();
  readonly #calls: Calls;
  #steps = 0;
  #statement: Statement | null = null;
  #loop: Range | null = null;

  constructor(private readonly script: Script) {
    this.#calls = new Calls((expression) => this.#evaluate(expression));
  }

  /** @throws TooMuch */
  run(): void {
    this.#run(this.script.statements);
  }

  #lint(at: Range, severity: Lint['severity'], problem: Problem): void {
    // What a loop does again is said once, and so is a missing import, where the name is first used.
    const place = problem.code === 'notImported' ? '' : `${at.from} ${at.to}`;
    const key = `${place} ${JSON.stringify(problem)}`;
    if (this.#said.has(key)) return;
    this.#said.add(key);
    this.lints.push({ from: at.from, to: at.to, severity, problem });
  }

  #unread(at: Range, what: Unread, name = ''): Value {
    const problem = { code: 'unread', what, name } as const;
    this.#lint(at, 'error', problem);
    return unknown({ ...at, problem });
  }

  #step(at: Range): void {
    if (++this.#steps > BUDGET.steps) throw new TooMuch('steps', BUDGET.steps, at);
  }

  #run(statements: readonly Statement[]): void {
    for (const statement of statements) {
      this.#step(statement);
      const outer = this.#statement;
      this.#statement = statement;
      this.#execute(statement);
      this.#statement = outer;
    }
  }

  #execute(statement: Statement): void {
    switch (statement.type) {
      case 'import':
        this.#import(statement);
        return;
      case 'assign': {
        const value = this.#evaluate(statement.value);
        statement.targets.forEach((target) => this.#assign(target, value));
        return;
      }
      case 'update': {
        const { target, operator, value } = statement;
        const result = this.#binary(operator, this.#evaluate(target), this.#evaluate(value), statement);
        this.#assign(target, result);
        return;
      }
      case 'expression':
        this.#evaluate(statement.value);
        return;
      case 'for':
        this.#for(statement);
        return;
      case 'if':
        this.#if(statement);
        return;
      case 'with':
        this.#run(statement.body);
        return;
      case 'pass':
        return;
      case 'other':
        this.#other(statement);
        return;
      default:
        statement satisfies never;
    }
  }

  #import({ module, names }: Statement & { readonly type: 'import' }): void {
    const set = (name: string, path: string): void => {
      this.#variables.set(name, { type: 'path', path, origin: null });
      this.imported.set(name, path);
    };
    for (const { name, alias } of names) {
      if (module !== null && name === '*') this.stars.push(module);
      else if (module !== null) set(alias ?? name, `${module}.${name}`);
      else if (alias !== null) set(alias, name);
      else {
        const first = name.split('.')[0] ?? name;
        set(first, first);
      }
    }
  }

  #assign(target: Expression, value: Value): void {
    if (target.type === 'name') this.#variables.set(target.name, value);
    else if (target.type === 'member' && target.property === 'trainable') this.#freeze(target, value);
    else if (target.type === 'list') {
      const items = value.type === 'list' && value.items.length === target.items.length ? value.items : null;
      target.items.forEach((item, i) => this.#assign(item, items?.[i] ?? unknown()));
    }
  }

  /** `layer.trainable = False`, `model.trainable = False` */
  #freeze({ object, ...at }: Expression & { readonly type: 'member' }, value: Value): void {
    const of = this.#evaluate(object);
    const trainable = truthOf(value);
    // Of an input, one of a model's layers, it means nothing.
    if (of.type === 'tensor' && of.source.type === 'input') return;
    const layers = this.#layersOf(of);
    if (layers === null || trainable === null) this.#lint(at, 'warning', UNKNOWN_TRAINABLE);
    else for (const layer of layers) layer.trainable = trainable;
  }

  /** Null if it is none of the script's layers or models. */
  #layersOf(value: Value): readonly MadeLayer[] | null {
    if (value.type === 'layer') return [value.made];
    if (value.type !== 'model') return null;
    return this.#sourcesOf(value.model).flatMap((source) => (source.type === 'layer' ? [source] : []));
  }

  /** `model.layers`: those of a graph with its inputs, in the order in which Keras lists them. */
  #sourcesOf(model: Model): readonly Source[] {
    if (model.type === 'sequential') return model.layers;
    const reached = reachedFrom(model.outputs);
    const sources = [...model.inputs, ...this.applied].filter((source) => reached.has(source));
    const names = new Map(sources.map((source, at) => [source, String(at)]));
    const namesOf = (some: readonly Source[]): string[] => some.flatMap((source) => names.get(source) ?? []);
    const layers = sources.map((source, at) => ({
      ...{ name: String(at), source },
      inputs: source.type === 'layer' ? namesOf(source.reads ?? []) : [],
    }));
    return inKerasOrder({ layers, outputs: namesOf(model.outputs) }).map(({ source }) => source);
  }

  #for({ target, iterable, body }: Statement & { readonly type: 'for' }): void {
    const over = this.#evaluate(iterable);
    if (over.type !== 'list') {
      const names = namesIn(body);
      if (this.#isAboutNetwork(names)) this.#unread(iterable, 'loop');
      else if (names.has('.trainable')) this.#lint(iterable, 'warning', UNKNOWN_TRAINABLE);
      return;
    }
    const outer = this.#loop;
    this.#loop = outer ?? this.#statement;
    for (const item of [...over.items]) {
      this.#step(iterable);
      this.#assign(target, item);
      this.#run(body);
    }
    this.#loop = outer;
  }

  #if({ branches }: Statement & { readonly type: 'if' }): void {
    for (const { test, body } of branches) {
      const truth = test === null ? true : truthOf(this.#evaluate(test));
      if (truth === null && test !== null) {
        const rest = branches.flatMap((branch) => branch.body);
        const names = namesIn(rest);
        if (this.#isAboutNetwork(names)) this.#unread(test, 'condition');
        else if (names.has('.trainable')) this.#lint(test, 'warning', UNKNOWN_TRAINABLE);
        return;
      }
      if (truth === true) {
        this.#run(body);
        return;
      }
    }
  }

  #other(statement: Statement & { readonly type: 'other' }): void {
    const { what, names } = statement;
    const kinds: Readonly<Record<string, Unread>> = {
      function: 'function',
      class: 'class',
      while: 'while',
      try: 'try',
      for: 'loop',
    };
    const kind = kinds[what];
    const line = this.#firstLine(statement);
    const own =
      what === 'decorated' ? customLayerOf(this.script.code.slice(statement.from, statement.to)) : null;
    if (own !== null) {
      const { className } = KERAS_LAYERS[own];
      this.#variables.set(className, { type: 'path', path: `keras.layers.${className}`, origin: null });
      return;
    }
    if (what === 'decorated') {
      const text = this.script.code.slice(statement.from, statement.to);
      const [, word, name] = /^(?:async\s+)?(def|class)\s+([\p{L}_][\p{L}\p{N}_]*)/mu.exec(text) ?? [];
      const problem = { code: 'unread', what: word === 'class' ? 'class' : 'function', name: '' } as const;
      if (name !== undefined) this.#variables.set(name, unknown({ ...line, problem }));
    }
    if (what === 'break' || what === 'continue') this.#unread(line, 'statement', what);
    else if (kind !== undefined) {
      const isAbout = this.#isAboutNetwork(new Set(names));
      const problem = { code: 'unread', what: kind, name: '' } as const;
      if (isAbout || kind === 'while') this.#lint(line, isAbout ? 'error' : 'warning', problem);
      const [name] = names;
      if ((kind === 'function' || kind === 'class') && name !== undefined)
        this.#variables.set(name, unknown({ ...line, problem }));
    }
  }

  #firstLine({ from, to }: Range): Range {
    const end = this.script.code.indexOf('\n', from);
    return { from, to: end < 0 || end > to ? to : end };
  }

  #isAboutNetwork(names: ReadonlySet<string>): boolean {
    return [...names].some((name) => {
      if (name.startsWith('.')) return name === '.add' || homeOf(name.slice(1)) !== null;
      const value = this.#variables.get(name);
      if (value?.type === 'path') return isAboutNetwork(value.path);
      return value === undefined && homeOf(name) !== null;
    });
  }

  #evaluate(expression: Expression): Value {
    this.#step(expression);
    const origin = { from: expression.from, to: expression.to };
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
        return this.#format(expression);
      case 'name':
        return this.#lookUp(expression.name, expression);
      case 'member':
        return this.#member(this.#evaluate(expression.object), expression.property);
      case 'subscript':
        return this.#subscript(expression);
      case 'call':
        return this.#call(expression);
      case 'list':
        return listValue(
          expression.items.map((item) => this.#evaluate(item)),
          origin,
        );
      case 'unary':
        return unary(expression.operator, this.#evaluate(expression.operand), origin) ?? unknown();
      case 'binary': {
        // A long sum is a chain to the left.
        const chain: (Expression & { readonly type: 'binary' })[] = [];
        let first: Expression = expression;
        while (first.type === 'binary') {
          chain.unshift(first);
          first = first.left;
        }
        return chain.reduce(
          (left, part) => this.#binary(part.operator, left, this.#evaluate(part.right), part),
          this.#evaluate(first),
        );
      }
      case 'lambda':
        return unknown({ ...origin, problem: { code: 'unread', what: 'lambda', name: '' } });
      case 'other': {
        const kinds: Readonly<Record<string, Unread>> = { lambda: 'lambda' };
        const what = expression.what.includes('comprehension') ? 'comprehension' : kinds[expression.what];
        return unknown(
          what === undefined ? null : { ...origin, problem: { code: 'unread', what, name: '' } },
        );
      }
      default:
        return expression satisfies never;
    }
  }

  #format({ parts, ...range }: Expression & { readonly type: 'format' }): Value {
    const texts = parts.map((part) => {
      if (typeof part === 'string') return part;
      const value = this.#evaluate(part);
      return value.type === 'number' || value.type === 'string' ? String(value.value) : null;
    });
    const value = texts.join('');
    return texts.includes(null) || value.length > 1_000
      ? unknown()
      : { type: 'string', value, origin: range };
  }

  #binary(operator: string, left: Value, right: Value, at: Range): Value {
    if (left.type === 'tensor' || right.type === 'tensor') return this.#unread(at, 'operator', operator);
    const result = binary(operator, left, right, at);
    return result === 'large' ? this.#large(at) : (result ?? this.#whyNot(left, right));
  }

  #large(at: Range): Value {
    const problem = { code: 'tooMuch', what: 'number', limit: Number.MAX_SAFE_INTEGER } as const;
    return unknown({ ...at, problem });
  }

  #whyNot(...values: readonly Value[]): Value {
    const why = values.flatMap((value) => (value.type === 'unknown' && value.why ? [value.why] : []));
    return unknown(why[0] ?? null);
  }

  #lookUp(name: string, at: Range): Value {
    const value = this.#variables.get(name);
    if (value !== undefined) return value;
    if (name === '__name__') return { type: 'string', value: '__main__', origin: null };
    const home = homeOf(name) ?? MODULES[name]?.replace(/\.?\w+$/, '') ?? null;
    const path = home === null ? null : home === '' ? name : `${home}.${name}`;
    if (path !== null && home !== null) {
      const star = this.stars.some((module) => {
        const plain = plainPath(module);
        return plain === home || (plain === 'keras' && MODULES[name] !== undefined);
      });
      const line = home === '' ? `import ${name}` : `from ${home} import ${name}`;
      if (!star) this.#lint(at, 'warning', { code: 'notImported', name, line });
      return { type: 'path', path, origin: null };
    }
    const [star] = this.stars;
    if (star !== undefined && /^[A-Z]/.test(name) && plainPath(star) === 'keras.layers')
      return { type: 'path', path: `keras.layers.${name}`, origin: null };
    if (PYTHON.has(name)) return unknown();
    return unknown({ from: at.from, to: at.to, problem: { code: 'unknownName', name } });
  }

  #member(object: Value, property: string): Value {
    switch (object.type) {
      case 'path':
        return { type: 'path', path: `${object.path}.${property}`, origin: null };
      case 'model': {
        if (property === 'layers') {
          const valueOf = (source: Source): Value =>
            source.type === 'layer'
              ? { type: 'layer', made: source, origin: null }
              : { type: 'tensor', source, origin: null };
          return listValue(this.#sourcesOf(object.model).map(valueOf), null);
        }
        return { type: 'method', of: object, name: property, origin: null };
      }
      case 'list':
        return { type: 'method', of: object, name: property, origin: null };
      case 'unknown':
        return object;
      default:
        return unknown();
    }
  }

  #subscript({ object, index, slice }: Expression & { readonly type: 'subscript' }): Value {
    const list = this.#evaluate(object);
    if (slice !== null) {
      const [start, end] = [slice.start, slice.end].map((bound) => bound && this.#evaluate(bound));
      const isKnown = [start, end].every((bound) => !bound || bound.type === 'number');
      if (list.type !== 'list' || !isKnown) return unknown();
      const at = (bound: Value | null | undefined): number | undefined =>
        bound?.type === 'number' ? bound.value : undefined;
      return listValue(list.items.slice(at(start) ?? 0, at(end)), null);
    }
    const at = index === null ? unknown() : this.#evaluate(index);
    if (list.type !== 'list' || at.type !== 'number') return unknown();
    return list.items.at(at.value) ?? unknown();
  }

  #call(call: Call): Value {
    const callee = this.#evaluate(call.callee);
    switch (callee.type) {
      case 'path':
        return this.#callPath(callee.path, call);
      case 'method':
        return this.#method(callee.of, callee.name, call);
      case 'layer':
        return this.#apply(callee.made, call);
      case 'model':
        this.#values(call);
        return this.#unread(call, 'nested');
      default: {
        const values = this.#values(call);
        if (call.callee.type !== 'name' || callee.type !== 'unknown') return this.#whyNot(callee);
        const result = builtin(call.callee.name, values, { from: call.from, to: call.to });
        return result === 'large' ? this.#large(call) : (result ?? this.#whyNot(callee, ...values));
      }
    }
  }

  #values(call: Call): Value[] {
    return call.arguments.map(({ value }) => this.#evaluate(value));
  }

  #callPath(path: string, call: Call): Value {
    const meaning = meaningOf(path);
    switch (meaning.what) {
      case 'layer':
        return this.#layer(meaning.className, call);
      case 'joining': {
        const [first] = call.arguments;
        const made = this.#make(meaning.className, call, call.arguments.slice(1));
        return first === undefined
          ? unknown()
          : this.#connect(made, this.#evaluate(first.value), first.value, call);
      }
      case 'sequential':
        return this.#sequential(call);
      case 'functional':
        return this.#functional(call);
      case 'input':
      case 'inputLayer':
        return { type: 'tensor', source: this.#input(call), origin: null };
      case 'activation': {
        const [first] = call.arguments;
        const value = first === undefined ? unknown() : this.#evaluate(first.value);
        if (value.type === 'tensor') return this.#unread(call, 'operator', meaning.name);
        return unknown();
      }
      case 'object': {
        const given = this.#calls.named(call, this.#calls.objectArguments(meaning.className));
        const made = {
          className: meaning.className,
          call,
          arguments: given,
          at: { from: call.from, to: call.to },
        };
        return { type: 'object', made, origin: { from: call.from, to: call.to } };
      }
      case 'application': {
        this.#values(call);
        const problem = { code: 'unread', what: 'application', name: meaning.name } as const;
        return unknown({ from: call.from, to: call.to, problem });
      }
      case 'clear':
        this.#names.clear();
        return unknown();
      case 'partial': {
        const [of] = this.#values(call);
        const isLayer = of?.type === 'path' && isAboutNetwork(of.path);
        return isLayer ? this.#unread(call, 'partial', of.path.split('.').at(-1)) : unknown();
      }
      case 'other': {
        const values = this.#values(call);
        const tensor = values.some((value) => value.type === 'tensor');
        return tensor ? this.#unread(call, 'operator', path.split('.').at(-1)) : unknown();
      }
      default:
        return meaning satisfies never;
    }
  }

  #layer(className: string, call: Call): Value {
    const made = this.#make(className, call, call.arguments);
    return { type: 'layer', made, origin: { from: call.from, to: call.to } };
  }

  #make(className: string, call: Call, given: readonly Argument[]): MadeLayer {
    if (this.layers.length >= BUDGET.layers) throw new TooMuch('layers', BUDGET.layers, call);
    const lambda = className === 'Lambda' ? this.#lambda(call) : null;
    const kind = lambda?.kind ?? KERAS_KINDS.get(className);
    const form = kind === undefined ? null : KERAS_LAYERS[kind];
    const named = this.#calls.named(
      { ...call, arguments: given },
      lambda ? ['function'] : (form?.positional ?? []),
    );
    const options = lambda
      ? this.#calls.named(lambda.call, ['x', ...(form?.positional ?? [])]).slice(1)
      : named;
    const name = named.find((argument) => argument.name === 'name')?.given;
    const isNamed = name?.type === 'string';
    const plainClass = form?.className ?? className;
    const read = this.#read(lambda ? plainClass : className, lambda?.call ?? call, options);
    const made: MadeLayer = {
      type: 'layer',
      name: isNamed ? name.value : this.#names.take(lambda ? 'Lambda' : plainClass),
      named: isNamed,
      kind: read === null ? null : (kind ?? null),
      className: plainClass,
      options: read?.options ?? {},
      trainable: read?.trainable ?? true,
      call,
      inside: (lambda?.call ?? call).inside,
      arguments: options,
      input: this.#inputOf(named),
      reads: null,
      applied: null,
      place: { statement: this.#statement ?? call, item: null, variable: null },
      loop: this.#loop,
    };
    this.layers.push(made);
    return made;
  }

  /** `Lambda(lambda x: tf.nn.local_response_normalization(x, …))`: which layer of ours that is, and the call in it. */
  #lambda(call: Call): { readonly kind: LayerKind; readonly call: Call } | null {
    const [first] = call.arguments;
    const body = first?.value.type === 'lambda' ? first.value.body : null;
    const value = body?.type === 'call' ? this.#evaluate(body.callee) : null;
    if (body?.type !== 'call' || value?.type !== 'path' || first?.value.type !== 'lambda') return null;
    const given = body.arguments[0]?.value;
    if (given?.type !== 'name' || given.name !== first.value.parameter) return null;
    const kinds = Object.keys(KERAS_LAYERS) as LayerKind[];
    const kind = kinds.find((one) => KERAS_LAYERS[one].lambda === value.path);
    return kind === undefined ? null : { kind, call: body };
  }

  /** Its options; null where they can't be read. */
  #read(
    className: string,
    call: Call,
    given: readonly GivenArgument[],
  ): ReturnType<typeof layerFromKeras> | null {
    const kind = KERAS_KINDS.get(className);
    if (kind === undefined) {
      this.#noLayer(className, call);
      return null;
    }
    const spread = call.arguments.find((argument) => argument.spread);
    if (spread) {
      this.#unread(spread, 'spread');
      return null;
    }
    const extra = given.find(({ name }) => name === '');
    if (extra) {
      const most = KERAS_LAYERS[kind].positional.length;
      this.#lint(extra.argument, 'error', { code: 'tooManyArguments', className, most });
      return null;
    }
    const twice = given.find(({ name }, at) => given.findIndex((other) => other.name === name) < at);
    if (twice) {
      this.#lint(twice.argument, 'error', { code: 'twice', argument: twice.name });
      return null;
    }
    const config: Record<string, unknown> = {};
    for (const { name, given: value, value: at } of given) {
      const plain = plainValue(value);
      if (plain === undefined && !MAY_BE_UNKNOWN.has(name)) {
        const why = value.type === 'unknown' ? value.why : null;
        this.#lint(at, 'error', why?.problem ?? { code: 'unknownValue', what: name });
        return null;
      }
      if (name !== 'name') config[name] = plain;
    }
    try {
      return layerFromKeras('code', { className, config });
    } catch (error) {
      if (!(error instanceof KerasLayerError)) throw error;
      const { fault, argument, expected } = error;
      const at = given.find(({ name }) => name === argument);
      const place =
        at === undefined
          ? nameRange(call.callee)
          : fault === 'unknown'
            ? (at.keyword ?? at.argument)
            : at.value;
      this.#lint(place, 'error', {
        code: 'layer',
        fault,
        className,
        argument: argument ?? '',
        expected,
        received: at === undefined ? '' : shorten(valueText(at.given)),
        similar: error.similar,
      });
      return null;
    }
  }

  /** Whatever its arguments are: none of them can be read. */
  #noLayer(className: string, { callee }: Call): void {
    const known = knownClasses();
    this.#lint(nameRange(callee), 'error', {
      ...{ code: 'layer', fault: 'class', className, argument: '', received: '' },
      expected: known.join(', '),
      similar: similarNames(className, known),
    });
  }

  #inputOf(given: readonly GivenArgument[]): MadeLayer['input'] {
    for (const { name, given: value, value: at } of given) {
      if (name === 'input_shape') return { shape: this.#shape(value, at, 0), at };
      if (name === 'batch_input_shape' || name === 'batch_shape')
        return { shape: this.#shape(value, at, 1), at };
      if (name === 'input_dim') return { shape: this.#shape(listValue([value], null), at, 0), at };
    }
    return null;
  }

  /** Null where it is not known, or open: (None, None, 3). */
  #shape(value: Value, at: Range, skip: 0 | 1): Shape | null {
    const plain = plainValue(value);
    if (plain === undefined) return null;
    const lengths = Array.isArray(plain) ? plain.slice(skip) : [];
    if (lengths.length > 0 && lengths.includes(null)) return null;
    const fits = lengths.every((length) => Number.isInteger(length) && (length as number) >= 1);
    if (lengths.length > 0 && fits) return lengths as number[];
    this.#lint(at, 'error', { code: 'inputShape', received: shorten(valueText(value)) });
    return null;
  }

  #input(call: Call): InputNode {
    const given = this.#calls.named(call, ['shape', 'batch_size', 'dtype', 'sparse', 'batch_shape', 'name']);
    const name = given.find((argument) => argument.name === 'name')?.given;
    const shape = given.find((argument) => /^(batch_)?(input_)?shape$/.test(argument.name));
    return {
      type: 'input',
      name: name?.type === 'string' ? name.value : null,
      shape: shape ? this.#shape(shape.given, shape.value, shape.name.startsWith('batch') ? 1 : 0) : null,
      at: { from: call.from, to: call.to },
      shapeAt: shape?.value ?? null,
    };
  }

  #sequential(call: Call): Value {
    const given = this.#calls.named(call, ['layers', 'name']);
    const name = given.find((argument) => argument.name === 'name')?.given;
    const layers = given.find((argument) => argument.name === 'layers');
    const expression = call.arguments.find(({ keyword }) => (keyword?.name ?? 'layers') === 'layers')?.value;
    const model: Model = {
      type: 'sequential',
      name: name?.type === 'string' ? name.value : null,
      call,
      layers: [],
      inputs: [],
      outputs: [],
      list: expression?.type === 'list' ? expression : null,
    };
    this.models.push(model);
    if (layers?.given.type === 'list') {
      const items = expression?.type === 'list' ? expression.items : [];
      layers.given.items.forEach((item, i) => {
        this.#take(model, item, items[i] ?? layers.value, items[i] ?? null);
      });
    } else if (layers && layers.given.type !== 'constant') {
      this.#refuse(layers.given, layers.value);
    }
    return { type: 'model', model, origin: null };
  }

  /** Puts a layer into a sequential model. */
  #take(model: Model, value: Value, at: Range, item: Range | null): void {
    if (value.type === 'tensor' && value.source.type === 'input') {
      model.inputs = [value.source];
      return;
    }
    if (value.type !== 'layer') {
      this.#refuse(value, at);
      return;
    }
    const { made } = value;
    if (made.reads !== null || this.models.some(({ layers }) => layers.includes(made))) {
      this.#unread(at, 'shared', made.name);
      return;
    }
    made.place = { statement: this.#statement ?? at, item, variable: null };
    model.layers.push(made);
  }

  /** It is no layer. */
  #refuse(value: Value, at: Range): void {
    if (value.type === 'model') this.#unread(at, 'nested');
    else if (value.type === 'unknown' && value.why) this.#lint(at, 'error', value.why.problem);
    else if (value.type === 'unknown') this.#lint(at, 'error', { code: 'unknownValue', what: 'layer' });
    else this.#lint(at, 'error', { code: 'notALayer', received: shorten(valueText(value)) });
  }

  #functional(call: Call): Value {
    const given = this.#calls.named(call, ['inputs', 'outputs', 'name']);
    const find = (name: string): GivenArgument | undefined =>
      given.find((argument) => argument.name === name || argument.name === name.slice(0, -1));
    const name = find('name')?.given;
    const sources = (argument: GivenArgument | undefined): Source[] => {
      const values =
        argument?.given.type === 'list' ? argument.given.items : argument ? [argument.given] : [];
      return values.flatMap((value) => {
        if (value.type === 'tensor') return [value.source];
        if (argument) this.#refuse(value, argument.value);
        return [];
      });
    };
    const inputs = sources(find('inputs')).filter((source) => source.type === 'input');
    const model: Model = {
      type: 'functional',
      name: name?.type === 'string' ? name.value : null,
      call,
      layers: [],
      inputs,
      outputs: sources(find('outputs')),
      list: null,
    };
    this.models.push(model);
    return { type: 'model', model, origin: null };
  }

  #apply(made: MadeLayer, call: Call): Value {
    const [first] = call.arguments;
    if (first === undefined) return unknown();
    return this.#connect(made, this.#evaluate(first.value), first.value, call);
  }

  #connect(made: MadeLayer, given: Value, at: Range, call: Call): Value {
    const values = given.type === 'list' ? given.items : [given];
    const sources = values.flatMap((value) => (value.type === 'tensor' ? [value.source] : []));
    if (sources.length < values.length || sources.length === 0) {
      const other = values.find((value) => value.type !== 'tensor') ?? unknown();
      this.#refuse(other.type === 'layer' ? other : this.#whyNot(other), at);
      return unknown();
    }
    if (made.reads !== null) return this.#unread(call, 'shared', made.name);
    made.reads = sources;
    made.applied = call;
    this.applied.push(made);
    const statement = this.#statement;
    const [target] = statement?.type === 'assign' ? statement.targets : [];
    const isWhole =
      statement?.type === 'assign' && statement.value.to === call.to && statement.value.from === call.from;
    made.place = {
      statement: statement ?? call,
      item: null,
      variable: isWhole && target?.type === 'name' ? target.name : null,
    };
    return { type: 'tensor', source: made, origin: null };
  }

  #method(of: Value, name: string, call: Call): Value {
    if (of.type === 'list') return this.#listMethod(of, name, call);
    if (of.type !== 'model') return unknown();
    const { model } = of;
    switch (name) {
      case 'add': {
        const [first] = call.arguments;
        if (model.type === 'functional' || first === undefined) return this.#unread(call, 'method', name);
        this.#take(model, this.#evaluate(first.value), first.value, null);
        return unknown();
      }
      case 'pop':
        model.layers.pop();
        return unknown();
      case 'build': {
        const [shape] = this.#calls.named(call, ['input_shape']);
        if (shape && model.inputs.length === 0) {
          const at = { from: call.from, to: call.to };
          const node = { shape: this.#shape(shape.given, shape.value, 1), at, shapeAt: shape.value };
          model.inputs = [{ type: 'input', name: null, ...node }];
        }
        return unknown();
      }
      case 'compile':
        this.used = model;
        this.compiled.push({ model, call, arguments: this.#calls.named(call, COMPILE) });
        return unknown();
      case 'fit':
        this.used = model;
        this.fitted.push({ model, call, arguments: this.#calls.named(call, FIT) });
        return unknown();
      case 'get_layer': {
        const [wanted] = this.#calls.named(call, ['name', 'index']);
        const key = wanted && plainValue(wanted.given);
        const sources = this.#sourcesOf(model);
        const source =
          wanted?.name === 'index' && typeof key === 'number'
            ? sources[key]
            : sources.find((one) => one.type === 'layer' && one.name === key);
        return source?.type === 'layer' ? { type: 'layer', made: source, origin: null } : unknown();
      }
      case 'summary':
        this.used = model;
        this.summaries.push(call);
        return unknown();
      default:
        this.#values(call);
        return unknown();
    }
  }

  #listMethod(list: Value & { readonly type: 'list' }, name: string, call: Call): Value {
    const [value] = this.#values(call);
    if (name === 'append' && value !== undefined) {
      // A list within a list is a copy here, so that none can hold itself.
      list.items.push(value.type === 'list' ? { ...value, items: [...value.items] } : value);
      resize(list);
    } else if (name === 'extend' && value?.type === 'list') {
      list.items.push(...value.items);
      resize(list);
    }
    return unknown();
  }
}

const UNKNOWN_TRAINABLE = { code: 'unread', what: 'trainable', name: '' } as const;

/** What a model's outputs depend on. */
export function reachedFrom(outputs: readonly Source[]): ReadonlySet<Source> {
  const reached = new Set<Source>();
  const waiting: Source[] = [...outputs];
  for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
    if (reached.has(source)) continue;
    reached.add(source);
    if (source.type === 'layer') waiting.push(...(source.reads ?? []));
  }
  return reached;
}

/** The last name of `keras.layers.Dense`. */
function nameRange(callee: Expression): Range {
  return callee.type === 'member' ? { from: callee.to - callee.property.length, to: callee.to } : callee;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
