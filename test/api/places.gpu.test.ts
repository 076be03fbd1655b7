// Where models are saved: folders in Node, and the state of the optimizer, in the form of tfjs both ways.

import * as theirs from '@tensorflow/tfjs';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as tf from '../../src/index';
import { testDevice } from '../support/device';
import { contextFor, type Library } from './examples/program';

const folder = mkdtempSync(`${tmpdir()}/convscope-places-`);
afterAll(() => rmSync(folder, { recursive: true }));
const tfjs = theirs as unknown as Library;

beforeAll(async () => {
  tf.setDevice(await testDevice());
  theirs.env().set('PROD', true);
  await theirs.setBackend('cpu');
});

function built(lib: Library, optimizer: tf.Optimizer | string): tf.LayersModel {
  const model = lib.sequential({
    layers: [
      lib.layers.conv2d({ inputShape: [5, 5, 1], filters: 2, kernelSize: 3, activation: 'tanh', name: 'c' }),
      lib.layers.flatten({ name: 'f' }),
      lib.layers.dense({ units: 3, activation: 'softmax', name: 'd' }),
    ],
  });
  contextFor(lib, '', false).start(model);
  model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}
const data = (lib: Library): [tf.Tensor, tf.Tensor] => [
  lib.linspace(-1, 1, 4 * 25).reshape([4, 5, 5, 1]),
  lib.oneHot(lib.tensor1d([0, 1, 2, 0], 'int32'), 3).toFloat(),
];

async function train(lib: Library, model: tf.LayersModel, epochs: number): Promise<number[]> {
  const { history } = await model.fit(...data(lib), { epochs, batchSize: 2, shuffle: false });
  return history.loss!;
}

async function artifactsOf(model: tf.LayersModel): Promise<tf.ModelArtifacts> {
  const kept: tf.ModelArtifacts[] = [];
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      kept.push(artifacts);
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
    }),
    { includeOptimizer: true },
  );
  return kept[0]!;
}

describe.each<[string, (lib: Library) => tf.Optimizer]>([
  ['adam', (lib) => lib.train.adam(0.05, 0.9, 0.999, 1e-10)],
  ['momentum', (lib) => lib.train.momentum(0.05, 0.9)],
  ['rmsprop', (lib) => lib.train.rmsprop(0.01, 0.9, 0.5)],
  ['sgd', (lib) => lib.train.sgd(0.1)],
])('a model saved with its %s goes on where it was', (_, optimizer) => {
  test.each<[string, Library, Library]>([
    ['here, loaded by tfjs', tf, tfjs],
    ['by tfjs, loaded here', tfjs, tf],
    ['here and loaded here', tf, tf],
  ])('saved %s', async (_title, from, to) => {
    const first = built(from, optimizer(from));
    await train(from, first, 3);
    const artifacts = await artifactsOf(first);
    const second = await to.loadLayersModel(to.io.fromMemory(artifacts));
    const [expected, actual] = [await train(from, first, 3), await train(to, second, 3)];
    expected.forEach((loss, epoch) =>
      expect(Math.abs(loss - actual[epoch]!), `epoch ${epoch}: ${actual[epoch]!} for ${loss}`).toBeLessThan(
        1e-4,
      ),
    );
  });
});

test('the list of weights is that of tfjs: names, shapes, types, groups', async () => {
  const specsOf = async (lib: Library): Promise<unknown[]> => {
    const model = built(lib, lib.train.adam(0.05));
    await train(lib, model, 1);
    // tfjs numbers variables of one name: `c/kernel_8/m`.
    return ((await artifactsOf(model)).weightSpecs as { name: string }[]).map(({ name, ...spec }) => ({
      name: name.replace(/_\d+\//, '/'),
      ...spec,
    }));
  };
  expect(await specsOf(tf)).toEqual(await specsOf(tfjs));
});

test('moments fit where a layer is written as another one: those of a new weight are zeros', async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [4], units: 3, name: 'd' }),
      tf.layers.batchNormalization({ scale: false, name: 'n' }),
      tf.layers.dense({ units: 2, activation: 'softmax', name: 'e' }),
    ],
  });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  const [x, y] = [tf.linspace(-1, 1, 16).reshape([4, 4]), tf.oneHot([0, 1, 1, 0], 2)];
  await model.fit(x, y, { epochs: 1 });
  const artifacts = await artifactsOf(model);
  const loaded = await theirs.loadLayersModel(theirs.io.fromMemory(artifacts));
  const weights = await loaded.optimizer.getWeights();
  expect(weights).toHaveLength(1 + 2 * loaded.trainableWeights.length);
  const gamma = weights.find(({ name }) => name === 'n/gamma/m')!;
  expect([...gamma.tensor.dataSync()]).toEqual([0, 0, 0]);
  const again = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  expect(again.loss).toBe('categoricalCrossentropy');
  await again.fit(x, y, { epochs: 1 });
});

test('settings that are not here leave a model that predicts, with a remark', async () => {
  const artifacts = await artifactsOf(built(tf, 'sgd'));
  const trainingConfig = { ...(artifacts.trainingConfig as object), loss: 'hinge' };
  const remarks: string[] = [];
  const loaded = await tf.loadLayersModel(tf.io.fromMemory({ ...artifacts, trainingConfig }), {
    onRemark: (remark) => remarks.push(remark),
  });
  expect(loaded.optimizer).toBeUndefined();
  expect(remarks).toHaveLength(1);
  expect(remarks[0]).toContain("its training settings were not read: there is no loss 'hinge'");
  await expect(
    (async () => {
      const model = built(tf, tf.train.adamw(0.01));
      await artifactsOf(model);
    })(),
  ).rejects.toThrow("tfjs has no optimizer 'adamw' to save the state of");
});

test('file:// writes model.json and weights.bin, and reads them, also what tfjs wrote', async () => {
  const model = built(tf, 'sgd');
  const { modelArtifactsInfo } = await model.save(`file://${folder}/a/b`);
  expect(readdirSync(`${folder}/a/b`)).toEqual(['model.json', 'weights.bin']);
  expect(modelArtifactsInfo.weightDataBytes).toBe(readFileSync(`${folder}/a/b/weights.bin`).length);
  const json = JSON.parse(readFileSync(`${folder}/a/b/model.json`, 'utf8')) as {
    weightsManifest: [{ paths: string[] }];
  };
  expect(json.weightsManifest[0].paths).toEqual(['weights.bin']);
  const expected = [...(model.predict(data(tf)[0]) as tf.Tensor).dataSync()];
  for (const address of [`file://${folder}/a/b/model.json`, `file://${folder}/a/b`]) {
    const loaded = await tf.loadLayersModel(address);
    expect([...(loaded.predict(data(tf)[0]) as tf.Tensor).dataSync()]).toEqual(expected);
  }
  const text = readFileSync(`${folder}/a/b/model.json`, 'utf8');
  const other = await theirs.loadLayersModel({
    load: () => {
      const { modelTopology, weightsManifest } = JSON.parse(text) as theirs.io.ModelJSON;
      const bytes = readFileSync(`${folder}/a/b/weights.bin`);
      return Promise.resolve({
        modelTopology,
        weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
        weightData: new Uint8Array(bytes).buffer,
      });
    },
  });
  const answer = [
    ...(other.predict(theirs.linspace(-1, 1, 100).reshape([4, 5, 5, 1])) as theirs.Tensor).dataSync(),
  ];
  answer.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
  await expect(tf.loadLayersModel(`file://${folder}/none`)).rejects.toThrow(
    /none\/model\.json' can't be read/,
  );
});

test('what only a page has says so in Node', async () => {
  const model = built(tf, 'sgd');
  await expect(model.save('indexeddb://m')).rejects.toThrow('indexeddb://: a page has it only');
  await expect(model.save('localstorage://m')).rejects.toThrow('localstorage://: a page has it only');
  await expect(model.save('downloads://m')).rejects.toThrow('downloads://m: a page can download files only');
  await expect(tf.io.removeModel('file://m')).rejects.toThrow(
    'expected an address of localstorage or indexeddb',
  );
  expect(await tf.io.listModels()).toEqual({});
});
