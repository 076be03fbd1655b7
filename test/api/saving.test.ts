// Models of this API and of tfjs change places: through the same IO handlers, with the same answers.

import * as theirs from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import * as tf from '../../src/index';
import { relativeError } from '../support/compare';
import { testDevice } from '../support/device';
import { tfjsFiles } from '../support/peers/tfjsModels';
import { random } from '../../src/reference/ndArray';

beforeAll(async () => {
  tf.setDevice(await testDevice());
  await theirs.setBackend('cpu');
});

const x = Float32Array.from(random([3, 8, 8, 1], 4).data);
const numbers = async (tensor: unknown): Promise<ArrayLike<number>> =>
  (tensor as { data(): Promise<ArrayLike<number>> }).data();

/** The same script for both libraries. */
function chain(lib: Pick<typeof tf, 'sequential' | 'layers'>): tf.Sequential {
  const model = lib.sequential({ name: 'digits' });
  model.add(
    lib.layers.conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, activation: 'relu', name: 'c' }),
  );
  model.add(lib.layers.maxPooling2d({ poolSize: 2, name: 'p' }));
  model.add(lib.layers.batchNormalization({ name: 'bn' }));
  model.add(lib.layers.flatten({ name: 'f' }));
  model.add(lib.layers.dense({ units: 3, activation: 'softmax', name: 'd' }));
  return model;
}

function branches(lib: Pick<typeof tf, 'input' | 'layers' | 'model'>): tf.LayersModel {
  const image = lib.input({ shape: [8, 8, 1], name: 'image' });
  const a = lib.layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same', name: 'a' }).apply(image);
  const b = lib.layers
    .depthwiseConv2d({ kernelSize: 3, padding: 'same', depthMultiplier: 2, name: 'b' })
    .apply(image);
  const sum = lib.layers.add({ name: 'sum' }).apply([a, b]);
  const both = lib.layers.concatenate({ name: 'both' }).apply([sum, a]);
  const y = lib.layers.globalAveragePooling2d({ name: 'y' }).apply(both);
  return lib.model({ inputs: image, outputs: [y, sum], name: 'branches' });
}

function shared(lib: Pick<typeof tf, 'input' | 'layers' | 'model'>): tf.LayersModel {
  const image = lib.input({ shape: [8, 8, 1], name: 'image' });
  const conv = lib.layers.conv2d({ filters: 1, kernelSize: 3, padding: 'same', name: 'c' });
  const norm = lib.layers.batchNormalization({ name: 'n' });
  const [once, twice] = [norm.apply(conv.apply(image)), norm.apply(conv.apply(conv.apply(image)))];
  const sum = lib.layers.add({ name: 'sum' }).apply([once, twice]);
  return lib.model({ inputs: image, outputs: sum, name: 'shared' });
}

async function saved(model: tf.LayersModel): Promise<tf.ModelArtifacts> {
  let kept: tf.ModelArtifacts = {};
  const { modelArtifactsInfo } = await model.save(
    tf.io.withSaveHandler((artifacts) => {
      kept = artifacts;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
    }),
  );
  expect(modelArtifactsInfo.modelTopologyType).toBe('JSON');
  return kept;
}

async function expectSame(ours: tf.LayersModel, other: theirs.LayersModel): Promise<void> {
  const mine = [ours.predict(tf.tensor4d(x, [3, 8, 8, 1]))].flat();
  const expected = [other.predict(theirs.tensor4d(x, [3, 8, 8, 1]))].flat();
  expect(mine).toHaveLength(expected.length);
  for (const [i, y] of expected.entries()) {
    expect(mine[i]!.shape).toEqual(y.shape);
    expect(relativeError(await numbers(mine[i]), await numbers(y))).toBeLessThan(1e-4);
  }
}

describe.each([
  ['a sequence', chain],
  ['branches', branches],
  ['layers at several places', shared],
] as const)('%s', (_, make) => {
  test('that tfjs saves is loaded, through a handler of either library', async () => {
    const model = make(theirs as never) as unknown as theirs.LayersModel;
    let artifacts: unknown;
    await model.save(
      tf.io.withSaveHandler((given) => {
        artifacts = given;
        return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
      }) as theirs.io.IOHandler,
    );
    await expectSame(await tf.loadLayersModel(tf.io.fromMemory(artifacts)), model);
    const handler = theirs.io.fromMemory(artifacts as theirs.io.ModelArtifacts) as tf.IOHandler;
    await expectSame(await tf.loadLayersModel(handler), model);
  });

  test('that is saved here is loaded by tfjs', async () => {
    const model = make(tf);
    const artifacts = await saved(model);
    const other = await theirs.loadLayersModel(theirs.io.fromMemory(artifacts));
    await expectSame(model, other);
  });

  test('comes back as it was, trained weights too', async () => {
    const model = make(tf);
    model.setWeights(model.getWeights().map((weight, i) => weight.add(i + 1)));
    // On the GPU from here on.
    [model.predict(tf.tensor4d(x, [3, 8, 8, 1]))].flat().forEach((y) => y.dispose());
    const back = await tf.loadLayersModel(tf.io.fromMemory(await saved(model)));
    expect(back.toJSON()).toEqual(model.toJSON());
    expect(back.constructor).toBe(model.constructor);
    const [before, after] = [model.getWeights(), back.getWeights()];
    for (const [i, weight] of before.entries())
      expect(await numbers(after[i])).toEqual(await numbers(weight));
  });
});

describe('files', () => {
  const json = (files: ReadonlyMap<string, Uint8Array>): string =>
    new TextDecoder().decode(files.get('model.json'));

  test('of a page are read by name', async () => {
    const model = chain(theirs as never) as unknown as theirs.LayersModel;
    const files = await tfjsFiles(model);
    const list = [...files].map(([name, bytes]) => new File([bytes as Uint8Array<ArrayBuffer>], name));
    await expectSame(await tf.loadLayersModel(tf.io.browserFiles(list)), model);
    await expect(tf.loadLayersModel(tf.io.browserFiles(list.slice(1)))).rejects.toThrow(
      'browserFiles: expected a model.json. Received model.weights.bin',
    );
    await expect(tf.loadLayersModel(tf.io.browserFiles(list.slice(0, 1)))).rejects.toThrow(
      "model.json: shard 'model.weights.bin' is not among the files",
    );
  });

  test('at an address are fetched beside the model, with progress', async () => {
    const model = chain(theirs as never) as unknown as theirs.LayersModel;
    const files = await tfjsFiles(model);
    const asked: string[] = [];
    const seen: number[] = [];
    const fetchFunc = ((url: string) => {
      asked.push(url);
      if (url.includes('model.json')) return Promise.resolve(new Response(json(files)));
      return Promise.resolve(new Response(files.get('model.weights.bin') as Uint8Array<ArrayBuffer>));
    }) as typeof fetch;
    const loaded = await tf.loadLayersModel('https://example.org/m/model.json?key=1', {
      fetchFunc,
      onProgress: (fraction) => seen.push(fraction),
    });
    await expectSame(loaded, model);
    expect(asked).toEqual([
      'https://example.org/m/model.json?key=1',
      'https://example.org/m/model.weights.bin?key=1',
    ]);
    expect(seen).toEqual([1]);
  });

  test('that are not there are named', async () => {
    const fetchFunc = (() =>
      Promise.resolve(new Response('', { status: 404, statusText: 'Not Found' }))) as typeof fetch;
    await expect(tf.loadLayersModel('https://example.org/model.json', { fetchFunc })).rejects.toThrow(
      'https://example.org/model.json: HTTP 404 Not Found',
    );
  });
});

describe('what is refused', () => {
  test('places that are no handler', async () => {
    await expect(tf.loadLayersModel('ftp://model')).rejects.toThrow(
      "loadLayersModel: expected an address of http, file, localstorage, indexeddb, downloads, or an IO handler. Received 'ftp://…'",
    );
    await expect(tf.loadLayersModel(7 as never)).rejects.toThrow('Received 7');
    await expect(
      tf.loadLayersModel(tf.io.withSaveHandler(() => Promise.reject(new Error()))),
    ).rejects.toThrow('expected a handler that loads');
    await expect(chain(tf).save(tf.io.fromMemory({}))).rejects.toThrow('expected a handler that saves');
    await expect(chain(tf).save(tf.io.fromMemory({}), { trainableOnly: true } as never)).rejects.toThrow(
      "save: has no argument 'trainableOnly'",
    );
    await expect(tf.sequential().save(tf.io.fromMemory({}))).rejects.toThrow(
      'save needs layers of known shape',
    );
  });

  test('weights that end too early, and graph models', async () => {
    const artifacts = await saved(chain(tf));
    const data = artifacts.weightData as ArrayBuffer;
    await expect(
      tf.loadLayersModel(tf.io.fromMemory({ ...artifacts, weightData: data.slice(0, 300) })),
    ).rejects.toThrow(/model: weight 'd\/kernel' ends at byte \d+, and there are 300/);
    await expect(
      tf.loadLayersModel(tf.io.fromMemory({ ...artifacts, format: 'graph-model' })),
    ).rejects.toThrow("model: expected a model of layers. Received one of format 'graph-model'");
  });

  test('layers that tfjs has not, while a remark says what is written otherwise', async () => {
    const model = tf.sequential({ name: 'm' });
    model.add(
      tf.layers.conv2d({
        inputShape: [8, 8, 1],
        filters: 2,
        kernelSize: 3,
        activation: 'leakyRelu',
        name: 'c',
      }),
    );
    const remarks: string[] = [];
    await model.save(
      tf.io.withSaveHandler(() =>
        Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } }),
      ),
      { onRemark: (remark) => remarks.push(remark) },
    );
    expect(remarks).toEqual([
      "model 'm': 'c': tfjs has no activation 'leaky_relu'; a LeakyReLU layer is written for it",
    ]);
  });
});
