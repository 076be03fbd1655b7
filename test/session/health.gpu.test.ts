// A run that goes wrong with finite numbers: the session says so, once, and can be set back.

import { expect, it } from 'vitest';
import { defineNetwork } from '../../src/models/network';
import type { TrainingSession } from '../../src/session/session';
import { sessionsOf } from '../support/openSession';
import { bars } from '../support/tinyData';
import { until } from '../support/until';

const network = defineNetwork({
  name: 'flat',
  input: [8, 8, 1],
  layers: [
    { name: 'flatten', kind: 'flatten' },
    { name: 'hidden', kind: 'dense', options: { units: 16, activation: 'relu' } },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
}).toJSON();
const open = sessionsOf(network);

/** Every message of a session, by its key. */
function noticesOf(session: TrainingSession): string[] {
  const keys: string[] = [];
  session.addEventListener('notice', () => keys.push(session.notice?.key ?? 'none'));
  return keys;
}

it('with a learning rate of 10 it says that the loss has diverged, since when, and what guessing gives', async () => {
  const session = await open({ learningRate: 10, epochs: 400 });
  const notices = noticesOf(session);
  session.play();
  await until(session, () => session.notice?.key === 'diverged');
  const { values } = session.notice!;
  expect(values.guess).toBeCloseTo(Math.log(2), 2);
  expect(values.peak).toBeGreaterThan(2 * Math.log(2));
  expect(values.since).toBeLessThan(20);
  expect(values.back).toBeLessThan(Number(values.since));
  // A tenth of it, but not more than Keras's own.
  expect(values.rate).toBe(0.001);
  const step = session.progress.step;
  await until(session, () => session.progress.step > step + 50);
  expect(notices).toEqual(['diverged']);

  await session.goBackSlower(Number(values.back), 0.02);
  // The message is gone with what it said, and the steps that went wrong can be had again.
  await until(session, () => session.progress.step > Number(values.back));
  expect(session.settings.learningRate).toBe(0.02);
  expect(notices).toEqual(['diverged', 'none']);
  await until(session, () => session.progress.accuracy > 0.95);
  expect(session.notice).toBeNull();
});

it('with units that never fire it says that it still guesses', async () => {
  const dead = new Map([['hidden/bias', new Float32Array(16).fill(-1e3)]]);
  const session = await open({ weights: dead, epochs: 400 });
  session.play();
  await until(session, () => session.notice?.key === 'guessing');
  expect(session.notice!.values.accuracy).toBeLessThan(0.6);
  await session.pause();
  const [, hidden] = await (await session.tools.distributions()).look();
  expect(hidden!.silent).toEqual({ units: 16, of: 16 });
  expect(hidden!.gradients!.rms).toBe(0);
});

it('on pictures of one class it says that there is nothing to learn', async () => {
  const one = bars(64);
  one.labels.fill(1);
  const session = await open({ loadData: () => Promise.resolve({ train: one, test: one }) });
  session.play();
  await until(session, () => session.notice?.key === 'oneClass');
});

it('says nothing of a run that learns', async () => {
  const session = await open({ epochs: 60 });
  const notices = noticesOf(session);
  session.play();
  await until(session, () => session.hasEnded);
  expect(notices).toEqual(['finished']);
});
