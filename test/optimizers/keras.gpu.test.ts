// Optimizers of Keras on the GPU against the update steps of Keras 3 (keras/src/optimizers), written down here once more in
// f64, over twelve steps of 101 parameters with weight decay, a rate that changes, and both penalties.

import { beforeAll, describe, expect, it } from 'vitest';
import { checkOptions } from '../../src/graph/options';
import { optimizerDefinition } from '../../src/optimizers/optimizers';
import { random } from '../../src/reference/ndArray';
import { relativeError } from '../support/compare';
import { testDevice } from '../support/device';
import { runOptimizer } from './optimizerRun';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

interface Site {
  /** Keras's variables of one parameter, at first as Keras builds them. */
  readonly state: Record<string, number>;
  w: number;
  readonly g: number;
  readonly lr: number;
  /** `iterations + 1` */
  readonly t: number;
  readonly o: Readonly<Record<string, number>>;
}

type Update = (site: Site) => number;

/** One update of a weight without its decay, as `update_step` has it. */
const KERAS: Readonly<Record<string, Update>> = {
  sgd: ({ state: s, w, g, lr, o }) => {
    if (o.momentum === 0) return w - lr * g;
    s.momentum = (s.momentum ?? 0) * o.momentum! - lr * g;
    return w + s.momentum;
  },
  rmsprop: ({ state: s, w, g, lr, o }) => {
    s.velocity = o.rho! * (s.velocity ?? 0) + (1 - o.rho!) * g * g;
    return w - (lr * g) / Math.sqrt(s.velocity + o.epsilon!);
  },
  adam: ({ state: s, w, g, lr, t, o }) => {
    const alpha = (lr * Math.sqrt(1 - o.beta2! ** t)) / (1 - o.beta1! ** t);
    s.m = (s.m ?? 0) + (g - (s.m ?? 0)) * (1 - o.beta1!);
    s.v = (s.v ?? 0) + (g * g - (s.v ?? 0)) * (1 - o.beta2!);
    return w - (s.m * alpha) / (Math.sqrt(s.v) + o.epsilon!);
  },
  adadelta: ({ state: s, w, g, lr, o }) => {
    const rms = (x: number): number => Math.sqrt(x + o.epsilon!);
    s.grad = o.rho! * (s.grad ?? 0) + (1 - o.rho!) * g * g;
    const delta = (-rms(s.delta ?? 0) * g) / rms(s.grad);
    s.delta = o.rho! * (s.delta ?? 0) + (1 - o.rho!) * delta * delta;
    return w + lr * delta;
  },
  adagrad: ({ state: s, w, g, lr, o }) => {
    s.accumulator = (s.accumulator ?? o.initialAccumulatorValue!) + g * g;
    return w - (lr * g) / Math.sqrt(s.accumulator + o.epsilon!);
  },
  adamax: ({ state: s, w, g, lr, t, o }) => {
    s.m = (s.m ?? 0) + (g - (s.m ?? 0)) * (1 - o.beta1!);
    s.u = Math.max(o.beta2! * (s.u ?? 0), Math.abs(g));
    return w - (lr * s.m) / ((1 - o.beta1! ** t) * (s.u + o.epsilon!));
  },
  nadam: ({ state: s, w, g, lr, t, o }) => {
    const u = o.beta1! * (1 - 0.5 * 0.96 ** t);
    const uNext = o.beta1! * (1 - 0.5 * 0.96 ** (t + 1));
    s.product = (s.product ?? 1) * u;
    s.m = (s.m ?? 0) + (g - (s.m ?? 0)) * (1 - o.beta1!);
    s.v = (s.v ?? 0) + (g * g - (s.v ?? 0)) * (1 - o.beta2!);
    const m = (uNext * s.m) / (1 - s.product * uNext) + ((1 - u) * g) / (1 - s.product);
    const v = s.v / (1 - o.beta2! ** t);
    return w - (m * lr) / (Math.sqrt(v) + o.epsilon!);
  },
  lion: ({ state: s, w, g, lr, o }) => {
    const m = s.m ?? 0;
    s.m = m * o.beta2! + g * (1 - o.beta2!);
    return w - lr * Math.sign(m * o.beta1! + g * (1 - o.beta1!));
  },
};

const COUNT = 101;
const SIZE = 128;
const STEPS = 12;
const start = random([COUNT], 4);
// Away from 0, where Lion's sign would be a matter of rounding.
const gradients = Array.from({ length: STEPS }, (_, step) =>
  random([COUNT], 50 + step).data.map((g) => (g + Math.sign(g)) / 2),
);
const rates = Array.from({ length: STEPS }, (_, i) => 0.02 / (1 + i / 4));
const L2 = 0.01;
const L1 = 0.005;

function kerasPath(kind: string, o: Readonly<Record<string, number>>): number[][] {
  const weights = [...start.data];
  const states = weights.map((): Record<string, number> => ({}));
  return gradients.map((all, i) => {
    const lr = rates[i]!;
    weights.forEach((weight, at) => {
      // The gradient of the loss with its penalties; then `_apply_weight_decay`; then the step.
      const g = all[at]! + 2 * L2 * weight + L1 * Math.sign(weight);
      const w = weight - weight * o.weightDecay! * lr;
      weights[at] = KERAS[kind]!({ state: states[at]!, w, g, lr, t: i + 1, o });
    });
    return [...weights];
  });
}

describe.each<[string, Record<string, number>]>([
  ['sgd', { weightDecay: 0.3 }],
  ['sgd', { momentum: 0.5, weightDecay: 0.3 }],
  ['rmsprop', { weightDecay: 0.3 }],
  ['adam', { weightDecay: 0.3 }],
  // With Keras's 1e-7 its first steps are as small as the weights' rounding.
  ['adadelta', { epsilon: 0.01 }],
  ['adadelta', { rho: 0.5, epsilon: 1e-3, weightDecay: 0.3 }],
  ['adagrad', {}],
  ['adagrad', { initialAccumulatorValue: 0, epsilon: 1e-3, weightDecay: 0.3 }],
  ['adamax', {}],
  ['adamax', { beta1: 0.5, beta2: 0.75, weightDecay: 0.3 }],
  ['nadam', {}],
  ['nadam', { beta1: 0.999, beta2: 0.9, epsilon: 1e-3, weightDecay: 0.3 }],
  ['lion', {}],
  ['lion', { beta1: 0.5, beta2: 0.25, weightDecay: 0.3 }],
])('%s %j', (kind, options) => {
  const definition = optimizerDefinition(kind);

  it('takes the path of Keras, and leaves padding at 0', async () => {
    const padded = (values: ArrayLike<number>): number[] => [
      ...Array.from(values),
      ...new Array<number>(SIZE - COUNT).fill(0),
    ];
    const run = await runOptimizer(device, definition, {
      options,
      rates,
      parameters: padded(start.data),
      gradients: gradients.map(padded),
      decay: [L2, L2],
      l1: [L1, L1],
    });
    const complete = checkOptions(kind, definition.options, options) as Record<string, number>;
    kerasPath(kind, complete).forEach((expected, i) => {
      const moved = (w: ArrayLike<number>): number[] =>
        Array.from({ length: COUNT }, (_, at) => w[at]! - start.data[at]!);
      expect(relativeError(moved(run.parameters[i]!), moved(expected)), `step ${i + 1}`).toBeLessThanOrEqual(
        2e-5,
      );
      expect([...run.parameters[i]!.slice(COUNT)]).toEqual(new Array(SIZE - COUNT).fill(0));
    });
  });
});

it.each([1, 2, 10, 100, 452, 1000, 1_000_000])(
  'Nadam makes the right first update from step %i',
  async (t) => {
    const run = await runOptimizer(device, optimizerDefinition('nadam'), {
      options: { learningRate: 0.5, epsilon: 0 },
      parameters: new Float64Array(64),
      gradients: [new Float64Array(64).fill(3)],
      firstStep: t,
    });
    const u = (at: number): number => 0.9 * (1 - 0.5 * 0.96 ** at);
    let product = 1;
    for (let at = 1; at <= t && product > 1e-40; at++) product *= u(at);
    const m = (u(t + 1) * 0.3) / (1 - product * u(t + 1)) + ((1 - u(t)) * 3) / (1 - product);
    const v = 0.009 / -Math.expm1(t * Math.log(0.999));
    const expected = (-0.5 * m) / Math.sqrt(v);
    expect(Math.abs(run.parameters[0]![0]! / expected - 1)).toBeLessThanOrEqual(1e-5);
  },
);
