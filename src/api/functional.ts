// `model({inputs, outputs})`: layers connected by apply(), in any graph without a cycle.
//
// The order of layers is that of Keras, because getWeights() follows it: by distance to the outputs, the
// farthest first; among equals, the one met first when walking back from the outputs.

import { defineNetwork, type LayerConfig } from '../models/network';
import { ModelCore } from './core';
import { ModelError } from './errors';
import { ConfiguredLayer, InputLayer, type Layer, type SymbolicTensor } from './layers';
import { LayersModel } from './model';
import { checkedSeed } from './sequential';

export interface ModelArgs {
  readonly inputs: SymbolicTensor | readonly SymbolicTensor[];
  readonly outputs: SymbolicTensor | readonly SymbolicTensor[];
  readonly name?: string;
  /** The seed of the initial weights, and of fit() if it has none of its own. Default 0. */
  readonly seed?: number;
}

export class FunctionalModel extends LayersModel {
  override readonly inputs: readonly SymbolicTensor[];
  override readonly outputs: readonly SymbolicTensor[];
  protected override readonly listsInputs = true;

  /** @throws ModelError, ArchitectureError */
  constructor({ inputs, outputs, name = 'model', seed = 0 }: ModelArgs) {
    super(name);
    this.inputs = [inputs].flat();
    this.outputs = [outputs].flat();
    const order = inOrder(name, this.inputs, this.outputs);
    const owner = ownerOf(name, order);
    const names = namesOf(order);
    // Layers with shared weights keep the names of the model that owns the weights.
    const nameOf = (layer: Layer): string =>
      owner !== null && layer instanceof ConfiguredLayer ? layer.name : (names.get(layer) ?? layer.name);
    const network = defineNetwork({
      name,
      input: this.inputs.map(({ sourceLayer, sampleShape }) => ({
        name: nameOf(sourceLayer),
        shape: sampleShape,
      })),
      layers: order.flatMap((layer): LayerConfig[] =>
        layer instanceof ConfiguredLayer
          ? [
              {
                name: nameOf(layer),
                kind: layer.kind,
                options: layer.options,
                trainable: layer.trainable,
                inputs: layer.output.inputs.map((one) => nameOf(one.sourceLayer)),
              },
            ]
          : [],
      ),
      outputs: this.outputs.map(({ sourceLayer }) => nameOf(sourceLayer)),
    });
    if (owner !== null) this.share(owner, network, order);
    else
      this.adopt(
        new ModelCore(network, checkedSeed(seed)),
        order.map((layer) => ({ layer, name: nameOf(layer) })),
      );
  }
}

/**
 * The model that already contains all these layers: the new model is a part of it and shares its weights. Null if all
 * layers are new.
 * @throws ModelError for layers of several models, or for new ones behind those of a model
 */
function ownerOf(name: string, layers: readonly Layer[]): LayersModel | null {
  const owners = new Set(
    layers.filter((layer) => layer instanceof ConfiguredLayer).map(({ owner }) => owner),
  );
  const [owner = null, ...others] = owners;
  if (others.length === 0 && (owner === null || owner instanceof LayersModel)) return owner;
  const theirs = [...owners].flatMap((one) => (one === null ? [] : `'${one.name}'`)).join(', ');
  throw new ModelError(
    `model '${name}': can be made of new layers, or of those of one model, whose weights it shares. ` +
      `Received layers of ${theirs}${owners.has(null) ? ' and new ones' : ''}; predict() with a part of it, and train the new ones on that`,
  );
}

/** @throws ModelError if an input is missing or not connected */
function inOrder(
  name: string,
  inputs: readonly SymbolicTensor[],
  outputs: readonly SymbolicTensor[],
): Layer[] {
  for (const one of inputs) {
    if (!(one.sourceLayer instanceof InputLayer)) {
      throw new ModelError(
        `model '${name}': inputs must be made by input(). Received the output of ${one.sourceLayer.where()}`,
      );
    }
  }
  const met: Layer[] = [];
  const done: Layer[] = [];
  const visit = ({ sourceLayer, inputs: before }: SymbolicTensor): void => {
    if (met.includes(sourceLayer)) return;
    met.push(sourceLayer);
    before.forEach(visit);
    done.push(sourceLayer);
  };
  outputs.forEach(visit);
  for (const layer of met) {
    if (layer instanceof InputLayer && !inputs.some(({ sourceLayer }) => sourceLayer === layer)) {
      throw new ModelError(
        `model '${name}': its outputs also need input '${layer.name}', which is not among the inputs`,
      );
    }
  }
  for (const { sourceLayer } of inputs) {
    if (!met.includes(sourceLayer))
      throw new ModelError(`model '${name}': no output depends on input '${sourceLayer.name}'`);
  }
  const distance = new Map<Layer, number>();
  for (const layer of done.reverse()) {
    const own = distance.get(layer) ?? 0;
    distance.set(layer, own);
    for (const { sourceLayer } of layer.output.inputs) {
      distance.set(sourceLayer, Math.max(distance.get(sourceLayer) ?? 0, own + 1));
    }
  }
  return met.toSorted(
    (a, b) => (distance.get(b) ?? 0) - (distance.get(a) ?? 0) || met.indexOf(a) - met.indexOf(b),
  );
}

/** The given names; layers without a name are numbered by kind. */
function namesOf(layers: readonly Layer[]): ReadonlyMap<Layer, string> {
  const taken = new Set(layers.flatMap(({ givenName }) => givenName ?? []));
  const single = layers.filter((layer) => layer instanceof InputLayer).length === 1;
  const counters = new Map<string, number>();
  const next = (kind: string): string => {
    const count = (counters.get(kind) ?? 0) + 1;
    counters.set(kind, count);
    const name = kind === 'input' && single && count === 1 ? 'input' : `${kind}_${count}`;
    return taken.has(name) ? next(kind) : name;
  };
  return new Map(
    layers.map((layer) => [
      layer,
      layer.givenName ?? next(layer instanceof InputLayer ? 'input' : layer.kind),
    ]),
  );
}

/** tfjs: `tf.model()`. */
export function model(args: ModelArgs): FunctionalModel {
  return new FunctionalModel(args);
}
