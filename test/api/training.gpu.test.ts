// Training through the API: the same numbers whichever way the data come, bit for bit.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as tf from '../../src/index';
import { testDevice } from '../support/device';
import { counting, type Counts } from './counting';
import { mulberry } from './random';
import { stripes } from './scripts';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
  tf.setDevice(device);
});
afterAll(() => {
  tf.setDevice(null);
});

const data = stripes(22, 6, 3);
const pictures = (): tf.Tensor => tf.tensor4d(data.pixels, [data.count, 6, 6, 1]);
const oneHot = (): tf.Tensor => tf.oneHot(data.labels, 4);

interface Given {
  readonly optimizer?: string | tf.Optimizer;
  readonly loss?: string;
  readonly rate?: number;
  readonly seed?: number;
}

function small({
  optimizer = 'adam',
  loss = 'categoricalCrossentropy',
  rate = 0,
  seed = 5,
}: Given = {}): tf.Sequential {
  const model = tf.sequential({
    seed,
    layers: [
      tf.layers.conv2d({ inputShape: [6, 6, 1], filters: 3, kernelSize: 3, activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dropout({ rate }),
      tf.layers.dense({ units: 4, activation: 'softmax' }),
    ],
  });
  model.compile({ optimizer, loss, metrics: ['accuracy'] });
  return model;
}

async function bits(model: tf.LayersModel): Promise<number[][]> {
  const values = await Promise.all(model.getWeights().map((weight) => weight.data()));
  return values.map((weight) => [...new Uint32Array(weight.buffer, weight.byteOffset, weight.length)]);
}

const numbers = async (tensor: tf.Tensor | tf.Tensor[]): Promise<number[]> => [
  ...(await (tensor as tf.Tensor).data()),
];

test('the same seed gives the same bits after 100 steps; another seed does not', async () => {
  const trained = async (seed: number): Promise<number[][]> => {
    const model = small({ rate: 0.3 });
    const { epoch } = await model.fit(pictures(), oneHot(), { batchSize: 5, epochs: 20, seed });
    expect(epoch).toHaveLength(20); // of 5 steps, the last with 2 samples
    return bits(model);
  };
  const first = await trained(1);
  expect(await trained(1)).toEqual(first);
  expect(await trained(2)).not.toEqual(first);
});

describe('the same steps, other ways', () => {
  const args = { batchSize: 5, shuffle: false };

  test('fit twice is as once: moments, steps and orders go on', async () => {
    const [once, twice] = [small({ rate: 0.2 }), small({ rate: 0.2 })];
    await once.fit(pictures(), oneHot(), { batchSize: 5, epochs: 3 });
    await twice.fit(pictures(), oneHot(), { batchSize: 5 });
    await twice.fit(pictures(), oneHot(), { batchSize: 5, epochs: 3, initialEpoch: 1 });
    expect(await bits(twice)).toEqual(await bits(once));
    // After compile() the moments are new.
    await once.fit(pictures(), oneHot(), args);
    twice.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
    await twice.fit(pictures(), oneHot(), args);
    expect(await bits(twice)).not.toEqual(await bits(once));
  });

  test('fitDataset, trainOnBatch and fit in order are the same', async () => {
    const [whole, streamed, single] = [small(), small(), small()];
    const history = await whole.fit(pictures(), oneHot(), { ...args, epochs: 2 });
    const batches = function* (): Generator<tf.Batch> {
      for (let at = 0; at < data.count; at += 5) {
        const size = Math.min(5, data.count - at);
        yield { xs: pictures().slice(at, size), ys: oneHot().slice(at, size) };
      }
    };
    const stream = await streamed.fitDataset(batches, { epochs: 2 });
    expect(stream.history).toEqual(history.history);
    expect(await bits(streamed)).toEqual(await bits(whole));

    const losses: number[] = [];
    for (const { xs, ys } of [...batches(), ...batches()])
      losses.push(((await single.trainOnBatch(xs, ys)) as number[])[0]!);
    expect(await bits(single)).toEqual(await bits(whole));
    expect(losses.slice(5).reduce((sum, loss, i) => sum + loss * (i < 4 ? 5 : 2), 0) / 22).toBeCloseTo(
      history.history.loss![1]!,
      5,
    );
  });

  test('class numbers are as one-hot, bytes as floats, arrays as tensors', async () => {
    const bytes = Uint8Array.from(data.pixels, (value) => Math.round(value * 255));
    const floats = Float32Array.from(bytes);
    const nested = (await tf.tensor4d(floats, [data.count, 6, 6, 1]).array()) as number[][][][];
    const ways: [tf.Data, tf.Data, string][] = [
      [tf.tensor4d(floats, [data.count, 6, 6, 1]), oneHot(), 'categoricalCrossentropy'],
      [bytes, data.labels, 'sparseCategoricalCrossentropy'],
      [floats, Uint8Array.from(data.labels), 'sparseCategoricalCrossentropy'],
      [nested, await oneHot().array(), 'categoricalCrossentropy'],
    ];
    const results: number[][][] = [];
    for (const [x, y, loss] of ways) {
      const model = small({ optimizer: tf.train.sgd(1e-4), loss });
      await model.fit(x, y, args);
      results.push(await bits(model));
    }
    for (const result of results) expect(result).toEqual(results[0]);
  });

  test('a schedule goes on over fit calls', async () => {
    const rate = tf.schedules.step({ learningRate: 0.1, factor: 0.5, every: 5 });
    const [scheduled, plain] = [
      small({ optimizer: tf.train.sgd(rate) }),
      small({ optimizer: tf.train.sgd(0.1) }),
    ];
    for (let epoch = 0; epoch < 2; epoch++) await scheduled.fit(pictures(), oneHot(), args);
    await plain.fit(pictures(), oneHot(), args);
    plain.optimizer!.learningRate = 0.05;
    await plain.fit(pictures(), oneHot(), args);
    expect(await bits(scheduled)).toEqual(await bits(plain));
  });
});

test('fit tells every batch and epoch in order, a short last batch included', async () => {
  const model = small();
  const events: string[] = [];
  const sums = { loss: 0, size: 0 };
  const history = await model.fit(pictures(), oneHot(), {
    batchSize: 5,
    epochs: 2,
    validationData: [pictures(), oneHot()],
    callbacks: [
      {
        onTrainBegin: () => void events.push('begin'),
        onTrainEnd: () => void events.push('end'),
        onEpochBegin: (epoch) => void events.push(`epoch ${epoch}`),
        onEpochEnd: async (epoch, logs) => {
          events.push(`/epoch ${epoch} ${Object.keys(logs!).join(' ')}`);
          // The weights of this moment.
          const [loss] = model.evaluate(pictures(), oneHot(), { batchSize: 5 }) as tf.Tensor[];
          expect((await loss!.data())[0]).toBeCloseTo(logs!.val_loss!, 5);
        },
      },
      {
        onBatchEnd: (batch, logs) => {
          events.push(`${batch}:${logs!.size}`);
          sums.loss += logs!.loss! * logs!.size!;
          sums.size += logs!.size!;
        },
      },
    ],
  });
  const batches = ['0:5', '1:5', '2:5', '3:5', '4:2'];
  const end = (epoch: number): string => `/epoch ${epoch} loss acc val_loss val_acc`;
  expect(events).toEqual(['begin', 'epoch 0', ...batches, end(0), 'epoch 1', ...batches, end(1), 'end']);
  expect(history.epoch).toEqual([0, 1]);
  expect(sums.loss / sums.size).toBeCloseTo((history.history.loss![0]! + history.history.loss![1]!) / 2, 5);
});

test('a callback may stop training, and early stopping does', async () => {
  const model = small();
  const history = await model.fit(pictures(), oneHot(), {
    batchSize: 5,
    epochs: 9,
    callbacks: {
      onEpochEnd: (epoch) => {
        if (epoch === 1) model.stopTraining = true;
      },
    },
  });
  expect(history.epoch).toEqual([0, 1]);
  const stopped = await small({ optimizer: tf.train.sgd(0) }).fit(pictures(), oneHot(), {
    batchSize: 5,
    epochs: 9,
    shuffle: false,
    callbacks: tf.callbacks.earlyStopping({ monitor: 'loss', patience: 2 }),
  });
  expect(stopped.epoch).toEqual([0, 1, 2]);
  const failing = model.fit(pictures(), oneHot(), {
    batchSize: 5,
    callbacks: {
      onBatchEnd: () => {
        throw new Error('no more');
      },
    },
  });
  await expect(model.fit(pictures(), oneHot())).rejects.toThrow("fit can't begin while another fit() runs");
  await expect(failing).rejects.toThrow('no more');
  expect((await model.fit(pictures(), oneHot(), { batchSize: 5 })).epoch).toEqual([0]);
});

test('early stopping brings back the weights of the best epoch, whether it stopped or not', async () => {
  for (const epochs of [3, 9]) {
    const model = small({ optimizer: tf.train.sgd(0.05) });
    const ofEpochs: (readonly number[][])[] = [];
    const losses: number[] = [];
    const history = await model.fit(pictures(), oneHot(), {
      ...{ batchSize: 5, epochs, shuffle: false },
      callbacks: [
        // Two epochs that learn, then such that make it worse.
        tf.callbacks.learningRateScheduler((epoch) => (epoch < 2 ? 0.05 : 3)),
        {
          onEpochEnd: async (_, logs) => {
            ofEpochs.push(await bits(model));
            losses.push(logs?.loss ?? NaN);
          },
        },
        tf.callbacks.earlyStopping({ monitor: 'loss', patience: 2, restoreBestWeights: true }),
      ],
    });
    expect(history.epoch.length).toBe(Math.min(epochs, 4));
    const best = losses.indexOf(Math.min(...losses));
    expect(best).toBe(1);
    expect(await bits(model)).toEqual(ofEpochs[best]);
    expect(ofEpochs.at(-1)).not.toEqual(ofEpochs[best]);
  }
});

test('a loss that is not finite ends fit and names the operation; the weights are the last good ones', async () => {
  const model = small();
  await model.fit(pictures(), oneHot(), { batchSize: 5 });
  const before = await bits(model);
  const spoilt = data.pixels.slice();
  spoilt.fill(NaN, 0, 36 * 22);
  const error = await model.fit(spoilt, oneHot(), { batchSize: 5 }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(tf.NonFiniteLossError);
  expect((error as tf.NonFiniteLossError).operation).toBe('batch/gather');
  expect((error as Error).message).toMatch(
    /^the loss of step 1 is not a finite number\..*Try a smaller learning rate/,
  );
  expect(await bits(model)).toEqual(before);

  const wild = small({ optimizer: tf.train.sgd(1e30) });
  await expect(wild.fit(pictures(), oneHot(), { batchSize: 5, epochs: 5 })).rejects.toThrow(
    tf.NonFiniteLossError,
  );
  for (const weight of wild.getWeights()) expect((await weight.data()).every(Number.isFinite)).toBe(true);
  await expect(model.trainOnBatch(spoilt, oneHot())).rejects.toThrow(tf.NonFiniteLossError);
  expect(await bits(model)).toEqual(before);
});

test('everything happens in the order of the calls', async () => {
  const model = small({ optimizer: tf.train.sgd(0.5) });
  const inFives = { batchSize: 5 };
  const before = model.predict(pictures(), inFives);
  const first = model.evaluate(pictures(), oneHot(), inFives) as tf.Tensor[];
  const weights = model.getWeights();
  await model.fit(pictures(), oneHot(), { ...inFives, epochs: 3 });
  const after = model.predict(pictures(), inFives);
  model.setWeights(weights);
  const again = model.predict(pictures(), inFives);
  expect(await numbers(after)).not.toEqual(await numbers(before));
  expect(await numbers(again)).toEqual(await numbers(before));
  expect(await numbers((model.evaluate(pictures(), oneHot(), inFives) as tf.Tensor[])[0]!)).toEqual(
    await numbers(first[0]!),
  );
  expect(() => (again as tf.Tensor).reshape([22, 4]).toFloat().dataSync()).not.toThrow();
});

test('fitDataset takes batches of any size, promises, and stops where they end', async () => {
  const model = small();
  const sizes: number[] = [];
  const batches = async function* (): AsyncGenerator<tf.Batch> {
    for (const size of [2, 5, 3])
      yield await Promise.resolve({ xs: pictures().slice(0, size), ys: oneHot().slice(0, size) });
  };
  const history = await model.fitDataset(batches, {
    epochs: 2,
    validationData: batches,
    callbacks: { onBatchEnd: (_, logs) => void sizes.push(logs!.size!) },
  });
  expect(sizes).toEqual([2, 5, 3, 2, 5, 3]);
  expect(history.history.val_loss).toHaveLength(2);
  const [loss, accuracy] = (await model.evaluateDataset(batches)) as tf.Tensor[];
  expect((await loss!.data())[0]).toBeCloseTo(history.history.val_loss![1]!, 5);
  expect((await accuracy!.data())[0]).toBeCloseTo(history.history.val_acc![1]!, 5);
  await expect(model.fitDataset([{ xs: pictures(), ys: tf.ones([22, 3]) }], { epochs: 1 })).rejects.toThrow(
    "fitDataset: loss 'categoricalCrossentropy' on Dense 'dense_1': expects targets of shape samples×4. Received 22×3",
  );
  await expect(model.fitDataset([1] as never, { epochs: 1 })).rejects.toThrow(
    'fitDataset: each batch must be { xs, ys }. Received number',
  );
});

describe('the loop', () => {
  test('a step of LeNet is at most 24 dispatches; k steps are one pass and one submit, and nothing else', async () => {
    const random = mulberry(1);
    const set = tf.uploadImages(device, {
      name: 'noise',
      images: Uint8Array.from({ length: 12 * 784 }, () => 256 * random()),
      labels: Uint8Array.from({ length: 12 }, (_, i) => i % 10),
      count: 12,
      height: 28,
      width: 28,
      channels: 1,
      classNames: Array.from({ length: 10 }, (_, i) => String(i)),
    });
    const network = tf.defineNetwork(tf.preset('lenet5'));
    const trainer = await tf.Trainer.create(device, {
      network,
      data: set,
      loss: 'sparseCategoricalCrossentropy',
      optimizer: { kind: 'adam' },
      batchSize: 4,
      seed: 1,
    });
    expect(trainer.plan.dispatchCount).toBeLessThanOrEqual(24);
    const nothing = {
      createBuffer: 0,
      createBindGroup: 0,
      createComputePipelineAsync: 0,
      writeBuffer: 0,
      mapAsync: 0,
      copyBufferToBuffer: 0,
    };
    const one = { createCommandEncoder: 1, beginComputePass: 1, submit: 1 };
    const { dispatchCount } = trainer.plan;
    expect(await counting(() => trainer.submit(1), 'dry')).toEqual({
      ...nothing,
      ...one,
      dispatchWorkgroups: dispatchCount,
    });
    expect(await counting(() => trainer.submit(3), 'dry')).toEqual({
      ...nothing,
      ...one,
      dispatchWorkgroups: 3 * dispatchCount,
    });
    trainer.destroy();
    set.destroy();
  });

  test('fit makes, writes and maps nothing but the reading of its history', async () => {
    const model = small();
    let finish: () => void = () => undefined;
    const counted = new Promise<void>((resolve) => (finish = resolve));
    let counts: Promise<Counts> = counting(() => undefined);
    await model.fit(pictures(), oneHot(), {
      batchSize: 5,
      epochs: 22,
      yieldEvery: 'never',
      callbacks: {
        onTrainBegin: () => {
          counts = counting(() => counted);
        },
        onTrainEnd: () => finish(),
      },
    });
    const {
      createBuffer,
      createBindGroup,
      createComputePipelineAsync,
      writeBuffer,
      mapAsync,
      submit,
      dispatchWorkgroups,
    } = await counts;
    expect({ createBindGroup, createComputePipelineAsync, writeBuffer }).toEqual({
      createBindGroup: 0,
      createComputePipelineAsync: 0,
      writeBuffer: 0,
    });
    // One reading at the end: a staging buffer, a copy, a map.
    expect({ createBuffer, mapAsync }).toEqual({ createBuffer: 1, mapAsync: 1 });
    expect(submit).toBeLessThanOrEqual(111);
    expect(dispatchWorkgroups % 110).toBe(0);
  });
});

test('fitDataset makes as many buffers for 24 batches as for 4', async () => {
  const made = async (count: number): Promise<number> => {
    const model = small();
    await model.trainOnBatch(pictures().slice(0, 5), oneHot().slice(0, 5)); // weights and moments are there
    const batches = Array.from({ length: count }, () => ({
      xs: pictures().slice(0, 5),
      ys: oneHot().slice(0, 5),
    }));
    const { createBuffer } = await counting(() =>
      model.fitDataset(batches, { epochs: 1, yieldEvery: 'never' }),
    );
    return createBuffer;
  };
  expect(await made(24)).toBe(await made(4));
});

describe('predict', () => {
  test('gives the same rows whatever the batch size', async () => {
    const model = small();
    const all = await numbers(model.predict(pictures()));
    expect(await numbers(model.predict(pictures(), { batchSize: 5 }))).toEqual(all);
    expect(await numbers(model.predictOnBatch(pictures()))).toEqual(all);
    expect(await numbers(model.predict(pictures().slice(3, 1)))).toEqual(all.slice(12, 16));
    const lazy = model.predict(pictures()) as tf.Tensor;
    expect((model.predict(pictures()) as tf.Tensor).dataSync()).toHaveLength(lazy.size);
    expect((await lazy.argMax(-1).data()).length).toBe(22);
    const before = tf.memory().numTensors;
    const classes = tf.tidy(() => (model.predict(pictures()) as tf.Tensor).argMax(-1));
    expect(tf.memory().numTensors).toBe(before + 1);
    expect(await numbers(classes)).toEqual(await numbers(lazy.argMax(-1)));
    const reading = lazy.data();
    lazy.dispose();
    expect([...(await reading)]).toEqual(all);
    await expect(lazy.data()).rejects.toThrow('is disposed');
  });

  test('several inputs and outputs; predictions go into models without leaving the GPU', async () => {
    const a = tf.input({ shape: [3], name: 'a' });
    const b = tf.input({ shape: [3], name: 'b' });
    const sum = tf.layers.add({ name: 'sum' }).apply([a, b]);
    const both = tf.layers.concatenate({ name: 'both' }).apply([sum, b]);
    const model = tf.model({ inputs: [a, b], outputs: [sum, both] });
    expect(model.layers.map(({ name }) => name)).toEqual(['a', 'b', 'sum', 'both']);
    const [x, y] = [tf.tensor2d([[1, 2, 3]]), tf.tensor2d([[10, 20, 30]])];
    const [s, c] = model.predict([x, y]) as tf.Tensor[];
    expect(c!.shape).toEqual([1, 6]);
    expect(await numbers(c!)).toEqual([11, 22, 33, 10, 20, 30]);
    const [t] = model.predict([s!, y]) as tf.Tensor[];
    expect(await numbers(t!)).toEqual([21, 42, 63]);
    expect(() => model.predict(x)).toThrow(
      "predict: model 'model' expects 2 inputs as an array. Received one",
    );
    expect(() => model.predict([x, tf.ones([2, 3])])).toThrow(
      "predict: model 'model' expects as many samples for each input. Received 1 and 2",
    );
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    await expect(model.fit(x, y)).rejects.toThrow(
      "fit: model 'model' expects 2 inputs as an array. Received one",
    );
  });
});

test('a disposed model says so', async () => {
  const model = small();
  const prediction = model.predict(pictures(), { batchSize: 5 });
  model.dispose();
  expect((await numbers(prediction)).length).toBe(88);
  await expect(numbers(model.predict(pictures()))).rejects.toThrow("model 'sequential': is disposed");
});

describe('frozen layers', () => {
  test('stay as they are, whether frozen before or after the model was used; and learn again', async () => {
    const model = small();
    await model.fit(pictures(), oneHot());
    const [conv, dense] = [model.layers[0]!, model.layers[4]!];
    const weights = async (layer: tf.Layer): Promise<number[]> =>
      (await Promise.all(layer.getWeights().map((one) => one.data()))).flatMap((values) => [...values]);
    const before = [await weights(conv), await weights(dense)];
    conv.trainable = false;
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    expect([await weights(conv), await weights(dense)], 'they moved and are the same').toEqual(before);
    await model.fit(pictures(), oneHot(), { epochs: 3, callbacks: null });
    expect(await weights(conv)).toEqual(before[0]);
    const head = await weights(dense);
    expect(head).not.toEqual(before[1]);
    conv.trainable = true;
    dense.trainable = false;
    model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
    await model.fit(pictures(), oneHot());
    expect(await weights(conv)).not.toEqual(before[0]);
    expect(await weights(dense)).toEqual(head);
  });
});

describe('what is awaited is on the host', () => {
  test('evaluate: its scalars can be read at once, with and without metrics', async () => {
    const model = small();
    // As tfjs has it, without awaiting: there, and their numbers on the way.
    const [first] = model.evaluate(pictures(), oneHot()) as tf.Tensor[];
    expect([...(await first!.data())]).toHaveLength(1);
    const both = await model.evaluate(pictures(), oneHot());
    const [loss, accuracy] = both as tf.Tensor[];
    expect(loss!.dataSync()).toEqual(await loss!.data());
    expect(accuracy!.dataSync()[0]).toBeGreaterThanOrEqual(0);
    model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
    const single = (await model.evaluate(pictures(), oneHot())) as tf.Tensor;
    expect(single.dataSync()[0]).toBeCloseTo(loss!.dataSync()[0]!, 5);
    const streamed = (await model.evaluateDataset([{ xs: pictures(), ys: oneHot() }])) as tf.Tensor;
    expect(streamed.dataSync()[0]).toBeCloseTo(loss!.dataSync()[0]!, 5);
  });

  test('a prediction can be read at once after data()', async () => {
    const answer = small().predict(pictures()) as tf.Tensor;
    const values = await answer.data();
    expect(answer.dataSync()).toEqual(values);
  });
});

describe('a part of a model', () => {
  test('has the weights of the whole: it sees what that learned, and is not trained by itself', async () => {
    const model = small();
    const pooled = tf.model({ inputs: model.inputs, outputs: model.layers[1]!.output });
    expect(pooled.layers.at(-1)).toBe(model.layers[1]);
    expect(pooled.countParams()).toBe(30);
    const features = async (): Promise<number[]> => [
      ...(await (pooled.predict(pictures()) as tf.Tensor).data()),
    ];
    const before = await features();
    expect(before).toHaveLength(data.count * 2 * 2 * 3);
    await model.fit(pictures(), oneHot(), { epochs: 2 });
    const after = await features();
    expect(after).not.toEqual(before);
    expect(await Promise.all(pooled.getWeights().map((one) => one.array()))).toEqual(
      await Promise.all(model.layers[0]!.getWeights().map((one) => one.array())),
    );
    pooled.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    await expect(pooled.fit(pictures(), tf.ones([data.count, 2, 2, 3]))).rejects.toThrow(
      "model 'model': fit is for the model that its layers are of",
    );
    // Freed, it leaves the whole as it is.
    pooled.dispose();
    expect([...(await (model.predict(pictures()) as tf.Tensor).data())]).toHaveLength(4 * data.count);
  });
});
