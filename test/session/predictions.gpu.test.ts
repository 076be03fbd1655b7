// The answers to all test pictures are those of the displayed network, picture by picture, at one moment: also while
// training goes on, and in the past.

import { afterEach, expect, it } from 'vitest';
import { pixelsAt } from '../../src/elements/picture/pixels';
import { readFloats } from '../../src/gpu/readback';
import type { NetworkConfig } from '../../src/models/network';
import { TrainingSession } from '../../src/session/session';
import { confusionOf } from '../../src/train/confusion';
import { bars } from '../support/tinyData';

const network: NetworkConfig = {
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 4, kernelSize: 3, activation: 'relu' } },
    { name: 'norm', kind: 'batchNormalization' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'drop', kind: 'dropout', options: { rate: 0.25 } },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};
// Two batches of 128, the second one short.
const test = bars(150, 99);

const sessions: TrainingSession[] = [];
afterEach(() => {
  for (const session of sessions.splice(0)) session.close();
});

async function open(): Promise<TrainingSession> {
  const session = await TrainingSession.open({
    network,
    loadData: () => Promise.resolve({ train: bars(250), test }),
    batchSize: 32,
    learningRate: 0.02,
    seed: 5,
    epochs: 1000,
  });
  sessions.push(session);
  return session;
}

const predict = async (session: TrainingSession): Promise<Float32Array> => {
  const tool = await session.tools.predictions();
  return (await tool.predict(test))!;
};

/** Picture by picture, as the stage shows it. */
async function shownAnswers(session: TrainingSession, pictures: readonly number[]): Promise<number[]> {
  const answers: number[] = [];
  for (const at of pictures) {
    session.showPicture(Float32Array.from(pixelsAt(test, at), (value) => value / 255));
    session.refresh();
    answers.push(...(await readFloats(session.device, session.layers.at(-1)!.activation)));
  }
  return answers;
}

const SOME = [0, 1, 64, 127, 128, 149];

async function expectShown(session: TrainingSession, probabilities: Float32Array): Promise<void> {
  const shown = await shownAnswers(session, SOME);
  const predicted = SOME.flatMap((at) => [...probabilities.subarray(2 * at, 2 * at + 2)]);
  predicted.forEach((probability, at) => expect(probability).toBeCloseTo(shown[at]!, 5));
}

it('are those of the stage for each picture, and give the accuracy of the session’s own test', async () => {
  const session = await open();
  for (let step = 0; step < 8; step++) await session.step();
  const probabilities = await predict(session);
  expect(probabilities).toHaveLength(300);
  await expectShown(session, probabilities);
  await session.evaluate();
  expect(confusionOf(test.labels, probabilities, 2).accuracy).toBeCloseTo(session.progress.testAccuracy, 6);
});

it('are those of the past while it is shown, of the present again afterwards', async () => {
  const session = await open();
  await session.step();
  const then = await predict(session);
  for (let step = 0; step < 5; step++) await session.step();
  const now = await predict(session);
  expect(now).not.toEqual(then);
  await session.travel.lookAt(1);
  expect(await predict(session)).toEqual(then);
  await expectShown(session, then);
  session.travel.backToNow();
  expect(await predict(session)).toEqual(now);
});

it('belong to one step while training goes on', async () => {
  const session = await open();
  await session.step();
  const still = await predict(session);
  const tool = await session.tools.predictions();
  const predicted = tool.predict(test);
  await session.step();
  expect(await predicted).toEqual(still);
  expect(await predict(session)).not.toEqual(still);
});

it('come one after the other, and end when they are not wanted or the network is replaced', async () => {
  const session = await open();
  const tool = await session.tools.predictions();
  const [first, second] = await Promise.all([tool.predict(test), tool.predict(test)]);
  expect(second).toEqual(first);
  expect(await tool.predict(test, { wanted: () => false })).toBeNull();
  expect(await tool.predict(test), 'after one that was cancelled').toEqual(first);
  await session.rebuild({ ...network, name: 'other' });
  expect(await tool.predict(test)).toBeNull();
  expect(await predict(session)).toHaveLength(300);
});
