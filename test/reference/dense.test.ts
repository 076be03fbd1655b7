import { describe, expect, test } from 'vitest';
import { denseBackward, denseForward } from '../../src/reference/dense';
import { ndArray, random } from '../../src/reference/ndArray';
import { expectClose, expectGradient, tf, tfGradients, toTf, weightedSum } from './oracles';

describe('dense by hand', () => {
  const x = ndArray([1, 2], [3, 5]);
  const weight = ndArray([2, 3], [1, 2, 3, 10, 20, 30]); // row = input, column = output

  test('forward', () => {
    const y = denseForward(x, weight, ndArray([3], [0, 0, 1]));
    expect([...y.data]).toEqual([3 + 50, 6 + 100, 9 + 150 + 1]);
  });

  test('backward', () => {
    const { dx, dWeight, dBias } = denseBackward(x, weight, ndArray([1, 3], [1, 0, 2]));
    expect([...dx.data]).toEqual([1 + 2 * 3, 10 + 2 * 30]);
    expect([...dWeight.data]).toEqual([3, 0, 6, 5, 0, 10]);
    expect([...dBias.data]).toEqual([1, 0, 2]);
  });

  test('all axes before the last are rows', () => {
    const image = ndArray([1, 2, 1, 2], [1, 0, 0, 1]);
    const y = denseForward(image, weight, null);
    expect(y.shape).toEqual([1, 2, 1, 3]);
    expect([...y.data]).toEqual([1, 2, 3, 10, 20, 30]);
  });
});

describe.each([
  { x: [1, 1], outputs: 1 },
  { x: [3, 7], outputs: 5 },
  { x: [5], outputs: 2 },
  { x: [2, 3, 5], outputs: 4 },
  { x: [1, 2, 3, 5], outputs: 7 },
])('dense $x to $outputs', ({ x: shape, outputs }) => {
  const x = random(shape, 1);
  const weight = random([shape.at(-1)!, outputs], 2);
  const bias = random([outputs], 3);
  const y = denseForward(x, weight, bias);
  const r = random(y.shape, 4);
  const { dx, dWeight, dBias } = denseBackward(x, weight, r);

  test('agrees with TensorFlow.js', () => {
    const tfDense = (a: tf.Tensor, w: tf.Tensor, b: tf.Tensor) =>
      tf.reshape(tf.add(tf.matMul(tf.reshape(a, [-1, w.shape[0]]), w as tf.Tensor2D), b), [...y.shape]);
    expectClose(y, tfDense(toTf(x), toTf(weight), toTf(bias)));
    const [tfDx, tfDWeight, tfDBias] = tfGradients(tfDense, [x, weight, bias], r);
    expectClose(dx, tfDx!);
    expectClose(dWeight, tfDWeight!);
    expectClose(dBias, tfDBias!);
  });

  test('agrees with central differences', () => {
    expectGradient((v) => weightedSum(denseForward(v, weight, bias), r), x, dx);
    expectGradient((v) => weightedSum(denseForward(x, v, bias), r), weight, dWeight);
    expectGradient((v) => weightedSum(denseForward(x, weight, v), r), bias, dBias);
  });
});

test('dense names the shape that does not fit', () => {
  expect(() => denseForward(ndArray([2, 4]), ndArray([3, 5]), null)).toThrow(
    'dense: weight needs shape 4×5. Received 3×5',
  );
  expect(() => denseForward(ndArray([2, 4]), ndArray([4, 5]), ndArray([4]))).toThrow(
    'dense: bias needs shape 5. Received 4',
  );
  expect(() => denseForward(ndArray([]), ndArray([1, 1]), null)).toThrow('dense: x needs at least 1 axis');
});
