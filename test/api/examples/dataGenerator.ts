// After data-generator/index.js: endless games from a generator, as features, in batches.

import { one, type Program, type Tensor } from './program';

interface Game {
  readonly hand: number[];
  readonly win: number;
}

export const dataGenerator: Program = async (tf, { start, random }) => {
  const play = (): Game => {
    const hand = Array.from({ length: 3 }, () => 1 + Math.floor(random() * 13));
    return { hand, win: Number(hand.reduce((a, b) => a + b) > 21) };
  };
  const games = tf.data.generator(function* generate() {
    while (true) yield play();
  });
  const gameToFeaturesAndLabel = ({ hand, win }: Game): { xs: Tensor; ys: Tensor } =>
    tf.tidy(() => {
      const handOneHot = tf.oneHot(tf.sub(tf.tensor1d(hand, 'int32'), tf.scalar(1, 'int32')), 13);
      return { xs: tf.sum(handOneHot, 0), ys: tf.tensor1d([win]) };
    });
  const dataset = games.map(gameToFeaturesAndLabel).batch(8);
  const some = await dataset.take(2).toArray();

  const model = tf.sequential();
  model.add(tf.layers.dense({ inputShape: [13], units: 20, activation: 'relu' }));
  model.add(tf.layers.dense({ units: 1, activation: 'sigmoid' }));
  start(model);
  model.compile({ optimizer: 'rmsprop', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  const shown: string[] = [];
  let stop = false;
  await model.fitDataset(dataset, {
    batchesPerEpoch: 3,
    epochs: 5,
    validationData: dataset,
    validationBatches: 2,
    callbacks: {
      onEpochEnd: async (epoch, logs) => {
        const features = gameToFeaturesAndLabel({ hand: [10, 10, 10], win: 1 }).xs;
        const output = one(model.predict(features.expandDims(0)));
        shown.push(`${epoch} ${output.dataSync().length} ${Object.keys(logs!).sort().join()}`);
        stop = epoch === 2;
        if (stop) model.stopTraining = true;
        await Promise.resolve();
      },
    },
  });
  return {
    exact: {
      xs: some.map(({ xs }) => [Array.from(xs.dataSync()), [...xs.shape]]),
      ys: some.map(({ ys }) => [Array.from(ys.dataSync()), [...ys.shape]]),
      shown,
    },
  };
};
