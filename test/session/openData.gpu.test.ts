// Another data set in a session: the network follows, what fits is kept, and undo brings all back to the bit.

import { expect, it } from 'vitest';
import { MNIST, type DataReference, type DataSet } from '../../src/data/dataSet';
import { readFloats } from '../../src/gpu/readback';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import type { TrainingSession } from '../../src/session/session';
import { networkForward, valuesOf } from '../support/networkReference';
import { sessionsOf } from '../support/openSession';
import { bars, spots } from '../support/tinyData';

const network: NetworkConfig = {
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 4, kernelSize: 3, activation: 'relu' } },
    { name: 'pool', kind: 'maxPooling2d' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'hidden', kind: 'dense', options: { units: 8, activation: 'relu' } },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};
const SPOTS: DataReference = { name: 'spots', options: { seed: 1 } };
const SETS: Readonly<Record<string, () => DataSet>> = {
  mnist: () => ({ train: bars(256), test: bars(64, 99) }),
  spots: () => ({ train: spots(240), test: spots(60, 99) }),
  uneven: () => ({ train: spots(240), test: bars(64, 99) }),
};
const loaded: string[] = [];
const open = sessionsOf(network);
const options = {
  loadData: ({ name }: DataReference): Promise<DataSet> => {
    loaded.push(name);
    const make = SETS[name];
    return make ? Promise.resolve(make()) : Promise.reject(new Error(`no data set '${name}'`));
  },
};

const bytesOf = (slabs: Readonly<Record<string, ArrayBuffer>>) =>
  Object.fromEntries(Object.entries(slabs).map(([name, slab]) => [name, [...new Uint8Array(slab)]]));

/** What the session's network answers for the picture shown, and what the reference makes of it. */
async function answers(session: TrainingSession): Promise<{ shown: number[]; reference: number[] }> {
  session.refresh();
  const layer = session.layers.at(-1);
  if (!layer) throw new Error('no answer');
  const shown = await readFloats(session.device, layer.activation);
  const values = await valuesOf(session.run.context.store);
  const picture = Float32Array.from(session.samples[0]?.pixels ?? [], (value) => value / 255);
  const tensors = networkForward(defineNetwork(session.network), values, new Map([['input', picture]]));
  return { shown: [...shown], reference: [...(tensors.get('answer')?.data ?? [])] };
}

it('begins with MNIST where nothing else is asked for', async () => {
  const session = await open(options);
  expect(session.data.reference).toEqual(MNIST);
  expect((await session.save()).data).toEqual(MNIST);
});

it('input and answers of the network follow the pictures; parameters that fit are kept', async () => {
  const session = await open(options);
  await session.step();
  const events: string[] = [];
  for (const name of ['layerschange', 'datachange']) session.addEventListener(name, () => events.push(name));
  await session.openData(SPOTS);
  expect(session.data.reference).toEqual(SPOTS);
  expect(session.input.shape).toEqual([10, 12, 3]);
  expect(session.layers.at(-1)?.outputShape).toEqual([3]);
  expect(session.samples.map(({ label }) => label)).toEqual(['red', 'green', 'blue']);
  expect(session.progress.step).toBe(0);
  expect(events.at(-1)).toBe('datachange');
  expect(session.editing.entries.at(-1)).toEqual({ key: 'data', values: { data: 'spots' } });
  // The kernel has one channel of three from before, the rest is new; biases are all from before.
  const kept = new Map(
    session.editing.kept?.map(({ layer, parameter, kept, of }) => [`${layer}/${parameter}`, [kept, of]]),
  );
  expect(kept.get('conv/weight')).toEqual([36, 108]);
  expect(kept.get('hidden/bias')).toEqual([8, 8]);
});

it('the first view shows a picture of the new data, as the reference computes it', async () => {
  const session = await open(options);
  await session.openData(SPOTS);
  const { shown, reference } = await answers(session);
  expect(shown).toHaveLength(3);
  shown.forEach((value, at) => expect(value).toBeCloseTo(reference[at] ?? NaN, 5));
});

it('it learns them, and twins are tested on them', async () => {
  const session = await open({ ...options, epochs: 30 });
  await session.openData(SPOTS, { settings: { learningRate: 0.01, epochs: 30 } });
  for (let step = 0; step < 60; step++) await session.step();
  await session.evaluate();
  expect(session.progress.testAccuracy).toBeGreaterThan(0.9);
  const twins = await session.twins.make({ kind: 'poolings' });
  expect(twins.test.classNames).toEqual(['red', 'green', 'blue']);
});

it('undo and redo go between data sets, to the bit, with what was trained on each', async () => {
  const session = await open(options);
  for (let step = 0; step < 3; step++) await session.step();
  const before = await session.save();
  await session.openData(SPOTS);
  await session.step();
  const after = await session.save();
  await session.editing.go(0);
  expect(session.data.reference).toEqual(MNIST);
  expect(bytesOf((await session.save()).checkpoint.slabs)).toEqual(bytesOf(before.checkpoint.slabs));
  await session.editing.go(1);
  expect(session.data.reference).toEqual(SPOTS);
  expect(bytesOf((await session.save()).checkpoint.slabs)).toEqual(bytesOf(after.checkpoint.slabs));
  await session.step();
  expect(session.progress.step).toBe(2);
});

it('a run names its data: resumed elsewhere it loads them and goes on to the same bits', async () => {
  const session = await open(options);
  await session.openData(SPOTS);
  for (let step = 0; step < 3; step++) await session.step();
  const run = await session.save();
  for (let step = 0; step < 4; step++) await session.step();
  const expected = await session.save();
  // On a session that begins with it, and on one that has other data.
  for (const other of [await open({ ...options, run }), await open(options)]) {
    if (other.data.reference.name !== 'spots') await other.files.openRun(run, 'run.zip');
    for (let step = 0; step < 4; step++) await other.step();
    expect(bytesOf((await other.save()).checkpoint.slabs)).toEqual(bytesOf(expected.checkpoint.slabs));
  }
});

it('a network that is given is fitted, and begins with new parameters', async () => {
  const session = await open(options);
  const given = { ...network, name: 'given' };
  await session.openData(SPOTS, { network: given, settings: { batchSize: 16 } });
  expect(session.network.name).toBe('given');
  expect(session.settings.batchSize).toBe(16);
  expect(session.input.shape).toEqual([10, 12, 3]);
});

it.each([
  ['data that are missing', { name: 'gone' }, {}, "no data set 'gone'"],
  ['parts that differ', { name: 'uneven' }, {}, "dataset 'spots': all parts need pictures of one size"],
  [
    'a network that cannot be fitted',
    SPOTS,
    {
      network: {
        ...network,
        layers: [{ kind: 'conv2d', options: { filters: 2, kernelSize: 11 } }, ...network.layers],
      },
    },
    'conv2d_1',
  ],
] as const)('%s are refused, and nothing changes', async (_, reference, wanted, message) => {
  const session = await open(options);
  await session.step();
  const before = await session.save();
  await expect(session.openData(reference, wanted)).rejects.toThrow(message);
  expect(session.data.reference).toEqual(MNIST);
  expect(session.editing.entries).toEqual([]);
  expect(bytesOf((await session.save()).checkpoint.slabs)).toEqual(bytesOf(before.checkpoint.slabs));
  await session.step();
  expect(session.progress.step).toBe(2);
});

it('loading can be broken off', async () => {
  const session = await open(options);
  const abort = new AbortController();
  const opening = session.openData(SPOTS, { signal: abort.signal });
  abort.abort(new Error('not wanted'));
  await expect(opening).rejects.toThrow('not wanted');
  expect(session.data.reference).toEqual(MNIST);
});

it('when the device is lost, the data that were chosen come back with the run', async () => {
  const session = await open(options);
  await session.openData(SPOTS);
  for (let step = 0; step < 3; step++) await session.step();
  const restored = new Promise<void>((resolve) =>
    session.addEventListener('notice', () => session.notice?.key === 'deviceRestored' && resolve()),
  );
  session.device.destroy();
  await restored;
  expect(session.data.reference).toEqual(SPOTS);
  expect(session.progress.step).toBe(3);
  await session.step();
  expect(session.input.shape).toEqual([10, 12, 3]);
});
