// The `activation` option of a layer: the function that kernels fuse, and its reference, applied after the layer's own
// sum; its derivative is applied before the layer's gradient. Softmax and its logarithm are not among them: the network runs
// each as an operation of its own.

import { isUnfused, LINEAR, type ActivationChoice, type UnfusedActivation } from '../../kernels/activation';
import { activate, activationGradient, defaultAlpha } from '../../reference/activations';
import { map, zip, type NdArray } from '../../reference/ndArray';
import type { Curve } from '../../reference/unfusedActivations';
import { isOfRow, type LayerActivation, type RowActivation } from '../options';

let curves: Readonly<Partial<Record<UnfusedActivation, Curve>>> = {};

/** Takes the functions that only some networks need (unfused.ts). */
export function provideCurves(given: Readonly<Record<UnfusedActivation, Curve>>): void {
  curves = given;
}

function curveOf(activation: UnfusedActivation): Curve {
  const curve = curves[activation];
  if (curve === undefined) throw new Error(`activation '${activation}': is not loaded`);
  return curve;
}

/** The function of an option, with its parameter. In Keras 3 a leaky ReLU by name has slope 0.2, its layer 0.3. */
export function activationChoice(activation: Exclude<LayerActivation, RowActivation>): ActivationChoice {
  const alpha = activation === 'leakyRelu' ? 0.2 : isUnfused(activation) ? 0 : defaultAlpha(activation);
  return { kind: activation, alpha };
}

/** What the layer's own kernel applies; linear where the network runs the function after it. */
export function fusedActivation(activation: LayerActivation): ActivationChoice {
  return isOfRow(activation) || activation === 'linear' || isUnfused(activation)
    ? LINEAR
    : activationChoice(activation);
}

/** The kind that runs an activation which no kernel of another fuses; null where kernels do. */
export function ranBy(activation: string): string | null {
  return isOfRow(activation) ? activation : isUnfused(activation) ? 'activation' : null;
}

export function referenceActivate(activation: LayerActivation, x: NdArray): NdArray {
  if (isOfRow(activation)) return x;
  if (isUnfused(activation)) return map(x, curveOf(activation).value);
  return activate(activation, x, activationChoice(activation).alpha);
}

/** @param sum what the function was applied to */
export function referenceActivationGradient(activation: LayerActivation, sum: NdArray, dy: NdArray): NdArray {
  if (isOfRow(activation)) return dy;
  if (isUnfused(activation)) {
    const { slope } = curveOf(activation);
    return zip(sum, dy, (x, gradient) => slope(x) * gradient);
  }
  const y = referenceActivate(activation, sum);
  return activationGradient(activation, y, dy, activationChoice(activation).alpha);
}
