// After website-phishing/{index,utils}.js: a binary classifier; precision, recall and the ROC curve from tensors.

import { one, type Library, type Program, type Tensor } from './program';

const binarize = (tf: Library, y: Tensor, threshold = 0.5): Tensor =>
  tf.tidy(() => {
    const condition = y.greater(tf.scalar(threshold));
    return tf.where(condition, tf.onesLike(y), tf.zerosLike(y));
  });

const countWhere = (tf: Library, yTrue: Tensor, yPred: Tensor, predicted: number): Tensor =>
  tf.tidy(() =>
    tf
      .logicalAnd(yTrue.equal(tf.scalar(0)), yPred.equal(tf.scalar(predicted)))
      .sum()
      .cast('float32'),
  );

const falsePositiveRate = (tf: Library, yTrue: Tensor, yPred: Tensor): Tensor =>
  tf.tidy(() => {
    const fp = countWhere(tf, yTrue, yPred, 1);
    const tn = countWhere(tf, yTrue, yPred, 0);
    return fp.div(fp.add(tn));
  });

function areaUnderCurve(tf: Library, targets: Tensor, probs: Tensor): number {
  return tf.tidy(() => {
    const [tprs, fprs]: [number[], number[]] = [[], []];
    let area = 0;
    [0, 0.25, 0.5, 0.75, 1].forEach((threshold, i) => {
      const predictions = binarize(tf, probs, threshold).as1D();
      fprs.push(falsePositiveRate(tf, targets, predictions).dataSync()[0]!);
      tprs.push(tf.metrics.recall(targets, predictions).dataSync()[0]!);
      if (i > 0) area += ((tprs[i]! + tprs[i - 1]!) * (fprs[i - 1]! - fprs[i]!)) / 2;
    });
    return area;
  });
}

export const websitePhishing: Program = async (tf, { start, random }) => {
  const rows = Array.from({ length: 60 }, () => Array.from({ length: 6 }, () => random() * 2 - 1));
  const data = tf.tensor2d(rows, [60, 6]);
  const target = tf.tensor1d(rows.map((row) => Number(row[0]! + row[1]! > 0)));

  const model = tf.sequential();
  model.add(tf.layers.dense({ inputShape: [6], units: 10, activation: 'sigmoid' }));
  model.add(tf.layers.dense({ units: 10, activation: 'sigmoid' }));
  model.add(tf.layers.dense({ units: 1, activation: 'sigmoid' }));
  start(model);
  model.compile({
    optimizer: tf.train.adam(0.001, 0.9, 0.999, 1e-10),
    loss: 'binaryCrossentropy',
    metrics: ['accuracy'],
  });
  const before = areaUnderCurve(tf, target, one(model.predict(data)));
  const areas: number[] = [];
  const trainLogs: number[] = [];
  await model.fit(data, target, {
    batchSize: 15,
    epochs: 2,
    shuffle: false,
    validationSplit: 0.2,
    callbacks: {
      onEpochBegin: async () => {
        areas.push(areaUnderCurve(tf, target, one(model.predict(data))));
        await Promise.resolve();
      },
      onEpochEnd: async (_epoch, logs) => {
        trainLogs.push(logs!.loss!, logs!.val_loss!);
        await Promise.resolve();
      },
    },
  });
  return tf.tidy(() => {
    const [loss] = model.evaluate(data, target, { batchSize: 15 }) as Tensor[];
    const predictions = binarize(tf, one(model.predict(data)), 0.55).as1D();
    const guess = tf.tensor1d(rows.map((row) => Number(row[0]! > 0)));
    return {
      exact: {
        before,
        first: areas[0],
        precision: tf.metrics.precision(target, guess).dataSync()[0],
        recall: tf.metrics.recall(target, guess).dataSync()[0],
        fpr: falsePositiveRate(tf, target, guess).dataSync()[0],
        none: tf.metrics.precision(target, tf.zerosLike(target)).dataSync()[0],
        predictions: predictions.shape[0],
      },
      trained: { trainLogs, loss: loss!.dataSync()[0] },
    };
  });
};
