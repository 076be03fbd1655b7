// A session on a network with an auxiliary classifier: every output learns the class, and what is saved, resumed, looked at
// and lost is one run as of any other network.

import { expect, it } from 'vitest';
import type { NetworkConfig } from '../../src/models/network';
import { fitNetwork } from '../../src/models/fitNetwork';
import { withOption } from '../../src/session/editing/chain';
import { previewNetwork } from '../../src/session/editing/preview';
import type { TrainingSession } from '../../src/session/session';
import { sessionsOf } from '../support/openSession';
import { until } from '../support/until';

const NETWORK: NetworkConfig = {
  name: 'auxiliary',
  input: [8, 8, 1],
  layers: [
    {
      name: 'conv',
      kind: 'conv2d',
      options: { filters: 3, kernelSize: 3, padding: 'same', activation: 'tanh' },
    },
    { name: 'flatten', kind: 'flatten' },
    { name: 'early', kind: 'dense', options: { units: 2, activation: 'softmax' } },
    { name: 'hidden', kind: 'dense', options: { units: 6, activation: 'tanh' }, inputs: ['flatten'] },
    { name: 'late', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
  outputs: ['late', 'early'],
};
const open = sessionsOf(NETWORK);
const lossWeights = [1, 0.3];

/** As arrays, which are compared number by number. */
const bitsOf = async (session: TrainingSession): Promise<Record<string, number[]>> =>
  Object.fromEntries(
    Object.entries((await session.save()).checkpoint.slabs).map(([name, bytes]) => [
      name,
      [...new Uint32Array(bytes)],
    ]),
  );

const train = async (session: TrainingSession, steps: number): Promise<void> => {
  for (let i = 0; i < steps; i++) await session.step();
};

it('the same run goes on from a save, bit by bit; the weights of the losses are saved with it', async () => {
  const session = await open({ lossWeights });
  await train(session, 5);
  const run = await session.save();
  expect(run.settings.lossWeights).toEqual(lossWeights);
  expect(run.network.outputs).toEqual(['late', 'early']);
  await train(session, 4);
  const after = await bitsOf(session);
  const again = await open();
  await again.load(run);
  await train(again, 4);
  expect(await bitsOf(again)).toEqual(after);
  const other = await open();
  await train(other, 9);
  expect((await bitsOf(other)).parameters).not.toEqual(after.parameters);
});

it('learns, and the loss is the sum of both', async () => {
  const session = await open({ lossWeights, learningRate: 0.05, epochs: 20 });
  await train(session, 1);
  const first = session.progress.loss;
  // Two classes, guessed: log 2 each.
  expect(first).toBeGreaterThan(0.5 * 1.3 * Math.LN2);
  await train(session, 100);
  expect(session.progress.loss).toBeLessThan(first * 0.8);
  expect(session.progress.accuracy).toBeGreaterThan(0.6);
});

it('in slow motion, the gradient of a weight is the slope of the weighted sum of both losses', async () => {
  const session = await open({ lossWeights });
  await train(session, 3);
  const microscope = await session.tools.microscope();
  for (const layer of ['conv', 'early', 'hidden', 'late']) {
    const at = layer === 'conv' ? [1, 1, 0, 0] : [2, 1];
    const { gradient, slope } = await microscope.nudge(layer, at, 0.01);
    expect(Math.abs(gradient), layer).toBeGreaterThan(1e-6);
    expect(Math.abs(slope - gradient), layer).toBeLessThan(0.02 * Math.abs(gradient) + 2e-5);
  }
});

it('goes on after its device is lost', { timeout: 120_000 }, async () => {
  const session = await open({ lossWeights, epochs: 1000 });
  session.play();
  await until(session, () => session.progress.step > 10 && session.lastSaved !== null);
  const lost = session.device;
  lost.destroy();
  await until(session, () => session.state === 'training' && session.device !== lost);
  const { step } = session.progress;
  await until(session, () => session.progress.step > step + 5);
  expect(session.error).toBeNull();
});

it('an edit of an output that no longer fits is said at that output; other data fit every output', async () => {
  expect(previewNetwork(NETWORK, 2).problem).toBeNull();
  for (const layer of ['late', 'early'])
    expect(previewNetwork(withOption(NETWORK, layer, 'units', 3), 2).problem).toMatchObject({
      ...{ why: 'answer', layer, shape: [3] },
    });
  const pictures = { height: 12, width: 12, channels: 3, classNames: ['a', 'b', 'c', 'd', 'e'] };
  const fitted = fitNetwork(NETWORK, pictures);
  expect(previewNetwork(fitted, 5).problem).toBeNull();
  expect(fitted.layers.find(({ name }) => name === 'hidden')?.options).toMatchObject({ units: 6 });
  const session = await open();
  await session.editing.change(withOption(session.network, 'hidden', 'units', 4), {
    key: 'option',
    values: {},
  });
  await train(session, 2);
  expect(session.error).toBeNull();
});
