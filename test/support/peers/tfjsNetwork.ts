// A network of ours computed by TensorFlow.js, operation by operation: a second opinion on whole networks.

import * as tf from '@tensorflow/tfjs';
import { lastActivation } from '../../../src/models/lower';
import type { Network, NetworkLayer } from '../../../src/models/network';

/** By `layer/parameter`. */
export type TfWeights = Readonly<Record<string, tf.Tensor>>;

function applied(layer: NetworkLayer, xs: readonly tf.Tensor[], weights: TfWeights): tf.Tensor {
  const [x] = xs as readonly tf.Tensor4D[];
  // In the form of tfjs, which checks them itself.
  const o = layer.options as Readonly<Record<string, never>>;
  const strides = layer.options.strides ?? layer.options.poolSize;
  const { kind } = layer.definition;
  const { [`${layer.name}/weight`]: weight, [`${layer.name}/bias`]: bias } = weights;
  switch (kind) {
    case 'conv2d':
      return tf.conv2d(x!, weight as tf.Tensor4D, o.strides!, o.padding!).add(bias!);
    case 'dense':
      return tf.matMul(x! as tf.Tensor, weight!).add(bias!);
    case 'maxPooling2d':
      return tf.maxPool(x!, o.poolSize!, strides as [number, number], o.padding!);
    case 'averagePooling2d':
      return tf.avgPool(x!, o.poolSize!, strides as [number, number], o.padding!);
    case 'localResponseNormalization':
      return tf.localResponseNormalization(x!, o.depthRadius, o.bias, o.alpha, o.beta);
    case 'flatten':
      return tf.reshape(x!, [x!.shape[0], -1]);
    case 'dropout':
      return x!; // inference, or rate 0
    default:
      throw new Error(`no words for '${kind}' in tfjs yet`);
  }
}

const ACTIVATIONS: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  tanh: (x) => tf.tanh(x),
  softmax: (x) => tf.softmax(x),
};

/** @returns every layer's result by name; the last one's logits where it ends in a softmax */
export function tfjsForward(network: Network, weights: TfWeights, x: tf.Tensor): Map<string, tf.Tensor> {
  const results = new Map([[network.inputs[0]!.name, x]]);
  for (const layer of network.layers) {
    const inputs = layer.inputs.map((name) => results.get(name)!);
    const activation = layer.name === network.outputs[0] ? 'linear' : lastActivation(layer);
    results.set(layer.name, ACTIVATIONS[activation]!(applied(layer, inputs, weights)));
  }
  return results;
}
