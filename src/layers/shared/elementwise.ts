// Shared by the activation layers with their own options (ReLU, LeakyReLU, ELU), and by Activation where no kernel fuses
// its function; they run it in both directions.

import { activationForwardKernel, activationGradientKernel } from '../../kernels/elementwise';
import {
  isUnfused,
  type ActivationChoice,
  type ActivationLibrary,
  type FusedActivation,
} from '../../kernels/activation';
import type { Graph } from '../../graph/graph';
import type { BackwardSite, Forward, ForwardSite } from '../../graph/operation';
import { sizeOf, type Tensor } from '../../graph/tensor';
import { activate, activationGradient } from '../../reference/activations';
import { only, type Reference } from '../layer';

/** One of the functions that the reference takes from their result. */
export interface Chosen extends ActivationChoice {
  readonly kind: FusedActivation;
}

export function forwardElementwise(
  graph: Graph,
  { name, inputs }: ForwardSite,
  activation: ActivationChoice | ActivationLibrary,
): Forward {
  const x = only(inputs);
  const y = graph.tensor(`${name}/y`, x.shape);
  graph.dispatch(activationForwardKernel, `${name}/forward`, { size: sizeOf(x.shape), activation }, { x, y });
  return { y };
}

export function backwardElementwise(
  graph: Graph,
  { name, inputs, y, dy, wanted }: BackwardSite,
  activation: ActivationChoice | ActivationLibrary,
): readonly (Tensor | null)[] {
  if (wanted[0] !== true) return [null];
  const dx = graph.tensor(`${name}/dx`, y.shape);
  const ofInput = 'source' in activation || isUnfused(activation.kind);
  graph.dispatch(
    activationGradientKernel,
    `${name}/dx`,
    { size: sizeOf(y.shape), activation },
    { y: ofInput ? only(inputs) : y, dy, dx },
  );
  return [dx];
}

export function elementwiseReference<Options>(choose: (options: Options) => Chosen): Reference<Options> {
  return {
    forward: (o, inputs) => {
      const { kind, alpha } = choose(o);
      return activate(kind, only(inputs), alpha);
    },
    backward: (o, inputs, _, dy) => {
      const { kind, alpha } = choose(o);
      return {
        inputs: [activationGradient(kind, activate(kind, only(inputs), alpha), dy, alpha)],
        parameters: {},
      };
    },
  };
}
