// What units answer to moved pictures, and the accuracy on them, against forward passes in f64.

import { afterEach, describe, expect, it } from 'vitest';
import { uploadImages } from '../../src/data/deviceDataset';
import { readFloats } from '../../src/gpu/readback';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import { ParameterStore } from '../../src/models/parameterStore';
import { MOVES_BY_SIZE, ShiftAccuracy } from '../../src/inspect/shifts/shiftAccuracy';
import { OFFSETS, aboveHalf, tolerance } from '../../src/inspect/shifts/shiftCurve';
import { ShiftProbe, cellPairs, type Cover, type Peak } from '../../src/inspect/shifts/shifts';
import { relativeError } from '../support/compare';
import { testDevice } from '../support/device';
import { moved } from '../support/movedPicture';
import { networkForward, valuesOf } from '../support/networkReference';
import { bars } from '../support/tinyData';

const config: NetworkConfig = {
  name: 'cells',
  input: [8, 8, 1],
  layers: [
    {
      name: 'conv',
      kind: 'conv2d',
      options: { filters: 3, kernelSize: 3, padding: 'same', activation: 'relu' },
    },
    { name: 'pool', kind: 'maxPooling2d' },
    { name: 'conv2', kind: 'conv2d', options: { filters: 2, kernelSize: 3, activation: 'tanh' } },
    { name: 'mean', kind: 'averagePooling2d' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};
const network = defineNetwork(config);
const INPUT = network.inputs[0]!.name;
const SHAPE = [8, 8, 1] as const;
const picture = Float32Array.from({ length: 64 }, (_, i) => (i % 8 === 3 ? 1 : ((i * 5) % 9) / 40));

const made: { destroy(): void }[] = [];
afterEach(() => {
  for (const one of made.splice(0)) one.destroy();
});

async function newStore(seed = 4): Promise<ParameterStore> {
  const store = new ParameterStore(await testDevice(), network);
  store.initialize(seed);
  made.push(store);
  return store;
}

describe('moved pictures', () => {
  it('are answered by every unit as the reference answers them, along both axes and under a cover', async () => {
    const store = await newStore();
    const probe = await ShiftProbe.create(store.device, network, store);
    made.push(probe);
    const values = await valuesOf(store);
    probe.setPicture(picture);
    const cover: Cover = { top: 2, left: 1, bottom: 5, right: 4 };
    for (const sweep of [
      { axis: 'x', across: 0, cover: null, at: 2 },
      { axis: 'y', across: -1, cover, at: 0 },
    ] as const) {
      probe.setSweep(sweep);
      probe.run();
      const by = (offset: number): readonly [number, number] =>
        sweep.axis === 'x' ? [offset, sweep.across] : [sweep.across, offset];
      const expected = OFFSETS.map((offset) => {
        const shown = moved(picture, SHAPE, ...by(offset), sweep.cover);
        return { shown, layers: networkForward(network, values, new Map([[INPUT, shown]])) };
      });
      for (const { simple, complex } of probe.pairs) {
        const cell = simple === 'conv' ? ([1, 2, 1] as const) : ([1, 0, 1] as const);
        const pooled = probe.poolOf({ simple, complex }, cell)!;
        expect(pooled, 'a 2×2 window at every second cell').toEqual([0, simple === 'conv' ? 1 : 0, 1]);
        const { simple: sharp, complex: flat, answers } = await probe.read({ simple, complex }, cell);
        const at = (layer: string, [i, j, c]: readonly [number, number, number]): number[] =>
          expected.map(({ layers }) => {
            const { shape, data } = layers.get(layer)!;
            return data[(i * shape[1]! + j) * shape[2]! + c]!;
          });
        expect(relativeError(sharp, at(simple, cell)), `${simple} along ${sweep.axis}`).toBeLessThan(1e-4);
        expect(relativeError(flat!, at(complex!, pooled)), `${complex} along ${sweep.axis}`).toBeLessThan(
          1e-4,
        );
        expect(
          relativeError(
            answers.flat(),
            expected.flatMap(({ layers }) => [...layers.get('answer')!.data]),
          ),
        ).toBeLessThan(1e-4);
      }
      for (const offset of [-10, -3, 0, 7]) {
        const { shown, layers } = expected[OFFSETS.indexOf(offset)]!;
        expect([...(await readFloats(store.device, probe.view('input', offset)!))]).toEqual(
          shown.map(Math.fround),
        );
        for (const layer of ['conv', 'pool', 'mean'])
          expect(
            relativeError(
              await readFloats(store.device, probe.view(layer, offset)!),
              layers.get(layer)!.data,
            ),
            `${layer} at ${offset}`,
          ).toBeLessThan(1e-4);
      }
      const { layers } = expected[OFFSETS.indexOf(sweep.at)]!;
      const { data } = layers.get('conv')!;
      const peaks = await probe.peaks('conv');
      expect(peaks).toHaveLength(3);
      peaks.forEach(({ value, index: [i, j, c] }: Peak, channel) => {
        expect(c).toBe(channel);
        const map = [...data].filter((_, place) => place % 3 === channel);
        expect(value).toBeCloseTo(Math.max(...map), 4);
        expect(data[(i * 8 + j) * 3 + c]).toBeCloseTo(Math.max(...map), 4);
      });
    }
  });

  it('are looked at by pairs of a layer and its pooling; without pooling by what weighs a window', () => {
    expect(cellPairs(network)).toEqual([
      { simple: 'conv', complex: 'pool' },
      { simple: 'conv2', complex: 'mean' },
    ]);
    const bare = defineNetwork({
      ...config,
      layers: config.layers.filter(({ kind }) => !kind.includes('Pool')),
    });
    expect(cellPairs(bare)).toEqual([
      { simple: 'conv', complex: null },
      { simple: 'conv2', complex: null },
    ]);
  });

  it('refuse a picture of another size', async () => {
    const store = await newStore();
    const probe = await ShiftProbe.create(store.device, network, store);
    made.push(probe);
    expect(() => probe.setPicture(new Float32Array(9))).toThrow('picture: expected 64 numbers. Received 9');
  });
});

describe('the tolerance of a curve', () => {
  const curve = (values: Readonly<Record<number, number>>, rest = 0): number[] =>
    OFFSETS.map((offset) => values[offset] ?? rest);

  it('is its width at half of its height, between offsets if need be', () => {
    // A triangle of height 4: above 2 from −1 to 1. On a ground of 1 as well.
    const triangle = { [-2]: 0, [-1]: 2, 0: 4, 1: 2, 2: 0 };
    expect(tolerance(curve(triangle))).toEqual({ width: 2, open: false });
    expect(tolerance(curve({ [-2]: 1, [-1]: 3, 0: 5, 1: 3, 2: 1 }, 1))).toEqual({ width: 2, open: false });
    // Steep sides are crossed in the middle of a step.
    expect(tolerance(curve({ 0: 1, 1: 1 }))).toEqual({ width: 2, open: false });
    expect(tolerance(curve({ 3: 1 }))).toEqual({ width: 1, open: false });
    // Two humps count together; one that stays below the half does not.
    const humps = curve({ [-5]: 1, 0: 2, 1: 0.5, 4: 2, 5: 2 });
    expect(aboveHalf(humps).map(([from, to]) => [from, Number(to.toFixed(3))])).toEqual([
      [-5, -5],
      [-0.5, 0.667],
      [3.5, 5.5],
    ]);
    expect(tolerance(humps)!.width).toBeCloseTo(0 + 1.167 + 2, 3);
  });

  it('is at least what is seen where the curve is cut off, and nothing where it is flat', () => {
    expect(tolerance(OFFSETS.map((offset) => Number(offset >= 8)))).toEqual({ width: 2.5, open: true });
    expect(tolerance(curve({}))).toBeNull();
    expect(tolerance(curve({ 0: NaN }))).toBeNull();
  });
});

describe('the accuracy on moved pictures', () => {
  it('is the share that the reference gets right, for every move, with a short last batch', async () => {
    const data = bars(150, 3);
    const store = await newStore(9);
    const device = store.device;
    const test = uploadImages(device, data);
    const accuracy = await ShiftAccuracy.create(
      device,
      network,
      store,
      test,
      'sparseCategoricalCrossentropy',
    );
    made.push(test, accuracy);
    const values = await valuesOf(store);
    const moves = [
      { dx: 0, dy: 0 },
      { dx: 2, dy: -1 },
      { dx: -6, dy: 3 },
    ];
    const share = (dx: number, dy: number, samples: number): number => {
      let right = 0;
      for (let n = 0; n < samples; n++) {
        const pixels = Array.from(data.images.subarray(n * 64, n * 64 + 64), (byte) => byte / 255);
        const { data: p } = networkForward(
          network,
          values,
          new Map([[INPUT, moved(pixels, SHAPE, dx, dy)]]),
        ).get('answer')!;
        right += Number((p[1]! > p[0]! ? 1 : 0) === data.labels[n]);
      }
      return right / samples;
    };
    for (const samples of [40, 150]) {
      const found: number[] = [];
      const order: number[] = [];
      const measured = accuracy.measure({
        moves,
        samples,
        onResult: (_, value, at) => {
          found.push(value);
          order.push(at);
        },
        wanted: () => true,
      });
      await expect(
        accuracy.measure({ moves, samples, onResult: () => undefined, wanted: () => true }),
      ).rejects.toThrow('a measurement is under way');
      // Other parameters while it runs change nothing: it has its own copy.
      store.initialize(77);
      expect(await measured).toBe(true);
      expect(order).toEqual([0, 1, 2]);
      moves.forEach(({ dx, dy }, at) => expect(found[at]).toBeCloseTo(share(dx, dy, samples), 5));
      store.initialize(9);
    }
    expect(new Set(moves.map(({ dx, dy }) => share(dx, dy, 150))).size, 'moves matter').toBeGreaterThan(1);
  });

  it('is cancelled when it is not wanted any more', async () => {
    const store = await newStore();
    const test = uploadImages(store.device, bars(40));
    const accuracy = await ShiftAccuracy.create(
      store.device,
      network,
      store,
      test,
      'sparseCategoricalCrossentropy',
    );
    made.push(test, accuracy);
    let results = 0;
    const done = await accuracy.measure({
      moves: MOVES_BY_SIZE,
      samples: 40,
      onResult: () => results++,
      wanted: () => results < 5,
    });
    expect(done).toBe(false);
    expect(results).toBeGreaterThanOrEqual(5);
    expect(results).toBeLessThan(MOVES_BY_SIZE.length);
  });

  it('is measured from the middle outwards', () => {
    expect(MOVES_BY_SIZE).toHaveLength(169);
    expect(MOVES_BY_SIZE[0]).toEqual({ dx: 0, dy: 0 });
    expect(new Set(MOVES_BY_SIZE.map(({ dx, dy }) => `${dx} ${dy}`)).size).toBe(169);
    expect(MOVES_BY_SIZE.slice(0, 9).every(({ dx, dy }) => Math.max(Math.abs(dx), Math.abs(dy)) <= 1)).toBe(
      true,
    );
  });
});
