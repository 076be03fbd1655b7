// After iris/{index,data}.js: a dense network; classes put together from slices, and a confusion matrix at each epoch.

import { one, type Program, type Tensor } from './program';

export const iris: Program = async (tf, { start, random }) => {
  const rows = Array.from({ length: 45 }, (_, n) => {
    const label = Math.floor(n / 15);
    return {
      features: [
        4 + label + random(),
        3 - label * 0.2 + random(),
        1 + 2 * label + random(),
        label + random(),
      ],
      label,
    };
  });
  const split = (some: typeof rows): [Tensor, Tensor, Tensor, Tensor] => {
    const xs = tf.tensor2d(
      some.map(({ features }) => features),
      [some.length, 4],
    );
    const ys = tf.oneHot(tf.tensor1d(some.map(({ label }) => label)).toInt(), 3);
    return [
      xs.slice([0, 0], [12, 4]),
      ys.slice([0, 0], [12, 3]),
      xs.slice([12, 0], [3, 4]),
      ys.slice([12, 0], [3, 3]),
    ];
  };
  const [xTrain, yTrain, xTest, yTest] = tf.tidy(() => {
    const parts = [0, 1, 2].map((label) => split(rows.filter((row) => row.label === label)));
    return [0, 1, 2, 3].map((place) =>
      tf.concat(
        parts.map((part) => part[place]!),
        0,
      ),
    );
  }) as [Tensor, Tensor, Tensor, Tensor];
  const numTensors = tf.memory().numTensors;

  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 10, activation: 'sigmoid', inputShape: [xTrain.shape[1]!] }));
  model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
  start(model);
  model.compile({
    optimizer: tf.train.adam(0.05, 0.9, 0.999, 1e-10),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const trainLogs: number[] = [];
  const matrices: number[][] = [];
  await model.fit(xTrain, yTrain, {
    epochs: 4,
    shuffle: false,
    validationData: [xTest, yTest],
    callbacks: {
      onEpochEnd: async (_epoch, logs) => {
        trainLogs.push(logs!.loss!, logs!.val_loss!);
        const [preds, labels] = tf.tidy<[Tensor, Tensor]>(() => [
          one(model.predict(xTest)).argMax(-1),
          yTest.argMax(-1),
        ]);
        matrices.push([preds.shape[0]!, (await labels.data()).length, preds.dataSync().length]);
        tf.dispose([preds, labels]);
      },
    },
  });
  const manual = tf.tidy(() => {
    const predictOut = one(model.predict(tf.tensor2d([[5, 3, 2, 1]], [1, 4])));
    return {
      sum: Array.from(predictOut.dataSync()).reduce((a, b) => a + b),
      winner: predictOut.argMax(-1).dataSync()[0],
    };
  });
  return {
    exact: {
      x: Array.from(xTrain.dataSync()),
      y: Array.from(yTest.dataSync()),
      matrices,
      sum: manual.sum,
      winner: manual.winner,
      shapes: [xTrain, yTrain, xTest, yTest].map(({ shape }) => [...shape]),
      added: numTensors > 0,
    },
    trained: { trainLogs },
  };
};
