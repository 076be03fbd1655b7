// `sequential()`: a stack of layers.

import { defineNetwork } from '../models/network';
import { ModelCore } from './core';
import { ModelError } from './errors';
import { ConfiguredLayer, InputLayer, type Layer, type SymbolicTensor } from './layers';
import { LayersModel } from './model';

export interface SequentialArgs {
  readonly layers?: readonly Layer[];
  readonly name?: string;
  /**
   * The seed of the initial weights, and of fit() if it has none of its own. Default 0: the same weights every time.
   */
  readonly seed?: number;
}

export class Sequential extends LayersModel {
  readonly #seed: number;
  readonly #list: ConfiguredLayer[] = [];
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
   * Appends a layer. The first layer needs `inputShape`, or is an input layer.
   * @throws ModelError, ArchitectureError if the layer does not fit the output of the previous one
   */
  add(layer: Layer): void {
    const where = `model '${this.name}': add`;
    const before = this.currentCore();
    if (before?.weights.moved === true) {
      throw new ModelError(
        `${where} needs a model that was not used yet. Its weights are on the GPU already; received ${layer.where()}`,
      );
    }
    if (layer instanceof InputLayer) {
      if (this.#input !== null)
        throw new ModelError(`${where} expects one input layer, as the first. Received ${layer.where()}`);
      this.#begin(layer);
      return;
    }
    if (!(layer instanceof ConfiguredLayer)) {
      throw new ModelError(
        `${where} expects a layer. Models as layers are not supported. Received ${typeof layer}`,
      );
    }
    if (this.#input === null) {
      if (layer.inputShape === null) {
        throw new ModelError(
          `${where} expects an inputShape for the first layer. Received none with ${layer.where()}`,
        );
      }
      this.#begin(new InputLayer({ inputShape: layer.inputShape }));
    }
    const input = this.#input;
    const end = this.#end;
    if (input === null || end === null) throw new ModelError(`${where}: the input was not made`);
    this.#list.push(layer);
    try {
      const network = defineNetwork({
        name: this.name,
        input: input.sampleShape,
        layers: this.#list.map(({ givenName, kind, options, trainable }) => ({
          ...(givenName === null ? {} : { name: givenName }),
          kind,
          options,
          trainable,
        })),
      });
      this.#end = layer.apply(end);
      const core = new ModelCore(network, this.#seed, before ?? undefined);
      this.adopt(
        core,
        this.#list.map((each, i) => ({ layer: each, name: network.layers[i]?.name ?? each.kind })),
      );
    } catch (error) {
      this.#list.pop();
      throw error;
    }
  }

  #begin(layer: InputLayer): void {
    this.#input = layer;
    this.#end = layer.output;
  }
}

/** @throws ModelError */
export function checkedSeed(seed: number): number {
  if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff) return seed;
  throw new ModelError(`model: seed must be a whole number of 0…2³²−1. Received ${seed}`);
}

/** tfjs: `tf.sequential()`. */
export function sequential(args: SequentialArgs = {}): Sequential {
  return new Sequential(args);
}
