// After mnist/index.js: a small CNN, callbacks of batches and epochs that look at predictions at once.

import { bars, one, type Program, type Tensor } from './program';

export const mnist: Program = async (tf, { start, random }) => {
  const size = 12;
  const sets = { train: bars(80, size, random), test: bars(20, size, random) };
  const tensorsOf = ({ pixels, labels }: (typeof sets)['train']): { xs: Tensor; labels: Tensor } => ({
    xs: tf.tensor4d(pixels, [pixels.length / size ** 2, size, size, 1]),
    labels: tf.tensor2d(
      Uint8Array.from(labels.flatMap((label) => Array.from({ length: 10 }, (_, i) => Number(i === label)))),
      [labels.length, 10],
    ),
  });
  const [training, testing] = [tensorsOf(sets.train), tensorsOf(sets.test)];

  const model = tf.sequential();
  model.add(tf.layers.conv2d({ inputShape: [size, size, 1], kernelSize: 3, filters: 4, activation: 'relu' }));
  model.add(tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }));
  model.add(tf.layers.conv2d({ kernelSize: 3, filters: 6, activation: 'relu' }));
  model.add(tf.layers.flatten({}));
  model.add(tf.layers.dense({ units: 16, activation: 'relu' }));
  model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
  start(model);

  const summary: string[] = [];
  model.summary(undefined, undefined, (line) => summary.push(line));
  model.compile({ optimizer: 'rmsprop', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

  const shown = (): { labels: number[]; predictions: number[] } => {
    const few = testing.xs.slice([0, 0, 0, 0], [5, size, size, 1]);
    return tf.tidy(() => ({
      labels: Array.from(testing.labels.slice([0, 0], [5, 10]).argMax(1).dataSync()),
      predictions: Array.from(one(model.predict(few)).argMax(1).dataSync()),
    }));
  };
  const before = shown();
  const seen: string[] = [];
  let valAcc = NaN;
  await model.fit(training.xs, training.labels, {
    batchSize: 17,
    validationSplit: 0.15,
    epochs: 2,
    shuffle: false,
    callbacks: {
      onBatchEnd: async (batch, logs) => {
        seen.push(
          `batch ${batch} ${Object.keys(logs ?? {})
            .sort()
            .join()}`,
        );
        if (batch % 2 === 0) seen.push(`${shown().predictions.length} predictions`);
        await tf.nextFrame();
      },
      onEpochEnd: async (epoch, logs) => {
        valAcc = logs?.val_acc ?? NaN;
        seen.push(
          `epoch ${epoch} ${Object.keys(logs ?? {})
            .sort()
            .join()} ${shown().labels.join()}`,
        );
        await tf.nextFrame();
      },
    },
  });
  const result = model.evaluate(testing.xs, testing.labels) as Tensor[];
  const accuracy = result[1]!.dataSync()[0]!;
  return {
    exact: {
      before,
      seen,
      hasSummary: summary.length > 8,
      inRange: valAcc >= 0 && valAcc <= 1 && accuracy <= 1,
    },
    trained: { loss: result[0]!.dataSync()[0], weights: Array.from(model.getWeights()[0]!.dataSync()) },
  };
};
