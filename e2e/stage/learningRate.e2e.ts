// The learning rate in the hand: from the next step on every weight moves in proportion to it, nothing else changes, and
// it can be undone and outlives a reload.

import { expect, test, type Page } from '../support/test';
import type { TrainFacade } from '../../src/session/facade';
import { expectAccessible } from '../support/axe';
import {
  open,
  readParameters,
  ready,
  sessionOf,
  takeStep,
  chooseLanguage,
  type App,
  type AppElement,
} from '../support/app';
import type { Tensors } from '../support/reference';

test.describe.configure({ mode: 'serial' });

let app: App;
test.beforeAll(async ({ browser }) => {
  app = await open(browser, { colorScheme: 'light', locale: 'en-GB' });
  for (let step = 0; step < 3; step++) await takeStep(app.page);
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  await app.page.close();
});

const ratesOf = (page: Page): Promise<{ base: number; now: number; entries: number }> =>
  page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const { settings, progress, editing } = session;
    return { base: settings.learningRate, now: progress.learningRate, entries: editing.entries.length };
  });

/** How far one step moves each number. */
async function moves(page: Page): Promise<ReadonlyMap<string, number[]>> {
  const before: Tensors = await readParameters(page);
  await takeStep(page);
  const after: Tensors = await readParameters(page);
  return new Map(
    [...before].map(([name, { data }]) => [
      name,
      Array.from(data, (value, at) => (after.get(name)?.data[at] ?? NaN) - value),
    ]),
  );
}

test('by the keyboard: four times the rate moves every weight four times as far', async () => {
  const { page } = app;
  const { base, now } = await ratesOf(page);
  expect(base).toBe(0.002);
  await expect(page.getByTestId('learning-rate')).toContainText(`${Number(now.toPrecision(3))} Adam`);
  const slow = await moves(page);
  // Back to the step before, with another rate.
  await page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    await session.travel.lookAt(3);
    await session.travel.resume();
  });
  await page.getByTestId('change-rate').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('rate-slider')).toBeFocused();
  await expectAccessible(page, 'the learning rate is open');
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await ratesOf(page)).base).toBe(0.005);
  await page.getByTestId('rate-field').fill('0');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('rate-wrong')).toContainText('Type a number above 0');
  expect((await ratesOf(page)).base).toBe(0.005);
  await page.getByTestId('rate-field').fill('8e-3');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await ratesOf(page)).base).toBe(0.008);
  await expect(page.getByTestId('rate-wrong')).toHaveCount(0);
  await expect(page.getByTestId('rate-now')).toContainText('0.008 × 1 from the schedule = 0.008 now');
  // Both changes at the same step are one entry, beside nothing else.
  expect((await ratesOf(page)).entries).toBe(1);
  expect((await sessionOf(page)).step).toBe(3);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('change-rate')).toBeFocused();
  const fast = await moves(page);
  let [largest, worst, where] = [0, 0, ''];
  for (const [name, wanted] of slow) {
    for (const [at, value] of wanted.entries()) {
      const found = fast.get(name)?.[at] ?? NaN;
      const off = Math.abs(found - 4 * value);
      largest = Math.max(largest, Math.abs(found));
      if (!(off <= worst)) [worst, where] = [off, `${name} ${at}`];
    }
  }
  // A weight near 1 is rounded to 6e-8, and four times that.
  expect(worst, where).toBeLessThan(4e-7);
  expect(largest).toBeGreaterThan(0.001);
});

test('a reload keeps it; undo brings the rate before back, and redo this one', async () => {
  const { page } = app;
  await page.evaluate(async () => {
    const app = document.querySelector('convscope-app') as unknown as AppElement & { written: Promise<void> };
    await app.written;
  });
  const undone = async (position: number): Promise<void> =>
    page.evaluate(async (to) => {
      const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
      await session.editing.go(to);
    }, position);
  await undone(0);
  expect((await ratesOf(page)).base).toBe(0.002);
  expect((await sessionOf(page)).step).toBe(3);
  await undone(1);
  expect((await ratesOf(page)).base).toBe(0.008);
  expect((await sessionOf(page)).step).toBe(4);
  await page.evaluate(async () => {
    const app = document.querySelector('convscope-app') as unknown as AppElement & { written: Promise<void> };
    await app.written;
  });
  await page.reload();
  await ready(page);
  expect((await ratesOf(page)).base).toBe(0.008);
  expect((await sessionOf(page)).step).toBe(4);
});

test('in Japanese, with the pointer: it closes where one clicks elsewhere', async () => {
  const { page } = app;
  await chooseLanguage(page, 'ja');
  await page.getByTestId('change-rate').click();
  const panel = page.locator('cs-rate-panel');
  await expect(panel).toBeVisible();
  await expect(panel).toContainText('次のステップから有効');
  expect(((await panel.innerText()).match(/[A-Za-z]{3,}/g) ?? []).join()).toBe('');
  await page.getByTestId('stage').click({ position: { x: 4, y: 4 } });
  await expect(panel).toHaveCount(0);
  await chooseLanguage(page, 'en');
});
