// The one thing pointed at, with mouse and keyboard: its number is the reference's number.

import { expect, test, type Page } from '../support/test';
import { formatNumber } from '../../src/elements/text/format';
import { at } from '../../src/reference/ndArray';
import { open, stateIs, stepsTaken, type App } from '../support/app';
import { firstDigit } from '../support/mnist';
import { compute, type Computed } from '../support/reference';
import { middleOf, placeOf } from '../support/tiles';

test.describe.configure({ mode: 'serial' });

let app: App;
let computed: Computed;
test.beforeAll(async ({ browser }) => {
  app = await open(browser, { colorScheme: 'light' });
  computed = await compute(app.page, await firstDigit(3));
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  await app.page.close();
});

const numberOf = (layer: string, ...index: number[]): number => {
  const tensor = computed.tensors.get(layer);
  if (!tensor) throw new Error(`nothing was computed for ${layer}`);
  return at(tensor, ...index);
};

/** The inspector shows this number, to its last digit (which may round either way when halfway). */
async function expectValue(page: Page, value: number): Promise<void> {
  const shown = [formatNumber(value - 1e-4), formatNumber(value), formatNumber(value + 1e-4)];
  await expect
    .poll(
      async () =>
        shown.includes(await page.getByTestId('value').innerText()) ||
        `${await page.getByTestId('value').innerText()} is not ${formatNumber(value)}`,
    )
    .toBe(true);
}

async function pointAt(
  page: Page,
  layer: string,
  channel: number,
  row: number,
  column: number,
): Promise<void> {
  const { x, y } = middleOf(await placeOf(page, { layer, channel }), row, column);
  await page.mouse.move(x, y);
}

/** The strongest cell of a map: a number worth comparing. */
function strongest(layer: string, channel: number): [row: number, column: number] {
  const [rows = 0, columns = 0] = computed.tensors.get(layer)?.shape ?? [];
  let best: [number, number] = [0, 0];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      if (numberOf(layer, row, column, channel) > numberOf(layer, ...best, channel)) best = [row, column];
  }
  return best;
}

for (const [layer, title, channel] of [
  ['conv1', 'Conv2D', 3],
  ['pool1', 'MaxPooling2D', 2],
  ['conv2', 'Conv2D', 5],
  ['pool2', 'MaxPooling2D', 0],
] as const) {
  test(`hovering a cell of ${layer} shows where it is and its number`, async () => {
    const { page } = app;
    const [row, column] = strongest(layer, channel);
    expect(numberOf(layer, row, column, channel)).toBeGreaterThan(0.01);
    await pointAt(page, layer, channel, row, column);
    await expect(page.getByTestId('inspector-title')).toHaveText(`${title} · map ${channel + 1}`);
    await expect(page.locator('cs-inspector header')).toContainText(`row ${row + 1}, column ${column + 1}`);
    await expectValue(page, numberOf(layer, row, column, channel));
    await expect(page.getByTestId('sentence')).not.toBeEmpty();
  });
}

test('the arithmetic of a convolution adds up: Σ x·w + bias, then ReLU', async () => {
  const { page } = app;
  const [row, column] = strongest('conv1', 1);
  await pointAt(page, 'conv1', 1, row, column);
  await expectValue(page, numberOf('conv1', row, column, 1));
  const patch = page.locator('cs-patch table').first().locator('td');
  await expect(patch).toHaveCount(25);
  const kernel = page.locator('cs-patch table').nth(1).locator('td');
  const sum = numberOf('conv1', row, column, 1);
  const parts = await page.locator('cs-inspector dl dd').allInnerTexts();
  const numbers = parts.map((text) => Number(text.replace('−', '-')));
  expect(parts).toHaveLength(4);
  expect(Math.abs((numbers[0] ?? NaN) + (numbers[1] ?? NaN) - (numbers[2] ?? NaN))).toBeLessThanOrEqual(
    0.0151,
  );
  expect(Math.abs((numbers[2] ?? NaN) - sum)).toBeLessThanOrEqual(0.0051);
  // Cells carry their whole number as a title; the window is the one around the cell, zero outside.
  const numberIn = async (cells: typeof patch, cell: number): Promise<number> =>
    Number((await cells.nth(cell).getAttribute('title'))?.replace('−', '-'));
  for (const cell of [0, 7, 12, 18, 24]) {
    const [ky, kx] = [Math.floor(cell / 5), cell % 5];
    const [y, x] = [row + ky - 2, column + kx - 2];
    const pixel = y < 0 || x < 0 || y > 27 || x > 27 ? 0 : numberOf('input', y, x, 0);
    expect(Math.abs((await numberIn(patch, cell)) - pixel), `patch ${cell}`).toBeLessThanOrEqual(0.0051);
    expect(
      Math.abs((await numberIn(kernel, cell)) - numberOf('conv1/kernel', ky, kx, 0, 1)),
      `kernel ${cell}`,
    ).toBeLessThanOrEqual(0.0051);
  }
});

test('hovering a unit of a strip and a pixel of the picture', async () => {
  const { page } = app;
  const unit = [...(computed.tensors.get('dense1')?.data ?? [])].findIndex((value) => value > 0.05);
  const { x, y } = middleOf(await placeOf(page, { layer: 'dense1' }), unit, 0);
  await page.mouse.move(x, y);
  await expect(page.getByTestId('inspector-title')).toHaveText(`Dense · unit ${unit + 1}`);
  await expectValue(page, numberOf('dense1', unit));
  await pointAt(page, 'input', 0, 12, 12);
  await expect(page.getByTestId('inspector-title')).toHaveText('Input picture');
  await expectValue(page, numberOf('input', 12, 12, 0));
});

test('a click keeps the cell when the pointer leaves; Escape releases it', async () => {
  const { page } = app;
  await pointAt(page, 'conv1', 4, 10, 12);
  await expect(page.getByTestId('inspector-title')).toHaveText('Conv2D · map 5');
  await page.mouse.down();
  await page.mouse.up();
  await page.mouse.move(640, 20);
  await expect(page.locator('cs-inspector')).toContainText('Pinned. Press Esc to release.');
  await expect(page.getByTestId('inspector-title')).toHaveText('Conv2D · map 5');
  await page.keyboard.press('Escape');
  await expect(page.locator('cs-inspector')).not.toContainText('Pinned.');
  // Back at the example.
  await expect(page.getByTestId('inspector-title')).toHaveText('Conv2D · map 3');
});

test('arrow keys move the cell; it is announced and read aloud', async () => {
  const { page } = app;
  const maps = page.locator('[data-testid=tile][data-layer=conv1]');
  await expect(
    page.locator('[data-testid=tile][data-layer=conv2][tabindex="0"]'),
    'one tab stop a column',
  ).toHaveCount(1);
  await maps.first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  // From the middle, [14, 14].
  const [row, column] = [16, 15];
  await expect(page.getByTestId('inspector-title')).toHaveText('Conv2D · map 1');
  await expectValue(page, numberOf('conv1', row, column, 0));
  await expect(maps.first()).toBeFocused();
  const active = await maps.first().getAttribute('aria-activedescendant');
  await expect(maps.first().locator(`#${active}`)).toHaveAttribute(
    'aria-label',
    `row ${row + 1}, column ${column + 1}`,
  );
  await expect(page.getByTestId('announcement')).toHaveAttribute('aria-live', 'polite');
  const announced = (value: number): RegExp =>
    new RegExp(`^Conv2D · map 1, row ${row + 1}, column ${column + 1}: ${formatNumber(value)}$`);
  await expect(page.getByTestId('announcement')).toHaveText(announced(numberOf('conv1', row, column, 0)));
  // Page keys go to the same cell of the next map.
  await page.keyboard.press('PageDown');
  await expect(maps.nth(1)).toBeFocused();
  await expect(maps.nth(1)).toHaveAttribute('tabindex', '0');
  await expect(page.locator('[data-testid=tile][data-layer=conv1][tabindex="0"]')).toHaveCount(1);
  await expect(page.getByTestId('announcement')).toContainText(
    `map 2, row ${row + 1}, column ${column + 1}: ${formatNumber(numberOf('conv1', row, column, 1))}`,
  );
  // What the map shows is said, too, not only where the cell is.
  const cells = Array.from({ length: 28 * 28 }, (_, at) =>
    numberOf('conv1', Math.floor(at / 28), at % 28, 1),
  );
  const largest = cells.indexOf(Math.max(...cells));
  await expect(page.getByTestId('map-says')).toHaveText(
    `${Math.round((100 * cells.filter((value) => value > 0).length) / cells.length)} % of the cells of this map are above 0. ` +
      `The largest number, ${formatNumber(cells[largest] ?? NaN)}, is in row ${Math.floor(largest / 28) + 1}, column ${(largest % 28) + 1}.`,
  );
  await page.keyboard.press('Home');
  await expectValue(page, numberOf('conv1', row, 0, 1));
  await page.keyboard.press('End');
  await expectValue(page, numberOf('conv1', row, 27, 1));
  await page.keyboard.press('Escape');
  await expect(page.locator('cs-inspector')).not.toContainText('Pinned.');
});

test('the whole page is reached with the Tab key', async () => {
  const { page } = app;
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    getSelection()?.removeAllRanges();
  });
  const reached = new Set<string>();
  await page.getByTestId('language-en').focus();
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      const { testid = '', layer = '' } = (element as HTMLElement | null)?.dataset ?? {};
      return testid === 'tile' ? `tile ${layer}` : testid;
    });
    if (name) reached.add(name);
    if (name === 'dice') break;
  }
  for (const name of [
    'theme',
    'sample-0',
    'sample-9',
    'pad',
    'stack-layer',
    'tile input',
    'tile conv1',
    'tile pool1',
    'tile conv2',
    'tile dense1',
    'tile answer',
    'more',
    'legend',
    'play-training',
    'open-microscope',
    'reset',
    'play',
    'step',
    'dice',
  ]) {
    expect([...reached], name).toContain(name);
  }
});

test('Space trains and pauses', async () => {
  const { page } = app;
  await page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    (element as HTMLElement | null)?.blur();
  });
  await page.keyboard.press(' ');
  await stateIs(page, 'training');
  await stepsTaken(page, 1);
  await page.keyboard.press(' ');
  await stateIs(page, 'idle');
});
