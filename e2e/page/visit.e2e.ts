// A whole visit, from opening to closing: nothing leaves the machine, and the console stays empty.

import { expect, test } from '../support/test';
import { inLegend, open, stateIs, stepsTaken, chooseLanguage } from '../support/app';
import { foreign } from '../support/watch';
import { boxOf } from '../support/tiles';

test('nothing leaves the machine, and nothing is complained about', async ({ browser }) => {
  const { page, watched } = await open(browser, { colorScheme: 'light' });
  await page.getByTestId('theme').click();
  await chooseLanguage(page, 'ja');
  await chooseLanguage(page, 'en');
  for (const digit of [0, 8]) await page.getByTestId(`sample-${digit}`).click();
  const pad = await boxOf(page.getByTestId('pad'));
  await page.mouse.move(pad.x + 20, pad.y + 20);
  await page.mouse.down();
  await page.mouse.move(pad.x + 50, pad.y + 60, { steps: 5 });
  await page.mouse.up();
  await page.getByTestId('clear').click();
  await page.getByTestId('play').click();
  await stepsTaken(page, 5);
  for (const layer of ['input', 'conv1', 'pool1', 'conv2', 'pool2', 'dense1', 'dense2', 'answer']) {
    await page.locator(`[data-testid=tile][data-layer=${layer}]`).first().hover();
  }
  const opened = page.getByTestId('more').first();
  await opened.click();
  await expect(page.locator('[data-testid=tile][data-layer=conv2]')).toHaveCount(16);
  await opened.click();
  await inLegend(page, async () => {
    await page.getByTestId('kernels').click();
    await page.getByTestId('kernels').click();
  });
  for (const layer of await page.getByTestId('stack-layer').all()) await layer.click();
  await page.setViewportSize({ width: 820, height: 1180 });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByTestId('play').click();
  await stateIs(page, 'idle');
  await page.getByTestId('step').click();
  await page.getByTestId('reset').click();
  await page.getByTestId('dice').click();
  // At once after each other: the last one holds.
  await expect(page.getByTestId('where')).toHaveAttribute('data-step', '0');
  await page.reload();
  await expect(page.getByTestId('probability').first()).toContainText('%');
  expect(watched.requests.length, 'requests seen').toBeGreaterThan(5);
  expect(foreign(watched, page)).toEqual([]);
  expect(watched.complaints).toEqual([]);
  await page.close();
});
