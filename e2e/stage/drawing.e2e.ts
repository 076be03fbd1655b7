// The picture is chosen or drawn: samples, mouse, keyboard. On a screen of two device pixels a point.

import { expect, test, type Page } from '../support/test';
import { frames, readTensor, sessionOf } from '../support/app';
import { onePage } from '../support/onePage';
import { firstDigit } from '../support/mnist';
import { compute, expectNumbers, tile } from '../support/reference';
import { boxOf, changedCells, coloursOf, expectTiles } from '../support/tiles';
import { ndArray, type NdArray } from '../../src/reference/ndArray';

test.describe.configure({ mode: 'serial' });

const app = onePage({ colorScheme: 'light', deviceScaleFactor: 2 });

/** The picture, a map, a kernel and the answers on the page are those of this picture. */
async function expectShown(page: Page, picture: NdArray): Promise<void> {
  await expect
    .poll(async () => [...(await readTensor(page, 'input')).data], 'the picture on the GPU')
    .toEqual([...picture.data]);
  await frames(page, 2);
  await expectNumbers(page, await compute(page, picture));
  await expectTiles(page, async () => {
    const computed = await compute(page, picture);
    // The range of the colours holds every number, however quickly the pictures followed each other.
    for (const { name, activationDomain } of computed.layers) {
      const most = Math.max(...(computed.tensors.get(name)?.data ?? []));
      expect(activationDomain[1], `${name}: colours of the maps`).toBeGreaterThanOrEqual(most * (1 - 1e-6));
    }
    return [
      tile(computed, { layer: 'input' }, 'light'),
      tile(computed, { layer: 'conv1', channel: 0 }, 'light'),
      tile(computed, { layer: 'conv1', channel: 0, slice: 0 }, 'light'),
      tile(computed, { layer: 'conv2', channel: 1 }, 'light'),
    ];
  });
  const { data } = await readTensor(page, 'answer');
  const percents = [...data].map((probability) => `${(probability * 100).toFixed(1)} %`);
  await expect
    .poll(async () =>
      (await page.getByTestId('probability').allInnerTexts()).map((text) => text.replace(/^\d\s+/, '')),
    )
    .toEqual(percents);
}

/** Rows and columns with ink, and the centre of its mass. */
function inkOf({ data }: NdArray): { rows: number; columns: number; centre: readonly [number, number] } {
  const inked = [...data].flatMap((value, at) =>
    value > 0 ? [{ value, row: Math.floor(at / 28), column: at % 28 }] : [],
  );
  const span = (places: readonly number[]): number => Math.max(...places) - Math.min(...places) + 1;
  const mass = inked.reduce((sum, { value }) => sum + value, 0);
  const centre = (place: (cell: (typeof inked)[number]) => number): number =>
    inked.reduce((sum, cell) => sum + cell.value * (place(cell) + 0.5), 0) / mass;
  return {
    rows: span(inked.map(({ row }) => row)),
    columns: span(inked.map(({ column }) => column)),
    centre: [centre(({ row }) => row), centre(({ column }) => column)],
  };
}

test('a sample is shown, and the answer is for it', async () => {
  const { page } = app;
  await expectShown(page, await firstDigit(3));
  await page.getByTestId('sample-7').click();
  await expect(page.getByTestId('sample-7')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByTestId('sample-3')).toHaveAttribute('aria-pressed', 'false');
  await expectShown(page, await firstDigit(7));
});

test('quick choices end with the last one', async () => {
  const { page } = app;
  for (const digit of [0, 1, 2, 4]) await page.getByTestId(`sample-${digit}`).click();
  await expectShown(page, await firstDigit(4));
});

test('a stroke of the mouse is centred and scaled as MNIST, and the maps follow', async () => {
  const { page } = app;
  const before = await coloursOf(page, { layer: 'conv1', channel: 0 });
  const pad = await boxOf(page.getByTestId('pad'));
  // A 1, small and in a corner.
  await page.mouse.move(pad.x + pad.width * 0.2, pad.y + pad.height * 0.15);
  await page.mouse.down();
  await page.mouse.move(pad.x + pad.width * 0.2, pad.y + pad.height * 0.55, { steps: 8 });
  await page.mouse.up();
  await page.mouse.move(640, 20);
  await expect(page.getByTestId('sample-4')).toHaveAttribute('aria-pressed', 'false');
  await expect
    .poll(async () => inkOf(await readTensor(page, 'input')).rows, 'the longer side fills 20 pixels')
    .toBe(20);
  const drawn = await readTensor(page, 'input');
  const { columns, centre } = inkOf(drawn);
  expect(columns).toBeLessThan(12);
  expect(Math.abs(centre[0] - 14)).toBeLessThanOrEqual(0.75);
  expect(Math.abs(centre[1] - 14)).toBeLessThanOrEqual(0.75);
  expect(Math.max(...drawn.data)).toBeGreaterThan(0.9);
  await expectShown(page, drawn);
  expect(changedCells(before, await coloursOf(page, { layer: 'conv1', channel: 0 }))).toBeGreaterThan(50);
});

test('another stroke is added, Clear empties the pad and the picture', async () => {
  const { page } = app;
  const ink = (): Promise<number> =>
    page
      .getByTestId('pad')
      .locator('canvas')
      .evaluate((canvas: HTMLCanvasElement) => {
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
        return pixels?.reduce((sum, value, at) => (at % 4 === 3 ? sum + value : sum), 0) ?? NaN;
      });
  const one = await ink();
  expect(one).toBeGreaterThan(0);
  const pad = await boxOf(page.getByTestId('pad'));
  await page.mouse.move(pad.x + pad.width * 0.2, pad.y + pad.height * 0.55);
  await page.mouse.down();
  await page.mouse.move(pad.x + pad.width * 0.8, pad.y + pad.height * 0.55, { steps: 8 });
  await page.mouse.up();
  expect(await ink()).toBeGreaterThan(one);
  await expect
    .poll(async () => inkOf(await readTensor(page, 'input')).columns, 'now it is wider than high')
    .toBe(20);
  await page.getByTestId('clear').click();
  expect(await ink()).toBe(0);
  await expectShown(page, ndArray([28, 28, 1], new Array<number>(784).fill(0)));
  await expect(page.getByTestId('pad')).toContainText('Draw a digit');
  await expect(page.getByTestId('clear')).toBeDisabled();
});

test('the keyboard draws, too', async () => {
  const { page } = app;
  await page.getByTestId('sample-0').click();
  await page.getByTestId('pad').focus();
  for (let times = 0; times < 3; times++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.down(' ');
  for (let times = 0; times < 12; times++) await page.keyboard.press('ArrowDown');
  for (let times = 0; times < 6; times++) await page.keyboard.press('ArrowRight');
  await page.keyboard.up(' ');
  // The pen is up: it moves and leaves nothing.
  for (let times = 0; times < 20; times++) await page.keyboard.press('ArrowUp');
  await expect.poll(async () => inkOf(await readTensor(page, 'input')).rows).toBe(20);
  const drawn = await readTensor(page, 'input');
  const { columns } = inkOf(drawn);
  expect(columns, 'an L is half as wide as high').toBeGreaterThan(8);
  expect(columns).toBeLessThan(16);
  expect((await sessionOf(page)).state, 'Space in the pad is the pen, not Play').toBe('idle');
  await page.getByTestId('pad').blur();
  await expectShown(page, drawn);
  await page.getByTestId('pad').focus();
  await page.keyboard.press('Delete');
  await expect(page.getByTestId('clear')).toBeDisabled();
});
