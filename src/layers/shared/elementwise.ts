// Shared by the activation layers with their own options (ReLU, LeakyReLU). Their function is not one of the names in
// `activation`, so it cannot be fused; they run it in both directions.

import { activationForwardKernel, activationGradientKernel } from '../../kernels/elementwise';
import type { ActivationChoice } from '../../kernels/activation';
import type { Graph } from '../../graph/graph';
import type { BackwardSite, Forward, ForwardSite } from '../../graph/operation';
import { sizeOf, type Tensor } from '../../graph/tensor';
import { activate, activationGradient } from '../../reference/activations';
import { only, type Reference } from '../layer';

export function forwardElementwise(
  graph: Graph,
  { name, inputs }: ForwardSite,
  activation: ActivationChoice,
): Forward {
  const x = only(inputs);
  const y = graph.tensor(`${name}/y`, x.shape);
  graph.dispatch(activationForwardKernel, `${name}/forward`, { size: sizeOf(x.shape), activation }, { x, y });
  return { y };
}

export function backwardElementwise(
  graph: Graph,
  { name, y, dy, wanted }: BackwardSite,
  activation: ActivationChoice,
): readonly (Tensor | null)[] {
  if (wanted[0] !== true) return [null];
  const dx = graph.tensor(`${name}/dx`, y.shape);
  graph.dispatch(
    activationGradientKernel,
    `${name}/dx`,
    { size: sizeOf(y.shape), activation },
    { y, dy, dx },
  );
  return [dx];
}

export function elementwiseReference<Options>(
  choose: (options: Options) => ActivationChoice,
): Reference<Options> {
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
