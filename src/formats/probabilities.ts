// A model that classifies and does not end with probabilities shows classes by them all the same: the same layers, weights and order
// of answers. PyTorch programs for the loss NLLLoss end with their logarithms, and Keras models whose loss has `from_logits=True`
// with logits, of which softmax makes probabilities.

import { lastActivation } from '../models/lower';
import { defineNetwork, isSharing, type NetworkLayer } from '../models/network';
import type { CompiledLoss, StoredModel } from './storedModel';

/** @param file for the remark */
export function withProbabilities(file: string, model: StoredModel): StoredModel {
  const network = defineNetwork(model.network);
  const losses = model.compile?.losses ?? [];
  const read = new Set(network.layers.flatMap(({ inputs }) => inputs));
  // What shares its weights has its options from where they are.
  const shared = new Set(network.layers.filter(isSharing).flatMap(({ name, owner }) => [name, owner]));
  /** By the layer's name, what its numbers are. */
  const ends = new Map<string, 'log_softmax' | 'logits'>();
  network.outputs.forEach((name, i) => {
    const layer = network.layers.find((one) => one.name === name);
    if (layer === undefined || read.has(name) || shared.has(name)) return;
    if (lastActivation(layer) === 'logSoftmax') ends.set(name, 'log_softmax');
    else if (givesLogits(layer, losses.length === 1 ? losses[0] : losses[i])) ends.set(name, 'logits');
  });
  if (ends.size === 0) return model;
  const json = network.toJSON();
  const layers = json.layers.map((layer) =>
    ends.has(layer.name ?? '') ? { ...layer, options: { ...layer.options, activation: 'softmax' } } : layer,
  );
  const remarks = [...ends].map(([name, numbers]) =>
    numbers === 'logits'
      ? `${file}: '${name}' ends with logits (from_logits=True); read with softmax, which makes probabilities of them`
      : `${file}: '${name}' ends with log_softmax; read as softmax, which gives the probabilities themselves`,
  );
  return {
    ...{ ...model, network: { ...json, layers }, remarks: [...model.remarks, ...remarks] },
    ...(model.compile && {
      compile: {
        ...model.compile,
        losses: model.compile.losses?.map((loss) => ({ ...loss, fromLogits: false })) ?? null,
      },
    }),
  };
}

const givesLogits = (layer: NetworkLayer, loss: CompiledLoss | undefined): boolean =>
  loss?.fromLogits === true &&
  /categoricalCrossentropy$/i.test(loss.kind) &&
  'activation' in layer.definition.options &&
  lastActivation(layer) === 'linear';
