import { describe, expect, test } from 'vitest';
import { softmaxForward } from '../../src/reference/activations';
import {
  binaryCrossentropyBackward,
  binaryCrossentropyForward,
  categoricalCrossentropyBackward,
  categoricalCrossentropyForward,
  meanSquaredErrorBackward,
  meanSquaredErrorForward,
  sparseCategoricalCrossentropyBackward,
  sparseCategoricalCrossentropyForward,
} from '../../src/reference/losses';
import { map, ndArray, random, sizeOf, type NdArray } from '../../src/reference/ndArray';
import { expectClose, expectGradient, tf, toTf } from './oracles';

const logits = { fromLogits: true };
const probabilities = { fromLogits: false };

describe('losses by hand', () => {
  test('categorical: −log of the right answer’s probability, averaged over the batch', () => {
    const p = ndArray([2, 2], [0.5, 0.5, 0.25, 0.75]);
    const target = ndArray([2, 2], [1, 0, 1, 0]);
    const expected = (Math.log(2) + Math.log(4)) / 2;
    expect(categoricalCrossentropyForward(p, target, probabilities)).toBeCloseTo(expected, 15);
    expect(sparseCategoricalCrossentropyForward(p, ndArray([2], [0, 0]), probabilities)).toBeCloseTo(
      expected,
      15,
    );
    expect(categoricalCrossentropyForward(map(p, Math.log), target, logits)).toBeCloseTo(expected, 15);
  });

  test('categorical gradient from logits: what was said minus what was wanted', () => {
    const gradient = sparseCategoricalCrossentropyBackward(ndArray([1, 4]), ndArray([1], [2]), logits);
    expect([...gradient.data]).toEqual([0.25, 0.25, -0.75, 0.25]);
  });

  test('targets that do not sum to 1 scale the gradient of the probabilities', () => {
    // Σ target = 3, p = ¼ each: ¾ − target
    const gradient = categoricalCrossentropyBackward(ndArray([1, 4]), ndArray([1, 4], [1, 2, 0, 0]), logits);
    expect([...gradient.data]).toEqual([-0.25, -1.25, 0.75, 0.75]);
  });

  test('rows that do not sum to 1 are taken as proportions', () => {
    const p = ndArray([1, 2], [3, 1]);
    expect(sparseCategoricalCrossentropyForward(p, ndArray([1], [0]), probabilities)).toBeCloseTo(
      -Math.log(0.75),
      15,
    );
  });

  test('binary: every value is a question of its own', () => {
    const p = ndArray([1, 2], [0.5, 0.25]);
    const target = ndArray([1, 2], [1, 0]);
    expect(binaryCrossentropyForward(p, target, probabilities)).toBeCloseTo(
      (Math.log(2) - Math.log(0.75)) / 2,
      15,
    );
    expect([...binaryCrossentropyBackward(ndArray([1, 2]), target, logits).data]).toEqual([-0.25, 0.25]);
  });

  test('mean squared error', () => {
    const p = ndArray([1, 2], [1, 5]);
    const target = ndArray([1, 2], [2, 2]);
    expect(meanSquaredErrorForward(p, target)).toBe((1 + 9) / 2);
    expect([...meanSquaredErrorBackward(p, target).data]).toEqual([-1, 3]);
  });

  test('certain and wrong is expensive, not infinite', () => {
    const p = ndArray([1, 2], [0, 1]);
    const target = ndArray([1, 2], [1, 0]);
    expect(categoricalCrossentropyForward(p, target, probabilities)).toBeCloseTo(-Math.log(1e-7), 10);
    expect(binaryCrossentropyForward(p, target, probabilities)).toBeCloseTo(-Math.log(1e-7), 7);
    expect([...categoricalCrossentropyBackward(p, target, probabilities).data]).toEqual([0, 0]);
    expect([...binaryCrossentropyBackward(p, target, probabilities).data]).toEqual([0, 0]);
    const far = ndArray([1, 2], [-1000, 1000]);
    expect(categoricalCrossentropyForward(far, target, logits)).toBe(2000);
    expect(binaryCrossentropyForward(far, target, logits)).toBe(1000);
    expect([...categoricalCrossentropyBackward(far, target, logits).data]).toEqual([-1, 1]);
  });
});

const mean = (losses: tf.Tensor): tf.Scalar => tf.mean(losses);

describe.each([[[1, 2]], [[3, 5]], [[2, 3, 4]], [[1, 2, 3, 7]]])('losses, shape %s', (shape) => {
  const scores = random(shape, 1, -3, 3);
  const guess = random(shape, 2, 0.05, 0.95);
  const truth = random(shape, 3, 0, 1);
  const labels = ndArray(shape.slice(0, -1));
  labels.data.forEach((_, i) => (labels.data[i] = (i * 3) % shape.at(-1)!));
  const oneHot = ndArray(shape);
  labels.data.forEach((label, i) => (oneHot.data[i * shape.at(-1)! + label] = 1));

  function check(
    prediction: NdArray,
    forward: (p: NdArray) => number,
    gradient: NdArray,
    tfLoss: (p: tf.Tensor) => tf.Scalar,
  ) {
    const { value, grad } = tf.valueAndGrad((p: tf.Tensor) => tfLoss(p))(toTf(prediction));
    expectClose(ndArray([], [forward(prediction)]), value);
    expectClose(gradient, grad);
    expectGradient(forward, prediction, gradient);
  }

  test('categorical from logits', () => {
    // Soft targets that sum to 1
    const target = softmaxForward(truth);
    const tfTarget = toTf(target);
    check(
      scores,
      (p) => categoricalCrossentropyForward(p, target, logits),
      categoricalCrossentropyBackward(scores, target, logits),
      (p) => mean(tf.neg(tf.sum(tf.mul(tfTarget, tf.logSoftmax(p)), -1))),
    );
  });

  test('categorical from probabilities', () => {
    check(
      guess,
      (p) => categoricalCrossentropyForward(p, truth, probabilities),
      categoricalCrossentropyBackward(guess, truth, probabilities),
      (p) => mean(tf.metrics.categoricalCrossentropy(toTf(truth), p)),
    );
  });

  test('sparse equals one-hot', () => {
    for (const [prediction, options] of [
      [scores, logits],
      [guess, probabilities],
    ] as const) {
      expect(sparseCategoricalCrossentropyForward(prediction, labels, options)).toBe(
        categoricalCrossentropyForward(prediction, oneHot, options),
      );
      expect(sparseCategoricalCrossentropyBackward(prediction, labels, options)).toEqual(
        categoricalCrossentropyBackward(prediction, oneHot, options),
      );
    }
  });

  test('binary from logits', () => {
    check(
      scores,
      (p) => binaryCrossentropyForward(p, truth, logits),
      binaryCrossentropyBackward(scores, truth, logits),
      (p) => tf.losses.sigmoidCrossEntropy(toTf(truth), p, undefined, 0, tf.Reduction.MEAN),
    );
  });

  test('binary from probabilities', () => {
    check(
      guess,
      (p) => binaryCrossentropyForward(p, truth, probabilities),
      binaryCrossentropyBackward(guess, truth, probabilities),
      (p) => mean(tf.metrics.binaryCrossentropy(toTf(truth), p)),
    );
  });

  test('mean squared error', () => {
    check(
      guess,
      (p) => meanSquaredErrorForward(p, truth),
      meanSquaredErrorBackward(guess, truth),
      (p) => mean(tf.metrics.meanSquaredError(toTf(truth), p)),
    );
    expect(meanSquaredErrorBackward(guess, truth).data).toHaveLength(sizeOf(shape));
  });
});

test('losses name what does not fit', () => {
  const p = ndArray([2, 3], [1, 1, 1, 1, 1, 1]);
  expect(() => categoricalCrossentropyForward(p, ndArray([2, 2]), logits)).toThrow(
    'categoricalCrossentropy: target needs shape 2×3. Received 2×2',
  );
  expect(() => sparseCategoricalCrossentropyForward(p, ndArray([2, 1]), logits)).toThrow(
    'sparseCategoricalCrossentropy: labels needs shape 2. Received 2×1',
  );
  expect(() => sparseCategoricalCrossentropyForward(p, ndArray([2], [0, 3]), logits)).toThrow(
    'labels need to be whole numbers from 0 to 2. Received 3 in row 1 (shape 2)',
  );
  expect(() => binaryCrossentropyForward(p, ndArray([3, 2]), logits)).toThrow('binaryCrossentropy: target');
  expect(() => meanSquaredErrorForward(p, ndArray([3, 2]))).toThrow('meanSquaredError: target');
});
