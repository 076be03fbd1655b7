// The stage in Firefox: wgpu computes the numbers and draws the pixels that the f64 reference has, before and after training.

import { expect } from '@playwright/test';
import { formatNumber } from '../../src/elements/text/format';
import { at } from '../../src/reference/ndArray';
import {
  firstDifference,
  frames,
  readParameters,
  readTensor,
  sessionOf,
  written,
  type SessionFacts,
} from '../support/app';
import { firstDigit } from '../support/mnist';
import { compute, expectNumbers, tile } from '../support/reference';
import { expectTiles, middleOf, placeOf, type TileName } from '../support/tiles';
import { click, ready, said, test, type FirefoxPage } from './firefox';

/** Beside what is pointed at, whose lines lie over the others. */
const TILES: readonly TileName[] = [
  { layer: 'conv1', channel: 0 },
  { layer: 'conv1', channel: 5 },
  { layer: 'conv1', channel: 5, slice: 0 },
  { layer: 'pool1', channel: 5 },
];

/** Waits for steps, then for rest. */
async function trainTo({ page, shared }: FirefoxPage, steps: number): Promise<SessionFacts> {
  await expect.poll(async () => (await sessionOf(shared)).step).toBeGreaterThanOrEqual(steps);
  await click(page, 'play');
  await expect
    .poll(async () => {
      const { state, steps, step } = await sessionOf(shared);
      return state === 'idle' && steps.at(-1) === step;
    })
    .toBe(true);
  await frames(shared, 2);
  const facts = await sessionOf(shared);
  expect(facts.error).toBeNull();
  return facts;
}

test('a first visit trains by itself, and computes what the reference does', async ({ open }) => {
  const opened = await open('./');
  const { page, shared } = opened;
  await ready(page);
  const { losses } = await trainTo(opened, 40);
  expect(losses.at(-1)).toBeLessThan(losses[0]! * 0.7);
  await expectNumbers(shared, await compute(shared, await readTensor(shared, 'input')));
});

test('digits: maps are true, stay true while the network trains, and tell their numbers', async ({
  open,
}) => {
  const opened = await open('./#data=mnist');
  const { page, shared } = opened;
  await ready(page);
  const picture = await firstDigit(3);
  await expectNumbers(shared, await compute(shared, picture));
  const drawn = async () => {
    const computed = await compute(shared, picture);
    return TILES.map((name) => tile(computed, name, 'light'));
  };
  await expectTiles(shared, drawn);

  await click(page, 'step');
  await expect.poll(async () => (await sessionOf(shared)).steps.at(-1)).toBe(1);
  await click(page, 'play');
  const { losses } = await trainTo(opened, 60);
  expect(losses.at(-1)).toBeLessThan(losses[0]! * 0.7);
  const trained = await compute(shared, picture);
  await expectNumbers(shared, trained);
  await expectTiles(shared, drawn);

  const { x, y } = middleOf(await placeOf(shared, { layer: 'conv1', channel: 1 }), 12, 14);
  await page.mouse.move(x, y);
  const number = at(trained.tensors.get('conv1')!, 12, 14, 1);
  await expect
    .poll(async () =>
      [number - 1e-4, number, number + 1e-4].map(formatNumber).includes(await said(page, 'value')),
    )
    .toBe(true);

  // The run is kept in the browser, and comes back to the bit.
  const { step } = await sessionOf(shared);
  const before = await readParameters(shared);
  await written(shared);
  await page.reload();
  await ready(page);
  await expect.poll(() => said(page, 'kept')).toContain(`restored at step ${step}`);
  expect((await sessionOf(shared)).losses).toEqual(losses);
  expect(firstDifference(before, await readParameters(shared))).toBeNull();
});

test('the camera: a frame that is frozen has the maps of the reference', async ({ open }) => {
  const { page, shared } = await open('./#data=mnist');
  await ready(page);
  const before = String((await readTensor(shared, 'input')).data);
  await click(page, 'camera');
  await expect.poll(async () => String((await readTensor(shared, 'input')).data)).not.toBe(before);
  await page.keyboard.press('f');
  await frames(shared, 2);
  const frozen = await readTensor(shared, 'input');
  await expectNumbers(shared, await compute(shared, frozen));
  expect([...(await readTensor(shared, 'input')).data]).toEqual([...frozen.data]);
});
