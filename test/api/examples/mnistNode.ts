// After mnist-node/{main,model,data}.js: dropout, evaluation, and the model saved in a folder.

import { bars, one, type Library, type Program, type Tensor } from './program';

export const mnistNode: Program = async (tf: Library, { start, random, folder, hasFiles }) => {
  const size = 12;
  const read = (count: number): { images: Tensor; labels: Tensor } => {
    const { pixels, labels } = bars(count, size, random);
    const shape = [count, size, size, 1] as [number, number, number, number];
    tf.util.assert(tf.util.sizeFromShape(shape) === pixels.length, 'Mismatch in the number of pixels');
    return {
      images: tf.tensor4d(pixels, shape),
      labels: tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), 10).toFloat(),
    };
  };
  const [train, test] = [read(60), read(20)];

  const model = tf.sequential();
  model.add(tf.layers.conv2d({ inputShape: [size, size, 1], filters: 4, kernelSize: 3, activation: 'relu' }));
  model.add(tf.layers.maxPooling2d({ poolSize: [2, 2] }));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dropout({ rate: 0.25 }));
  model.add(tf.layers.dense({ units: 12, activation: 'relu' }));
  model.add(tf.layers.dropout({ rate: 0.5 }));
  model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
  model.compile({ optimizer: 'rmsprop', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  start(model);

  const first = model.evaluate(test.images, test.labels) as Tensor[];
  const untrained = first.map((value) => value.dataSync()[0]);
  const history = await model.fit(train.images, train.labels, {
    epochs: 2,
    batchSize: 16,
    validationSplit: 0.15,
    verbose: 0,
  });
  const evalOutput = model.evaluate(test.images, test.labels) as Tensor[];
  const [loss, accuracy] = evalOutput.map((value) => value.dataSync()[0]!);

  let saved: unknown = 'as trained';
  if (hasFiles) {
    await model.save(`file://${folder}/mnist`);
    const again = await tf.loadLayersModel(`file://${folder}/mnist/model.json`);
    const answers = [model, again].map((each) => Array.from(one(each.predict(test.images)).dataSync()));
    saved = answers[0]!.every((value, i) => Math.abs(value - answers[1]![i]!) < 1e-6)
      ? 'as trained'
      : answers;
  }
  return {
    exact: {
      untrained,
      saved,
      logs: Object.keys(history.history).sort(),
      epochs: history.epoch,
      finite: [loss, accuracy].every(Number.isFinite),
    },
  };
};
