// Editing a running network: what is written is what is computed, and undo is exact to the bit.

import { afterEach, describe, expect, it } from 'vitest';
import { readFloats } from '../../src/gpu/readback';
import type { NetworkConfig } from '../../src/models/network';
import { conv2dForward } from '../../src/reference/conv2d';
import { averagePool2dForward } from '../../src/reference/averagePool2d';
import { activate, softmaxForward } from '../../src/reference/activations';
import { denseForward } from '../../src/reference/dense';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import type { SavedRun } from '../../src/session/facade';
import { kernelPreset } from '../../src/session/editing/kernelPresets';
import { TrainingSession } from '../../src/session/session';
import { bars } from '../support/tinyData';

const FILTERS = 4;

function network(activation = 'relu'): NetworkConfig {
  return {
    name: 'small',
    input: [8, 8, 1],
    layers: [
      { name: 'conv', kind: 'conv2d', options: { filters: FILTERS, kernelSize: 3, activation } },
      { name: 'pool', kind: 'averagePooling2d' },
      { name: 'flatten', kind: 'flatten' },
      { name: 'dense', kind: 'dense', options: { units: 5, activation: 'tanh' } },
      { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
    ],
  };
}

const sessions: TrainingSession[] = [];
afterEach(() => {
  for (const session of sessions.splice(0)) session.close();
});

async function open(activation?: string): Promise<TrainingSession> {
  const session = await TrainingSession.open({
    network: network(activation),
    loadData: () => Promise.resolve({ train: bars(256), test: bars(64, 99) }),
    batchSize: 32,
    learningRate: 0.02,
    seed: 5,
  });
  sessions.push(session);
  return session;
}

const read = (session: TrainingSession, layer: string, part: 'kernel' | 'bias' | 'activation') => {
  const view = session.layers.find(({ name }) => name === layer)?.[part];
  if (!view) throw new Error(`no ${part} in ${layer}`);
  return readFloats(session.device, view).then((data) => ndArray(view.shape, data));
};

/** The picture shown through the network by the plain-loop reference, with the parameters on the GPU. */
async function expected(session: TrainingSession, activation: 'relu' | 'sigmoid' = 'relu') {
  const picture = ndArray([1, 8, 8, 1], await readFloats(session.device, session.input));
  const of = async (layer: string): Promise<[NdArray, NdArray]> => [
    await read(session, layer, 'kernel'),
    await read(session, layer, 'bias'),
  ];
  const window = { size: [3, 3], strides: [1, 1], padding: 'valid', dilation: [1, 1] } as const;
  const conv = activate(activation, conv2dForward(picture, ...(await of('conv')), window));
  const pool = averagePool2dForward(conv, { ...window, size: [2, 2], strides: [2, 2] });
  const flat = ndArray([1, pool.data.length], pool.data);
  const dense = activate('tanh', denseForward(flat, ...(await of('dense'))));
  return { conv, answer: softmaxForward(denseForward(dense, ...(await of('answer')))) };
}

async function expectShown(session: TrainingSession, activation?: 'relu' | 'sigmoid'): Promise<void> {
  session.refresh();
  const reference = await expected(session, activation);
  for (const layer of ['conv', 'answer'] as const) {
    const { data } = await read(session, layer, 'activation');
    data.forEach((value, at) =>
      expect(Math.abs(value - (reference[layer].data[at] ?? NaN))).toBeLessThan(1e-4),
    );
  }
}

/** Everything of a run, bit by bit. */
function bits({ network: layers, settings, checkpoint, history }: SavedRun): unknown {
  const slabs = Object.entries(checkpoint.slabs).map(([name, bytes]) => [name, [...new Uint32Array(bytes)]]);
  return { layers, settings, step: checkpoint.step, slabs, history };
}

const name = { key: 'preset', values: { layer: 'conv', unit: 2, preset: 'edgeHorizontal' } } as const;

describe('numbers by hand', () => {
  it('a filter’s numbers are where its maps are made from', async () => {
    const session = await open();
    const where = session.editing.unit('conv', 1);
    expect(where).toMatchObject({ rows: 3, columns: 3, slices: 1, bias: 1, maps: true });
    // [3, 3, 1, 4]: tap t of filter k stands at 4t + k.
    expect(where?.places).toEqual([1, 5, 9, 13, 17, 21, 25, 29, 33]);
    const dense = session.editing.unit('dense', 2);
    expect(dense).toMatchObject({ rows: 3, columns: 3, slices: FILTERS, bias: 2, maps: true });
    // Slice 1, row 0, column 2 is input (0·3 + 2)·4 + 1 = 9 of 36, unit 2 of 5.
    expect(dense?.places[9 + 2]).toBe(9 * 5 + 2);
    expect(session.editing.unit('answer', 1)).toMatchObject({ rows: 1, columns: 5, slices: 1, maps: false });
    expect(session.editing.unit('pool', 0)).toBeNull();
    expect(() => session.editing.unit('conv', FILTERS)).toThrow("layer 'conv': has no unit 4; there are 4");
    const weights = (await read(session, 'conv', 'kernel')).data;
    const values = await session.editing.readUnit('conv', 1);
    expect([...(values?.weights ?? [])]).toEqual(where?.places.map((place) => weights[place]));
  });

  it('an edge written into a filter: the whole network answers as the reference does', async () => {
    const session = await open();
    for (let i = 0; i < 3; i++) await session.step();
    const before = (await read(session, 'conv', 'kernel')).data;
    const edge = kernelPreset('edgeHorizontal', 3, 3);
    const weights = Float32Array.from(edge?.numbers ?? [], (value) => value / (edge?.divisor ?? NaN));
    await session.editing.write(name, [{ layer: 'conv', unit: 1, weights, bias: 0.25 }]);
    const after = (await read(session, 'conv', 'kernel')).data;
    after.forEach((value, at) =>
      expect(value).toBe(at % FILTERS === 1 ? weights[(at - 1) / FILTERS] : before[at]),
    );
    expect((await read(session, 'conv', 'bias')).data[1]).toBe(0.25);
    await expectShown(session);
    expect(session.progress.step).toBe(3);
    expect(session.editing.edited).toEqual([{ layer: 'conv', unit: 1 }]);
    expect(() => session.editing.write(name, [{ layer: 'conv', unit: 0, bias: Infinity }])).toThrow(
      "layer 'conv', unit 1: a weight must be a finite number",
    );
    await session.editing.reset(session.editing.edited);
    expect((await read(session, 'conv', 'kernel')).data).toEqual(before);
    expect(session.editing.edited).toEqual([]);
    // Training goes on from there, its moments untouched.
    await session.step();
    expect(session.progress.step).toBe(4);
  });

  it('a drag is one change, however many numbers it writes', async () => {
    const session = await open();
    const { editing } = session;
    const drag = (bias: number) =>
      editing.write({ ...name, key: 'bias' }, [{ layer: 'dense', unit: 0, bias }], 'drag 1');
    await Promise.all([drag(0.1), drag(0.2), drag(0.5)]);
    expect(editing.entries).toHaveLength(1);
    expect((await read(session, 'dense', 'bias')).data[0]).toBe(0.5);
    await editing.write({ ...name, key: 'bias' }, [{ layer: 'dense', unit: 0, bias: 1 }], 'drag 2');
    expect(editing.entries).toHaveLength(2);
    await editing.go(0);
    expect((await read(session, 'dense', 'bias')).data[0]).toBe(0);
  });
});

describe('silence', () => {
  it.each(['relu', 'sigmoid'] as const)(
    'makes a %s map 0 for every picture, and lets it speak again',
    async (activation) => {
      const session = await open(activation);
      for (let i = 0; i < 3; i++) await session.step();
      const before = bits(await session.save());
      await session.editing.silence('conv', 2);
      expect(session.editing.silenced).toEqual([{ layer: 'conv', unit: 2 }]);
      for (const seed of [0, 1]) {
        session.showPicture(Float32Array.from({ length: 64 }, (_, at) => ((at * 7 + seed) % 5) / 4));
        session.refresh();
        const { data } = await read(session, 'conv', 'activation');
        expect(Math.max(...data.filter((_, at) => at % FILTERS === 2).map(Math.abs))).toBeLessThan(1e-37);
        expect(Math.max(...data.filter((_, at) => at % FILTERS !== 2))).toBeGreaterThan(0.01);
        await expectShown(session, activation);
      }
      // Its own numbers are still to be seen.
      expect((await session.editing.readUnit('conv', 2))?.weights.some((weight) => weight !== 0)).toBe(true);
      await session.editing.unsilence('conv', 2);
      expect(bits(await session.save())).toEqual(before);
      expect(session.editing.silenced).toEqual([]);
    },
  );

  it('does not offer what cannot be made 0', async () => {
    const session = await open();
    expect(session.editing.canSilence('answer', 0)).toBe(false);
    expect(session.editing.canSilence('pool', 0)).toBe(false);
    expect(session.editing.canSilence('dense', 0)).toBe(true);
  });

  it('ends when training goes on, and through a change of layers', async () => {
    const session = await open();
    for (let i = 0; i < 2; i++) await session.step();
    await session.editing.silence('conv', 0);
    await session.step();
    expect(session.editing.silenced).toEqual([]);
    const other = await open();
    for (let i = 0; i < 3; i++) await other.step();
    expect(bits(await session.save())).toEqual(bits(await other.save()));
    await session.editing.silence('conv', 0);
    const own = (await session.editing.readUnit('conv', 0))?.weights;
    await session.editing.change(network('tanh'), { key: 'network', values: { to: 'tanh' } });
    expect((await session.editing.readUnit('conv', 0))?.weights).toEqual(own);
    expect(session.editing.silenced).toEqual([]);
    await session.editing.go(2);
    expect(session.editing.silenced).toEqual([{ layer: 'conv', unit: 0 }]);
  });

  it('is measured on the test set, with and without', async () => {
    const session = await open();
    for (let i = 0; i < 40; i++) await session.step();
    await session.evaluate();
    const { testAccuracy } = session.progress;
    for (let unit = 0; unit < FILTERS; unit++) await session.editing.silence('conv', unit);
    await session.evaluate();
    const silent = session.progress.testAccuracy;
    const fractions: number[] = [];
    const result = await session.editing.compare({
      onProgress: (fraction) => fractions.push(fraction),
      wanted: () => true,
    });
    expect(result).toEqual({ with: testAccuracy, without: silent });
    expect(testAccuracy).toBeGreaterThan(0.9);
    // Without any map it can only guess.
    expect(silent).toBeLessThan(0.7);
    expect(fractions.at(-1)).toBe(1);
    const now = bits(await session.save());
    expect(await session.editing.compare({ wanted: () => false })).toBeNull();
    expect(bits(await session.save())).toEqual(now);
    expect(session.editing.silenced).toHaveLength(FILTERS);
  });
});

describe('undo and redo', () => {
  it('bring back network, weights, moments, step and history to the bit, through layers and numbers', async () => {
    const session = await open();
    const { editing } = session;
    for (let i = 0; i < 3; i++) await session.step();
    const states = [bits(await session.save())];
    const larger = network('tanh');
    await editing.change(larger, {
      key: 'option',
      values: { option: 'activation', from: 'relu', to: 'tanh', layer: 'conv' },
    });
    expect(editing.kept?.every(({ kept, of }) => kept === of)).toBe(true);
    for (let i = 0; i < 2; i++) await session.step();
    states.push(bits(await session.save()));
    await editing.write(name, [{ layer: 'conv', unit: 1, weights: new Float32Array(9).fill(0.5) }]);
    await editing.silence('dense', 3);
    states.push(bits(await session.save()));
    expect(editing.entries.map(({ key }) => key)).toEqual(['option', 'preset', 'silence']);
    const seen: unknown[] = [];
    for (const position of [1, 0, 1, 3]) {
      await editing.go(position);
      expect(editing.position).toBe(position);
      seen.push(bits(await session.save()));
    }
    const [first, second, third] = states;
    expect(seen).toEqual([second, first, second, third]);
    expect(editing.silenced).toEqual([{ layer: 'dense', unit: 3 }]);
    await expect(editing.go(7)).rejects.toThrow('history: there is no state 7 to go to, of 4');
  });

  it('are done one after the other, from where the one before has led; at either end nothing happens', async () => {
    const session = await open();
    const { editing } = session;
    const writeBias = (bias: number) => editing.write(name, [{ layer: 'dense', unit: 0, bias }]);
    for (const bias of [0.1, 0.2, 0.3]) await writeBias(bias);
    await Promise.all([editing.undo(), editing.undo(), editing.redo()]);
    expect(editing.position).toBe(2);
    expect((await editing.readUnit('dense', 0))?.bias).toBe(Math.fround(0.2));
    await Promise.all([writeBias(0.4), editing.undo(), editing.redo(), editing.redo()]);
    expect(editing.position).toBe(3);
    expect((await editing.readUnit('dense', 0))?.bias).toBe(Math.fround(0.4));
    await Promise.all(Array.from({ length: 5 }, () => editing.undo()));
    expect(editing.position).toBe(0);
  });

  it('bring back the past of the run, and that of the one undone with redo', async () => {
    const session = await open();
    for (let step = 0; step < 4; step++) await session.step();
    await session.travel.lookAt(2);
    session.refresh();
    const then = await read(session, 'conv', 'activation');
    const added = network('tanh');
    await session.editing.change(added, { key: 'option', values: {} });
    expect(session.travel.moments).toEqual([0]);
    for (let step = 0; step < 2; step++) await session.step();
    await session.editing.go(0);
    expect(session.travel.moments).toEqual([0, 1, 2, 3, 4]);
    await session.travel.lookAt(2);
    session.refresh();
    expect(await read(session, 'conv', 'activation')).toEqual(then);
    await session.editing.go(1);
    expect(session.network.layers[0]?.options?.activation).toBe('tanh');
    expect(session.travel.moments).toEqual([0, 1, 2]);
    await session.editing.go(0);
    // Numbers written by hand: the run goes on from them, and what it was before is still there.
    await session.editing.write({ key: 'bias', values: {} }, [{ layer: 'conv', unit: 1, bias: 0.5 }]);
    for (let step = 0; step < 2; step++) await session.step();
    expect(session.travel.moments).toEqual([0, 1, 2, 3, 4, 5, 6]);
    await session.editing.go(0);
    expect(session.travel.moments).toEqual([0, 1, 2, 3, 4]);
    // To the bit: training on from there is the run that was.
    const wanted = await session.save();
    await session.travel.lookAt(2);
    await session.travel.resume();
    for (let step = 0; step < 2; step++) await session.step();
    expect((await session.save()).checkpoint).toEqual(wanted.checkpoint);
  });

  it('restore the learning rate; changing it loses nothing', async () => {
    const session = await open();
    for (let step = 0; step < 3; step++) await session.step();
    const before = await session.save();
    const rate = session.progress.learningRate;
    const share = rate / session.settings.learningRate;
    for (const value of [0.01, 0.005, 0.004]) await session.editing.setLearningRate(value, 'drag');
    expect(session.editing.entries).toEqual([{ key: 'learningRate', values: { from: 0.02, to: 0.004 } }]);
    expect(session.settings.learningRate).toBe(0.004);
    expect(session.progress.learningRate).toBeCloseTo(0.004 * share, 9);
    const changed = await session.save();
    const { clock: _, ...same } = before.checkpoint.slabs;
    expect(changed.checkpoint.slabs).toMatchObject(same);
    expect(changed.settings.learningRate).toBe(0.004);
    expect(session.progress.step).toBe(3);
    expect(session.travel.moments).toEqual([0, 1, 2, 3]);
    // Adam's step is the learning rate times what the gradients say: a fifth of the rate, a fifth of the step.
    const moved = async (): Promise<number[]> => {
      await session.step();
      const { slabs } = (await session.save()).checkpoint;
      const from = new Float32Array(before.checkpoint.slabs.parameters!);
      return [...new Float32Array(slabs.parameters!)].map((value, at) => value - from[at]!);
    };
    const small = await moved();
    expect([...session.history.step]).toEqual([1, 2, 3, 4]);
    await session.editing.go(0);
    expect(session.settings.learningRate).toBe(0.02);
    expect(await session.save()).toMatchObject({ checkpoint: before.checkpoint });
    const large = await moved();
    expect(Math.max(...large.map(Math.abs))).toBeGreaterThan(1e-3);
    large.forEach((value, at) => expect(Math.abs(value / 5 - small[at]!)).toBeLessThan(1e-6));
    expect(() => session.editing.setLearningRate(0)).toThrow(
      'learning rate: must be a number above 0. Received 0',
    );
  });

  it('undo keeps what was trained since for redo, and a new change forgets what was undone', async () => {
    const session = await open();
    const { editing } = session;
    await editing.write(name, [{ layer: 'conv', unit: 1, bias: 0.5 }]);
    for (let i = 0; i < 2; i++) await session.step();
    const trained = bits(await session.save());
    const { loss } = session.progress;
    await editing.go(0);
    expect(session.progress.step).toBe(0);
    expect(session.progress.loss).toBeNaN();
    await editing.go(1);
    expect(bits(await session.save())).toEqual(trained);
    expect(session.progress.loss).toBe(loss);
    expect(session.progress.loss).toBeCloseTo((session.history.loss[0]! + session.history.loss[1]!) / 2, 12);
    await editing.go(0);
    await editing.write({ ...name, key: 'bias' }, [{ layer: 'dense', unit: 0, bias: 1 }]);
    expect(editing.entries.map(({ key }) => key)).toEqual(['bias']);
  });

  it('a change that cannot be built leaves everything as it was', async () => {
    const session = await open();
    await session.step();
    await session.editing.silence('conv', 1);
    const before = bits(await session.save());
    const impossible = { ...network(), input: [4, 4, 1] };
    await expect(session.editing.change(impossible, { key: 'network', values: { to: '' } })).rejects.toThrow(
      "input 'input' expects 4×4×1. Received pictures of 8×8×1",
    );
    expect(bits(await session.save())).toEqual(before);
    expect(session.editing.entries).toHaveLength(1);
    expect(session.editing.silenced).toHaveLength(1);
  });

  it('goes on training through a change, and through undo', async () => {
    const session = await open();
    session.play();
    await session.editing.change(network('tanh'), { key: 'network', values: { to: 'tanh' } });
    expect(session.state).toBe('training');
    await session.editing.go(0);
    expect(session.state).toBe('training');
    await session.pause();
    expect(session.layers[0]?.options.activation).toBe('relu');
  });

  it('keeps the filters there were when there are more of them', async () => {
    const session = await open();
    for (let i = 0; i < 3; i++) await session.step();
    session.refresh();
    const own = await Promise.all([0, 1, 2, 3].map((unit) => session.editing.readUnit('conv', unit)));
    const [conv, ...others] = network().layers;
    const wider = {
      ...network(),
      layers: [{ ...conv!, options: { ...conv?.options, filters: 6 } }, ...others],
    };
    await session.editing.change(wider, { key: 'option', values: {} });
    const now = await Promise.all([0, 1, 2, 3].map((unit) => session.editing.readUnit('conv', unit)));
    expect(now).toEqual(own);
    const added = await session.editing.readUnit('conv', 5);
    expect(added?.weights.some((weight) => weight !== 0)).toBe(true);
    const kept = session.editing.kept?.map(
      ({ layer, parameter, kept, of }) => `${layer}/${parameter} ${kept}/${of}`,
    );
    expect(kept?.slice(0, 3)).toEqual(['conv/weight 36/54', 'conv/bias 4/6', 'dense/weight 180/270']);
  });

  it('takes another optimizer, batch size and length of the run, keeps the weights, and can go back', async () => {
    const session = await open();
    await session.step();
    const before = bits(await session.save());
    const own = await session.editing.readUnit('conv', 1);
    const sgd = { optimizer: 'sgd', learningRate: 0.1, batchSize: 16, epochs: 2 };
    const momentum = { ...sgd, optimizerOptions: { momentum: 0.9 } };
    const name = { key: 'code', values: {} } as const;
    const weightsAfter = async (settings: typeof sgd, steps: number): Promise<Float32Array | undefined> => {
      await session.editing.go(0);
      await session.editing.change(network(), name, settings);
      expect(await session.editing.readUnit('conv', 1)).toEqual(own);
      for (let i = 0; i < steps; i++) await session.step();
      return (await session.editing.readUnit('conv', 1))?.weights;
    };
    await session.editing.change(network(), name, momentum);
    expect(session.settings).toMatchObject(momentum);
    expect(session.progress.stepsPerEpoch).toBe(256 / 16);
    // The first step is the same; from the second on the velocity counts.
    expect(await weightsAfter(momentum, 1)).toEqual(await weightsAfter(sgd, 1));
    expect(await weightsAfter(momentum, 2)).not.toEqual(await weightsAfter(sgd, 2));
    await session.editing.go(0);
    expect(session.settings).toMatchObject({ optimizer: 'adam', learningRate: 0.02, batchSize: 32 });
    expect(bits(await session.save())).toEqual(before);
  });
});
