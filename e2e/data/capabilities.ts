// What the stage can do (docs/stage.md), one after the other, on whatever pictures are in use: each function does it on the
// page, and compares numbers and pixels with the reference, computed from the page's own parameters.

import { expect, type Page } from '@playwright/test';
import type { OpenedElement } from '../../src/elements/stage/opened/opened';
import type { OverlayElement } from '../../src/elements/inspector/overlay';
import type { ResponseChartElement } from '../../src/elements/shifts/responseChart';
import { formatNumber } from '../../src/elements/text/format';
import { OFFSETS } from '../../src/inspect/shifts/shiftCurve';
import { at, ndArray, type NdArray } from '../../src/reference/ndArray';
import type { TrainFacade } from '../../src/session/facade';
import { bitsOf, firstDifference, layersOf, readTensor, readView, shownParameters } from '../support/app';
import { compute, expectNumbers, forward, tile, type Computed, type Tensors } from '../support/reference';
import { expectTiles, middleOf, placeOf, tilesShown } from '../support/tiles';
import { twinOf } from '../support/twins';
import { WORDS } from './words';

/** Of the classes, the one that is looked at. */
export const LABEL = 1;
/** A map of the first convolution. */
const FILTER = 2;
/** Numbers of the GPU, in 32 bits, are so close to those of the reference. */
const DIGITS = 4;

/** What is looked at: a picture, and all numbers of the network for it. */
export interface Scene {
  readonly page: Page;
  readonly language: 'en' | 'ja';
  /** Of the classes, in that language. */
  readonly names: readonly string[];
  readonly computed: Computed;
}

function tensor({ tensors }: { tensors: Tensors }, name: string): NdArray {
  const found = tensors.get(name);
  if (!found) throw new Error(`nothing was computed for ${name}`);
  return found;
}

const title = async (page: Page, testId: string, nth = 0): Promise<number> =>
  Number((await page.getByTestId(testId).nth(nth).getAttribute('title'))?.replace('−', '-'));

const expectTitle = (page: Page, testId: string, wanted: number, nth = 0): Promise<void> =>
  expect
    .poll(async () => Math.abs((await title(page, testId, nth)) - wanted), `title of ${testId}`)
    .toBeLessThan(10 ** -DIGITS);

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

/** Every layer's numbers, and the pixels of two maps and kernels of each. */
export async function expectMaps(page: Page, computed: Computed): Promise<void> {
  await expectNumbers(page, computed);
  await page.mouse.move(800, 20);
  const seen = new Map<string, number>();
  const names = (await tilesShown(page)).filter(({ layer, slice }) => {
    const key = `${layer} ${slice ?? 'map'}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return (seen.get(key) ?? 0) <= 2;
  });
  await expectTiles(page, async () => {
    // Their ranges may still be growing.
    const now = { ...computed, layers: await layersOf(page) };
    return names.map((name) => tile(now, name, 'light'));
  });
}

/** Points at the strongest cell of a map, and keeps it. */
export async function hover({ page, language, computed }: Scene): Promise<void> {
  const map = tensor(computed, 'conv1');
  const [row, column] = strongest(map, FILTER);
  const { x, y } = middleOf(await placeOf(page, { layer: 'conv1', channel: FILTER }), row, column);
  await page.mouse.move(x, y);
  const words = WORDS[language];
  await expect(page.getByTestId('inspector-title')).toHaveText(words.map(FILTER + 1));
  await expect(page.locator('cs-inspector header')).toContainText(words.cell(row + 1, column + 1));
  await expectTitle(page, 'value', at(map, row, column, FILTER));
  await page.mouse.click(x, y);
  await expect(page.locator('cs-inspector')).toContainText(words.pinned);
}

/** Opens the map of the cell that is kept: its parts by channel, in numbers and on the GPU. */
export async function openMap({ page, computed }: Scene): Promise<void> {
  const map = tensor(computed, 'conv1');
  const [row, column] = strongest(map, FILTER);
  const { x, y } = middleOf(await placeOf(page, { layer: 'conv1', channel: FILTER }), row, column);
  await page.mouse.click(x, y);
  await expect(page.getByTestId('opened-title')).toBeVisible();
  const parts = contributions(computed, row, column);
  await expect(page.getByTestId('part-number')).toHaveCount(parts.length);
  for (const [channel, part] of parts.entries()) await expectTitle(page, 'part-number', part, channel);
  await expect(async () => {
    const sum = await page.getByTestId('opened').evaluateHandle((element: OpenedElement) => {
      const view = element.session?.opened.current?.sum;
      if (!view) throw new Error('there is no sum yet');
      return view;
    });
    // The strongest number is positive: an activation leaves it as it is.
    expect(at(await readView(page, sum), row, column, 0)).toBeCloseTo(at(map, row, column, FILTER), DIGITS);
  }).toPass();
}

/** In the opened map, the sum grows slice by slice to the number of the cell. */
export async function walk({ page, language, computed }: Scene): Promise<void> {
  const map = tensor(computed, 'conv1');
  const cell = strongest(map, FILTER);
  const walking = () =>
    page.getByTestId('opened').evaluate(
      (element: OpenedElement) =>
        JSON.parse(JSON.stringify(element.walking)) as {
          index: number[];
          beat: { kind: string; running?: number } | null;
        } | null,
    );
  const bias = computed.tensors.get('conv1/bias');
  const sums = contributions(computed, ...cell).reduce<number[]>(
    (all, part) => [...all, (all.at(-1) ?? 0) + part],
    [],
  );
  const wanted = [
    { kind: 'window', running: null },
    ...sums.map((running) => ({ kind: 'part', running })),
    ...(bias ? [{ kind: 'bias', running: (sums.at(-1) ?? NaN) + at(bias, FILTER) }] : []),
    { kind: 'result', running: at(map, ...cell, FILTER) },
  ];
  for (const { kind, running } of wanted) {
    await page.getByTestId('opened-step').click();
    await expect.poll(async () => (await walking())?.beat?.kind).toBe(kind);
    const now = await walking();
    expect(now?.index).toEqual([...cell, FILTER]);
    if (running !== null) expect(now?.beat?.running, kind).toBeCloseTo(running, DIGITS);
    if (kind === 'part')
      await expect(page.getByTestId('opened-caption')).toContainText(WORDS[language].soFar);
  }
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('opened')).toHaveCount(0);
  await page.keyboard.press('Escape');
}

/** One step begins with the label of the picture and its loss. */
export async function slowMotion({ page, names, computed }: Scene): Promise<void> {
  await page.getByTestId('open-microscope').click();
  await expect(page.getByTestId('label')).toHaveValue(String(LABEL));
  await expect(page.getByTestId('label').locator('option')).toHaveText([...names]);
  await page.getByTestId('stage-loss').click();
  await expectTitle(page, 'loss', -Math.log(at(tensor(computed, 'answer'), LABEL)));
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('microscope')).toHaveCount(0);
}

/** Why: what a covered square changes. */
export async function occlude({ page, language, names, computed }: Scene): Promise<void> {
  const [picture, answer] = [tensor(computed, 'input'), tensor(computed, 'answer')];
  const [height = 0, width = 0, channels = 0] = picture.shape;
  const best = [...answer.data].indexOf(Math.max(...answer.data));
  await page.getByTestId('tab-why').click();
  await expect(page.getByTestId('subject').locator('option').first()).toHaveText(
    WORDS[language].answer(names[best] ?? ''),
  );
  await page.getByTestId('occlusion-stride').selectOption('4');
  const cell = { row: Math.floor(height / 8), column: Math.floor(width / 8) };
  const [top, left] = [4 * cell.row - 2, 4 * cell.column - 2];
  const covered = changed(picture, (place) => {
    const pixel = Math.floor(place / channels);
    const [y, x] = [Math.floor(pixel / width), pixel % width];
    return y >= top && y < top + 7 && x >= left && x < left + 7 ? 0 : (picture.data[place] ?? NaN);
  });
  const { layers, tensors } = computed;
  const drop = at(answer, best) - at(tensor({ tensors: forward(layers, covered, tensors) }, 'answer'), best);
  await expect(async () => {
    const map = await page.getByTestId('occlusion-learned').evaluateHandle((element: OverlayElement) => {
      if (!element.map) throw new Error('there is no map yet');
      return element.map.tensor;
    });
    const drops = await readView(page, map);
    expect(drops.shape).toEqual([Math.ceil(height / 4), Math.ceil(width / 4), 1]);
    expect(at(drops, cell.row, cell.column, 0)).toBeCloseTo(drop, DIGITS);
  }).toPass();
  await page.getByTestId('tab-value').click();
}

/** A cell of the first convolution answers to the moved picture. */
export async function shift({ page, language, computed }: Scene): Promise<void> {
  await page.getByTestId('view-shifts').click();
  await page.getByTestId('shift-digit').click();
  await page.getByTestId('shift-class').selectOption(String(LABEL));
  const words = WORDS[language];
  const picture = tensor(computed, 'input');
  const [, width = 0, channels = 0] = picture.shape;
  const answered = (dx: number): NdArray => {
    const moved = changed(picture, (place) => {
      const from = (Math.floor(place / channels) % width) - dx;
      return from < 0 ? 0 : (picture.data[place - dx * channels] ?? NaN);
    });
    return tensor({ tensors: forward(computed.layers.slice(0, 1), moved, computed.tensors) }, 'conv1');
  };
  const wanted = [0, 3].map((dx) => [OFFSETS.indexOf(dx), answered(dx)] as const);
  await expect(async () => {
    const where = await page.getByTestId('cell-simple').locator('figcaption span').innerText();
    const [, row, column] = words.place.exec(where) ?? [];
    const [, channel] = words.channel.exec(await page.locator('.turn .mono').first().innerText()) ?? [];
    const cell = [row, column, channel].map((one) => Number(one) - 1);
    const simple = await page.getByTestId('response-chart').evaluate((chart) => {
      const { host } = chart.getRootNode() as ShadowRoot;
      return [...((host as unknown as ResponseChartElement).responses?.simple ?? [])];
    });
    for (const [offset, conv] of wanted) expect(simple[offset]).toBeCloseTo(at(conv, ...cell), DIGITS);
  }).toPass();
}

/** The picture under both poolings. */
export async function pool({ page, computed }: Scene): Promise<void> {
  const picture = tensor(computed, 'input');
  const [height = 0] = picture.shape;
  await page.getByTestId('view-compare').click();
  await expect(page.getByTestId('pool-sum')).toHaveText(`⌊(${height} − 2) / 2⌋ + 1 = ${height / 2}`);
  const where = await page.getByTestId('pool-numbers').getAttribute('data-cell');
  const [row = NaN, column = NaN] = (where ?? '').split(',').map(Number);
  const window = [0, 1].flatMap((y) => [0, 1].map((x) => at(picture, 2 * row + y, 2 * column + x, 0)));
  const [max, mean] = [Math.max(...window), window.reduce((a, b) => a + b) / 4];
  // The number that the GPU holds is right as soon as there is one.
  expect(await title(page, 'max-value')).toBeCloseTo(max, DIGITS);
  expect(await title(page, 'mean-value')).toBeCloseTo(mean, DIGITS);
  await expect(page.getByTestId('max-value')).toHaveText(formatNumber(max));
  await expect(page.getByTestId('mean-value')).toHaveText(formatNumber(mean));
}

/** Twins that differ in their poolings take a step each. */
export async function twins({ page, names, computed }: Scene): Promise<void> {
  const picture = tensor(computed, 'input');
  await page.getByTestId('tab-twins').click();
  await expect(page.getByTestId('twin-stage-1')).toBeVisible();
  await page.getByTestId('twins-step').click();
  await expect(page.getByTestId('twins-where')).toHaveAttribute('data-step', '1');
  await expect(page.getByTestId('twins-where')).toHaveAttribute('data-state', 'idle');
  for (const side of [0, 1] as const) {
    const { layers, parameters } = await twinOf(page, side);
    const pooling = side === 0 ? 'maxPooling2d' : 'averagePooling2d';
    expect(layers.some(({ kind }) => kind === pooling)).toBe(true);
    const wanted = tensor({ tensors: forward(layers, picture, parameters) }, 'answer');
    await expect(async () => {
      const view = await page.evaluateHandle((side) => {
        const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
        const answer = session.twins.current?.sides[side].layers.at(-1);
        if (!answer) throw new Error('there are no twins');
        return answer.activation;
      }, side);
      const shown = [...(await readView(page, view)).data];
      expect(shown).toHaveLength(names.length);
      shown.forEach((value, place) => expect(value).toBeCloseTo(at(wanted, place), DIGITS));
    }).toPass();
  }
  await page.getByTestId('view-stage').click();
}

/** Time travel: step 0 is shown as it was. */
export async function lookBack({ page, language, computed }: Scene, untrained: Tensors): Promise<void> {
  await page.getByTestId('scrubber').focus();
  await page.keyboard.press('Home');
  await expect(page.getByTestId('scrubber')).toHaveAttribute('aria-valuenow', '0');
  await expect(page.getByTestId('travel-where')).toContainText(WORDS[language].start);
  expect(firstDifference(untrained, await shownParameters(page)), 'to the bit').toBeNull();
  await expectNumbers(page, await compute(page, tensor(computed, 'input')));
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('travel-where')).toHaveCount(0);
}

/** Editing: one filter more, and undo. */
export async function edit({ page, computed }: Scene): Promise<void> {
  const before = await bitsOf(page);
  const filters = async (): Promise<number | undefined> => (await layersOf(page))[0]?.outputShape[2];
  const were = await filters();
  await page.locator('[data-testid=stack-layer][data-layer="conv1"]').click();
  await page.getByTestId('option-filters').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect.poll(filters).toBe((were ?? NaN) + 1);
  const picture = tensor(computed, 'input');
  await expect.poll(async () => (await readTensor(page, 'input')).data).toEqual(picture.data);
  await expectNumbers(page, await compute(page, picture));
  await page.getByTestId('undo').click();
  await expect.poll(filters).toBe(were);
  expect(await bitsOf(page)).toBe(before);
}

/** The code has the shape of the pictures, and its summary all parameters. */
export async function readCode({ page, computed }: Scene): Promise<void> {
  await page.getByTestId('tab-code').click();
  await expect(page.getByTestId('code-editor')).toContainText(
    `model.add(Input(shape=(${tensor(computed, 'input').shape.join(', ')})))`,
  );
  await page.getByTestId('code-summary').locator('summary').click();
  const sizes = [...(await shownParameters(page)).values()].map(({ data }) => data.length);
  const total = sizes.reduce((a, b) => a + b);
  await expect(page.getByTestId('code-summary').locator('pre')).toContainText(
    `Total params: ${new Intl.NumberFormat('en').format(total)} (`,
  );
  await page.getByTestId('tab-code').click();
}
