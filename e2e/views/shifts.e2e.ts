// The Shifts view: curves, maps, answers and accuracies of moved and covered pictures against the reference.

import { expect, test, type Locator, type Page } from '../support/test';
import { readMnist } from '../../datasets/mnist/node';
import { barPicture } from '../../src/draw/bar';
import { colourMap, colourOf, cssColour, type ColourMap, type Domain } from '../../src/draw/colourMaps';
import { at, ndArray, type NdArray } from '../../src/reference/ndArray';
import type { ResponseChartElement } from '../../src/elements/shifts/responseChart';
import { OFFSETS, tolerance } from '../../src/inspect/shifts/shiftCurve';
import type { Cover } from '../../src/inspect/shifts/shifts';
import {
  layersOf,
  open,
  readParameters,
  trainTo,
  chooseLanguage,
  type App,
  type LayerFacts,
} from '../support/app';
import { expectAccessible } from '../support/axe';
import { firstDigit } from '../support/mnist';
import { forward, type Tensors } from '../support/reference';
import { cutOff, textsOf } from '../support/texts';
import { boxOf, cellColours, shot, worstCell } from '../support/tiles';

test.describe.configure({ mode: 'serial' });

let app: App;
let network: { layers: readonly LayerFacts[]; parameters: Tensors };
test.beforeAll(async ({ browser }) => {
  app = await open(browser, { colorScheme: 'light' });
  const { page } = app;
  await trainTo(page, 12);
  network = { layers: await layersOf(page), parameters: await readParameters(page) };
  await page.getByTestId('view-shifts').click();
  await expect(page.getByTestId('tolerance')).not.toBeEmpty();
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  await app.page.close();
});

const SIDE = 28;
const BAR = barPicture({ height: SIDE, width: SIDE, channels: 1, angle: 90, thickness: 2, length: 17 });

/** The picture moved by (dx, dy), black beyond its edge, black in the cover. */
function moved(pixels: ArrayLike<number>, dx: number, dy: number, cover: Cover | null = null): NdArray {
  return ndArray(
    [SIDE, SIDE, 1],
    Array.from({ length: SIDE * SIDE }, (_, place) => {
      const [i, j] = [Math.floor(place / SIDE), place % SIDE];
      if (cover && i >= cover.top && i < cover.bottom && j >= cover.left && j < cover.right) return 0;
      const [from, across] = [i - dy, j - dx];
      const inside = from >= 0 && across >= 0 && from < SIDE && across < SIDE;
      return inside ? (pixels[from * SIDE + across] ?? NaN) : 0;
    }),
  );
}

const layersFor = (picture: NdArray): Tensors => forward(network.layers, picture, network.parameters);
const tensorOf = (tensors: Tensors, name: string): NdArray => {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`nothing was computed for ${name}`);
  return tensor;
};

/** Row, column and map of the cells shown, from what the page says of them. */
async function cellsShown(page: Page): Promise<{ simple: number[]; complex: number[] }> {
  const place = async (kind: string): Promise<number[]> => {
    const text = (await page.getByTestId(`cell-${kind}`).locator('figcaption span').innerText()).trim();
    const [, row, column] = /row (\d+), column (\d+)/.exec(text) ?? [];
    const map = /map (\d+) of/.exec(await page.locator('.turn .mono').first().innerText())?.[1];
    return [Number(row) - 1, Number(column) - 1, Number(map) - 1];
  };
  return { simple: await place('simple'), complex: await place('complex') };
}

const curvesOf = (page: Page): Promise<{ simple: number[]; complex: number[] } | null> =>
  page.getByTestId('response-chart').evaluate((chart) => {
    const { host } = chart.getRootNode() as ShadowRoot;
    const { responses } = host as unknown as Pick<ResponseChartElement, 'responses'>;
    return responses && { simple: [...responses.simple], complex: [...(responses.complex ?? [])] };
  });

/** Every cell of a tile has the colour of its number. */
async function expectPixels(
  page: Page,
  holder: Locator,
  tensor: NdArray,
  channel: number,
  map: ColourMap,
  domain: Domain,
): Promise<void> {
  const [rows = 0, columns = 0] = tensor.shape;
  await expect(async () => {
    const box = await boxOf(holder.locator('canvas'));
    const place = { ...box, rows, columns };
    const { off, text } = worstCell(cellColours(await shot(page), place), place, {
      map,
      domain,
      value: (row, column) => at(tensor, row, column, channel),
    });
    expect(off, text).toBeLessThanOrEqual(3);
  }).toPass();
}

const rangeShown = async (figure: Locator): Promise<Domain> =>
  [0, Number((await figure.locator('.legend span').innerText()).replace('0…', ''))] as const;

test('a bar is answered by a cell and by its pooling as the reference answers it, at every offset', async () => {
  const { page } = app;
  const still = layersFor(moved(BAR, 0, 0));
  const { simple, complex } = await cellsShown(page);
  const conv = tensorOf(still, 'conv1');
  const [i = 0, j = 0, c = 0] = simple;
  expect(at(conv, i, j, c), 'the most active cell').toBeCloseTo(Math.max(...conv.data), 4);
  expect(complex, 'its pooling').toEqual([Math.floor(i / 2), Math.floor(j / 2), c]);
  const expected = OFFSETS.map((dx) => layersFor(moved(BAR, dx, 0)));
  const [sharp, flat] = [
    expected.map((layers) => at(tensorOf(layers, 'conv1'), i, j, c)),
    expected.map((layers) => at(tensorOf(layers, 'pool1'), complex[0] ?? 0, complex[1] ?? 0, c)),
  ];
  const curves = await curvesOf(page);
  const scale = Math.max(...sharp);
  sharp.forEach((value, offset) =>
    expect(Math.abs((curves?.simple[offset] ?? NaN) - value) / scale).toBeLessThan(1e-4),
  );
  flat.forEach((value, offset) =>
    expect(Math.abs((curves?.complex[offset] ?? NaN) - value) / scale).toBeLessThan(1e-4),
  );
  // The numbers in words are those of the reference's curves.
  const [narrow, wide] = [tolerance(sharp)?.width ?? NaN, tolerance(flat)?.width ?? NaN];
  expect(wide, 'pooling widens the curve').toBeGreaterThan(narrow);
  await expect(page.getByTestId('tolerance-simple')).toContainText(`${narrow.toFixed(1)} px`);
  await expect(page.getByTestId('tolerance-complex')).toContainText(`${wide.toFixed(1)} px`);
  await expectAccessible(page, 'the Shifts view');
});

test('moved by keys and by the pointer, the picture and both maps are those of the moved picture', async () => {
  const { page } = app;
  const picture = page.getByTestId('shift-picture');
  await picture.focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowUp']) await page.keyboard.press(key);
  await expect(page.getByTestId('shift-at')).toHaveText('dx +3, dy −1');
  const expectMoved = async (dx: number, dy: number): Promise<void> => {
    const layers = layersFor(moved(BAR, dx, dy));
    await expectPixels(page, picture, tensorOf(layers, 'input'), 0, colourMap('pixels', 'light'), [0, 1]);
    const { simple } = await cellsShown(page);
    for (const [kind, layer] of [
      ['simple', 'conv1'],
      ['complex', 'pool1'],
    ] as const) {
      const figure = page.getByTestId(`cell-${kind}`);
      const tensor = tensorOf(layers, layer);
      const domain = await rangeShown(figure);
      expect(domain[1], 'the range holds every number of the layer').toBeGreaterThanOrEqual(
        Math.max(...tensor.data),
      );
      await expectPixels(page, figure, tensor, simple[2] ?? 0, colourMap('activation', 'light'), domain);
    }
  };
  await expectMoved(3, -1);
  const box = await boxOf(picture);
  const cell = box.width / SIDE;
  await page.mouse.move(box.x + 14 * cell, box.y + 14 * cell);
  await page.mouse.down();
  await page.mouse.move(box.x + 9 * cell, box.y + 17 * cell, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByTestId('shift-at')).toHaveText('dx −2, dy +2');
  await expectMoved(-2, 2);
  await picture.focus();
  await page.keyboard.press('Home');
  await expect(page.getByTestId('shift-at')).toHaveText('dx 0, dy 0');
});

test('a covered digit gets the probabilities of the covered digit', async () => {
  const { page } = app;
  await page.getByTestId('shift-digit').click();
  await page.getByTestId('shift-digit-7').click();
  const seven = await firstDigit(7);
  const expectAnswers = async (cover: Cover | null): Promise<void> => {
    const { data } = tensorOf(layersFor(moved(seven.data, 0, 0, cover)), 'answer');
    const percents = [...data].map((value) => `${(100 * value).toFixed(1)} %`);
    await expect
      .poll(async () =>
        (await page.getByTestId('shift-answer').allInnerTexts()).map((text) => text.replace(/^\d\s+/, '')),
      )
      .toEqual(percents);
  };
  await expectAnswers(null);
  await page.getByTestId('shift-cover').click();
  const picture = page.getByTestId('shift-picture');
  const box = await boxOf(picture);
  await page.mouse.move(box.x + (10 / SIDE) * box.width, box.y + (9 / SIDE) * box.width);
  const cover = { top: 6, left: 7, bottom: 12, right: 13 };
  await expectAnswers(cover);
  await page.mouse.move(box.x + 100, 20);
  await picture.focus();
  await page.keyboard.press('ArrowDown');
  const lower = { ...cover, top: 7, bottom: 13 };
  await expectAnswers(lower);
  await expectPixels(page, picture, moved(seven.data, 0, 0, lower), 0, colourMap('pixels', 'light'), [0, 1]);
  await page.keyboard.press('Delete');
  await expectAnswers(null);
});

test('accuracy under shifts is the share that the reference gets right, and can be broken off', async () => {
  const { page } = app;
  const pictures = 200;
  await page.getByTestId(`amount-${pictures}`).click();
  await page.getByTestId('accuracy-measure').click();
  const cellOf = (dx: number, dy: number): Locator => page.locator(`[data-move="${dx} ${dy}"]`);
  // From the middle outwards: this is the last corner of the ring of one.
  await expect(cellOf(1, 1)).toHaveAttribute('data-percent', /\d/);
  await page.getByTestId('accuracy-cancel').click();
  await expect(page.getByTestId('accuracy-measure')).toHaveText('Measure again');
  const { images, labels } = await readMnist('test');
  for (const [dx, dy] of [
    [0, 0],
    [1, -1],
  ] as const) {
    let right = 0;
    for (let n = 0; n < pictures; n++) {
      const pixels = Float32Array.from(
        images.subarray(n * SIDE * SIDE, (n + 1) * SIDE * SIDE),
        (byte) => byte / 255,
      );
      const { data } = tensorOf(layersFor(moved(pixels, dx, dy)), 'answer');
      right += Number(data.indexOf(Math.max(...data)) === labels[n]);
    }
    const label = (await cellOf(dx, dy).getAttribute('aria-label')) ?? '';
    const shown = Number(/([\d.]+) %/.exec(label)?.[1]) / 100;
    // One picture on the edge between two digits may fall either way in f32.
    expect(Math.abs(shown - right / pictures), label).toBeLessThanOrEqual(1.01 / pictures);
    const colour = cssColour(colourOf(colourMap('accuracy', 'light'), shown, [0, 1]));
    const found = await cellOf(dx, dy).evaluate((cell) => getComputedStyle(cell).backgroundColor);
    expect(found).toBe(colour.replace(/^rgb\((\d+) (\d+) (\d+)\)$/, 'rgb($1, $2, $3)'));
  }
  await expect(cellOf(6, 6)).toHaveAttribute('data-percent', '');
  await cellOf(0, 0).focus();
  await page.keyboard.press('ArrowRight');
  await expect(cellOf(1, 0)).toBeFocused();
  await expect(page.getByTestId('accuracy-pointed')).toContainText('dx +1, dy 0');
  await expectAccessible(page, 'with a map broken off');
});

test('in Japanese, dark and on every screen, nothing is English or cut off', async () => {
  const { page } = app;
  await chooseLanguage(page, 'ja');
  await page.getByTestId('theme').click();
  const names = ['Convscope', 'Conv2D', 'MaxPooling2D', 'Zhang', 'Delete', 'Home', 'Page', 'Down', 'English'];
  const english = (await textsOf(page)).filter(({ text }) =>
    (text.match(/[A-Za-z][A-Za-z0-9]{2,}/g) ?? []).some((word) => !names.includes(word)),
  );
  expect(english).toEqual([]);
  for (const [width, height] of [
    [1920, 1080],
    [820, 1180],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(300);
    expect(await cutOff(page), `${width}×${height}`).toEqual([]);
  }
  await expectAccessible(page, 'dark, Japanese, on a phone');
});
