// Wraps a reference optimizer, which passes its state from step to step, in a function that stores the state.

import type { Optimizer } from '../reference/optimizers';
import type { OptimizerReference } from './optimizer';

/** @param optimizer an optimizer with hyperparameters named like the options */
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
