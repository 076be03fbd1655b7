// Adam: every parameter has its own step size, from moving averages of its gradient and of the squared gradient.
// AdamW also decays each parameter towards zero, independently of those averages.
// Semantics: Keras 3, https://keras.io/api/optimizers/adam/; Kingma & Ba 2014, arXiv:1412.6980 (epsilon is "epsilon
// hat" of §2); Loshchilov & Hutter 2017, arXiv:1711.05101.

import type { Graph } from '../graph/graph';
import { number, type Resolved } from '../graph/options';
import { adamKernel } from '../kernels/optimizers';
import { clipping } from './clipping';
import { decayedFirst, weightDecay } from './decay';
import { defineOptimizer, slotOf, type OptimizerSite, type UpdateLine, type UpdateSite } from './optimizer';

const adamOptions = {
  learningRate: number({ min: 0, default: 0.001 }),
  beta1: number({ min: 0, max: 0.999999, default: 0.9 }),
  beta2: number({ min: 0, max: 0.999999, default: 0.999 }),
  epsilon: number({ min: 0, default: 1e-7 }),
  weightDecay: weightDecay(0),
  ...clipping,
};
const adamwOptions = { ...adamOptions, weightDecay: weightDecay(0.004) };

const slots = (): readonly string[] => ['momentum', 'velocity'];

function append(kind: string, graph: Graph, o: Resolved<typeof adamOptions>, site: OptimizerSite): void {
  const { parameters, gradients, decay, trainingState, size } = site;
  graph.dispatch(
    adamKernel,
    `optimizer/${kind}`,
    { size, beta1: o.beta1, beta2: o.beta2, epsilon: o.epsilon, weightDecay: o.weightDecay },
    {
      parameters,
      gradients,
      momentum: slotOf(kind, site, 'momentum'),
      velocity: slotOf(kind, site, 'velocity'),
      decay,
      trainingState,
    },
  );
}

function explain(
  { beta1, beta2, epsilon }: Resolved<typeof adamOptions>,
  { weight: w, gradient: g, slots: before, learningRate: rate, step }: UpdateSite,
): readonly UpdateLine[] {
  const [m0, v0] = [before.momentum ?? 0, before.velocity ?? 0];
  const m = m0 + (1 - beta1) * (g - m0);
  const v = v0 + (1 - beta2) * (g * g - v0);
  const alpha = (rate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  return [
    {
      name: 'm',
      formula: 'β₁·m + (1 − β₁)·g',
      numbers: [beta1, ' · ', m0, ' + ', 1 - beta1, ' · ', g],
      value: m,
    },
    {
      name: 'v',
      formula: 'β₂·v + (1 − β₂)·g²',
      numbers: [beta2, ' · ', v0, ' + ', 1 - beta2, ' · ', g, '²'],
      value: v,
    },
    {
      name: 'α',
      formula: 'η·√(1 − β₂ᵗ) / (1 − β₁ᵗ)',
      numbers: [rate, ' · √', 1 - beta2 ** step, ' / ', 1 - beta1 ** step],
      value: alpha,
    },
    {
      name: 'w',
      formula: 'w − α·m / (√v + ε)',
      numbers: [w, ' − ', alpha, ' · ', m, ' / (', Math.sqrt(v), ' + ', epsilon, ')'],
      value: w - (alpha * m) / (Math.sqrt(v) + epsilon),
    },
  ];
}

export const adam = defineOptimizer({
  kind: 'adam',
  className: 'Adam',
  options: adamOptions,
  slots,
  append: (graph, o, site) => append('adam', graph, o, site),
  explain: decayedFirst(explain),
});

export const adamw = defineOptimizer({
  kind: 'adamw',
  className: 'AdamW',
  options: adamwOptions,
  slots,
  append: (graph, o, site) => append('adamw', graph, o, site),
  explain: decayedFirst(explain),
});
