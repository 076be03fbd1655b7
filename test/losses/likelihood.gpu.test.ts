// Cross-entropy after log-softmax is the negative log-likelihood: losses and weights of PyTorch's log_softmax with nll_loss (likelihood.py).

import { beforeAll, expect, test } from 'vitest';
import * as tf from '../../src';
import { testDevice } from '../support/device';
import numbers from './likelihood.json';

beforeAll(async () => tf.setDevice(await testDevice()));

const spread = (size: number, factor: number): number[] =>
  Array.from({ length: size }, (_, i) => ((i * i * factor + i * 13) % 101) / 50 - 1);
const inputs = (): tf.Tensor => tf.tensor(spread(24, 7), [6, 4]);
const labels = (): tf.Tensor => tf.tensor1d([0, 2, 1, 1, 0, 2], 'int32');
const more = (): tf.Tensor => tf.tensor1d([1, 0, 1, 1, 0, 0], 'int32');
const oneHot = (): tf.Tensor => tf.tensor([1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1], [6, 3]);

function model(two: boolean, own: boolean): tf.LayersModel {
  const x = tf.input({ shape: [4] });
  // As an option, or as a layer of its own.
  let first = tf.layers
    .dense({ units: 3, name: 'first', activation: own ? 'linear' : 'logSoftmax' })
    .apply(x);
  if (own) first = tf.layers.activation({ activation: 'logSoftmax', name: 'logs' }).apply(first);
  const second = tf.layers.dense({ units: 2, name: 'second', activation: 'logSoftmax' });
  const made = tf.model({
    inputs: x,
    outputs: two ? [first, second.apply(first)] : first,
  });
  for (const layer of made.layers) {
    const weights = layer.getWeights();
    if (weights.length > 0)
      layer.setWeights(weights.map(({ shape, size }) => tf.tensor(spread(size, 37), shape)));
  }
  return made;
}

async function weightsOf(made: tf.LayersModel): Promise<number[]> {
  const tensors = made.layers.flatMap((layer) => layer.getWeights());
  return (await Promise.all(tensors.map(async (one) => [...(await one.data())]))).flat();
}

test.each([
  ['class numbers', false, 'sparseCategoricalCrossentropy', labels],
  ['class numbers, an activation of its own', true, 'sparseCategoricalCrossentropy', labels],
  ['a number for each class', false, 'categoricalCrossentropy', oneHot],
] as const)('%s', async (_, own, loss, targets) => {
  const made = model(false, own);
  made.compile({ optimizer: tf.train.sgd(0.5), loss, metrics: ['accuracy'] });
  for (const { losses, weights } of numbers.one.steps) {
    const evaluated = made.evaluate(inputs(), targets()) as tf.Tensor[];
    expect(evaluated[0]!.dataSync()[0]).toBeCloseTo(losses[0]!, 5);
    const { history } = await made.fit(inputs(), targets(), { batchSize: 6, epochs: 1, shuffle: false });
    expect(history.loss![0]).toBeCloseTo(losses[0]!, 5);
    const after = await weightsOf(made);
    Object.values(weights)
      .flat()
      .forEach((w, i) => expect(after[i]).toBeCloseTo(w, 5));
  }
  const [, accuracy] = made.evaluate(inputs(), targets()) as tf.Tensor[];
  expect((await accuracy!.data())[0]).toBeCloseTo(numbers.one.accuracy, 5);
  // The answers stay logarithms.
  const answers = await (made.predict(inputs()) as tf.Tensor).data();
  expect(Math.exp(answers[0]!) + Math.exp(answers[1]!) + Math.exp(answers[2]!)).toBeCloseTo(1, 5);
});

test('an output that another one reads', async () => {
  const made = model(true, false);
  made.compile({
    optimizer: tf.train.sgd(0.5),
    loss: 'sparseCategoricalCrossentropy',
    lossWeights: [1, 0.5],
  });
  for (const { losses, weights } of numbers.two.steps) {
    const { history } = await made.fit(inputs(), [labels(), more()], {
      batchSize: 6,
      epochs: 1,
      shuffle: false,
    });
    expect(history.first_loss![0]).toBeCloseTo(losses[0]!, 5);
    expect(history.second_loss![0]).toBeCloseTo(losses[1]!, 5);
    const after = await weightsOf(made);
    Object.values(weights)
      .flat()
      .forEach((w, i) => expect(after[i]).toBeCloseTo(w, 4));
  }
});
