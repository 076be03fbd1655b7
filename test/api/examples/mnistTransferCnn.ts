// After mnist-transfer-cnn/index.js: a loaded model, its feature layers frozen, trained on other digits; and the same
// architecture with new weights.

import type { ModelArtifacts } from '../../../src/index';
import { bars, one, type Program } from './program';

export const mnistTransferCnn: Program = async (tf, { start, random }) => {
  const size = 12;
  const base = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [size, size, 1], filters: 4, kernelSize: 3, activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      // A rate of 0, so that both libraries train alike.
      tf.layers.dropout({ rate: 0 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 8, activation: 'relu' }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
  start(base);
  const files: ModelArtifacts[] = [];
  await base.save(
    tf.io.withSaveHandler((artifacts) => {
      files.push(artifacts);
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
    }),
  );

  const model = await tf.loadLayersModel(tf.io.fromMemory(files[0]!));
  const imageSize = model.layers[0]!.batchInputShape![1]!;
  const { pixels, labels } = bars(40, imageSize, random);
  const x = tf.tensor4d(pixels, [40, imageSize, imageSize, 1]);
  const y = tf.oneHot(tf.tensor1d(labels, 'int32'), 10).toFloat();
  const answer = tf.tidy(() => {
    const predictOut = one(model.predict(x.slice(3, 1)));
    const winner = predictOut.argMax(1);
    return { scores: Array.from(predictOut.dataSync()), winner: winner.dataSync()[0] };
  });

  for (let i = 0; i < 4; ++i) model.layers[i]!.trainable = false;
  model.compile({
    loss: 'categoricalCrossentropy',
    optimizer: tf.train.adam(0.01, 0.9, 0.999, 1e-10),
    metrics: ['acc'],
  });
  const kernel = (): number[] => Array.from(model.layers[0]!.getWeights()[0]!.dataSync());
  const frozen = kernel();
  const history = await model.fit(x, y, {
    batchSize: 16,
    epochs: 2,
    shuffle: false,
    validationData: [x, y],
    callbacks: [{ onEpochBegin: () => undefined }, { onBatchEnd: () => undefined }],
  });
  const unchanged = kernel().every((value, i) => value === frozen[i]);

  const returnString = false;
  const fresh = await tf.models.modelFromJSON({ modelTopology: model.toJSON(null, returnString) });
  return {
    exact: {
      answer,
      unchanged,
      logs: Object.keys(history.history).sort(),
      shapes: fresh
        .getWeights()
        .map(({ shape }) => [...shape].join())
        .sort(),
    },
    trained: { loss: history.history.val_loss },
  };
};
