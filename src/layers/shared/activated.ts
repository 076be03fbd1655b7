// The `activation` option of a layer: the function that kernels fuse, and its reference, applied after the layer's own
// sum; its derivative is applied before the layer's gradient. Softmax is not among them: the network runs it as a layer
// of its own.

import { LINEAR, type ActivationChoice } from '../../kernels/activation';
import { activate, activationGradient, defaultAlpha } from '../../reference/activations';
import type { NdArray } from '../../reference/ndArray';
import type { LayerActivation } from '../options';

/** The slope in Keras 3 if a leaky ReLU is given by name: 0.2; the LeakyReLU layer has 0.3. */
function alphaOf(activation: Exclude<LayerActivation, 'softmax'>): number {
  return activation === 'leakyRelu' ? 0.2 : defaultAlpha(activation);
}

/** The fused function for an option. */
export function fusedActivation(activation: LayerActivation): ActivationChoice {
  if (activation === 'softmax' || activation === 'linear') return LINEAR;
  return { kind: activation, alpha: alphaOf(activation) };
}

export function referenceActivate(activation: LayerActivation, x: NdArray): NdArray {
  return activation === 'softmax' ? x : activate(activation, x, alphaOf(activation));
}

export function referenceActivationGradient(activation: LayerActivation, y: NdArray, dy: NdArray): NdArray {
  return activation === 'softmax' ? dy : activationGradient(activation, y, dy, alphaOf(activation));
}
