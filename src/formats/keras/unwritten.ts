// Layers of Keras that are read as others: those that do nothing but while training, and a layer whose activation is one with
// options of its own.

import { isRecord, type JsonRecord } from '../json';
import type { KerasLayer } from './layers';

const IN_TRAINING = 'changes only the training';

/** Why a layer can be left out, in plain words; null where it cannot. */
export function passesOver(className: string, { mask_value: masked }: JsonRecord): string | null {
  if (['GaussianNoise', 'GaussianDropout', 'AlphaDropout', 'ActivityRegularization'].includes(className))
    return IN_TRAINING;
  // Where all numbers are 0 it writes 0; convolutions and dense layers do not ask for its mask.
  return className === 'Masking' && masked === 0 ? 'gives what it gets' : null;
}

/** Layers that do the same at each place of the axes before the last, so that TimeDistributed changes nothing. */
const OVER_LAST_AXIS = new Set(['Dense', 'Activation', 'ReLU', 'LeakyReLU', 'ELU', 'Dropout', 'Rescaling']);

/** ConvNeXt's own layer is a Dropout of whole pictures. */
export function asKerasLayer({ className, config }: KerasLayer): KerasLayer {
  if (className === 'TimeDistributed' && isRecord(config.layer)) {
    const { class_name: inner, config: options } = config.layer;
    if (typeof inner !== 'string' || !isRecord(options) || !OVER_LAST_AXIS.has(inner))
      return { className, config };
    const { name: _, trainable: __, ...rest } = options;
    return { className: inner, config: rest };
  }
  if (className !== 'StochasticDepth') return { className, config };
  const { drop_path_rate: rate, ...rest } = config;
  return { className: 'Dropout', config: { ...rest, rate, noise_shape: [null, 1, 1, 1] } };
}

/** Layers that may be the activation of another one. */
const ACTIVATION_LAYERS = new Set(['LeakyReLU', 'ReLU', 'ELU', 'Softmax']);

/** A layer, and the layer that is its activation, if that is one with options. */
export function splitActivation(layer: KerasLayer): {
  readonly own: KerasLayer;
  readonly after: KerasLayer | null;
} {
  const { activation } = layer.config;
  const { class_name: className, config } = isRecord(activation) ? activation : {};
  if (typeof className !== 'string' || !isRecord(config) || !ACTIVATION_LAYERS.has(className))
    return { own: layer, after: null };
  const { name: _, trainable: __, ...options } = config;
  return {
    own: { className: layer.className, config: { ...layer.config, activation: 'linear' } },
    after: { className, config: options },
  };
}
