import { expect, test } from '../support/test';
import { chooseLanguage } from '../support/app';
import { expectAccessible } from '../support/axe';
import { watch } from '../support/watch';

const TINY = { engines: ['ours', 'jax'], rounds: 1, quick: true, tune: true };

test('the benchmark measures a small piece of work and shows it, in both languages', async ({ page }) => {
  const watched = watch(page);
  const settings = { ...TINY, suites: ['ops'], shapes: ['2x8x8x4->4k3s1same'] };
  await page.goto(`./bench.html?auto&settings=${encodeURIComponent(JSON.stringify(settings))}`);
  await expect(page.getByTestId('results')).toBeVisible();
  // Three passes on two engines.
  await expect(page.getByTestId('timing')).toHaveCount(6);
  await expect(page.getByTestId('failed')).toHaveCount(0);
  await expect(page.getByTestId('timing').first()).toContainText(/Convscope\s+[\d.e-]+\s*ms/);
  await chooseLanguage(page, 'ja');
  await expect(page.getByTestId('results')).toContainText('重みの勾配');
  await page.getByTestId('theme').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expectAccessible(page, 'benchmark with results, dark');
  const download = page.waitForEvent('download');
  await page.getByTestId('download').click();
  expect((await download).suggestedFilename()).toMatch(/^convscope-bench-[\d-]+\.json$/);
  expect(watched.complaints).toEqual([]);
});

test('a run can be cancelled', async ({ page }) => {
  await page.goto('./bench.html');
  await page.getByTestId('run').click();
  await page.getByTestId('cancel').click();
  await expect(page.getByTestId('run')).toBeEnabled();
  await expect(page.getByTestId('results')).toHaveCount(0);
});
