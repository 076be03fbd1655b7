// Two tabs of one run: one keeps it, the other says that it does not, and may take over.

import { expect, type Browser, type Page } from '@playwright/test';
import { test } from '../support/test';
import { expectAccessible } from '../support/axe';
import { chooseLanguage, open, ready, sessionOf, takeStep, written, type App } from '../support/app';
import { overlaps } from '../support/texts';

test.describe.configure({ mode: 'serial' });

let app: App;
let other: Page;
test.beforeAll(async ({ browser }) => {
  // A context that may have two pages.
  const newPage: Browser['newPage'] = async (options) => (await browser.newContext(options)).newPage();
  app = await open({ newPage } as Browser, { colorScheme: 'light' });
  other = await app.page.context().newPage();
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  await app.page.context().close();
});

const NOT_KEPT = 'This run is open in another tab; what you do here is not kept.';

test('the second one opens the same run, and says that it is not kept there', async () => {
  const { page } = app;
  for (let step = 0; step < 3; step++) await takeStep(page);
  await written(page);
  await other.goto(page.url());
  await ready(other);
  await expect(other.getByTestId('elsewhere')).toContainText(NOT_KEPT);
  await expect(page.getByTestId('elsewhere')).toHaveCount(0);
  expect((await sessionOf(other)).step).toBe(3);
  // The stage is laid out anew in the frames after the message has come.
  await expect.poll(() => overlaps(other), { message: 'the message covers nothing' }).toEqual([]);
  await expectAccessible(other, 'open in another tab');
  await takeStep(other);
  await written(other);
  // The first one has kept its own.
  await page.reload();
  await ready(page);
  await expect(page.getByTestId('elsewhere')).toHaveCount(0);
  await expect(other.getByTestId('elsewhere')).toContainText(NOT_KEPT);
  expect((await sessionOf(page)).step).toBe(3);
});

test('it may take over, with the keyboard, and neither run is lost', async () => {
  const { page } = app;
  for (let step = 3; step < 6; step++) await takeStep(page);
  await other.getByTestId('kept-takeOver').focus();
  await other.keyboard.press('Enter');
  await expect(other.getByTestId('elsewhere')).toHaveCount(0);
  await expect(other.getByTestId('kept')).toContainText('The other tab’s run is still saved.');
  await expect(page.getByTestId('elsewhere')).toContainText(NOT_KEPT);
  await written(other);
  await other.reload();
  await ready(other);
  await expect(other.getByTestId('elsewhere')).toHaveCount(0);
  expect((await sessionOf(other)).step).toBe(4);
  await other.getByTestId('kept-other').click();
  await expect.poll(async () => (await sessionOf(other)).step).toBe(6);
  await written(other);
  await other.close();
  await expect(page.getByTestId('elsewhere')).toContainText('this run was open in another tab');
  await page.getByTestId('kept-takeOver').click();
  await expect(page.getByTestId('elsewhere')).toHaveCount(0);
  // Both were at the same step, so there is nothing to be said.
  await expect(page.getByTestId('kept')).toHaveCount(0);
});

test('it is said in both languages and colours, and on a narrow window', async () => {
  const { page } = app;
  other = await page.context().newPage();
  await other.goto(page.url());
  await ready(other);
  for (const [language, width, scheme] of [
    ['en', 1600, 'light'],
    ['ja', 1280, 'dark'],
    ['ja', 390, 'light'],
    ['en', 390, 'dark'],
  ] as const) {
    await other.setViewportSize({ width, height: 800 });
    await other.emulateMedia({ colorScheme: scheme });
    await chooseLanguage(other, language);
    await expect(other.getByTestId('elsewhere')).toBeVisible();
    expect(await overlaps(other)).toEqual([]);
    await other.screenshot({ path: test.info().outputPath(`${language}-${width}-${scheme}.png`) });
  }
  await expect(other.getByTestId('elsewhere')).toContainText('This run is open');
  await chooseLanguage(other, 'ja');
  await expect(other.getByTestId('kept-takeOver')).toHaveText('このタブのほうを保存する');
  await other.close();
});
