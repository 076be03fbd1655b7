// Training in the hand: one step, play, pause, reset, another seed. Same seed, same device: same bits.

import { expect, test } from '../support/test';
import type { TrainFacade } from '../../src/session/facade';
import {
  atRest,
  firstDifference,
  frames,
  open,
  readParameters,
  sessionOf,
  stateIs,
  stepsTaken,
  takeStep,
  type App,
} from '../support/app';
import { firstDigit } from '../support/mnist';
import { compute, expectNumbers, tile, type Tensors } from '../support/reference';
import { changedCells, coloursOf, expectTiles, type TileName } from '../support/tiles';
import { foreign } from '../support/watch';
import type { Rgb } from '../../src/draw/colourMaps';

test.describe.configure({ mode: 'serial' });

const MAP: TileName = { layer: 'conv1', channel: 0 };
const KERNEL: TileName = { layer: 'conv1', channel: 0, slice: 0 };
/** Enough for the loss to fall well below that of guessing, ln 10 = 2.303. */
const STEPS = 30;

let app: App;
let initial: Tensors;
let firstLoss: number;
let firstPixels: { readonly map: readonly Rgb[]; readonly kernel: readonly Rgb[] };

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

test.beforeAll(async ({ browser }) => {
  app = await open(browser, { colorScheme: 'light' });
  initial = await readParameters(app.page);
  const picture = await firstDigit(3);
  await expectTiles(app.page, async () => {
    const computed = await compute(app.page, picture);
    return [tile(computed, MAP, 'light'), tile(computed, KERNEL, 'light')];
  });
  firstPixels = { map: await coloursOf(app.page, MAP), kernel: await coloursOf(app.page, KERNEL) };
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  expect(foreign(app.watched, app.page)).toEqual([]);
  await app.page.close();
});

test('one step is exactly one step', async () => {
  const { page } = app;
  await takeStep(page);
  const first = await sessionOf(page);
  expect(first.state).toBe('idle');
  expect(first.step).toBe(1);
  expect(first.steps).toEqual([1]);
  [firstLoss = NaN] = first.losses;
  expect(firstLoss).toBeGreaterThan(1.5);
  expect(firstLoss).toBeLessThan(4);
  await expect(page.getByTestId('moment')).toHaveText('Epoch 1 · step 1');
  await takeStep(page);
  expect((await sessionOf(page)).steps).toEqual([1, 2]);
  expect(firstDifference(initial, await readParameters(page)), 'parameters moved').not.toBeNull();
});

test('while it trains, steps and history grow, the loss falls, maps and kernels change', async () => {
  const { page } = app;
  await page.getByTestId('play').click();
  await stateIs(page, 'training');
  await stepsTaken(page, STEPS);
  const during = await sessionOf(page);
  expect(during.state).toBe('training');
  expect(during.steps.length).toBeGreaterThan(2);
  await page.getByTestId('play').click();
  await stateIs(page, 'idle');
  await atRest(page);
  const { step, steps, losses, loss } = await sessionOf(page);
  expect(steps, 'every step is in the history, once').toEqual(
    Array.from({ length: step }, (_, at) => at + 1),
  );
  expect(losses.every(Number.isFinite)).toBe(true);
  expect(mean(losses.slice(-5)), 'the last losses against the first').toBeLessThan(
    0.8 * mean(losses.slice(0, 5)),
  );
  expect(Number.isFinite(loss)).toBe(true);
  await expect(page.getByTestId('curve')).toHaveAttribute('aria-label', /loss/);
  expect(changedCells(firstPixels.map, await coloursOf(page, MAP)), 'cells of a map').toBeGreaterThan(20);
  expect(
    changedCells(firstPixels.kernel, await coloursOf(page, KERNEL)),
    'cells of a kernel',
  ).toBeGreaterThan(5);
});

test('what is drawn after training is still true', async () => {
  const { page } = app;
  const picture = await firstDigit(3);
  await expectNumbers(page, await compute(page, picture));
  await expectTiles(page, async () => {
    const computed = await compute(page, picture);
    return [
      tile(computed, MAP, 'light'),
      tile(computed, KERNEL, 'light'),
      tile(computed, { layer: 'pool2', channel: 3 }, 'light'),
      tile(computed, { layer: 'dense2' }, 'light'),
    ];
  });
});

test('paused, nothing moves', async () => {
  const { page } = app;
  const before = await sessionOf(page);
  const parameters = await readParameters(page);
  await frames(page, 30);
  const after = await sessionOf(page);
  expect(after.step).toBe(before.step);
  expect(after.steps.length).toBe(before.steps.length);
  expect(firstDifference(parameters, await readParameters(page))).toBeNull();
});

test('reset brings the same start back, to the bit', async () => {
  const { page } = app;
  await page.getByTestId('reset').click();
  await expect.poll(async () => (await sessionOf(page)).step).toBe(0);
  const { steps, seed } = await sessionOf(page);
  expect(steps).toEqual([]);
  expect(seed).toBe(1);
  expect(firstDifference(initial, await readParameters(page))).toBeNull();
  await expect(page.getByTestId('where')).toContainText('Untrained');
  await expect(async () => {
    expect(changedCells(firstPixels.map, await coloursOf(page, MAP)), 'cells of the map').toBe(0);
    expect(changedCells(firstPixels.kernel, await coloursOf(page, KERNEL)), 'cells of the kernel').toBe(0);
  }).toPass();
  await takeStep(page);
  expect((await sessionOf(page)).losses).toEqual([firstLoss]);
});

test('pause and play in one breath: still one training, every step counted once', async () => {
  const { page } = app;
  const { step: before } = await sessionOf(page);
  await page.getByTestId('play').click();
  await stepsTaken(page, before + 2);
  await page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    for (let times = 0; times < 3; times++) {
      void session.pause();
      session.play();
    }
  });
  await stepsTaken(page, before + 8);
  await page.getByTestId('play').click();
  await stateIs(page, 'idle');
  await atRest(page);
  const { step, steps } = await sessionOf(page);
  expect(steps).toEqual(Array.from({ length: step }, (_, at) => at + 1));
});

test('reset while it trains ends the training', async () => {
  const { page } = app;
  await page.getByTestId('play').click();
  await stepsTaken(page, 4);
  await page.getByTestId('reset').click();
  await stateIs(page, 'idle');
  await expect.poll(async () => (await sessionOf(page)).step).toBe(0);
  await frames(page, 5);
  expect((await sessionOf(page)).steps).toEqual([]);
  expect(firstDifference(initial, await readParameters(page))).toBeNull();
});

test('the dice gives another seed and other weights; reset then keeps them', async () => {
  const { page } = app;
  await page.getByTestId('dice').click();
  await expect.poll(async () => (await sessionOf(page)).seed).not.toBe(1);
  await stateIs(page, 'idle');
  const { seed, step } = await sessionOf(page);
  expect(step).toBe(0);
  const parameters = await readParameters(page);
  for (const [name, { data }] of parameters) {
    if (name.endsWith('/kernel'))
      expect(
        data.some((value, at) => value !== initial.get(name)?.data[at]),
        name,
      ).toBe(true);
  }
  await takeStep(page);
  const { losses } = await sessionOf(page);
  expect(losses).not.toEqual([firstLoss]);
  await page.getByTestId('reset').click();
  await expect.poll(async () => (await sessionOf(page)).step).toBe(0);
  expect((await sessionOf(page)).seed).toBe(seed);
  expect(firstDifference(parameters, await readParameters(page))).toBeNull();
  const computed = await firstDigit(3).then((picture) => compute(page, picture));
  await expectNumbers(page, computed);
});
