// From pictures to a network that tells them apart: features of a frozen front, a head on them, and both as one network.

import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageDataset } from '../../src/data/imageDataset';
import { uploadImages } from '../../src/data/deviceDataset';
import { readFloats } from '../../src/gpu/readback';
import type { StoredModel } from '../../src/formats/storedModel';
import { defineNetwork } from '../../src/models/network';
import { pretendTarget } from '../../src/kernels/target';
import { ParameterStore } from '../../src/models/parameterStore';
import { augment } from '../../src/reference/augment';
import { pcg32 } from '../../src/reference/hash';
import { ndArray } from '../../src/reference/ndArray';
import { PHOTO_AUGMENTATION } from '../../src/train/augmentation';
import type { SeenPictures } from '../../src/inspect/augmentedView';
import { TestAnswers } from '../../src/train/testAnswers';
import { FeatureExtractor, type Features } from '../../src/transfer/featureExtractor';
import { featureNetwork, withHead, type Head } from '../../src/transfer/featureNetwork';
import { headAnswers } from '../../src/transfer/headAnswers';
import { trainHead } from '../../src/transfer/trainHead';
import { relativeError } from '../support/compare';
import { testDevice } from '../support/device';
import { referenceOutputs } from '../support/networkRun';
import { randomWeights } from '../../src/fuzz/randomNetworks';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

const SIZE = 8;
const whole = defineNetwork({
  name: 'trained',
  input: [16, 16, 3],
  layers: [
    { name: 'early', kind: 'conv2d', options: { filters: 5, kernelSize: 3, padding: 'same' } },
    { name: 'early norm', kind: 'batchNormalization' },
    { name: 'early relu', kind: 'reLU', options: { maxValue: 6 } },
    { name: 'late', kind: 'depthwiseConv2d', options: { kernelSize: 3, strides: 2, activation: 'relu' } },
    { name: 'flat', kind: 'flatten' },
    { name: 'others', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
});
const model: StoredModel = { network: whole.toJSON(), weights: randomWeights(whole, 3), remarks: [] };
const layers = ['early relu', 'late'];

/** Reddish pictures are of class 0, greenish ones of class 1. */
function pictures(count: number, size = SIZE): ImageDataset {
  const images = new Uint8Array(count * size * size * 3);
  const labels = Uint8Array.from({ length: count }, (_, n) => n % 2);
  images.forEach((_, i) => {
    const n = Math.floor(i / (size * size * 3));
    images[i] = (i % 3 === n % 2 ? 120 : 0) + (pcg32(7, 0, i) % 130);
  });
  return { name: 'tints', images, labels, count, height: size, width: size, channels: 3, classNames: ['red', 'green'] }; // prettier-ignore
}

/** The means of both layers' maps for one picture of numbers 0 … 1, by the references of the layers, unfolded. */
function expected(x: Float64Array): Float64Array {
  const config = { ...whole.toJSON(), input: [SIZE, SIZE, 3], outputs: layers };
  const front = defineNetwork({ ...config, layers: config.layers.slice(0, 4) });
  const maps = referenceOutputs(front, model.weights!, [ndArray([1, SIZE, SIZE, 3], x)]);
  return Float64Array.from(
    layers.flatMap((layer) => {
      const { shape, data } = maps.get(layer)!;
      const channels = shape.at(-1)!;
      return Array.from({ length: channels }, (_, c) => {
        const map = data.filter((_, i) => i % channels === c);
        return map.reduce((sum, value) => sum + value, 0) / map.length;
      });
    }),
  );
}

const numbers = ({ images }: ImageDataset, n: number): Float64Array =>
  Float64Array.from(images.subarray(n * SIZE * SIZE * 3, (n + 1) * SIZE * SIZE * 3), (byte) => byte / 255);

const create = (): Promise<FeatureExtractor> =>
  FeatureExtractor.create(device, model, { layers, size: SIZE, batch: 4 });

/** The same with maps that lie over each other: 8×8 and 4×4. */
const padded: StoredModel = {
  ...model,
  network: {
    ...model.network,
    layers: model.network.layers.map((layer) =>
      layer.name === 'late' ? { ...layer, options: { ...layer.options, padding: 'same' } } : layer,
    ),
    outputs: ['late'],
  },
};

/** Of the one network made of both. */
async function answersOf(extractor: FeatureExtractor, head: Head, test: ImageDataset): Promise<Float32Array> {
  const one = withHead(extractor.model, head);
  const network = defineNetwork(one.network);
  const store = new ParameterStore(device, network);
  for (const [name, values] of one.weights!) store.write(name, values);
  const answers = await TestAnswers.create(device, network, store, 4);
  const probabilities = (await answers.run(test))!;
  answers.destroy();
  store.destroy();
  return probabilities;
}

/** The means of maps are the means that the other kind of features gives. */
async function relativeToMeans(
  { size }: FeatureExtractor,
  maps: Features,
  data: ImageDataset,
): Promise<number> {
  const extractor = await FeatureExtractor.create(device, padded, { layers, size, batch: 4 });
  const means = await extractor.extract(data);
  extractor.destroy();
  const channels = maps.shape[2]!;
  const places = maps.length / channels;
  const own = means.values.map((_, i) => {
    const [n, c] = [Math.floor(i / channels), i % channels];
    let sum = 0;
    for (let place = 0; place < places; place++) sum += maps.values[n * maps.length + place * channels + c]!;
    return sum / places;
  });
  return relativeError(own, means.values);
}

describe('features', () => {
  it('are the means of the layers’ maps, whatever batch a picture is in', async () => {
    const data = pictures(6); // a whole batch and a part of one
    const extractor = await create();
    const { values, count, length, labels } = await extractor.extract(data);
    expect([count, length, extractor.shape]).toEqual([6, 10, [10]]);
    expect([...labels]).toEqual([0, 1, 0, 1, 0, 1]);
    for (let n = 0; n < count; n++) {
      const own = values.subarray(n * length, (n + 1) * length);
      expect(relativeError(own, expected(numbers(data, n)))).toBeLessThan(1e-5);
      const bytes = SIZE * SIZE * 3;
      const alone = { ...data, images: data.images.subarray(n * bytes, (n + 1) * bytes), count: 1 };
      expect((await extractor.extract(alone)).values).toEqual(own);
    }
    extractor.destroy();
  });

  it('are the same of pictures on the GPU, in one buffer or in several', async () => {
    const data = pictures(12);
    const extractor = await FeatureExtractor.create(device, model, { layers, size: SIZE, batch: 8 });
    const { values } = await extractor.extract(data);
    for (const samples of [12, 4]) {
      pretendTarget(device, { bindingBytes: samples * SIZE * SIZE * 3 });
      const onGpu = uploadImages(device, data);
      pretendTarget(device, null);
      expect(onGpu.shards).toHaveLength(12 / samples);
      const { values: same } = await extractor.extract({ pictures: onGpu, labels: data.labels });
      expect(same).toEqual(values);
      onGpu.destroy();
    }
    extractor.destroy();
  });

  it('come to the same bits from pictures that lie on the GPU', async () => {
    const data = pictures(6);
    const [extractor, pictured] = [await create(), uploadImages(device, data)];
    const there = await extractor.extract({ pictures: pictured, labels: data.labels });
    expect(there).toEqual(await extractor.extract(data));
    extractor.destroy();
    pictured.destroy();
  });

  it('of copies are those of pictures changed by augmentation, drawn from the seed', async () => {
    const data = pictures(6);
    const extractor = await create();
    const copies = { count: 2, augmentation: PHOTO_AUGMENTATION, seed: 5 };
    const { values, count, length, labels } = await extractor.extract(data, { copies });
    expect(count).toBe(18);
    expect([...labels.subarray(12)]).toEqual([0, 1, 0, 1, 0, 1]);
    const plain = await extractor.extract(data);
    expect(values.slice(0, 6 * length)).toEqual(plain.values);
    // Round 2, batch 0: step 4 of the changes; its third picture.
    const batch = Float64Array.from({ length: 4 * SIZE * SIZE * 3 }, (_, i) => data.images[i]! / 255);
    const changed = augment(batch, [4, SIZE, SIZE, 3], PHOTO_AUGMENTATION, { seed: 5, step: 4 });
    const third = changed.slice(2 * SIZE * SIZE * 3, 3 * SIZE * SIZE * 3);
    expect(relativeError(values.subarray(14 * length, 15 * length), expected(third))).toBeLessThan(1e-4);
    expect((await extractor.extract(data, { copies })).values).toEqual(values);
    expect((await extractor.extract(data, { copies: { ...copies, seed: 6 } })).values).not.toEqual(values);
    extractor.destroy();
  });

  it('are of pictures that can be looked at while they go through', async () => {
    const data = pictures(4);
    const extractor = await create();
    const looked: Promise<Float32Array>[] = [];
    let seen: SeenPictures | null = null;
    await extractor.extract(data, {
      copies: { count: 1, augmentation: PHOTO_AUGMENTATION, seed: 5 },
      onPictures: (there) => (seen = there),
      onProgress: () => looked.push(readFloats(device, seen!.plain), readFloats(device, seen!.changed)),
    });
    const [first, unchanged, again, changed] = await Promise.all(looked);
    const own = Float64Array.from(data.images, (byte) => byte / 255);
    for (const plain of [first!, unchanged!, again!]) expect(relativeError(plain, own)).toBeLessThan(1e-6);
    // Round 1, the only batch: step 1 of the changes.
    const wanted = augment(own, [4, SIZE, SIZE, 3], PHOTO_AUGMENTATION, { seed: 5, step: 1 });
    expect(relativeError(changed!, wanted)).toBeLessThan(1e-4);
    extractor.destroy();
  });

  it('say how far they are, and stop when told to', async () => {
    const extractor = await create();
    const seen: number[][] = [];
    const aborted = new AbortController();
    const onProgress = (...progress: number[]): void => void seen.push(progress);
    await extractor.extract(pictures(10), { onProgress });
    expect(seen).toEqual([[8, 10], [10, 10]]); // prettier-ignore
    const run = extractor.extract(pictures(100), {
      onProgress: () => {
        aborted.abort(new Error('enough'));
      },
      signal: aborted.signal,
    });
    await expect(run).rejects.toThrow('enough');
    extractor.destroy();
  });

  it('are refused of pictures of another size, and of layers without maps', async () => {
    const extractor = await create();
    await expect(extractor.extract(pictures(2, 16))).rejects.toThrow(
      'features: expected pictures of 8×8×3. Received 16×16×3',
    );
    extractor.destroy();
    expect(() => featureNetwork(model, { layers: ['flat'], size: 8 })).toThrow("'flat': gives no maps");
    expect(() => featureNetwork(model, { layers: ['block'], size: 8 })).toThrow("has no layer 'block'");
  });
});

describe('a head', () => {
  it('learns from features alone, and with the front gives one network', async () => {
    const [data, test] = [pictures(40), pictures(24)];
    const extractor = await create();
    const [features, testFeatures] = [await extractor.extract(data), await extractor.extract(test)];
    const options = { classNames: data.classNames, seed: 1, epochs: 20, batchSize: 8, learningRate: 0.02 };
    const epochs: (number | null)[] = [];
    const head = await trainHead(device, features, {
      ...options,
      test: testFeatures,
      onEpoch: ({ testAccuracy }) => epochs.push(testAccuracy),
    });
    expect(epochs).toHaveLength(20);
    expect(epochs.at(-1)).toBe(1);
    expect(await trainHead(device, features, options)).toEqual(head);
    expect((await trainHead(device, features, { ...options, seed: 2 })).weights).not.toEqual(head.weights);

    const probabilities = await answersOf(extractor, head, test);
    const { values, length } = testFeatures;
    const [weight, bias] = ['weight', 'bias'].map((name) => head.weights.get(`answer/${name}`)!) as [Float32Array, Float32Array]; // prettier-ignore
    for (let n = 0; n < test.count; n++) {
      const logits = [0, 1].map((k) =>
        weight.reduce(
          (sum, w, i) => (i % 2 === k ? sum + w * values[n * length + (i >> 1)]! : sum),
          bias[k]!,
        ),
      );
      const share = 1 / (1 + Math.exp(logits[1]! - logits[0]!));
      expect(probabilities[2 * n]).toBeCloseTo(share, 5);
      expect(probabilities[2 * n]! > 0.5).toBe(test.labels[n] === 0);
    }
    extractor.destroy();
  });

  it('on maps looks for patterns first; the one network answers as it did while it learned', async () => {
    const [data, test] = [pictures(40), pictures(24)];
    const options = { layers, size: 9, batch: 4, keep: 'maps' } as const;
    await expect(FeatureExtractor.create(device, model, options)).rejects.toThrow(
      "layer 'early relu': maps of 9×9, 4×4 do not lie over each other; choose another size",
    );
    const extractor = await FeatureExtractor.create(device, padded, { ...options, size: SIZE });
    expect(extractor.shape).toEqual([4, 4, 10]);
    const [features, testFeatures] = [await extractor.extract(data), await extractor.extract(test)];
    expect(await relativeToMeans(extractor, testFeatures, test)).toBeLessThan(1e-5);
    let last = { testLoss: NaN as number | null, testAccuracy: NaN as number | null };
    const head = await trainHead(device, features, {
      ...{ classNames: data.classNames, seed: 1, epochs: 15, batchSize: 8, learningRate: 0.02, filters: 6 },
      test: testFeatures,
      onEpoch: (epoch) => (last = epoch),
    });
    expect(last.testAccuracy).toBe(1);
    const probabilities = await answersOf(extractor, head, test);
    expect(relativeError(await headAnswers(device, head, testFeatures), probabilities)).toBeLessThan(1e-5);
    const loss =
      test.labels.reduce((sum, label, n) => sum - Math.log(probabilities[2 * n + label]!), 0) / test.count;
    expect(Math.abs(loss - last.testLoss!)).toBeLessThan(1e-5);
    extractor.destroy();
  });

  it('is refused without pictures, and behind features of another length', async () => {
    const none = { values: new Float32Array(), count: 0, shape: [4], length: 4, labels: new Uint8Array() };
    await expect(trainHead(device, none, { classNames: ['a', 'b'], seed: 1 })).rejects.toThrow(
      'Received none',
    );
    const head = { classNames: ['a', 'b'], input: [6], layers: [], weights: new Map<string, Float32Array>() };
    expect(() => withHead(featureNetwork(model, { layers, size: SIZE }), head)).toThrow(
      'head: is for features of 6. Received 10',
    );
  });
});
