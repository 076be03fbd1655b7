// The Compare view: pooled maps are the reference's, pixel by pixel, and twins are what the reference makes of the
// parameters each of them has.

import { expect, test, type Page } from '../support/test';
import { colourMap, activationMapName, type ColourMap, type Domain } from '../../src/draw/colourMaps';
import type { PoolMapElement } from '../../src/elements/compare/poolMap';
import { formatNumber } from '../../src/elements/text/format';
import { averagePool2dForward } from '../../src/reference/averagePool2d';
import { maxPool2dForward } from '../../src/reference/maxPool2d';
import { at, ndArray, type NdArray } from '../../src/reference/ndArray';
import type { Window2d } from '../../src/reference/window';
import type { TrainFacade } from '../../src/session/facade';
import { frames, load, sessionOf, chooseLanguage, type App } from '../support/app';
import { expectAccessible } from '../support/axe';
import { firstDigit, firstPictures } from '../support/mnist';
import { forward } from '../support/reference';
import { cutOff, textsOf } from '../support/texts';
import { mode } from '../support/mode';
import {
  boxOf,
  cellColours,
  middleOf,
  shot,
  worstCell,
  type Picture,
  type PlacedCells,
} from '../support/tiles';
import { twinOf, twinTile } from '../support/twins';

test.describe.configure({ mode: 'serial' });

let app: App;
test.beforeAll(async ({ browser }) => {
  app = await load(browser, {
    colorScheme: 'light',
    locale: 'en-GB',
    hash: 'view=compare',
    viewport: { width: 1280, height: 800 },
  });
  await expect(app.page.getByTestId('pool-numbers')).toBeVisible();
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  await app.page.close();
});

const TOLERANCE = 3;
const pixels = colourMap('pixels', 'light');
const window = (poolSize: number, strides: number, padding: 'valid' | 'same'): Window2d => ({
  size: [poolSize, poolSize],
  strides: [strides, strides],
  padding,
  dilation: [1, 1],
});
const batch = (x: NdArray): NdArray => ({ shape: [1, ...x.shape], data: x.data });

function pooledBy(picture: NdArray, how: Window2d): Record<'max' | 'average' | 'difference', NdArray> {
  const max = maxPool2dForward(batch(picture), how).y;
  const average = averagePool2dForward(batch(picture), how);
  const difference = [...max.data].map((value, i) => value - (average.data[i] ?? NaN));
  const whole = (data: ArrayLike<number>): NdArray => ndArray(max.shape.slice(1), data);
  return { max: whole(max.data), average: whole(average.data), difference: whole(difference) };
}

async function poolMap(page: Page, map: string, rows: number, columns: number): Promise<PlacedCells> {
  const element = page.getByTestId(`pool-${map}`);
  await element.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await element.evaluate(
    (element: PoolMapElement) => element.mapRect()?.toJSON() as DOMRect,
  );
  return { x, y, width, height, rows, columns };
}

/** Without the outlines of what is pointed at. */
async function bareShot(page: Page): ReturnType<typeof shot> {
  const hide = (hidden: boolean): Promise<void> =>
    page.evaluate((hidden) => {
      const visit = (root: ParentNode): void => {
        for (const element of root.querySelectorAll('*')) {
          if (element.shadowRoot) visit(element.shadowRoot);
          if (element instanceof SVGSVGElement && element.closest('.paper'))
            element.style.visibility = hidden ? 'hidden' : '';
        }
      };
      visit(document);
    }, hidden);
  await hide(true);
  const picture = await shot(page);
  await hide(false);
  return picture;
}

async function expectPooled(page: Page, picture: NdArray, how: Window2d): Promise<void> {
  const wanted = { input: picture, ...pooledBy(picture, how) };
  await expect(async () => {
    await frames(page, 2);
    let seen: Picture | null = null;
    for (const [name, tensor] of Object.entries(wanted)) {
      const place = await poolMap(page, name, tensor.shape[0] ?? 0, tensor.shape[1] ?? 0);
      // At 200 % they are not in sight together.
      if (seen === null || mode === 'zoom') seen = await bareShot(page);
      const { off, text } = worstCell(cellColours(seen, place), place, {
        map: name === 'difference' ? colourMap('activation', 'light') : pixels,
        domain: [0, 1],
        value: (row, column) => at(tensor, row, column, 0),
      });
      expect(off, `${name}: ${text}`).toBeLessThanOrEqual(TOLERANCE);
    }
  }).toPass();
}

async function setSlider(page: Page, name: string, value: number): Promise<void> {
  await page.getByTestId(name).fill(String(value));
}

test('a picture pooled both ways is the reference, and its size is written out', async () => {
  const { page } = app;
  const picture = await firstDigit(3);
  await expectPooled(page, picture, window(2, 2, 'valid'));
  await expect(page.getByTestId('pool-sum')).toHaveText('⌊(28 − 2) / 2⌋ + 1 = 14');
  await expect(page.getByTestId('pool-padding')).toHaveCount(0);

  await setSlider(page, 'pool_size', 3);
  await expect(page.getByTestId('strides')).toHaveValue('3');
  await setSlider(page, 'strides', 2);
  await page.getByTestId('padding-same').click();
  await expect(page.getByTestId('pool-sum')).toHaveText('⌈28 / 2⌉ = 14');
  await expect(page.getByTestId('pool-padding')).toHaveText('(14 − 1) · 2 + 3 − 28 = 1');
  await expectPooled(page, picture, window(3, 2, 'same'));
  // One hatched row below and one hatched column to the right, none above or to the left.
  const paper = await boxOf(page.getByTestId('pool-input').locator('.paper'));
  const map = await poolMap(page, 'input', 28, 28);
  const cell = map.width / 28;
  expect(paper).toMatchObject({ x: map.x, y: map.y });
  expect(paper.width).toBeCloseTo(29 * cell, 1);
  expect(paper.height).toBeCloseTo(29 * cell, 1);
});

test('one cursor in all maps: the window, its largest number and its mean', async () => {
  const { page } = app;
  const picture = await firstDigit(3);
  const how = window(3, 2, 'same');
  const { max, average } = pooledBy(picture, how);
  const check = async (row: number, column: number): Promise<void> => {
    await expect(page.getByTestId('pool-numbers')).toHaveAttribute('data-cell', `${row},${column}`);
    await expect(page.getByTestId('max-value')).toHaveText(formatNumber(at(max, row, column, 0)));
    await expect(page.getByTestId('mean-value')).toHaveText(formatNumber(at(average, row, column, 0)));
    for (const name of ['max', 'average', 'difference']) {
      const grid = page.getByTestId(`pool-${name}`).getByRole('gridcell');
      await expect(grid).toHaveAttribute('aria-label', `row ${row + 1}, column ${column + 1}`);
    }
  };
  const hover = async (map: string, size: number, row: number, column: number): Promise<void> => {
    const { x, y } = middleOf(await poolMap(page, map, size, size), row, column);
    await page.mouse.move(x, y);
  };
  await hover('average', 14, 7, 9);
  await check(7, 9);
  // A cell of the input points at the window that begins with it.
  await hover('input', 28, 10, 12);
  await check(5, 6);
  // In the corner five of the nine cells are padding, and the mean is that of the four inside.
  await hover('max', 14, 13, 13);
  await check(13, 13);
  await expect(page.getByTestId('pool-numbers')).toContainText('5 cells of the window are padding');
  await expect(page.getByTestId('pool-numbers').locator('td.padded')).toHaveCount(5);

  // The keyboard does the same.
  await page.mouse.move(640, 20);
  await page.getByTestId('pool-max').getByRole('grid').focus();
  const before = (await page.getByTestId('pool-numbers').getAttribute('data-cell'))?.split(',').map(Number);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await check((before?.[0] ?? NaN) + 1, (before?.[1] ?? NaN) + 1);
});

test('a feature map is pooled too; a window too large is refused in plain words', async () => {
  const { page } = app;
  await page.getByTestId('pool-source').selectOption('pool2');
  await page.getByTestId('padding-valid').click();
  await setSlider(page, 'pool_size', 6);
  await expect(page.getByTestId('pool-problem')).toHaveText(/larger than the input: 6×6 on 5×5/);
  await setSlider(page, 'pool_size', 2);
  await setSlider(page, 'strides', 2);
  await expect(page.getByTestId('pool-problem')).toHaveCount(0);
  await expect(page.getByTestId('pool-sum')).toHaveText('⌊(5 − 2) / 2⌋ + 1 = 2');
  await expect(page.getByText('No window covers the last row and column.')).toBeVisible();
  await expectAccessible(page, 'poolings of a feature map');
});

/** Rests when both have taken so many steps. */
async function twinSteps(page: Page, steps: number): Promise<void> {
  for (let step = 1; step <= steps; step++) {
    await page.getByTestId('twins-step').click();
    const where = page.getByTestId('twins-where');
    await expect(where).toHaveAttribute('data-step', String(step));
    await expect(where).toHaveAttribute('data-state', 'idle');
  }
}

test('twins: each is what the reference makes of its own parameters, in the same colours', async () => {
  const { page } = app;
  await page.getByTestId('tab-twins').click();
  await expect(page.getByTestId('twin-stage-1')).toBeVisible();
  await expect(page.getByTestId('twin-name-0')).toHaveText('MaxPooling2D');
  await expect(page.getByTestId('twin-name-1')).toHaveText('AveragePooling2D');
  const start = [await twinOf(page, 0), await twinOf(page, 1)] as const;
  expect([...start[1].parameters].map(([name, { data }]) => [name, [...data]])).toEqual(
    [...start[0].parameters].map(([name, { data }]) => [name, [...data]]),
  );
  expect(
    start.map(({ layers }) => layers.map(({ kind }) => kind).filter((kind) => /pool/i.test(kind))),
  ).toEqual([
    ['maxPooling2d', 'maxPooling2d'],
    ['averagePooling2d', 'averagePooling2d'],
  ]);
  await twinSteps(page, 3);
  const picture = await firstDigit(3);
  await expect(async () => {
    await frames(page, 3);
    let seen: Picture | null = null;
    const twins = [await twinOf(page, 0), await twinOf(page, 1)] as const;
    for (const side of [0, 1] as const) {
      const { layers, parameters } = twins[side];
      const tensors = forward(layers, picture, parameters);
      for (const [layer, channel] of [
        ['conv1', 0],
        ['pool1', 1],
        ['conv2', 1],
        ['pool2', 0],
      ] as const) {
        const tensor = tensors.get(layer);
        const facts = layers.find(({ name }) => name === layer);
        if (!tensor || !facts) throw new Error(`no ${layer}`);
        const domain: Domain = facts.activationDomain;
        const map: ColourMap = colourMap(activationMapName(domain), 'light');
        const place = await twinTile(page, side, layer, channel, tensor.shape);
        if (seen === null || mode === 'zoom') seen = await shot(page);
        const { off, text } = worstCell(cellColours(seen, place), place, {
          map,
          domain,
          value: (row, column) => at(tensor, row, column, channel),
        });
        expect(off, `twin ${side}, ${layer} ${channel}: ${text}`).toBeLessThanOrEqual(TOLERANCE);
      }
    }
    const domains = twins.map(({ layers }) => layers.map(({ activationDomain }) => activationDomain));
    expect(domains[1]).toEqual(domains[0]);
  }).toPass();
});

test('one cursor for both: what is pointed at in one is read in the other', async () => {
  const { page } = app;
  const picture = await firstDigit(3);
  const twins = [await twinOf(page, 0), await twinOf(page, 1)] as const;
  const tensors = twins.map(({ layers, parameters }) => forward(layers, picture, parameters));
  const place = await twinTile(page, 1, 'pool1', 1, [14, 14, 6]);
  const { x, y } = middleOf(place, 6, 8);
  await page.mouse.move(x, y);
  for (const side of [0, 1] as const) {
    const wanted = at(tensors[side]?.get('pool1') ?? ndArray([1, 1, 1], [NaN]), 6, 8, 1);
    await expect(page.getByTestId(`cell-${side}`)).toHaveText(formatNumber(wanted));
    await expect(
      page.getByTestId(`twin-stage-${side}`).locator('[data-layer=pool1][data-channel="1"]'),
    ).toHaveClass(/pointed/);
  }
  await page.mouse.move(640, 20);
});

test('where they disagree is where the reference disagrees, and a click shows it to both', async () => {
  const { page } = app;
  await page.getByTestId('ask').click();
  const summary = page.getByTestId('disagree-summary');
  await expect(summary).toBeVisible();
  const twins = [await twinOf(page, 0), await twinOf(page, 1)] as const;
  const answer = (side: 0 | 1, picture: NdArray): number => {
    const { layers, parameters } = twins[side];
    const { data } = forward(layers, picture, parameters).get('answer') ?? { data: [] };
    return [...data].indexOf(Math.max(...data));
  };
  const found = await page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    return session.twins.current?.compared?.disagreements.map(({ index, label, first, second }) => ({
      index,
      label,
      answers: [first.answer, second.answer],
    }));
  });
  await expect(summary).toHaveAttribute('data-count', String(found?.length));
  const subset = 30;
  const wanted = (await firstPictures(subset)).flatMap(({ picture, label }, index) => {
    const answers = [answer(0, picture), answer(1, picture)];
    return answers[0] === answers[1] ? [] : [{ index, label, answers }];
  });
  expect(wanted.length, 'the subset holds some').toBeGreaterThan(0);
  const listed = found?.filter(({ index }) => index < subset).sort((a, b) => a.index - b.index);
  expect(listed).toEqual(wanted);

  const first = page.getByTestId('disagreement').first();
  const shown = Number(await first.getAttribute('data-index'));
  await first.click();
  await expect(first).toHaveAttribute('aria-pressed', 'true');
  const picture = (await firstPictures(shown + 1))[shown]?.picture ?? ndArray([0], []);
  for (const side of [0, 1] as const)
    expect(String(answer(side, picture))).toBe(
      await first.getAttribute(side === 0 ? 'data-first' : 'data-second'),
    );
  await expect(async () => {
    await frames(page, 2);
    let seen: Picture | null = null;
    for (const side of [0, 1] as const) {
      const place = await twinTile(page, side, 'input', 0, [28, 28, 1]);
      if (seen === null || mode === 'zoom') seen = await shot(page);
      const value = (row: number, column: number): number => at(picture, row, column, 0);
      const { off, text } = worstCell(cellColours(seen, place), place, {
        map: pixels,
        domain: [0, 1],
        value,
      });
      expect(off, `twin ${side}: ${text}`).toBeLessThanOrEqual(TOLERANCE);
    }
  }).toPass();
});

test('one option can differ; what cannot be built is said, and nothing is lost', async () => {
  const { page } = app;
  await page.getByTestId('twin-option').first().check();
  await page.getByTestId('twin-layer').selectOption('conv2');
  await page.locator('select[data-testid=twin-option]').selectOption('kernelSize');
  await page.getByTestId('twin-value').fill('20');
  await page.getByTestId('twin-make').click();
  await expect(page.getByTestId('twin-problem')).toContainText('20×20 is larger than its input of 14×14');
  await expect(page.getByTestId('twins-where')).toHaveAttribute('data-step', '3');
  await page.getByTestId('twin-value').fill('3');
  await page.getByTestId('twin-make').click();
  await expect(page.getByTestId('twin-name-1')).toHaveText('conv2 kernel_size 3×3');
  await expect(page.getByTestId('twin-name-0')).toHaveText('conv2 kernel_size 5×5');
  await expect(page.getByTestId('twin-problem')).toHaveCount(0);
  await expect(page.getByTestId('twins-where')).toHaveAttribute('data-step', '0');
  const [first, second] = [await twinOf(page, 0), await twinOf(page, 1)];
  const shapes = ({ layers }: typeof first): string[] =>
    layers.map(({ outputShape }) => outputShape.join('×'));
  expect(shapes(first).slice(0, 4)).toEqual(['28×28×6', '14×14×6', '10×10×16', '5×5×16']);
  expect(shapes(second).slice(0, 4)).toEqual(['28×28×6', '14×14×6', '12×12×16', '6×6×16']);
});

test('seeds are tried and broken off; the network on the stage rests meanwhile', async () => {
  const { page } = app;
  await page.getByTestId('seeds-steps').selectOption('20');
  await page.getByTestId('seeds').click();
  await expect(page.getByTestId('twins-where')).toHaveAttribute('data-state', 'seeds');
  await page.getByTestId('seeds-cancel').click();
  await expect(page.getByTestId('twins-where')).toHaveAttribute('data-state', 'idle');
  await expect(page.getByTestId('twins-where')).toHaveAttribute('data-step', '0');
  expect((await sessionOf(page)).state).toBe('idle');
  // Space trains the twins, and pauses them.
  await page.getByTestId('twins-where').click();
  await page.keyboard.press('Space');
  await expect(page.getByTestId('twins-where')).toHaveAttribute('data-state', 'training');
  expect((await sessionOf(page)).state).toBe('idle');
  await page.keyboard.press('Space');
  await expect(page.getByTestId('twins-where')).toHaveAttribute('data-state', /answering|idle/);
  await expectAccessible(page, 'twins');
});

/** Names of Keras and of layers, products, and units; the same in Japanese. */
const NAMES =
  /^(Convscope|EN|English|Conv2D|MaxPooling2D|AveragePooling2D|Max|Average|Pooling2D|Flatten|Dense|softmax|same|valid|padding|strides|Escape|Page|Up|Down|conv\d|pool\d|dense\d|answer|flatten|x|e\d*)$/;

test('in Japanese no English is left, at any size nothing is cut off', async () => {
  const { page } = app;
  await chooseLanguage(page, 'ja');
  for (const tab of ['twins', 'poolings'] as const) {
    await page.getByTestId(`tab-${tab}`).click();
    await expect(page.locator(`cs-${tab}-tab`)).toBeVisible();
    if (tab === 'twins') await expect(page.getByTestId('twin-stage-1')).toBeVisible();
    else await expect(page.getByTestId('pool-numbers')).toBeVisible();
    const left = (await textsOf(page)).filter(({ text }) =>
      (text.replace(/\b[a-z]+_[a-z]+\b/g, '').match(/[A-Za-z][A-Za-z0-9]*/g) ?? []).some(
        (word) => !NAMES.test(word),
      ),
    );
    // Options and their values are Keras's own words.
    expect(left.filter(({ where }) => !where.includes('option'))).toEqual([]);
    for (const [width, height] of [
      [1280, 720],
      [1920, 1080],
      [820, 1180],
      [390, 844],
      [1280, 720],
    ] as const) {
      await page.setViewportSize({ width, height });
      await frames(page, 3);
      const scrolled = await page.evaluate(() => document.scrollingElement?.scrollWidth ?? NaN);
      expect(scrolled, `${tab} at ${width}`).toBeLessThanOrEqual(width);
      expect(await cutOff(page), `${tab} at ${width}×${height}`).toEqual([]);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  }
});
