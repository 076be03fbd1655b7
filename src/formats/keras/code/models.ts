// Models, and layers put into them or called on tensors. What stands behind a model's point is in members.ts.

import type { Shape } from '../../../graph/tensor';
import type { Part } from '../../../models/applications/part';
import { listValue } from './arithmetic';
import { applicationCall } from './applications';
import { ATTENTION_CALL, ATTENTION_INPUTS, type LayerStep } from '../layerParts';
import { argumentOf } from './functions';
import { namedArguments } from './given';
import type { Composed, Parts } from './parts';
import type { Lint, Problem } from './lints';
import { canRepeat } from './shared';
import { reachedFrom, Shapes } from './shapes';
import { callAt, nameRange, type Range } from './syntax';
import {
  rootOf,
  shorten,
  unknown,
  valueText,
  type Call,
  type GivenArgument,
  type InputNode,
  type MadeInstance,
  type MadeLayer,
  type Model,
  type Source,
  type Value,
} from './values';

/** Of pictures for networks of keras.applications. */
const USUAL_SIZE = 224;
export const tensorOf = (source: Source): Value => ({ type: 'tensor', source, origin: null });
export class Models {
  readonly #shapes: Shapes;
  /** Layers of sequential models. */
  readonly #taken = new WeakSet<MadeLayer>();
  /** What a Permute of a script with the channels first makes: its axes are as the script has them. */
  readonly #permuted = new WeakSet<Source>();

  constructor(private readonly parts: Parts) {
    this.#shapes = new Shapes(parts.record.goal);
  }

  #model(type: Model['type'], call: Call, given: readonly GivenArgument[]): Model {
    const model = this.#made(type, call, given);
    this.parts.record.models.push(model);
    return model;
  }

  #made(type: Model['type'], call: Call, given: readonly GivenArgument[]): Model {
    const name = given.find((argument) => argument.name === 'name')?.given;
    return {
      ...{ type, call, layers: [], inputs: [], outputs: [], list: null, graph: null, lints: [], items: [] },
      name: name?.type === 'string' ? name.value : null,
      grows: type === 'sequential',
    };
  }

  sequential(call: Call, written: readonly GivenArgument[]): Value {
    const given = namedArguments(written, ['layers', 'name']);
    const layers = given.find((argument) => argument.name === 'layers');
    const expression = call.arguments.find(({ keyword }) => (keyword?.name ?? 'layers') === 'layers')?.value;
    const model = this.#model('sequential', call, given);
    const list = expression?.type === 'list' ? expression : null;
    model.list = list;
    if (layers?.given.type === 'list') {
      const items = list?.items.every(({ type }) => type !== 'starred') === true ? list.items : [];
      layers.given.items.forEach((item, i) => {
        this.take(model, item, items[i] ?? layers.value, items[i] ?? null);
      });
    } else if (layers && layers.given.type !== 'constant') {
      this.take(model, layers.given, layers.value, null);
    }
    return { type: 'model', model, origin: null };
  }

  functional(call: Call, written: readonly GivenArgument[], own: Model | null = null): Value {
    const given = namedArguments(written, ['inputs', 'outputs', 'name']);
    const find = (name: string): GivenArgument | undefined =>
      given.find((argument) => argument.name === name || argument.name === name.slice(0, -1));
    const model = own ?? this.#model('functional', call, given);
    const sources = (argument: GivenArgument | undefined): Source[] => {
      if (argument === undefined) return [];
      return valuesIn(argument.given).flatMap((value) => {
        if (value.type === 'tensor') return [value.source];
        this.#refuse(value, argument.value, model.lints);
        return [];
      });
    };
    model.inputs = sources(find('inputs')).filter((source) => source.type === 'input');
    model.outputs = sources(find('outputs'));
    return { type: 'model', model, origin: null };
  }

  /** Models that stand side by side, joined by a layer: one with the inputs of all, which is a part of the script's own. */
  sideBySide(made: MadeLayer, { given, value: at }: GivenArgument, call: Call): Value {
    const model = this.#made('functional', call, []);
    const graphs = valuesIn(given).flatMap((value) => {
      if (value.type === 'model') return [this.graphOf(value.model)];
      this.#refuse(value, at, model.lints);
      return [];
    });
    model.lints.push(...graphs.flatMap(({ lints }) => lints));
    model.inputs = [...new Set(graphs.flatMap(({ inputs }) => inputs))];
    const ends = listValue(
      graphs.flatMap(({ outputs }) => outputs.map(tensorOf)),
      null,
    );
    const joined = this.connect(made, ends, at, call);
    if (joined.type === 'tensor') model.outputs = [joined.source];
    else this.#refuse(joined, at, model.lints);
    return { type: 'model', model, origin: null };
  }

  /** Puts a layer into a sequential model. */
  take(model: Model, value: Value, at: Range, item: Range | null): void {
    const { record, layers } = this.parts;
    model.items.push({ value, at });
    if (model.type === 'functional') {
      this.#append(model, value, at);
      return;
    }
    if (value.type === 'tensor' && value.source.type === 'input') {
      model.inputs = [value.source];
      return;
    }
    const isEmpty = model.layers.length === 0 && model.inputs.length === 0;
    if (isEmpty && value.type === 'model' && value.model.inputs.length > 1) {
      const { inputs, outputs, lints } = value.model;
      Object.assign(model, { type: 'functional', inputs: [...inputs], outputs: [...outputs] });
      model.lints.push(...lints);
      return;
    }
    if (value.type === 'model' && value.model.type === 'sequential') {
      this.#splice(model, value.model, at);
      return;
    }
    const isLambda =
      value.type === 'layer' &&
      (value.made.function !== null || value.made.after !== null || value.made.composed !== null);
    if (
      isLambda ||
      value.type === 'model' ||
      (value.type === 'instance' && this.parts.functions.kindOf(value.made.of))
    ) {
      this.#becomeGraph(model);
      this.#append(model, value, at);
      return;
    }
    if (value.type !== 'layer') {
      this.#refuse(value, at, model.lints);
      return;
    }
    const { made } = value;
    if (made.isLeftOut) {
      if (made.input !== null && model.layers.length === 0 && model.inputs.length === 0)
        model.inputs = [this.#inputNode(made.input.shape, made.input.at)];
      return;
    }
    if (!canRepeat(made) && model.layers.some((one) => rootOf(one) === rootOf(made))) {
      this.#say(model.lints, at, { code: 'unread', what: 'shared', name: made.name });
      return;
    }
    const own = made.reads !== null || this.#taken.has(made) ? layers.again(made) : made;
    this.#taken.add(own);
    own.place = { statement: record.statement ?? at, item, variable: null };
    model.layers.push(own);
  }

  /** The layers of a sequential model within another, one by one. */
  #splice(model: Model, inner: Model, at: Range): void {
    if (inner === model) {
      this.#say(model.lints, at, { code: 'unread', what: 'nested', name: '' });
      return;
    }
    if (model.layers.length === 0 && model.inputs.length === 0) model.inputs = inner.inputs;
    for (const layer of inner.layers) {
      if (!canRepeat(layer) && model.layers.some((one) => rootOf(one) === rootOf(layer)))
        this.#say(model.lints, at, { code: 'unread', what: 'shared', name: layer.name });
      else model.layers.push(this.parts.layers.again(layer));
    }
    model.lints.push(...inner.lints);
  }

  /** A sequential model that a graph is put into becomes one. */
  #becomeGraph(model: Model): void {
    const { inputs, outputs } = model.layers.length > 0 ? this.graphOf(model) : model;
    model.type = 'functional';
    model.inputs = inputs;
    model.outputs = outputs;
    model.layers.length = 0;
  }

  /** Applies what is put into a graph to what it gave so far. */
  #append(model: Model, value: Value, at: Range): void {
    const before = model.outputs[0] ?? model.inputs[0] ?? null;
    const call = callAt(at);
    const own = value.type === 'layer' ? value.made : value.type === 'instance' ? value.made.layer : null;
    const start =
      before ?? this.#inputNode(own?.input?.shape ?? this.#inputShapeOf(value), own?.input?.at ?? at);
    if (before === null && start.type === 'input') model.inputs = [start];
    const result = this.parts.functions.call(value, call, [argumentOf(tensorOf(start), at)]);
    if (result.type === 'tensor') model.outputs = [result.source];
    else this.#refuse(result, at, model.lints);
  }

  #inputShapeOf(value: Value): InputNode['shape'] {
    return value.type === 'model' ? (value.model.inputs[0]?.shape ?? null) : null;
  }

  #inputNode(shape: InputNode['shape'], { from, to }: Range): InputNode {
    return { type: 'input', name: null, shape, at: { from, to }, shapeAt: null };
  }

  /** A sequential model as a graph, for what asks for its ends. */
  graphOf(model: Model): Model {
    if (model.type === 'functional') return model;
    if (model.graph !== null) return model.graph;
    const [first] = model.layers;
    const node =
      model.inputs[0] ?? this.#inputNode(first?.input?.shape ?? null, first?.input?.at ?? model.call);
    const outputs = this.#chain(model, node);
    model.graph = { ...model, type: 'functional', inputs: [node], outputs: [outputs] };
    return model.graph;
  }

  /** The layers of a sequential model applied to a tensor, one after another. */
  #chain(model: Model, start: Source): Source {
    const { record, layers } = this.parts;
    return model.layers.reduce<Source>((source, layer) => {
      const before = this.#used(layer, [source]);
      if (before !== undefined) return before;
      const own = layers.again(layer);
      own.reads = [source];
      record.applied.push(own);
      return own;
    }, start);
  }

  /** The same layer on the same tensors gives the same again. */
  #used(layer: MadeLayer, sources: readonly Source[]): MadeLayer | undefined {
    const { record } = this.parts;
    return record.usesOf(layer).find(({ reads }) => {
      return reads?.length === sources.length && reads.every((source, at) => source === sources[at]);
    });
  }

  #say(into: Lint[], { from, to }: Range, problem: Problem): void {
    const { record } = this.parts;
    into.push(...record.heard(() => record.lint({ from, to }, 'error', problem)).lints);
  }

  /** It is no layer. */
  #refuse(value: Value, at: Range, into: Lint[]): void {
    if (value.type === 'model') this.#say(into, at, { code: 'unread', what: 'nested', name: '' });
    else if (value.type === 'unknown' && value.why) this.#say(into, value.why, value.why.problem);
    else if (value.type === 'unknown') this.#say(into, at, { code: 'unknownValue', what: 'layer' });
    else this.#say(into, at, { code: 'notALayer', received: shorten(valueText(value)) });
  }

  apply(made: MadeLayer, call: Call, given: readonly GivenArgument[]): Value {
    const [first] = given;
    const rows = made.kind === 'embedding' && first !== undefined ? rowsOf(made, first.given) : undefined;
    if (rows !== undefined) return rows;
    if (made.className === 'MultiHeadAttention' && first !== undefined)
      return this.#attended(made, call, given);
    return first === undefined ? unknown() : this.connect(made, first.given, first.value, call);
  }

  /** `mha(query, value, key)`, by place or by name. */
  #attended(made: MadeLayer, call: Call, given: readonly GivenArgument[]): Value {
    const named = namedArguments(given, [...ATTENTION_INPUTS, ...ATTENTION_CALL]);
    const valueOf = (wanted: string): Value | undefined => named.find(({ name }) => name === wanted)?.given;
    const inputs = ATTENTION_INPUTS.flatMap((name) => {
      const value = valueOf(name);
      return value === undefined || (value.type === 'constant' && value.value === null) ? [] : [value];
    });
    const other = named.find(
      ({ name, given: value }) =>
        name !== 'training' &&
        !ATTENTION_INPUTS.some((one) => one === name) &&
        !(value.type === 'constant' && (value.value === null || !value.value)),
    );
    if (other !== undefined) {
      const { name: argument, given: value } = other;
      const received = shorten(valueText(value));
      const expected = ATTENTION_CALL.includes(argument) ? 'None' : [...ATTENTION_INPUTS].join(', ');
      const problem = { code: 'layer', fault: 'unsupported', className: made.className, argument, expected, received, similar: [] } as const; // prettier-ignore
      return this.parts.keras.unreadable(made.className, other.argument, inputs, problem);
    }
    return this.connect(made, listValue(inputs, null), call, call);
  }

  connect(made: MadeLayer, given: Value, at: Range, call: Call): Value {
    const { record, layers } = this.parts;
    const values = this.#withConstants(valuesIn(given), at);
    const sources = values.flatMap((value) => (value.type === 'tensor' ? [value.source] : []));
    if (sources.length < values.length || sources.length === 0) {
      const other = values.find((value) => value.type !== 'tensor') ?? unknown();
      return this.#unconnected(other, at);
    }
    const [first] = values;
    if (made.isLeftOut && first !== undefined) return first;
    if (made.function !== null) return this.#lambda(made, given, at, call);
    if (made.composed !== null) return this.#composed(made, values, at, call);
    const before = made.reads === null ? undefined : this.#used(made, sources);
    if (before !== undefined) return this.#activated(made, tensorOf(before), call);
    const own = made.reads === null ? made : layers.again(made);
    own.reads = sources;
    own.applied = call;
    record.applied.push(own);
    const { statement } = record;
    const [target] = statement?.type === 'assign' ? statement.targets : [];
    const isWhole =
      statement?.type === 'assign' && statement.value.to === call.to && statement.value.from === call.from;
    own.place = {
      statement: statement ?? call,
      item: null,
      variable: isWhole && target?.type === 'name' ? target.name : null,
    };
    return this.#activated(made, tensorOf(own), call);
  }

  /** A weight of the script's own beside tensors is trained numbers. */
  #withConstants(values: readonly Value[], at: Range): readonly Value[] {
    const x = values.find(({ type }) => type === 'tensor');
    if (x === undefined) return values;
    return values.map((one) => this.parts.keras.constant(one, x, { from: at.from, to: at.to }) ?? one);
  }

  /** `Dense(10, activation=f)` with a function of the script: what that makes of the layer's result. */
  #activated({ after }: MadeLayer, result: Value, call: Call): Value {
    if (after === null) return result;
    const { functions, keras } = this.parts;
    const name = after.type === 'function' ? after.made.name : 'activation';
    return functions.wholly(
      () => functions.call(after, call, [argumentOf(result, call)]),
      () => keras.unreadable(name, call, [result]),
    );
  }

  /** The layers that it takes here, one after another. */
  #composed(made: MadeLayer, values: readonly Value[], at: Range, call: Call): Value {
    const { layers, keras } = this.parts;
    const shapes = values.flatMap((value) => {
      const shape = value.type === 'tensor' ? this.#shapes.of(value.source) : null;
      return shape === null ? [] : [shape];
    });
    if (shapes.length < values.length) {
      const sources = values.flatMap((value) => (value.type === 'tensor' ? [value.source] : []));
      const isUnread = [...reachedFrom(sources)].some((one) => one.type === 'layer' && one.kind === null);
      // Nothing is known behind what can't be read.
      return isUnread
        ? keras.unreadable(made.className, made.call, values)
        : keras.unreadable(made.className, made.call, values, { code: 'unknownValue', what: 'input_shape' });
    }
    const inputs = values.length === 1 && values[0] !== undefined ? values[0] : listValue([...values], null);
    const parts = layers.stepsOf(made, shapes);
    if (parts !== null)
      return 'type' in parts
        ? this.connect(parts, inputs, at, callAt(call))
        : this.#inParts(made, parts, values, { from: at.from, to: at.to }, call);
    const isMap = !values.some((value) => value.type === 'tensor' && this.#permuted.has(value.source));
    const composed = layers.composed(made, shapes, isMap);
    if (composed === null) return unknown();
    const steps = (parts: Composed['before'], start: Value): Value =>
      parts.reduce((x, part) => this.connect(layers.ready(part, made.call), x, at, callAt(call)), start);
    const result = this.connect(composed.own, steps(composed.before, inputs), at, call);
    if (made.className === 'Permute' && result.type === 'tensor') this.#permuted.add(result.source);
    const shape = result.type === 'tensor' ? this.#shapes.of(result.source) : null;
    return shape === null ? result : steps(composed.after(shape), result);
  }

  /** Layers of which each reads those that it names. A layer that is used again has the same weights. */
  #inParts(
    { name, trainable, composed, call: own }: MadeLayer,
    parts: readonly LayerStep[],
    values: readonly Value[],
    at: Range,
    call: Call,
  ): Value {
    const { layers, record } = this.parts;
    const isAgain = composed !== null && composed.steps.size > 0;
    const results = [...values];
    for (const { suffix, layer, reads } of parts) {
      const before = composed?.steps.get(suffix);
      const given = isAgain ? {} : { name: suffix === '' ? name : `${name}_${suffix}` };
      const step =
        before !== undefined && record.layers.includes(before)
          ? before
          : layers.ready({ ...layer, ...given, trainable }, own);
      if (layer.kind === 'dense') composed?.steps.set(suffix, step);
      const inputs = reads.flatMap((place) => results[place] ?? []);
      const [first = unknown(), ...others] = inputs;
      results.push(
        this.connect(step, others.length === 0 ? first : listValue(inputs, null), at, callAt(call)),
      );
    }
    return results.at(-1) ?? unknown();
  }

  /** What its function makes of the tensor, or a layer that there is not. */
  #lambda(made: MadeLayer, given: Value, at: Range, call: Call): Value {
    const { functions, keras, layers } = this.parts;
    const { function: of, call: own } = made;
    const more = made.arguments.find(({ name }) => name === 'arguments')?.given;
    const named = more?.type === 'dictionary' ? [...more.entries.values()] : [];
    const all = [
      argumentOf(given, at),
      ...named.flatMap(({ key, value }) => (key.type === 'string' ? [argumentOf(value, at, key.value)] : [])),
    ];
    return functions.wholly(
      () => (of === null ? unknown() : functions.call(of, call, all)),
      (why) =>
        why !== null && why.problem.code === 'unread'
          ? keras.unreadable('Lambda', why, valuesIn(given), why.problem)
          : keras.unreadable('Lambda', nameRange(own.callee), valuesIn(given), layers.noLayer('Lambda')),
    );
  }

  /** A network of keras.applications, or of a file: its layers, or one thing that is not here, between input and output. */
  application(name: string, call: Call, written: readonly GivenArgument[]): Value {
    const { layers, record } = this.parts;
    const { application, given, inputShape, inputTensor, isTrained, parts } = applicationCall(name, written);
    const usual = application?.size ?? USUAL_SIZE;
    const input =
      inputTensor?.type === 'tensor'
        ? inputTensor.source
        : this.#inputNode(
            inputShape ? layers.inputs.shape(inputShape.given, inputShape.value, 0) : [usual, usual, 3],
            inputShape?.value ?? call,
          );
    const model = this.#model('functional', call, given);
    if (application !== null && isTrained) record.lint(call, 'warning', { code: 'untrained', name });
    const made = new Map<Part, MadeLayer>();
    const connect = (layer: MadeLayer, reads: readonly Source[]): MadeLayer => {
      layer.reads = reads.length > 0 ? [...reads] : [input];
      layer.applied = call;
      record.applied.push(layer);
      return layer;
    };
    for (const part of parts(this.#shapes.of(input) ?? [usual, usual, 3])) {
      const reads = part.reads.flatMap((one) => made.get(one) ?? []);
      made.set(part, connect(layers.ready(part.config, call), reads));
    }
    if (application === null)
      model.outputs = [
        connect(layers.unreadable(name, call, { code: 'unread', what: 'application', name }), []),
      ];
    else model.outputs = [...made.values()].slice(-1);
    model.inputs = input.type === 'input' ? [input] : [];
    return { type: 'model', model, origin: null };
  }

  /** What a script loads is what it saved; a copy has the same layers. */
  saved(name: string, call: Call, given: readonly GivenArgument[]): Value {
    const [first] = given;
    if (first?.given.type === 'model') return first.given;
    const { record } = this.parts;
    const model = record.used ?? record.models.at(-1);
    if (model !== undefined) return { type: 'model', model, origin: null };
    record.saved.push({ name, call });
    const { from, to } = call;
    return unknown({ from, to, problem: { code: 'unread', what: 'application', name } });
  }

  /** What a layer is called on is no tensor. It is said where a model needs it. */
  #unconnected(value: Value, { from, to }: Range): Value {
    if (value.type === 'unknown')
      return unknown(value.why ?? { from, to, problem: { code: 'unknownValue', what: 'layer' } });
    return unknown({ from, to, problem: { code: 'notALayer', received: shorten(valueText(value)) } });
  }

  /** `model(x)`. After the model, a call on data is no part of it. */
  call(model: Model, call: Call, given: readonly GivenArgument[]): Value {
    const [first] = given;
    if (first === undefined || !valuesIn(first.given).some(({ type }) => type === 'tensor')) return unknown();
    return this.applyModel(model, given, call);
  }

  /** The layers of a model once more, on other tensors. */
  applyModel(model: Model, given: readonly GivenArgument[], at: Range): Value {
    const { record, layers } = this.parts;
    const [first] = given;
    const values = first === undefined ? [] : valuesIn(first.given);
    const sources = values.flatMap((value) => (value.type === 'tensor' ? [value.source] : []));
    const [source] = sources;
    if (source === undefined || sources.length < values.length)
      return this.#unconnected(values.find(({ type }) => type !== 'tensor') ?? unknown(), at);
    this.#fit(model, sources);
    if (model.grows && model.type === 'functional' && model.inputs[0]?.shape === null)
      return this.#replayed(model, tensorOf(source));
    if (model.lints.length > 0) return unknown(model.lints[0]);
    if (model.type === 'sequential') return tensorOf(this.#chain(model, source));
    const map = new Map<Source, Source>(
      model.inputs.flatMap((input, i) => (sources[i] ? [[input, sources[i]]] : [])),
    );
    const reached = reachedFrom(model.outputs);
    for (const layer of record.applied.filter((one) => reached.has(one))) {
      const reads = (layer.reads ?? []).map((one) => map.get(one) ?? one);
      const before = this.#used(layer, reads);
      const own = before ?? layers.again(layer);
      map.set(layer, own);
      if (before !== undefined) continue;
      own.reads = reads;
      own.applied = layer.applied;
      record.applied.push(own);
    }
    const outputs = model.outputs.map((one) => tensorOf(map.get(one) ?? one));
    const [only] = outputs;
    return outputs.length === 1 && only !== undefined ? only : listValue(outputs, null);
  }

  /** What a subclass of Model reads, of which nothing says how large it is, is what the first of its models reads. */
  #fit(model: Model, sources: readonly Source[]): void {
    const first = model.layers[0]?.input?.shape ?? null;
    for (const [at, source] of sources.entries()) {
      if (source.type !== 'input' || source.shape !== null || source.shapeAt !== null) continue;
      source.shape = model.inputs[at]?.shape ?? (at === 0 ? first : null);
    }
  }

  /** A sequential model of the script's own layers, which can depend on the shape of what it is given. */
  #replayed({ items, outputs, lints }: Model, start: Value): Value {
    const { functions, record } = this.parts;
    const made = [...reachedFrom(outputs)].flatMap((source) => (source.type === 'layer' ? source.lints : []));
    record.retract([...made, ...lints]);
    return items.reduce(
      (before, { value, at }) =>
        before.type === 'tensor' ? functions.call(value, callAt(at), [argumentOf(before, at)]) : before,
      start,
    );
  }

  /** Without the batch; null where it is not known. */
  shapeOf(source: Source): Shape | null {
    return this.#shapes.of(source);
  }

  /** What an object of a subclass of Model describes: its call() on an input. */
  ofInstance(made: MadeInstance, shape: GivenArgument | null): Model | null {
    const { functions, layers } = this.parts;
    if (made.model !== null) return made.model;
    if (functions.kindOf(made.of) !== 'functional' || functions.memberOf(made.of, 'call') === undefined)
      return null;
    const at = { from: made.call.from, to: made.call.to };
    const node: InputNode = {
      ...{ type: 'input', name: null, at },
      shape: shape === null ? null : layers.inputs.shape(shape.given, shape.value, 1),
      shapeAt: shape?.value ?? null,
    };
    const result = functions.callInstance(made, made.call, [argumentOf(tensorOf(node), made.call)]);
    const model = this.#model('functional', made.call, []);
    made.model = model;
    const outputs: GivenArgument = argumentOf(result, made.call, 'outputs');
    // `self.pair(inputs)` of a model with several inputs: what it is called on is a list of as many.
    const ends = valuesIn(result).flatMap((value) => (value.type === 'tensor' ? [value.source] : []));
    const ofModels = new Set(this.parts.record.models.flatMap(({ inputs }) => inputs));
    const others = [...reachedFrom(ends)].filter(
      (source) => source !== node && source.type === 'input' && ofModels.has(source),
    );
    const inputs = listValue([node, ...others].map(tensorOf), null);
    this.functional(made.call, [argumentOf(inputs, made.call, 'inputs'), outputs], model);
    return model;
  }
}

/** An Embedding of 0, 1, 2, …, all its rows: a weight. Undefined of other numbers. */
function rowsOf(made: MadeLayer, positions: Value): Value | undefined {
  const [only, ...more] = positions.type === 'list' ? positions.items : [];
  const isOfBatch = only?.type === 'list' && more.length === 0;
  const places = isOfBatch ? only.items : positions.type === 'list' ? positions.items : [];
  const { inputDim, outputDim } = made.options;
  const isAll =
    places.length === inputDim && places.every((one, i) => one.type === 'number' && one.value === i);
  if (!isAll || typeof outputDim !== 'number') return undefined;
  const initializer = made.arguments.find(({ name }) => name === 'embeddings_initializer')?.given;
  return {
    type: 'weight',
    key: made,
    shape: [...(isOfBatch ? [1] : []), places.length, outputDim],
    initializer: initializer ?? { type: 'string', value: 'random_uniform', origin: null },
    origin: null,
  };
}

/** The tensors of a call: one, a list of them, or a dictionary. */
function valuesIn(given: Value): readonly Value[] {
  if (given.type === 'list') return given.items;
  return given.type === 'dictionary' ? [...given.entries.values()].map(({ value }) => value) : [given];
}
