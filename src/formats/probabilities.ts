// A model that ends with the logarithms of probabilities, as PyTorch programs for the loss NLLLoss do, shows classes by the
// probabilities themselves: the same layers, weights and order of answers.

import { lastActivation } from '../models/lower';
import { defineNetwork, isSharing } from '../models/network';
import type { StoredModel } from './storedModel';

/** @param file for the remark */
export function withProbabilities(file: string, model: StoredModel): StoredModel {
  const network = defineNetwork(model.network);
  const read = new Set(network.layers.flatMap(({ inputs }) => inputs));
  // What shares its weights has its options from where they are.
  const shared = new Set(network.layers.filter(isSharing).flatMap(({ name, owner }) => [name, owner]));
  const ends = network.layers.filter(
    (layer) =>
      network.outputs.includes(layer.name) &&
      lastActivation(layer) === 'logSoftmax' &&
      !read.has(layer.name) &&
      !shared.has(layer.name),
  );
  if (ends.length === 0) return model;
  const json = network.toJSON();
  const changed = new Set(ends.map(({ name }) => name));
  const layers = json.layers.map((layer) =>
    changed.has(layer.name ?? '')
      ? { ...layer, options: { ...layer.options, activation: 'softmax' } }
      : layer,
  );
  const remarks = ends.map(
    ({ name }) =>
      `${file}: '${name}' ends with log_softmax; read as softmax, which gives the probabilities themselves`,
  );
  return { ...model, network: { ...json, layers }, remarks: [...model.remarks, ...remarks] };
}
