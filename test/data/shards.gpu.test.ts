// A data set larger than a binding lies in several buffers. Every use of it gives the same bits as one buffer does. The
// limit of the device is made small while data are uploaded.

import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { datasetOf, readSamples } from '../../src/api/samples';
import {
  reserveArrays,
  uploadArrays,
  uploadImages,
  uploadImagesInPieces,
  type DeviceDataset,
} from '../../src/data/deviceDataset';
import { readBytes, readFloats } from '../../src/gpu/readback';
import { TopPictures } from '../../src/inspect/attribution/topPictures';
import { AugmentedView } from '../../src/inspect/augmentedView';
import { pretendTarget } from '../../src/kernels/target';
import { lossDefinition } from '../../src/losses/losses';
import { defineNetwork } from '../../src/models/network';
import { drawShapes } from '../../src/shapes/draw';
import { PHOTO_AUGMENTATION } from '../../src/train/augmentation';
import { Trainer, type TrainerOptions } from '../../src/train/trainer';
import { testDevice } from '../support/device';
import { bars } from '../support/tinyData';
import { trained } from '../support/trained';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});
afterEach(() => {
  pretendTarget(device, null);
});

/** Makes something on a device with bindings of so many bytes. */
async function withBindings<T>(bindingBytes: number, make: () => T | Promise<T>): Promise<T> {
  pretendTarget(device, { bindingBytes });
  try {
    return await make();
  } finally {
    pretendTarget(device, null);
  }
}

const places = ({ shards }: DeviceDataset): (readonly [first: number, count: number])[] =>
  shards.map(({ first, count }) => [first, count]);

/** The bytes of all shards, one after another, as long as the data. */
async function bytesOf({ shards }: DeviceDataset, sampleBytes: number): Promise<Uint8Array> {
  const parts = await Promise.all(
    shards.map(async ({ features: { storage }, count }) => {
      if (storage.home !== 'slab') throw new Error('not in a slab');
      const words = Math.ceil((count * sampleBytes) / 4) * 4;
      const bytes = await readBytes(device, storage.slab.buffer, storage.offsetBytes, words);
      return [...new Uint8Array(bytes, 0, count * sampleBytes)];
    }),
  );
  return Uint8Array.from(parts.flat());
}

const pictures = bars(40); // 64 bytes each
const network = defineNetwork({
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 3, kernelSize: 3, activation: 'relu' } },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
});
const recipe = (data: DeviceDataset, more: Partial<TrainerOptions> = {}): TrainerOptions => ({
  ...{ network, data, loss: 'sparseCategoricalCrossentropy' },
  ...{ optimizer: { kind: 'adam' }, batchSize: 16, seed: 7, ...more },
});

/** In one buffer, and in three. */
async function both(): Promise<readonly [one: DeviceDataset, three: DeviceDataset]> {
  const three = await withBindings(1024, () => uploadImages(device, pictures));
  expect(three.shards).toHaveLength(3);
  return [uploadImages(device, pictures), three];
}

describe('shards', () => {
  it('hold whole samples within the limit, all of them in their order', async () => {
    const [one, three] = await both();
    expect(places(one)).toEqual([[0, 40]]);
    expect(places(three)).toEqual([
      [0, 16],
      [16, 16],
      [32, 8],
    ]);
    expect(await bytesOf(three, 64)).toEqual(pictures.images);
  });

  it('never split a sample, whatever its size', async () => {
    // 75 bytes a picture: 1024 bytes have room for 13, of which 12 begin the next shard at a whole word.
    const images = Uint8Array.from({ length: 30 * 75 }, (_, i) => (i * 37) % 251);
    const odd = { ...bars(30), images, height: 5, width: 5, channels: 3 };
    const data = await withBindings(1024, () => uploadImages(device, odd));
    expect(places(data)).toEqual([
      [0, 12],
      [12, 12],
      [24, 6],
    ]);
    expect(await bytesOf(data, 75)).toEqual(images);
  });

  it('are written in pieces as in one, whatever the length of the last', async () => {
    // Two pieces of 4 MiB and one of 3 bytes.
    const images = new Uint8Array(2 ** 23 + 3).map((_, i) => (i * 37) % 251);
    const large = { ...bars(1), images, height: 1, width: images.length, channels: 1, count: 1 };
    const data = await uploadImagesInPieces(device, large);
    // Far faster than comparing eight million numbers one by one.
    expect(Buffer.compare(await bytesOf(data, images.length), images)).toBe(0);
  });

  it('take numbers that arrive in pieces, across the border of two', async () => {
    const shape = [32];
    const values = Float32Array.from({ length: 40 * 32 }, (_, i) => i / 7);
    const { data, write } = await withBindings(2048, () =>
      reserveArrays(device, 40, shape, { values: new Uint32Array(40), shape: [] }),
    );
    expect(places(data)).toEqual([
      [0, 16],
      [16, 16],
      [32, 8],
    ]);
    for (const [from, to] of [
      [0, 100],
      [100, 1200],
      [1200, 1280],
    ] as const)
      write(values.subarray(from, to), from);
    expect(new Float32Array((await bytesOf(data, 128)).buffer)).toEqual(values);
  });
});

describe('training on three shards gives the same bits as on one', () => {
  it('plain, with a dispatch for each shard', async () => {
    const [one, three] = await both();
    expect(await trained(device, recipe(three))).toEqual(await trained(device, recipe(one)));
    const gathers = async (data: DeviceDataset): Promise<readonly string[]> => {
      const trainer = await Trainer.create(device, recipe(data));
      const { labels } = trainer.plan;
      trainer.destroy();
      return labels.filter((label) => label.startsWith('batch/'));
    };
    expect(await gathers(one)).toEqual(['batch/gather']);
    expect(await gathers(three)).toEqual(['batch/gather 1', 'batch/gather 2', 'batch/gather 3']);
  });

  it('with augmentation', async () => {
    const [one, three] = await both();
    const changed = { augmentation: PHOTO_AUGMENTATION };
    expect(await trained(device, recipe(three, changed))).toEqual(
      await trained(device, recipe(one, changed)),
    );
  });

  it('with numbers and mixup', async () => {
    const values = Float32Array.from(pictures.images, (byte) => byte / 255);
    const targets = Float32Array.from({ length: 80 }, (_, i) => Number(pictures.labels[i >> 1] === i % 2));
    const upload = (): DeviceDataset =>
      uploadArrays(device, { values, shape: [8, 8, 1] }, { values: targets, shape: [2] });
    const three = await withBindings(4096, upload);
    expect(three.shards).toHaveLength(3);
    const mixed = { loss: 'categoricalCrossentropy', mixUp: true };
    expect(await trained(device, recipe(three, mixed))).toEqual(
      await trained(device, recipe(upload(), mixed)),
    );
  });

  it('with the tensors of the API, which are ranges of one buffer', async () => {
    const labels = Uint8Array.from(pictures.labels);
    const dataset = (): Promise<DeviceDataset> =>
      datasetOf(
        device,
        { xs: [readSamples('x', pictures.images, [8, 8, 1])], ts: [readSamples('y', labels, [])] },
        [lossDefinition('sparseCategoricalCrossentropy')],
      );
    const three = await withBindings(1024, dataset);
    expect(places(three)).toEqual([
      [0, 16],
      [16, 16],
      [32, 8],
    ]);
    expect(await trained(device, recipe(three))).toEqual(await trained(device, recipe(await dataset())));
  });
});

describe('questions about three shards get the same answers as about one', () => {
  it('loss and accuracy', async () => {
    const [one, three] = await both();
    const trainer = await Trainer.create(device, recipe(one));
    const evaluate = async (data: DeviceDataset) => (await trainer.evaluator(data, 12)).run();
    expect(await evaluate(three)).toEqual(await evaluate(one));
    trainer.destroy();
  });

  it('what augmentation makes of a batch', async () => {
    const [one, three] = await both();
    const trainer = await Trainer.create(device, recipe(one));
    const state = trainer.plan.dispatches.find(({ label }) => label === 'batch/gather')!.tensors
      .trainingState!;
    const seen = async (data: DeviceDataset): Promise<number[][]> => {
      const view = await AugmentedView.create(device, data, PHOTO_AUGMENTATION, 16);
      view.look(trainer.plan.view(state).buffer);
      return [[...(await readFloats(device, view.plain))], [...(await readFloats(device, view.changed))]];
    };
    const [plain, changed] = await seen(one);
    expect(await seen(three)).toEqual([plain, changed]);
    expect(changed).not.toEqual(plain);
    trainer.destroy();
  });

  it('the pictures that activate a map most', async () => {
    const [one, three] = await both();
    const { store } = await Trainer.create(device, recipe(one));
    const top = async (data: DeviceDataset) => {
      const tool = await TopPictures.create(device, network, store, data, 'conv');
      await tool.search();
      const peaks = await tool.of(1);
      const pixels = await Promise.all(peaks.map((peak) => readFloats(device, peak.pixels)));
      return peaks.map(({ value, picture, label, index }, n) => [
        value,
        picture,
        label,
        index,
        [...pixels[n]!],
      ]);
    };
    const expected = await top(one);
    expect(await top(three)).toEqual(expected);
    const shardsOfPictures = new Set(expected.map(([, picture]) => Math.floor((picture as number) / 16)));
    expect(shardsOfPictures.size).toBeGreaterThan(1);
  });
});

it('shapes are drawn shard by shard as at once', async () => {
  const draw = () => drawShapes(device, { colour: true, perClass: 2, seed: 3 }); // 20 pictures of 3 KiB
  const created = vi.spyOn(device, 'createBuffer');
  const three = await withBindings(8 * 3072, draw);
  const pictures = created.mock.calls.filter(([{ label }]) => label === 'shapes: pictures');
  expect(pictures.map(([{ size }]) => size / 3072)).toEqual([8, 8, 4]);
  created.mockRestore();
  expect(three).toEqual(await draw());
});
