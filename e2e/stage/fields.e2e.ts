// What a number comes from, traced through the stage: windows stand where the trace of the same network says, the
// effective field has the colours of the reference's slopes, and a check shows both numbers with all their digits.

import { expect, test, type Page } from '../support/test';
import { colourMap, colourOf } from '../../src/draw/colourMaps';
import { equationText } from '../../src/elements/arithmetic/equation';
import { formatFull32, formatNumber } from '../../src/elements/text/format';
import { product } from '../../src/elements/arithmetic/lines';
import { at } from '../../src/reference/ndArray';
import { frames, open, readTensor, type App } from '../support/app';
import { firstDigit } from '../support/mnist';
import { mode } from '../support/mode';
import { backward, compute, type Computed } from '../support/reference';
import { boxOf, middleOf, placeOf, shot, type PlacedCells } from '../support/tiles';

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

const numberOf = (layer: string, ...index: number[]): number => at(computed.tensors.get(layer)!, ...index);

async function pointAt(
  layer: string,
  channel: number,
  row: number,
  column: number,
  click = false,
): Promise<void> {
  // A second click on a map that is kept would open it.
  if (click) await app.page.keyboard.press('Escape');
  const { x, y } = middleOf(await placeOf(app.page, { layer, channel }), row, column);
  await app.page.mouse.move(x, y);
  if (click) await app.page.mouse.click(x, y);
}

interface Box {
  readonly kind: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The frames that stand on the stage, in CSS pixels of the window. */
async function framesOn(page: Page): Promise<Box[]> {
  return page.getByTestId('stage').evaluate((stage: HTMLElement) =>
    [...stage.shadowRoot!.querySelectorAll<SVGRectElement>('.wires rect')].map((rect) => {
      const board = rect.ownerSVGElement!.getBoundingClientRect();
      const number = (name: string): number => Number(rect.getAttribute(name));
      return {
        kind: rect.getAttribute('class') ?? '',
        x: board.x + number('x'),
        y: board.y + number('y'),
        width: number('width'),
        height: number('height'),
      };
    }),
  );
}

interface Window {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** Where the frame around a window of a tile must stand: one pixel of room on each side. */
function around(place: PlacedCells, { top, left, bottom, right }: Window): Omit<Box, 'kind'> {
  const [across, down] = [place.width / place.columns, place.height / place.rows];
  return {
    x: place.x + left * across - 1,
    y: place.y + top * down - 1,
    width: (right - left) * across + 2,
    height: (bottom - top) * down + 2,
  };
}

/** [layer, kind of frame, maps, top, left, bottom, right], worked out by hand for LeNet-5: 5×5 same, 2×2, 5×5, 2×2. */
type Wanted = readonly [string, string, readonly number[], number, number, number, number];

async function expectFrames(all: readonly Wanted[]): Promise<void> {
  const { page } = app;
  await expect(async () => {
    for (const [layer, kind, maps, top, left, bottom, right] of all) {
      for (const channel of maps) {
        const wanted = around(await placeOf(page, { layer, channel }), { top, left, bottom, right });
        // Looking for the tile may have scrolled.
        const found = await framesOn(page);
        const near = found.filter(
          (box) =>
            Math.abs(box.x - wanted.x) < 0.1 &&
            Math.abs(box.y - wanted.y) < 0.1 &&
            Math.abs(box.width - wanted.width) < 0.1 &&
            Math.abs(box.height - wanted.height) < 0.1,
        );
        expect(
          near.map((box) => box.kind),
          `${layer} map ${channel}`,
        ).toContain(kind);
      }
    }
    const layers = all.reduce((sum, [, , maps]) => sum + maps.length, 0);
    const found = await framesOn(page);
    expect(
      found.filter(({ kind }) => ['window', 'field', 'feeds'].includes(kind)),
      'no other window',
    ).toHaveLength(layers);
  }).toPass();
}

const SIX = [0, 1, 2, 3, 4, 5];
const EIGHT = [...SIX, 6, 7];

test('every layer shows the window that a cell is computed from, the picture too', async () => {
  const { page } = app;
  await pointAt('conv2', 3, 1, 8);
  await expect(page.getByTestId('inspector-title')).toHaveText('Conv2D · map 4');
  await expectFrames([
    ['pool1', 'window', SIX, 1, 8, 6, 13],
    ['conv1', 'field', SIX, 2, 16, 12, 26],
    ['input', 'field', [0], 0, 14, 14, 28],
    ['pool2', 'feeds', [3], 0, 4, 1, 5],
  ]);
  await expect(page.getByTestId('field-text')).toHaveText('14×14 pixels');
  await pointAt('pool1', 2, 13, 0);
  await expectFrames([
    ['conv1', 'window', [2], 26, 0, 28, 2],
    // Clipped at the border.
    ['input', 'field', [0], 24, 0, 28, 4],
    ['conv2', 'feeds', EIGHT, 9, 0, 10, 1],
    ['pool2', 'feeds', EIGHT, 4, 0, 5, 1],
  ]);
  await expect(page.getByTestId('field-text')).toHaveText('4×4 pixels');
});

test('a pixel and a cell show what they feed', async () => {
  await pointAt('input', 0, 9, 20);
  await expectFrames([
    ['conv1', 'feeds', SIX, 7, 18, 12, 23],
    ['pool1', 'feeds', SIX, 3, 9, 6, 12],
    ['conv2', 'feeds', EIGHT, 0, 5, 6, 10],
    ['pool2', 'feeds', EIGHT, 0, 2, 3, 5],
  ]);
  await pointAt('conv1', 1, 0, 27);
  await expectFrames([
    ['input', 'window', [0], 0, 25, 3, 28],
    ['pool1', 'feeds', [1], 0, 13, 1, 14],
    ['conv2', 'feeds', EIGHT, 0, 9, 1, 10],
    ['pool2', 'feeds', EIGHT, 0, 4, 1, 5],
  ]);
});

test('the effective field has the colours of the slopes of the reference', async () => {
  const { page } = app;
  // The strongest cell of a map, so that no ReLU hides it.
  const cells = Array.from({ length: 100 }, (_, i) => [Math.floor(i / 10), i % 10] as const);
  const [row, column] = cells.reduce((best, cell) =>
    numberOf('conv2', ...cell, 4) > numberOf('conv2', ...best, 4) ? cell : best,
  );
  await pointAt('conv2', 4, row, column, true);
  await page.getByTestId('effective').click();
  await expect(page.locator('cs-field .legend')).toBeVisible();
  const picture = computed.tensors.get('input')!;
  // 5×5 of 2×2 of 5×5: fourteen pixels a side, two of padding in front.
  const inside: Window = {
    top: Math.max(0, 2 * row - 2),
    left: Math.max(0, 2 * column - 2),
    bottom: Math.min(28, 2 * row + 12),
    right: Math.min(28, 2 * column + 12),
  };
  const slope = backward(computed.layers, computed.tensors, 'conv2', (row * 10 + column) * 16 + 4).get(
    'input',
  )!;
  const wanted = Array.from(slope.data, Math.abs);
  const most = Math.max(...wanted);
  expect(most).toBeGreaterThan(0.01);
  const map = colourMap('gradient', 'light');
  const grey = colourMap('pixels', 'light');
  const box = await boxOf(page.getByTestId('field').locator('.paper'));
  await expect(async () => {
    const look = await shot(page);
    let [worst, text] = [0, ''];
    for (let i = 0; i < 784; i++) {
      const [y, x] = [Math.floor(i / 28), i % 28];
      const seen = look.pixel(box.x + ((x + 0.5) / 28) * box.width, box.y + ((y + 0.5) / 28) * box.height);
      // The frame of the receptive field lies over the pixels beside its lines.
      const edge = (place: number, line: number): boolean => place === line || place === line - 1;
      if (edge(y, inside.top) || edge(y, inside.bottom) || edge(x, inside.left) || edge(x, inside.right))
        continue;
      const above = colourOf(map, wanted[i]!, [-most, most]);
      const below = colourOf(grey, picture.data[i]!, [0, 1]);
      const off = Math.max(...above.map((part, c) => Math.abs(0.8 * part + 0.2 * below[c]! - seen[c]!)));
      if (off > worst) [worst, text] = [off, `pixel ${y}, ${x}: ${seen.join(' ')} for slope ${wanted[i]}`];
    }
    expect(worst, text).toBeLessThanOrEqual(4);
  }).toPass();
  await page.getByTestId('effective').click();
});

test('a check shows the number of the GPU and that of the CPU, with all digits, and their difference', async () => {
  const { page } = app;
  // As high as many projectors: the answer is below the edge, and comes into view.
  const size = page.viewportSize();
  await page.setViewportSize({ width: 1280, height: 720 });
  await frames(page, 3);
  await pointAt('conv1', 2, 9, 14, true);
  await page.getByTestId('check').click();
  const answers = ['check-gpu', 'check-says'].map((answer) => page.getByTestId(answer));
  for (const answer of answers) await expect(answer).toBeInViewport({ ratio: 1 });
  // It stays there when what surrounds it takes another size.
  await page.setViewportSize({ width: 1280, height: 640 });
  for (const answer of answers) await expect(answer).toBeInViewport({ ratio: 1 });
  const [held] = [at(await readTensor(page, 'conv1'), 9, 14, 2)];
  await expect(page.getByTestId('check-gpu')).toHaveText(formatFull32(held));
  const cpu = Number((await page.getByTestId('check-cpu').innerText()).replace('−', '-'));
  expect(Math.abs(cpu - numberOf('conv1', 9, 14, 2))).toBeLessThan(1e-12);
  expect(String(cpu).length).toBeGreaterThan(10);
  const difference = Number((await page.getByTestId('check-difference').innerText()).replace('≈ ', ''));
  expect(Math.abs(difference - Math.abs(cpu - held))).toBeLessThan(0.1 * Math.abs(cpu - held) + 1e-12);
  await expect(page.getByTestId('check-says')).toContainText('They agree');
  await page.getByTestId('digits').click();
  expect(Number((await page.getByTestId('value').innerText()).replace('−', '-'))).toBe(cpu);
  // The cells of patch and kernel have them, too.
  const cells = await page.getByTestId('patch').locator('td').allInnerTexts();
  const shown = (name: string, index: readonly number[]): string => formatFull32(numberOf(name, ...index));
  expect(cells.slice(25, 28)).toEqual([0, 1, 2].map((b) => shown('conv1/kernel', [0, b, 0, 2])));
  expect(cells[12]).toBe(shown('input', [9, 14, 0]));
  await page.getByTestId('digits').click();
  await page.getByTestId('check').click();
  if (size) await page.setViewportSize(size);
  await frames(page, 3);
});

test('hovering a weight of a kernel shows its value and where it is used', async () => {
  const { page } = app;
  const place = await placeOf(page, { layer: 'conv1', channel: 2, slice: 0 });
  const { x, y } = middleOf(place, 0, 4);
  await page.mouse.move(x, y);
  const weight = numberOf('conv1/kernel', 0, 4, 0, 2);
  await expect(page.getByTestId('weight')).toContainText(formatNumber(weight));
  // Rows 0 and 1 and columns 26 and 27 of the map meet padding.
  await expect(page.getByTestId('weight')).toContainText(
    `all 784 cells of the map; for ${784 - 26 * 26} of them`,
  );
  const input = await placeOf(page, { layer: 'input' });
  const wanted = around(input, { top: 0, left: 2, bottom: 26, right: 28 });
  const found = (await framesOn(page)).filter(({ kind }) => kind === 'feeds');
  expect(found).toHaveLength(1);
  expect(Math.abs(found[0]!.x - wanted.x) + Math.abs(found[0]!.height - wanted.height)).toBeLessThan(0.2);
});

test('a pair of patch and kernel is picked with the arrow keys', async () => {
  const { page } = app;
  await pointAt('conv1', 2, 9, 14, true);
  await page.getByTestId('patch').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  const [value, weight] = [numberOf('input', 8, 13, 0), numberOf('conv1/kernel', 1, 1, 0, 2)];
  await expect(page.getByTestId('term')).toHaveText(
    `row 9, column 14: ${equationText(product(value, weight))}`,
  );
});

test('a probability is shown term by term: sums, exponentials, parts', async () => {
  const { page } = app;
  const { x, y } = middleOf(await placeOf(page, { layer: 'answer' }), 3, 0);
  await page.mouse.move(x, y);
  // At 200 % the inspector stands below the stage: there the unit is kept, and one scrolls.
  if (mode === 'zoom') {
    await page.mouse.click(x, y);
    await page.getByTestId('softmax').evaluate((table) => table.scrollIntoView({ block: 'center' }));
  }
  await expect(page.getByTestId('softmax')).toBeInViewport({ ratio: 1 });
  const rows = page.getByTestId('softmax').locator('tbody tr');
  await expect(rows).toHaveCount(10);
  const titles = await rows.evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll('td')].map((cell) => Number(cell.title.replace('−', '-')))),
  );
  const sum = titles.reduce((all, [, exponential = NaN]) => all + exponential, 0);
  const most = Math.max(...titles.map(([logit = NaN]) => logit));
  titles.forEach(([logit = NaN, exponential, part], digit) => {
    expect(exponential).toBeCloseTo(Math.exp(logit - most), 12);
    expect(part).toBeCloseTo((exponential ?? NaN) / sum, 12);
    expect(part, `digit ${digit}`).toBeCloseTo(numberOf('answer', digit), 6);
  });
});

test('a large input of a dense unit is a button that leads to it', async () => {
  const { page } = app;
  await pointAt('dense1', 0, 7, 0, true);
  await expect(page.getByTestId('inspector-title')).toHaveText('Dense · unit 8');
  const inputs = computed.tensors.get('pool2')!;
  const products = Array.from(inputs.data, (value, i) => Math.abs(value * numberOf('dense1/kernel', i, 7)));
  const largest = products.indexOf(Math.max(...products));
  await page.locator('cs-contributions button').first().click();
  await expect(page.getByTestId('inspector-title')).toHaveText(`MaxPooling2D · map ${(largest % 16) + 1}`);
  await page.keyboard.press('Escape');
});
