// The first visit, and the way to a lesson and back: the reader's own run stays as it is.

import { expect, test, type Page } from '../support/test';
import { LESSONS } from '../../src/lessons/lessons';
import type { TrainFacade } from '../../src/session/facade';
import { bitsOf, open, ready, takeStep, written } from '../support/app';
import { expectAccessible } from '../support/axe';
import { watch } from '../support/watch';
import { prepared, press } from './taking';

const runOf = (page: Page) =>
  page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const { data, progress, state, network, editing } = session;
    return {
      data: data.reference.name,
      step: progress.step,
      training: state === 'training',
      network: network.name,
      entries: editing.entries.length,
    };
  });

test('a first visit opens on shapes that are being learned, with one thing to do and two doors', async ({
  page,
}) => {
  const watched = watch(page);
  await page.goto('./');
  await ready(page);
  const band = page.getByTestId('beginning');
  await expect(band).toContainText('Point at a cell of any map');
  expect((await runOf(page)).data).toBe('shapes');
  await expect.poll(async () => (await runOf(page)).step).toBeGreaterThan(3);
  await expectAccessible(page, 'the first visit');
  await page.locator('[data-testid=tile][data-layer=conv1]').first().hover();
  await expect(band).toContainText('That is what this cell saw.');
  await page.getByTestId('free-play').click();
  await expect(band).toBeHidden();
  await page.getByTestId('play').click();
  await expect.poll(async () => (await runOf(page)).training).toBe(false);
  await written(page);
  await page.reload();
  await ready(page);
  await expect(band).toBeHidden();
  expect(await runOf(page)).toMatchObject({ data: 'shapes', training: false });
  expect((await runOf(page)).step).toBeGreaterThan(0);
  expect(watched.complaints).toEqual([]);
});

test('while a first visit opens, what is seen stays in its place', async ({ page }) => {
  await page.addInitScript(() => {
    const seen = { shift: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto('./');
  await ready(page);
  await expect(page.getByTestId('free-play')).toBeVisible();
  await expect(page.getByTestId('field')).toBeVisible();
  await expect.poll(async () => (await runOf(page)).step).toBeGreaterThan(3);
  // As the web's vitals count it (CLS): 0.088 where the bar above the stage and the maps came without a place of their own.
  expect(
    await page.evaluate(() => (window as unknown as { seen: { shift: number } }).seen.shift),
  ).toBeLessThan(0.03);
});

test('where motion is not wanted, learning waits', async ({ browser }) => {
  const page = await browser.newPage({ reducedMotion: 'reduce', locale: 'ja-JP' });
  await page.goto('./');
  await ready(page);
  await expect(page.getByTestId('beginning')).toContainText('再生ボタンで学習が始まります。');
  expect(await runOf(page)).toMatchObject({ data: 'shapes', step: 0, training: false });
  await page.close();
});

test('a lesson has a session of its own; the own run is there again, to the bit', async ({ browser }) => {
  const { page, watched } = await open(browser, { locale: 'en-GB' });
  await takeStep(page);
  const tile = page.locator('[data-testid=tile][data-layer=conv2][data-channel="3"]');
  await tile.focus();
  await tile.press('ArrowRight');
  const title = await page.getByTestId('inspector-title').innerText();
  const before = { bits: await bitsOf(page), run: await runOf(page) };
  await page.getByTestId('view-lessons').click();
  await expect(page.locator('cs-lessons li')).toHaveCount(LESSONS.length);
  await expectAccessible(page, 'the list of lessons');
  await page.getByTestId('lesson-filter').click();
  await prepared(page, 'filter.1');
  expect(await runOf(page)).toMatchObject({ data: 'shapes', network: 'one-convolution', step: 0 });
  await press(page.getByTestId('lesson-next'));
  await prepared(page, 'filter.2');
  expect(new URL(page.url()).hash).toContain('lesson=filter.2');
  await page.goBack();
  await prepared(page, 'filter.1');
  await press(page.getByTestId('lesson-leave'));
  await expect(page.getByTestId('inspector-title')).toHaveText(title);
  await expect.poll(async () => (await runOf(page)).network).toBe(before.run.network);
  expect(await runOf(page)).toEqual(before.run);
  expect(await bitsOf(page)).toBe(before.bits);
  // It trains on as if nothing had been.
  await takeStep(page);
  expect((await runOf(page)).step).toBe(before.run.step + 1);
  expect(watched.complaints).toEqual([]);
  await page.close();
});

test('a step has an address of its own; Escape leads out of it', async ({ page }) => {
  await page.goto('./#data=mnist&lesson=filter.2');
  await prepared(page, 'filter.2');
  await expect(page.getByTestId('lesson-goal')).toHaveText('What ReLU does');
  // First what is pinned, then the lesson.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.locator('cs-lesson')).toHaveCount(0);
  await ready(page);
  expect(await runOf(page)).toMatchObject({ data: 'mnist', network: 'lenet5', step: 0 });
  const { step } = await runOf(page);
  await page.goto('./#lesson=nothing');
  await expect(page.locator('cs-lessons')).toBeVisible();
  // Left before it began.
  await page.goto('./#data=mnist&lesson=filter');
  await page.goto('./#data=mnist');
  await expect(page.getByTestId('stage')).toBeVisible();
  expect(await runOf(page)).toMatchObject({ data: 'mnist', network: 'lenet5', step });
});
