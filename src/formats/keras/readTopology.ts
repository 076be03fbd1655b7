// A model's configuration, as Keras 2, Keras 3 and tfjs write it in JSON, to a network as data.
//
// A model that is a layer of another is written out in its place: our networks are flat. A layer that is called several
// times becomes as many layers, which begin with the same weights; a remark says so. What networks cannot be (a layer we
// do not have) is an error that names the layer.
// Source: https://keras.io/guides/serialization_and_saving/; what tfjs and tf.keras really write.

import type { Shape } from '../../graph/tensor';
import { OptionError, ShapeError } from '../../layers/layer';
import { checkOptions } from '../../layers/options';
import { layerDefinition } from '../../layers/all';
import { ArchitectureError, defineNetwork, type LayerConfig, type NetworkConfig } from '../../models/network';
import { isRecord, listAt, parseJson, received, recordAt, textAt, type JsonRecord } from '../json';
import { MAX_LAYERS } from '../ownNetwork';
import { FormatError } from '../storedModel';
import { partsFromKeras, type LayerStep } from './layerParts';
import { composedFromKeras } from './composed';
import { callsOf, endsOf, type Call, type TensorReference } from './calls';
import { layerFromKeras, type KerasLayer } from './layers';
import { PACKAGE } from './customLayers';
import { isOperation, operationFromKeras } from './operations';
import { asKerasLayer, passesOver, splitActivation } from './unwritten';

/** More is broken, or means harm. */
const DEEPEST = 16;

/**
 * @param where the file, as the user knows it
 * @param json {class_name, config}, or an object that holds it as `model_config`, or its text
 * @returns a network that `defineNetwork` takes, with every option written out, and what was read otherwise
 * @throws FormatError naming what cannot be read, and where
 */
export function networkFromKeras(
  where: string,
  json: unknown,
): { readonly network: NetworkConfig; readonly remarks: string[] } {
  const { network, remarks } = modelFromKeras(where, json);
  return { network, remarks };
}

/** A layer as the file lists it, and where it went. */
export interface PlacedLayer {
  /** In the file. */
  readonly name: string;
  readonly className: string;
  /** False where a model that it is in is not trainable, too. */
  readonly trainable: boolean;
  /** The network's name for it; null of an input, or a model. */
  readonly to: string | null;
  /** Of a model, or of a layer that is several here, in the file's order. */
  readonly layers: readonly PlacedLayer[] | null;
  /** Of a part of such a layer, where Keras 3 has its weights in the layer's group: `query_dense`. */
  readonly group?: string;
}

export interface ReadKerasModel {
  readonly network: NetworkConfig;
  readonly remarks: string[];
  readonly layers: readonly PlacedLayer[];
  /** Of a layer that is called several times, the network's layers of its later calls, by that of the first one. */
  readonly firstCalls: ReadonlyMap<string, string>;
}

/** As `networkFromKeras`, and where the layers of models in models went, for their weights. @throws FormatError */
export function modelFromKeras(where: string, json: unknown): ReadKerasModel {
  return new Reading(where).network(json);
}

/** What runs through the model: the result of an input or of a layer. */
interface Value {
  readonly name: string;
  readonly shape: Shape;
}

interface ModelEntry {
  readonly isSequential: boolean;
  readonly name: string;
  readonly trainable: boolean;
  readonly config: JsonRecord;
  readonly layers: readonly LayerEntry[];
}

interface LayerEntry {
  readonly name: string;
  readonly className: string;
  readonly config: JsonRecord;
  /** And every model that it is in. */
  readonly trainable: boolean;
  /** The entry as a whole. */
  readonly entry: JsonRecord;
}

class Reading {
  readonly #inputs: Value[] = [];
  readonly #layers: LayerConfig[] = [];
  readonly #names = new Set<string>();
  readonly #remarks: string[] = [];
  /** A layer of the network by its name, or a model. */
  readonly #placed = new Map<LayerEntry, string | ModelEntry>();
  /** Of a layer that is several here these, and by suffix their names. */
  readonly #several = new Map<
    LayerEntry,
    { readonly parts: readonly LayerStep[]; readonly names: ReadonlyMap<string, string> }
  >();
  readonly #firstCalls = new Map<string, string>();
  #count = 0;

  constructor(readonly where: string) {}

  network(json: unknown): ReadKerasModel {
    const model = this.#model(unwrapped(this.where, json), 0, true);
    const outputs = this.#expand(model, null, 0);
    for (const { name } of outputs) {
      if (this.#inputs.some((input) => input.name === name))
        throw this.#error(`output '${name}' is an input. A network needs a layer before its output`);
    }
    try {
      const network = defineNetwork({
        name: model.name,
        input: this.#inputs,
        layers: this.#layers,
        outputs: outputs.map(({ name }) => name),
      });
      return {
        ...{ network: network.toJSON(), remarks: this.#remarks },
        ...{ layers: this.#places(model), firstCalls: this.#firstCalls },
      };
    } catch (cause) {
      if (cause instanceof ArchitectureError) throw new FormatError(this.where, cause.message, { cause });
      throw cause;
    }
  }

  #places({ layers }: ModelEntry): readonly PlacedLayer[] {
    return layers.map((layer) => {
      const { name, className, trainable } = layer;
      const place = this.#placed.get(layer) ?? null;
      const inner = place === null || typeof place === 'string' ? null : place;
      return {
        ...{ name, className, trainable },
        to: typeof place === 'string' ? place : null,
        layers: inner === null ? this.#partsOf(layer) : this.#places(inner),
      };
    });
  }

  /** Those of a layer of several that have weights in places of their own; null of another one. */
  #partsOf(layer: LayerEntry): readonly PlacedLayer[] | null {
    const { parts = [], names } = this.#several.get(layer) ?? {};
    const { className, trainable } = layer;
    const placed = parts.flatMap(({ suffix, stored }) =>
      stored === undefined
        ? []
        : [{ className, trainable, ...stored, to: names?.get(suffix) ?? null, layers: null }],
    );
    return placed.length === 0 ? null : placed;
  }

  /** @param trainable whether the models that it is in are */
  #model(entry: JsonRecord, depth: number, trainable: boolean): ModelEntry {
    const className = textAt(this.where, "the model's 'class_name'", entry.class_name);
    if (!isModel(className)) {
      throw this.#error(
        `there is no model class '${className}'. Known: ${Object.keys(MODEL_CLASSES).join(', ')}`,
      );
    }
    if (depth > DEEPEST) throw this.#error(`models lie in models, more than ${DEEPEST} deep`);
    // Before Keras 2.2.3 the configuration of a Sequential was the list alone.
    const config = Array.isArray(entry.config)
      ? { layers: entry.config as unknown }
      : recordAt(this.where, `'config' of ${className}`, entry.config);
    const name = typeof config.name === 'string' && config.name !== '' ? config.name : 'model';
    const listed = listAt(this.where, `'layers' of ${className} '${name}'`, config.layers);
    this.#countMore(listed.length);
    const isTrainable = trainable && !isFrozen(config);
    return {
      isSequential: MODEL_CLASSES[className] === 'sequential',
      name,
      trainable: isTrainable,
      config: { build_config: entry.build_config, ...config },
      layers: listed.map((layer, i) => this.#layerEntry(layer, i, isTrainable)),
    };
  }

  #countMore(layers: number): void {
    this.#count += layers;
    if (this.#count > MAX_LAYERS)
      throw this.#error(`expected at most ${MAX_LAYERS} layers. Received ${this.#count}`);
  }

  #layerEntry(layer: unknown, index: number, trainable: boolean): LayerEntry {
    const at = `${this.where}: layer ${index + 1}`;
    const entry = recordAt(at, 'it', layer);
    const className = classOf(textAt(at, "'class_name'", entry.class_name), entry.registered_name);
    // A model that is a layer may have its configuration as a list.
    const config = Array.isArray(entry.config) ? {} : recordAt(at, "'config'", entry.config);
    const name = textAt(at, "'name'", entry.name ?? config.name);
    return { name, className, config, trainable: trainable && !isFrozen(config), entry };
  }

  /** Appends a model's layers. @param given what it is called with; null: its own inputs are the network's */
  #expand(model: ModelEntry, given: readonly Value[] | null, depth: number): readonly Value[] {
    return model.isSequential ? this.#sequence(model, given, depth) : this.#graph(model, given, depth);
  }

  #sequence(model: ModelEntry, given: readonly Value[] | null, depth: number): readonly Value[] {
    const layers = model.layers.filter(({ className }) => className !== 'InputLayer');
    const inputLayer = model.layers.find(({ className }) => className === 'InputLayer');
    let values: readonly Value[];
    if (given === null) {
      const shape = this.#shapeOf(`Sequential '${model.name}'`, this.#sequenceShape(model, depth));
      let name = inputLayer?.name ?? 'input';
      while (layers.some((layer) => layer.name === name)) name += '_0';
      values = [this.#input(name, shape)];
    } else values = given;
    for (const layer of layers) values = this.#layer(layer, values, depth);
    return values;
  }

  /** The batch shape of a Sequential's input, wherever it stands. */
  #sequenceShape({ config, layers }: ModelEntry, depth: number): unknown {
    const [first] = layers;
    if (first === undefined) return undefined;
    const own = batchShapeOf(first.config) ?? config.build_input_shape;
    if (own !== undefined && own !== null) return own;
    if (isModel(first.className)) {
      const inner = this.#peek(first.entry, depth);
      const input = inner.layers.find(({ className }) => className === 'InputLayer');
      return inner.isSequential ? this.#sequenceShape(inner, depth + 1) : batchShapeOf(input?.config ?? {});
    }
    for (const built of [first.entry.build_config, config.build_config])
      if (isRecord(built)) return built.input_shape;
    return undefined;
  }

  /** A model's entry without counting its layers: they are counted when it is written out. */
  #peek(entry: JsonRecord, depth: number): ModelEntry {
    const before = this.#count;
    const model = this.#model(entry, depth + 1, true);
    this.#count = before;
    return model;
  }

  #graph(model: ModelEntry, given: readonly Value[] | null, depth: number): readonly Value[] {
    const at = `${this.where}: '${model.name}'`;
    const results: Results = new Map();
    const inputs =
      model.config.input_layers === undefined || model.config.input_layers === null
        ? model.layers.filter(({ className }) => className === 'InputLayer').map(({ name }) => name)
        : endsOf(`${at}: 'input_layers'`, model.config.input_layers).map(({ layer }) => layer);
    if (given !== null && given.length !== inputs.length)
      throw new FormatError(at, `has ${inputs.length} inputs. It is called with ${given.length}`);
    inputs.forEach((name, i) => {
      const layer = model.layers.find((one) => one.name === name && one.className === 'InputLayer');
      if (layer === undefined) throw new FormatError(at, `input '${name}' is not one of its InputLayers`);
      const value =
        given?.[i] ?? this.#input(name, this.#shapeOf(`input '${name}'`, batchShapeOf(layer.config)));
      results.set(name, [[value]]);
    });
    const called = model.layers.filter(({ name }) => !results.has(name));
    // The first calls of all layers before the second ones: a branch stays together.
    let waiting = called
      .flatMap((layer) => this.#calls(layer).map((call, index) => ({ layer, call, index })))
      .toSorted((one, other) => one.index - other.index);
    const known = new Set([...results.keys(), ...called.map(({ name }) => name)]);
    const isTwice = known.size !== results.size + called.length;
    for (const { layer } of waiting) results.set(layer.name, [...(results.get(layer.name) ?? []), null]);
    if (isTwice)
      throw new FormatError(at, `two layers are called '${twice(called.map(({ name }) => name))}'`);
    for (const { layer, call } of waiting) {
      const missing = call.inputs.find((input) => !known.has(input.layer));
      if (missing !== undefined) {
        throw new FormatError(
          at,
          `${layer.className} '${layer.name}' reads '${missing.layer}', which is not one of its layers`,
        );
      }
    }
    // Keras lists layers in an order in which they can run, but promises nothing.
    while (waiting.length > 0) {
      const later: typeof waiting = [];
      for (const one of waiting) {
        if (one.call.inputs.some((input) => ofCall(results, input) === undefined)) later.push(one);
        else {
          const reads = one.call.inputs.map((input) => pick(at, results, input));
          const values = this.#layer(one.layer, reads, depth, one.call);
          results.get(one.layer.name)?.splice(one.index, 1, values);
        }
      }
      if (later.length === waiting.length) {
        const names = later.slice(0, 4).map(({ layer }) => `'${layer.name}'`);
        throw new FormatError(
          at,
          `layers read one another in a circle: ${names.join(', ')}${later.length > 4 ? ', …' : ''}`,
        );
      }
      waiting = later;
    }
    return endsOf(`${at}: 'output_layers'`, model.config.output_layers).map((output) =>
      pick(at, results, output),
    );
  }

  #calls({ name, className, trainable, entry }: LayerEntry): readonly Call[] {
    const where = `${this.where}: ${className} '${name}'`;
    const calls = callsOf(where, entry.inbound_nodes);
    if (calls.length === 0 || calls.some(({ inputs }) => inputs.length === 0))
      throw new FormatError(where, 'reads nothing');
    this.#countMore(calls.length - 1);
    const numbers = calls.flatMap(({ operands }) => operands.filter((one) => typeof one === 'number'));
    if (numbers.length > 0 && !isOperation(entry, className))
      throw new FormatError(where, `is called with ${numbers.join(' and ')}; only tensors are read`);
    const others = new Map(calls.flatMap((call) => Object.entries(call.others)));
    for (const argument of className === 'MultiHeadAttention'
      ? ['use_causal_mask', 'return_attention_scores']
      : [])
      if (others.get(argument) === true)
        throw new FormatError(where, `is called with ${argument}=true, which is not read`);
    for (const [argument, value] of others) {
      // A base that is frozen is called so that its averages stay; here they do.
      if (argument === 'training' && value === false && !trainable && !hasDropout(entry)) continue;
      this.#remarks.push(`${where}: was called with ${argument}=${received(value)}, which is not kept`);
    }
    return calls;
  }

  /** Appends a layer, or the layers of a model that is one. */
  #layer(
    layer: LayerEntry,
    reads: readonly Value[],
    depth: number,
    call: Call | null = null,
  ): readonly Value[] {
    const { className, entry, config } = layer;
    if (isModel(className)) {
      const before = this.#placed.get(layer);
      const model = isEntry(before) ? before : this.#model(entry, depth + 1, layer.trainable);
      if (isEntry(before)) this.#countMore(before.layers.length);
      this.#placed.set(layer, model);
      return this.#expand(model, reads, depth + 1);
    }
    const where = `${this.where}: '${layer.name}'`;
    const why = passesOver(className, config);
    if (why !== null) {
      this.#remarks.push(`${where}: ${className} ${why}; left out`);
      return reads;
    }
    const first = this.#placed.get(layer);
    const isAgain = typeof first === 'string';
    const name = this.#unused(layer.name, isAgain);
    if (isAgain) this.#firstCalls.set(name, first);
    else this.#placed.set(layer, name);
    const { trainable: _, name: __, ...rest } = config;
    if (isOperation(entry, className)) {
      const shapes = reads.map(({ shape }) => shape);
      const site = { where, config: rest, operands: call?.operands ?? [], shapes };
      return this.#append(where, layer, name, operationFromKeras(className, site), reads);
    }
    const { own, after } = splitActivation(asKerasLayer({ className, config: rest }));
    const values = this.#composed(where, layer, name, own, reads, isAgain ? first : null);
    return after === null
      ? values
      : this.#composed(where, layer, this.#unused(`${name}_activation`), after, values);
  }

  /** A layer that may be several of ours; the one that is called so has the weights. */
  #composed(
    where: string,
    layer: LayerEntry,
    name: string,
    keras: KerasLayer,
    reads: readonly Value[],
    sharesWith: string | null = null,
  ): readonly Value[] {
    const shapes = reads.map(({ shape }) => shape);
    const remark = (text: string): number => this.#remarks.push(text);
    const parts = partsFromKeras(where, keras, shapes, { remark });
    if (parts !== null) return this.#parts(where, layer, name, parts, reads);
    const composed = composedFromKeras(keras, shapes);
    const read = (values: readonly Value[]): Pick<LayerConfig, 'kind' | 'options'> =>
      layerFromKeras(where, composed?.own ?? keras, {
        rank: (values[0]?.shape.length ?? 0) + 1,
        remark,
      });
    if (composed === null) return this.#append(where, layer, name, read(reads), reads, sharesWith);
    const steps = (parts: readonly Pick<LayerConfig, 'kind' | 'options'>[], values: readonly Value[]) =>
      parts.reduce(
        (given, part) => this.#append(where, layer, this.#unused(`${name}_${part.kind}`, true), part, given),
        values,
      );
    const before = steps(composed.before, reads);
    const result = this.#append(where, layer, name, read(before), before, sharesWith);
    return steps(composed.after(result[0]?.shape ?? []), result);
  }

  /** The layers that a layer is here, which of a later call have the weights of the first one. */
  #parts(
    where: string,
    layer: LayerEntry,
    name: string,
    parts: readonly LayerStep[],
    reads: readonly Value[],
  ): readonly Value[] {
    const first = this.#several.get(layer);
    const names = new Map<string, string>();
    const values = [...reads];
    for (const { suffix, layer: part, reads: places } of parts) {
      const own = suffix === '' ? name : this.#unused(`${layer.name}_${suffix}`, true);
      names.set(suffix, own);
      const given = places.flatMap((at) => values[at] ?? []);
      const shared = part.kind === 'dense' ? (first?.names.get(suffix) ?? null) : null;
      const [result] = this.#append(where, layer, own, part, given, shared);
      if (result !== undefined) values.push(result);
    }
    if (first === undefined) this.#several.set(layer, { parts, names });
    return values.slice(-1);
  }

  #append(
    where: string,
    { className, trainable }: LayerEntry,
    name: string,
    { kind, options: given }: Pick<LayerConfig, 'kind' | 'options'>,
    reads: readonly Value[],
    sharesWith: string | null = null,
  ): readonly Value[] {
    const definition = layerDefinition(kind);
    const { min, max } = definition.inputs;
    if (reads.length < min || reads.length > max) {
      throw new FormatError(
        where,
        `${className} takes ${min === max ? min : `at least ${min}`} inputs. Received ${reads.length}`,
      );
    }
    try {
      const options = checkOptions(className, definition.options, given ?? {});
      const shape = definition.outputShape(
        options,
        reads.map((value) => value.shape),
      );
      const inputs = reads.map((value) => value.name);
      const shared = sharesWith === null ? {} : { sharesWith };
      this.#layers.push({ name, kind, options, inputs, trainable, ...shared });
      return [{ name, shape }];
    } catch (cause) {
      if (!(cause instanceof ShapeError) && !(cause instanceof OptionError)) throw cause;
      throw new FormatError(where, cause.message, { cause });
    }
  }

  #input(name: string, shape: Shape): Value {
    const value = { name: this.#unused(name), shape };
    this.#inputs.push(value);
    return value;
  }

  /** Layers of models in models may have names that are taken. */
  #unused(name: string, isSilent = false): string {
    let free = name;
    for (let i = 2; this.#names.has(free); i++) free = `${name}_${i}`;
    if (free !== name && !isSilent)
      this.#remarks.push(`${this.where}: another layer is called '${name}'; here it is '${free}'`);
    this.#names.add(free);
    return free;
  }

  /** @param batchShape with the batch axis, which may be null @throws FormatError */
  #shapeOf(what: string, batchShape: unknown): Shape {
    const [, ...shape] = Array.isArray(batchShape) ? (batchShape as readonly unknown[]) : [];
    // [null]: a label.
    const has = Array.isArray(batchShape) && batchShape.length > 0;
    if (has && shape.every((length) => Number.isInteger(length) && Number(length) >= 1))
      return shape as number[];
    throw this.#error(
      `${what} needs a shape of whole numbers, as in [null, 28, 28, 1]. Received ${received(batchShape)}`,
    );
  }

  #error(message: string): FormatError {
    return new FormatError(this.where, message);
  }
}

/** What a model may be called, and how its layers are connected. */
const MODEL_CLASSES: Readonly<Record<string, 'sequential' | 'graph'>> = {
  Sequential: 'sequential',
  Functional: 'graph',
  Model: 'graph',
};

function isModel(className: string): boolean {
  return Object.hasOwn(MODEL_CLASSES, className);
}

/** In a layer's entry, or in those of a model's layers. Not deeper than models are read. */
function hasDropout({ class_name: className, config }: JsonRecord, depth = 0): boolean {
  if (className === 'Dropout' || depth > DEEPEST) return true;
  const layers = isRecord(config) ? config.layers : config;
  return Array.isArray(layers) && layers.some((layer) => isRecord(layer) && hasDropout(layer, depth + 1));
}

function isFrozen({ trainable }: JsonRecord): boolean {
  return trainable === false;
}

/**
 * A registered class is not Keras's class of the same name; ours is read as the layer it defines. Keras 3 has the name
 * in `registered_name`, Keras 2 in the place of the class.
 */
function classOf(className: string, registered: unknown): string {
  const whole = typeof registered === 'string' && registered.includes('>') ? registered : className;
  return whole.startsWith(`${PACKAGE}>`) ? whole.slice(PACKAGE.length + 1) : whole;
}

/** The model's own entry out of what files wrap it in. */
function unwrapped(where: string, json: unknown): JsonRecord {
  let found = json;
  for (let depth = 0; depth < 4; depth++) {
    if (typeof found === 'string') found = parseJson(`${where}: the model's configuration`, found);
    const entry = recordAt(where, "the model's configuration", found);
    if (entry.class_name !== undefined) return entry;
    const inner = entry.model_config ?? entry.modelTopology;
    if (inner === undefined) break;
    found = inner;
  }
  throw new FormatError(
    where,
    `expected a model's configuration with 'class_name' and 'config'. Received ${received(found)}`,
  );
}

/** With the batch axis, as the file formats have it; undefined if there is none. */
function batchShapeOf(config: JsonRecord): unknown {
  const { batch_input_shape, batch_shape, input_shape, input_dim, input_length } = config;
  if (batch_input_shape !== undefined && batch_input_shape !== null) return batch_input_shape;
  if (batch_shape !== undefined && batch_shape !== null) return batch_shape;
  if (Array.isArray(input_shape)) return [null, ...(input_shape as readonly unknown[])];
  // Of an Embedding, input_dim counts the rows of its table.
  const length = config.output_dim === undefined ? input_dim : input_length;
  return typeof length === 'number' ? [null, length] : undefined;
}

/** By layer, and by its calls, what it gives; null before it is known. */
type Results = Map<string, (readonly Value[] | null)[]>;

/** Of the call that is meant; of a layer that is called once that one. */
function ofCall(results: Results, { layer, call }: TensorReference): readonly Value[] | undefined {
  const calls = results.get(layer);
  return (calls?.length === 1 ? calls[0] : calls?.[call]) ?? undefined;
}

function isEntry(placed: string | ModelEntry | undefined): placed is ModelEntry {
  return typeof placed === 'object';
}

function pick(at: string, results: Results, reference: TensorReference): Value {
  const { layer, output } = reference;
  const values = ofCall(results, reference);
  const value = values?.[output];
  if (value !== undefined) return value;
  throw new FormatError(
    at,
    values === undefined
      ? `there is no layer '${layer}' to read`
      : `'${layer}' has ${values.length} outputs; output ${output} was asked for`,
  );
}

function twice(names: readonly string[]): string {
  return names.find((name, i) => names.indexOf(name) !== i) ?? '';
}
