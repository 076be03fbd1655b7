// A run that stops early: the best weights on the validation pictures come back, as an instant of the run's own past.

import { expect, it } from 'vitest';
import { defineNetwork } from '../../src/models/network';
import { readConvscope, writeConvscopeRun } from '../../src/formats/convscope/archive';
import { StoppingRule } from '../../src/train/bestWeights';
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
  const rule = StoppingRule.after(earlyStopping.patience, branch);
  expect(branch.map(({ step }) => step)).toEqual(branch.map((_, at) => 3 * (at + 1)));
  expect(rule.exhausted).toBe(true);
  expect(StoppingRule.after(earlyStopping.patience, branch.slice(0, -1)).exhausted).toBe(false);
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
