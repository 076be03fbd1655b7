// Two networks around a frozen front. The first turns a picture into features: the front of a trained network, up to a layer
// or a few, and of each of their maps the mean. The second is the same with answers behind it: what is saved and run live.
//
// The mean of a map says how much of something is in the picture and not where: a crate of fruit counts as one does.
// Batch normalization is folded into the weights before it, so the front must not be trained on; it is not meant to be.
// Sources: Donahue et al., "DeCAF", 2014, arXiv:1310.1531; Yosinski et al., "How transferable are features in deep neural
// networks?", 2014, arXiv:1411.1792.

import { backbone } from '../formats/backbone';
import { foldBatchNormalization } from '../formats/foldBatchNormalization';
import { FormatError, type StoredModel } from '../formats/storedModel';
import { defineNetwork, type LayerConfig } from '../models/network';

export interface FeatureLayers {
  /** Whose maps' means are the features, in this order. */
  readonly layers: readonly string[];
  /** Height and width of the pictures. */
  readonly size: number;
}

/** What stands behind the features: softmax(x · weight + bias). */
export interface Head {
  readonly classNames: readonly string[];
  /** [features × classes], row by row. */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** The layer that gives the probabilities. */
export const ANSWER = 'answer';

/**
 * @returns a network from [size, size, 3] to one vector, with its weights
 * @throws FormatError if there is no such layer, it makes no maps, or the size does not fit
 */
export function featureNetwork(model: StoredModel, { layers, size }: FeatureLayers): StoredModel {
  const front = foldBatchNormalization(backbone(model, layers, { input: [size, size, 3] }));
  const network = defineNetwork(front.network);
  const means = layers.map((layer): LayerConfig => {
    const rank = network.layers.find(({ name }) => name === layer)?.outputShape.length;
    if (rank !== 3) throw new FormatError(`layer '${layer}'`, 'gives no maps to take the mean of');
    return { name: `${layer}/mean`, kind: 'globalAveragePooling2d', inputs: [layer] };
  });
  const joined: readonly LayerConfig[] =
    means.length < 2
      ? []
      : [{ name: 'features', kind: 'concatenate', inputs: layers.map((layer) => `${layer}/mean`) }];
  const config = front.network;
  const outputs = [joined[0]?.name ?? means[0]?.name ?? ''];
  return {
    ...front,
    network: defineNetwork({ ...config, layers: [...config.layers, ...means, ...joined], outputs }).toJSON(),
  };
}

/**
 * @param features as featureNetwork gave it
 * @throws FormatError if the head is for features of another length
 */
export function withHead(features: StoredModel, head: Head, name = 'transfer'): StoredModel {
  const units = head.classNames.length;
  const [length = 0] = featureShape(features);
  if (head.weight.length !== length * units || head.bias.length !== units) {
    throw new FormatError(
      'head',
      `expected ${length}×${units} weights and ${units} biases. Received ${head.weight.length} and ${head.bias.length}`,
    );
  }
  const { network, weights } = features;
  const answer = { name: ANSWER, kind: 'dense', options: { units, activation: 'softmax' } };
  return {
    ...features,
    network: defineNetwork({
      ...{ name, input: network.input, outputs: [ANSWER] },
      layers: [...network.layers, { ...answer, inputs: network.outputs ?? [] }],
    }).toJSON(),
    weights: new Map([...(weights ?? []), [`${ANSWER}/weight`, head.weight], [`${ANSWER}/bias`, head.bias]]),
  };
}

function featureShape({ network }: StoredModel): readonly number[] {
  const { layers, outputs } = defineNetwork(network);
  return layers.find(({ name }) => name === outputs[0])?.outputShape ?? [];
}
