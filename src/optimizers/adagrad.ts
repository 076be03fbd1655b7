// Adagrad: each parameter's step is divided by the root of all its squared gradients so far. Adadelta: of those of late,
// and multiplied by the root mean square of its own steps.
// Semantics: Keras 3, https://keras.io/api/optimizers/adagrad/ and adadelta/ (epsilon is inside the roots); Duchi et al.
// 2011, JMLR 12; Zeiler 2012, arXiv:1212.5701.

import { number } from '../graph/options';
import { adadeltaKernel, adagradKernel } from '../kernels/moreOptimizers';
import { defineByLines } from './byLines';
import { clipping } from './clipping';
import { weightDecay } from './decay';
import { slotOf } from './optimizer';

export const adagrad = defineByLines({
  kind: 'adagrad',
  className: 'Adagrad',
  options: {
    learningRate: number({ min: 0, default: 0.001 }),
    initialAccumulatorValue: number({ min: 0, default: 0.1 }),
    epsilon: number({ min: 0, default: 1e-7 }),
    weightDecay: weightDecay(0),
    ...clipping,
  },
  slots: ['accumulator'],
  append: (graph, { initialAccumulatorValue, epsilon, weightDecay: lambda }, site) => {
    const { parameters, gradients, decay, trainingState, size } = site;
    graph.dispatch(
      adagradKernel,
      'optimizer/adagrad',
      { size, weightDecay: lambda, initialAccumulatorValue, epsilon },
      { parameters, gradients, accumulator: slotOf('adagrad', site, 'accumulator'), decay, trainingState },
    );
  },
  lines: (
    { initialAccumulatorValue: initial, epsilon },
    { weight: w, gradient: g, slots, learningRate: rate },
  ) => {
    // Slots begin at 0; Keras's accumulator begins at the initial value.
    const kept = (slots.accumulator ?? 0) + g * g;
    const a = initial + kept;
    return [
      {
        ...{ name: 'a', formula: 'a + g²', numbers: [a - g * g, ' + ', g, '²'], value: a },
        ...{ slot: 'accumulator', kept },
      },
      {
        name: 'w',
        formula: 'w − η·g / √(a + ε)',
        numbers: [w, ' − ', rate, ' · ', g, ' / √', a + epsilon],
        value: w - (rate * g) / Math.sqrt(a + epsilon),
      },
    ];
  },
});

export const adadelta = defineByLines({
  kind: 'adadelta',
  className: 'Adadelta',
  options: {
    learningRate: number({ min: 0, default: 0.001 }),
    rho: number({ min: 0, max: 1, default: 0.95 }),
    epsilon: number({ min: 0, default: 1e-7 }),
    weightDecay: weightDecay(0),
    ...clipping,
  },
  slots: ['squares', 'moves'],
  append: (graph, { rho, epsilon, weightDecay: lambda }, site) => {
    const { parameters, gradients, decay, trainingState, size } = site;
    const [squares, moves] = [slotOf('adadelta', site, 'squares'), slotOf('adadelta', site, 'moves')];
    graph.dispatch(
      adadeltaKernel,
      'optimizer/adadelta',
      { size, weightDecay: lambda, rho, epsilon },
      { parameters, gradients, squares, moves, decay, trainingState },
    );
  },
  lines: ({ rho, epsilon }, { weight: w, gradient: g, slots, learningRate: rate }) => {
    const [a0, b0] = [slots.squares ?? 0, slots.moves ?? 0];
    const a = rho * a0 + (1 - rho) * g * g;
    const d = (Math.sqrt(b0 + epsilon) * g) / Math.sqrt(a + epsilon);
    const mean = (before: number, now: number): (string | number)[] => [
      ...[rho, ' · ', before, ' + ', 1 - rho, ' · ', now, '²'],
    ];
    return [
      { name: 'a', formula: 'ρ·a + (1 − ρ)·g²', numbers: mean(a0, g), value: a, slot: 'squares' },
      {
        name: 'd',
        formula: '√(b + ε)·g / √(a + ε)',
        numbers: ['√', b0 + epsilon, ' · ', g, ' / √', a + epsilon],
        value: d,
      },
      {
        ...{ name: 'b', formula: 'ρ·b + (1 − ρ)·d²', numbers: mean(b0, d) },
        ...{ value: rho * b0 + (1 - rho) * d * d, slot: 'moves' },
      },
      { name: 'w', formula: 'w − η·d', numbers: [w, ' − ', rate, ' · ', d], value: w - rate * d },
    ];
  },
});
