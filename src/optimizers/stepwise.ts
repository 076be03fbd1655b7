// Wraps a reference optimizer, which passes its state from step to step, in a function that stores the state.

import type { Optimizer } from '../reference/optimizers';
import { map } from '../reference/ndArray';
import type { clipping } from './clipping';
import type { OptimizerReference } from './optimizer';

/**
 * Weight decay comes before every step.
 * @param optimizer an optimizer with hyperparameters named like the options
 */
export function stepwise<
  State,
  Hyper extends { readonly learningRate: number; readonly weightDecay: number },
>(
  optimizer: Optimizer<State, Omit<Hyper, 'weightDecay' | keyof typeof clipping>>,
): OptimizerReference<Hyper> {
  return (options, parameters) => {
    let params = parameters;
    let state = optimizer.start(parameters);
    return (gradients, learningRate = options.learningRate) => {
      if (options.weightDecay > 0) params = map(params, (w) => w - learningRate * options.weightDecay * w);
      ({ params, state } = optimizer.step(params, gradients, state, { ...options, learningRate }));
      return params;
    };
  };
}
