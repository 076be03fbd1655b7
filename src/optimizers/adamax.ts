// Relatives of Adam. Adamax divides by the largest gradient of late instead of the root mean square; Nadam looks one step
// ahead; Lion takes only the sign of the mean gradient.
// Semantics: Keras 3, https://keras.io/api/optimizers/adamax/, Nadam/ (its schedule of β₁ with 0.96ᵗ) and lion/; Kingma & Ba
// 2014, arXiv:1412.6980, §7.1; Dozat 2016, "Incorporating Nesterov momentum into Adam"; Chen et al. 2023, arXiv:2302.06675.

import { number } from '../graph/options';
import { adamaxKernel, lionKernel, nadamKernel } from '../kernels/moreOptimizers';
import { defineByLines } from './byLines';
import { clipping } from './clipping';
import { weightDecay } from './decay';
import { slotOf, type UpdateLine } from './optimizer';

const beta = (fallback: number): ReturnType<typeof number> =>
  number({ min: 0, max: 0.999999, default: fallback });

const options = {
  learningRate: number({ min: 0, default: 0.001 }),
  beta1: beta(0.9),
  beta2: beta(0.999),
  epsilon: number({ min: 0, default: 1e-7 }),
  weightDecay: weightDecay(0),
  ...clipping,
};

/** `m ← β·m + (1 − β)·g` */
function mean(beta1: number, before: number, g: number, symbol = '₁'): UpdateLine {
  return {
    ...{ name: 'm', formula: `β${symbol}·m + (1 − β${symbol})·g`, slot: 'momentum' },
    numbers: [beta1, ' · ', before, ' + ', 1 - beta1, ' · ', g],
    value: before + (1 - beta1) * (g - before),
  };
}

export const adamax = defineByLines({
  kind: 'adamax',
  className: 'Adamax',
  options,
  slots: ['momentum', 'largest'],
  append: (graph, { beta1, beta2, epsilon, weightDecay: lambda }, site) => {
    const { parameters, gradients, decay, trainingState, size } = site;
    const [momentum, largest] = [slotOf('adamax', site, 'momentum'), slotOf('adamax', site, 'largest')];
    graph.dispatch(
      adamaxKernel,
      'optimizer/adamax',
      { size, weightDecay: lambda, beta1, beta2, epsilon },
      { parameters, gradients, momentum, largest, decay, trainingState },
    );
  },
  lines: ({ beta1, beta2, epsilon }, { weight: w, gradient: g, slots, learningRate: rate, step }) => {
    const m = mean(beta1, slots.momentum ?? 0, g);
    const before = slots.largest ?? 0;
    const u = Math.max(beta2 * before, Math.abs(g));
    const alpha = rate / (1 - beta1 ** step);
    return [
      m,
      {
        ...{ name: 'u', formula: 'max(β₂·u, |g|)', slot: 'largest', value: u },
        // The larger of the two.
        numbers: beta2 * before > Math.abs(g) ? [beta2, ' · ', before] : [Math.abs(g)],
      },
      {
        ...{ name: 'α', formula: 'η / (1 − β₁ᵗ)', value: alpha },
        numbers: [rate, ' / ', 1 - beta1 ** step],
      },
      {
        ...{ name: 'w', formula: 'w − α·m / (u + ε)', value: w - (alpha * m.value) / (u + epsilon) },
        numbers: [w, ' − ', alpha, ' · ', m.value, ' / (', u, ' + ', epsilon, ')'],
      },
    ];
  },
});

export const nadam = defineByLines({
  kind: 'nadam',
  className: 'Nadam',
  options,
  slots: ['momentum', 'velocity'],
  append: (graph, { beta1, beta2, epsilon, weightDecay: lambda }, site) => {
    const { parameters, gradients, decay, trainingState, size } = site;
    const [momentum, velocity] = [slotOf('nadam', site, 'momentum'), slotOf('nadam', site, 'velocity')];
    graph.dispatch(
      nadamKernel,
      'optimizer/nadam',
      { size, weightDecay: lambda, beta1, beta2, epsilon },
      { parameters, gradients, momentum, velocity, decay, trainingState },
    );
  },
  lines: ({ beta1, beta2, epsilon }, { weight: w, gradient: g, slots, learningRate: rate, step }) => {
    const factor = (t: number): number => beta1 * (1 - 0.5 * 0.96 ** t);
    let product = 1;
    for (let t = 1; t <= step && product > 1e-30; t++) product *= factor(t);
    const [now, next] = [factor(step), factor(step + 1)];
    const m = mean(beta1, slots.momentum ?? 0, g);
    const v0 = slots.velocity ?? 0;
    const v = v0 + (1 - beta2) * (g * g - v0);
    const [ofMean, ofGradient] = [next / (1 - product * next), (1 - now) / (1 - product)];
    const n = ofMean * m.value + ofGradient * g;
    const spread = v / (1 - beta2 ** step);
    return [
      m,
      {
        ...{ name: 'v', formula: 'β₂·v + (1 − β₂)·g²', value: v, slot: 'velocity' },
        numbers: [beta2, ' · ', v0, ' + ', 1 - beta2, ' · ', g, '²'],
      },
      {
        ...{ name: 'n', formula: 'uₜ₊₁·m / (1 − Pₜ₊₁) + (1 − uₜ)·g / (1 − Pₜ)', value: n },
        numbers: [ofMean, ' · ', m.value, ' + ', ofGradient, ' · ', g],
      },
      {
        ...{ name: 'w', formula: 'w − η·n / (√(v / (1 − β₂ᵗ)) + ε)' },
        numbers: [w, ' − ', rate, ' · ', n, ' / (', Math.sqrt(spread), ' + ', epsilon, ')'],
        value: w - (rate * n) / (Math.sqrt(spread) + epsilon),
      },
    ];
  },
});

export const lion = defineByLines({
  kind: 'lion',
  className: 'Lion',
  options: {
    learningRate: options.learningRate,
    beta1: beta(0.9),
    beta2: beta(0.99),
    weightDecay: weightDecay(0),
    ...clipping,
  },
  slots: ['momentum'],
  append: (graph, { beta1, beta2, weightDecay: lambda }, site) => {
    const { parameters, gradients, decay, trainingState, size } = site;
    graph.dispatch(
      lionKernel,
      'optimizer/lion',
      { size, weightDecay: lambda, beta1, beta2 },
      { parameters, gradients, momentum: slotOf('lion', site, 'momentum'), decay, trainingState },
    );
  },
  lines: ({ beta1, beta2 }, { weight: w, gradient: g, slots, learningRate: rate }) => {
    const before = slots.momentum ?? 0;
    const c = beta1 * before + (1 - beta1) * g;
    return [
      {
        ...{ name: 'c', formula: 'β₁·m + (1 − β₁)·g', value: c },
        numbers: [beta1, ' · ', before, ' + ', 1 - beta1, ' · ', g],
      },
      mean(beta2, before, g, '₂'),
      {
        ...{ name: 'w', formula: 'w − η·sign(c)', value: w - rate * Math.sign(c) },
        numbers: c === 0 ? [w] : [w, c > 0 ? ' − ' : ' + ', rate],
      },
    ];
  },
});
