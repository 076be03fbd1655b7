import { describe, expect, test } from 'vitest';
import { conv2dAt, conv2dBackward, conv2dForward } from '../../src/reference/conv2d';
import { at, ndArray, random } from '../../src/reference/ndArray';
import { expectClose, expectGradient, tf, tfGradients, toTf, weightedSum, window2d } from './oracles';

describe('conv2d by hand', () => {
  // One 3×3 grey image and one 2×2 kernel that takes the lower right from the upper left.
  const x = ndArray([1, 3, 3, 1], [1, 2, 3, 4, 5, 6, 7, 8, 10]);
  const weight = ndArray([2, 2, 1, 1], [1, 0, 0, -1]);

  test('valid', () => {
    const y = conv2dForward(x, weight, null, window2d(2));
    expect(y.shape).toEqual([1, 2, 2, 1]);
    expect([...y.data]).toEqual([1 - 5, 2 - 6, 4 - 8, 5 - 10]);
  });

  test('the bias is added once per pixel', () => {
    expect([...conv2dForward(x, weight, ndArray([1], [100]), window2d(2)).data]).toEqual([96, 96, 96, 95]);
  });

  test('same: beyond the right and bottom edge lie zeros', () => {
    const y = conv2dForward(x, weight, null, window2d(2, 1, 'same'));
    expect([...y.data]).toEqual([-4, -4, 3, -4, -5, 6, 7, 8, 10]);
  });

  test('stride 2 keeps every other window', () => {
    expect([...conv2dForward(x, weight, null, window2d(2, 2, 'same')).data]).toEqual([-4, 3, 7, 10]);
  });

  test('dilation 2 reads the corners', () => {
    expect([...conv2dForward(x, weight, null, window2d(2, 1, 'valid', 2)).data]).toEqual([1 - 10]);
  });

  test('channels are summed, filters are kept apart', () => {
    const pixel = ndArray([1, 1, 1, 2], [3, 5]);
    const mix = ndArray([1, 1, 2, 3], [1, 10, 100, 2, 20, 200]);
    expect([...conv2dForward(pixel, mix, null, window2d(1)).data]).toEqual([13, 130, 1300]);
  });

  test('backward: each output sends its gradient to the pixels and weights that made it', () => {
    const dy = ndArray([1, 2, 2, 1], [1, 2, 3, 4]);
    const { dx, dWeight, dBias } = conv2dBackward(x, weight, dy, window2d(2));
    expect([...dx.data]).toEqual([1, 2, 0, 3, 4 - 1, -2, 0, -3, -4]);
    // dWeight[ky,kx] = Σ dy · x shifted by (ky, kx)
    expect([...dWeight.data]).toEqual([
      1 * 1 + 2 * 2 + 3 * 4 + 4 * 5,
      1 * 2 + 2 * 3 + 3 * 5 + 4 * 6,
      1 * 4 + 2 * 5 + 3 * 7 + 4 * 8,
      1 * 5 + 2 * 6 + 3 * 8 + 4 * 10,
    ]);
    expect([...dBias.data]).toEqual([10]);
  });
});

const cases = [
  { x: [1, 1, 1, 1], filters: 1, window: window2d(1) },
  { x: [1, 5, 7, 3], filters: 2, window: window2d(3) },
  { x: [2, 7, 5, 2], filters: 3, window: window2d(3, 1, 'same') },
  { x: [3, 6, 11, 1], filters: 5, window: window2d([2, 5], [3, 2], 'same') },
  { x: [1, 8, 8, 2], filters: 1, window: window2d(2, 3) },
  { x: [2, 7, 7, 3], filters: 2, window: window2d(1, [2, 3], 'same') },
  { x: [1, 4, 4, 1], filters: 1, window: window2d(5, 2, 'same') },
  { x: [1, 9, 7, 2], filters: 2, window: window2d(3, 1, 'valid', [2, 3]) },
  { x: [2, 5, 6, 1], filters: 3, window: window2d(3, 1, 'same', 2) },
  { x: [1, 11, 9, 2], filters: 2, window: window2d(3, 2, 'same', 2) },
] as const;

describe.each(cases)('conv2d $x, $filters filters, $window', ({ x: shape, filters, window }) => {
  const x = random(shape, 1);
  const weight = random([...window.size, shape[3], filters], 2);
  const bias = random([filters], 3);
  const y = conv2dForward(x, weight, bias, window);
  const r = random(y.shape, 4);
  const { dx, dWeight, dBias } = conv2dBackward(x, weight, r, window);
  const dilated = window.dilation.some((d) => d > 1);
  const strided = window.strides.some((s) => s > 1);

  const tfConv = (a: tf.Tensor, w: tf.Tensor, b: tf.Tensor) =>
    tf.add(
      tf.conv2d(a as tf.Tensor4D, w as tf.Tensor4D, [...window.strides], window.padding, 'NHWC', [
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
    expectGradient((v) => weightedSum(conv2dForward(v, weight, bias, window), r), x, dx);
    expectGradient((v) => weightedSum(conv2dForward(x, v, bias, window), r), weight, dWeight);
    expectGradient((v) => weightedSum(conv2dForward(x, weight, v, window), r), bias, dBias);
  });

  test('a single pixel equals the whole', () => {
    const last = y.shape.map((length) => length - 1) as [number, number, number, number];
    expect(conv2dAt(x, weight, bias, window, last)).toBe(at(y, ...last));
  });
});

test('conv2d names the shape that does not fit', () => {
  const x = ndArray([1, 4, 4, 3]);
  const weight = ndArray([3, 3, 1, 8]);
  expect(() => conv2dForward(x, weight, null, window2d(3))).toThrow(
    'conv2d: weight needs shape 3×3×3×8. Received 3×3×1×8',
  );
  const fitting = ndArray([3, 3, 3, 8]);
  expect(() => conv2dForward(x, fitting, ndArray([7]), window2d(3))).toThrow(
    'conv2d: bias needs shape 8. Received 7',
  );
  expect(() => conv2dBackward(x, fitting, ndArray([1, 4, 4, 8]), window2d(3))).toThrow(
    'conv2d: dy needs shape 1×2×2×8. Received 1×4×4×8',
  );
  expect(() => conv2dForward(ndArray([4, 4, 3]), fitting, null, window2d(3))).toThrow(
    'conv2d: x needs 4 axes',
  );
});
