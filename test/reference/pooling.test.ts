import { describe, expect, test } from 'vitest';
import { averagePool2dBackward, averagePool2dForward } from '../../src/reference/averagePool2d';
import {
  globalAveragePool2dBackward,
  globalAveragePool2dForward,
} from '../../src/reference/globalAveragePool2d';
import { maxPool2dBackward, maxPool2dForward } from '../../src/reference/maxPool2d';
import { ndArray, random } from '../../src/reference/ndArray';
import {
  distinct,
  expectClose,
  expectGradient,
  tf,
  tfGradients,
  toTf,
  weightedSum,
  window2d,
} from './oracles';

describe('maxPool2d by hand', () => {
  const x = ndArray([1, 3, 3, 1], [1, 2, 3, 8, 5, 4, 7, 6, 9]);

  test('the largest value and the number of its tap', () => {
    const { y, argmax } = maxPool2dForward(x, window2d(2));
    expect([...y.data]).toEqual([8, 5, 8, 9]);
    expect([...argmax.data]).toEqual([2, 2, 0, 3]); // taps: 0 1 / 2 3
  });

  test('overlapping windows: the 8 won twice and gets both gradients', () => {
    const { argmax } = maxPool2dForward(x, window2d(2));
    const dx = maxPool2dBackward(x.shape, argmax, ndArray([1, 2, 2, 1], [1, 10, 100, 1000]), window2d(2));
    expect([...dx.data]).toEqual([0, 0, 0, 101, 10, 0, 0, 0, 1000]);
  });

  test('of equal values the first in the window wins', () => {
    const flat = ndArray([1, 2, 2, 1], [7, 7, 7, 7]);
    const { argmax } = maxPool2dForward(flat, window2d(2));
    expect([...argmax.data]).toEqual([0]);
    const dx = maxPool2dBackward(flat.shape, argmax, ndArray([1, 1, 1, 1], [5]), window2d(2));
    expect([...dx.data]).toEqual([5, 0, 0, 0]);
  });

  test('the border never wins, even over negative values', () => {
    const negative = ndArray([1, 1, 3, 1], [-3, -2, -1]);
    const { y, argmax } = maxPool2dForward(negative, window2d(3, 2, 'same'));
    expect([...y.data]).toEqual([-2, -1]);
    expect([...argmax.data]).toEqual([5, 4]); // the window's middle row; its first column lies in the border
  });

  test('a NaN is passed on', () => {
    for (const data of [
      [NaN, 1, 2, 3],
      [1, 2, NaN, 3],
    ]) {
      const { y, argmax } = maxPool2dForward(ndArray([1, 2, 2, 1], data), window2d(2));
      expect([...y.data]).toEqual([NaN]);
      expect([...argmax.data]).toEqual([data.findIndex(Number.isNaN)]);
    }
  });
});

describe('averagePool2d by hand', () => {
  const x = ndArray([1, 2, 3, 1], [1, 2, 3, 5, 6, 7]);

  test('valid', () => {
    expect([...averagePool2dForward(x, window2d(2)).data]).toEqual([14 / 4, 18 / 4]);
  });

  test('same: a window that hangs over the edge divides by the pixels it holds', () => {
    const y = averagePool2dForward(x, window2d(2, 2, 'same'));
    expect([...y.data]).toEqual([14 / 4, 10 / 2]);
    const dx = averagePool2dBackward(x.shape, ndArray([1, 1, 2, 1], [4, 4]), window2d(2, 2, 'same'));
    expect([...dx.data]).toEqual([1, 1, 2, 1, 1, 2]);
  });

  test('overlapping windows: shares sum', () => {
    const dx = averagePool2dBackward(x.shape, ndArray([1, 1, 2, 1], [4, 8]), window2d(2));
    expect([...dx.data]).toEqual([1, 3, 2, 1, 3, 2]);
  });
});

const cases = [
  { x: [1, 1, 1, 1], window: window2d(1) },
  { x: [2, 6, 8, 3], window: window2d(2, 2) },
  { x: [1, 7, 9, 2], window: window2d(3, 2) },
  { x: [2, 7, 5, 2], window: window2d(3, 2, 'same') },
  { x: [1, 6, 6, 1], window: window2d(3, 1, 'same') },
  { x: [1, 8, 11, 2], window: window2d(2, 3) },
  { x: [3, 5, 7, 1], window: window2d([2, 3], [1, 5], 'same') },
] as const;

describe.each(cases)('pooling $x, $window', ({ x: shape, window }) => {
  const x = distinct(shape, 1);
  const size: [number, number] = [...window.size];
  const strides: [number, number] = [...window.strides];
  const tfMaxPool = (a: tf.Tensor) => tf.maxPool(a as tf.Tensor4D, size, strides, window.padding);
  const tfAveragePool = (a: tf.Tensor) => tf.avgPool(a as tf.Tensor4D, size, strides, window.padding);

  test('max: forward and backward agree with TensorFlow.js and central differences', () => {
    const { y, argmax } = maxPool2dForward(x, window);
    const r = random(y.shape, 2);
    const dx = maxPool2dBackward(x.shape, argmax, r, window);
    expectClose(y, tfMaxPool(toTf(x)));
    expectClose(dx, tfGradients(tfMaxPool, [x], r)[0]!);
    expectGradient((v) => weightedSum(maxPool2dForward(v, window).y, r), x, dx);
  });

  test('average: forward agrees with TensorFlow.js, backward with it and central differences', () => {
    const y = averagePool2dForward(x, window);
    const r = random(y.shape, 2);
    const dx = averagePool2dBackward(x.shape, r, window);
    expectClose(y, tfAveragePool(toTf(x)));
    expectGradient((v) => weightedSum(averagePool2dForward(v, window), r), x, dx);
    // The cpu backend of TensorFlow.js divides by the whole window even at the border, unlike its own forward.
    if (window.padding === 'valid') expectClose(dx, tfGradients(tfAveragePool, [x], r)[0]!);
  });

  test('global average: forward and backward agree with TensorFlow.js and central differences', () => {
    const tfGlobal = (a: tf.Tensor) => tf.mean(a, [1, 2]);
    const y = globalAveragePool2dForward(x);
    const r = random(y.shape, 2);
    const dx = globalAveragePool2dBackward(x.shape, r);
    expectClose(y, tfGlobal(toTf(x)));
    expectClose(dx, tfGradients(tfGlobal, [x], r)[0]!);
    expectGradient((v) => weightedSum(globalAveragePool2dForward(v), r), x, dx);
  });
});

test('pooling names what does not fit', () => {
  const x = ndArray([1, 4, 4, 3]);
  expect(() => maxPool2dForward(x, window2d(2, 2, 'valid', 2))).toThrow(
    'maxPool2d: dilation needs to be 1,1. Received 2,2',
  );
  expect(() => averagePool2dForward(x, window2d(5))).toThrow(
    "padding 'valid' needs an input of at least 5. Received 4",
  );
  expect(() => averagePool2dBackward(x.shape, x, window2d(2))).toThrow(
    'averagePool2d: dy needs shape 1×3×3×3. Received 1×4×4×3',
  );
  expect(() => globalAveragePool2dForward(ndArray([4]))).toThrow(
    'globalAveragePool2d: x needs 4 axes. Received 1',
  );
});
