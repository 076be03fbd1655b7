// Operations on tensors, on both libraries: the same numbers, shapes and types.

import * as tfjs from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import * as convscope from '../../src/index';
import { mulberry } from './random';

type Library = typeof convscope;
type Tensor = convscope.Tensor;

beforeAll(async () => {
  tfjs.env().set('PROD', true);
  await tfjs.setBackend('cpu');
});

const random = mulberry(3);
const numbers = Array.from({ length: 24 }, () => Math.round(random() * 80 - 40) / 8);

const cases: Readonly<Record<string, (tf: Library, x: Tensor, n: Tensor) => Tensor | readonly Tensor[]>> = {
  'add with a row': (tf, x) => x.add(tf.tensor1d([1, 2, 3, 4])),
  'sub from a column': (tf, x) => tf.sub(tf.tensor3d([[[1], [2], [3]]]), x),
  'mul with an array': (_tf, x) => x.mul([1, 2, 3, 4]),
  'div of whole numbers': (_tf, _x, n) => [n.div(4), n.div(n.add(100).toInt())],
  'whole numbers and a number': (_tf, _x, n) => [n.add(1), n.mul(0.5), n.sub(n), n.maximum(n)],
  'pow, maximum, minimum': (tf, x) => [x.abs().pow(2), x.maximum(0.5), tf.minimum(x, 1)],
  comparisons: (tf, x) => [
    x.equal(x.round()),
    tf.greater(x, 0),
    x.less(1),
    x.greaterEqual(1),
    x.lessEqual(1),
    x.notEqual(1),
  ],
  logic: (tf, x) => [
    x.greater(0).logicalAnd(x.less(2)),
    tf.logicalOr(x.less(0), x.greater(2)),
    x.greater(0).logicalNot(),
  ],
  'where, with a number': (tf, x) => tf.where(x.greater(0), x, tf.scalar(-1)),
  'single numbers': (tf, x) => [
    x.square(),
    x.neg(),
    x.abs(),
    x.round(),
    x.floor(),
    x.ceil(),
    x.relu(),
    x.sigmoid(),
    x.tanh(),
    tf.exp(x),
    tf.sqrt(x.abs()),
    tf.log(x.abs().add(1)),
    x.clipByValue(-1, 2),
  ],
  softmax: (tf, x) => [x.softmax(), tf.softmax(x)],
  sums: (tf, x, n) => [x.sum(), x.sum(0), tf.sum(x, [0, 2]), x.sum(-1, true), n.sum(), x.greater(0).sum()],
  means: (tf, x, n) => [x.mean(), tf.mean(x, 1), x.mean([1, 2], true), n.mean()],
  'largest and smallest': (tf, x, n) => [
    x.max(),
    tf.max(x, 1),
    x.min(-1),
    n.max(0),
    x.argMax(),
    x.argMax(-1),
    tf.argMin(x, 1),
  ],
  moments: (tf, x) => {
    const { mean, variance } = tf.moments(x, [0, 1]);
    return [mean, variance];
  },
  'concat and stack': (tf, x) => [
    tf.concat([x, x]),
    x.concat(x, -1),
    tf.concat([x, x, x], 1),
    tf.stack([x, x]),
    tf.stack([x, x], 2),
  ],
  'split and unstack': (tf, x) => [...tf.split(x, 2, -1), ...x.split([1, 2], 1), ...tf.unstack(x, 1)],
  slices: (tf, x) => [
    x.slice([0, 1, 2], [2, 2, 1]),
    x.slice([0, 1], [-1, 1]),
    tf.slice(x, [1]),
    x.slice(1, 1),
    x.slice([0, 0, 1]),
  ],
  'tile, gather, transpose': (tf, x) => [
    tf.tile(x, [1, 2, 3]),
    x.gather([2, 0], 1),
    tf.gather(x, tf.tensor1d([1, 1, 0], 'int32')),
    x.transpose(),
    x.transpose([0, 2, 1]),
  ],
  shapes: (tf, x) => [
    x.as1D(),
    x.as2D(6, 4),
    x.as4D(2, 3, 2, 2),
    tf.reshape(x, [4, -1]),
    x.expandDims(1),
    tf.expandDims(x, -1).squeeze(),
    x.slice(0, 1).squeeze([0]),
    x.sum().asScalar(),
  ],
  types: (tf, x) => [
    x.toInt(),
    x.cast('bool'),
    x.asType('int32'),
    x.greater(0).toFloat(),
    tf.cast(x, 'int32'),
  ],
  'likes, ranges': (tf, x) => [tf.zerosLike(x), tf.onesLike(x), tf.linspace(0, 1, 5), tf.range(0, 7, 2)],
  topk: (tf, x) => {
    const { values, indices } = tf.topk(x, 2);
    return [values, indices];
  },
  'metrics of classes': (tf, x) => [
    tf.metrics.meanSquaredError(x, x.add(1)),
    tf.metrics.categoricalAccuracy(x, x.neg()),
    tf.metrics.meanAbsoluteError(x, x.mul(2)),
  ],
};

test.each(Object.entries(cases))('%s', (_, run) => {
  const both = [tfjs as unknown as Library, convscope].map((tf) => {
    const x = tf.tensor3d(numbers, [2, 3, 4]);
    const n = tf.tensor2d([-7, 5, 3, 2, 9, -4], [2, 3], 'int32');
    const results = [run(tf, x, n)].flat() as readonly Tensor[];
    return results.map((result) => ({
      shape: [...result.shape],
      dtype: result.dtype as string,
      values: [...result.dataSync()],
    }));
  });
  const [expected, actual] = both;
  expect(actual!.map(({ shape, dtype }) => [...shape, dtype])).toEqual(
    expected!.map(({ shape, dtype }) => [...shape, dtype]),
  );
  actual!.forEach(({ values }, k) =>
    values.forEach((value, i) => {
      const theirs = expected![k]!.values[i]!;
      expect(
        Math.abs(value - theirs),
        `result ${k}, number ${i}: ${value} for ${theirs}`,
      ).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(theirs)));
    }),
  );
});

test.each([
  ['tfjs', tfjs as unknown as Library],
  ['convscope', convscope],
])('random numbers have their distribution, and a seed repeats them: %s', (_, tf) => {
  const uniform = tf.randomUniform([1000], -1, 3, 'float32', 5).dataSync();
  expect(Math.min(...uniform)).toBeGreaterThanOrEqual(-1);
  expect(Math.max(...uniform)).toBeLessThan(3);
  const normal = tf.randomNormal([4000], 2, 0.5, 'float32', 7);
  expect(normal.mean().dataSync()[0]).toBeCloseTo(2, 1);
  expect(tf.moments(normal).variance.dataSync()[0]).toBeCloseTo(0.25, 1);
  expect([...tf.randomNormal([4000], 2, 0.5, 'float32', 7).dataSync()]).toEqual([...normal.dataSync()]);
  const near = tf.truncatedNormal([500], 0, 1, 'float32', 9).abs();
  expect(near.max().dataSync()[0]).toBeLessThanOrEqual(2);
  const whole = tf.randomUniform([20], 0, 4, 'int32');
  expect(whole.dtype).toBe('int32');
  expect([...whole.dataSync()].every((value) => Number.isInteger(value) && value >= 0 && value < 4)).toBe(
    true,
  );
});

test('nothing that an operation makes on its way stays', () => {
  const tf = convscope;
  const x = tf.tensor3d(numbers, [2, 3, 4]);
  const before = tf.memory().numTensors;
  const results = Object.values(cases).flatMap((run) =>
    tf.tidy(() => [run(tf, x, tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3], 'int32'))].flat()),
  );
  expect(tf.memory().numTensors).toBe(before + results.length);
  tf.dispose(results);
  expect(tf.memory().numTensors).toBe(before);
  for (const run of [() => x.softmax(), () => tf.stack([x, x]), () => tf.where(x.greater(0), x, 0)]) {
    const made = tf.tidy(run);
    made.dispose();
  }
  expect(tf.memory().numTensors).toBe(before);
});

test.each<[title: string, run: () => unknown, message: string]>([
  [
    'shapes that do not fit',
    () => convscope.ones([2, 3]).add(convscope.ones([2])),
    'add: shapes must be equal, or 1 where they differ. Received 2×3 and 2',
  ],
  [
    'an axis that is not there',
    () => convscope.ones([2]).sum(1),
    'sum: axis must be within 1 axes. Received 1',
  ],
  [
    'a concat of other shapes',
    () => convscope.concat([convscope.ones([2, 3]), convscope.ones([2, 2])]),
    'concat: shapes must be equal but for axis 0. Received 2×3 and 2×2',
  ],
  ['a concat of nothing', () => convscope.concat([]), 'concat: expected at least one tensor. Received none'],
  [
    'a split that leaves a rest',
    () => convscope.ones([5]).split(2),
    'split: parts must be whole and fill the 5 of axis 0. Received 2',
  ],
  ['an index outside', () => convscope.ones([2]).gather([2]), 'gather: indices must be 0…1. Received 2'],
  [
    'too many of the best',
    () => convscope.topk(convscope.ones([2]), 3),
    'topk: k must be a whole number of 1…2. Received 3',
  ],
  [
    'a slice outside',
    () => convscope.ones([2, 3]).slice([0, 2], [2, 2]),
    'tensor: slice must lie within 3 along axis 1. Received 2 from 2 on',
  ],
])('%s', (_, run, message) => expect(run).toThrow(message));
