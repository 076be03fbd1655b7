// Models in the browser's storages, each library reading what the other wrote; and pictures as tensors.

import * as theirs from '@tensorflow/tfjs';
import { beforeAll, expect, test, vi } from 'vitest';
import * as tf from '../../src/index';

type Library = typeof tf;
const tfjs = theirs as unknown as Library;

beforeAll(async () => {
  theirs.env().set('PROD', true);
  await theirs.setBackend('cpu');
});

function built(lib: Library): tf.LayersModel {
  const model = lib.sequential({
    layers: [lib.layers.dense({ inputShape: [3], units: 2, activation: 'tanh', name: 'd' })],
  });
  model.setWeights([lib.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]).div(10), lib.tensor1d([0.5, -0.5])]);
  return model;
}
const answer = (lib: Library, model: tf.LayersModel): number[] => [
  ...(model.predict(lib.tensor2d([0.3, -0.2, 0.1], [1, 3])) as tf.Tensor).dataSync(),
];

for (const scheme of ['localstorage', 'indexeddb']) {
  test.each<[string, Library, Library]>([
    ['here, opened by tfjs', tf, tfjs],
    ['by tfjs, opened here', tfjs, tf],
    ['here and opened here', tf, tf],
  ])(`${scheme}: saved %s`, async (title, from, to) => {
    const address = `${scheme}://test/${title.length}`;
    const model = built(from);
    const { modelArtifactsInfo } = await model.save(address);
    expect(modelArtifactsInfo.weightDataBytes).toBe(32);
    const listed = await to.io.listModels();
    expect(listed[address]!.weightDataBytes).toBe(32);
    expect(Math.abs(new Date(listed[address]!.dateSaved).getTime() - Date.now())).toBeLessThan(3_600_000);
    const loaded = await to.loadLayersModel(address);
    answer(from, model).forEach((value, i) => expect(answer(to, loaded)[i]).toBeCloseTo(value, 6));
    await to.io.copyModel(address, `${address}/copy`);
    await to.io.moveModel(`${address}/copy`, `${address}/moved`);
    expect(
      Object.keys(await from.io.listModels())
        .filter((one) => one.startsWith(address))
        .sort(),
    ).toEqual([address, `${address}/moved`]);
    await to.io.removeModel(address);
    await from.io.removeModel(`${address}/moved`);
    expect(Object.keys(await to.io.listModels()).some((one) => one.startsWith(address))).toBe(false);
    await expect(to.loadLayersModel(address)).rejects.toThrow();
  });
}

test('downloads: the two files, with their names', async () => {
  const names: string[] = [];
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ): void {
    names.push(this.download);
  });
  try {
    await built(tf).save('downloads://mine');
  } finally {
    click.mockRestore();
  }
  expect(names).toEqual(['mine.json', 'mine.weights.bin']);
});

test('a canvas as a tensor and back, as in tfjs', async () => {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 3, height: 2 });
  const context = canvas.getContext('2d')!;
  ['red', 'lime', 'blue', 'white', 'black', '#804020'].forEach((colour, i) => {
    context.fillStyle = colour;
    context.fillRect(i % 3, Math.floor(i / 3), 1, 1);
  });
  for (const channels of [1, 3, 4]) {
    const [ours, other] = [
      tf.browser.fromPixels(canvas, channels),
      theirs.browser.fromPixels(canvas, channels),
    ];
    expect([ours.shape, ours.dtype]).toEqual([other.shape, other.dtype]);
    expect([...ours.dataSync()]).toEqual([...other.dataSync()]);
  }
  const image = tf.browser.fromPixels(context.getImageData(0, 0, 3, 2));
  const [target, expected] = [document.createElement('canvas'), document.createElement('canvas')];
  const pixels = await tf.browser.toPixels(image.toFloat().div(255), target);
  await theirs.browser.toPixels(theirs.browser.fromPixels(canvas), expected);
  expect([...pixels]).toEqual([...expected.getContext('2d')!.getImageData(0, 0, 3, 2).data]);
  expect([...target.getContext('2d')!.getImageData(0, 0, 3, 2).data]).toEqual([...pixels]);
  expect(() => tf.browser.fromPixels(document.createElement('img'))).toThrow(
    'expected a picture that is loaded',
  );
});
