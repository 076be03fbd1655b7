// From the lab to the stage and back: a network is looked into, trained further there, and the lab answers with what it has become;
// with rendered fruit, too, which is rendered again.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { fruitDataSet } from '../../src/fruit/dataSet';
import type { FruitOptions } from '../../src/fruit/render';
import { asInLab, fromStage, isOnStage, onStage } from '../../src/lab/fromStage';
import { canLookInside, lookInside } from '../../src/lab/lookInside';
import { FIRST_SETTINGS, type Way } from '../../src/lab/recipe';
import { storeOf } from '../../src/lab/storeOf';
import { train } from '../../src/lab/train';
import type { Trained } from '../../src/lab/trained';
import { defineNetwork } from '../../src/models/network';
import { TestAnswers } from '../../src/train/testAnswers';
import { testDevice } from '../support/device';
import { SIZE, classes, library, pixels } from '../support/labPictures';
import { testStage, type TestStage } from '../support/stage';

let stage: TestStage;
beforeAll(async () => {
  stage = testStage(await testDevice());
});
afterAll(() => stage.close());

const { signal } = new AbortController();
const empty = { classes, of: () => [] };

function made(way: Way, over: Partial<typeof FIRST_SETTINGS> = {}): Promise<Trained> {
  const settings = { ...FIRST_SETTINGS, epochs: 2, ...over };
  const base = { load: () => Promise.reject(new Error('not needed')), features: { layers: [], size: SIZE } };
  const hooks = { onProgress: () => undefined, onHistory: () => undefined, onAugmented: () => undefined };
  return train(stage, { way, classes, settings }, way === 'own' ? library : empty, pixels, base, {
    ...hooks,
    signal,
  });
}

it('trained further on the stage, the network of the lab is what it has become there, evaluated anew', async () => {
  const inLab = await made('own');
  const session = stage.session!;
  expect(onStage(inLab, session)).toBe('nothing');
  expect(onStage(inLab, null)).toBe('nothing');
  await session.step();
  expect(onStage(inLab, session)).toBe('newer');
  const taken = await fromStage(inLab, session, signal);
  expect(onStage(taken, session)).toBe('nothing');
  expect(taken.stage!.step).toBe(inLab.stage!.step + 1);
  // Its kernels are those of the stage; of the last layer they are too, up to the temperature.
  const there = new Map((await session.run.context.store.read()).map(({ name, values }) => [name, values]));
  expect(taken.weights.get('conv2/weight')).toEqual(there.get('conv2/weight'));
  expect(taken.weights.get('conv2/weight')).not.toEqual(inLab.weights.get('conv2/weight'));
  const [weight, trained] = [taken.weights.get('answer/weight')!, there.get('answer/weight')!];
  const temperature = trained[0]! / weight[0]!;
  expect(temperature).toBeGreaterThanOrEqual(1);
  weight.forEach((value, at) => expect(value).toBeCloseTo(trained[at]! / temperature, 5));
  // Its figures are those of the weights that it answers with.
  const network = defineNetwork(taken.network);
  const store = storeOf(stage.device, network, taken.weights);
  const answers = await TestAnswers.create(stage.device, network, store, 8);
  const probabilities = (await answers.run(taken.held.images))!;
  taken.held.probabilities.forEach((p, at) => expect(p).toBeCloseTo(probabilities[at]!, 4));
  expect(taken.held.images).toBe(inLab.held.images);
  expect(taken.familiarity!.layer).toBe('mean');
  expect(taken.familiarity!.limit).not.toBe(inLab.familiarity!.limit);
  answers.destroy();
  store.destroy();
});

it('the one from the lab can be had again, until it is trained further', async () => {
  const inLab = await made('own');
  const session = stage.session!;
  await session.step();
  const first = await fromStage(inLab, session, signal);
  await session.step();
  const taken = await fromStage(first, session, signal);
  const { history, progress, data } = session;
  const declined = { data: data.reference, step: progress.step, loss: history.loss.at(-1)! };
  const again = asInLab(taken, declined);
  for (const part of ['network', 'weights', 'history', 'familiarity', 'held'] as const)
    expect(again[part], part).toEqual(inLab[part]);
  expect(again.inLab).toBeUndefined();
  expect(onStage(again, session)).toBe('declined');
  await session.step();
  expect(onStage(again, session)).toBe('newer');
});

it('a run that begins again, untrained, is no newer network; other pictures are none of it', async () => {
  const inLab = await made('own');
  await stage.session!.reset();
  expect(onStage(inLab, stage.session)).toBe('nothing');
  const other = { ...inLab, stage: { ...inLab.stage!, data: { name: 'mnist' } } };
  expect(isOnStage(other, stage.session)).toBe(false);
});

it('one that learned from rendered fruit is looked into with the same pictures, rendered again', async () => {
  const trained = await made('rendered', { perClass: 6, epochs: 1 });
  expect(trained.rendered).toEqual({
    name: 'fruit-synthetic',
    options: { classes: ['banana', 'orange'], perClass: 6, seed: 1, size: SIZE },
  });
  const { train: before, test } = stage.session!.data;
  expect(test).toEqual(trained.held.images);
  const again = await fruitDataSet(stage.device, trained.rendered!.options as unknown as FruitOptions);
  expect(again.train.images).toEqual(before.images);
  expect(again.test.images).toEqual(test.images);
  expect(again.test.labels).toEqual(test.labels);
  // After a reload: nothing is left but what was kept.
  stage.close();
  expect(canLookInside(trained, empty)).toBe(true);
  const session = await lookInside(stage, trained, empty, pixels);
  expect(session.data.train.images).toEqual(before.images);
  expect(session.progress.step).toBe(0);
  const { store } = stage.session!.run.context;
  const weights = new Map((await store.read()).map(({ name, values }) => [name, values]));
  expect(weights).toEqual(new Map(trained.weights));
  // What was kept by an earlier version does not say which pictures they were.
  const { rendered: _, ...earlier } = trained;
  expect(canLookInside(earlier, library)).toBe(false);
});
