// A loss that is not a number: training stops at the last good parameters, says where it happened and what to
// try, and goes on from there.

import { expect, test } from '../support/test';
import type { TrainFacade } from '../../src/session/facade';
import {
  atRest,
  firstDifference,
  readParameters,
  sessionOf,
  stateIs,
  stepsTaken,
  takeStep,
} from '../support/app';
import { onePage } from '../support/onePage';
import { firstDigit } from '../support/mnist';
import { compute, expectNumbers, tile, type Tensors } from '../support/reference';
import { expectTiles } from '../support/tiles';

test.describe.configure({ mode: 'serial' });

let good: Tensors;

const app = onePage({ colorScheme: 'light' });

async function setLearningRate(rate: number): Promise<void> {
  await app.page.evaluate((rate) => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    session.setLearningRate(rate);
  }, rate);
}

test('from the first steps on: the panel says where, and what to try', async () => {
  const { page } = app;
  const initial = await readParameters(page);
  await setLearningRate(1e20);
  await page.getByTestId('play').click();
  await stateIs(page, 'failed');
  const panel = page.getByTestId('failure');
  await expect(panel).toBeVisible();
  await expect(panel).toContainText('Training stopped');
  // The first operation with a non-finite result, by its layer, in the step it happened.
  await expect(panel).toContainText(/The loss of step \d+ is not a finite number/);
  await expect(panel).toContainText(/comes from (conv1|conv2|dense1|dense2|answer|loss)\//);
  await expect(panel).toContainText('smaller learning rate');
  await expect(page.getByTestId('play')).toBeDisabled();
  // Nothing good was known but the start.
  const { step, losses } = await sessionOf(page);
  expect(step).toBe(0);
  expect(losses.every(Number.isFinite)).toBe(true);
  expect(firstDifference(initial, await readParameters(page))).toBeNull();
});

test('back to the start from the panel', async () => {
  const { page } = app;
  await page.getByTestId('failure-reset').click();
  await stateIs(page, 'idle');
  await expect(page.getByTestId('failure')).toHaveCount(0);
  await setLearningRate(0.002);
  for (let step = 0; step < 3; step++) await takeStep(page);
  good = await readParameters(page);
});

test('later on: the parameters are those of the last good step', async () => {
  const { page } = app;
  await setLearningRate(1e20);
  await page.getByTestId('step').click();
  await page.waitForFunction(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    return session.progress.step === 4 && session.history.step.length === 4;
  });
  // Step 4 still had a finite loss: that of good parameters. What it made of them shows in step 5.
  await page.getByTestId('step').click();
  await stateIs(page, 'failed');
  await expect(page.getByTestId('failure')).toContainText('The loss of step 5');
  const { step, steps } = await sessionOf(page);
  expect(step).toBe(3);
  expect(steps).toEqual([1, 2, 3]);
  expect(firstDifference(good, await readParameters(page))).toBeNull();
  await expectNumbers(page, await compute(page, await firstDigit(3)));
});

test('it goes on with a smaller learning rate', async () => {
  const { page } = app;
  await page.getByTestId('failure-slower').click();
  await stateIs(page, 'idle');
  await expect(page.getByTestId('failure')).toHaveCount(0);
  expect((await sessionOf(page)).learningRate).toBeCloseTo(1e19, -16);
  const picture = await firstDigit(3);
  // The colours no longer span the huge numbers either.
  await expectTiles(page, async () => {
    const computed = await compute(page, picture);
    for (const { name, kernelDomain, activationDomain } of computed.layers) {
      expect(kernelDomain[1], `${name}: colours of the kernel`).toBeLessThanOrEqual(1);
      expect(activationDomain[1], `${name}: colours of the maps`).toBeLessThanOrEqual(10);
    }
    return [
      tile(computed, { layer: 'conv1', channel: 0 }, 'light'),
      tile(computed, { layer: 'conv1', channel: 0, slice: 0 }, 'light'),
    ];
  });
  await setLearningRate(0.002);
  await page.getByTestId('play').click();
  await stepsTaken(page, 12);
  await page.getByTestId('play').click();
  await stateIs(page, 'idle');
  await atRest(page);
  const { step, steps, losses } = await sessionOf(page);
  expect(steps).toEqual(Array.from({ length: step }, (_, at) => at + 1));
  expect(losses.every(Number.isFinite)).toBe(true);
  expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
});
