// A program for TensorFlow.js, unchanged: index.html alone says that `tf` is Convscope.

import * as tf from 'tf';

const SIDE = 12;

/** Pictures of one bar each, with some noise; and 0 for those that lie, 1 for those that stand. */
function bars(count) {
  const pixels = new Float32Array(count * SIDE * SIDE);
  const labels = Array.from({ length: count }, (_, picture) => {
    const [stands, place] = [picture % 2, 1 + Math.floor(Math.random() * (SIDE - 2))];
    for (let at = 0; at < SIDE * SIDE; at++) {
      const line = stands ? at % SIDE : Math.floor(at / SIDE);
      pixels[picture * SIDE * SIDE + at] = (line === place ? 0.8 : 0) + 0.2 * Math.random();
    }
    return stands;
  });
  return { xs: tf.tensor4d(pixels, [count, SIDE, SIDE, 1]), labels };
}

const model = tf.sequential();
model.add(tf.layers.conv2d({ inputShape: [SIDE, SIDE, 1], filters: 4, kernelSize: 3, activation: 'relu' }));
model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
model.add(tf.layers.flatten());
model.add(tf.layers.dense({ units: 2, activation: 'softmax' }));
model.compile({
  optimizer: tf.train.adam(0.01),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
});

const { xs, labels } = bars(200);
await model.fit(xs, tf.oneHot(tf.tensor1d(labels, 'int32'), 2), {
  batchSize: 20,
  epochs: 10,
  shuffle: true,
  callbacks: {
    onEpochEnd: (epoch, { loss, acc }) => {
      document
        .querySelector('#log')
        .append(`epoch ${epoch + 1}: loss ${loss.toFixed(3)}, acc ${acc.toFixed(3)}\n`);
    },
  },
});

const test = bars(50);
const answers = tf.tidy(() => model.predict(test.xs).argMax(-1));
const right = (await answers.data()).filter((answer, at) => answer === test.labels[at]).length;
document.querySelector('#answer').textContent = `${right} of 50 new pictures are answered rightly.`;
