import { describe, expect, test } from 'vitest';
import {
  batchNormalizationInferenceBackward,
  batchNormalizationInferenceForward,
  batchNormalizationTrainingBackward,
  batchNormalizationTrainingForward,
} from '../../src/reference/batchNormalization';
import { ndArray, random } from '../../src/reference/ndArray';
import { expectClose, expectGradient, tf, tfGradients, toTf, weightedSum } from './oracles';

describe('batchNormalization by hand', () => {
  // One channel, four samples: mean 5, squared distances 16 4 4 16, variance 10 (biased). Epsilon 6: √16 = 4.
  const x = ndArray([4, 1], [1, 3, 7, 9]);
  const one = (value: number) => ndArray([1], [value]);
  const params = { gamma: one(2), beta: one(100), movingMean: one(1), movingVariance: one(10) };
  const options = { epsilon: 6, momentum: 0.75 };

  test('training uses and remembers the batch', () => {
    const result = batchNormalizationTrainingForward(x, params, options);
    expect([...result.mean.data]).toEqual([5]);
    expect([...result.variance.data]).toEqual([10]);
    expect([...result.y.data]).toEqual([98, 99, 101, 102]);
    expect([...result.movingMean.data]).toEqual([0.75 * 1 + 0.25 * 5]);
    expect([...result.movingVariance.data]).toEqual([10]);
  });

  test('inference uses the moving averages: (x − 1) / 4 · 2 + 100', () => {
    expect([...batchNormalizationInferenceForward(x, params, options).data]).toEqual([100, 101, 103, 104]);
  });

  test('training: a shift of the whole batch changes nothing, so gradients of x sum to 0', () => {
    const { dx, dGamma, dBeta } = batchNormalizationTrainingBackward(
      x,
      params,
      ndArray([4, 1], [1, 0, 0, 0]),
      options,
    );
    expect([...dBeta.data]).toEqual([1]);
    expect([...dGamma.data]).toEqual([-1]); // xHat of the first sample
    // gamma / 4 · (dy − 1/4 − xHat · (−1)/4), xHat = −1 −½ ½ 1
    expect([...dx.data]).toEqual([0.25, -0.1875, -0.0625, 0]);
    expect(dx.data.reduce((sum, value) => sum + value)).toBe(0);
  });

  test('inference: a fixed factor per channel', () => {
    const dy = ndArray([4, 1], [1, 0, 0, 4]);
    const { dx, dGamma, dBeta } = batchNormalizationInferenceBackward(x, params, dy, options);
    expect([...dx.data]).toEqual([0.5, 0, 0, 2]);
    expect([...dGamma.data]).toEqual([0 + 4 * 2]);
    expect([...dBeta.data]).toEqual([5]);
  });

  test('a constant channel stays finite', () => {
    const { y } = batchNormalizationTrainingForward(ndArray([2, 1], [3, 3]), params);
    expect([...y.data]).toEqual([100, 100]);
  });
});

describe.each([[[5, 3]], [[1, 2]], [[2, 3, 5, 2]], [[1, 7, 4, 3]], [[3, 4, 1]]])(
  'batchNormalization %s',
  (shape) => {
    const x = random(shape, 1, -2, 3);
    const channels = shape.at(-1)!;
    const gamma = random([channels], 2);
    const beta = random([channels], 3);
    const movingMean = random([channels], 4);
    const movingVariance = random([channels], 5, 0.5, 2);
    const params = { gamma, beta, movingMean, movingVariance };
    const r = random(shape, 6);
    const axes = shape.map((_, axis) => axis).slice(0, -1);
    const tfNormalize = (a: tf.Tensor, g: tf.Tensor, b: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor) =>
      tf.batchNorm(a, mean, variance, b, g, 1e-3);

    test('training', () => {
      const tfTraining = (a: tf.Tensor, g: tf.Tensor, b: tf.Tensor) => {
        const { mean, variance } = tf.moments(a, axes);
        return tfNormalize(a, g, b, mean, variance);
      };
      const { y } = batchNormalizationTrainingForward(x, params);
      const { dx, dGamma, dBeta } = batchNormalizationTrainingBackward(x, params, r);
      expectClose(y, tfTraining(toTf(x), toTf(gamma), toTf(beta)));
      // A single row has deviation 0: its gradient is 0, where 32-bit floats leave rounding errors.
      const [tfDx, tfDGamma, tfDBeta] = tfGradients(tfTraining, [x, gamma, beta], r);
      expectClose(dx, tfDx!, 2e-5);
      expectClose(dGamma, tfDGamma!);
      expectClose(dBeta, tfDBeta!);
      expectGradient((v) => weightedSum(batchNormalizationTrainingForward(v, params).y, r), x, dx);
      expectGradient(
        (v) => weightedSum(batchNormalizationTrainingForward(x, { ...params, gamma: v }).y, r),
        gamma,
        dGamma,
      );
      expectGradient(
        (v) => weightedSum(batchNormalizationTrainingForward(x, { ...params, beta: v }).y, r),
        beta,
        dBeta,
      );
    });

    test('inference', () => {
      const tfInference = (a: tf.Tensor, g: tf.Tensor, b: tf.Tensor) =>
        tfNormalize(a, g, b, toTf(movingMean), toTf(movingVariance));
      const y = batchNormalizationInferenceForward(x, params);
      const { dx, dGamma, dBeta } = batchNormalizationInferenceBackward(x, params, r);
      expectClose(y, tfInference(toTf(x), toTf(gamma), toTf(beta)));
      const [tfDx, tfDGamma, tfDBeta] = tfGradients(tfInference, [x, gamma, beta], r);
      expectClose(dx, tfDx!);
      expectClose(dGamma, tfDGamma!);
      expectClose(dBeta, tfDBeta!);
      expectGradient((v) => weightedSum(batchNormalizationInferenceForward(v, params), r), x, dx);
      expectGradient(
        (v) => weightedSum(batchNormalizationInferenceForward(x, { ...params, gamma: v }), r),
        gamma,
        dGamma,
      );
    });

    test('a step of the Keras-like layer: outputs and moving averages', () => {
      const layer = tf.layers.batchNormalization({});
      layer.build([...shape]);
      layer.setWeights([toTf(gamma), toTf(beta), toTf(movingMean), toTf(movingVariance)]);
      const result = batchNormalizationTrainingForward(x, params);
      expectClose(result.y, layer.apply(toTf(x), { training: true }) as tf.Tensor);
      const [, , tfMovingMean, tfMovingVariance] = layer.getWeights();
      expectClose(result.movingMean, tfMovingMean!);
      expectClose(result.movingVariance, tfMovingVariance!);
    });
  },
);

test('batchNormalization names the shape that does not fit', () => {
  const two = ndArray([2], [1, 1]);
  const params = { gamma: two, beta: ndArray([3]), movingMean: two, movingVariance: two };
  expect(() => batchNormalizationInferenceForward(ndArray([4, 2]), params)).toThrow(
    'batchNormalization: beta needs shape 2. Received 3',
  );
  expect(() =>
    batchNormalizationTrainingBackward(ndArray([4, 2]), { ...params, beta: two }, ndArray([4, 1])),
  ).toThrow('batchNormalization: dy needs shape 4×2. Received 4×1');
});
