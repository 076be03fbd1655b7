// Twins: the same to the bit but for what was changed between them.

import { afterEach, describe, expect, it } from 'vitest';
import { readFloats } from '../../src/gpu/readback';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import { softmaxForward } from '../../src/reference/activations';
import { ndArray } from '../../src/reference/ndArray';
import {
  createTrainingContext,
  createDeviceContext,
  type DeviceContext,
} from '../../src/session/trainingContext';
import { verdictOf } from '../../src/session/twins/compareSeeds';
import { TrainingSession } from '../../src/session/session';
import { compareAnswers } from '../../src/session/twins/twinAnswers';
import { differencesOf, twinLayers, twinOf, type TwinChange } from '../../src/session/twins/twinChange';
import { Twins } from '../../src/session/twins/twins';
import { testDevice } from '../support/device';
import { bars } from '../support/tinyData';

const config: NetworkConfig = {
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 4, kernelSize: 3, activation: 'relu' } },
    { name: 'pool', kind: 'maxPooling2d' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};
const network = defineNetwork(config);
const settings = {
  network: 'small',
  optimizer: 'adam',
  learningRate: 0.01,
  batchSize: 32,
  epochs: 5,
  seed: 5,
};
const data = { reference: { name: 'bars' }, train: bars(250), test: bars(150, 99) };
const picture = Float32Array.from(data.test.images.subarray(0, 64), (value) => value / 255);

const grounds: DeviceContext[] = [];
const twins: Twins[] = [];
afterEach(async () => {
  for (const pair of twins.splice(0)) {
    await pair.pause();
    pair.destroy();
  }
  for (const { train, test } of grounds.splice(0)) {
    train.destroy();
    test.destroy();
  }
});

async function makeGround(): Promise<DeviceContext> {
  const deviceContext = await createDeviceContext({ device: await testDevice(), description: 'test' }, data);
  grounds.push(deviceContext);
  return deviceContext;
}

async function makeTwins(change: TwinChange, deviceContext?: DeviceContext): Promise<Twins> {
  const pair = await Twins.create(deviceContext ?? (await makeGround()), {
    networks: [network, twinOf(config, change)],
    change,
    settings,
    test: data.test,
    picture,
  });
  twins.push(pair);
  return pair;
}

/** All parameters of one of the two, as they lie on the GPU. */
async function parametersOf(pair: Twins, side: 0 | 1): Promise<Map<string, number[]>> {
  const read = await pair.sides[side].context.store.read();
  return new Map(read.map(({ name, values }) => [name, [...values]]));
}

describe('a change between twins', () => {
  it('swaps every pooling layer and nothing else', () => {
    const twin = twinOf(config, { kind: 'poolings' });
    expect(differencesOf(network, twin)).toEqual([
      {
        layer: 'pool',
        className: 'MaxPooling2D',
        option: null,
        first: 'MaxPooling2D',
        second: 'AveragePooling2D',
      },
    ]);
    expect(twinOf(twin.toJSON(), { kind: 'poolings' }).toJSON()).toEqual(network.toJSON());
  });

  it('is one option of one layer', () => {
    const twin = twinOf(config, { kind: 'option', layer: 'conv', option: 'strides', value: 2 });
    expect(differencesOf(network, twin)).toEqual([
      { layer: 'conv', className: 'Conv2D', option: 'strides', first: [1, 1], second: [2, 2] },
    ]);
    const options = twinLayers(network).flatMap(({ name, options }) =>
      options.map((o) => `${name}.${o.name}`),
    );
    expect(options).toEqual(expect.arrayContaining(['conv.filters', 'conv.activation', 'pool.poolSize']));
    expect(options.some((name) => name.startsWith('answer'))).toBe(false);
  });

  it.each<[TwinChange, RegExp]>([
    [{ kind: 'option', layer: 'conv', option: 'kernelSize', value: 9 }, /Conv2D 'conv'.*9×9 on 8×8/],
    [{ kind: 'option', layer: 'conv', option: 'filters', value: 0 }, /'filters' must be at least 1/],
    [{ kind: 'option', layer: 'nowhere', option: 'filters', value: 2 }, /no layer 'nowhere'/],
    [{ kind: 'option', layer: 'answer', option: 'units', value: 3 }, /as many answers/],
  ])('is refused in plain words where it cannot be built: %o', (change, message) => {
    expect(() => twinOf(config, change)).toThrow(message);
  });
});

describe('twins', () => {
  it('see the same batches: where the change has no effect, they become the same to the bit', async () => {
    // 2×2 windows tile the 6×6 map, so that `same` finds nothing to pad.
    const pair = await makeTwins({ kind: 'option', layer: 'pool', option: 'padding', value: 'same' });
    pair.play();
    // Beyond the first epoch of 8 steps, into another order of the pictures and past its short last batch.
    while (pair.step < 12) await new Promise((resolve) => setTimeout(resolve, 5));
    await pair.pause();
    const [first, second] = pair.sides.map(({ history }) => [history.step, history.loss, history.accuracy]);
    expect(first?.[0]?.length).toBe(pair.step);
    expect(second).toEqual(first);
    expect(await parametersOf(pair, 1)).toEqual(await parametersOf(pair, 0));
    await pair.ask();
    expect(pair.compared?.disagreements).toEqual([]);
  });

  it('that do not differ are refused', async () => {
    const alike: TwinChange = { kind: 'option', layer: 'conv', option: 'filters', value: 4 };
    await expect(makeTwins(alike)).rejects.toThrow(/does not differ/);
  });

  it('begin with the same weights, rest at the same step, and become different', async () => {
    const pair = await makeTwins({ kind: 'poolings' });
    expect(await parametersOf(pair, 0)).toEqual(await parametersOf(pair, 1));
    await pair.takeStep();
    expect(pair.step).toBe(1);
    pair.play();
    while (pair.step < 12) await new Promise((resolve) => setTimeout(resolve, 5));
    await pair.pause();
    expect(pair.state).toBe('idle');
    const steps = pair.sides.map(({ history }) => [...history.step]);
    expect(steps[0]).toEqual(Array.from({ length: pair.step }, (_, i) => i + 1));
    expect(steps[1]).toEqual(steps[0]);
    expect(await parametersOf(pair, 0)).not.toEqual(await parametersOf(pair, 1));
    expect(pair.sides[0].history.loss).not.toEqual(pair.sides[1].history.loss);

    // After a reset they are the same runs again.
    const losses = pair.sides.map(({ history }) => history.loss.slice(0, 3));
    await pair.reset();
    expect(pair.step).toBe(0);
    for (let i = 0; i < 3; i++) await pair.takeStep();
    expect(pair.sides.map(({ history }) => [...history.loss])).toEqual(losses.map((one) => [...one]));
  });

  it('is each what a run of its own would be', async () => {
    const deviceContext = await makeGround();
    const change: TwinChange = { kind: 'option', layer: 'conv', option: 'activation', value: 'tanh' };
    const pair = await makeTwins(change, deviceContext);
    for (let i = 0; i < 4; i++) await pair.takeStep();
    const alone = await createTrainingContext(deviceContext, twinOf(config, change), settings);
    await alone.trainer.compile();
    alone.trainer.submit(4);
    const read = await alone.store.read();
    expect(await parametersOf(pair, 1)).toEqual(new Map(read.map((one) => [one.name, [...one.values]])));
    for (const part of [alone.trainer, alone.evaluator, alone.probe, alone.store]) part.destroy();
  });

  it('share their colours, and are drawn from the same picture', async () => {
    const pair = await makeTwins({ kind: 'poolings' });
    expect(pair.refresh()).toBe(1);
    expect(pair.refresh(), 'nothing changed').toBe(1);
    await expect.poll(() => pair.sides[0].layers[0]?.activationDomain[1]).toBeGreaterThan(0);
    const domains = pair.sides.map(({ layers }) =>
      layers.map(({ activationDomain, kernelDomain }) => [activationDomain, kernelDomain]),
    );
    expect(domains[1]).toEqual(domains[0]);
    const inputs = await Promise.all(pair.sides.map((side) => readFloats(side.device, side.input)));
    expect([...(inputs[0] ?? [])]).toEqual([...picture]);
    expect([...(inputs[1] ?? [])]).toEqual([...picture]);
    // Before the first step the convolution is the same, the pooled maps are not.
    const of = async (side: 0 | 1, layer: number): Promise<number[]> => [
      ...(await readFloats(pair.device, pair.sides[side].layers[layer]!.activation)),
    ];
    expect(await of(1, 0)).toEqual(await of(0, 0));
    expect(await of(1, 1)).not.toEqual(await of(0, 1));
    const cell = await pair.sides[1].explain('pool', [1, 2, 3]);
    expect(cell).toMatchObject({ rule: 'mean' });
    expect(cell.value).toBeCloseTo(cell.gpuValue, 5);
  });

  it('find the pictures they disagree on, as a reference evaluation does', async () => {
    const pair = await makeTwins({ kind: 'poolings' });
    for (let i = 0; i < 3; i++) await pair.takeStep();
    await pair.ask();
    const { compared } = pair;
    const forward = async (side: 0 | 1): Promise<Float32Array> => {
      const values = await parametersOf(pair, side);
      const all = new Float32Array(data.test.count * 2);
      for (let row = 0; row < data.test.count; row++) {
        const pixels = [...data.test.images.subarray(row * 64, (row + 1) * 64)].map((byte) => byte / 255);
        let at = ndArray([1, 8, 8, 1], pixels);
        for (const layer of pair.sides[side].context.network.layers) {
          const parameters = Object.fromEntries(
            layer.parameters.map(({ name, shape }) => [
              name,
              ndArray(shape, values.get(`${layer.name}/${name}`)),
            ]),
          );
          at = layer.definition.reference.forward(layer.options, [at], parameters, {
            training: false,
            seed: 0,
            step: 0,
          });
          if (layer.name === 'answer') at = softmaxForward(at);
        }
        all.set([...at.data], row * 2);
      }
      return all;
    };
    const [first, second] = [await forward(0), await forward(1)];
    const wanted = compareAnswers(data.test.labels, first, second, 2);
    expect(wanted.disagreements.length).toBeGreaterThan(0);
    expect(compared).toMatchObject({
      step: 3,
      count: 150,
      firstRight: wanted.firstRight,
      secondRight: wanted.secondRight,
      onlyFirst: wanted.onlyFirst,
      onlySecond: wanted.onlySecond,
      neither: 0,
    });
    const sorted = (all: typeof wanted.disagreements): (readonly [number, number, number])[] =>
      all
        .map(({ index, first, second }) => [index, first.answer, second.answer] as const)
        .sort((a, b) => a[0] - b[0]);
    expect(sorted(compared!.disagreements)).toEqual(sorted(wanted.disagreements));
    for (const { index, first: mine } of compared!.disagreements)
      expect(mine.probability).toBeCloseTo(first[index * 2 + mine.answer] ?? NaN, 4);
    // The evaluator counts the same.
    const { evaluator } = pair.sides[1].context;
    expect((await evaluator.run()).accuracy * 150).toBeCloseTo(wanted.secondRight, 3);
  });

  it('try several seeds, and are afterwards where they were', async () => {
    const pair = await makeTwins({ kind: 'poolings' });
    for (let i = 0; i < 2; i++) await pair.takeStep();
    const before = [await parametersOf(pair, 0), await parametersOf(pair, 1)];
    const fractions: number[] = [];
    pair.addEventListener('progress', () => fractions.push(pair.fraction));
    await pair.trySeeds(3, 6);
    expect(pair.seeds?.steps).toBe(6);
    expect(pair.seeds?.results.map(({ seed }) => seed)).toEqual([5, 6, 7]);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect([await parametersOf(pair, 0), await parametersOf(pair, 1)]).toEqual(before);
    expect(pair.step).toBe(2);
    // The first of the seeds is the pair's own: six steps, then the test set.
    const result = pair.seeds!.results[0]!;
    for (let i = 0; i < 4; i++) await pair.takeStep();
    await pair.ask();
    expect(result.first * 150).toBeCloseTo(pair.compared!.firstRight, 3);
    expect(result.second * 150).toBeCloseTo(pair.compared!.secondRight, 3);

    const broken = pair.trySeeds(4, 200);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await pair.pause();
    await broken;
    expect(pair.seeds?.results.length).toBeLessThan(4);
    expect(pair.step).toBe(6);
  });

  it('stop where a loss is not finite, and begin anew with a reset', async () => {
    const deviceContext = await makeGround();
    const pair = await Twins.create(deviceContext, {
      networks: [network, twinOf(config, { kind: 'poolings' })],
      change: { kind: 'poolings' },
      settings: { ...settings, optimizer: 'sgd', learningRate: 1e30 },
      test: data.test,
      picture,
    });
    twins.push(pair);
    pair.play();
    await expect.poll(() => pair.state, { timeout: 60_000 }).toBe('failed');
    expect(pair.error?.message).toContain('not a finite number');
    await pair.reset();
    expect(pair.state).toBe('idle');
    expect(pair.step).toBe(0);
  });
});

describe('a session', () => {
  it('rests while its twins train, and gives them up with its network', async () => {
    const session = await TrainingSession.open({
      network: config,
      loadData: () => Promise.resolve(data),
      batchSize: 32,
      seed: 5,
      epochs: 1000,
    });
    expect(session.twins.current).toBeNull();
    session.play();
    const pair = await session.twins.make({ kind: 'poolings' });
    expect(session.state).toBe('training');
    expect(session.twins.current).toBe(pair);
    pair.play();
    await expect.poll(() => pair.step).toBeGreaterThan(2);
    expect(session.state).toBe('idle');
    await pair.pause();
    await expect(
      session.twins.make({ kind: 'option', layer: 'conv', option: 'kernelSize', value: 9 }),
    ).rejects.toThrow(/9×9/);
    expect(session.twins.current).toBe(pair);
    await session.rebuild({ ...config, name: 'another' });
    expect(session.twins.current).toBeNull();
    session.close();
  });
});

describe('the verdict on several seeds', () => {
  it('calls a difference clear only where it is larger than the spread', () => {
    const results = (first: readonly number[], second: readonly number[]) =>
      first.map((value, i) => ({ seed: i, first: value, second: second[i] ?? NaN }));
    const clear = verdictOf(results([0.9, 0.91, 0.92], [0.8, 0.81, 0.82]));
    expect(clear.first.mean).toBeCloseTo(0.91, 12);
    expect(clear.first.deviation).toBeCloseTo(0.01, 12);
    expect(clear).toMatchObject({ clear: true, firstAhead: 3, secondAhead: 0 });
    const unclear = verdictOf(results([0.9, 0.94, 0.92], [0.91, 0.93, 0.91]));
    expect(unclear).toMatchObject({ clear: false, firstAhead: 2, secondAhead: 1 });
  });
});
