import { describe, expect, test } from 'vitest';
import { map, ndArray, random, type NdArray } from '../../src/reference/ndArray';
import { adam, adamW, rmsprop, sgd, type Optimizer } from '../../src/reference/optimizers';
import { expectClose, tf, toTf } from './oracles';

const one = (value: number) => ndArray([1], [value]);

/** Runs some steps and lists the first parameter after each. */
function path<S, H>(optimizer: Optimizer<S, H>, hyper: H[], grads: number[], start = 0): number[] {
  let params = one(start);
  let state = optimizer.start(params);
  return grads.map((g, i) => {
    ({ params, state } = optimizer.step(params, one(g), state, hyper[Math.min(i, hyper.length - 1)]!));
    return params.data[0]!;
  });
}

describe('optimizers by hand', () => {
  test('sgd walks downhill by learningRate · gradient', () => {
    expect(path(sgd, [{ learningRate: 0.5, momentum: 0, nesterov: false }], [2, -4], 10)).toEqual([9, 11]);
  });

  test('momentum keeps rolling', () => {
    // velocities −2, −1 − 2 = −3, −1.5
    expect(path(sgd, [{ learningRate: 1, momentum: 0.5, nesterov: false }], [2, 2, 0])).toEqual([
      -2, -5, -6.5,
    ]);
  });

  test('nesterov takes the step that momentum would take next', () => {
    // velocities −2, −3, −1.5; moves −1 − 2, −1.5 − 2, −0.75 − 0
    expect(path(sgd, [{ learningRate: 1, momentum: 0.5, nesterov: true }], [2, 2, 0])).toEqual([
      -3, -6.5, -7.25,
    ]);
  });

  test('after a change of the learning rate sgd rolls on with the old one, as in Keras', () => {
    const hyper = [1, 0].map((learningRate) => ({ learningRate, momentum: 0.5, nesterov: false }));
    expect(path(sgd, hyper, [2, 2, 2])).toEqual([-2, -3, -3.5]);
  });

  test('the first step of adam is learningRate long, whatever the gradient', () => {
    const hyper = { ...adam.defaults, learningRate: 0.1 };
    for (const g of [1e-3, 1, -1000]) expect(path(adam, [hyper], [g])[0]).toBeCloseTo(-Math.sign(g) * 0.1, 3);
  });

  test('adam’s epsilon meets the uncorrected average: √(0.001 · g²) = g · 0.0316', () => {
    const g = 1e-7 / Math.sqrt(0.001); // so that √v = epsilon, and the step is halved
    expect(path(adam, [{ ...adam.defaults, learningRate: 1 }], [g])[0]).toBeCloseTo(-0.5, 10);
  });

  test('adamW shrinks the weights, apart from adam', () => {
    const hyper = { ...adamW.defaults, learningRate: 0.5, weightDecay: 0.25 };
    expect(path(adamW, [hyper], [0, 0], 8)).toEqual([7, 6.125]);
  });

  test('rmsprop divides by the recent size of the gradient', () => {
    const hyper = { ...rmsprop.defaults, learningRate: 1, rho: 0.75, epsilon: 0 };
    // v = 0.25 · 4² = 4; then 3 + 0.25 · 2² = 4
    expect(path(rmsprop, [hyper], [4, 2])).toEqual([-2, -3]);
  });

  test('rmsprop adds epsilon under the root: 8 / √(4 + 12)', () => {
    expect(path(rmsprop, [{ ...rmsprop.defaults, learningRate: 2, rho: 0.75, epsilon: 12 }], [4])).toEqual([
      -2,
    ]);
  });

  test('rmsprop in the example of its Keras page', () => {
    expect(path(rmsprop, [{ ...rmsprop.defaults, learningRate: 0.1 }], [10], 10)[0]).toBeCloseTo(9.683772, 6);
  });

  test('defaults are those of Keras', () => {
    expect(sgd.defaults).toEqual({ learningRate: 0.01, momentum: 0, nesterov: false });
    expect(adam.defaults).toEqual({ learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
    expect(adamW.defaults.weightDecay).toBe(0.004);
    expect(rmsprop.defaults).toMatchObject({ learningRate: 0.001, rho: 0.9, momentum: 0, epsilon: 1e-7 });
  });
});

describe('optimizers against TensorFlow.js, 5 steps', () => {
  const shape = [3, 4];
  const grads = [1, 2, 3, 4, 5].map((seed) => random(shape, seed));

  function check<S, H>(optimizer: Optimizer<S, H>, hyper: H, tfOptimizer: tf.Optimizer, decay = 0): void {
    let params = random(shape, 9);
    let state = optimizer.start(params);
    const variable = tf.variable(toTf(params));
    for (const g of grads) {
      const before = map(params, (w) => w);
      ({ params, state } = optimizer.step(params, g, state, hyper));
      expect(params).not.toEqual(before);
      if (decay > 0) variable.assign(tf.sub(variable, tf.mul(variable, decay)));
      tfOptimizer.applyGradients({ [variable.name]: toTf(g) });
      expectClose(params, variable);
    }
    variable.dispose();
  }

  test('sgd', () => {
    check(sgd, { learningRate: 0.1, momentum: 0, nesterov: false }, tf.train.sgd(0.1));
  });

  test.each([false, true])('momentum, nesterov %s', (nesterov) => {
    check(sgd, { learningRate: 0.1, momentum: 0.9, nesterov }, tf.train.momentum(0.1, 0.9, nesterov));
  });

  test('adam', () => {
    check(adam, { ...adam.defaults, learningRate: 0.01 }, tf.train.adam(0.01));
    check(
      adam,
      { learningRate: 0.01, beta1: 0.5, beta2: 0.75, epsilon: 1e-7 },
      tf.train.adam(0.01, 0.5, 0.75),
    );
  });

  test('adamW is adam on decayed weights', () => {
    const hyper = { ...adamW.defaults, learningRate: 0.1, weightDecay: 0.3 };
    check(adamW, hyper, tf.train.adam(0.1), 0.1 * 0.3);
  });

  test('rmsprop', () => {
    check(rmsprop, { ...rmsprop.defaults, learningRate: 0.01 }, tf.train.rmsprop(0.01));
    const hyper = { ...rmsprop.defaults, learningRate: 0.01, rho: 0.8, momentum: 0.5 };
    check(rmsprop, hyper, tf.train.rmsprop(0.01, 0.8, 0.5));
    // TensorFlow.js takes epsilon off in the centered form, Keras adds it; without it they agree.
    const centered = { ...hyper, epsilon: 0, centered: true };
    check(rmsprop, centered, tf.train.rmsprop(0.01, 0.8, 0.5, 0, true));
  });
});

test.each<[string, Optimizer<unknown, unknown>]>([
  ['sgd', sgd],
  ['adam', adam],
  ['adam', adamW],
  ['rmsprop', rmsprop],
])('%s leaves its arguments alone and names a wrong shape', (name, optimizer) => {
  const params: NdArray = random([2, 2], 1);
  const state = optimizer.start(params);
  const copies = structuredClone({ params, state });
  optimizer.step(params, random([2, 2], 2), state, optimizer.defaults);
  expect({ params, state }).toEqual(copies);
  expect(() => optimizer.step(params, ndArray([4]), state, optimizer.defaults)).toThrow(
    `${name}: grads needs shape 2×2. Received 4`,
  );
});
