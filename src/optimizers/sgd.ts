// Stochastic gradient descent. With momentum, steps in the same direction accumulate; Nesterov's variant evaluates one
// step ahead.
// Semantics: Keras 3, https://keras.io/api/optimizers/sgd/ (the learning rate is inside the velocity); Sutskever et
// al. 2013, "On the importance of initialization and momentum in deep learning".

import { boolean, number } from '../graph/options';
import { sgdKernel } from '../kernels/moreOptimizers';
import { clipping } from './clipping';
import { decayedFirst, weightDecay } from './decay';
import { defineOptimizer, slotOf } from './optimizer';

export const sgd = defineOptimizer({
  kind: 'sgd',
  className: 'SGD',
  options: {
    learningRate: number({ min: 0, default: 0.01 }),
    momentum: number({ min: 0, max: 1, default: 0 }),
    nesterov: boolean(false),
    weightDecay: weightDecay(0),
    ...clipping,
  },
  slots: ({ momentum }) => (momentum > 0 ? ['velocity'] : []),
  append: (graph, { momentum, nesterov, weightDecay: lambda }, site) => {
    const { parameters, gradients, decay, trainingState, size } = site;
    const velocity =
      momentum > 0 ? slotOf('sgd', site, 'velocity') : graph.tensor('optimizer/no velocity', [4]);
    graph.dispatch(
      sgdKernel,
      'optimizer/sgd',
      { size, weightDecay: lambda, momentum, nesterov },
      { parameters, gradients, velocity, decay, trainingState },
    );
  },
  explain: decayedFirst(
    ({ momentum: mu, nesterov }, { weight: w, gradient: g, slots, learningRate: rate }) => {
      if (mu === 0) {
        const after = w - rate * g;
        return [{ name: 'w', formula: 'w − η·g', numbers: [w, ' − ', rate, ' · ', g], value: after }];
      }
      const before = slots.velocity ?? 0;
      const v = mu * before - rate * g;
      return [
        { name: 'v', formula: 'μ·v − η·g', numbers: [mu, ' · ', before, ' − ', rate, ' · ', g], value: v },
        nesterov
          ? {
              name: 'w',
              formula: 'w + μ·v − η·g',
              numbers: [w, ' + ', mu, ' · ', v, ' − ', rate, ' · ', g],
              value: w + mu * v - rate * g,
            }
          : { name: 'w', formula: 'w + v', numbers: [w, ' + ', v], value: w + v },
      ];
    },
  ),
});
