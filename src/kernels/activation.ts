// Numbers the activation functions for shaders/lib/activation.wgsl. Softmax is not among them: it needs
// a whole row, so it is an operation of its own.

export const ACTIVATIONS = ['linear', 'relu', 'relu6', 'leakyRelu', 'sigmoid', 'tanh', 'elu'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** An activation with its parameter (`alpha`: the slope of leakyRelu, the scale of elu). */
export interface ActivationChoice {
  readonly kind: Activation;
  readonly alpha: number;
}

export const LINEAR: ActivationChoice = Object.freeze({ kind: 'linear', alpha: 0 });

/** The constants that a shader with an activation in it declares. */
export function activationConstants(choice: ActivationChoice): { ACTIVATION: number; ALPHA: number } {
  return { ACTIVATION: ACTIVATIONS.indexOf(choice.kind), ALPHA: choice.alpha };
}
