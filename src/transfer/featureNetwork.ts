// Two networks around a frozen front. The first turns a picture into features: the front of a trained network, up to a layer
// or a few, and either their maps or the mean of each. The second is the same with a head behind it: what is saved and run live.
//
// The mean of a map says how much of something is in the picture and not where: a crate of fruit counts as one does. Maps keep
// the places, for a head that looks for patterns among them first. Maps of several layers are brought to the size of the
// smallest, by the means of squares.
// Batch normalization is folded into the weights before it, so the front must not be trained on; it is not meant to be.
// Sources: Donahue et al., "DeCAF", 2014, arXiv:1310.1531; Yosinski et al., "How transferable are features in deep neural
// networks?", 2014, arXiv:1411.1792.

import { backbone } from '../formats/backbone';
import { foldBatchNormalization } from '../formats/foldBatchNormalization';
import { FormatError, type StoredModel } from '../formats/storedModel';
import { shapeText, type Shape } from '../graph/tensor';
import { defineNetwork } from '../models/anyNetwork';
import { configOf, type LayerConfig, type NetworkLayer } from '../models/network';

export interface FeatureLayers {
  /** Whose maps are the features, in this order. */
  readonly layers: readonly string[];
  /** Height and width of the pictures. */
  readonly size: number;
  /** `means` (default): one number a map. `maps`: as they are. */
  readonly keep?: 'means' | 'maps';
}

/** What stands behind the features: layers that end in probabilities, with their weights. */
export interface Head {
  readonly classNames: readonly string[];
  /** Of the features it is for. */
  readonly input: Shape;
  readonly layers: readonly LayerConfig[];
  /** By `layer/parameter`, for the features as they are. */
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/** The layer that gives the probabilities. */
export const ANSWER = 'answer';

/**
 * @returns a network from [size, size, 3] to one vector, or to maps, with its weights
 * @throws FormatError if there is no such layer, it makes no maps, or the sizes do not fit
 */
export function featureNetwork(
  model: StoredModel,
  { layers, size, keep = 'means' }: FeatureLayers,
): StoredModel {
  const front = foldBatchNormalization(backbone(model, layers, { input: [size, size, 3] }));
  const network = defineNetwork(front.network);
  const shapes = layers.map((layer): Shape => {
    const shape = network.layers.find(({ name }) => name === layer)?.outputShape ?? [];
    if (shape.length !== 3) throw new FormatError(`layer '${layer}'`, 'gives no maps to make features of');
    return shape;
  });
  const added = layers.map((layer, i) =>
    keep === 'means' ? mean(layer) : shrunk(layer, shapes[i] ?? [], shapes),
  );
  const parts = added.map((one, i) => one?.name ?? layers[i] ?? '');
  const joined: readonly LayerConfig[] =
    parts.length < 2 ? [] : [{ name: 'features', kind: 'concatenate', inputs: parts }];
  const config = front.network;
  const all = [...config.layers, ...added.filter((one) => one !== null), ...joined];
  const outputs = [joined[0]?.name ?? parts[0] ?? ''];
  return { ...front, network: defineNetwork({ ...config, layers: all, outputs }).toJSON() };
}

function mean(layer: string): LayerConfig {
  return { name: `${layer}_mean`, kind: 'globalAveragePooling2d', inputs: [layer] };
}

/** Null where the maps are the smallest already. */
function shrunk(layer: string, shape: Shape, all: readonly Shape[]): LayerConfig | null {
  const [height = 1, width = 1] = shape;
  const [rows, columns] = [0, 1].map((axis) => Math.min(...all.map((other) => other[axis] ?? 1)));
  const square = height / (rows ?? 1);
  if (!Number.isInteger(square) || square !== width / (columns ?? 1)) {
    const sizes = all.map(([h, w]) => `${h ?? 0}×${w ?? 0}`).join(', ');
    throw new FormatError(
      `layer '${layer}'`,
      `maps of ${sizes} do not lie over each other; choose another size`,
    );
  }
  if (square === 1) return null;
  return {
    ...{ name: `${layer}_small`, kind: 'averagePooling2d', inputs: [layer] },
    options: { poolSize: square },
  };
}

/**
 * The layers of the front are frozen: training goes on in the head, unless they are unfrozen.
 * @param features as featureNetwork gave it
 * @throws FormatError if the head is for features of another shape
 */
export function withHead(features: StoredModel, head: Head, name = 'transfer'): StoredModel {
  const shape = featureShape(features);
  if (shapeText(shape) !== shapeText(head.input))
    throw new FormatError(
      'head',
      `is for features of ${shapeText(head.input)}. Received ${shapeText(shape)}`,
    );
  const { network, weights } = features;
  const [first, ...others] = head.layers;
  return {
    ...features,
    network: defineNetwork({
      ...{ name, input: network.input, outputs: [ANSWER] },
      layers: [
        ...defineNetwork(network).layers.map(frozen),
        ...(first === undefined ? [] : [{ ...first, inputs: network.outputs ?? [] }]),
        ...others,
      ],
    }).toJSON(),
    weights: new Map([...(weights ?? []), ...head.weights]),
  };
}

/** Of layers that have no parameters nothing is frozen. */
function frozen(layer: NetworkLayer): LayerConfig {
  const { trainable: _, ...config } = configOf(layer);
  return layer.parameterCount > 0 ? { ...config, trainable: false } : config;
}

/** Of one picture's features. */
export function featureShape({ network }: Pick<StoredModel, 'network'>): Shape {
  const { layers, outputs } = defineNetwork(network);
  return layers.find(({ name }) => name === outputs[0])?.outputShape ?? [];
}
