// `sequential()`: a stack of layers.

import { ModelCore } from './core';
import { ModelError } from './errors';
import { connected, networkOf } from './functional';
import { InputLayer, Layer, type SymbolicTensor } from './layer';
import { checkedSeed, LayersModel } from './model';

export interface SequentialArgs {
  /** Layers; and models, whose layers this one then has. */
  readonly layers?: readonly (Layer | LayersModel)[];
  readonly name?: string;
  /**
   * The seed of the initial weights, and of fit() if it has none of its own. Default 0: the same weights every time.
   */
  readonly seed?: number;
}

export class Sequential extends LayersModel {
  readonly #seed: number;
  #input: InputLayer | null = null;
  #end: SymbolicTensor | null = null;

  constructor({ layers = [], name = 'sequential', seed = 0 }: SequentialArgs = {}) {
    super(name);
    this.#seed = checkedSeed(seed);
    for (const layer of layers) this.add(layer);
  }

  override get inputs(): readonly SymbolicTensor[] {
    return this.#input === null ? [] : [this.#input.output];
  }

  override get outputs(): readonly SymbolicTensor[] {
    return this.#end === null ? [] : [this.#end];
  }

  /**
   * Appends a layer, or the layers of a model of one input and one output. The first layer needs `inputShape`, or is an
   * input layer.
   * @throws ModelError, ArchitectureError if the layer does not fit the output of the previous one
   */
  add(layer: Layer | LayersModel): void {
    const where = `model '${this.name}': add`;
    const before = this.currentCore();
    if (before?.weights.moved === true) {
      throw new ModelError(
        `${where} needs a model that was not used yet. Its weights are on the GPU already; received '${layer.name}'`,
      );
    }
    if (layer instanceof InputLayer) {
      if (this.#input !== null)
        throw new ModelError(`${where} expects one input layer, as the first. Received ${layer.where()}`);
      this.#input = layer;
      this.#end = layer.output;
      return;
    }
    if (!(layer instanceof Layer || layer instanceof LayersModel))
      throw new ModelError(`${where} expects a layer or a model. Received ${typeof layer}`);
    const input = this.#input ?? inputFor(where, layer);
    const end = layer.apply(this.#end ?? input.output);
    if (Array.isArray(end))
      throw new ModelError(
        `${where} expects a model of one output. Received '${layer.name}' with ${end.length}`,
      );
    const nodes = connected(this.name, [input.output], [end]);
    if (new Set(nodes.map(({ sourceLayer }) => sourceLayer)).size < nodes.length)
      throw new ModelError(`${where} expects each layer once; use model(). Received '${layer.name}' again`);
    const { network, named } = networkOf(this.name, nodes, [input.output], [end]);
    this.#input = input;
    this.#end = end;
    this.adopt(
      new ModelCore(network, this.#seed, before ?? undefined),
      named.filter((one) => !(one.layer instanceof InputLayer)),
    );
  }
}

/** The input in front of the first layer. @throws ModelError if its shape is not known */
function inputFor(where: string, first: Layer | LayersModel): InputLayer {
  const shape = first instanceof LayersModel ? first.inputs[0]?.sampleShape : first.inputShape;
  if (shape !== null && shape !== undefined) return new InputLayer({ inputShape: shape });
  throw new ModelError(
    `${where} expects an inputShape for the first layer. Received none with ${first instanceof Layer ? first.where() : `model '${first.name}'`}`,
  );
}

/**
 * tfjs: `tf.sequential()`.
 * @example
 * const model = tf.sequential();
 * model.add(tf.layers.dense({ inputShape: [1], units: 1 }));
 * model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
 * const [x, y] = [tf.tensor2d([[-1], [0], [1], [2]]), tf.tensor2d([[-3], [-1], [1], [3]])];
 * await model.fit(x, y, { epochs: 100 });
 * const at10 = (await (model.predict(tf.tensor2d([[10]])) as tf.Tensor).data())[0]!;
 * Math.round(at10); // → 19
 */
export function sequential(args: SequentialArgs = {}): Sequential {
  return new Sequential(args);
}
