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

test('sample weights weigh the rows that are trained on, in their order and shuffled', async () => {
  const SAMPLES = [0.5, 2, 0, 3, 1, 9];
  const [x, y] = [tf.tensor2d([...X, [9, 9, 9]]), tf.oneHot([...LABELS, 1], 3)];
  // A full batch has the same mean in any order; the last sample is held out.
  for (const shuffle of [false, true]) {
    const model = linear(0);
    const args = { batchSize: 5, shuffle, sampleWeight: SAMPLES, validationSplit: 1 / 6 };
    const history = await model.fit(x, y, args);
    const sum = SAMPLES.slice(0, 5).reduce((a, b) => a + b, 0);
    expect(history.history.loss![0]).toBeCloseTo((sum * Math.log(3)) / 5, 5);
    const expected = [0, 1, 2].flatMap((i) =>
      [0, 1, 2].map((k) => {
        const gradient = LABELS.map((label, n) => SAMPLES[n]! * X[n]![i]! * (1 / 3 - Number(label === k)));
        return (-RATE * gradient.reduce((total, value) => total + value, 0)) / 5;
      }),
    );
    const kernel = [...(await model.getWeights()[0]!.data())];
    kernel.forEach((value, at) => expect(value, `weight ${at}`).toBeCloseTo(expected[at]!, 6));
    model.dispose();
  }
});

test('the rate is reduced on a plateau, and set epoch by epoch, on the GPU', async () => {
  const [x, y] = [tf.tensor2d(X), tf.oneHot(LABELS, 3)];
  const rates: number[] = [];
  const watch = { onEpochEnd: () => void rates.push(model.optimizer!.learningRate) };
  // No epoch is better by 10: the first counts as one, and every second one after it reduces.
  const plateau = tf.callbacks.reduceLROnPlateau({
    ...{ monitor: 'loss', factor: 0.5, patience: 2, minDelta: 10, minLR: 0.15 },
  });
  let model = linear(0);
  await model.fit(x, y, { batchSize: 5, epochs: 7, callbacks: [plateau, watch] });
  expect(rates).toEqual([0.5, 0.5, 0.25, 0.25, 0.15, 0.15, 0.15]);
  model.dispose();
  // One step an epoch: from zeros the first moves by rate · gradient.
  const moved = async (rate: number): Promise<number> => {
    model = linear(0);
    const scheduler = tf.callbacks.learningRateScheduler((epoch, before) => (epoch === 0 ? rate : before));
    await model.fit(x, y, { batchSize: 5, epochs: 1, callbacks: scheduler });
    const [first = NaN] = await model.getWeights()[0]!.data();
    model.dispose();
    return first;
  };
  expect((await moved(0.2)) / (await moved(0.1))).toBeCloseTo(2, 5);
  expect(() => tf.callbacks.reduceLROnPlateau({ factor: 1 })).toThrow(
    'reduceLROnPlateau: factor must be from 0 to below 1. Received 1',
  );
});

test('top-k accuracy and F1, as Keras 3 has them', async () => {
  const probabilities = tf.tensor2d([
    [0.5, 0.3, 0.2, 0],
    [0.1, 0.2, 0.3, 0.4],
    [0.25, 0.5, 0.15, 0.1],
    [0.7, 0.1, 0.1, 0.1],
  ]);
  const labels = tf.tensor1d([1, 0, 1, 0], 'int32');
  const top = async (k: number): Promise<number[]> => [
    ...(await tf.metrics.sparseTopKCategoricalAccuracy(labels, probabilities, k).data()),
  ];
  expect(await top(1)).toEqual([0, 0, 1, 1]);
  expect(await top(2)).toEqual([1, 0, 1, 1]);
  const wanted = tf.oneHot(labels, 4);
  expect([...(await tf.metrics.topKCategoricalAccuracy(wanted, probabilities).data())]).toEqual([1, 1, 1, 1]);
  // keras.metrics.F1Score() of these: [0.5, 0.6666666, 0, 0]
  const f1 = [...(await tf.metrics.f1Score(wanted, probabilities).data())];
  [0.5, 2 / 3, 0, 0].forEach((value, i) => expect(f1[i]).toBeCloseTo(value, 6));
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
