// Models, and layers put into them or called on tensors.

import type { Part } from '../../../models/applications/part';
import { inKerasOrder } from '../kerasOrder';
import { listValue, numberValue, truthOf } from './arithmetic';
import { applicationCall } from './applications';
import { collectionMethod } from './collections';
import { dataMember, dataMethod } from './dataArrays';
import { argumentOf } from './functions';
import { namedArguments } from './given';
import type { Parts } from './parts';
import { modernFit } from './keras1';
import { callAt, nameRange, shorten, type Composed } from './layerReader';
import type { Lint, Problem } from './lints';
import { automaticName, plainPath } from './paths';
import { canRepeat } from './shared';
import { reachedFrom, Shapes } from './shapes';
import type { Range } from './syntax';
import {
  plainValue,
  rootOf,
  unknown,
  valueText,
  type Call,
  type GivenArgument,
  type InputNode,
  type MadeClass,
  type MadeInstance,
  type MadeLayer,
  type Model,
  type Source,
  type Value,
} from './values';

const COMPILE = ['optimizer', 'loss', 'loss_weights', 'metrics'];
const FIT = ['x', 'y', 'batch_size', 'epochs', 'verbose', 'callbacks', 'validation_split', 'validation_data'];
/** Of pictures for networks of keras.applications. */
const USUAL_SIZE = 224;
const UNKNOWN_TRAINABLE = { code: 'unread', what: 'trainable', name: '' } as const;

/** What scripts are read as, where they ask: `if tf.__version__[0] == "2":`. */
const VERSIONS: Readonly<Record<string, string>> = {
  'tensorflow.__version__': '2.20.0',
  'keras.__version__': '3.16.0',
};

const tensorOf = (source: Source): Value => ({ type: 'tensor', source, origin: null });
const layerOf = (source: Source): Value =>
  source.type === 'layer' ? { type: 'layer', made: source, origin: null } : tensorOf(source);

export class Models {
  readonly #shapes: Shapes;
  /** Layers of sequential models. */
  readonly #taken = new WeakSet<MadeLayer>();

  constructor(private readonly parts: Parts) {
    this.#shapes = new Shapes(parts.record.goal);
  }

  #model(type: Model['type'], call: Call, given: readonly GivenArgument[]): Model {
    const name = given.find((argument) => argument.name === 'name')?.given;
    const model: Model = {
      ...{ type, call, layers: [], inputs: [], outputs: [], list: null, graph: null, lints: [], items: [] },
      name: name?.type === 'string' ? name.value : null,
      grows: type === 'sequential',
    };
    this.parts.record.models.push(model);
    return model;
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
        this.#take(model, item, items[i] ?? layers.value, items[i] ?? null);
      });
    } else if (layers && layers.given.type !== 'constant') {
      this.#take(model, layers.given, layers.value, null);
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

  /** Puts a layer into a sequential model. */
  #take(model: Model, value: Value, at: Range, item: Range | null): void {
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
    const { inputs, outputs } = model.layers.length > 0 ? this.#graphOf(model) : model;
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
  #graphOf(model: Model): Model {
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
    return first === undefined ? unknown() : this.connect(made, first.given, first.value, call);
  }

  connect(made: MadeLayer, given: Value, at: Range, call: Call): Value {
    const { record, layers } = this.parts;
    const values = valuesIn(given);
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
    const composed = layers.composed(made, shapes);
    if (composed === null) return unknown();
    const steps = (parts: Composed['before'], start: Value): Value =>
      parts.reduce((x, part) => this.connect(layers.ready(part, made.call), x, at, callAt(call)), start);
    const inputs = values.length === 1 && values[0] !== undefined ? values[0] : listValue([...values], null);
    const result = this.connect(composed.own, steps(composed.before, inputs), at, call);
    const shape = result.type === 'tensor' ? this.#shapes.of(result.source) : null;
    return shape === null ? result : steps(composed.after(shape), result);
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
            inputShape ? layers.shape(inputShape.given, inputShape.value, 0) : [usual, usual, 3],
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

  member(object: Value, property: string, at: Range): Value {
    const { functions } = this.parts;
    switch (object.type) {
      case 'path': {
        const path = `${object.path}.${property}`;
        const version = Object.hasOwn(VERSIONS, plainPath(path)) ? VERSIONS[plainPath(path)] : undefined;
        return version === undefined
          ? { type: 'path', path, origin: null }
          : { type: 'string', value: version, origin: null };
      }
      case 'module':
        return this.parts.modules.member(object, property, at);
      case 'model':
        return this.#modelMember(object, property);
      case 'layer':
        return this.#layerMember(object, property);
      case 'tensor':
        if (property === 'shape' || property === '_keras_shape') return this.#shapeOf(object.source);
        if (property === 'dtype') return { type: 'string', value: 'float32', origin: null };
        return { type: 'method', of: object, name: property, origin: null };
      case 'instance': {
        const own = object.made.attributes.get(property) ?? functions.memberOf(object.made.of, property);
        if (own !== undefined) return functions.bound(own, object, at);
        if (/^(layers|inputs?|outputs?)$/.test(property)) {
          const model = this.ofInstance(object.made, null);
          if (model !== null) return this.member({ type: 'model', model, origin: null }, property, at);
        }
        return { type: 'method', of: object, name: property, origin: null };
      }
      case 'class':
        return functions.memberOf(object.made, property) ?? unknown();
      case 'super': {
        const bases: MadeClass = { ...object.of, members: new Map() };
        const own = functions.memberOf(bases, property);
        return own === undefined
          ? { type: 'method', of: object, name: property, origin: null }
          : functions.bound(own, object.self, at);
      }
      case 'array':
        return dataMember(object, property) ?? { type: 'method', of: object, name: property, origin: null };
      case 'dictionary': {
        // scikit-learn gives its data sets as dictionaries with their keys as attributes.
        const entry = object.entries.get(JSON.stringify(property))?.value;
        if (entry?.type === 'array') return entry;
        return { type: 'method', of: object, name: property, origin: null };
      }
      case 'list':
      case 'string':
        return { type: 'method', of: object, name: property, origin: null };
      case 'number':
        // A length of TensorFlow 1.
        return property === 'value' ? object : unknown();
      case 'unknown':
        return property === 'reshape' ? { type: 'method', of: object, name: property, origin: null } : object;
      default:
        return unknown();
    }
  }

  #modelMember(object: Value & { readonly type: 'model' }, property: string): Value {
    const { model } = object;
    const ends = (sources: readonly Source[]): Value => {
      const tensors = sources.map(tensorOf);
      const [only] = tensors;
      return tensors.length === 1 && only !== undefined ? only : listValue(tensors, null);
    };
    switch (property) {
      case 'layers':
        this.parts.record.step(model.call, this.parts.record.layers.length >> 2);
        return listValue(this.#sourcesOf(model).map(layerOf), null);
      case 'input':
        return ends(this.#graphOf(model).inputs);
      case 'output':
        return ends(this.#graphOf(model).outputs);
      case 'inputs':
        return listValue(this.#graphOf(model).inputs.map(tensorOf), null);
      case 'outputs':
        return listValue(this.#graphOf(model).outputs.map(tensorOf), null);
      case 'input_shape':
      case 'output_shape': {
        const graph = this.#graphOf(model);
        const [end] = property === 'input_shape' ? graph.inputs : graph.outputs;
        return end === undefined ? unknown() : this.#shapeOf(end);
      }
      case 'name':
        return model.name === null ? unknown() : { type: 'string', value: model.name, origin: null };
      default:
        return { type: 'method', of: object, name: property, origin: null };
    }
  }

  #layerMember({ made }: Value & { readonly type: 'layer' }, property: string): Value {
    const { record } = this.parts;
    if (property === 'name') return { type: 'string', value: made.name, origin: null };
    if (!['output', 'input', 'output_shape', 'input_shape'].includes(property)) return unknown();
    // A layer of a sequential model has its ends in the graph of it.
    const holding = record.models.find(({ layers }) => layers.includes(made));
    if (made.reads === null && holding !== undefined) this.#graphOf(holding);
    const graph = holding?.graph ? reachedFrom(holding.graph.outputs) : null;
    const own =
      made.reads !== null
        ? made
        : record.applied.find((one) => rootOf(one) === rootOf(made) && (graph?.has(one) ?? false));
    if (own === undefined) return unknown();
    const end = property.startsWith('output') ? own : own.reads?.[0];
    if (end === undefined) return unknown();
    return property.endsWith('shape') ? this.#shapeOf(end) : tensorOf(end);
  }

  /** With the batch, which is open. */
  #shapeOf(source: Source): Value {
    this.parts.record.step({ from: 0, to: 0 });
    const shape = this.#shapes.of(source);
    if (shape === null) return unknown();
    const batch: Value = { type: 'constant', value: null, origin: null };
    return listValue([batch, ...shape.map((length) => numberValue(length, true, null))], null);
  }

  /** `layer.trainable = False`, `model.trainable = False` */
  freeze(of: Value, value: Value, at: Range): void {
    const { record } = this.parts;
    const trainable = truthOf(value);
    // Of an input, one of a model's layers, it means nothing; of what the script does not make, neither.
    if (of.type === 'tensor' || (of.type === 'unknown' && of.why?.problem.code === 'unread')) return;
    const layers = this.#layersOf(of);
    if (layers === null || trainable === null) record.lint(at, 'warning', UNKNOWN_TRAINABLE);
    else for (const layer of layers.flatMap((one) => record.usesOf(one))) layer.trainable = trainable;
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
    const sources = [...model.inputs, ...this.parts.record.applied].filter((source) => reached.has(source));
    const names = new Map(sources.map((source, at) => [source, String(at)]));
    const namesOf = (some: readonly Source[]): string[] => some.flatMap((source) => names.get(source) ?? []);
    const layers = sources.map((source, at) => ({
      ...{ name: String(at), source },
      inputs: source.type === 'layer' ? namesOf(source.reads ?? []) : [],
    }));
    return inKerasOrder({ layers, outputs: namesOf(model.outputs) }).map(({ source }) => source);
  }

  method(of: Value, name: string, call: Call, given: readonly GivenArgument[]): Value {
    switch (of.type) {
      case 'list':
      case 'dictionary':
      case 'string':
        return collectionMethod(of, name, given, call) ?? unknown();
      case 'array':
        return dataMethod(of, name, given) ?? unknown();
      case 'unknown':
        return dataMethod({ type: 'array', shape: [null], classes: null, origin: null }, name, given) ?? of;
      case 'tensor':
        if (name === 'get_shape') return this.#shapeOf(of.source);
        // It says what is known already.
        if (name === 'set_shape') return unknown();
        return this.parts.keras.unreadable(name, call, [of]);
      case 'super':
        return this.superMethod(of.of, of.self, name, call, given);
      case 'instance': {
        if (name === 'add_weight') return weightOf(given);
        const shape = name === 'build' ? (given[0] ?? null) : null;
        const model = /^(compile|fit|fit_generator|summary|build|add|get_layer)$/.test(name)
          ? this.ofInstance(of.made, shape)
          : null;
        return model === null || name === 'build' ? unknown() : this.#modelMethod(model, name, call, given);
      }
      case 'model':
        return this.#modelMethod(of.model, name, call, given);
      default:
        return unknown();
    }
  }

  #modelMethod(model: Model, name: string, call: Call, given: readonly GivenArgument[]): Value {
    const { record, layers } = this.parts;
    const [first] = given;
    switch (name) {
      case 'add':
        if (first === undefined || !model.grows) return record.unread(call, 'method', name);
        model.graph = null;
        this.#take(model, first.given, first.value, null);
        return unknown();
      case 'pop':
        model.graph = null;
        model.layers.pop();
        return unknown();
      case 'build': {
        if (first && model.inputs.length === 0) {
          const at = { from: call.from, to: call.to };
          const node = { shape: layers.shape(first.given, first.value, 1), at, shapeAt: first.value };
          model.inputs = [{ type: 'input', name: null, ...node }];
        }
        return unknown();
      }
      case 'compile':
        record.used = model;
        record.compiled.push({ model, call, arguments: namedArguments(given, COMPILE) });
        return unknown();
      case 'fit':
      case 'fit_generator':
        record.used = model;
        record.fitted.push({
          model,
          call,
          arguments: modernFit(namedArguments(given, name === 'fit' ? FIT : [])),
        });
        return unknown();
      case 'get_layer': {
        const [wanted] = namedArguments(given, ['name', 'index']);
        const key = wanted && plainValue(wanted.given);
        const sources = this.#sourcesOf(model);
        const source =
          wanted?.name === 'index' && typeof key === 'number'
            ? sources[key]
            : (sources.find((one) => one.type === 'layer' && one.name === key) ??
              this.#byNumber(sources, key, call));
        return source?.type === 'layer' ? layerOf(source) : unknown();
      }
      case 'call':
        return this.call(model, call, given);
      case 'summary':
        record.used = model;
        record.summaries.push(call);
        return unknown();
      default:
        return unknown();
    }
  }

  /** `dropout_13`: Keras counts on from what was made before in its session, and before tf.keras it began at 1. */
  #byNumber(sources: readonly Source[], name: unknown, { from, to }: Call): Source | undefined {
    const [, base, digits] = typeof name === 'string' ? (/^(\w+?)_(\d+)$/.exec(name) ?? []) : [];
    if (base === undefined) return undefined;
    const alike = sources.filter(
      (one) => one.type === 'layer' && !one.named && automaticName(one.className) === base,
    );
    const found = alike[Number(digits) - 1] ?? alike.at(-1);
    if (found?.type !== 'layer') return undefined;
    const problem = { code: 'readAs', name: String(name), as: found.name, why: 'number' } as const;
    this.parts.record.lint({ from, to }, 'warning', problem);
    return found;
  }

  /** What a class of the script has from Keras. */
  superMethod(of: MadeClass, self: Value, name: string, call: Call, given: readonly GivenArgument[]): Value {
    if (self.type !== 'instance') return unknown();
    const { made } = self;
    const { functions } = this.parts;
    if (/^(__)?call(__)?$/.test(name) && made.layer !== null)
      return functions.call({ type: 'layer', made: made.layer, origin: null }, call, given);
    if (name !== '__init__') return this.method(self, name, call, given);
    const kind = functions.kindOf(of);
    const className = functions.layerOf({ type: 'class', made: of, origin: null });
    if (className !== null) made.layer = this.parts.layers.make(className, made.call, given);
    else if (kind === 'sequential') {
      const value = this.sequential(made.call, given);
      if (value.type === 'model') made.model = value.model;
    } else if (kind === 'functional' && hasEnds(given)) {
      const value = this.functional(made.call, given);
      if (value.type === 'model') made.model = value.model;
    }
    return unknown();
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
      shape: shape === null ? null : layers.shape(shape.given, shape.value, 1),
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

/** `Model.__init__(inputs, outputs)`, by name or by place. */
function hasEnds(given: readonly GivenArgument[]): boolean {
  const placed = given.filter(
    ({ name, given: { type } }) => name === '' && (type === 'tensor' || type === 'list'),
  );
  return placed.length >= 2 || given.some(({ name }) => /^(inputs?|outputs?)$/.test(name));
}

/** `self.add_weight(shape=(3, 4), initializer="zeros")`; before Keras 3 its name came first. */
function weightOf(given: readonly GivenArgument[]): Value {
  const [first] = given;
  const order =
    first?.name === '' && first.given.type === 'string' ? ['name', 'shape'] : ['shape', 'initializer'];
  const named = namedArguments(given, order);
  const find = (wanted: string): Value | undefined => named.find(({ name }) => name === wanted)?.given;
  const lengths = find('shape');
  const items = lengths?.type === 'list' ? lengths.items : lengths ? [lengths] : [];
  const shape = items.map((length) => (length.type === 'number' ? length.value : null));
  return { type: 'weight', key: {}, shape, initializer: find('initializer') ?? null, origin: null };
}

/** The tensors of a call: one, a list of them, or a dictionary. */
function valuesIn(given: Value): readonly Value[] {
  if (given.type === 'list') return given.items;
  return given.type === 'dictionary' ? [...given.entries.values()].map(({ value }) => value) : [given];
}
