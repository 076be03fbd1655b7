// Losses on the GPU against TensorFlow.js on its cpu backend: the mean, the gradient, and its accuracy metrics.

import { beforeAll, describe, expect, it } from 'vitest';
import { lossDefinition } from '../../src/losses/losses';
import { map, ndArray, random, type NdArray } from '../../src/reference/ndArray';
import { relativeError } from '../support/compare';
import { testDevice } from '../support/device';
import { tf, toTf } from '../reference/oracles';
import { runLoss, softmaxRows, targetFor } from './lossRun';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

interface Oracle {
  readonly kind: string;
  readonly fromLogits: boolean;
  /** From raw numbers to what the loss takes. */
  readonly prepare: (raw: NdArray) => NdArray;
  /** A loss a row. */
  readonly loss: (target: tf.Tensor, output: tf.Tensor) => tf.Tensor;
  readonly accuracy: (target: tf.Tensor, output: tf.Tensor) => tf.Tensor;
}

const same = (x: NdArray): NdArray => x;
const sigmoid = (x: NdArray): NdArray => map(x, (v) => 1 / (1 + Math.exp(-v)));
const { NONE } = tf.Reduction;

/** Put together by hand: tf.losses.softmaxCrossEntropy trips over TensorFlow.js's own leak check under test. */
const fromScores = (target: tf.Tensor, output: tf.Tensor): tf.Tensor =>
  tf.neg(tf.sum(tf.mul(target, tf.logSoftmax(output)), -1));

const oracles: Oracle[] = [
  {
    kind: 'categoricalCrossentropy',
    fromLogits: true,
    prepare: same,
    loss: fromScores,
    accuracy: (target, output) => tf.metrics.categoricalAccuracy(target, output),
  },
  {
    kind: 'categoricalCrossentropy',
    fromLogits: false,
    prepare: softmaxRows,
    loss: (target, output) => tf.metrics.categoricalCrossentropy(target, output),
    accuracy: (target, output) => tf.metrics.categoricalAccuracy(target, output),
  },
  {
    kind: 'binaryCrossentropy',
    fromLogits: true,
    prepare: same,
    loss: (target, output) =>
      tf.mean(tf.losses.sigmoidCrossEntropy(target, output, undefined, undefined, NONE), -1),
    accuracy: (target, output) => tf.metrics.binaryAccuracy(target, tf.sigmoid(output)),
  },
  {
    kind: 'binaryCrossentropy',
    fromLogits: false,
    prepare: sigmoid,
    loss: (target, output) => tf.metrics.binaryCrossentropy(target, output),
    accuracy: (target, output) => tf.metrics.binaryAccuracy(target, output),
  },
  {
    kind: 'meanSquaredError',
    fromLogits: false,
    prepare: same,
    loss: (target, output) => tf.metrics.meanSquaredError(target, output),
    accuracy: (target, output) =>
      output.shape.at(-1) === 1
        ? tf.metrics.binaryAccuracy(target, output)
        : tf.metrics.categoricalAccuracy(target, output),
  },
];

const shapes = [
  [1, 10],
  [4, 1],
  [5, 7],
  [64, 10],
  [3, 65],
  [2, 1000],
  [2, 3, 4],
];

describe.each(oracles)('$kind, from logits: $fromLogits', ({ kind, fromLogits, prepare, loss, accuracy }) => {
  const definition = lossDefinition(kind);

  // One class of probability 1 is clipped; how that rounds differs from library to library.
  const fitting = shapes.filter((shape) => shape.at(-1) !== 1 || kind !== 'categoricalCrossentropy');
  it.each(fitting.map((shape) => ({ shape, title: shape.join('×') })))(
    'agrees on $title',
    async ({ shape }) => {
      const output = prepare(random(shape, 21, -2, 2));
      const target = targetFor(definition, shape);
      const run = await runLoss(device, definition, { output, target, fromLogits });
      const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => tf.mean(loss(toTf(target), x)))(toTf(output));
      const mean = run.rowLoss.reduce((a, b) => a + b, 0) / run.rowLoss.length;
      expect(Math.abs(mean / value.dataSync()[0]! - 1)).toBeLessThanOrEqual(1e-5);
      expect(relativeError(run.dOutput, grad.dataSync())).toBeLessThanOrEqual(1e-5);
      const right = accuracy(toTf(target), toTf(output)).dataSync();
      expect(relativeError(run.rowCorrect, Float32Array.from(right))).toBeLessThanOrEqual(1e-6);
    },
  );
});

describe.each([true, false])('sparseCategoricalCrossentropy, from logits: %s', (fromLogits) => {
  it.each([
    [1, 10],
    [64, 10],
    [3, 1000],
  ])('agrees on %i×%i', async (rows, classes) => {
    const definition = lossDefinition('sparseCategoricalCrossentropy');
    const raw = random([rows, classes], 22, -2, 2);
    const output = fromLogits ? raw : softmaxRows(raw);
    const labels = targetFor(definition, [rows, classes]);
    const run = await runLoss(device, definition, { output, target: labels, fromLogits });
    const oneHot = ndArray([rows, classes]);
    labels.data.forEach((label, r) => (oneHot.data[r * classes + label] = 1));
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
      tf.mean((fromLogits ? fromScores : tf.metrics.categoricalCrossentropy)(toTf(oneHot), x)),
    )(toTf(output));
    const mean = run.rowLoss.reduce((a, b) => a + b, 0) / rows;
    expect(Math.abs(mean / value.dataSync()[0]! - 1)).toBeLessThanOrEqual(1e-5);
    expect(relativeError(run.dOutput, grad.dataSync())).toBeLessThanOrEqual(1e-5);
    const right = tf.metrics.sparseCategoricalAccuracy(toTf(labels), toTf(output)).dataSync();
    expect([...run.rowCorrect]).toEqual([...right]);
  });
});
