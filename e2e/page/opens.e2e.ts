// The page opens on a network that is already drawn, and what it draws is true: the pixels of maps, kernels and
// strips are the colours of the numbers, and the numbers are those of the f64 reference.

import { expect, test } from '../support/test';
import { colourMap } from '../../src/draw/colourMaps';
import { answerBars } from '../../src/draw/stageTiles';
import { open, readTensor, type App } from '../support/app';
import { firstDigit } from '../support/mnist';
import { compute, expectNumbers, tile } from '../support/reference';
import { expectTiles, placeOf, shot, type TileName } from '../support/tiles';
import { foreign } from '../support/watch';

test.describe.configure({ mode: 'serial' });

let app: App;
test.beforeAll(async ({ browser }) => {
  app = await open(browser, { colorScheme: 'light' });
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  expect(foreign(app.watched, app.page)).toEqual([]);
  await app.page.close();
});

/** A tile of every kind. Map 3 of conv1 is the example pointed at, with lines over it. */
const TILES: readonly TileName[] = [
  { layer: 'input' },
  { layer: 'conv1', channel: 0 },
  { layer: 'conv1', channel: 5 },
  { layer: 'conv1', channel: 0, slice: 0 },
  { layer: 'conv1', channel: 4, slice: 0 },
  { layer: 'pool1', channel: 1 },
  { layer: 'conv2', channel: 6 },
  { layer: 'conv2', channel: 6, slice: 5 },
  { layer: 'pool2', channel: 7 },
  { layer: 'dense1' },
  { layer: 'dense2' },
];

test('every column is there, from the picture to ten probabilities that add up to 100 %', async () => {
  const { page } = app;
  await expect(page.getByTestId('opening')).toHaveCount(0);
  const headers = page.getByTestId('stage').locator('.header .name');
  await expect(headers).toHaveText([
    'Input',
    'Conv2D',
    /Max\s*Pooling2D/,
    'Conv2D',
    /Max\s*Pooling2D/,
    'Dense',
    'Dense',
    'Answer',
  ]);
  for (const [layer, tiles] of [
    ['input', 1],
    ['conv1', 6],
    ['pool1', 6],
    ['conv2', 8],
    ['pool2', 8],
    ['dense1', 1],
    ['dense2', 1],
    ['answer', 1],
  ] as const) {
    await expect(page.locator(`[data-testid=tile][data-layer=${layer}]`), layer).toHaveCount(tiles);
  }
  const texts = await page.getByTestId('probability').allInnerTexts();
  const percents = texts.map((text) => Number(/([\d.]+) %/.exec(text)?.[1]));
  expect(texts.map((text) => text.trim()[0])).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  // Ten figures rounded to a tenth each.
  expect(Math.abs(percents.reduce((a, b) => a + b, 0) - 100)).toBeLessThanOrEqual(0.5 + 1e-9);
  const { data } = await readTensor(page, 'answer');
  expect(data.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
  percents.forEach((percent, at) =>
    expect(Math.abs(percent - 100 * (data[at] ?? NaN))).toBeLessThanOrEqual(0.05 + 1e-4),
  );
});

test('the picture is a 3 of the MNIST test set, and all numbers are those of the reference', async () => {
  const { page } = app;
  const picture = await firstDigit(3);
  const { data } = await readTensor(page, 'input');
  expect([...data]).toEqual([...picture.data]);
  await expectNumbers(page, await compute(page, picture));
});

for (const theme of ['light', 'dark'] as const) {
  test(`pixels of maps, kernels and strips are the colours of the reference's numbers (${theme})`, async () => {
    const { page } = app;
    if ((await page.locator('html').getAttribute('data-theme')) !== theme)
      await page.getByTestId('theme').click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    const picture = await firstDigit(3);
    await expectTiles(page, async () => {
      const computed = await compute(page, picture);
      return TILES.map((name) => tile(computed, name, theme));
    });
  });
}

test('the bars of the answer are as long as its probabilities', async () => {
  const { page } = app;
  const { data } = await readTensor(page, 'answer');
  const bars = answerBars(await placeOf(page, { layer: 'answer' }));
  const picture = await shot(page);
  const { stops } = colourMap('probability', 'dark');
  const ratio = await page.evaluate(() => devicePixelRatio);
  const length = bars.width * ratio;
  data.forEach((probability, at) => {
    const y = bars.y + ((at + 0.5) / data.length) * bars.height;
    const drawn = Array.from({ length }, (_, x) => picture.pixel(bars.x + x / ratio, y));
    const filled = drawn.filter((colour) => String(colour) === String(stops.at(-1))).length;
    const empty = drawn.filter((colour) => String(colour) === String(stops[0])).length;
    expect(filled + empty, `bar ${at}: pixels of its two colours`).toBe(length);
    expect(
      Math.abs(filled - probability * length),
      `bar ${at}: pixels beyond ${probability}`,
    ).toBeLessThanOrEqual(1);
  });
});
