// What drives a number, computed on the GPU, against the f64 reference: every occluded picture one by one, gradients by
// central differences, Grad-CAM by its formula, the first step uphill by hand, and top pictures by looking at them all.

import { afterEach, describe, expect, it } from 'vitest';
import { uploadImages } from '../../src/data/deviceDataset';
import { readFloats } from '../../src/gpu/readback';
import type { TensorView } from '../../src/gpu/tensorView';
import { defineNetwork } from '../../src/models/network';
import { ParameterStore } from '../../src/models/parameterStore';
import { ascentNoise } from '../../src/inspect/attribution/ascent';
import { AttributionTools } from '../../src/inspect/attribution/attribution';
import type { AttributionMap } from '../../src/inspect/attribution/attributionFacade';
import { NetworkProbe } from '../../src/inspect/probe/probe';
import { testDevice } from '../support/device';
import { networkForward, valuesOf, type Values } from '../support/networkReference';
import { slopes } from '../support/slopes';
import { bars } from '../support/tinyData';

const network = defineNetwork({
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 3, kernelSize: 3, activation: 'tanh' } },
    { name: 'pool', kind: 'averagePooling2d' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'hidden', kind: 'dense', options: { units: 5, activation: 'tanh' } },
    { name: 'answer', kind: 'dense', options: { units: 3, activation: 'softmax' } },
  ],
});
const picture = Float32Array.from({ length: 64 }, (_, i) => ((i * 7) % 11) / 11);
const PICTURES = 150;

const made: { destroy(): void }[] = [];
afterEach(() => {
  for (const one of made.splice(0)) one.destroy();
});

interface SetUp {
  readonly attribution: AttributionTools;
  readonly device: GPUDevice;
  readonly values: Values;
  readonly read: (tensor: TensorView) => Promise<Float32Array>;
}

async function setUp(): Promise<SetUp> {
  const device = await testDevice();
  const store = new ParameterStore(device, network);
  store.initialize(3);
  const probe = await NetworkProbe.create(device, network, store);
  probe.write(picture);
  const test = uploadImages(device, bars(PICTURES));
  const attribution = new AttributionTools({ device, network, store, probe, test }, 3);
  made.push(attribution, test, probe, store);
  return { attribution, device, values: await valuesOf(store), read: (tensor) => readFloats(device, tensor) };
}

const outputOf = (
  values: Values,
  x: ArrayLike<number>,
  layer: string,
  { from = 'input', logits = false }: { from?: string; logits?: boolean } = {},
): ArrayLike<number> =>
  networkForward(
    network,
    values,
    new Map<string, ArrayLike<number>>([
      ['input', picture],
      [from, x],
    ]),
    logits ? layer : null,
  ).get(layer)!.data;

function expectNear(found: ArrayLike<number>, wanted: ArrayLike<number>, digits = 4): void {
  expect(found.length).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++)
    expect(found[i], `number ${i}`).toBeCloseTo(wanted[i] ?? NaN, digits);
}

function expectRange({ range }: AttributionMap, numbers: ArrayLike<number>): void {
  expect(range[0]).toBe(Math.min(...Array.from(numbers)));
  expect(range[1]).toBe(Math.max(...Array.from(numbers)));
}

describe('an occlusion map', () => {
  /** The picture with the square of one cell of the map painted over. */
  function covered(row: number, column: number, size: number, stride: number, fill: number): Float32Array {
    const [top, left] = [row, column].map((cell) => cell * stride + Math.floor((stride - size) / 2)) as [
      number,
      number,
    ];
    return picture.map((value, at) => {
      const [i, j] = [Math.floor(at / 8), at % 8];
      return i >= top && i < top + size && j >= left && j < left + size ? fill : value;
    });
  }

  for (const { unit, size, stride, fill } of [
    { unit: { layer: 'answer', index: [1] }, size: 3, stride: 1, fill: 0 },
    { unit: { layer: 'answer', index: [2] }, size: 4, stride: 3, fill: 0.5 },
    { unit: { layer: 'conv', index: [2, 3, 1] }, size: 1, stride: 2, fill: 1 },
  ]) {
    it(`is the drop for every square: ${unit.layer}, ${size}×${size} each ${stride}`, async () => {
      const { attribution, values, read } = await setUp();
      const shares: number[] = [];
      const map = (await attribution.occlusion(unit, 'learned', {
        size,
        stride,
        fill,
        onProgress: (share) => shares.push(share),
      }))!;
      const place =
        unit.layer === 'answer' ? unit.index[0]! : (unit.index[0]! * 6 + unit.index[1]!) * 3 + unit.index[2]!;
      const cells = Math.ceil(8 / stride);
      const whole = outputOf(values, picture, unit.layer)[place]!;
      const wanted = Array.from({ length: cells * cells }, (_, at) => {
        const x = covered(Math.floor(at / cells), at % cells, size, stride, fill);
        return whole - outputOf(values, x, unit.layer)[place]!;
      });
      expect(map.tensor.shape).toEqual([cells, cells, 1]);
      expect(map.whole).toBeCloseTo(whole, 5);
      const found = await read(map.tensor);
      expectNear(found, wanted, 5);
      expectRange(map, found);
      expect(shares.at(-1)).toBe(1);
    });
  }

  it('can be broken off, and says what a size must be', async () => {
    const { attribution } = await setUp();
    const unit = { layer: 'answer', index: [0] };
    const options = { size: 3, stride: 1, fill: 0 };
    expect(await attribution.occlusion(unit, 'learned', { ...options, wanted: () => false })).toBeNull();
    await expect(attribution.occlusion(unit, 'learned', { ...options, size: 9 })).rejects.toThrow(
      'occlusion: size must be a whole number from 1 to 8. Received 9',
    );
    await expect(attribution.occlusion({ layer: 'answer', index: [3] }, 'learned', options)).rejects.toThrow(
      "layer 'answer': has no cell [3]; its shape is 3",
    );
  });
});

describe('gradients by the picture', () => {
  it('are central differences of the logit, or of a unit within; the effective field is their size', async () => {
    const { attribution, values, read } = await setUp();
    for (const { unit, place } of [
      { unit: { layer: 'answer', index: [2] }, place: 2 },
      { unit: { layer: 'conv', index: [1, 4, 2] }, place: (1 * 6 + 4) * 3 + 2 },
    ]) {
      const wanted = slopes((x) => outputOf(values, x, unit.layer, { logits: true })[place]!, picture);
      const map = await attribution.inputGradient(unit, 'learned');
      const found = await read(map.tensor);
      expectNear(found, wanted);
      expectRange(map, found);
      const field = await attribution.inputGradient(unit, 'learned', true);
      expect(field.tensor.shape).toEqual([8, 8, 1]);
      expectNear(await read(field.tensor), wanted.map(Math.abs));
    }
  });

  it('of random weights are those of another seed, and stay apart from the learned ones', async () => {
    const { attribution, device, values, read } = await setUp();
    const unit = { layer: 'answer', index: [0] };
    const learned = await attribution.inputGradient(unit, 'learned');
    const random = await attribution.inputGradient(unit, 'random');
    const other = new ParameterStore(device, network);
    made.push(other);
    const logit = (of: Values): number[] =>
      slopes((x) => outputOf(of, x, 'answer', { logits: true })[0]!, picture);
    other.initialize(attribution.randomSeed);
    expectNear(await read(random.tensor), logit(await valuesOf(other)));
    expectNear(await read(learned.tensor), logit(values));
    attribution.randomise(77);
    other.initialize(77);
    expect(attribution.randomSeed).toBe(77);
    expectNear(
      await read((await attribution.inputGradient(unit, 'random')).tensor),
      logit(await valuesOf(other)),
    );
  });
});

describe('Grad-CAM', () => {
  it('is ReLU Σ α A with α the mean slope of the logit by each map', async () => {
    const { attribution, values, read } = await setUp();
    expect(attribution.camLayers({ layer: 'answer', index: [1] })).toEqual(['conv', 'pool']);
    let positive = 0;
    for (const [layer, side] of [
      ['conv', 6],
      ['pool', 3],
    ] as const) {
      for (const place of [0, 1, 2]) {
        const a = outputOf(values, picture, layer);
        const dA = slopes((x) => outputOf(values, x, 'answer', { from: layer, logits: true })[place]!, a);
        const alpha = [0, 1, 2].map(
          (k) => dA.filter((_, i) => i % 3 === k).reduce((sum, value) => sum + value, 0) / side ** 2,
        );
        const wanted = Array.from({ length: side ** 2 }, (_, p) =>
          Math.max(
            0,
            alpha.reduce((sum, weight, k) => sum + weight * a[p * 3 + k]!, 0),
          ),
        );
        const map = await attribution.gradCam({ layer: 'answer', index: [place] }, layer, 'learned');
        expect(map.tensor.shape).toEqual([side, side, 1]);
        expectNear(await read(map.tensor), wanted);
        positive += wanted.filter((value) => value > 0).length;
      }
    }
    expect(positive).toBeGreaterThan(10);
  });
});

describe('activation maximisation', () => {
  /** The mean of a map, or a unit. */
  const height = (values: Values, x: ArrayLike<number>, layer: string, channel: number): number => {
    const y = outputOf(values, x, layer, { logits: true });
    const channels = network.layers.find(({ name }) => name === layer)!.outputShape.at(-1)!;
    const mine = Array.from(y).filter((_, i) => i % channels === channel);
    return mine.reduce((sum, value) => sum + value, 0) / mine.length;
  };

  for (const filter of [
    { layer: 'conv', channel: 1 },
    { layer: 'hidden', channel: 4 },
    { layer: 'answer', channel: 2 },
  ]) {
    it(`steps as the reference does, and climbs: ${filter.layer} ${filter.channel}`, async () => {
      const { attribution, values, read } = await setUp();
      const ascent = await attribution.ascent(filter, 9);
      const noise = ascentNoise(9, 64);
      expectNear(await read(ascent.picture), noise, 7);
      const before = await ascent.activation();
      expect(before).toBeCloseTo(height(values, noise, filter.layer, filter.channel), 5);

      ascent.settings = { rate: 0.04, decay: 0.02, blur: 0.3 };
      ascent.climb(1);
      const g = slopes((x) => height(values, x, filter.layer, filter.channel), noise);
      const rms = Math.sqrt(g.reduce((sum, value) => sum + value * value, 0) / 64);
      const uphill = (i: number, j: number): number => {
        const at = Math.min(7, Math.max(0, i)) * 8 + Math.min(7, Math.max(0, j));
        return 0.98 * (noise[at]! + (0.04 * g[at]!) / rms);
      };
      const wanted = Array.from({ length: 64 }, (_, at) => {
        const [i, j] = [Math.floor(at / 8), at % 8];
        const five = uphill(i, j) + uphill(i - 1, j) + uphill(i + 1, j) + uphill(i, j - 1) + uphill(i, j + 1);
        return Math.min(1, Math.max(0, 0.7 * uphill(i, j) + (0.3 * five) / 5));
      });
      expectNear(await read(ascent.picture), wanted);
      expect(ascent.steps).toBe(1);

      ascent.climb(20);
      expect(ascent.steps).toBe(21);
      const after = await ascent.activation();
      expect(after).toBeGreaterThan(before + 0.02);
      expect(after).toBeCloseTo(height(values, await read(ascent.picture), filter.layer, filter.channel), 5);
      ascent.restart(9);
      expectNear(await read(ascent.picture), noise, 7);
      expect(ascent.steps).toBe(0);
    });
  }
});

describe('top pictures', () => {
  it('are the nine that a look at all of them finds, with the cell and the label', async () => {
    const { attribution, values, read } = await setUp();
    const { images, labels } = bars(PICTURES);
    const all = Array.from({ length: PICTURES }, (_, n) =>
      Float32Array.from(images.subarray(n * 64, (n + 1) * 64), (value) => value / 255),
    );
    let searches = 0;
    const onProgress = (share: number): void => {
      if (share === 1) searches++;
    };
    for (const { layer, channel, channels } of [
      { layer: 'conv', channel: 1, channels: 3 },
      { layer: 'conv', channel: 2, channels: 3 },
      { layer: 'hidden', channel: 3, channels: 5 },
      { layer: 'answer', channel: 0, channels: 3 },
    ]) {
      const wanted = all
        .map((x, n) => {
          const y = Array.from(outputOf(values, x, layer, { logits: true }));
          const map = y.filter((_, i) => i % channels === channel);
          const value = Math.max(...map);
          return { picture: n, value, place: map.indexOf(value) };
        })
        .sort((a, b) => b.value - a.value)
        .slice(0, 9);
      const found = (await attribution.topPictures({ layer, channel }, { onProgress }))!;
      expect(found).toHaveLength(9);
      expectNear(
        found.map(({ value }) => value),
        wanted.map(({ value }) => value),
      );
      // Equally high ones may change places within rounding: each is judged by its own picture.
      for (const { picture: n, value, index, label, pixels } of found) {
        const y = Array.from(outputOf(values, all[n]!, layer, { logits: true }));
        const place = layer === 'conv' ? index[0]! * 6 + index[1]! : 0;
        expect(index.at(-1)).toBe(channel);
        expect(value).toBeCloseTo(y[place * channels + channel]!, 4);
        expect(label).toBe(labels[n]);
        expectNear(await read(pixels), all[n]!, 6);
      }
      const clear = wanted.filter(({ value }, i) => i < 8 && value - wanted[i + 1]!.value > 1e-4);
      expect(found.map(({ picture: n }) => n)).toEqual(
        expect.arrayContaining(clear.map(({ picture: n }) => n)),
      );
    }
    expect(searches, 'one search a layer').toBe(3);
    attribution.forgetPeaks();
    await attribution.topPictures({ layer: 'conv', channel: 0 }, { onProgress });
    expect(searches).toBe(4);
  });

  it('can be broken off', async () => {
    const { attribution } = await setUp();
    expect(await attribution.topPictures({ layer: 'conv', channel: 0 }, { wanted: () => false })).toBeNull();
    expect(await attribution.topPictures({ layer: 'conv', channel: 0 })).toHaveLength(9);
  });
});
