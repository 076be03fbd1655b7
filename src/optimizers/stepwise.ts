// An optimizer of src/reference, which hands its state from step to step, as a function that keeps it.

import type { Optimizer } from '../reference/optimizers';
import type { OptimizerReference } from './optimizer';

/** @param optimizer whose hyperparameters are named as the options are */
export function stepwise<State, Hyper extends { readonly learningRate: number }>(
  optimizer: Optimizer<State, Hyper>,
): OptimizerReference<Hyper> {
  return (options, parameters) => {
    let params = parameters;
    let state = optimizer.start(parameters);
    return (gradients, learningRate = options.learningRate) => {
      ({ params, state } = optimizer.step(params, gradients, state, { ...options, learningRate }));
      return params;
    };
  };
}
