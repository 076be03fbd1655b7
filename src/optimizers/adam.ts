// Adam: every parameter has a step length of its own, from moving averages of its gradient and of its square.
// AdamW also pulls each parameter towards zero, past those averages.
// Semantics: Keras 3, https://keras.io/api/optimizers/adam/; Kingma & Ba 2014, arXiv:1412.6980 (epsilon is "epsilon
// hat" of §2); Loshchilov & Hutter 2017, arXiv:1711.05101.

import type { Graph } from '../graph/graph';
import { number, type Resolved } from '../graph/options';
import { adamKernel } from '../kernels/optimizers';
import { adam as adamReference, adamW as adamWReference } from '../reference/optimizers';
import { defineOptimizer, slotOf, type OptimizerSite } from './optimizer';
import { stepwise } from './stepwise';

const adamOptions = {
  learningRate: number({ min: 0, default: 0.001 }),
  beta1: number({ min: 0, max: 0.999999, default: 0.9 }),
  beta2: number({ min: 0, max: 0.999999, default: 0.999 }),
  epsilon: number({ min: 0, default: 1e-7 }),
};
const adamwOptions = { ...adamOptions, weightDecay: number({ min: 0, default: 0.004 }) };

const slots = (): readonly string[] => ['momentum', 'velocity'];

function append(
  kind: string,
  graph: Graph,
  o: Resolved<typeof adamOptions>,
  weightDecay: number,
  site: OptimizerSite,
): void {
  const { parameters, gradients, decay, clock, size } = site;
  graph.dispatch(
    adamKernel,
    `optimizer/${kind}`,
    { size, beta1: o.beta1, beta2: o.beta2, epsilon: o.epsilon, weightDecay },
    {
      parameters,
      gradients,
      momentum: slotOf(kind, site, 'momentum'),
      velocity: slotOf(kind, site, 'velocity'),
      decay,
      clock,
    },
  );
}

export const adam = defineOptimizer({
  kind: 'adam',
  className: 'Adam',
  options: adamOptions,
  slots,
  append: (graph, o, site) => append('adam', graph, o, 0, site),
  reference: stepwise(adamReference),
});

export const adamw = defineOptimizer({
  kind: 'adamw',
  className: 'AdamW',
  options: adamwOptions,
  slots,
  append: (graph, o, site) => append('adamw', graph, o, o.weightDecay, site),
  reference: stepwise(adamWReference),
});
