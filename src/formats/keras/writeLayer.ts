// One of our layers as Keras saves it.

import type { Initializer } from '../../initializers/initializers';
import type { LayerKind } from '../../layers/all';
import type { LayerActivation } from '../../layers/options';
import { kerasName } from '../../layers/shared/kerasNames';
import type { NetworkLayer } from '../../models/network';
import { FIXED_INITIALIZERS } from './fixedArguments';
import { KERAS_LAYERS, penaltyOf, type KerasLayer } from './layers';
import { activationObject, initializerObject, penaltyObject } from './valueObjects';

/**
 * Complete, with its name, so that Keras 2, Keras 3 and tfjs load it. tfjs has no `leaky_relu` as an activation, no
 * slope in its ReLU, and no dilation in its DepthwiseConv2D: a writer for tfjs asks `strangeToTfjs`.
 */
export function layerToKeras(
  layer: Pick<NetworkLayer, 'name' | 'definition' | 'options'> & { readonly trainable?: boolean },
): KerasLayer {
  const kind = layer.definition.kind as LayerKind;
  const form = KERAS_LAYERS[kind];
  const config: Record<string, unknown> = {
    name: layer.name,
    ...(form.untrainable === true ? {} : { trainable: layer.trainable ?? true }),
    dtype: 'float32',
  };
  if (form.positional.includes('data_format')) config.data_format = 'channels_last';
  for (const [option, value] of Object.entries(layer.options)) {
    const key = kind === 'leakyReLU' ? option : kerasName(option, kind);
    config[key] = key.endsWith('_regularizer')
      ? penaltyObject(penaltyOf(kind, key, layer.options))
      : writtenValue(option, value);
  }
  for (const key of ['axis', ...Object.keys(FIXED_INITIALIZERS)]) {
    if (!form.positional.includes(key) || key in config) continue;
    const initial = FIXED_INITIALIZERS[key];
    config[key] = initial === undefined ? -1 : initializerObject(initial);
  }
  return { className: form.className, config };
}

function writtenValue(option: string, value: unknown): unknown {
  // By the name that all of them know.
  if (option === 'activation') return value === 'silu' ? 'swish' : activationObject(value as LayerActivation);
  if (option.endsWith('Initializer')) return initializerObject(value as Initializer);
  if (option === 'noiseShape') return value === 'pictures' ? [null, 1, 1, 1] : null;
  if (option === 'axis' && typeof value === 'string') return value === 'none' ? null : -1;
  // Keras's own default is no list.
  if (option === 'axis' && Array.isArray(value) && value.length === 1) return value[0];
  return value;
}
