// Label smoothing and class weights through the API: one step of gradient descent against the same in f64.

import { afterAll, beforeAll, expect, test } from 'vitest';
import * as tf from '../../src/index';
import { testDevice } from '../support/device';

beforeAll(async () => {
  tf.setDevice(await testDevice());
});
afterAll(() => {
  tf.setDevice(null);
});

const X = [
  [1, 0.5, -1],
  [0.25, -2, 1],
  [-1, 1, 0.5],
  [2, 0, 0.75],
  [0.5, 0.5, 0.5],
];
const LABELS = [0, 1, 1, 2, 0];
const SMOOTHING = 0.2;
const WEIGHTS: Readonly<Record<number, number>> = { 0: 0.5, 2: 4 };
const RATE = 0.5;

function linear(labelSmoothing: number): tf.Sequential {
  const zeros = { kernelInitializer: 'zeros', useBias: false } as const;
  const model = tf.sequential({
    layers: [tf.layers.dense({ inputShape: [3], units: 3, activation: 'softmax', ...zeros })],
  });
  model.compile({ optimizer: tf.train.sgd(RATE), loss: 'categoricalCrossentropy', labelSmoothing });
  return model;
}

const smooth = (label: number, k: number): number => Number(label === k) * (1 - SMOOTHING) + SMOOTHING / 3;

test('one step takes smoothed targets and weighs the classes; evaluation smooths and does not weigh', async () => {
  const model = linear(SMOOTHING);
  const [x, y] = [tf.tensor2d(X), tf.oneHot(LABELS, 3)];
  // From zeros every class has the probability ⅓.
  const loss = (await model.evaluate(x, y)) as tf.Tensor;
  expect((await loss.data())[0]).toBeCloseTo(Math.log(3), 5);
  const history = await model.fit(x, y, { batchSize: 5, shuffle: false, classWeight: WEIGHTS });
  const weight = (label: number): number => WEIGHTS[label] ?? 1;
  const mean = LABELS.reduce((sum, label) => sum + weight(label) * Math.log(3), 0) / 5;
  expect(history.history.loss![0]).toBeCloseTo(mean, 5);
  const expected = [0, 1, 2].flatMap((i) =>
    [0, 1, 2].map((k) => {
      const gradient = LABELS.map((label, n) => weight(label) * X[n]![i]! * (1 / 3 - smooth(label, k)));
      return (-RATE * gradient.reduce((sum, value) => sum + value, 0)) / 5;
    }),
  );
  const kernel = [...(await model.getWeights()[0]!.data())];
  kernel.forEach((value, at) => expect(value, `weight ${at}`).toBeCloseTo(expected[at]!, 6));
  // And the loss of those weights, smoothed, without weights.
  const losses = X.map((row, n) => {
    const scores = [0, 1, 2].map((k) => row.reduce((sum, value, i) => sum + value * expected[3 * i + k]!, 0));
    const total = Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0));
    return scores.reduce((sum, score, k) => sum - smooth(LABELS[n]!, k) * (score - total), 0);
  });
  const after = (await model.evaluate(x, y)) as tf.Tensor;
  expect((await after.data())[0]).toBeCloseTo(losses.reduce((sum, value) => sum + value, 0) / 5, 5);
  model.dispose();
});

test('what cannot be is refused by name', async () => {
  const [x, y] = [tf.tensor2d(X), tf.oneHot(LABELS, 3)];
  const fit = (classWeight: Record<number, number>): Promise<unknown> => linear(0).fit(x, y, { classWeight });
  await expect(fit({ 3: 1 })).rejects.toThrow(
    "fit: classWeight must be by numbers from 0 to 2. Received '3'",
  );
  await expect(fit({ 0: -1 })).rejects.toThrow(
    "loss 'categoricalCrossentropy': classWeights must be 3 numbers of at least 0. Received -1, 1, 1",
  );
  expect(() => linear(1.5)).toThrow(
    "loss 'categoricalCrossentropy': labelSmoothing must be between 0 and 1. Received 1.5",
  );
});
