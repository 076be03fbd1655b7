// After getting-started/index.js: a line through six points.

import { one, type Program } from './program';

export const gettingStarted: Program = async (tf, { start }) => {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 1, inputShape: [1] }));
  start(model);
  model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
  const xs = tf.tensor2d([-1, 0, 1, 2, 3, 4], [6, 1]);
  const ys = tf.tensor2d([-3, -1, 1, 3, 5, 7], [6, 1]);
  await model.fit(xs, ys, { epochs: 250, shuffle: false });
  return { exact: {}, trained: { at20: one(model.predict(tf.tensor2d([20], [1, 1]))).dataSync()[0] } };
};
