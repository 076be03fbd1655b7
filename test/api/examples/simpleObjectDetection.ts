// After simple-object-detection/train.js: a truncated base and a new head as one model, trained in two phases. Its loss
// is a function there, which is refused here (docs/api.md); the program compiles by name. The
// base has no batch normalization: a frozen one differs between the libraries.

import { savedMobileNet } from './webcamTransferLearning';
import { one, type Library, type Program } from './program';

export const simpleObjectDetection: Program = async (tf: Library, { start, random }) => {
  const mobilenet = await tf.loadLayersModel(tf.io.fromMemory(await savedMobileNet(tf, start, false)));
  const layer = mobilenet.getLayer('conv_pw_13_relu');
  const truncatedBase = tf.model({ inputs: mobilenet.inputs, outputs: layer.output });
  const fineTuningLayers = truncatedBase.layers.filter((each) => {
    each.trainable = false;
    return each.name.startsWith('conv_pw_13');
  });
  tf.util.assert(fineTuningLayers.length > 1, 'Did not find any layers to fine-tune');

  const newHead = tf.sequential();
  newHead.add(tf.layers.flatten({ inputShape: truncatedBase.outputs[0]!.shape.slice(1) as number[] }));
  newHead.add(tf.layers.dense({ units: 12, activation: 'relu' }));
  newHead.add(tf.layers.dense({ units: 5 }));
  start(newHead);
  const newOutput = newHead.apply(truncatedBase.outputs[0]!);
  const model = tf.model({ inputs: truncatedBase.inputs, outputs: newOutput });

  const images = tf.stack(
    Array.from({ length: 6 }, () =>
      tf.tensor3d(
        Array.from({ length: 16 * 16 * 3 }, () => random()),
        [16, 16, 3],
      ),
    ),
  );
  const targets = tf.stack(Array.from({ length: 6 }, (_, n) => tf.tensor1d([n % 2, 0.1, 0.2, 0.3, n / 6])));
  const before = Array.from(one(model.predict(images)).dataSync());
  const kernel = (): number[] => Array.from(model.getLayer('conv_pw_13').getWeights()[0]!.dataSync());
  const begin = kernel();

  const phase = async (): Promise<number[]> => {
    const { history } = await model.fit(images, targets, {
      epochs: 2,
      batchSize: 3,
      shuffle: false,
      validationSplit: 0.34,
      callbacks: null as never,
    });
    return [...history.loss!, ...history.val_loss!];
  };
  model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(5e-3) });
  const first = await phase();
  const frozen = kernel().every((value, i) => value === begin[i]);
  for (const each of fineTuningLayers) each.trainable = true;
  model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(2e-3) });
  const second = await phase();
  return {
    exact: {
      before,
      frozen,
      tuned: !kernel().every((value, i) => value === begin[i]),
      shape: [...model.outputs[0]!.shape],
      params: model.countParams(),
    },
    // The old models see what the new one has learned.
    trained: { first, second, base: Array.from(one(truncatedBase.predict(images)).dataSync()) },
  };
};
