// The reference of a layer's `activation` option: applied after the layer's own sum, undone before its gradient.
// Softmax is not applied here, because the network runs it as a layer of its own.

import { LINEAR, type ActivationChoice } from '../kernels/activation';
import { activate, activationGradient, defaultAlpha } from '../reference/activations';
import type { NdArray } from '../reference/ndArray';
import type { LayerActivation } from './options';

/** What the kernels apply for an option. */
export function fusedActivation(activation: LayerActivation): ActivationChoice {
  return activation === 'softmax' || activation === 'linear' ? LINEAR : { kind: activation, alpha: defaultAlpha(activation) };
}

export function referenceActivate(activation: LayerActivation, x: NdArray): NdArray {
  return activation === 'softmax' ? x : activate(activation, x);
}

export function referenceActivationGradient(activation: LayerActivation, y: NdArray, dy: NdArray): NdArray {
  return activation === 'softmax' ? dy : activationGradient(activation, y, dy);
}
