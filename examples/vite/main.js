// One element, and the engine itself: a bundler takes of the package what is used.

import * as tf from 'convscope';
import 'convscope/elements/pooling';

async function learnLine() {
  const { device } = await tf.requestGpuDevice();
  tf.setDevice(device);
  const model = tf.sequential({ seed: 3 });
  model.add(tf.layers.dense({ inputShape: [1], units: 1 }));
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  const x = tf.tensor2d([-1, 0, 1, 2], [4, 1]);
  const y = tf.tensor2d([-3, -1, 1, 3], [4, 1]);
  await model.fit(x, y, { epochs: 100, batchSize: 4 });
  const [answer] = await model.predict(tf.tensor2d([10], [1, 1])).data();
  document.querySelector('#answer').textContent = `f(10) = ${answer.toFixed(1)}`;
}

learnLine().catch((error) => (document.querySelector('#answer').textContent = error.message));
