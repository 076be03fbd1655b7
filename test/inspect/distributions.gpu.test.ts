// How the numbers of layers are spread, against plain loops over the numbers themselves.

import { afterEach, describe, expect, it } from 'vitest';
import { Distributions, type Distribution } from '../../src/inspect/distributions';
import { defineNetwork } from '../../src/models/network';
import { ParameterStore } from '../../src/models/parameterStore';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import { softmaxForward } from '../../src/reference/activations';
import { networkForward, valuesOf, type Values } from '../support/networkReference';
import { testDevice } from '../support/device';

const network = defineNetwork({
  name: 'spread',
  input: [6, 7, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 3, kernelSize: 3, activation: 'relu' } },
    { name: 'pool', kind: 'averagePooling2d' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'hidden', kind: 'dense', options: { units: 5, activation: 'tanh' } },
    { name: 'answer', kind: 'dense', options: { units: 3, activation: 'softmax' } },
  ],
});
const COUNT = 12;
const pictures = {
  name: 'noise',
  images: Uint8Array.from({ length: COUNT * 42 }, (_, i) => (i * 37 + (i >> 3) * 11) % 256),
  labels: Uint8Array.from({ length: COUNT }, (_, i) => i % 3),
  count: COUNT,
  height: 6,
  width: 7,
  channels: 1,
  classNames: ['a', 'b', 'c'],
};

const made: { destroy(): void }[] = [];
afterEach(() => {
  for (const one of made.splice(0)) one.destroy();
});

async function setUp(seed: number): Promise<{ store: ParameterStore; distributions: Distributions }> {
  const device = await testDevice();
  const store = new ParameterStore(device, network);
  store.initialize(seed);
  const distributions = await Distributions.create({ device, network, store }, pictures);
  made.push(store, distributions);
  return { store, distributions };
}

/** Every layer's numbers for all pictures, and the mean loss, in f64. */
function reference(values: Values): { outputs: Map<string, number[]>; loss: number } {
  const outputs = new Map<string, number[]>(network.layers.map(({ name }) => [name, []]));
  let loss = 0;
  for (let n = 0; n < COUNT; n++) {
    const pixels = Array.from(pictures.images.subarray(n * 42, (n + 1) * 42), (byte) => byte / 255);
    const forward = networkForward(network, values, new Map([['input', pixels]]), 'answer');
    const logits = forward.get('answer')!;
    const p = softmaxForward(ndArray([1, 3], [...logits.data])).data;
    loss -= Math.log(p[pictures.labels[n]!]!) / COUNT;
    for (const [name, { data }] of forward) outputs.get(name)?.push(...data);
  }
  return { outputs, loss };
}

/** Bins, ends and sums of some numbers by their definition; numbers at the edge of a bin may fall on either side. */
function expectSpread(found: Distribution, all: readonly number[]): void {
  const numbers = all.filter((value) => value !== 0);
  const most = Math.max(...numbers.map(Math.abs));
  const low = Math.min(0, ...numbers) < 0 ? -most : 0;
  expect(found.high).toBeCloseTo(most, 5);
  expect(found.low).toBeCloseTo(low, 5);
  expect(found.counted).toBe(all.length);
  expect(found.zeros).toBe(all.length - numbers.length);
  const width = (most - low) / 64;
  let cumulated = 0;
  for (const [bin, count] of found.counts.entries()) {
    cumulated += count;
    const edge = low + (bin + 1) * width;
    const below = numbers.filter((value) => value < edge - 1e-5 * most).length;
    const upTo = numbers.filter((value) => value <= edge + 1e-5 * most).length;
    expect(cumulated, `up to bin ${bin}`).toBeGreaterThanOrEqual(below);
    expect(cumulated, `up to bin ${bin}`).toBeLessThanOrEqual(upTo);
  }
  expect(cumulated).toBe(numbers.length);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / all.length;
  expect(found.mean).toBeCloseTo(mean, 5);
  const squares = numbers.reduce((sum, value) => sum + value * value, 0) / all.length;
  expect(found.rms).toBeCloseTo(Math.sqrt(squares), 5);
}

describe('distributions', () => {
  it('count the outputs, the weights and the gradients of every layer', async () => {
    const { store, distributions } = await setUp(4);
    const values = await valuesOf(store);
    const { outputs } = reference(values);
    const found = await distributions.look();
    expect(distributions.pictures).toBe(COUNT);
    expect(found.map(({ layer }) => layer)).toEqual(network.layers.map(({ name }) => name));
    for (const { layer, outputs: spread, weights, gradients, silent } of found) {
      // The answer is looked at before its softmax, from which the loss starts.
      expectSpread(spread, outputs.get(layer)!);
      const weight = values.get(`${layer}/weight`);
      expect(weights === null).toBe(weight === undefined);
      expect(silent === null).toBe(layer !== 'conv');
      if (weight === undefined) continue;
      expectSpread(weights!, [...weight.data]);
      expectSpread(gradients!, slopes(values, `${layer}/weight`));
    }
  });

  it('tell how many units never fire', async () => {
    const { store, distributions } = await setUp(4);
    store.write('conv/bias', Float32Array.of(-1e3, 1, -1e3));
    const [conv, pool] = await distributions.look();
    expect(conv!.silent).toEqual({ units: 2, of: 3 });
    expect(conv!.outputs.zeros).toBe((conv!.outputs.counted * 2) / 3);
    expect(pool!.silent).toBeNull();
  });

  it('leave out what is not finite, and count it', async () => {
    const { store, distributions } = await setUp(4);
    store.write('hidden/weight', new Float32Array(60).fill(0.5).fill(NaN, 0, 2).fill(Infinity, 2, 3));
    const hidden = (await distributions.look()).find(({ layer }) => layer === 'hidden')!;
    expect(hidden.weights).toMatchObject({ notFinite: 3, counted: 57, low: 0, high: 0.5, mean: 0.5 });
    expect(hidden.weights!.counts.at(-1)).toBe(57);
  });
});

/** ∂ mean loss/∂ each number of a parameter, by central differences in f64. */
function slopes(values: Values, name: string): number[] {
  const { shape, data } = values.get(name)!;
  const H = 1e-5;
  return [...data].map((_, at) => {
    const lossWith = (by: number): number => {
      const moved: NdArray = ndArray(shape, [...data]);
      moved.data[at]! += by;
      return reference(new Map([...values, [name, moved]])).loss;
    };
    return (lossWith(H) - lossWith(-H)) / (2 * H);
  });
}
