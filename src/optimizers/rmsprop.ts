// RMSprop: each parameter's step is divided by the root of a moving average of its squared gradient.
// Semantics: Keras 3, https://keras.io/api/optimizers/rmsprop/ (epsilon is inside the root); Hinton 2012, Coursera
// lecture 6e.

import { boolean, number } from '../graph/options';
import { rmspropKernel } from '../kernels/moreOptimizers';
import { clipping } from './clipping';
import { decayedFirst, weightDecay } from './decay';
import { defineOptimizer, slotOf, type UpdateLine } from './optimizer';

const kind = 'rmsprop';

export const rmsprop = defineOptimizer({
  kind,
  className: 'RMSprop',
  options: {
    learningRate: number({ min: 0, default: 0.001 }),
    rho: number({ min: 0, max: 1, default: 0.9 }),
    momentum: number({ min: 0, max: 1, default: 0 }),
    epsilon: number({ min: 0, default: 1e-7 }),
    centered: boolean(false),
    weightDecay: weightDecay(0),
    ...clipping,
  },
  slots: ({ momentum, centered }) => [
    'velocity',
    ...(momentum > 0 ? ['momentum'] : []),
    ...(centered ? ['averageGradient'] : []),
  ],
  append: (graph, { rho, momentum, epsilon, centered, weightDecay: lambda }, site) => {
    const { parameters, gradients, decay, trainingState, size } = site;
    graph.dispatch(
      rmspropKernel,
      'optimizer/rmsprop',
      { size, weightDecay: lambda, rho, momentum, epsilon, centered },
      {
        parameters,
        gradients,
        velocity: slotOf(kind, site, 'velocity'),
        momentum: momentum > 0 ? slotOf(kind, site, 'momentum') : graph.tensor('optimizer/no momentum', [4]),
        average: centered ? slotOf(kind, site, 'averageGradient') : graph.tensor('optimizer/no average', [4]),
        decay,
        trainingState,
      },
    );
  },
  explain: decayedFirst(
    ({ rho, momentum: mu, epsilon, centered }, { weight: w, gradient: g, slots, learningRate: rate }) => {
      const [v0, a0, s0] = [slots.velocity ?? 0, slots.averageGradient ?? 0, slots.momentum ?? 0];
      const v = rho * v0 + (1 - rho) * g * g;
      const a = rho * a0 + (1 - rho) * g;
      const spread = centered ? v - a * a : v;
      const move = (rate * g) / Math.sqrt(spread + epsilon);
      const s = mu * s0 + move;
      const lines: UpdateLine[] = [
        {
          name: 'v',
          formula: 'ρ·v + (1 − ρ)·g²',
          numbers: [rho, ' · ', v0, ' + ', 1 - rho, ' · ', g, '²'],
          value: v,
        },
      ];
      if (centered) {
        lines.push({
          name: 'a',
          formula: 'ρ·a + (1 − ρ)·g',
          numbers: [rho, ' · ', a0, ' + ', 1 - rho, ' · ', g],
          value: a,
        });
      }
      lines.push({
        name: 's',
        formula: `${mu > 0 ? 'μ·s + ' : ''}η·g / √(${centered ? 'v − a²' : 'v'} + ε)`,
        numbers: [...(mu > 0 ? [mu, ' · ', s0, ' + '] : []), rate, ' · ', g, ' / √', spread + epsilon],
        value: s,
      });
      lines.push({ name: 'w', formula: 'w − s', numbers: [w, ' − ', s], value: w - s });
      return lines;
    },
  ),
});
