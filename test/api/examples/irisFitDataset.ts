// After iris-fitDataset/{index,data}.js: two arrays side by side as a data set, in batches.

import { one, type Library, type Program, type Tensor } from './program';

const flatOneHot = (tf: Library, label: number): number[] => Array.from(tf.oneHot([label], 3).dataSync());

export const irisFitDataset: Program = async (tf, { start, random }) => {
  const rows = Array.from({ length: 30 }, (_, n) => [
    random() + (n % 3),
    random(),
    2 * (n % 3) + random(),
    random(),
    n % 3,
  ]);
  const order = rows.map((_, i) => i);
  tf.util.shuffle(order);
  const datasetOf = (some: number[][]) =>
    tf.data.zip({
      xs: tf.data.array(some.map((row) => row.slice(0, 4))),
      ys: tf.data.array(some.map((row) => flatOneHot(tf, row[4]!))),
    });
  const trainDataset = datasetOf(rows.slice(0, 24)).batch(10);
  const testDataset = datasetOf(rows.slice(24)).batch(10);

  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 10, activation: 'sigmoid', inputShape: [4] }));
  model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
  start(model);
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const losses: number[] = [];
  await model.fitDataset(trainDataset, {
    epochs: 2,
    validationData: testDataset,
    callbacks: {
      onEpochEnd: async (_epoch, logs) => {
        losses.push(logs!.loss!, logs!.val_loss!);
        const [batch] = await testDataset.toArray();
        losses.push(one(model.predict(batch!.xs)).argMax(-1).dataSync().length);
      },
    },
  });
  const [{ xs: xTest, ys: yTest }] = (await testDataset.toArray()) as [{ xs: Tensor; ys: Tensor }];
  const predictOut = one(model.predict(xTest));
  return {
    exact: {
      permutation: order.toSorted((a, b) => a - b),
      x: Array.from(xTest.dataSync()),
      y: Array.from(yTest.argMax(-1).dataSync()),
      shape: [...predictOut.shape],
      batches: (await trainDataset.toArray()).map(({ xs, ys }) => [[...xs.shape], [...ys.shape]]),
      sizes: [trainDataset.size, trainDataset.take(2).size, trainDataset.repeat(3).size],
    },
    trained: { losses, predicted: Array.from(predictOut.dataSync()) },
  };
};
