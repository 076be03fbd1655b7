// A run that is taken up from a copy takes again the steps that it had taken since, to the same bits.

import { expect, it } from 'vitest';
import type { NetworkConfig } from '../../src/models/network';
import type { SavedRun } from '../../src/session/facade';
import type { TrainingSession } from '../../src/session/session';
import { sessionsOf } from '../support/openSession';
import { until } from '../support/until';

const network: NetworkConfig = {
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 4, kernelSize: 3, activation: 'relu' } },
    { name: 'norm', kind: 'batchNormalization' },
    { name: 'drop', kind: 'dropout', options: { rate: 0.25 } },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};
const open = sessionsOf(network);

const bitsOf = ({ checkpoint }: SavedRun): Record<string, number[]> =>
  Object.fromEntries(
    Object.entries(checkpoint.slabs).map(([name, slab]) => [name, [...new Uint32Array(slab)]]),
  );

async function trainTo(session: TrainingSession, step: number): Promise<void> {
  while (session.progress.step < step) await session.step();
}

/** Resolves when the steps are taken again and training rests. */
async function caughtUp(session: TrainingSession): Promise<void> {
  await until(session, () => session.catchingUpTo === null);
  await session.ended();
}

it('reaches the same bits, with the learning rates that held then', async () => {
  const session = await open({ epochs: 1000 });
  await trainTo(session, 5);
  const saved = await session.save();
  const copy = session.lastSaved!;
  expect(copy.checkpoint.step).toBe(5);
  await trainTo(session, 9);
  session.setLearningRate(0.004);
  await trainTo(session, 14);
  session.setLearningRate(0.03);
  session.setLearningRate(0.01);
  await trainTo(session, 21);
  session.setLearningRate(0.005);
  const reached = session.reachedSince(copy)!;
  expect(reached).toEqual({
    step: 21,
    rates: [
      [0, 0.02],
      [9, 0.004],
      [14, 0.01],
      [21, 0.005],
    ],
  });
  const there = await session.save();

  const other = await open({ run: { ...saved, settings: session.settings } });
  other.catchUp(reached);
  // What is being reached again counts as reached, should it be interrupted as well.
  expect(other.catchingUpTo).toBe(21);
  expect(other.reachedSince({ ...saved, checkpoint: saved.checkpoint })?.step).toBe(21);
  await caughtUp(other);
  expect(other.state).toBe('idle');
  expect(other.progress.step).toBe(21);
  expect(other.settings.learningRate).toBe(0.005);
  expect(bitsOf(await other.save())).toEqual(bitsOf(there));
  expect(other.history.loss).toEqual(session.history.loss);
  await session.step();
  await other.step();
  expect(other.history.loss.at(-1)).toBe(session.history.loss.at(-1));
});

it('begins at the seed where nothing else was stored', async () => {
  const session = await open({ epochs: 1000 });
  const copy = session.lastSaved!;
  expect(copy.fromSeed).toBe(true);
  const stored = { ...copy, checkpoint: { ...copy.checkpoint, slabs: {} } };
  await trainTo(session, 7);
  const reached = session.reachedSince(copy)!;
  const there = bitsOf(await session.save());
  const opened = await open({ run: stored });
  const loaded = await open({ seed: 5 });
  await trainTo(loaded, 2);
  await loaded.load(stored);
  for (const other of [opened, loaded]) {
    expect(other.lastSaved?.fromSeed).toBe(true);
    other.catchUp(reached);
    await caughtUp(other);
    expect(bitsOf(await other.save())).toEqual(there);
    expect(other.lastSaved?.fromSeed).toBeUndefined();
  }
});

it('does not begin at the seed where weights were given or written by hand', async () => {
  const bias = new Float32Array([1, 2]);
  const given = await open({ weights: new Map([['answer/bias', bias]]) });
  expect(given.lastSaved?.fromSeed).toBeUndefined();
  const edited = await open();
  await edited.editing.write({ key: 'weight', values: {} }, [{ layer: 'answer', unit: 0, bias: 3 }]);
  expect(edited.lastSaved?.checkpoint.step).toBe(0);
  expect(edited.lastSaved?.fromSeed).toBeUndefined();
});

it('goes on while training is running, with copies that come while it does', async () => {
  const session = await open({ epochs: 10_000 });
  session.play();
  await until(session, () => session.progress.step > 40 && (session.lastSaved?.checkpoint.step ?? 0) > 0);
  const copy = session.lastSaved!;
  await until(session, () => session.progress.step > copy.checkpoint.step + 20);
  await session.pause();
  const there = await session.save();
  const reached = session.reachedSince(copy)!;
  expect(reached.step).toBe(there.checkpoint.step);
  const other = await open({ run: copy });
  other.catchUp(reached);
  await caughtUp(other);
  expect(bitsOf(await other.save())).toEqual(bitsOf(there));
});

it('is not offered after anything else has changed the run', async () => {
  const session = await open();
  await trainTo(session, 3);
  const copy = session.lastSaved!;
  expect(session.reachedSince(copy)).toEqual({ step: 3, rates: [[0, 0.02]] });
  await session.editing.write({ key: 'weight', values: {} }, [{ layer: 'answer', unit: 0, bias: 3 }]);
  expect(session.reachedSince(copy)).toBeNull();
  expect(session.lastSaved?.checkpoint.step).toBe(3);
  expect(session.reachedSince(session.lastSaved!)?.step).toBe(3);
  await session.step();
  const again = session.lastSaved!;
  await session.reset();
  expect(session.reachedSince(again)).toBeNull();
  expect(session.reachedSince(session.lastSaved!)).toEqual({ step: 0, rates: [[0, 0.02]] });
});

it('ends where the reader pauses, and a rate that is chosen meanwhile holds', async () => {
  const session = await open({ epochs: 10_000 });
  await session.step();
  const saved = session.lastSaved!;
  session.catchUp({ step: 1e6, rates: [[0, 0.02]] });
  await until(session, () => session.progress.step > 10);
  session.setLearningRate(0.001);
  const { step } = session.progress;
  await until(session, () => session.progress.step > step + 10);
  expect(session.settings.learningRate).toBe(0.001);
  await session.pause();
  expect(session.catchingUpTo).toBeNull();
  expect(session.reachedSince(saved)?.step).toBe(session.progress.step);
  // Nothing is ahead of it any more.
  session.catchUp({ step: 5, rates: [] });
  expect(session.state).toBe('idle');
});

it('at the end of a run ends like it', async () => {
  const session = await open({ epochs: 2 });
  session.catchUp({ step: 16, rates: [] });
  await until(session, () => session.notice?.key === 'finished');
  await session.ended();
  expect(session.progress.step).toBe(16);
  expect(session.hasEnded).toBe(true);
  expect(session.catchingUpTo).toBeNull();
});
