// Kernels by hand: a number changed is the number computed with, a silenced map has no say, and all can be taken back.

import { expect, test, type Page } from '../support/test';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import {
  firstDifference,
  frames,
  layersOf,
  open,
  readParameters,
  readTensor,
  type App,
} from '../support/app';
import { expectAccessible } from '../support/axe';
import { firstDigit } from '../support/mnist';
import { compute, expectNumbers, forward, tile } from '../support/reference';
import { boxOf, expectTiles } from '../support/tiles';

test.describe.configure({ mode: 'serial' });

let app: App;
let start: ReadonlyMap<string, NdArray>;
test.beforeAll(async ({ browser }) => {
  app = await open(browser, { colorScheme: 'light', locale: 'en-GB' });
  start = await readParameters(app.page);
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  await app.page.close();
});

async function pointAt(page: Page, layer: string, channel: number): Promise<void> {
  await page.locator(`[data-testid=tile][data-layer=${layer}][data-channel="${channel}"]`).click();
}

/** The weights of a filter of conv1, row by row. */
async function filterOf(page: Page, filter: number): Promise<number[]> {
  const { data, shape } = await readTensor(page, 'conv1', 'kernel');
  const filters = shape[3] ?? 1;
  return [...data].filter((_, at) => at % filters === filter);
}

async function expectDrawn(page: Page): Promise<void> {
  await frames(page, 3);
  const digit = await firstDigit(3);
  await expectNumbers(page, await compute(page, digit));
  await expectTiles(page, async () => {
    const computed = await compute(page, digit);
    return [
      tile(computed, { layer: 'conv1', channel: 1 }, 'light'),
      tile(computed, { layer: 'conv1', channel: 1, slice: 0 }, 'light'),
      tile(computed, { layer: 'pool1', channel: 1 }, 'light'),
      tile(computed, { layer: 'conv2', channel: 0 }, 'light'),
    ];
  });
}

/** Sobel at 5×5, divided by what is positive in it. */
const EDGE = [-1, -4, -6, -4, -1, -2, -8, -12, -8, -2, 0, 0, 0, 0, 0, 2, 8, 12, 8, 2, 1, 4, 6, 4, 1].map(
  (value) => Math.fround(value / 48),
);

test('an edge is put into a filter: maps, kernels and answers follow', async () => {
  const { page } = app;
  await pointAt(page, 'conv1', 1);
  await page.getByTestId('tab-kernel').click();
  await expect(page.getByTestId('weights').getByRole('gridcell')).toHaveCount(25);
  await expectAccessible(page, 'the kernel tab');
  await page.getByTestId('preset-edgeHorizontal').click();
  await expect.poll(() => filterOf(page, 1)).toEqual(EDGE);
  await expectDrawn(page);
  await expect(page.getByTestId('undo')).toHaveAttribute('title', 'Undo: Edge — in conv1 · 2 (Ctrl+Z)');
});

test('a single number is typed, stepped by keys and dragged; what is no number is explained', async () => {
  const { page } = app;
  const cell = page.getByTestId('weights').getByRole('gridcell').nth(12);
  await cell.click();
  await page.keyboard.press('Enter');
  await page.keyboard.type('0.5');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await filterOf(page, 1))[12]).toBe(0.5);
  await page.getByTestId('weight').fill('a lot');
  await page.keyboard.press('Enter');
  await expect(page.locator('cs-kernel-tab [role=alert]')).toContainText('“a lot” is not a number.');
  await page.getByTestId('bias').fill('−0.125');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await readTensor(page, 'conv1', 'bias')).data[1]).toBe(-0.125);
  await cell.focus();
  await page.keyboard.press('+');
  await expect.poll(async () => (await filterOf(page, 1))[12]).toBeGreaterThan(0.5);
  const box = await boxOf(cell);
  await page.mouse.move(box.x + 8, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x + 8, box.y + 68, { steps: 6 });
  await page.mouse.up();
  await expect.poll(async () => (await filterOf(page, 1))[12]).toBeLessThan(0.5);
  await expectDrawn(page);
  await page.getByTestId('reset-unit').click();
  await expect.poll(async () => firstDifference(start, await readParameters(page))).toBeNull();
});

test('a silenced map is crossed out, and the answer is the one without it', async () => {
  const { page } = app;
  await pointAt(page, 'conv1', 3);
  await page.getByTestId('silence').click();
  await expect(page.locator('[data-testid=silenced-mark][data-layer=conv1][data-unit="3"]')).toHaveCount(1);
  await frames(page, 3);
  // The reference with the parameters of before, that filter left out.
  const without = new Map(start);
  for (const name of ['conv1/kernel', 'conv1/bias']) {
    const { shape, data } = start.get(name) ?? ndArray([0]);
    without.set(
      name,
      ndArray(
        shape,
        data.map((value, at) => (at % 6 === 3 ? 0 : value)),
      ),
    );
  }
  const wanted = forward(await layersOf(page), await firstDigit(3), without);
  for (const layer of ['conv1', 'answer']) {
    const { data } = await readTensor(page, layer);
    const reference = wanted.get(layer)?.data ?? [];
    data.forEach((value, at) => expect(Math.abs(value - (reference[at] ?? NaN)), layer).toBeLessThan(1e-4));
  }
  const { data, shape } = await readTensor(page, 'conv1');
  expect(data.filter((_, at) => at % (shape[2] ?? 1) === 3).every((value) => value === 0)).toBe(true);
  await expectAccessible(page, 'a silenced map');
  await page.getByTestId('silence').click();
  await expect(page.getByTestId('silenced-mark')).toHaveCount(0);
  expect(firstDifference(start, await readParameters(page))).toBeNull();
});

test('a dense unit is shown by the maps it reads, and changes of several are taken back at once', async () => {
  const { page } = app;
  await pointAt(page, 'conv2', 0);
  await expect(page.getByTestId('all-slices')).toBeVisible();
  await page.getByTestId('flip').click();
  await expect.poll(async () => firstDifference(start, await readParameters(page))).toBe('conv2/kernel');
  await page.locator('[data-testid=tile][data-layer=dense1]').click();
  await expect(page.getByTestId('weights').getByRole('gridcell')).toHaveCount(25);
  await page.getByTestId('all-slices').check();
  await page.getByTestId('preset-blur').click();
  await expect(page.getByTestId('reset-all')).toHaveText('Reset all changes (2)');
  await frames(page, 3);
  await expectNumbers(page, await compute(page, await firstDigit(3)));
  await page.getByTestId('reset-all').click();
  await expect.poll(async () => firstDifference(start, await readParameters(page))).toBeNull();
  await page.keyboard.press('Control+z');
  await expect.poll(async () => firstDifference(start, await readParameters(page))).toBe('conv2/kernel');
});
