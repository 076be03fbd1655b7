// The forward pass up to one layer, on a batch in the graph; later layers are not run.

import { appendForward } from '../graph/autodiff';
import type { Graph } from '../graph/graph';
import type { Tensor } from '../graph/tensor';
import { lastActivation, lower } from '../models/lower';
import type { Network, NetworkLayer } from '../models/network';
import type { ForwardParameters } from '../models/parameterStore';

/** @throws Error if there is no such layer */
export function layerOf(network: Network, name: string): NetworkLayer {
  const layer = network.layers.find((one) => one.name === name);
  if (layer === undefined) throw new Error(`network '${network.name}': has no layer '${name}'`);
  return layer;
}

/** The shape of the only input. @throws Error if the network has more than one */
export function pictureShape(network: Network): readonly [height: number, width: number, channels: number] {
  const [only] = network.inputs;
  const [height, width, channels] = only?.shape ?? [];
  if (network.inputs.length !== 1 || height === undefined || width === undefined || channels === undefined)
    throw new Error(`network '${network.name}': this needs a network whose only input is a picture`);
  return [height, width, channels];
}

/**
 * @param x [batch, …] as the network's only input
 * @param logits leave out a softmax that the layer ends with
 * @returns the layer's output
 */
export function appendForwardTo(
  graph: Graph,
  network: Network,
  store: ForwardParameters,
  x: Tensor,
  name: string,
  logits: boolean,
): Tensor {
  const layer = layerOf(network, name);
  const bare = logits && lastActivation(layer) === 'softmax' ? [name] : [];
  const { nodes, values } = lower(network, store, { bare });
  const value = values.get(name) ?? 0;
  const pass = appendForward(graph, nodes.slice(0, value), [x], { training: false, trainingState: null });
  const output = pass.values[value];
  if (output === undefined) throw new Error(`layer '${name}': was not lowered`);
  return output;
}
