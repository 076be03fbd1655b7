// Optimizers on the GPU against TensorFlow.js on its cpu backend, over twenty steps.
//
// Where the two differ by definition, the numbers are chosen so that it does not show: TensorFlow.js keeps the
// learning rate out of the velocity (the same while it is constant), corrects v before Adam's epsilon joins it (the
// same while √v is far above epsilon), and knows no AdamW (Adam on parameters decayed by hand).

import { beforeAll, expect, it } from 'vitest';
import '../../src/optimizers/more';
import { optimizerDefinition } from '../../src/optimizers/optimizers';
import { map, random } from '../../src/reference/ndArray';
import { relativeError } from '../support/compare';
import { testDevice } from '../support/device';
import { tf, toTf } from '../reference/oracles';
import { runOptimizer } from './optimizerRun';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

interface Pair {
  readonly kind: string;
  readonly options: Readonly<Record<string, number | boolean>>;
  readonly oracle: () => tf.Optimizer;
  /** The share of every parameter that goes before each step. */
  readonly decay?: number;
}

const pairs: Pair[] = [
  { kind: 'sgd', options: { learningRate: 0.1 }, oracle: () => tf.train.sgd(0.1) },
  { kind: 'sgd', options: { learningRate: 0.1, momentum: 0.9 }, oracle: () => tf.train.momentum(0.1, 0.9) },
  {
    kind: 'sgd',
    options: { learningRate: 0.1, momentum: 0.9, nesterov: true },
    oracle: () => tf.train.momentum(0.1, 0.9, true),
  },
  { kind: 'adam', options: { learningRate: 0.01 }, oracle: () => tf.train.adam(0.01) },
  {
    kind: 'adam',
    options: { learningRate: 0.01, beta1: 0.5, beta2: 0.75 },
    oracle: () => tf.train.adam(0.01, 0.5, 0.75),
  },
  {
    kind: 'adamw',
    options: { learningRate: 0.1, weightDecay: 0.3 },
    oracle: () => tf.train.adam(0.1),
    decay: 0.1 * 0.3,
  },
  { kind: 'rmsprop', options: { learningRate: 0.01 }, oracle: () => tf.train.rmsprop(0.01) },
  {
    kind: 'rmsprop',
    options: { learningRate: 0.01, rho: 0.8, momentum: 0.5 },
    oracle: () => tf.train.rmsprop(0.01, 0.8, 0.5),
  },
];

it.each(pairs)(
  '$kind $options takes the path of TensorFlow.js',
  async ({ kind, options, oracle, decay = 0 }) => {
    const start = random([128], 9);
    const gradients = Array.from({ length: 20 }, (_, step) =>
      map(random([128], 30 + step), (g) => (Math.sign(g) + g) / 2),
    );
    const run = await runOptimizer(device, optimizerDefinition(kind), {
      options,
      parameters: start.data,
      gradients: gradients.map(({ data }) => data),
    });
    const variable = tf.variable(toTf(start));
    const optimizer = oracle();
    gradients.forEach((gradient, i) => {
      if (decay > 0) variable.assign(tf.sub(variable, tf.mul(variable, decay)));
      optimizer.applyGradients({ [variable.name]: toTf(gradient) });
      expect(relativeError(run.parameters[i]!, variable.dataSync()), `step ${i + 1}`).toBeLessThanOrEqual(
        2e-5,
      );
    });
    variable.dispose();
  },
);
