// Prediction, evaluation and training with weights as f16: close to those with f32.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { Predictor } from '../../src/api/predictor';
import { readSamples } from '../../src/api/samples';
import { readBytes } from '../../src/gpu/readback';
import * as tf from '../../src/index';
import { lenet5 } from '../../src/models/lenet';
import { random } from '../../src/reference/ndArray';
import { testDevice } from '../support/device';
import { stripes } from './scripts';

const device = await testDevice();
afterEach(() => tf.setDevice(null));

/** How far probabilities may be from those with f32 weights, which are rounded by up to 1 in 2048 each. */
const TOLERANCE = 2e-3;

const data = stripes(24, 6, 3);
const pictures = (): tf.Tensor => tf.tensor4d(data.pixels, [data.count, 6, 6, 1]);
const oneHot = (): tf.Tensor => tf.oneHot(data.labels, 4);

function small(): tf.Sequential {
  const model = tf.sequential({
    seed: 5,
    layers: [
      tf.layers.conv2d({ inputShape: [6, 6, 1], filters: 6, kernelSize: 3, activation: 'relu' }),
      tf.layers.batchNormalization(),
      tf.layers.flatten(),
      tf.layers.dense({ units: 4, activation: 'softmax' }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.02), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

const numbers = async (tensor: tf.Tensor | tf.Tensor[]): Promise<number[]> => [
  ...(await (tensor as tf.Tensor).data()),
];
const furthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
const classes = (outputs: readonly number[], count: number): number[] =>
  Array.from({ length: outputs.length / count }, (_, n) => {
    const row = outputs.slice(n * count, (n + 1) * count);
    return row.indexOf(Math.max(...row));
  });

describe.runIf(device.features.has('shader-f16'))('on a device that has f16', () => {
  it('LeNet-5 gives the same answers from half the bytes, without the f32 weights', async () => {
    const network = tf.defineNetwork(lenet5);
    const store = new tf.ParameterStore(device, network);
    store.initialize(3);
    const samples = readSamples('x', Float32Array.from(random([3, 28, 28, 1], 9, 0, 1).data), [28, 28, 1]);
    const ask = async (parameters: tf.ForwardParameters): Promise<number[]> => {
      const predictor = new Predictor(network, parameters);
      const [output] = await predictor.run([samples], 4);
      predictor.destroy();
      return [...new Float32Array(await readBytes(device, output!.slab.buffer, 0, 30 * 4))];
    };
    const full = await ask(store);
    const half = await tf.HalfParameters.create(store);
    const bytes = store.parameters.sizeBytes;
    store.destroy();
    const rounded = await ask(half);
    half.destroy();
    expect(furthest(rounded, full)).toBeGreaterThan(0);
    expect(furthest(rounded, full)).toBeLessThan(TOLERANCE);
    expect(classes(rounded, 10)).toEqual(classes(full, 10));
    expect(half.sizeBytes / bytes).toBeCloseTo(0.5, 1);
  });

  it('predict and evaluate see the weights of the moment', async () => {
    tf.setDevice(device);
    const model = small();
    const x = pictures();
    for (let round = 0; round < 2; round++) {
      await model.fit(x, oneHot(), { epochs: 3, batchSize: 8 });
      const full = await numbers(model.predict(x));
      const rounded = await numbers(model.predict(x, { weights: 'f16' }));
      expect(furthest(rounded, full)).toBeGreaterThan(0);
      expect(furthest(rounded, full)).toBeLessThan(TOLERANCE);
      const [loss, halfLoss] = [model.evaluate(x, oneHot()), model.evaluate(x, oneHot(), { weights: 'f16' })];
      const [a, b] = [await numbers((loss as tf.Tensor[])[0]!), await numbers((halfLoss as tf.Tensor[])[0]!)];
      expect(furthest(a, b)).toBeLessThan(TOLERANCE);
    }
    model.dispose();
  });

  it('evaluateDataset and validation see the rounded weights as evaluate does', async () => {
    tf.setDevice(device);
    const model = small();
    const x = pictures();
    const batches = (): tf.Batch[] => [{ xs: pictures(), ys: oneHot() }];
    const losses = async (given: tf.Tensor | tf.Tensor[]): Promise<number> =>
      (await numbers((given as tf.Tensor[])[0]!))[0]!;
    for (const streamed of [false, true]) {
      const validation = { validationData: [x, oneHot()], validationWeights: 'f16' } as const;
      const history = streamed
        ? await model.fitDataset(batches, { epochs: 2, ...validation })
        : await model.fit(x, oneHot(), { epochs: 2, batchSize: 8, ...validation });
      const half = await losses(model.evaluate(x, oneHot(), { weights: 'f16' }));
      const full = await losses(model.evaluate(x, oneHot()));
      expect(half).not.toBe(full);
      expect(history.history.val_loss!.at(-1)).toBeCloseTo(half, 5);
      expect(await losses(await model.evaluateDataset(batches(), { weights: 'f16' }))).toBeCloseTo(half, 5);
      expect(await losses(await model.evaluateDataset(batches()))).toBeCloseTo(full, 5);
    }
    model.dispose();
  });

  it('a model compiled for mixed precision learns, in fit, in fitDataset and batch by batch', async () => {
    tf.setDevice(device);
    const x = pictures();
    const lossesWith = async (dtypePolicy?: tf.DtypePolicy): Promise<number[]> => {
      const model = small();
      model.compile({
        ...{ optimizer: tf.train.adam(0.02), loss: 'categoricalCrossentropy' },
        ...(dtypePolicy && { dtypePolicy }),
      });
      const first = await model.fit(x, oneHot(), { epochs: 3, batchSize: 8 });
      const streamed = await model.fitDataset(() => [{ xs: pictures(), ys: oneHot() }], { epochs: 2 });
      const last = await model.trainOnBatch(x, oneHot());
      model.dispose();
      return [...first.history.loss!, ...streamed.history.loss!, last as number];
    };
    const [mixed, full] = [await lossesWith('mixed_float16'), await lossesWith()];
    expect(mixed.at(-1)!).toBeLessThan(mixed[0]! / 2);
    expect(furthest(mixed, full)).toBeGreaterThan(0);
    expect(furthest(mixed, full)).toBeLessThan(0.02);
    expect(await lossesWith('float32')).toEqual(full);
  });

  it('training in mixed precision ends where a weight is too large for f16, and says which', async () => {
    tf.setDevice(device);
    const model = small();
    model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy', dtypePolicy: 'mixed_float16' });
    const weights = model.getWeights();
    model.setWeights([tf.fill([3, 3, 1, 6], 1e5), ...weights.slice(1)]);
    const fit = model.fit(pictures(), oneHot());
    await expect(fit).rejects.toThrow(tf.HalfRangeError);
    await expect(fit).rejects.toThrow(/training in mixed_float16.*weight' has 54\. Train in float32/);
    model.dispose();
  });

  it('a model with a weight too large for f16 says so and goes on with f32', async () => {
    tf.setDevice(device);
    const model = small();
    const weights = model.getWeights();
    model.setWeights([tf.fill([3, 3, 1, 6], 1e5), ...weights.slice(1)]);
    const x = pictures();
    await expect(numbers(model.predict(x, { weights: 'f16' }))).rejects.toThrow(tf.HalfRangeError);
    expect(await numbers(model.predict(x))).toHaveLength(data.count * 4);
    model.dispose();
  });
});

it('a device without f16 refuses before anything is allocated', async () => {
  const plain = await (await navigator.gpu.requestAdapter())!.requestDevice();
  tf.setDevice(plain);
  const create = vi.spyOn(plain, 'createBuffer');
  const model = small();
  await expect(numbers(model.predict(pictures(), { weights: 'f16' }))).rejects.toThrow(
    tf.MissingFeatureError,
  );
  model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy', dtypePolicy: 'mixed_float16' });
  await expect(model.fit(pictures(), oneHot())).rejects.toThrow(tf.MissingFeatureError);
  expect(create).not.toHaveBeenCalled();
  model.dispose();
  plain.destroy();
});

it('other policies are refused by name', () => {
  const args = { optimizer: 'sgd', loss: 'meanSquaredError', dtypePolicy: 'bfloat16' as 'mixed_float16' };
  expect(() => {
    small().compile(args);
  }).toThrow("compile: dtypePolicy must be 'float32' or 'mixed_float16'. Received \"bfloat16\"");
});

it('other types of weights are refused by name', () => {
  const model = small();
  const args = { weights: 'f8' as 'f16' };
  expect(() => model.predict(pictures(), args)).toThrow(
    "predict: weights must be 'f32' or 'f16'. Received \"f8\"",
  );
});
