// After boston-housing/{index,normalization}.js: features normalized with tensors, regression with one hidden layer.

import type { Program, Tensor } from './program';

export const bostonHousing: Program = async (tf, { start, random }) => {
  const features = Array.from({ length: 40 }, () => Array.from({ length: 12 }, (_, i) => (i + 1) * random()));
  const target = features.map((row) => [row.reduce((sum, value) => sum + value, 0) / 4]);
  const raw = tf.tensor2d(features);
  const prices = tf.tensor2d(target);

  const dataMean = raw.mean(0);
  const variance = raw.sub(dataMean).square().mean(0);
  const dataStd = variance.sqrt();
  const normalized = raw.sub(dataMean).div(dataStd);

  const avgPrice = prices.mean();
  const baseline = prices.sub(avgPrice).square().mean();

  const model = tf.sequential();
  model.add(
    tf.layers.dense({
      inputShape: [12],
      units: 10,
      activation: 'sigmoid',
      kernelInitializer: 'leCunNormal',
    }),
  );
  model.add(tf.layers.dense({ units: 1 }));
  start(model);
  model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
  const trainLogs: number[] = [];
  const kernels: number[] = [];
  await model.fit(normalized, prices, {
    batchSize: 10,
    epochs: 3,
    shuffle: false,
    validationSplit: 0.2,
    callbacks: {
      onEpochEnd: async (_epoch, logs) => {
        trainLogs.push(logs!.loss!, logs!.val_loss!);
        await model.layers[0]!.getWeights()[0]!
          .data()
          .then((kernel) => kernels.push(kernel.length));
      },
    },
  });
  const result = model.evaluate(normalized, prices, { batchSize: 10 }) as Tensor;
  return {
    exact: {
      dataMean: Array.from(dataMean.dataSync()),
      dataStd: Array.from(dataStd.dataSync()),
      normalized: Array.from(normalized.dataSync()),
      average: avgPrice.dataSync()[0],
      baseline: baseline.dataSync()[0],
      kernels,
    },
    trained: { trainLogs, testLoss: result.dataSync()[0] },
  };
};
