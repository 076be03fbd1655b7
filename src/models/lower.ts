// From layers to operations: a layer becomes one operation, and an activation that its kernel cannot fuse one more after
// it: softmax and its logarithm need a whole row, others (SiLU, GELU) need the number before them for their gradient.

import type { ForwardSite, Operation, OperationNode, TensorRecord } from '../graph/operation';
import { LINEAR } from '../kernels/activation';
import { fusedActivation, ranBy } from '../layers/shared/activated';
import type { LayerDefinition } from '../layers/layer';
import { checkOptions, type LayerActivation, type OptionTable, type Resolved } from '../layers/options';
import { layerDefinition } from '../layers/registry';
import type { Network, NetworkLayer } from './network';
import type { ForwardParameters } from './parameterStore';

export interface Lowered {
  readonly nodes: readonly OperationNode[];
  /** The value number of each layer's (and input's) result, by name. */
  readonly values: ReadonlyMap<string, number>;
}

export interface LowerOptions {
  /** Where a layer's gradients go; absent: nothing is trained. */
  readonly gradients?: (layer: string) => TensorRecord;
  /** Layers without their last activation, because the loss applies the derivative itself and starts from the logits. */
  readonly bare?: readonly string[];
}

export function lower(
  network: Network,
  store: Pick<ForwardParameters, 'of'>,
  { gradients, bare = [] }: LowerOptions = {},
): Lowered {
  const values = new Map<string, number>(network.inputs.map(({ name }, index) => [name, index]));
  const nodes: OperationNode[] = [];
  const append = (node: OperationNode): number => network.inputs.length + nodes.push(node) - 1;

  // One record for all layers that share: the backward pass adds up what each of them contributes.
  const records = new Map<string, TensorRecord>();
  const gradientsOf = (owner: string): TensorRecord => {
    const record = records.get(owner) ?? gradients?.(owner) ?? {};
    records.set(owner, record);
    return record;
  };

  for (const layer of network.layers) {
    const inputs = layer.inputs.map((name) => {
      const value = values.get(name);
      if (value === undefined)
        throw new Error(`layer '${layer.name}': reads '${name}', which does not come before it`);
      return value;
    });
    const isBare = bare.includes(layer.name);
    if (isBare && isActivationLayer(layer)) {
      values.set(layer.name, inputs[0] ?? 0);
      continue;
    }
    const activation = isBare ? 'linear' : lastActivation(layer);
    let value = append({
      name: layer.name,
      operation: operation(layer.definition, layer.options, !layer.trainable),
      inputs,
      activation: layer.definition.fusesActivation ? fusedActivation(activation) : LINEAR,
      parameters: store.of(layer.owner),
      gradients: gradientsOf(layer.owner),
    });
    const after = layer.definition.fusesActivation ? ranAfter(layer, activation) : null;
    if (after !== null) {
      value = append({
        name: `${layer.name}/${activation}`,
        operation: after,
        inputs: [value],
        activation: LINEAR,
        parameters: {},
        gradients: {},
      });
    }
    values.set(layer.name, value);
  }
  return { nodes, values };
}

/** The activation a layer ends with, whether an option of it or all it does. */
export function lastActivation({
  definition,
  options,
}: Pick<NetworkLayer, 'definition' | 'options'>): LayerActivation {
  return definition.kind === 'softmax' ? 'softmax' : ((options.activation ?? 'linear') as LayerActivation);
}

/** The layer that runs what the layer's own kernel does not fuse; null: there is nothing more to run. */
function ranAfter({ definition: { kind } }: NetworkLayer, activation: LayerActivation): Operation | null {
  const runs = ranBy(activation) ?? kind;
  if (runs === kind) return null;
  const definition = layerDefinition(runs);
  const options = runs === 'activation' ? { activation } : {};
  return operation(definition, checkOptions(runs, definition.options, options), false);
}

function isActivationLayer({ definition }: NetworkLayer): boolean {
  return definition.kind === 'activation' || definition.kind === 'softmax';
}

function operation(definition: LayerDefinition, options: Resolved<OptionTable>, frozen: boolean): Operation {
  // Without its own training it does as in inference, also in the training step.
  const inference = frozen && definition.frozenInInference === true;
  const at = <Site extends ForwardSite>(site: Site): Site =>
    inference ? { ...site, training: false, trainingState: null } : site;
  return {
    fusesActivation: definition.fusesActivation,
    fusesInputActivation: definition.fusesInputActivation,
    selects: definition.selects === true,
    layer: { kind: definition.kind, options },
    forward: (graph, site) => definition.forward(options, graph, at(site)),
    backward: (graph, site) => definition.backward(options, graph, at(site)),
  };
}
