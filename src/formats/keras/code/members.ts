// What stands behind a point: attributes and methods of models, layers, tensors, objects of the script and plain values.

import { inKerasOrder } from '../kerasOrder';
import { listValue, numberValue, truthOf } from './arithmetic';
import { collectionMethod } from './collections';
import { dataMember, dataMethod } from './dataArrays';
import { namedArguments } from './given';
import { modernFit } from './keras1';
import { tensorOf } from './models';
import type { Parts } from './parts';
import { automaticName, plainPath } from './paths';
import { reachedFrom } from './shapes';
import type { Range } from './syntax';
import {
  plainValue,
  rootOf,
  unknown,
  type Call,
  type GivenArgument,
  type MadeClass,
  type MadeLayer,
  type Model,
  type Source,
  type Value,
} from './values';

const COMPILE = ['optimizer', 'loss', 'loss_weights', 'metrics'];
const FIT = ['x', 'y', 'batch_size', 'epochs', 'verbose', 'callbacks', 'validation_split', 'validation_data'];
const UNKNOWN_TRAINABLE = { code: 'unread', what: 'trainable', name: '' } as const;

/** What scripts are read as, where they ask: `if tf.__version__[0] == "2":`. */
const VERSIONS: Readonly<Record<string, string>> = {
  'tensorflow.__version__': '2.20.0',
  'keras.__version__': '3.16.0',
};

const layerOf = (source: Source): Value =>
  source.type === 'layer' ? { type: 'layer', made: source, origin: null } : tensorOf(source);

export class Members {
  constructor(private readonly parts: Parts) {}

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
          const model = this.parts.models.ofInstance(object.made, null);
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
        return ends(this.parts.models.graphOf(model).inputs);
      case 'output':
        return ends(this.parts.models.graphOf(model).outputs);
      case 'inputs':
        return listValue(this.parts.models.graphOf(model).inputs.map(tensorOf), null);
      case 'outputs':
        return listValue(this.parts.models.graphOf(model).outputs.map(tensorOf), null);
      case 'input_shape':
      case 'output_shape': {
        const graph = this.parts.models.graphOf(model);
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
    if (made.reads === null && holding !== undefined) this.parts.models.graphOf(holding);
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

  /** With the batch, which is open, and in the order of axes that the script has. */
  #shapeOf(source: Source): Value {
    const { record } = this.parts;
    record.step({ from: 0, to: 0 });
    const own = this.parts.models.shapeOf(source);
    if (own === null) return unknown();
    const shape = record.isChannelsFirst && own.length === 3 ? [...own.slice(2), ...own.slice(0, 2)] : own;
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
          ? this.parts.models.ofInstance(of.made, shape)
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
        this.parts.models.take(model, first.given, first.value, null);
        return unknown();
      case 'pop':
        model.graph = null;
        model.layers.pop();
        return unknown();
      case 'build': {
        if (first && model.inputs.length === 0) {
          const at = { from: call.from, to: call.to };
          const node = { shape: layers.inputs.shape(first.given, first.value, 1), at, shapeAt: first.value };
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
        return this.parts.models.call(model, call, given);
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
      const value = this.parts.models.sequential(made.call, given);
      if (value.type === 'model') made.model = value.model;
    } else if (kind === 'functional' && hasEnds(given)) {
      const value = this.parts.models.functional(made.call, given);
      if (value.type === 'model') made.model = value.model;
    }
    return unknown();
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
