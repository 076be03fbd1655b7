// What tfjs has for programs that are not made of layers: variables, gradients of functions, layers and losses of one's
// own, graph models. It would need a derivative of every operation on tensors; here layers alone have one. Each says so.

import { ModelError } from './errors';

const WITHOUT_GRADIENTS =
  'is not here: operations on tensors have no gradients, only layers have. Build the network of layers, and train it with compile() and fit()';

const refused =
  (name: string) =>
  (..._args: readonly unknown[]): never => {
    throw new ModelError(`${name} ${WITHOUT_GRADIENTS}`);
  };

export const variable = refused('tf.variable');
export const grad = refused('tf.grad');
export const grads = refused('tf.grads');
export const valueAndGrad = refused('tf.valueAndGrad');
export const valueAndGrads = refused('tf.valueAndGrads');
export const variableGrads = refused('tf.variableGrads');
export const customGrad = refused('tf.customGrad');

/** @throws ModelError (as a rejection) */
export function loadGraphModel(..._args: readonly unknown[]): Promise<never> {
  return Promise.reject(
    new ModelError(
      'tf.loadGraphModel is not here: a graph model is frozen operations, not layers. Convert the Keras model to a layers model (tensorflowjs_converter --output_format=tfjs_layers_model)',
    ),
  );
}

/** The base of layers of one's own in tfjs, `tf.layers.Layer`. */
// oxlint-disable-next-line typescript/no-extraneous-class -- programs extend it
export class CustomLayer {
  /** @throws ModelError */
  constructor(..._args: readonly unknown[]) {
    throw new ModelError(
      'tf.layers.Layer: layers of your own are not supported in programs. docs/add-a-layer.md adds one to the engine',
    );
  }
}

export const serialization = Object.freeze({
  /** Classes that can be registered cannot be used here; their constructor says so. */
  registerClass: (_class: unknown): void => undefined,
});
