// A run that stops early: the best weights on the validation pictures come back, as an instant of the run's own past.

import { expect, it } from 'vitest';
import { defineNetwork } from '../../src/models/network';
import { readConvscope, writeConvscopeRun } from '../../src/formats/convscope/archive';
import { StoppingRule, type Validation } from '../../src/train/bestWeights';
import type { TrainingSession } from '../../src/session/session';
import { sessionsOf } from '../support/openSession';
import { bars } from '../support/tinyData';

const network = defineNetwork({
  name: 'flat',
  input: [8, 8, 1],
  layers: [
    { name: 'flatten', kind: 'flatten' },
    { name: 'hidden', kind: 'dense', options: { units: 32, activation: 'relu' } },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
}).toJSON();
const open = sessionsOf(network);

/** Few pictures with wrong labels among them: it soon learns them by heart, and the validation loss rises. */
const noisy = bars(48);
noisy.labels.forEach((label, at) => {
  if (at % 3 === 0) noisy.labels[at] = 1 - label;
});
const earlyStopping = { every: 3, patience: 12 };
const options = {
  loadData: () => Promise.resolve({ train: noisy, validation: bars(40, 7), test: bars(64, 99) }),
  run: null,
  batchSize: 16,
  epochs: 60,
  learningRate: 0.05,
};

function ruleAfter(validations: readonly Validation[]): StoppingRule {
  const rule = new StoppingRule(earlyStopping.patience);
  for (const one of validations) rule.add(one);
  return rule;
}

async function begin(): Promise<TrainingSession> {
  const session = await open(options);
  await session.startAfresh(network, { earlyStopping });
  return session;
}

const notified = (session: TrainingSession, key: string): Promise<void> =>
  new Promise((resolve) =>
    session.addEventListener('notice', () => {
      if (session.notice?.key === key) resolve();
    }),
  );

const bytesOf = (slabs: Readonly<Record<string, ArrayBuffer>>) =>
  Object.fromEntries(Object.entries(slabs).map(([name, slab]) => [name, [...new Uint8Array(slab)]]));

it('ends without improvement, and is back at the step with the best validation loss', async () => {
  const session = await begin();
  const back = notified(session, 'backAtBest');
  session.play();
  await back;
  const { history, travel } = session;
  const branch = travel.branch?.history.validation ?? [];
  const rule = ruleAfter(branch);
  expect(branch.map(({ step }) => step)).toEqual(branch.map((_, at) => 3 * (at + 1)));
  expect(rule.exhausted).toBe(true);
  expect(ruleAfter(branch.slice(0, -1)).exhausted).toBe(false);
  expect(session.progress.step).toBe(rule.best?.step);
  expect(history.validation.at(-1)).toEqual(rule.best);
  // The loss there is that of the weights there.
  const { run } = session;
  const again = await run.context.validation?.evaluator.run();
  expect(again?.loss).toBeCloseTo(rule.best?.loss ?? NaN, 6);
  expect(session.progress.testAccuracy).toBe(history.testAccuracy.at(-1));
  expect(session.state).toBe('idle');
});

it('what was trained after it comes back by undo, and training goes on to the end of the run', async () => {
  const session = await begin();
  const back = notified(session, 'backAtBest');
  session.play();
  await back;
  const { to } = session.travel.branch ?? { to: NaN };
  await session.travel.undo();
  expect(session.progress.step).toBe(to);
  const finished = notified(session, 'finished');
  session.play();
  await finished;
  expect(session.progress.step).toBe(60 * 3);
});

it('saved in a file on the way, it ends as if it had never stopped', async () => {
  const whole = await begin();
  const back = notified(whole, 'backAtBest');
  whole.play();
  await back;
  const half = await begin();
  for (let step = 0; step < 10; step++) await half.step();
  const file = writeConvscopeRun(await half.save());
  const run = readConvscope('half.zip', file).run;
  const other = await open(options);
  if (run === undefined) throw new Error('no run');
  await other.load(run);
  const then = notified(other, 'backAtBest');
  other.play();
  await then;
  expect(other.progress.step).toBe(whole.progress.step);
  const [a, b] = await Promise.all([other.save(), whole.save()]);
  expect(bytesOf(a.checkpoint.slabs)).toEqual(bytesOf(b.checkpoint.slabs));
});

it('without validation pictures it trains to its end', async () => {
  const session = await open({
    ...options,
    loadData: () => Promise.resolve({ train: noisy, test: bars(64, 99) }),
    epochs: 6,
  });
  await session.startAfresh(network, { earlyStopping });
  const finished = notified(session, 'finished');
  session.play();
  await finished;
  expect(session.progress.step).toBe(18);
});

const monitored = {
  earlyStopping: { every: 'epoch', patience: 4 },
  reduceOnPlateau: { factor: 0.5, patience: 2, minDelta: 0 },
  labelSmoothing: 0.1,
  classWeights: 'balanced',
} as const;

const allBytes = async (session: TrainingSession) => bytesOf((await session.save()).checkpoint.slabs);

it('reduces the learning rate where the validation loss stays, and ends early, epoch by epoch', async () => {
  const session = await open(options);
  await session.startAfresh(network, monitored);
  const back = notified(session, 'backAtBest');
  session.play();
  await back;
  const { trainer } = session.run.context;
  const branch = session.travel.branch?.history.validation ?? [];
  expect(branch.map(({ step }) => step)).toEqual(branch.map((_, at) => 3 * (at + 1)));
  // The last of four epochs without a smaller loss; two of them have halved the rate.
  const losses = branch.map(({ loss }) => loss);
  const best = losses.indexOf(Math.min(...losses));
  expect(best).toBe(losses.length - 5);
  expect(session.progress.step).toBe(3 * (best + 1));
  let [smallest, waited, rate] = [Infinity, 0, 0.05];
  for (const loss of losses.slice(0, best + 1)) {
    waited = loss < smallest ? 0 : waited + 1;
    smallest = Math.min(loss, smallest);
    if (waited === 2) [rate, waited] = [rate / 2, 0];
  }
  expect(session.settings.learningRate).toBe(0.05);
  expect(trainer.learningRate).toBeCloseTo(rate, 12);
});

it('a run that is taken up again reduces its rate as one without a pause does, to the same bits', async () => {
  const straight = await open({ ...options, epochs: 12 });
  await straight.startAfresh(network, { ...monitored, earlyStopping: null });
  straight.play();
  await straight.loop.ended();
  expect(straight.progress.step).toBe(36);
  const paused = await open({ ...options, epochs: 12 });
  await paused.startAfresh(network, { ...monitored, earlyStopping: null });
  for (let i = 0; i < 20; i++) await paused.step();
  const resumed = await open({ ...options, epochs: 12 });
  await resumed.load(await paused.save());
  expect(resumed.run.context.trainer.learningRate).toBe(paused.run.context.trainer.learningRate);
  resumed.play();
  await resumed.loop.ended();
  expect(await allBytes(resumed)).toEqual(await allBytes(straight));
  const rate = straight.run.context.trainer.learningRate;
  expect(rate).toBeLessThan(0.05);
  expect(resumed.run.context.trainer.learningRate).toBe(rate);
  // Back in time, the rate is that of then; and from there it comes to the same again.
  await resumed.travel.lookAt(8);
  await resumed.travel.resume();
  expect(resumed.run.context.trainer.learningRate).toBeGreaterThan(rate);
  resumed.play();
  await resumed.loop.ended();
  expect(await allBytes(resumed)).toEqual(await allBytes(straight));
});

it('without validation pictures the test pictures are watched, and tested once', async () => {
  const { train, test } = await options.loadData();
  const session = await open({
    ...options,
    epochs: 2,
    loadData: () => Promise.resolve({ train, test }),
    reduceOnPlateau: {},
  });
  session.play();
  await session.loop.ended();
  const { history, progress } = session;
  expect(history.validation.map(({ step }) => step)).toEqual([3, 6]);
  expect(progress.testAccuracy).toBe(history.validation.at(-1)?.accuracy);
  expect(history.testAccuracy.at(-1)).toBe(progress.testAccuracy);
});
