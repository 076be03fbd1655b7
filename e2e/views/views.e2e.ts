// The views share one page: the address names them, Back goes back, and training goes on behind them.

import { expect, test } from '../support/test';
import { atRest, load, open, ready, sessionOf, stateIs, stepsTaken, type AppElement } from '../support/app';
import { firstDigit } from '../support/mnist';
import { compute, tile } from '../support/reference';
import { expectTiles } from '../support/tiles';

test('a view has an address, Back leads out of it, and training goes on meanwhile', async ({ browser }) => {
  const { page, watched } = await open(browser, { colorScheme: 'light', hash: 'seed=7' });
  await expect(page.getByTestId('view-stage')).toHaveAttribute('aria-current', 'page');
  await page.getByTestId('play').click();
  await stateIs(page, 'training');
  await page.getByTestId('view-compare').click();
  await expect(page.locator('cs-compare')).toBeVisible();
  await expect(page.getByTestId('view-compare')).toHaveAttribute('aria-current', 'page');
  expect(new URL(page.url()).hash).toBe('#data=mnist&seed=7&view=compare');
  await expect(page.getByTestId('stage')).toBeHidden();
  const { step } = await sessionOf(page);
  await stepsTaken(page, step + 3);

  await page.goBack();
  await expect(page.locator('cs-compare')).toHaveCount(0);
  expect(new URL(page.url()).hash).toBe('#data=mnist&seed=7');
  await page.getByTestId('play').click();
  await stateIs(page, 'idle');
  await atRest(page);
  // The stage is drawn anew, from the parameters of now.
  const picture = await firstDigit(3);
  await expectTiles(page, async () => {
    const computed = await compute(page, picture);
    return [
      tile(computed, { layer: 'conv1', channel: 2 }, 'light'),
      tile(computed, { layer: 'pool2', channel: 1 }, 'light'),
    ];
  });
  await page.goForward();
  await expect(page.locator('cs-compare')).toBeVisible();
  expect(watched.complaints).toEqual([]);
  await page.close();
});

test('an address opens its view', async ({ browser }) => {
  const { page, watched } = await load(browser, { hash: 'view=compare' });
  await expect(page.locator('cs-compare')).toBeVisible();
  await page.getByTestId('view-stage').click();
  await expect(page.getByTestId('stage')).toBeVisible();
  expect(new URL(page.url()).hash).toBe('#data=mnist');
  expect(watched.complaints).toEqual([]);
  await page.close();
});

test('the lab opens without the data and the network of the stage, which load when they are visited', async ({
  browser,
}) => {
  const { page, watched } = await load(browser, { hash: 'view=lab' });
  await expect(page.getByTestId('camera-start')).toBeVisible();
  const mnist = (): string[] => watched.requests.filter((url) => url.includes('ubyte'));
  expect(mnist()).toEqual([]);
  expect(await page.evaluate(() => document.querySelector<AppElement>('convscope-app')?.session)).toBe(null);
  await expect(page.getByTestId('open-files')).toBeHidden();
  await page.getByTestId('view-stage').click();
  await ready(page);
  expect(mnist().length).toBeGreaterThan(0);
  // The lab is the same as before, on its own device.
  await page.getByTestId('view-lab').click();
  await expect(page.getByTestId('camera-start')).toBeVisible();
  await expect(page.getByTestId('open-files')).toBeVisible();
  expect(watched.complaints).toEqual([]);
  await page.close();
});
