// The notebook of runs, as a learner uses it: train, change one setting, train again; the second run is named by what changed.
// Runs are opened, exported, named, removed and restored, and are there after a reload.

import { expect, test, type Download, type Locator, type Page } from '../support/test';
import { readFile } from 'node:fs/promises';
import type { NetworkConfig } from '../../src/models/network';
import type { TrainFacade } from '../../src/session/facade';
import { bitsOf, sessionOf, trainTo } from '../support/app';
import { onePage } from '../support/onePage';
import { expectAccessible } from '../support/axe';
import { SHAPES } from '../support/dataSets';

test.describe.configure({ mode: 'serial' });

const NETWORK: NetworkConfig = {
  name: 'small',
  input: SHAPES.shape,
  layers: [
    { name: 'conv1', kind: 'conv2d', options: { filters: 4, kernelSize: 3, strides: 2, activation: 'relu' } },
    { name: 'pool1', kind: 'maxPooling2d' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
  ],
};
/** Of each run; a run needs 20 to be recorded. */
const STEPS = 24;

const app = onePage({
  colorScheme: 'light',
  locale: 'en-GB',
  viewport: { width: 1280, height: 720 },
  acceptDownloads: true,
});

const rows = (page: Page): Locator => page.getByTestId('run');
const titles = (page: Page): Locator => page.getByTestId('run-title');

async function downloaded(page: Page, act: () => Promise<void>): Promise<{ file: Download; text: string }> {
  const [file] = await Promise.all([page.waitForEvent('download'), act()]);
  return { file, text: await readFile(await file.path(), 'utf8') };
}

test('without runs it says what to do', async () => {
  const { page } = app;
  await page.getByTestId('view-notebook').click();
  await expect(page.getByTestId('notebook-empty')).toContainText('at least 20 steps');
  await expectAccessible(page, 'an empty notebook');
  await page.getByTestId('view-stage').click();
  await page.getByTestId('change-data').click();
  await SHAPES.choose(page, '');
  await page.getByTestId('use-data').click();
  await page.getByTestId('use-stage').click();
  await page.evaluate(async (network) => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    await session.startAfresh(network);
  }, NETWORK);
});

test('a run is added by itself, and the next one is named by the setting that changed', async () => {
  const { page } = app;
  await trainTo(page, STEPS);
  await page.locator('[data-testid=stack-layer][data-layer="conv1"]').click();
  await page.getByTestId('option-kernel_size').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await sessionOf(page)).step).toBe(0);
  await page.getByTestId('reset').click();
  await page.getByTestId('view-notebook').click();
  await expect(rows(page)).toHaveCount(1);
  // Training is beside the notebook: the curve of the second run grows over that of the first.
  await trainTo(page, STEPS);
  await expect(titles(page)).toHaveText([/small, Shapes in colour/, 'conv1.kernel_size 3 → 5']);
  await expect(page.getByTestId('run-warning')).toHaveCount(0);
  await expect(rows(page).nth(1)).toHaveAttribute('aria-current', 'true');
  await page.getByTestId('run-evaluate').click();
  await expect(rows(page).nth(1)).toContainText('%');
  const { testAccuracy } = await sessionOf(page);
  await expect(rows(page).nth(1)).toContainText(`${(100 * testAccuracy).toFixed(2)} %`);
  await expectAccessible(page, 'two runs');
});

test('another seed is told from a setting, and two settings are warned of', async () => {
  const { page } = app;
  await page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    await session.reseed(7);
  });
  await trainTo(page, STEPS);
  await expect(titles(page).nth(2)).toHaveText('another seed (1 → 7)');
  await expect(page.getByTestId('run-hint')).toContainText('how large chance is');
  await page.evaluate(async (network) => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    await session.startAfresh(network, { batchSize: 16 });
  }, NETWORK);
  await trainTo(page, STEPS);
  await expect(titles(page).nth(3)).toHaveText('conv1.kernel_size 5 → 3, batch_size 32 → 16');
  await expect(page.getByTestId('run-warning')).toHaveText(/Two settings changed/);
  await page.getByTestId('notebook-base').selectOption({ index: 3 });
  await expect(titles(page).nth(0)).toHaveText(/conv1\.kernel_size 5 → 3.*seed/);
  await page.getByTestId('notebook-base').selectOption({ index: 0 });
});

test('its tables and figures are files', async () => {
  const { page } = app;
  const save = (id: string): Promise<{ file: Download; text: string }> =>
    downloaded(page, () => page.getByTestId(`notebook-${id}`).click());
  const table = (await save('table')).text.trim().split('\r\n');
  expect(table).toHaveLength(5);
  expect(table[2]).toContain('2,conv1.kernel_size 3 → 5,small,Shapes in colour');
  const curves = (await save('curves')).text.trim().split('\r\n');
  expect(curves.length).toBeGreaterThan(4 * STEPS);
  const { losses } = await sessionOf(page);
  expect(Number(curves.at(-1)?.split(',').at(-3))).toBeCloseTo(losses.at(-1) ?? NaN, 6);
  const { text: svg } = await save('svg');
  expect(svg).toMatch(/<svg[^]*<polyline[^]*conv1\.kernel_size 3 → 5<\/text>/);
  expect(svg).not.toContain('<image');
  const { file: png } = await save('png');
  expect((await readFile(await png.path())).subarray(1, 4).toString()).toBe('PNG');
});

test('a run is named, commented, removed and restored; the keyboard is enough', async () => {
  const { page } = app;
  const first = rows(page).first();
  await first.getByTestId('run-edit').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('run-name')).toBeFocused();
  await page.keyboard.type('small kernels');
  await page.keyboard.press('Tab');
  await page.keyboard.type('I expected more.');
  await page.keyboard.press('Tab');
  await expectAccessible(page, 'a run being named');
  await page.keyboard.press('Enter');
  await expect(titles(page).first()).toHaveText('small kernels');
  await expect(page.getByTestId('run-noted')).toHaveText('I expected more.');
  await first.getByTestId('run-remove').click();
  await expect(rows(page)).toHaveCount(3);
  await page.getByTestId('notebook-undo').click();
  await expect(rows(page)).toHaveCount(4);
  await expect(titles(page).first()).toHaveText('small kernels');
});

test('a run is opened on the stage with its weights, and undone, and exported as a session', async () => {
  const { page } = app;
  const current = await bitsOf(page);
  const second = rows(page).nth(1);
  await second.getByTestId('run-open').click();
  await expect(page.getByTestId('notebook-said')).toContainText('On the stage: 2, conv1.kernel_size');
  await expect(second).toHaveAttribute('aria-current', 'true');
  const { state, step, seed } = await sessionOf(page);
  expect({ state, seed }).toEqual({ state: 'idle', seed: 1 });
  expect(step).toBeGreaterThanOrEqual(STEPS);
  expect(await bitsOf(page)).not.toBe(current);
  await page.getByTestId('notebook-undo').click();
  await expect(rows(page).nth(3)).toHaveAttribute('aria-current', 'true');
  expect(await bitsOf(page)).toBe(current);
  await expect(rows(page)).toHaveCount(4);
  const [file] = await Promise.all([page.waitForEvent('download'), second.getByTestId('run-export').click()]);
  expect(file.suggestedFilename()).toBe('small-session.zip');
});

test('the notebook is there after a reload, in both languages, on small screens and in the dark', async () => {
  const { page } = app;
  // The stage is not shown: the rows say that the page is there.
  await page.reload();
  await expect(rows(page)).toHaveCount(4);
  await expect(page.getByTestId('notebook-kept')).toContainText('4 runs of at most 100');
  await page.getByTestId('language-ja').click();
  await page.getByTestId('theme').click();
  await expect(titles(page).nth(2)).toHaveText('別のシード（1 → 7）');
  for (const [width, height] of [
    [820, 1180],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expect(page.getByTestId('run-curves')).toBeVisible();
    await expectAccessible(page, `Japanese, dark, ${width}×${height}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
});
