// A session on a network whose layers share weights: what is shown, edited, undone, saved and travelled through.

import { describe, expect, it } from 'vitest';
import { readFloats } from '../../src/gpu/readback';
import { modelOfRun } from '../../src/formats/convscope/archive';
import { forwardOnHost } from '../../src/models/hostForward';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import { ndArray } from '../../src/reference/ndArray';
import { withMoved, withOption, withoutLayer, withTrainable } from '../../src/session/editing/chain';
import { previewNetwork } from '../../src/session/editing/preview';
import type { TrainingSession } from '../../src/session/session';
import { relativeError } from '../support/compare';
import { sessionsOf } from '../support/openSession';

const NETWORK: NetworkConfig = {
  name: 'shared',
  input: [8, 8, 1],
  layers: [
    {
      name: 'conv',
      kind: 'conv2d',
      options: { filters: 1, kernelSize: 3, padding: 'same', activation: 'tanh' },
    },
    { name: 'norm', kind: 'batchNormalization', options: { momentum: 0.8 } },
    { name: 'conv_2', kind: 'conv2d', sharesWith: 'conv' },
    { name: 'norm_2', kind: 'batchNormalization', sharesWith: 'norm' },
    { name: 'conv_3', kind: 'conv2d', sharesWith: 'conv_2' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};
const open = sessionsOf(NETWORK);

const kernelOf = async (session: TrainingSession, layer: string): Promise<number[]> => {
  const view = session.layers.find(({ name }) => name === layer)?.kernel;
  if (!view) throw new Error(`no kernel in ${layer}`);
  return [...(await readFloats(session.device, view))];
};

/** The last layer's result for the picture shown, and what the f64 reference makes of the same weights. */
async function expectShown(session: TrainingSession): Promise<void> {
  session.refresh();
  const { network, weights } = modelOfRun(await session.save());
  const picture = ndArray([1, 8, 8, 1], [...(await readFloats(session.device, session.input))]);
  const results = forwardOnHost(defineNetwork(network), (name) => weights?.get(name) ?? new Float32Array(0), [
    picture,
  ]);
  for (const { name, activation } of session.layers) {
    const found = await readFloats(session.device, activation);
    expect(relativeError([...found], [...(results.get(name)?.data ?? [])]), name).toBeLessThan(1e-4);
  }
}

const train = async (session: TrainingSession, steps: number): Promise<void> => {
  for (let i = 0; i < steps; i++) await session.step();
};

it('trains, shows and saves one set of weights; the same run goes on from a save, bit by bit', async () => {
  const session = await open();
  await train(session, 5);
  await expectShown(session);
  expect(await kernelOf(session, 'conv_3')).toEqual(await kernelOf(session, 'conv'));
  const run = await session.save();
  expect(run.network.layers.map(({ sharesWith }) => sharesWith)).toEqual([
    undefined,
    undefined,
    'conv',
    'norm',
    'conv',
    undefined,
    undefined,
  ]);
  await train(session, 4);
  const after = await session.save();
  const again = await open();
  await again.load(run);
  await train(again, 4);
  const same = await again.save();
  expect(same.checkpoint.slabs).toEqual(after.checkpoint.slabs);
});

describe('edits', () => {
  it('of a filter of a layer that shares change its owner, and undo is exact', async () => {
    const session = await open();
    await train(session, 2);
    const before = await kernelOf(session, 'conv');
    const values = await session.editing.readUnit('conv_3', 0);
    const weights = Float32Array.from(values?.weights ?? [], (value) => value + 1);
    await session.editing.write({ key: 'weight', values: { layer: 'conv_3', unit: 1 } }, [
      { layer: 'conv_3', unit: 0, weights },
    ]);
    expect(await kernelOf(session, 'conv')).toEqual([...weights]);
    expect(session.editing.edited.map(({ layer }) => layer)).toEqual(['conv', 'conv_2', 'conv_3']);
    await expectShown(session);
    await session.editing.silence('conv_2', 0);
    expect(new Set(await kernelOf(session, 'conv_3'))).toEqual(new Set([0]));
    await session.editing.unsilence('conv', 0);
    expect(await kernelOf(session, 'conv_3')).toEqual([...weights]);
    await session.editing.reset([
      { layer: 'conv_3', unit: 0 },
      { layer: 'conv', unit: 0 },
    ]);
    expect(await kernelOf(session, 'conv_2')).toEqual(before);
  });

  it('of an option change all layers that share it', async () => {
    const session = await open();
    const network = withOption(session.network, 'conv_2', 'kernelSize', [5, 5]);
    await session.editing.change(network, { key: 'option', values: {} });
    expect(
      session.layers.flatMap(({ kernel }) => (kernel?.shape.length === 4 ? [kernel.shape[0]] : [])),
    ).toEqual([5, 5, 5]);
    await train(session, 2);
    await expectShown(session);
    await session.editing.undo();
    expect((await kernelOf(session, 'conv_3')).length).toBe(9);
  });

  it('that remove or move the owner leave the weights to the next one', async () => {
    const session = await open();
    await train(session, 3);
    const [kernel, before] = [await kernelOf(session, 'conv'), session.network];
    await session.editing.change(withoutLayer(before, 'conv'), { key: 'remove', values: {} });
    expect(session.network.layers.map(({ name, sharesWith }) => [name, sharesWith])).toEqual([
      ['norm', undefined],
      ['conv_2', undefined],
      ['norm_2', 'norm'],
      ['conv_3', 'conv_2'],
      ['flatten', undefined],
      ['answer', undefined],
    ]);
    expect(await kernelOf(session, 'conv_3')).toEqual(kernel);
    expect(session.editing.kept?.find(({ layer }) => layer === 'conv_2')).toMatchObject({ kept: 9, of: 9 });
    await expectShown(session);
    await session.editing.undo();
    await session.editing.change(withMoved(before, 'conv_2', -2), { key: 'move', values: {} });
    expect(session.network.layers.slice(0, 2).map(({ name, sharesWith }) => [name, sharesWith])).toEqual([
      ['conv_2', undefined],
      ['conv', 'conv_2'],
    ]);
    expect(await kernelOf(session, 'conv')).toEqual(kernel);
    await expectShown(session);
  });

  it('that freeze one freeze all of them', async () => {
    const session = await open();
    await session.editing.change(withTrainable(session.network, ['norm_2', 'conv_3'], false), {
      key: 'freeze',
      values: {},
    });
    expect(session.layers.map(({ frozen }) => frozen)).toEqual([true, true, true, true, true, false, false]);
    const before = await kernelOf(session, 'conv');
    await train(session, 3);
    expect(await kernelOf(session, 'conv_2')).toEqual(before);
    await expectShown(session);
  });

  it('that cannot be are said at their layer', () => {
    const two = withOption(NETWORK, 'conv', 'filters', 2);
    const { problem, layers } = previewNetwork(two);
    expect(layers.map(({ name }) => name)).toEqual(['conv', 'norm']);
    expect(problem).toMatchObject({ layer: 'conv_2', why: 'other', facts: { code: 'shares', why: 'shape' } });
  });
});

it('the past is shown with the weights that it had, in every layer', async () => {
  const session = await open();
  const kernels = [await kernelOf(session, 'conv_3')];
  for (let step = 1; step <= 3; step++) {
    await train(session, 1);
    kernels.push(await kernelOf(session, 'conv_3'));
  }
  for (const step of session.travel.moments) {
    await session.travel.lookAt(step);
    expect(await kernelOf(session, 'conv_2'), `step ${step}`).toEqual(kernels[step]);
  }
  await session.travel.lookAt(1);
  await session.travel.resume();
  expect(await kernelOf(session, 'conv_3')).toEqual(kernels[1]);
  await train(session, 2);
  expect(await kernelOf(session, 'conv_3')).toEqual(kernels[3]);
});
