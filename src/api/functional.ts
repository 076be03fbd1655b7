// `model({inputs, outputs})`: layers connected by apply(), in any graph without a cycle.
//
// The order of layers is that of Keras, because getWeights() follows it: by distance to the outputs, the
// farthest first; among equals, the one met first when walking back from the outputs.

import { callsInOrder } from '../models/kerasGraph';
import { defineNetwork, type LayerConfig, type Network } from '../models/network';
import { ModelCore } from './core';
import { ModelError } from './errors';
import { ConfiguredLayer, InputLayer, type Layer, type SymbolicTensor } from './layer';
import { checkedSeed, LayersModel, type NamedLayer } from './model';

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
    const nodes = connected(name, this.inputs, this.outputs);
    const owner = ownerOf(nodes);
    const { network, named } = networkOf(name, nodes, this.inputs, this.outputs, owner !== null);
    if (owner !== null) this.share(owner, network, named);
    else this.adopt(new ModelCore(network, checkedSeed(seed)), named);
  }
}

/**
 * The network of connected layers.
 * @param keepsNames layers keep the names of the model that has their weights
 * @throws ArchitectureError
 */
export function networkOf(
  name: string,
  nodes: readonly SymbolicTensor[],
  inputs: readonly SymbolicTensor[],
  outputs: readonly SymbolicTensor[],
  keepsNames = false,
): { readonly network: Network; readonly named: readonly NamedLayer[] } {
  const layers = [...new Set(nodes.map(({ sourceLayer }) => sourceLayer))];
  const names = namesOf(layers);
  const layerName = (layer: Layer): string =>
    keepsNames && layer instanceof ConfiguredLayer ? layer.name : (names.get(layer) ?? layer.name);
  const calls = callNames(nodes, layers.map(layerName), layerName);
  const nameOf = (node: SymbolicTensor): string => calls.get(node) ?? layerName(node.sourceLayer);
  const network = defineNetwork({
    name,
    input: inputs.map((one) => ({ name: nameOf(one), shape: one.sampleShape })),
    layers: nodes.flatMap((node): LayerConfig[] => {
      const { sourceLayer: layer } = node;
      if (!(layer instanceof ConfiguredLayer)) return [];
      const { kind, options, trainable } = layer;
      const call = { name: nameOf(node), kind, inputs: node.inputs.map(nameOf) };
      const sharesWith = layerName(layer);
      return [call.name === sharesWith ? { ...call, options, trainable } : { ...call, sharesWith }];
    }),
    outputs: outputs.map(nameOf),
  });
  return { network, named: layers.map((layer) => ({ layer, name: layerName(layer) })) };
}

/** The first call of a layer has its name, the others a number behind it that is free: `dense_1_2`. */
function callNames(
  nodes: readonly SymbolicTensor[],
  taken: readonly string[],
  nameOf: (layer: Layer) => string,
): ReadonlyMap<SymbolicTensor, string> {
  const used = new Set(taken);
  const called = new Set<Layer>();
  return new Map(
    nodes.map((node) => {
      const name = nameOf(node.sourceLayer);
      let free = name;
      if (called.has(node.sourceLayer)) for (let i = 2; used.has(free); i++) free = `${name}_${i}`;
      called.add(node.sourceLayer);
      used.add(free);
      return [node, free];
    }),
  );
}

/**
 * The model that already has all these layers: the new model is a part of it and shares its weights. Null if some are
 * new or of another model: then the new model takes the weights of all.
 */
function ownerOf(nodes: readonly SymbolicTensor[]): LayersModel | null {
  const [owner, ...others] = new Set(
    nodes.flatMap(({ sourceLayer }) => (sourceLayer instanceof ConfiguredLayer ? [sourceLayer.owner] : [])),
  );
  return others.length === 0 && owner instanceof LayersModel ? owner : null;
}

/**
 * Everything between inputs and outputs, in the order of Keras; a layer once for each of its calls.
 * @throws ModelError if an input is missing or not connected
 */
export function connected(
  name: string,
  inputs: readonly SymbolicTensor[],
  outputs: readonly SymbolicTensor[],
): readonly SymbolicTensor[] {
  for (const { sourceLayer } of inputs) {
    if (sourceLayer instanceof InputLayer) continue;
    throw new ModelError(
      `model '${name}': inputs must be made by input(). Received the output of ${sourceLayer.where()}`,
    );
  }
  const order = callsInOrder(
    outputs,
    (node) => node.inputs,
    ({ sourceLayer }) => sourceLayer,
  );
  const layers = new Set(order.map(({ sourceLayer }) => sourceLayer));
  for (const layer of layers) {
    if (layer instanceof InputLayer && !inputs.some(({ sourceLayer }) => sourceLayer === layer)) {
      throw new ModelError(
        `model '${name}': its outputs also need input '${layer.name}', which is not among the inputs`,
      );
    }
  }
  for (const { sourceLayer } of inputs) {
    if (!layers.has(sourceLayer))
      throw new ModelError(`model '${name}': no output depends on input '${sourceLayer.name}'`);
  }
  return order;
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

/**
 * tfjs: `tf.model()`.
 * @example
 * const x = tf.input({ shape: [4] });
 * const y = tf.layers.dense({ units: 2 }).apply(x);
 * tf.model({ inputs: x, outputs: y }).countParams(); // → 10
 */
export function model(args: ModelArgs): FunctionalModel {
  return new FunctionalModel(args);
}
