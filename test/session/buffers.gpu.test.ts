// Whatever is done with a session, its GPU memory comes back: by owner, as many buffers and bytes as before.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, vi } from 'vitest';
import { aliveByOwner } from '../../src/gpu/buffers';
import { Slab } from '../../src/gpu/slab';
import type { NetworkConfig } from '../../src/models/network';
import type { TrainingSession } from '../../src/session/session';
import { MAX_SNAPSHOTS, Snapshots } from '../../src/train/snapshots';
import type { Trainer } from '../../src/train/trainer';
import { testDevice } from '../support/device';
import { sessionsOf } from '../support/openSession';

const config = (filters: number, padding = 'valid'): NetworkConfig => ({
  name: 'small',
  input: [8, 8, 1],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters, kernelSize: 3, padding, activation: 'relu' } },
    { name: 'norm', kind: 'batchNormalization' },
    { name: 'pool', kind: 'maxPooling2d' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
});
const open = sessionsOf(config(4));
const EDIT = { key: 'network', values: {} } as const;

async function train(session: TrainingSession, steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) await session.step();
}

/** Every tool that the views have. */
async function inspect({ tools }: TrainingSession): Promise<void> {
  const unit = { layer: 'conv', index: [2, 2, 1] };
  const attribution = await tools.attribution();
  await attribution.inputGradient(unit, 'learned');
  await attribution.occlusion(unit, 'learned', { size: 3, stride: 2, fill: 0 });
  await attribution.topPictures({ layer: 'conv', channel: 0 });
  await (await tools.distributions()).look();
  const microscope = await tools.microscope();
  await microscope.takeStep();
  await microscope.update('conv', [0, 0, 0, 0]);
  await tools.predictions();
  await tools.shifts();
  await tools.shiftAccuracy();
  const poolings = await tools.poolings([8, 8, 1], {
    poolSize: [2, 2],
    strides: [2, 2],
    padding: 'valid',
  } as never);
  poolings.destroy();
}

/** What a visitor does; it ends where an edit was undone. */
async function round(session: TrainingSession): Promise<void> {
  const { editing, travel } = session;
  await train(session, 20);
  await session.evaluate();
  travel.pin('a', travel.moments[2] ?? null);
  travel.pin('b', travel.moments[8] ?? null);
  for (const step of travel.moments.slice(3, 6)) await travel.lookAt(step);
  await travel.showDifference();
  await travel.lookAt(travel.moments[10] ?? 0);
  await travel.resume();
  await train(session, 2);
  await travel.undo();
  await inspect(session);
  const twins = await session.twins.make({ kind: 'poolings' });
  await twins.takeStep();
  await twins.ask();
  await session.twins.make({ kind: 'option', layer: 'conv', option: 'filters', value: 3 });
  await editing.setLearningRate(0.01);
  await editing.undo();
  await editing.silence('conv', 1);
  await editing.undo();
  await editing.change(config(6), EDIT);
  await train(session, 4);
  await editing.undo();
  await editing.redo();
  await editing.undo();
  await session.reset();
}

it('each round of training, edits, undo, twins, time travel and tools ends with what the first one had', async () => {
  const session = await open({ epochs: 1000 });
  const { device } = session;
  await round(session);
  // Twins are destroyed once what draws them has been told.
  await vi.waitFor(() => expect(aliveByOwner(device)['optimizer velocity']?.buffers).toBe(1));
  const first = aliveByOwner(device);
  for (let again = 0; again < 2; again++) {
    await round(session);
    await vi.waitFor(() => expect(aliveByOwner(device)).toEqual(first));
  }
}, 120_000);

it('a network that cannot be built leaves nothing', async () => {
  const session = await open();
  const { device } = session;
  const before = aliveByOwner(device);
  const create = device.createComputePipelineAsync.bind(device);
  for (const failing of [0, 3]) {
    let left = failing;
    device.createComputePipelineAsync = (descriptor) =>
      left-- > 0 ? create(descriptor) : Promise.reject(new Error('no memory for a pipeline'));
    await expect(session.rebuild(config(5 + failing, 'same'))).rejects.toThrow('no memory for a pipeline');
    expect(aliveByOwner(device)).toEqual(before);
  }
});

it('the snapshots of a run take memory in its first steps, up to the most that are kept, and then reuse it', async () => {
  const device = await testDevice();
  const slab = new Slab('parameters');
  slab.reserve(256);
  slab.allocate(device);
  const trainer = { live: new Map([['parameters', slab]]) } as unknown as Trainer;
  const snapshots = new Snapshots(device, trainer);
  const buffers = (): number => aliveByOwner(device).snapshot?.buffers ?? 0;
  let step = 0;
  const until = (end: number): void => {
    for (; step <= end; step = snapshots.nextAfter(step)) snapshots.take(step, 0.01);
  };
  until(15);
  expect(buffers()).toBe(16);
  until(500);
  const all = MAX_SNAPSHOTS + 1;
  expect(buffers()).toBe(all);
  until(1e6);
  expect(snapshots.kept).toHaveLength(MAX_SNAPSHOTS);
  expect(buffers()).toBe(all);
  snapshots.clear();
  step = 0;
  until(1e4);
  expect(buffers()).toBe(all);
  snapshots.destroy();
  expect(buffers()).toBe(0);
  slab.destroy();
});

it('a network that was edited does not hold the one before', async () => {
  const session = await open();
  const before: WeakRef<object>[] = [];
  for (const filters of [5, 6, 7]) {
    const { trainer, probe } = session.run.context;
    before.push(new WeakRef(trainer), new WeakRef(probe));
    await session.editing.change(config(filters), EDIT);
  }
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await vi.waitFor(() => {
    collect();
    // The last one may still lie on the stack.
    expect(before.slice(0, 4).filter((one) => one.deref() !== undefined)).toEqual([]);
  });
  expect(session.network.layers[0]?.options).toMatchObject({ filters: 7 });
});

it('closing gives everything back before the device goes', async () => {
  const session = await open({ epochs: 1000 });
  const { device, editing } = session;
  await train(session, 20);
  await inspect(session);
  await editing.change(config(6), EDIT);
  await train(session, 3);
  let left: unknown = null;
  const destroy = device.destroy.bind(device);
  device.destroy = () => {
    left = aliveByOwner(device);
    destroy();
    return undefined;
  };
  session.close();
  expect(left).toEqual({});
  await device.lost;
  expect(aliveByOwner(device)).toEqual({});
}, 60_000);
