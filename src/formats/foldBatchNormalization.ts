// A trained network with fewer passes, for inference alone: batch normalization goes into the weights of the layer
// before it, and an activation behind it into that layer's own.
//
//   γ · (Σ x·w + b − mean) / √(variance + ε) + β  =  Σ x · (w·s) + (b − mean)·s + β,   s = γ / √(variance + ε)
//
// The numbers stay the same but for rounding. A backbone such as MobileNetV2 has fewer than half of its passes left.

import type { LayerActivation } from '../layers/options';
import { plainReLU, type ReLUOptions } from '../layers/reLU';
import {
  configOf,
  defineNetwork,
  type LayerConfig,
  type Network,
  type NetworkLayer,
} from '../models/network';
import type { StoredModel } from './storedModel';

type Weights = ReadonlyMap<string, Float32Array>;

/** @returns the model with other layers; a layer has the name of the last one that went into it, so outputs keep theirs */
export function foldBatchNormalization(model: StoredModel): StoredModel {
  if (model.weights === null) return model;
  const network = defineNetwork(model.network);
  const weights = new Map(model.weights);
  const layers: LayerConfig[] = [];
  const gone = new Set<string>();
  // What several layers share cannot be changed for one of them.
  const isShared = ({ owner }: NetworkLayer): boolean =>
    network.layers.filter((one) => one.owner === owner).length > 1;
  for (const layer of network.layers) {
    if (gone.has(layer.name)) continue;
    const behind = followerOf(
      network,
      layer,
      canTakeNormalization(layer) && !isShared(layer),
      'batchNormalization',
    );
    const norm = behind === null || isShared(behind) ? null : behind;
    const last = norm ?? layer;
    const activation = followerOf(
      network,
      last,
      canTakeActivation(layer, norm) && !isShared(layer),
      'reLU',
      'activation',
    );
    const fused = activation === null ? null : activationOf(activation);
    const end = fused === null ? last : (activation ?? last);
    if (end === layer) {
      layers.push(configOf(layer));
      continue;
    }
    for (const merged of [norm, fused === null ? null : activation])
      if (merged !== null) gone.add(merged.name);
    const { weight, bias } = norm === null ? plain(layer, weights) : scaled(layer, norm, weights);
    for (const { name } of layer.parameters) weights.delete(`${layer.name}/${name}`);
    for (const { name } of norm?.parameters ?? []) weights.delete(`${norm?.name ?? ''}/${name}`);
    weights.set(`${end.name}/weight`, weight);
    if (bias !== null) weights.set(`${end.name}/bias`, bias);
    const options = {
      ...layer.options,
      useBias: bias !== null,
      ...(fused === null ? {} : { activation: fused }),
    };
    layers.push({ ...configOf(layer), name: end.name, options });
  }
  const folded = defineNetwork({ ...network.toJSON(), layers });
  return { ...model, network: folded.toJSON(), weights };
}

const SUMS: ReadonlySet<string> = new Set(['conv2d', 'depthwiseConv2d', 'dense']);

function canTakeNormalization({ definition, options }: NetworkLayer): boolean {
  return SUMS.has(definition.kind) && options.activation === 'linear';
}

function canTakeActivation(layer: NetworkLayer, norm: NetworkLayer | null): boolean {
  return norm !== null || canTakeNormalization(layer);
}

/** The layer of one of those kinds that alone reads this one, which is no output itself. */
function followerOf(
  { layers, outputs }: Network,
  { name }: NetworkLayer,
  wanted: boolean,
  ...kinds: readonly string[]
): NetworkLayer | null {
  if (!wanted || outputs.includes(name)) return null;
  const readers = layers.filter(({ inputs }) => inputs.includes(name));
  const [reader] = readers;
  return readers.length === 1 && reader !== undefined && kinds.includes(reader.definition.kind)
    ? reader
    : null;
}

/** Null if the layer is not an activation with a name. */
function activationOf({ definition, options }: NetworkLayer): LayerActivation | null {
  if (definition.kind === 'activation') return options.activation as LayerActivation;
  const plain = plainReLU(options as unknown as ReLUOptions);
  // A slope of its own is none that an activation has.
  return plain === null || plain.kind === 'leakyRelu' ? null : plain.kind;
}

interface Sum {
  readonly weight: Float32Array;
  readonly bias: Float32Array | null;
}

function plain({ name, options }: NetworkLayer, weights: Weights): Sum {
  return {
    weight: valuesOf(weights, name, 'weight'),
    bias: options.useBias === true ? valuesOf(weights, name, 'bias') : null,
  };
}

/** In f64, rounded once. The output channel is the last axis, of a depthwise kernel the last two together. */
function scaled(layer: NetworkLayer, norm: NetworkLayer, weights: Weights): Sum {
  const { weight, bias } = plain(layer, weights);
  const mean = valuesOf(weights, norm.name, 'movingMean');
  const variance = valuesOf(weights, norm.name, 'movingVariance');
  const gamma = norm.options.scale === true ? valuesOf(weights, norm.name, 'gamma') : null;
  const beta = norm.options.center === true ? valuesOf(weights, norm.name, 'beta') : null;
  const channels = mean.length;
  const scale = Float64Array.from(
    variance,
    (value, k) => (gamma?.[k] ?? 1) / Math.sqrt(value + Number(norm.options.epsilon)),
  );
  return {
    weight: weight.map((value, i) => value * (scale[i % channels] ?? NaN)),
    bias: mean.map((value, k) => ((bias?.[k] ?? 0) - value) * (scale[k] ?? NaN) + (beta?.[k] ?? 0)),
  };
}

function valuesOf(weights: Weights, layer: string, parameter: string): Float32Array {
  const values = weights.get(`${layer}/${parameter}`);
  if (values === undefined) throw new Error(`'${layer}/${parameter}': has no values`);
  return values;
}
