// A model that ends with the logarithms of probabilities, as PyTorch programs for the loss NLLLoss do, shows classes by the
// probabilities themselves: the same layers, weights and order of answers.

import { lastActivation } from '../models/lower';
import { defineNetwork } from '../models/network';
import type { StoredModel } from './storedModel';

/** @param file for the remark */
export function withProbabilities(file: string, model: StoredModel): StoredModel {
  const network = defineNetwork(model.network);
  const [output, ...more] = network.outputs;
  const last = network.layers.find(({ name }) => name === output);
  if (last === undefined || more.length > 0 || lastActivation(last) !== 'logSoftmax') return model;
  const json = network.toJSON();
  const layers = json.layers.map((layer) =>
    layer.name === output ? { ...layer, options: { ...layer.options, activation: 'softmax' } } : layer,
  );
  const remark = `${file}: '${output}' ends with log_softmax; read as softmax, which gives the probabilities themselves`;
  return { ...model, network: { ...json, layers }, remarks: [...model.remarks, remark] };
}
