// Frozen layers in a session: training leaves them as they are, freezing and unfreezing keeps every bit, undo brings all back.

import { expect, it } from 'vitest';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import type { ParameterStore } from '../../src/models/parameterStore';
import { withTrainable } from '../../src/session/editing/chain';
import type { TrainingSession } from '../../src/session/session';
import { sessionsOf } from '../support/openSession';

const network: NetworkConfig = {
  name: 'two parts',
  input: [8, 8, 1],
  layers: [
    {
      ...{ name: 'front', kind: 'conv2d', trainable: false },
      options: { filters: 4, kernelSize: 3, activation: 'relu' },
    },
    { name: 'norm', kind: 'batchNormalization', trainable: false },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};
const open = sessionsOf(network);

type Bits = Readonly<Record<string, readonly number[]>>;

/** The bits of every parameter, by `layer/parameter`. */
const bitsOf = async ({ run }: TrainingSession): Promise<Bits> => bitsIn(await run.context.store.read());

function bitsIn(read: Awaited<ReturnType<ParameterStore['read']>>): Bits {
  return Object.fromEntries(
    read.map(({ name, values }) => [
      name,
      [...new Uint32Array(values.buffer, values.byteOffset, values.length)],
    ]),
  );
}

/** The names of parameters that differ. */
async function changed(session: TrainingSession, action: () => Promise<unknown>): Promise<readonly string[]> {
  const before = await bitsOf(session);
  await action();
  const after = await bitsOf(session);
  return Object.keys(after).filter((name) => String(after[name]) !== String(before[name]));
}

const FRONT = ['front', 'norm'];
const ANSWER = ['answer/weight', 'answer/bias'];
const train = async (session: TrainingSession): Promise<void> => {
  for (let step = 0; step < 3; step++) await session.step();
};

it('training changes the layers that are not frozen, and no bit of the others', async () => {
  const session = await open();
  expect(await changed(session, () => train(session))).toEqual(ANSWER);
});

it('a reset draws new values for the layers that are not frozen alone', async () => {
  const session = await open();
  expect(await changed(session, () => session.reseed(9))).toEqual(['answer/weight']);
});

it('unfreezing and freezing keep every bit; what is unfrozen is trained', async () => {
  const session = await open();
  await train(session);
  const change = (trainable: boolean): Promise<void> =>
    session.editing.change(withTrainable(session.network, FRONT, trainable), { key: 'option', values: {} });
  expect(await changed(session, () => change(true))).toEqual([]);
  const trained = await changed(session, () => train(session));
  expect(trained).toContain('front/weight');
  expect(trained).toContain('norm/movingMean');
  expect(await changed(session, () => change(false))).toEqual([]);
  expect(await changed(session, () => train(session))).toEqual(ANSWER);
});

it('undo and redo bring back what was frozen, with its bits', async () => {
  const session = await open();
  await session.editing.change(withTrainable(session.network, FRONT, true), { key: 'option', values: {} });
  await train(session);
  const after = await bitsOf(session);
  await session.editing.go(0);
  expect(session.network.layers[0]?.trainable).toBe(false);
  await session.editing.go(1);
  expect(session.network.layers[0]?.trainable).toBeUndefined();
  expect(await bitsOf(session)).toEqual(after);
});

it('opens with given weights, frozen and not, in place of the initial values of the seed', async () => {
  const { layers } = defineNetwork(network);
  const weights = new Map(
    layers.flatMap(({ name: layer, parameters }) =>
      parameters.map(({ name, shape }) => {
        const count = shape.reduce((product, length) => product * length, 1);
        return [`${layer}/${name}`, Float32Array.from({ length: count }, (_, at) => (at + 1) / 64)] as const;
      }),
    ),
  );
  const session = await open({ weights });
  const read = await session.run.context.store.read();
  expect(new Map(read.map(({ name, values }) => [name, values]))).toEqual(weights);
  // The snapshot of the beginning has them, too.
  await train(session);
  expect(session.run.context.snapshots.at(0)).toBeDefined();
});

it('twins have the frozen layers of the network that they are made of', async () => {
  const session = await open();
  await session.reseed(9);
  const own = await bitsOf(session);
  const change = { kind: 'option', layer: 'front', option: 'activation', value: 'sigmoid' } as const;
  const { sides } = await session.twins.make(change);
  for (const { context } of sides) {
    const bits = bitsIn(await context.store.read());
    for (const name of Object.keys(own).filter((one) => !one.startsWith('answer')))
      expect(bits[name]).toEqual(own[name]);
  }
});

it('training computes gradients up to the first layer that is not frozen, and none before it', async () => {
  const session = await open();
  const backward = async (layers: RegExp): Promise<readonly string[]> =>
    (await session.run.context.trainer.compile())
      .toString()
      .split('\n')
      .filter((line) => /gradient|\/d/.test(line) && layers.test(line));
  expect(await backward(/answer/)).not.toEqual([]);
  expect(await backward(/front|norm/)).toEqual([]);
  await session.rebuild(withTrainable(session.network, ['norm'], true));
  expect(await backward(/norm/)).not.toEqual([]);
  expect(await backward(/front/)).toEqual([]);
});
