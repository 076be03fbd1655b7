// Time travel: looking at the past shows the numbers of then, a difference is what the f64 reference says, and training
// on from the past gives the bits of a run that never stopped. The network has data augmentation, dropout and batch
// normalization, so that the place in the random numbers and the moving averages count too.

import { afterEach, describe, expect, it } from 'vitest';
import { readFloats } from '../../src/gpu/readback';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import { softmaxForward } from '../../src/reference/activations';
import { TrainingSession, type SessionOptions } from '../../src/session/session';
import { bars } from '../support/tinyData';

const config: NetworkConfig = {
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 4, kernelSize: 3, activation: 'relu' } },
    { name: 'norm', kind: 'batchNormalization' },
    { name: 'flip', kind: 'randomFlip', options: { mode: 'vertical' } },
    { name: 'move', kind: 'randomTranslation', options: { heightFactor: 0.1, widthFactor: 0.1 } },
    { name: 'pool', kind: 'averagePooling2d' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'drop', kind: 'dropout', options: { rate: 0.25 } },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};
const network = defineNetwork(config);

const sessions: TrainingSession[] = [];
afterEach(() => {
  for (const session of sessions.splice(0)) session.close();
});

async function open(options: Partial<SessionOptions> = {}): Promise<TrainingSession> {
  const session = await TrainingSession.open({
    network: config,
    loadData: () => Promise.resolve({ train: bars(250), test: bars(64, 99) }),
    batchSize: 32,
    learningRate: 0.02,
    seed: 5,
    epochs: 1000,
    ...options,
  });
  sessions.push(session);
  return session;
}

async function steps(session: TrainingSession, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await session.step();
}

function until(session: TrainingSession, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (!holds()) return;
      session.removeEventListener('progress', check);
      resolve();
    };
    session.addEventListener('progress', check);
    check();
  });
}

/** Everything that training changes, to the bit. */
async function bits(session: TrainingSession): Promise<Record<string, number[]>> {
  const { checkpoint } = await session.save();
  return Object.fromEntries(
    Object.entries(checkpoint.slabs).map(([name, slab]) => [name, [...new Uint32Array(slab)]]),
  );
}

/** What the views show of one layer. */
async function seen(session: TrainingSession, layer: string): Promise<number[]> {
  session.refresh();
  const view = session.layers.find(({ name }) => name === layer);
  return [...(await readFloats(session.device, view!.activation))];
}

async function seenKernel(session: TrainingSession, layer: string): Promise<number[]> {
  session.refresh();
  const view = session.layers.find(({ name }) => name === layer);
  return [...(await readFloats(session.device, view!.kernel!))];
}

describe('time travel', () => {
  it('shows an instant of the past as it was, and the present again', async () => {
    const session = await open();
    const then: number[][] = [];
    for (let step = 0; step <= 6; step++) {
      then.push([...(await seen(session, 'conv')), ...(await seenKernel(session, 'conv'))]);
      await session.step();
    }
    expect(session.travel.moments).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const now = await seen(session, 'answer');
    for (const step of [2, 0, 6, 3]) {
      await session.travel.lookAt(step);
      expect(session.travel.shown).toEqual({ kind: 'past', step });
      expect([...(await seen(session, 'conv')), ...(await seenKernel(session, 'conv'))]).toEqual(then[step]);
      const cell = await session.explain('conv', [2, 3, 1]);
      expect(cell.value).toBeCloseTo(cell.gpuValue, 5);
      expect(cell.gpuValue).toBe(then[step]?.[(2 * 6 + 3) * 4 + 1]);
    }
    session.travel.backToNow();
    expect(session.travel.shown).toEqual({ kind: 'now' });
    expect(await seen(session, 'answer')).toEqual(now);
    await session.travel.lookAt(7);
    expect(session.travel.shown).toEqual({ kind: 'now' });
  });

  it('stays in the past while training goes on, and with another picture', async () => {
    const session = await open();
    await steps(session, 3);
    await session.travel.lookAt(1);
    const then = await seen(session, 'conv');
    session.play();
    await until(session, () => session.progress.step > 40);
    expect(await seen(session, 'conv')).toEqual(then);
    await session.pause();
    const picture = Float32Array.from({ length: 64 }, (_, at) => ((at * 5) % 17) / 17);
    session.showPicture(picture);
    const other = await seen(session, 'conv');
    expect(other).not.toEqual(then);
    session.travel.backToNow();
    expect([...(await readFloats(session.device, session.input))]).toEqual([...picture]);
    expect(await seen(session, 'conv')).not.toEqual(other);
  });

  it('trains on from the past to the same bits as a run that never stopped', async () => {
    const straight = await open();
    await steps(straight, 12);
    const wanted = await bits(straight);
    const losses = [...straight.history.loss];

    const session = await open();
    await steps(session, 20);
    await session.travel.lookAt(9);
    await session.travel.resume();
    expect(session.progress.step).toBe(9);
    expect([...session.history.step]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(session.travel.shown).toEqual({ kind: 'now' });
    await steps(session, 3);
    expect([...session.history.loss]).toEqual(losses);
    expect(await bits(session)).toEqual(wanted);
  });

  it('keeps what came after as a branch that can be undone to the bit, until it is overtaken', async () => {
    const session = await open();
    await steps(session, 10);
    session.setLearningRate(0.01);
    await steps(session, 2);
    const [end, losses] = [await bits(session), [...session.history.loss]];
    await session.travel.lookAt(6);
    await session.travel.resume();
    expect(session.travel.branch).toMatchObject({ from: 6, to: 12 });
    expect([...(session.travel.branch?.history.loss ?? [])]).toEqual(losses);
    expect(session.settings.learningRate, 'the rate of then').toBe(0.02);
    await steps(session, 2);
    await session.travel.undo();
    expect(session.progress.step).toBe(12);
    expect(session.settings.learningRate).toBe(0.01);
    expect(session.travel.branch).toBeNull();
    expect(session.travel.moments.at(-1)).toBe(12);
    expect([...session.history.loss]).toEqual(losses);
    expect(await bits(session)).toEqual(end);

    await session.travel.lookAt(9);
    await session.travel.resume();
    await steps(session, 2);
    expect(session.travel.branch).not.toBeNull();
    await steps(session, 1);
    expect(session.travel.branch, 'overtaken').toBeNull();
    await session.travel.undo();
    expect(session.progress.step).toBe(12);
  });

  it('shows B − A of every map and kernel, as the f64 reference computes both', async () => {
    const session = await open();
    const picture = Float32Array.from({ length: 64 }, (_, at) => ((at * 7) % 13) / 13);
    session.showPicture(picture);
    const outputs: Map<string, NdArray>[] = [];
    await steps(session, 2);
    outputs.push(await forward(session, picture));
    await steps(session, 6);
    outputs.push(await forward(session, picture));
    session.travel.pin('a', 2);
    session.travel.pin('b', 8);
    await session.travel.showDifference();
    expect(session.travel.shown).toEqual({ kind: 'difference', a: 2, b: 8 });
    for (const { name } of network.layers) {
      const [a, b] = outputs.map((values) => values.get(name)!.data);
      const change = await seen(session, name);
      change.forEach((value, at) =>
        expect(Math.abs(value - (b![at]! - a![at]!)), `${name} ${at}`).toBeLessThan(1e-4),
      );
      expect(Math.max(...change.map(Math.abs)), name).toBeGreaterThan(1e-3);
    }
    const [low, high] = session.layers[0]!.activationDomain;
    expect(low, 'as far down as up').toBe(-high);
    const [a, b] = outputs.map((values) => values.get('conv/weight')!.data);
    const change = await seenKernel(session, 'conv');
    expect(change).toEqual(change.map((_, at) => Math.fround(b![at]! - a![at]!)));
    const both = await session.travel.compare('conv', 17);
    expect(both.a).toBeCloseTo(outputs[0]!.get('conv')!.data[17]!, 5);
    expect(both.b).toBeCloseTo(outputs[1]!.get('conv')!.data[17]!, 5);
    await expect(session.explain('conv', [0, 0, 0])).rejects.toThrow('explain: a difference is shown');
  });

  it('has no past after a reset or another network, and says what it cannot compare', async () => {
    const session = await open();
    await steps(session, 4);
    await expect(session.travel.showDifference()).rejects.toThrow(
      'difference: two instants have to be pinned first',
    );
    session.travel.pin('a', 1);
    await session.travel.lookAt(2);
    await session.reset();
    expect(session.travel.moments).toEqual([0]);
    expect(session.travel.pins).toEqual({ a: null, b: null });
    expect(session.travel.shown).toEqual({ kind: 'now' });
    await steps(session, 2);
    await session.travel.lookAt(1);
    await session.rebuild(config);
    expect(session.travel.shown).toEqual({ kind: 'now' });
    expect(session.travel.moments).toEqual([0]);
  });

  it('has the past that was kept on the host after its device was lost', async () => {
    const session = await open();
    await steps(session, 3);
    await session.travel.lookAt(1);
    const then = await seen(session, 'conv');
    const lost = session.device;
    lost.destroy();
    await new Promise<void>((resolve) => {
      session.addEventListener('statechange', () => session.state === 'idle' && resolve());
    });
    expect(session.travel.shown).toEqual({ kind: 'now' });
    expect(session.travel.moments).toEqual([0, 1, 2, 3]);
    await session.travel.lookAt(1);
    expect(await seen(session, 'conv')).toEqual(then);
    await session.step();
    expect(session.progress.step).toBe(4);
  });

  it('opens with a saved run, and starts afresh with another network', async () => {
    const session = await open();
    await steps(session, 5);
    const run = session.lastSaved;
    expect(run?.checkpoint.step).toBe(5);
    await session.step();
    const wanted = await bits(session);
    const other = await open({ seed: 77, run: structuredClone(run) });
    expect(other.progress.step).toBe(5);
    expect(other.settings.seed).toBe(5);
    expect([...other.history.step]).toEqual([1, 2, 3, 4, 5]);
    await other.step();
    expect(await bits(other)).toEqual(wanted);
    await session.travel.lookAt(2);
    const then = await seen(session, 'conv');
    expect(other.travel.moments).toEqual([0, 1, 2, 3, 4, 5, 6]);
    await other.travel.lookAt(2);
    expect(await seen(other, 'conv')).toEqual(then);
    // On from there as the first run went on.
    await other.travel.resume();
    await steps(other, 4);
    expect(await bits(other)).toEqual(wanted);
    const { layers } = config;
    await other.startAfresh({ ...config, layers: layers.filter(({ name }) => name !== 'drop') }, { seed: 9 });
    expect(other.settings.seed).toBe(9);
    expect(other.progress.step).toBe(0);
    expect([...other.history.step]).toEqual([]);
    expect(other.network.layers.map(({ name }) => name)).not.toContain('drop');
    expect(other.lastSaved?.checkpoint.step).toBe(0);
  });
});

/** Every layer in f64 on the parameters of now; kernels as `conv/weight`. */
async function forward(session: TrainingSession, picture: Float32Array): Promise<Map<string, NdArray>> {
  const { slabs } = (await session.save()).checkpoint;
  const found = new Map<string, NdArray>();
  const place = { parameters: 0, state: 0 };
  let x = ndArray([1, 8, 8, 1], [...picture]);
  for (const layer of network.layers) {
    const parameters: Record<string, NdArray> = {};
    for (const { name, shape, trained } of layer.parameters) {
      const slab = trained ? 'parameters' : 'state';
      const size = shape.reduce((product, length) => product * length, 1);
      const values = ndArray(shape, [...new Float32Array(slabs[slab]!, place[slab], size)]);
      // Each begins at a multiple of 256 bytes.
      place[slab] += Math.ceil((4 * size) / 256) * 256;
      found.set(`${layer.name}/${name}`, values);
      parameters[name] = values;
    }
    x = layer.definition.reference.forward(layer.options, [x], parameters, {
      training: false,
      seed: 0,
      step: 0,
    });
    if (layer.name === 'answer') x = softmaxForward(x);
    found.set(layer.name, ndArray(x.shape.slice(1), x.data));
  }
  return found;
}
