// A model: layers with weights. It can be trained, evaluated and used for prediction. Names and arguments are those of
// tfjs.
//
// Operations run in the order of the calls, each with the weights at that time. predict() and evaluate() return at once
// with tensors that are still being computed; data() waits for their values.

import { sameShape, shapeText, sizeOf } from '../graph/tensor';
import type { OptimizerState } from '../formats/tfjs/optimizerState';
import type { WeightType } from '../kernels/weights';
import { defineNetwork, type Network, type NetworkConfig, type NetworkLayer } from '../models/network';
import { summaryText } from '../models/summary';
import type { TotalScore } from '../train/score';
import type { History, StoppableModel } from './callbacks';
import { outputAtOnce, resultsAtOnce, scoreAtOnce } from './atOnce';
import { readCompileArgs, type CompileArgs } from './compile';
import { ModelCore } from './core';
import { ModelError } from './errors';
import { fit, readPair, readWeightType, refuseUnknown, sampleCount, wholeNumber, type FitArgs } from './fit';
import type { IOHandler, SaveResult } from './io';
import { SymbolicTensor, type Layer, type LayerOwner } from './layer';
import type { Optimizer } from './optimizers';
import { printLine } from './print';
import type { SaveConfig } from './save';
import { dataInOrder, readSamples, type DataList } from './samples';
import type { BatchSource, FitDatasetArgs } from './stream';
import { Numbers } from './numbers';
import { Tensor } from './tensor';

export interface PredictArgs {
  /** Samples per batch, default 32. */
  readonly batchSize?: number;
  readonly verbose?: boolean;
  /** `'f16'` computes with a copy of the weights rounded to f16 (docs/api.md); default `'f32'`. */
  readonly weights?: WeightType;
}

export type EvaluateArgs = PredictArgs;

export interface EvaluateDatasetArgs extends Omit<PredictArgs, 'batchSize'> {
  /** At most; default all there are. */
  readonly batches?: number;
}

/** A layer and its name in a model. */
export interface NamedLayer {
  readonly layer: Layer;
  readonly name: string;
}

const PREDICT_ARGS: ReadonlySet<string> = new Set<keyof PredictArgs>(['batchSize', 'verbose', 'weights']);
const EVALUATE_DATASET_ARGS: ReadonlySet<string> = new Set<keyof EvaluateDatasetArgs>([
  'batches',
  'verbose',
  'weights',
]);

/** What takes data batch by batch, and evaluates. A program that does not, loads none of it. */
const batchesOf = () => import('./stream');

export abstract class LayersModel implements LayerOwner, StoppableModel {
  #layers: readonly NamedLayer[] = [];
  #core: ModelCore | null = null;
  /** Models made of layers of this one. */
  readonly #parts = new Set<LayersModel>();

  constructor(readonly name: string) {}

  abstract readonly inputs: readonly SymbolicTensor[];
  abstract readonly outputs: readonly SymbolicTensor[];

  /** Whether any layer is trainable. Setting it sets all layers. */
  get trainable(): boolean {
    return this.#layers.some(({ layer }) => layer.trainable);
  }

  set trainable(trainable: boolean) {
    for (const { layer } of this.#layers) layer.trainable = trainable;
  }

  /** The layers in the order in which they run; the inputs of a functional model are included. */
  get layers(): readonly Layer[] {
    return this.#layers.map(({ layer }) => layer);
  }

  /** The only input. @throws ModelError if it has none yet, or several: see `inputs` */
  get input(): SymbolicTensor {
    return this.#only('input', this.inputs);
  }

  /** The only output. @throws ModelError if it has none yet, or several: see `outputs` */
  get output(): SymbolicTensor {
    return this.#only('output', this.outputs);
  }

  /**
   * Connects the layers of the model to others, for a larger model that has them all; or predicts.
   * @throws ModelError if the inputs do not fit
   */
  apply(inputs: SymbolicTensor | readonly SymbolicTensor[]): SymbolicTensor | SymbolicTensor[];
  apply(inputs: Tensor | readonly Tensor[]): Tensor | Tensor[];
  apply(
    inputs: SymbolicTensor | Tensor | readonly (SymbolicTensor | Tensor)[],
  ): SymbolicTensor | SymbolicTensor[] | Tensor | Tensor[] {
    const given = [inputs].flat() as readonly (SymbolicTensor | Tensor)[];
    if (given.every((one) => one instanceof Tensor)) return this.predict(given);
    const made = new Map<SymbolicTensor, SymbolicTensor>();
    this.inputs.forEach((own, i) => {
      const one = given[i];
      if (
        given.length !== this.inputs.length ||
        !(one instanceof SymbolicTensor) ||
        !sameShape(own.sampleShape, one.sampleShape)
      )
        throw new ModelError(
          `model '${this.name}': apply expects ${this.inputs.map(({ sampleShape }) => `samples×${shapeText(sampleShape)}`).join(' and ')}. ` +
            `Received ${given.map((each) => (each instanceof SymbolicTensor ? `samples×${shapeText(each.sampleShape)}` : typeof each)).join(' and ')}`,
        );
      made.set(own, one);
    });
    const again = (node: SymbolicTensor): SymbolicTensor => {
      const known = made.get(node);
      if (known !== undefined) return known;
      const applied = node.sourceLayer.apply(node.inputs.map(again));
      made.set(node, applied);
      return applied;
    };
    const outputs = this.outputs.map(again);
    return outputs.length === 1 && outputs[0] !== undefined ? outputs[0] : outputs;
  }

  /** The network: layers with every shape and option. @throws ModelError before the input shape is known */
  get network(): Network {
    return this.core('network').network;
  }

  get optimizer(): Optimizer | undefined {
    return this.#core?.compiled?.optimizer;
  }

  /** Of several outputs one for all, or a list. */
  get loss(): string | readonly string[] | undefined {
    const kinds = this.#core?.compiled?.losses.map(({ kind }) => kind);
    return kinds?.length === 1 ? kinds[0] : kinds;
  }

  /** The names of evaluate()'s results: `['loss']` or `['loss', 'acc']`. */
  get metricsNames(): string[] {
    const core = this.core('metricsNames');
    core.ready('metricsNames');
    return core.logNames;
  }

  /** A callback sets this to true to end fit() after the steps in flight. */
  get stopTraining(): boolean {
    return this.#core?.stopTraining ?? false;
  }

  set stopTraining(stop: boolean) {
    this.core('stopTraining').stopTraining = stop;
  }

  get isTraining(): boolean {
    return this.#core?.training ?? false;
  }

  /**
   * Sets optimizer and loss. The optimizer's moments start at zero; the weights do not change.
   * @throws ModelError, LossError, OptionError; the message lists the choices
   */
  compile(args: CompileArgs): void {
    const core = this.core('compile');
    this.#refuseWhileTraining('compile');
    const compiled = readCompileArgs(core.network, args);
    const before = core.compiled;
    // Steps requested earlier still use the old plan.
    if (before !== null) core.afterwards(() => before.destroy());
    core.compiled = compiled;
  }

  /**
   * Trains on data that fit on the GPU as a whole.
   * @param x samples with the batch axis first: a tensor, nested arrays, or a flat typed array; for several inputs a list of
   * them, or an object with their names, and so for several outputs
   * @param y targets in the form of the loss: a value for each output (one-hot), or class indices for
   * sparseCategoricalCrossentropy
   * @returns epochs and means over each epoch's samples
   * @throws (as a rejection) ModelError, LossError, DeviceLimitError; NonFiniteLossError: then the weights are the last good ones
   */
  async fit(x: DataList, y: DataList, args: FitArgs = {}): Promise<History> {
    const core = this.core('fit');
    this.#refuseShared(core, 'fit');
    return this.#exclusively('fit', async () => {
      const history = await fit(core, this, x, y, args);
      await core.weights.refresh();
      return history;
    });
  }

  /** Trains on batches from a stream; memory use does not depend on their number. */
  async fitDataset(batches: BatchSource, args: FitDatasetArgs): Promise<History> {
    const core = this.core('fitDataset');
    this.#refuseShared(core, 'fitDataset');
    return this.#exclusively('fitDataset', async () => {
      const { fitDataset } = await batchesOf();
      const history = await fitDataset(core, this, batches, args);
      await core.weights.refresh();
      return history;
    });
  }

  /** Takes one step on one batch. @returns the loss, or [loss, acc] if accuracy is a metric */
  async trainOnBatch(x: DataList, y: DataList): Promise<number | number[]> {
    const core = this.core('trainOnBatch');
    this.#refuseWhileTraining('trainOnBatch');
    this.#refuseShared(core, 'trainOnBatch');
    const pair = readPair(core, 'trainOnBatch', x, y);
    const score = await core.inOrder(async () => (await batchesOf()).trainOnBatch(core, pair));
    const values = Object.values(core.logs(score));
    return values.length === 1 ? score.loss : values;
  }

  /**
   * @returns the loss, or [loss, acc], as scalars: means over all samples. The scalars are there at once, as in tfjs;
   * after `await model.evaluate(x, y)` their dataSync() works, too
   */
  evaluate(x: DataList, y: DataList, args: EvaluateArgs = {}): Awaitable<Tensor | Tensor[]> {
    const core = this.core('evaluate');
    const { batchSize, weights } = readArgs('evaluate', args);
    const pair = readPair(core, 'evaluate', x, y);
    const atOnce =
      weights === 'f32'
        ? scoreAtOnce(core, core.ready('evaluate'), resultsAtOnce(core, pair.xs), pair.ts)
        : null;
    const result = core.inOrder(async () =>
      (await batchesOf()).evaluateWhole(core, 'evaluate', pair, batchSize, weights),
    );
    return this.#scalars(core, result, atOnce);
  }

  /** As `evaluate`, over batches. */
  async evaluateDataset(batches: BatchSource, args: EvaluateDatasetArgs = {}): Promise<Tensor | Tensor[]> {
    const core = this.core('evaluateDataset');
    refuseUnknown('evaluateDataset', args, EVALUATE_DATASET_ARGS);
    const weights = readWeightType('evaluateDataset', 'weights', args.weights);
    const result = core.inOrder(async () =>
      (await batchesOf()).evaluateBatches(core, 'evaluateDataset', batches, args.batches, weights),
    );
    return this.#scalars(core, result, null);
  }

  /**
   * @param x samples with the batch axis first; for several inputs an array of them, in the order of `inputs`, or an object
   * with their names
   * @returns a tensor on the GPU for each output
   */
  predict(x: DataList, args: PredictArgs = {}): Tensor | Tensor[] {
    const core = this.core('predict');
    const { batchSize, weights } = readArgs('predict', args);
    const { network } = core;
    const what = `predict: model '${this.name}' expects`;
    const names = network.inputs.map(({ name }) => name);
    const given = dataInOrder(what, 'inputs', names, x);
    const samples = network.inputs.map(({ name, shape }, i) =>
      readSamples(`predict: input '${name}' of model '${this.name}'`, given[i] ?? [], shape),
    );
    const free = (): void => samples.forEach(({ numbers }) => numbers.release());
    let count = 0;
    try {
      count = sampleCount(what, samples);
    } catch (error) {
      free();
      throw error;
    }
    const atOnce = weights === 'f32' ? resultsAtOnce(core, samples) : null;
    const result = core
      .inOrder(async () => core.predictor(await core.parameters(weights)).run(samples, batchSize))
      .finally(free);
    const outputs = network.outputs.map((name, i) => {
      const shape = [count, ...this.describe(name).outputShape];
      const part = result.then((values) => {
        const value = values[i];
        if (value === undefined) throw new ModelError(`predict: output '${name}' was not computed`);
        return value;
      });
      const now = atOnce === null ? null : outputAtOnce(atOnce, name);
      return new Tensor(new Numbers(sizeOf(shape), part, now), shape, 'float32');
    });
    const [only] = outputs;
    return outputs.length === 1 && only !== undefined ? only : outputs;
  }

  /** All samples at once. */
  predictOnBatch(x: DataList): Tensor | Tensor[] {
    const names = this.network.inputs.map(({ name }) => name);
    const first: unknown = dataInOrder(`predictOnBatch: model '${this.name}' expects`, 'inputs', names, x)[0];
    const rows = first instanceof Tensor ? first.shape[0] : Array.isArray(first) ? first.length : undefined;
    return this.predict(x, rows === undefined || rows < 1 ? {} : { batchSize: rows });
  }

  /**
   * Prints layers, shapes and parameters as Keras does, line by line.
   * @param lineLength characters; absent: 76, as Keras in a notebook
   * @param _positions tfjs has them; not used
   * @throws RangeError if the line is too short
   */
  summary(
    lineLength?: number | null,
    _positions?: readonly number[] | null,
    printFn: (line: string) => void = printLine,
  ): void {
    const text = summaryText(this.network, {
      inputs: this.listsInputs,
      ...(typeof lineLength === 'number' ? { lineLength } : {}),
    });
    for (const line of text.split('\n')) printFn(line);
  }

  /** Whether input layers are layers of it, as in Keras's functional models. */
  protected readonly listsInputs: boolean = false;

  /** A copy of every weight: those trained first, layer by layer, then moving averages; the order of tfjs. */
  getWeights(): Tensor[] {
    const core = this.core('getWeights');
    return core.weights.read(null, core.inOrder);
  }

  /** @throws ModelError if number or shapes differ from getWeights() */
  setWeights(weights: readonly Tensor[]): void {
    const core = this.core('setWeights');
    core.weights.write(`model '${this.name}'`, null, weights, (action) => void core.inOrder(action));
  }

  getLayerWeights(layer: string): Tensor[] {
    const core = this.core('getWeights');
    return core.weights.read(layer, core.inOrder);
  }

  setLayerWeights(layer: string, weights: readonly Tensor[]): void {
    const core = this.core('setWeights');
    const { definition } = this.describe(layer);
    core.weights.write(
      `${definition.className} '${layer}'`,
      layer,
      weights,
      (action) => void core.inOrder(action),
    );
  }

  /** By name, or by its place in `layers`. @throws ModelError naming the layers there are */
  getLayer(nameOrIndex?: string | number, index?: number): Layer {
    const place = typeof nameOrIndex === 'number' ? nameOrIndex : index;
    const found =
      place === undefined ? this.#layers.find(({ name }) => name === nameOrIndex) : this.#layers[place];
    if (found !== undefined) return found.layer;
    throw new ModelError(
      `model '${this.name}': expected a layer of ${this.#layers.map(({ name }) => name).join(', ')}. Received ${JSON.stringify(place ?? nameOrIndex)}`,
    );
  }

  countParams(): number {
    return this.network.parameterCount;
  }

  /**
   * The architecture, as `defineNetwork` reads it; without weights. (tfjs returns a text of its own format, or with
   * `returnString: false` the object.)
   */
  toJSON(_unused?: unknown, _returnString?: boolean): NetworkConfig {
    return this.network.toJSON();
  }

  /**
   * Hands topology and weights, as they are now, to an IO handler, in the format of tfjs.
   * @param handler of `io` or of tfjs, or an address: `file://`, `indexeddb://`, `localstorage://`, `downloads://`
   * @throws (as a rejection) FormatError where tfjs has no such layer, ModelError
   */
  async save(handler: string | IOHandler, config: SaveConfig = {}): Promise<SaveResult> {
    const { compiled } = this.core('save');
    const { saveModel } = await import('./save');
    return saveModel(this, compiled, handler, config);
  }

  /** For loading: the next training begins with these steps and moments. */
  beginWith(state: OptimizerState): void {
    this.core('beginWith').ready('beginWith').begun = state;
  }

  /** Frees weights, moments and plans. Tensors returned earlier stay valid. */
  dispose(): void {
    const core = this.#core;
    if (core !== null) core.afterwards(() => core.dispose());
  }

  /** The layer with this name. @throws ModelError if there is none */
  describe(layer: string): NetworkLayer {
    const found = this.network.layers.find(({ name }) => name === layer);
    if (found === undefined) throw new ModelError(`model '${this.name}': has no layer '${layer}'`);
    return found;
  }

  /** @throws ModelError before the input shape is known */
  protected core(call: string): ModelCore {
    if (this.#core !== null) {
      this.#freeze(this.#core);
      return this.#core;
    }
    throw new ModelError(
      `model '${this.name}': ${call} needs layers of known shape. Give the first layer an inputShape, or begin with inputLayer`,
    );
  }

  protected currentCore(): ModelCore | null {
    return this.#core;
  }

  /** Updates the network after a change of `trainable`; during training, at the next call. */
  #freeze(core: ModelCore): void {
    if (core.training) return;
    const flags = new Map(this.#layers.map(({ layer, name }) => [name, layer.trainable]));
    const wanted = (name: string): boolean => flags.get(name) ?? true;
    if (core.network.layers.every(({ owner, trainable }) => trainable === wanted(owner))) return;
    const { layers, ...config } = core.network.toJSON();
    core.refreeze(
      defineNetwork({
        ...config,
        layers: layers.map((layer) =>
          layer.sharesWith === undefined ? { ...layer, trainable: wanted(layer.name ?? '') } : layer,
        ),
      }),
    );
  }

  /** Makes this model a part of another one, whose weights it shares. */
  protected share(owner: LayersModel, network: Network, layers: readonly NamedLayer[]): void {
    const whole = owner.core('model()');
    this.#core = new ModelCore(network, whole.seed, undefined, whole);
    this.#layers = layers;
    owner.#parts.add(this);
  }

  /** Takes the layers from which a network was built, with the weights that they have in other models. */
  protected adopt(core: ModelCore, layers: readonly NamedLayer[]): void {
    const fresh = layers.filter(({ layer }) => layer.owner === null);
    const taken = new Map<LayersModel, Map<string, string>>();
    for (const { layer, name } of layers) {
      const { owner } = layer;
      if (!(owner instanceof LayersModel) || owner === this) continue;
      const names = taken.get(owner) ?? new Map<string, string>();
      taken.set(owner, names.set(layer.name, name));
    }
    this.#core = core;
    this.#layers = layers;
    for (const { layer, name } of layers) layer.attach(this, name);
    for (const { layer, name } of fresh)
      if (layer.initialWeights !== null) this.setLayerWeights(name, layer.initialWeights);
    for (const [owner, names] of taken) this.#takeFrom(owner, core, names);
  }

  /**
   * Takes layers of another model over. Models that consist of these layers alone share their weights from now on; the
   * others keep theirs.
   * @param names those in the other model, and those here
   */
  #takeFrom(owner: LayersModel, core: ModelCore, names: ReadonlyMap<string, string>): void {
    const whole = owner.core('model()');
    for (const [theirs, ours] of names) {
      const weights = whole.weights.read(theirs, whole.inOrder);
      if (weights.length > 0) this.setLayerWeights(ours, weights);
      weights.forEach((one) => one.dispose());
    }
    for (const model of [owner, ...owner.#parts]) {
      const before = model.#core;
      if (before === null || !before.network.layers.every(({ owner: own }) => names.has(own))) continue;
      const after = new ModelCore(renamed(before.network, names), core.seed, undefined, core);
      after.compiled = before.compiled?.again() ?? null;
      model.#core = after;
      model.#layers = model.#layers.map(({ layer, name }) => ({ layer, name: names.get(name) ?? name }));
      owner.#parts.delete(model);
      this.#parts.add(model);
      before.afterwards(() => before.dispose());
    }
  }

  #only(what: string, list: readonly SymbolicTensor[]): SymbolicTensor {
    const [first] = list;
    if (first !== undefined && list.length === 1) return first;
    throw new ModelError(`model '${this.name}': has ${list.length} ${what}s, so use ${what}s`);
  }

  /** @param atOnce for dataSync() before the result is there */
  #scalars(
    core: ModelCore,
    result: Promise<TotalScore>,
    atOnce: (() => TotalScore) | null,
  ): Awaitable<Tensor | Tensor[]> {
    const scalars = core.logNames.map((name) => {
      const of = (score: TotalScore): Float32Array => Float32Array.of(core.logs(score)[name] ?? NaN);
      return new Tensor(
        new Numbers(1, result.then(of), atOnce === null ? null : () => of(atOnce())),
        [],
        'float32',
      );
    });
    const [loss] = scalars;
    return awaitable(scalars.length === 1 && loss !== undefined ? loss : scalars, scalars);
  }

  async #exclusively<T>(call: string, action: () => Promise<T>): Promise<T> {
    this.#refuseWhileTraining(call);
    const core = this.core(call);
    core.training = true;
    try {
      return await action();
    } finally {
      core.training = false;
    }
  }

  #refuseShared(core: ModelCore, call: string): void {
    if (core.shares)
      throw new ModelError(
        `model '${this.name}': ${call} is for the model that its layers are of; this one shares their weights`,
      );
  }

  #refuseWhileTraining(call: string): void {
    if (this.isTraining)
      throw new ModelError(`model '${this.name}': ${call} can't begin while another fit() runs`);
  }
}

/** A network whose layers have other names. */
function renamed(network: Network, names: ReadonlyMap<string, string>): Network {
  const { layers, outputs, ...config } = network.toJSON();
  // Further calls of a layer have names of their own, which must not be those of others.
  const all = new Map(names);
  const used = new Set([...names.values(), ...network.inputs.map(({ name }) => name)]);
  for (const { name } of network.layers) {
    if (all.has(name)) continue;
    let free = name;
    for (let i = 2; used.has(free); i++) free = `${name}_${i}`;
    used.add(free);
    all.set(name, free);
  }
  const nameOf = (name: string): string => all.get(name) ?? name;
  return defineNetwork({
    ...config,
    layers: layers.map(({ sharesWith, ...layer }) => ({
      ...layer,
      name: nameOf(layer.name ?? ''),
      inputs: layer.inputs?.map(nameOf) ?? [],
      ...(sharesWith === undefined ? {} : { sharesWith: nameOf(sharesWith) }),
    })),
    outputs: outputs?.map(nameOf) ?? [],
  });
}

/** @throws ModelError */
export function checkedSeed(seed: number): number {
  if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff) return seed;
  throw new ModelError(`model: seed must be a whole number of 0…2³²−1. Received ${seed}`);
}

/** A value that can be used at once, or awaited until its numbers are on the host. */
export type Awaitable<T> = T & PromiseLike<T>;

function awaitable<T extends Tensor | Tensor[]>(value: T, tensors: readonly Tensor[]): Awaitable<T> {
  const numbers = async (): Promise<T> => {
    await Promise.all(tensors.map((one) => one.data()));
    // The awaited value must not be a promise-like object again.
    Reflect.deleteProperty(value, 'then');
    return value;
  };
  const then: PromiseLike<T>['then'] = (arrived, failed) => numbers().then(arrived, failed);
  Object.defineProperty(value, 'then', { value: then, configurable: true });
  return value as Awaitable<T>;
}

function readArgs(call: string, args: PredictArgs): { batchSize: number; weights: WeightType } {
  refuseUnknown(call, args, PREDICT_ARGS);
  const weights = readWeightType(call, 'weights', args.weights);
  return { batchSize: wholeNumber(call, 'batchSize', args.batchSize ?? 32), weights };
}
