// Models and runs from files in a session: what is computed is the file's, and the way back leads to the bit.

import { afterEach, describe, expect, it } from 'vitest';
import { modelOfRun, readConvscope, writeConvscopeRun } from '../../src/formats/convscope/archive';
import { storedHistory } from '../../src/formats/convscope/storedHistory';
import { readModel, writeModel } from '../../src/formats/formats';
import { readFloats } from '../../src/gpu/readback';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import { ParameterStore } from '../../src/models/parameterStore';
import { slabLayout } from '../../src/models/slabLayout';
import { ndArray } from '../../src/reference/ndArray';
import { TrainingSession } from '../../src/session/session';
import { testDevice } from '../support/device';
import { networkForward } from '../support/networkReference';
import { randomWeights } from '../../src/fuzz/randomNetworks';
import { bars } from '../support/tinyData';

const start: NetworkConfig = {
  name: 'start',
  input: [8, 8, 1],
  layers: [
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};
const other = defineNetwork({
  name: 'other',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 3, kernelSize: 3, activation: 'relu' } },
    { name: 'norm', kind: 'batchNormalization' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
});
const weights = randomWeights(other, 4);
const model = { network: other.toJSON(), weights };

const sessions: TrainingSession[] = [];
afterEach(() => {
  for (const session of sessions.splice(0)) session.close();
});

async function open(count = 96): Promise<TrainingSession> {
  const session = await TrainingSession.open({
    network: start,
    loadData: () => Promise.resolve({ train: bars(count), test: bars(64, 99) }),
    batchSize: 32,
    learningRate: 0.02,
    seed: 5,
  });
  sessions.push(session);
  return session;
}

const bytesOf = (slabs: Readonly<Record<string, ArrayBuffer>>) =>
  Object.fromEntries(Object.entries(slabs).map(([name, slab]) => [name, [...new Uint8Array(slab)]]));

describe('files in a session', () => {
  it("a model's answers are those of its file, and undo brings the network before back to the bit", async () => {
    const session = await open();
    await session.step();
    const before = await session.save();
    await session.files.openModel(model, 'other.h5');
    expect(session.progress.step).toBe(0);
    expect(session.network.name).toBe('other');
    expect(session.editing.entries.at(-1)).toEqual({ key: 'open', values: { file: 'other.h5' } });

    const picture = Float32Array.from({ length: 64 }, (_, i) => ((i * 7) % 11) / 11);
    session.showPicture(picture);
    session.refresh();
    const values = new Map(
      other.layers.flatMap(({ name, parameters }) =>
        parameters.map(({ name: own, shape }) => [
          `${name}/${own}`,
          ndArray(shape, [...weights.get(`${name}/${own}`)!]),
        ]),
      ),
    );
    const expected = networkForward(other, values, new Map([['input', picture]])).get('answer')!;
    const { activation } = session.layers.at(-1)!;
    const given = await readFloats(session.device, activation);
    expected.data.forEach((value, i) => expect(given[i]).toBeCloseTo(value, 5));

    await session.editing.go(session.editing.position - 1);
    const back = await session.save();
    expect(back.network).toEqual(before.network);
    expect(bytesOf(back.checkpoint.slabs)).toEqual(bytesOf(before.checkpoint.slabs));
    expect(back.history).toEqual(before.history);
  });

  it('a model that says how it is trained sets the run, and undo sets it back', async () => {
    const session = await open();
    const before = { ...session.settings };
    const training = {
      ...{ optimizer: 'sgd', optimizerOptions: { momentum: 0.9 }, learningRate: 0.5 },
      schedule: { kind: 'exponential', decaySteps: 1, decayRate: 0.5 } as const,
    };
    await session.files.openModel({ ...model, training }, 'other.keras');
    expect(session.settings).toMatchObject({ ...training, batchSize: before.batchSize, seed: before.seed });
    await session.step();
    await session.step();
    // After two steps a quarter of the rate.
    expect(session.progress.learningRate).toBeCloseTo(0.125, 6);
    const undone = session.editing.position - 1;
    await session.editing.go(undone);
    expect(session.settings).toEqual(before);
  });

  it('a model trains on from its weights', async () => {
    const session = await open();
    await session.files.openModel(model, 'other.h5');
    await session.step();
    expect(session.progress.step).toBe(1);
    const { weights: trained } = modelOfRun(await session.save());
    const moved = Math.max(
      ...[...trained!.get('answer/weight')!].map((w, i) => Math.abs(w - weights.get('answer/weight')![i]!)),
    );
    // Adam's first step is the learning rate for every weight.
    expect(moved).toBeGreaterThan(0.01);
    expect(moved).toBeLessThan(0.03);
  });

  it('weights alone take the place of those they fit; the others stay, and undo brings all back', async () => {
    const session = await open();
    await session.files.openModel(model, 'other.h5');
    await session.step();
    const before = await session.save();
    const trained = modelOfRun(before).weights!;
    const given = Float32Array.from({ length: 27 }, (_, i) => i / 27);
    await session.files.openWeights(new Map([['conv/weight', given]]), 'conv.safetensors');
    const { weights: now } = modelOfRun(await session.save());
    expect(now!.get('conv/weight')).toEqual(given);
    for (const [name, values] of trained) if (name !== 'conv/weight') expect(now!.get(name)).toEqual(values);
    expect(session.progress.step).toBe(0);

    const at = session.editing.position;
    await expect(session.files.openWeights(new Map([['conv/wight', given]]), 'x')).rejects.toThrow(
      "has no parameter 'conv/wight'",
    );
    await expect(session.files.openWeights(new Map([['conv/bias', given]]), 'x')).rejects.toThrow(
      /'conv\/bias': expected 3 values \(3\)\. Received 27/,
    );
    expect(session.editing.position).toBe(at);
    await session.editing.go(at - 1);
    expect(bytesOf((await session.save()).checkpoint.slabs)).toEqual(bytesOf(before.checkpoint.slabs));
  });

  it('where a model has only some of its weights, the others begin anew from the seed', async () => {
    const session = await open();
    const few = new Map([...weights].slice(1));
    await session.files.openModel({ ...model, weights: few }, 'few');
    const opened = new Map(
      (await session.run.context.store.read()).map(({ name, values }) => [name, values]),
    );
    expect(opened.get('answer/weight')).toEqual(weights.get('answer/weight'));
    const kernel = opened.get('conv/weight') ?? [];
    expect(kernel).not.toEqual(weights.get('conv/weight'));
    expect(kernel.some((value) => value !== 0)).toBe(true);
  });

  it('what does not suit changes nothing', async () => {
    const session = await open();
    const before = await session.save();
    const wide = defineNetwork({ ...start, name: 'wide', input: [9, 9, 1] }).toJSON();
    await expect(session.files.openModel({ network: wide, weights: null }, 'x')).rejects.toThrow();
    const short = new Map([...weights, ['conv/weight', new Float32Array(26)]]);
    await expect(session.files.openModel({ ...model, weights: short }, 'x')).rejects.toThrow(
      /'conv\/weight': expected 27 values .* Received 26/,
    );
    const after = await session.save();
    expect(bytesOf(after.checkpoint.slabs)).toEqual(bytesOf(before.checkpoint.slabs));
    expect(session.editing.entries).toEqual([]);
    expect(session.state).toBe('idle');
  });

  it('a whole run goes through its file bit for bit, and goes on in another session', async () => {
    const first = await open();
    await first.files.openModel(model, 'other.h5');
    for (let step = 0; step < 3; step++) await first.step();
    const saved = await first.save();
    const { run } = readConvscope('run.zip', writeConvscopeRun(saved));
    expect(bytesOf(run!.checkpoint.slabs)).toEqual(bytesOf(saved.checkpoint.slabs));
    expect(run!.history).toEqual(storedHistory(saved.history));
    expect(run!.settings).toEqual(saved.settings);

    const second = await open();
    await second.files.openRun(run!, 'run.zip');
    expect(second.progress.step).toBe(3);
    await Promise.all([first.step(), second.step()]);
    const [a, b] = [await first.save(), await second.save()];
    expect(bytesOf(b.checkpoint.slabs)).toEqual(bytesOf(a.checkpoint.slabs));
    expect(b.history).toEqual(a.history);
    await second.editing.go(0);
    expect(second.network.name).toBe('start');
  });

  it('a run of other data is refused', async () => {
    const saved = await (await open()).save();
    const session = await open(160);
    await expect(session.files.openRun(saved, 'run.zip')).rejects.toThrow(
      /trained on 96 pictures; here there are 160/,
    );
    expect(session.editing.entries).toEqual([]);
  });

  it('formats are read and written here as in Node: Keras, through the HDF5 library', async () => {
    for (const format of ['keras', 'h5'] as const) {
      const { files } = await writeModel(format, { ...model, remarks: [] });
      const read = await readModel(files);
      expect(read.kind === 'model' && read.model.weights, format).toEqual(weights);
    }
  });

  it('parameters lie in their slabs where the layout of files says', async () => {
    const store = new ParameterStore(await testDevice(), other);
    const { places, bytes } = slabLayout(other);
    expect(places.map(({ name, slab, offsetBytes }) => [name, slab, offsetBytes])).toEqual(
      store.entries.map(({ layer, spec, slab, offset }) => [
        `${layer}/${spec.name}`,
        slab === store.parameters ? 'parameters' : 'state',
        offset * 4,
      ]),
    );
    expect([store.parameters.buffer.size, store.state.buffer.size]).toEqual([bytes.parameters, bytes.state]);
    store.destroy();
  });
});
