// AlexNet and VGG-11 made small, with a smaller picture, an eighth of the filters and few units: every layer's numbers,
// and one training step, against TensorFlow.js on its CPU. Windows, strides, overlaps and order are those of the whole.

import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { uploadImages } from '../../src/data/deviceDataset';
import { readFloats } from '../../src/gpu/readback';
import { Slab } from '../../src/gpu/slab';
import { compilePlan } from '../../src/graph/plan';
import { defineNetwork, type Network } from '../../src/models/network';
import { pretendTarget, targetOf } from '../../src/kernels/target';
import { ParameterStore } from '../../src/models/parameterStore';
import { preset } from '../../src/models/presets';
import { random } from '../../src/reference/ndArray';
import { forwardGraph } from '../../src/train/stepGraph';
import { memoryOf } from '../../src/train/memory';
import { Trainer } from '../../src/train/trainer';
import { Trial, TRIAL_STEP } from '../../src/inspect/trial';
import { relativeError } from '../support/compare';
import { testDevice } from '../support/device';
import { tfjsForward, type TfWeights } from '../support/peers/tfjsNetwork';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
  await tf.setBackend('cpu');
});
afterEach(() => {
  pretendTarget(device, null);
});

const CLASSES = 10;

/** Nothing falls silent in it, so that tfjs does the same. */
function reduced(name: string, side: number, units: number): Network {
  const config = preset(name);
  return defineNetwork({
    ...config,
    input: [side, side, 3],
    layers: config.layers.map((layer, index) => {
      if (layer.kind === 'dropout') return { ...layer, options: { rate: 0 } };
      if (layer.kind === 'conv2d')
        return { ...layer, options: { ...layer.options, filters: (layer.options!.filters as number) / 8 } };
      if (layer.kind !== 'dense') return layer;
      const count = index === config.layers.length - 1 ? CLASSES : units;
      return { ...layer, options: { ...layer.options, units: count } };
    }),
  });
}

const largest = (numbers: ArrayLike<number>): number =>
  Array.from(numbers).reduce((most, one) => Math.max(most, Math.abs(one)), 0);

async function weightsOf(store: ParameterStore): Promise<TfWeights> {
  const read = await store.read();
  return Object.fromEntries(read.map(({ name, shape, values }) => [name, tf.tensor(values, [...shape])]));
}

describe.each([
  { name: 'alexnet', side: 67, units: 24 },
  { name: 'vgg11', side: 32, units: 24 },
])('$name at $side×$side', ({ name, side, units }) => {
  const network = reduced(name, side, units);

  it('gives the numbers of tfjs in every layer', async () => {
    const store = new ParameterStore(device, network);
    store.initialize(1);
    const input = new Slab('input');
    const { graph, inputs, results } = forwardGraph(network, store, 1, 'all', input);
    input.allocate(device);
    const plan = await compilePlan(device, graph);
    const picture = Float32Array.from(random([1, side, side, 3], 7, 0, 1).data);
    device.queue.writeBuffer(input.buffer, 0, picture);
    plan.run();
    const expected = tfjsForward(network, await weightsOf(store), tf.tensor(picture, [...inputs[0]!.shape]));
    for (const [layer, tensor] of results) {
      const answer = expected.get(layer)!;
      const values = layer === network.outputs[0] ? tf.softmax(answer) : answer;
      const ours = await readFloats(device, plan.view(tensor));
      expect(relativeError(ours, values.dataSync()), layer).toBeLessThanOrEqual(1e-4);
    }
    plan.destroy();
    input.destroy();
    store.destroy();
  });

  it('takes the training step that tfjs takes', async () => {
    const rate = 0.05;
    const bytes = Uint8Array.from(random([2, side, side, 3], 9, 0, 256).data, Math.floor);
    const data = uploadImages(device, {
      name: 'noise',
      height: side,
      width: side,
      channels: 3,
      count: 2,
      images: bytes,
      labels: Uint8Array.of(3, 8),
      classNames: Array.from({ length: CLASSES }, (_, i) => `${i}`),
    });
    const trainer = await Trainer.create(device, {
      network,
      data,
      loss: 'sparseCategoricalCrossentropy',
      optimizer: { kind: 'sgd', options: { learningRate: rate } },
      batchSize: 2,
      seed: 1,
      shuffle: false,
    });
    const before = await weightsOf(trainer.store);
    trainer.submit(1);
    const { records } = await trainer.read();
    const after = await trainer.store.read();

    const x = tf.tensor(
      Float32Array.from(bytes, (byte) => byte / 255),
      [2, side, side, 3],
    );
    const labels = tf.oneHot(tf.tensor1d([3, 8], 'int32'), CLASSES);
    const names = Object.keys(before);
    const { value, grads } = tf.valueAndGrads((...given) => {
      const weights = Object.fromEntries(names.map((one, i) => [one, given[i]!]));
      const logits = tfjsForward(network, weights, x).get(network.outputs[0]!)!;
      return tf.neg<tf.Scalar>(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), -1)));
    })(Object.values(before));
    expect(records[0]!.loss).toBeCloseTo(value.dataSync()[0]!, 4);
    for (const [i, { name: parameter, values }] of after.entries()) {
      const [was, gradient] = [before[parameter]!.dataSync(), grads[i]!.dataSync()];
      const moved = values.map((now, at) => (was[at]! - now) / rate);
      // Differences of f32 numbers near 1: a step is seen to 1e-6 or so, a gradient to that divided by the rate.
      const coarse = largest(was) * 2 ** -23;
      expect(relativeError(moved, gradient), parameter).toBeLessThanOrEqual(
        2e-4 + coarse / rate / largest(gradient),
      );
    }
    trainer.destroy();
    data.destroy();
  });
});

it('AlexNet gives the same answers and takes the same step where bindings show little of its weights', async () => {
  const side = 67;
  const network = reduced('alexnet', side, 512);
  // Its second dense layer in eight strips, as VGG-16's first is in four of 128 MiB; convolutions fit whole.
  const limit = 176 * 1024;
  const bytes = Uint8Array.from(random([1, side, side, 3], 9, 0, 256).data, Math.floor);
  const pixels = Float32Array.from(bytes, (byte) => byte / 255);
  const tried = async (most: number | null) => {
    pretendTarget(device, most === null ? null : { bindingBytes: most });
    const { largestBinding } = memoryOf(network, { ...TRIAL_STEP, target: targetOf(device) });
    const trial = await Trial.open(device, network, 1);
    const { answers } = await trial.forward(pixels);
    const { loss } = await trial.step(bytes, 3);
    const after = await trial.forward(pixels);
    trial.destroy();
    return { bound: largestBinding.bytes, answers, loss, after: after.answers };
  };
  const [whole, cut] = [await tried(null), await tried(limit)];
  expect(whole.bound).toBeGreaterThan(4 * limit);
  expect(cut.bound).toBeLessThanOrEqual(limit);
  expect(relativeError(cut.answers, whole.answers)).toBeLessThanOrEqual(1e-5);
  expect(cut.loss).toBeCloseTo(whole.loss, 4);
  expect(relativeError(cut.after, whole.after)).toBeLessThanOrEqual(1e-5);
  expect(relativeError(whole.after, whole.answers)).toBeGreaterThan(1e-4);
});
