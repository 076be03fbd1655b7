import { describe, expect, test } from 'vitest';
import { depthwiseConv2dBackward, depthwiseConv2dForward } from '../../src/reference/depthwiseConv2d';
import { ndArray, random } from '../../src/reference/ndArray';
import { expectClose, expectGradient, tf, tfGradients, toTf, weightedSum, window2d } from './oracles';

describe('depthwiseConv2d by hand', () => {
  // A 1×2 image with 2 channels: 1,10 and 2,20. Two kernels per channel, 1×2 taps.
  const x = ndArray([1, 1, 2, 2], [1, 10, 2, 20]);
  const weight = ndArray([1, 2, 2, 2], [1, 0, 1, 0, 0, 1, 2, 3]);
  //                      tap 0: c0 [1,0] c1 [1,0]; tap 1: c0 [0,1] c1 [2,3]

  test('output channel c·M + m is channel c through its kernel m', () => {
    const y = depthwiseConv2dForward(x, weight, null, window2d([1, 2]));
    expect(y.shape).toEqual([1, 1, 1, 4]);
    expect([...y.data]).toEqual([1, 2, 10 + 2 * 20, 3 * 20]);
  });

  test('backward', () => {
    const dy = ndArray([1, 1, 1, 4], [1, 2, 3, 4]);
    const { dx, dWeight, dBias } = depthwiseConv2dBackward(x, weight, dy, window2d([1, 2]));
    expect([...dx.data]).toEqual([1, 3, 2, 2 * 3 + 3 * 4]);
    expect([...dWeight.data]).toEqual([1, 2, 30, 40, 2, 4, 60, 80]);
    expect([...dBias.data]).toEqual([1, 2, 3, 4]);
  });
});

const cases = [
  { x: [1, 1, 1, 1], multiplier: 1, window: window2d(1) },
  { x: [1, 5, 7, 3], multiplier: 1, window: window2d(3) },
  { x: [2, 7, 5, 2], multiplier: 3, window: window2d(3, 1, 'same') },
  { x: [1, 7, 6, 3], multiplier: 2, window: window2d(3, 2, 'same') },
  { x: [3, 8, 8, 1], multiplier: 2, window: window2d(2, 3) },
  { x: [1, 6, 9, 2], multiplier: 2, window: window2d([2, 3], 1, 'same', [2, 2]) },
  { x: [1, 9, 9, 2], multiplier: 1, window: window2d(3, 2, 'valid', 2) },
] as const;

describe.each(cases)(
  'depthwiseConv2d $x, multiplier $multiplier, $window',
  ({ x: shape, multiplier, window }) => {
    const x = random(shape, 1);
    const weight = random([...window.size, shape[3], multiplier], 2);
    const bias = random([shape[3] * multiplier], 3);
    const y = depthwiseConv2dForward(x, weight, bias, window);
    const r = random(y.shape, 4);
    const { dx, dWeight, dBias } = depthwiseConv2dBackward(x, weight, r, window);
    const dilated = window.dilation.some((d) => d > 1);
    const strided = window.strides.some((s) => s > 1);

    const tfConv = (a: tf.Tensor, w: tf.Tensor, b: tf.Tensor) =>
      tf.add(
        tf.depthwiseConv2d(a as tf.Tensor4D, w as tf.Tensor4D, [...window.strides], window.padding, 'NHWC', [
          ...window.dilation,
        ]),
        b,
      );

    // TensorFlow.js has no stride together with dilation, and no gradient of a dilated convolution.
    if (!(dilated && strided))
      test('forward agrees with TensorFlow.js', () => {
        expectClose(y, tfConv(toTf(x), toTf(weight), toTf(bias)));
      });

    if (!dilated)
      test('backward agrees with TensorFlow.js', () => {
        const [tfDx, tfDWeight, tfDBias] = tfGradients(tfConv, [x, weight, bias], r);
        expectClose(dx, tfDx!);
        expectClose(dWeight, tfDWeight!);
        expectClose(dBias, tfDBias!);
      });

    test('backward agrees with central differences', () => {
      expectGradient((v) => weightedSum(depthwiseConv2dForward(v, weight, bias, window), r), x, dx);
      expectGradient((v) => weightedSum(depthwiseConv2dForward(x, v, bias, window), r), weight, dWeight);
      expectGradient((v) => weightedSum(depthwiseConv2dForward(x, weight, v, window), r), bias, dBias);
    });
  },
);

test('depthwiseConv2d names the shape that does not fit', () => {
  const x = ndArray([1, 4, 4, 3]);
  expect(() => depthwiseConv2dForward(x, ndArray([3, 3, 1, 2]), null, window2d(3))).toThrow(
    'depthwiseConv2d: weight needs shape 3×3×3×2. Received 3×3×1×2',
  );
  expect(() => depthwiseConv2dForward(x, ndArray([3, 3, 3, 2]), ndArray([3]), window2d(3))).toThrow(
    'depthwiseConv2d: bias needs shape 6. Received 3',
  );
});
