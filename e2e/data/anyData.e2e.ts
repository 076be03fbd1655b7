// Every part of the page on pictures that are not digits: shapes in colour. All numbers are those of the reference,
// computed from the page's own parameters.

import { expect, test, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenedElement } from '../../src/elements/stage/opened/opened';
import type { OverlayElement } from '../../src/elements/inspector/overlay';
import type { ResponseChartElement } from '../../src/elements/shifts/responseChart';
import { formatNumber } from '../../src/elements/text/format';
import { OFFSETS } from '../../src/inspect/shifts/shiftCurve';
import { at, ndArray, type NdArray } from '../../src/reference/ndArray';
import type { TrainFacade } from '../../src/session/facade';
import {
  bitsOf,
  firstDifference,
  layersOf,
  open,
  readTensor,
  readView,
  ready,
  sessionOf,
  shownParameters,
  takeStep,
  type App,
} from '../support/app';
import { SHAPES, firstOfClass, type DataSetCase } from '../support/dataSets';
import { drop } from '../support/drop';
import { compute, expectNumbers, forward, tile, type Computed, type Tensors } from '../support/reference';
import { expectTiles, middleOf, placeOf, tilesShown } from '../support/tiles';
import { twinOf } from '../support/twins';

/** Of the classes, the one that is looked at. */
const LABEL = 1;
/** A map of the first convolution. */
const FILTER = 2;

const tensor = ({ tensors }: { tensors: Tensors }, name: string): NdArray => {
  const found = tensors.get(name);
  if (!found) throw new Error(`nothing was computed for ${name}`);
  return found;
};

/** The cell of a map with the largest number, which is worth comparing. */
function strongest(map: NdArray, channel: number): [row: number, column: number] {
  const [rows = 0, columns = 0] = map.shape;
  let best: [number, number] = [0, 0];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      if (at(map, row, column, channel) > at(map, ...best, channel)) best = [row, column];
  return best;
}

/** What each channel of the picture adds to a cell of the first convolution, which keeps the size. */
function contributions(computed: Computed, row: number, column: number): number[] {
  const [picture, kernel] = [tensor(computed, 'input'), tensor(computed, 'conv1/kernel')];
  const [height = 0, width = 0, channels = 0] = picture.shape;
  const [size = 0] = kernel.shape;
  return Array.from({ length: channels }, (_, channel) => {
    let sum = 0;
    for (let ky = 0; ky < size; ky++)
      for (let kx = 0; kx < size; kx++) {
        const [y, x] = [row + ky - (size - 1) / 2, column + kx - (size - 1) / 2];
        if (y >= 0 && x >= 0 && y < height && x < width)
          sum += at(picture, y, x, channel) * at(kernel, ky, kx, channel, FILTER);
      }
    return sum;
  });
}

const changed = (picture: NdArray, value: (at: number) => number): NdArray =>
  ndArray(
    picture.shape,
    Array.from({ length: picture.data.length }, (_, at) => value(at)),
  );

/** Waits until all is written, at rest with the last step. */
const written = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const app = document.querySelector('convscope-app') as unknown as {
      session: TrainFacade;
      written: Promise<void>;
    };
    while ((app.session.lastSaved?.checkpoint.step ?? 0) < app.session.progress.step)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await app.written;
  });

const title = async (page: Page, testId: string): Promise<number> =>
  Number((await page.getByTestId(testId).first().getAttribute('title'))?.replace('−', '-'));

function tests(data: DataSetCase): void {
  const names = Object.values(data.classes);
  const ids = Object.keys(data.classes);
  const [height, width, channels] = data.shape;
  const size = data.shape.join('×');
  let app: App;
  let folder = '';
  let untrained: Tensors;
  let computed: Computed;

  test.beforeAll(async ({ browser }) => {
    folder = mkdtempSync(join(tmpdir(), 'convscope-'));
    app = await open(browser, {
      colorScheme: 'light',
      locale: 'en-GB',
      viewport: { width: 1600, height: 900 },
      acceptDownloads: true,
      ...(data.hash === undefined ? {} : { hash: data.hash }),
    });
  });
  test.afterAll(async () => {
    rmSync(folder, { recursive: true });
    expect(app.watched.complaints).toEqual([]);
    await app.page.close();
  });

  test('is used with the recommended network; the rail says name, counts and classes', async () => {
    const { page } = app;
    await page.getByTestId('change-data').click();
    await data.choose(page);
    await page.getByTestId('use-data').click();
    await expect(page.getByTestId('use-outcome')).toContainText(`input 28×28×1 → ${size}`);
    await page.getByTestId('use-stage').click();
    await expect(page.getByTestId('data-name')).toHaveText(data.name);
    await expect(page.getByTestId('data-facts')).toHaveText(data.facts);
    for (const id of ids)
      await expect(page.getByTestId(`sample-${id}`)).toHaveAttribute('title', data.classes[id]!);
    await expect(page.getByTestId('probability').locator('b')).toHaveText(names);
    untrained = await shownParameters(page);
  });

  test('after some steps every map and kernel is the reference’s', async () => {
    const { page } = app;
    for (let step = 0; step < 3; step++) await takeStep(page);
    expect(firstDifference(untrained, await shownParameters(page)), 'it has learned').not.toBeNull();
    await page.getByTestId(`sample-${ids[LABEL]}`).click();
    const picture = await firstOfClass(page, LABEL);
    expect(picture.shape).toEqual([...data.shape]);
    await expect.poll(async () => (await readTensor(page, 'input')).data).toEqual(picture.data);
    computed = await compute(page, picture);
    await expectNumbers(page, computed);
    await page.mouse.move(800, 20);
    await expectTiles(page, async () => {
      const now = await compute(page, picture);
      return (await tilesShown(page)).map((name) => tile(now, name, 'light'));
    });
  });

  test('a cell of the first convolution is explained, and its map opened, channel by channel', async () => {
    const { page } = app;
    const map = tensor(computed, 'conv1');
    const [row, column] = strongest(map, FILTER);
    const value = at(map, row, column, FILTER);
    const { x, y } = middleOf(await placeOf(page, { layer: 'conv1', channel: FILTER }), row, column);
    await page.mouse.move(x, y);
    await expect(page.getByTestId('inspector-title')).toHaveText(`Conv2D · map ${FILTER + 1}`);
    await expect(page.locator('cs-inspector header')).toContainText(`row ${row + 1}, column ${column + 1}`);
    await expect.poll(async () => Math.abs((await title(page, 'value')) - value)).toBeLessThan(1e-4);
    await page.mouse.click(x, y);
    await expect(page.locator('cs-inspector')).toContainText('Pinned.');
    await page.mouse.click(x, y);
    await expect(page.getByTestId('opened-title')).toBeVisible();
    const adds = page.getByTestId('part-number');
    await expect(adds).toHaveCount(channels);
    const parts = contributions(computed, row, column);
    for (const [channel, part] of parts.entries())
      await expect
        .poll(async () => Math.abs(Number(await adds.nth(channel).getAttribute('title')) - part))
        .toBeLessThan(1e-4);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(value, 4);
    // On the GPU as well, from where it is drawn.
    await expect(async () => {
      const sum = await page.getByTestId('opened').evaluateHandle((element: OpenedElement) => {
        const view = element.session?.opened.current?.sum;
        if (!view) throw new Error('there is no sum yet');
        return view;
      });
      expect(at(await readView(page, sum), row, column, 0)).toBeCloseTo(value, 4);
    }).toPass();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('opened')).toHaveCount(0);
    await page.keyboard.press('Escape');
  });

  test('one step in slow motion begins with the label of the picture and its loss', async () => {
    const { page } = app;
    await page.getByTestId('open-microscope').click();
    await expect(page.getByTestId('label')).toHaveValue(String(LABEL));
    await expect(page.getByTestId('label').locator('option')).toHaveText(names);
    await page.getByTestId('stage-loss').click();
    const p = at(tensor(computed, 'answer'), LABEL);
    await expect.poll(() => title(page, 'loss')).toBeCloseTo(-Math.log(p), 4);
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('microscope')).toHaveCount(0);
  });

  test('occlusion asks what a covered square changes', async () => {
    const { page } = app;
    await page.getByTestId('tab-why').click();
    const answer = tensor(computed, 'answer');
    const best = [...answer.data].indexOf(Math.max(...answer.data));
    await expect(page.getByTestId('subject').locator('option').first()).toContainText(names[best]!);
    await page.getByTestId('occlusion-stride').selectOption('4');
    const cell = { row: Math.floor(height / 8), column: Math.floor(width / 8) };
    const [top, left] = [4 * cell.row - 2, 4 * cell.column - 2];
    const picture = tensor(computed, 'input');
    const covered = changed(picture, (place) => {
      const pixel = Math.floor(place / channels);
      const [y, x] = [Math.floor(pixel / width), pixel % width];
      return y >= top && y < top + 7 && x >= left && x < left + 7 ? 0 : (picture.data[place] ?? NaN);
    });
    const { layers, tensors } = computed;
    const drop =
      at(answer, best) - at(tensor({ tensors: forward(layers, covered, tensors) }, 'answer'), best);
    await expect(async () => {
      const map = await page.getByTestId('occlusion-learned').evaluateHandle((element: OverlayElement) => {
        if (!element.map) throw new Error('there is no map yet');
        return element.map.tensor;
      });
      const drops = await readView(page, map);
      expect(drops.shape).toEqual([Math.ceil(height / 4), Math.ceil(width / 4), 1]);
      expect(at(drops, cell.row, cell.column, 0)).toBeCloseTo(drop, 4);
    }).toPass();
    await page.getByTestId('tab-value').click();
  });

  test('shifts: a cell answers the moved picture as the reference does', async () => {
    const { page } = app;
    await page.getByTestId('view-shifts').click();
    await page.getByTestId('shift-digit').click();
    await page.getByTestId('shift-class').selectOption(String(LABEL));
    const map = /map (\d+) of/;
    const place = async (): Promise<number[]> => {
      const text = await page.getByTestId('cell-simple').locator('figcaption span').innerText();
      const [, row, column] = /row (\d+), column (\d+)/.exec(text) ?? [];
      const channel = map.exec(await page.locator('.turn .mono').first().innerText())?.[1];
      return [row, column, channel].map((one) => Number(one) - 1);
    };
    const picture = tensor(computed, 'input');
    const { layers, tensors } = computed;
    const answered = (dx: number): NdArray => {
      const moved = changed(picture, (place) => {
        const from = (Math.floor(place / channels) % width) - dx;
        return from < 0 ? 0 : (picture.data[place - dx * channels] ?? NaN);
      });
      return tensor({ tensors: forward(layers, moved, tensors) }, 'conv1');
    };
    const wanted = [0, 3].map((dx) => [OFFSETS.indexOf(dx), answered(dx)] as const);
    await expect(async () => {
      const cell = await place();
      const simple = await page.getByTestId('response-chart').evaluate((chart) => {
        const { host } = chart.getRootNode() as ShadowRoot;
        return [...((host as unknown as ResponseChartElement).responses?.simple ?? [])];
      });
      for (const [offset, conv] of wanted) expect(simple[offset]).toBeCloseTo(at(conv, ...cell), 4);
    }).toPass();
  });

  test('compare: the picture pooled both ways; twins take a step', async () => {
    const { page } = app;
    await page.getByTestId('view-compare').click();
    await expect(page.getByTestId('pool-numbers')).toBeVisible();
    await expect(page.getByTestId('pool-sum')).toHaveText(`⌊(${height} − 2) / 2⌋ + 1 = ${height / 2}`);
    const picture = tensor(computed, 'input');
    const where = await page.getByTestId('pool-numbers').getAttribute('data-cell');
    const [row = NaN, column = NaN] = (where ?? '').split(',').map(Number);
    const window = [0, 1].flatMap((y) => [0, 1].map((x) => at(picture, 2 * row + y, 2 * column + x, 0)));
    await expect(page.getByTestId('max-value')).toHaveText(formatNumber(Math.max(...window)));
    await expect(page.getByTestId('mean-value')).toHaveText(formatNumber(window.reduce((a, b) => a + b) / 4));

    await page.getByTestId('tab-twins').click();
    await expect(page.getByTestId('twin-stage-1')).toBeVisible();
    await page.getByTestId('twins-step').click();
    await expect(page.getByTestId('twins-where')).toHaveAttribute('data-step', '1');
    await expect(page.getByTestId('twins-where')).toHaveAttribute('data-state', 'idle');
    const step = async (side: 0 | 1): Promise<void> => {
      const { layers, parameters } = await twinOf(page, side);
      expect(layers.some(({ kind }) => kind === (side === 0 ? 'maxPooling2d' : 'averagePooling2d'))).toBe(
        true,
      );
      const wanted = tensor({ tensors: forward(layers, picture, parameters) }, 'answer');
      const view = await page.evaluateHandle((side) => {
        const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
        const answer = session.twins.current?.sides[side].layers.at(-1);
        if (!answer) throw new Error('there are no twins');
        return answer.activation;
      }, side);
      const shown = [...(await readView(page, view)).data];
      expect(shown).toHaveLength(names.length);
      shown.forEach((value, place) => expect(value).toBeCloseTo(at(wanted, place), 4));
    };
    await expect(async () => {
      await step(0);
      await step(1);
    }).toPass();
    await page.getByTestId('view-stage').click();
  });

  test('step 0 is shown as it was; another number of filters is undone; the code has the input', async () => {
    const { page } = app;
    const picture = tensor(computed, 'input');
    await page.getByTestId('scrubber').focus();
    await page.keyboard.press('Home');
    await expect(page.getByTestId('scrubber')).toHaveAttribute('aria-valuenow', '0');
    await expect(page.getByTestId('travel-where')).toContainText('You are looking at step 0');
    expect(firstDifference(untrained, await shownParameters(page)), 'to the bit').toBeNull();
    await expectNumbers(page, await compute(page, picture));
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('travel-where')).toHaveCount(0);

    const before = await bitsOf(page);
    const filters = async (): Promise<number | undefined> => (await layersOf(page))[0]?.outputShape[2];
    const were = await filters();
    await page.locator('[data-testid=stack-layer][data-layer="conv1"]').click();
    await page.getByTestId('option-filters').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect.poll(filters).toBe((were ?? NaN) + 1);
    await expectNumbers(page, await compute(page, picture));
    await page.getByTestId('undo').click();
    await expect.poll(filters).toBe(were);
    expect(await bitsOf(page)).toBe(before);

    await page.getByTestId('tab-code').click();
    await expect(page.getByTestId('code-editor')).toContainText(
      `model.add(Input(shape=(${data.shape.join(', ')})))`,
    );
    await page.getByTestId('tab-code').click();
  });

  test('reloaded it goes on, and from a file it goes on to the same bits', async () => {
    const { page } = app;
    const { step } = await sessionOf(page);
    const bits = await bitsOf(page);
    await page.getByTestId('open-files').click();
    const coming = page.waitForEvent('download');
    await page.getByTestId('save-session').click();
    const path = join(folder, 'session.zip');
    await (await coming).saveAs(path);
    await page.getByTestId('files-close').click();
    await written(page);
    await page.reload();
    await ready(page);
    await expect(page.getByTestId('data-name')).toHaveText(data.name);
    await expect(page.getByTestId('data-facts')).toHaveText(data.facts);
    expect((await sessionOf(page)).step).toBe(step);
    expect(await bitsOf(page)).toBe(bits);
    for (let more = 0; more < 3; more++) await takeStep(page);
    const onward = await bitsOf(page);
    await drop(page, path);
    await expect(page.getByTestId('files-plan')).toContainText(`at step ${step}`);
    await page.getByTestId('files-take').click();
    await expect(page.getByTestId('files')).toBeHidden();
    expect(await bitsOf(page)).toBe(bits);
    for (let more = 0; more < 3; more++) await takeStep(page);
    expect(await bitsOf(page)).toBe(onward);
    await expect(page.getByTestId('data-name')).toHaveText(data.name);
  });
}

for (const data of [SHAPES])
  test.describe(data.title, () => {
    test.describe.configure({ mode: 'serial' });
    tests(data);
  });
