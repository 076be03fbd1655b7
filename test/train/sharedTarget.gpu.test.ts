// A data set with one target, as the page has it, for a network with several outputs: each learns from the same labels, as
// the auxiliary classifiers of GoogLeNet do.

import { beforeAll, describe, expect, it } from 'vitest';
import { uploadImages } from '../../src/data/deviceDataset';
import { ArchitectureError, defineNetwork, type NetworkConfig } from '../../src/models/network';
import { Trainer, type TrainerOptions } from '../../src/train/trainer';
import { testDevice } from '../support/device';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

const ROWS = 12;
const images = Uint8Array.from({ length: ROWS * 64 }, (_, i) => (7 * i * i + 13 * i + (i >> 3)) % 256);
const labels = Uint8Array.from({ length: ROWS }, (_, i) => i % 3);
const data = () =>
  uploadImages(device, {
    ...{ name: 'twelve', height: 8, width: 8, channels: 1, count: ROWS, images, labels },
    classNames: ['a', 'b', 'c'],
  });

const CONFIG: NetworkConfig = {
  name: 'auxiliary',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 4, kernelSize: 3, activation: 'relu' } },
    { name: 'pool', kind: 'maxPooling2d', options: { poolSize: 2 } },
    { name: 'flat', kind: 'flatten' },
    { name: 'early', kind: 'dense', options: { units: 3, activation: 'softmax' } },
    { name: 'hidden', kind: 'dense', options: { units: 5, activation: 'tanh' }, inputs: ['flat'] },
    { name: 'late', kind: 'dense', options: { units: 3, activation: 'softmax' } },
  ],
  outputs: ['late', 'early'],
};

async function trained(options: Partial<TrainerOptions> = {}, config = CONFIG) {
  const trainer = await Trainer.create(device, {
    ...{ network: defineNetwork(config), data: data(), loss: 'sparseCategoricalCrossentropy' },
    ...{ optimizer: { kind: 'adam', options: { learningRate: 0.01 } }, batchSize: 5, seed: 4, ...options },
  });
  trainer.submit(6);
  const { records } = await trainer.read();
  const evaluator = await trainer.evaluator(data(), 7);
  const weights = (await trainer.store.read()).map(({ name, values }) => [name, [...values]] as const);
  const made = {
    records,
    weights: Object.fromEntries(weights),
    scores: await evaluator.run(),
    plan: String(trainer.plan),
  };
  evaluator.destroy();
  trainer.destroy();
  return made;
}

describe('one target for two outputs', () => {
  it('trains both, gathers the labels once, and records each', async () => {
    const { records, scores, plan } = await trained({ lossOptions: { lossWeights: [1, 0.3] } });
    expect(plan.match(/batch\/gather/g)).toHaveLength(1);
    for (const { loss, accuracy, outputs = [] } of [...records, scores]) {
      expect(outputs).toHaveLength(2);
      expect(loss).toBeCloseTo(outputs[0]!.loss + 0.3 * outputs[1]!.loss, 6);
      expect(accuracy).toBe(outputs[0]!.accuracy);
    }
    expect(records.at(-1)!.outputs![1]!.loss).toBeLessThan(records[0]!.outputs![1]!.loss);
  });

  it('gives the same bits fused and layer by layer, in one submit and in several', async () => {
    const { plan: _, ...fused } = await trained({ lossOptions: { lossWeights: [1, 0.3] } });
    const { plan: __, ...plain } = await trained({
      ...{ lossOptions: { lossWeights: [1, 0.3] }, layerByLayer: true },
    });
    expect(plain).toEqual(fused);
  });

  it('with a weight of 0 for one output trains the other as if it were alone', async () => {
    const both = await trained({ lossOptions: { lossWeights: [1, 0] } });
    const alone = await trained({}, { ...CONFIG, outputs: ['late'] });
    for (const name of ['conv/weight', 'conv/bias', 'hidden/weight', 'late/weight', 'late/bias'])
      expect(both.weights[name], name).toEqual(alone.weights[name]);
    expect(both.records.map(({ loss }) => loss)).toEqual(alone.records.map(({ loss }) => loss));
    expect(alone.records[0]!.outputs).toBeUndefined();
  });
});

it('refuses data that have another number of inputs', async () => {
  const two = defineNetwork({
    ...{ name: 'two', outputs: ['y'] },
    input: [
      { name: 'a', shape: [8, 8, 1] },
      { name: 'b', shape: [8, 8, 1] },
    ],
    layers: [
      { name: 'sum', kind: 'add', inputs: ['a', 'b'] },
      { name: 'flat', kind: 'flatten' },
      { name: 'y', kind: 'dense', options: { units: 3, activation: 'softmax' } },
    ],
  });
  const made = trained({ network: two });
  await expect(made).rejects.toThrow(ArchitectureError);
  await expect(made).rejects.toThrow(
    "network 'two': has 2 inputs and 1 outputs. Received data for 1 and 1, and 1 losses",
  );
});
