import { describe, expect, test } from 'vitest';
import {
  ACTIVATION_KINDS,
  activate,
  activationGradient,
  defaultAlpha,
  softmaxForward,
  type ActivationKind,
} from '../../src/reference/activations';
import { ndArray, random } from '../../src/reference/ndArray';
import { distinct, expectClose, expectGradient, tf, tfGradients, toTf, weightedSum } from './oracles';

const row = (...values: number[]) => ndArray([values.length], values);

describe('activations by hand', () => {
  const x = row(-2, 0, 3, 8);
  const ones = row(1, 1, 1, 1);

  test.each<[ActivationKind, number[], number[]]>([
    ['linear', [-2, 0, 3, 8], [1, 1, 1, 1]],
    ['relu', [0, 0, 3, 8], [0, 0, 1, 1]],
    ['relu6', [0, 0, 3, 6], [0, 0, 1, 0]],
    ['leakyRelu', [-0.6, 0, 3, 8], [0.3, 0.3, 1, 1]],
  ])('%s', (kind, y, gradient) => {
    const result = activate(kind, x);
    expectClose(result, row(...y), 1e-15);
    expectClose(activationGradient(kind, result, ones), row(...gradient), 1e-15);
  });

  test('the steepest point of sigmoid and tanh is at 0', () => {
    expect([...activate('sigmoid', row(0)).data]).toEqual([0.5]);
    expect([...activationGradient('sigmoid', row(0.5), row(1)).data]).toEqual([0.25]);
    expect([...activationGradient('tanh', row(0), row(1)).data]).toEqual([1]);
  });

  test('softmax: equal scores share, one point of difference is a factor e', () => {
    expect([...softmaxForward(row(5, 5, 5, 5)).data]).toEqual([0.25, 0.25, 0.25, 0.25]);
    const [a, b] = softmaxForward(row(0, 1)).data;
    expect(b! / a!).toBeCloseTo(Math.E, 12);
  });

  test('softmax gradient: what one probability gains the others lose', () => {
    const y = row(0.5, 0.5);
    expect([...activationGradient('softmax', y, row(1, 0)).data]).toEqual([0.25, -0.25]);
    expect([...activationGradient('softmax', y, row(1, 1)).data]).toEqual([0, 0]);
  });

  test('large inputs do not overflow', () => {
    expect([...softmaxForward(row(1000, 0, -1000)).data]).toEqual([1, 0, 0]);
    expect([...activate('sigmoid', row(-1000, 1000)).data]).toEqual([0, 1]);
    expect([...activate('tanh', row(-1000, 1000)).data]).toEqual([-1, 1]);
    expect([...activate('elu', row(-1000)).data]).toEqual([-1]);
  });
});

const tfActivations: Record<ActivationKind, (x: tf.Tensor, alpha: number) => tf.Tensor> = {
  linear: (x) => tf.mul(x, 1),
  relu: (x) => tf.relu(x),
  relu6: (x) => tf.relu6(x),
  leakyRelu: (x, alpha) => tf.leakyRelu(x, alpha),
  sigmoid: (x) => tf.sigmoid(x),
  tanh: (x) => tf.tanh(x),
  elu: (x) => tf.elu(x), // alpha is always 1 there
  softmax: (x) => tf.softmax(x),
};

describe.each(ACTIVATION_KINDS)('%s', (kind) => {
  const shapes = [[1], [3, 7], [2, 3, 5, 4]];

  test.each(shapes)('agrees with TensorFlow.js and central differences, shape %s', (...shape) => {
    // −7.5 to 7.5 or so, to reach past the 6 of relu6
    const x = distinct(shape, 5);
    x.data.forEach((value, i) => (x.data[i] = value * (kind === 'relu6' ? 8 : 2)));
    const alpha = defaultAlpha(kind);
    const y = activate(kind, x);
    const r = random(shape, 6);
    const dx = activationGradient(kind, y, r);
    expectClose(y, tfActivations[kind](toTf(x), alpha));
    expectClose(dx, tfGradients((v) => tfActivations[kind](v, alpha), [x], r)[0]!);
    expectGradient((v) => weightedSum(activate(kind, v), r), x, dx);
  });

  test('a NaN stays a NaN, forward and backward', () => {
    const y = activate(kind, row(NaN));
    expect([...y.data]).toEqual([NaN]);
    expect([...activationGradient(kind, y, row(NaN)).data]).toEqual([NaN]);
  });
});

test.each([0, 0.01, 1, 2.5])('alpha %d of leakyRelu and elu', (alpha) => {
  const x = distinct([4, 5], 5);
  const r = random([4, 5], 6);
  for (const kind of ['leakyRelu', 'elu'] as const) {
    const y = activate(kind, x, alpha);
    expectGradient((v) => weightedSum(activate(kind, v, alpha), r), x, activationGradient(kind, y, r, alpha));
  }
});

test('activations name what does not fit', () => {
  expect(() => activate('leakyRelu', row(1), -1)).toThrow(
    'leakyRelu: alpha needs to be 0 or more. Received -1',
  );
  expect(() => activationGradient('relu', row(1, 2), row(1))).toThrow('relu: dy needs shape 2. Received 1');
  expect(() => activate('swish' as ActivationKind, row(1), 0)).toThrow(
    'activate: unknown kind. Received swish',
  );
});
