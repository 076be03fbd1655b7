import { expect, test } from 'vitest';
import * as tf from '../../src/index';

test('nested arrays give the shape, typed arrays a flat one', async () => {
  const x = tf.tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect([x.shape, x.dtype, x.size, x.rank]).toEqual([[2, 3], 'float32', 6, 2]);
  expect(await x.array()).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(tf.tensor4d(new Float32Array(8), [2, 2, 2, 1]).shape).toEqual([2, 2, 2, 1]);
  expect(tf.tensor([[Uint8Array.of(1, 2)], [Uint8Array.of(3, 4)]]).arraySync()).toEqual([[[1, 2]], [[3, 4]]]);
  expect(tf.scalar(3).arraySync()).toBe(3);
  expect(tf.tensor2d([1, 2, 3, 4], [2, 2]).arraySync()).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('integers are int32, as in tfjs; bytes too', () => {
  expect(tf.tensor1d(Uint8Array.of(1, 255)).dtype).toBe('int32');
  expect([...tf.tensor1d(Uint8Array.of(1, 255)).dataSync()]).toEqual([1, 255]);
  expect(tf.tensor1d([1, 2], 'int32').dataSync()).toBeInstanceOf(Int32Array);
  expect(tf.tensor1d(Uint8Array.of(2, 4)).div(4).arraySync()).toEqual([0.5, 1]);
  expect(tf.tensor1d([1.9, -1.9]).toInt().arraySync()).toEqual([1, -1]);
});

test('oneHot, argMax, slice, reshape', () => {
  expect(tf.oneHot(tf.tensor1d([0, 2], 'int32'), 3).arraySync()).toEqual([
    [1, 0, 0],
    [0, 0, 1],
  ]);
  expect(tf.oneHot([1, 7], 2).arraySync()).toEqual([
    [0, 1],
    [0, 0],
  ]);
  const x = tf.tensor3d([
    [
      [1, 9],
      [5, 2],
    ],
    [
      [7, 3],
      [7, 4],
    ],
  ]);
  expect(x.argMax(-1).arraySync()).toEqual([
    [1, 0],
    [0, 0],
  ]);
  expect(x.argMax(1).arraySync()).toEqual([
    [1, 0],
    [0, 1],
  ]);
  expect(x.slice(1).arraySync()).toEqual([
    [
      [7, 3],
      [7, 4],
    ],
  ]);
  expect(x.reshape([-1, 4]).shape).toEqual([2, 4]);
  expect(x.expandDims(-1).shape).toEqual([2, 2, 2, 1]);
  expect(x.expandDims().squeeze().shape).toEqual([2, 2, 2]);
});

test('tidy disposes what is not returned; reshape shares memory', () => {
  const before = tf.memory();
  const kept: tf.Tensor[] = [];
  const result = tf.tidy(() => {
    const a = tf.zeros([10]);
    kept.push(tf.keep(tf.ones([2])));
    return { sum: a.add(1).reshape([5, 2]) };
  });
  expect(tf.memory().numTensors).toBe(before.numTensors + 2);
  expect(result.sum.arraySync()).toEqual(Array(5).fill([1, 1]));
  const flat = result.sum.flatten();
  expect(tf.memory().numBytes).toBe(before.numBytes + 40 + 8);
  result.sum.dispose();
  expect(result.sum.isDisposed).toBe(true);
  expect([...flat.dataSync()]).toEqual(Array(10).fill(1));
  tf.dispose([flat, { kept }]);
  expect(tf.memory()).toEqual(before);
  expect(() => tf.tidy(() => Promise.resolve(1))).toThrow('tidy: the function must not return a promise');
});

test.each([
  [() => tf.tensor([[1, 2], [3]]), 'tensor: element [1] must be of shape 2, as its neighbours. Received 1'],
  [() => tf.tensor([1, 2, 3], [2, 2]), 'tensor: shape 2×2 holds 4 values. Received 3'],
  [() => tf.tensor([[1, 2, 3]], [3, 1]), 'tensor: shape 3×1 holds 3 values. Received arrays of shape 1×3'],
  [() => tf.tensor2d([1, 2, 3]), 'tensor2d: expected 2 axes. Received shape 3; flat data need a shape'],
  [
    () => tf.tensor(['a'] as unknown as number[]),
    'tensor: expected numbers or arrays for element [0]. Received string',
  ],
  [() => tf.zeros([2, 2]).reshape([3, -1]), 'reshape: 4 values must fill the new shape. Received [3, -1]'],
  [() => tf.oneHot([1], 0), 'oneHot: depth must be a whole number of at least 1. Received 0'],
  [
    () => {
      const x = tf.ones([2]);
      x.dispose();
      return x.dataSync();
    },
    'tensor of shape [2]: is disposed',
  ],
])('bad tensors say what was expected and received %#', (make, message) => {
  expect(make).toThrow(message);
});
