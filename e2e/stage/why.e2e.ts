// The tab Why: its maps have the colours of the reference's numbers, for learned and for random weights; a picture is
// made that excites a filter more and more; the test pictures that excite it most are found.

import { expect, test, type Locator, type Page } from '../support/test';
import { readMnist } from '../../datasets/mnist/node';
import { colourMap, colourOf, type ColourMapName } from '../../src/draw/colourMaps';
import { formatNumber } from '../../src/elements/text/format';
import { initialize } from '../../src/initializers/initializers';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import type { TrainFacade } from '../../src/session/facade';
import { layersOf, open, takeStep, chooseLanguage, type App } from '../support/app';
import { expectAccessible } from '../support/axe';
import { firstDigit } from '../support/mnist';
import { backward, compute, forward, type Computed, type Tensors } from '../support/reference';
import { textsOf } from '../support/texts';
import { boxOf, middleOf, placeOf, shot } from '../support/tiles';

test.describe.configure({ mode: 'serial' });

const DIGIT = 3;

let app: App;
let computed: Computed;
let picture: NdArray;
test.beforeAll(async ({ browser }) => {
  app = await open(browser, { colorScheme: 'light', locale: 'en-GB' });
  picture = await firstDigit(DIGIT);
  // Taken while the page rests: some training, so that gradients are not all alike.
  for (let step = 0; step < 3; step++) await takeStep(app.page);
  computed = await compute(app.page, picture);
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  await app.page.close();
});

const flat = (tensors: Tensors, layer: string): ArrayLike<number> => tensors.get(layer)!.data;

/** The class asked about: the likeliest. */
function answer(): number {
  const probabilities = Array.from(flat(computed.tensors, 'answer'));
  return probabilities.indexOf(Math.max(...probabilities));
}

/** The network with other parameters. */
function withParameters(parameters: Tensors): Computed {
  return {
    layers: computed.layers,
    tensors: new Map([...forward(computed.layers, picture, parameters), ...parameters]),
  };
}

/** What the same seed draws on the host: Glorot's uniform numbers for kernels, zeros for biases. */
async function randomWeights(page: Page, seed: number): Promise<Tensors> {
  const found = new Map<string, NdArray>();
  for (const { name, kernel, bias } of await layersOf(page)) {
    if (!kernel || !bias) continue;
    const field = kernel.slice(0, -2).reduce((a, b) => a * b, 1);
    const [inputs = 1, outputs = 1] = kernel.slice(-2);
    const fan = { fanIn: field * inputs, fanOut: field * outputs };
    const size = field * inputs * outputs;
    found.set(
      `${name}/kernel`,
      ndArray(kernel, [...initialize('glorotUniform', size, fan, seed, `${name}/weight`)]),
    );
    found.set(`${name}/bias`, ndArray(bias, new Array<number>(bias[0] ?? 0).fill(0)));
  }
  return found;
}

/** The map covers the picture, and every cell of it has the colour of its number. */
async function expectMap(
  overlay: Locator,
  name: ColourMapName,
  numbers: readonly number[],
  side: number,
  /** Pixels of the picture that a cell stands for. */
  pixels: number,
): Promise<void> {
  const map = colourMap(name, 'light');
  const most = Math.max(...numbers.map(Math.abs));
  const domain: readonly [number, number] = map.centred ? [-most, most] : [0, Math.max(...numbers, 1e-12)];
  await overlay.scrollIntoViewIfNeeded();
  await expect(async () => {
    const box = await boxOf(overlay.locator('.paper'));
    const look = await shot(app.page);
    let [worst, text] = [0, ''];
    numbers.forEach((number, i) => {
      const [row, column] = [Math.floor(i / side), i % side];
      const [x, y] = [((column + 0.5) * pixels) / 28, ((row + 0.5) * pixels) / 28];
      if (x >= 1 || y >= 1) return;
      const seen = look.pixel(box.x + x * box.width, box.y + y * box.height);
      const wanted = colourOf(map, number, domain);
      const off = Math.max(...wanted.map((part, c) => Math.abs(part - seen[c]!)));
      if (off > worst)
        [worst, text] = [
          off,
          `cell ${row}, ${column}: ${number}: ${seen.join(' ')}, not ${wanted.join(' ')}`,
        ];
    });
    expect(worst, text).toBeLessThanOrEqual(4);
  }).toPass();
}

function occlusion({ layers, tensors }: Computed, size: number, stride: number, fill: number): number[] {
  const cells = Math.ceil(28 / stride);
  const place = answer();
  const whole = flat(tensors, 'answer')[place]!;
  return Array.from({ length: cells * cells }, (_, cell) => {
    const [top, left] = [Math.floor(cell / cells), cell % cells].map(
      (at) => at * stride + Math.floor((stride - size) / 2),
    ) as [number, number];
    const covered = Array.from(picture.data, (value, at) => {
      const [i, j] = [Math.floor(at / 28), at % 28];
      return i >= top && i < top + size && j >= left && j < left + size ? fill : value;
    });
    return whole - flat(forward(layers, ndArray([28, 28, 1], covered), tensors), 'answer')[place]!;
  });
}

const gradients = ({ layers, tensors }: Computed): Tensors => backward(layers, tensors, 'answer', answer());

function cam(network: Computed): number[] {
  const [a, dA] = [flat(network.tensors, 'conv2'), flat(gradients(network), 'conv2')];
  const alpha = Array.from({ length: 16 }, (_, k) => {
    let sum = 0;
    for (let p = 0; p < 100; p++) sum += dA[p * 16 + k]!;
    return sum / 100;
  });
  return Array.from({ length: 100 }, (_, p) =>
    Math.max(
      0,
      alpha.reduce((sum, weight, k) => sum + weight * a[p * 16 + k]!, 0),
    ),
  );
}

test('the tab asks about the answer, and shows its three maps in the colours of their numbers', async () => {
  const { page } = app;
  await page.getByTestId('tab-why').click();
  await expect(page.getByTestId('subject')).toHaveValue('now');
  await expect(page.getByTestId('subject').locator('option').first()).toHaveText(
    `current answer: ${answer()}`,
  );
  await page.getByTestId('opacity').fill('1');
  await expectMap(
    page.getByTestId('gradient-learned'),
    'gradient',
    Array.from(flat(gradients(computed), 'input')),
    28,
    1,
  );
  await expectMap(page.getByTestId('cam-learned'), 'activation', cam(computed), 10, 2.8);
  await page.getByTestId('occlusion-stride').selectOption('4');
  await expectMap(page.getByTestId('occlusion-learned'), 'signed', occlusion(computed, 7, 4, 0), 7, 4);
  await page.getByTestId('occlusion-size').selectOption('5×5');
  await page.getByTestId('occlusion-fill').selectOption('grey');
  await expectMap(page.getByTestId('occlusion-learned'), 'signed', occlusion(computed, 5, 4, 0.5), 7, 4);
});

test('beside them stand the maps of random weights', async () => {
  const { page } = app;
  await page.getByTestId('random').click();
  await expect(page.locator('.caution')).toContainText('It has learned nothing');
  const random = withParameters(await randomWeights(page, 1001));
  await expect(page.getByTestId('part-gradient')).toContainText('random, seed 1001');
  await expectMap(
    page.getByTestId('gradient-random'),
    'gradient',
    Array.from(flat(gradients(random), 'input')),
    28,
    1,
  );
  await expectMap(page.getByTestId('cam-random'), 'activation', cam(random), 10, 2.8);
  await page.getByTestId('another').click();
  await expect(page.getByTestId('part-gradient')).toContainText('random, seed 1002');
  const other = withParameters(await randomWeights(page, 1002));
  await expectMap(
    page.getByTestId('gradient-random'),
    'gradient',
    Array.from(flat(gradients(other), 'input')),
    28,
    1,
  );
  await page.getByTestId('random').click();
  await expect(page.getByTestId('gradient-random')).toHaveCount(0);
});

test('maps are renewed after a step, and for a number pointed at', async () => {
  const { page } = app;
  await takeStep(page);
  computed = await compute(page, picture);
  await expectMap(
    page.getByTestId('gradient-learned'),
    'gradient',
    Array.from(flat(gradients(computed), 'input')),
    28,
    1,
  );
  const map = Array.from({ length: 100 }, (_, p) => computed.tensors.get('conv2')!.data[p * 16 + 4]!);
  const cell = map.indexOf(Math.max(...map));
  const { x, y } = middleOf(
    await placeOf(page, { layer: 'conv2', channel: 4 }),
    Math.floor(cell / 10),
    cell % 10,
  );
  await page.mouse.click(x, y);
  await page.getByTestId('subject').selectOption('pointed');
  const slope = backward(computed.layers, computed.tensors, 'conv2', cell * 16 + 4);
  await expectMap(page.getByTestId('gradient-learned'), 'gradient', Array.from(flat(slope, 'input')), 28, 1);
  await page.getByTestId('subject').selectOption('now');
});

test('a picture is made that excites the filter pointed at, and the figure is that of the picture shown', async () => {
  const { page } = app;
  const { x, y } = middleOf(await placeOf(page, { layer: 'conv1', channel: 2 }), 14, 14);
  await page.mouse.click(x, y);
  await expect(page.getByTestId('part-ideal')).toContainText('Conv2D · map 3');
  await page.getByTestId('ideal-start').click();
  await expect(page.getByTestId('ideal-step')).toHaveText(/step (\d{2,})/);
  await page.getByTestId('ideal-start').click();
  await expect(page.getByTestId('ideal-start')).toHaveText('Generate');
  const heights = (await page.getByTestId('ideal-height').innerText()).split(' → ').map(Number);
  expect(heights[1]).toBeGreaterThan((heights[0] ?? NaN) + 0.01);
  const box = await boxOf(page.getByTestId('ideal').locator('.paper'));
  await expect(async () => {
    const look = await shot(page);
    const grey = Array.from({ length: 784 }, (_, i) => {
      const [at] = look.pixel(
        box.x + (((i % 28) + 0.5) / 28) * box.width,
        box.y + ((Math.floor(i / 28) + 0.5) / 28) * box.height,
      );
      return at / 255;
    });
    const made = forward(computed.layers.slice(0, 1), ndArray([28, 28, 1], grey), computed.tensors);
    const maps = flat(made, 'conv1');
    let sum = 0;
    for (let p = 0; p < 784; p++) sum += maps[p * 6 + 2]!;
    // A pixel of the screen is one of 256 greys.
    expect(Math.abs(sum / 784 - (heights[1] ?? NaN))).toBeLessThan(0.02);
  }).toPass();
});

test('the test set is searched for the pictures that excite it most', async () => {
  const { page } = app;
  await page.getByTestId('top-search').click();
  await expect(page.getByTestId('top').locator('li')).toHaveCount(9);
  // The search is done: this asks for its result only.
  const peaks = await page.evaluate(async () => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const found = await (await session.tools.attribution()).topPictures({ layer: 'conv1', channel: 2 });
    return (found ?? []).map(({ value, picture, label, index }) => ({
      value,
      picture,
      label,
      index: [...index],
    }));
  });
  const { images, labels } = await readMnist('test');
  const mapOf = (n: number): number[] => {
    const pixels = Array.from(images.subarray(n * 784, (n + 1) * 784), (value) => value / 255);
    const maps = flat(
      forward(computed.layers.slice(0, 1), ndArray([28, 28, 1], pixels), computed.tensors),
      'conv1',
    );
    return Array.from({ length: 784 }, (_, p) => maps[p * 6 + 2]!);
  };
  const items = page.getByTestId('top').locator('li');
  for (const [at, { value, picture: n, label, index }] of peaks.entries()) {
    const map = mapOf(n);
    expect(value, `picture ${n}`).toBeCloseTo(Math.max(...map), 4);
    expect(map[index[0]! * 28 + index[1]!]).toBeCloseTo(value, 4);
    expect(label).toBe(labels[n]);
    await expect(items.nth(at)).toContainText(String(label));
    await expect(items.nth(at)).toContainText(formatNumber(value));
    // The frame: two pixels on each side of the cell, clipped at the border.
    const frame = await items
      .nth(at)
      .locator('cs-overlay')
      .evaluate((overlay: HTMLElement) => {
        const rect = overlay.shadowRoot!.querySelector('svg rect')!;
        return ['x', 'y', 'width', 'height'].map((name) => Number(rect.getAttribute(name)));
      });
    const cellSize = (await boxOf(items.nth(at).locator('.paper'))).width / 28;
    const [row, column] = index as [number, number];
    const [top, left] = [Math.max(0, row - 2), Math.max(0, column - 2)];
    const wanted = [
      left * cellSize - 1,
      top * cellSize - 1,
      (Math.min(28, column + 3) - left) * cellSize + 2,
      (Math.min(28, row + 3) - top) * cellSize + 2,
    ];
    wanted.forEach((length, i) => expect(frame[i]).toBeCloseTo(length, 1));
  }
  expect(peaks.map(({ value }) => value)).toEqual(peaks.map(({ value }) => value).toSorted((a, b) => b - a));
  const least = peaks.at(-1)?.value ?? NaN;
  for (let n = 0; n < 10_000; n += 97) {
    if (!peaks.some((peak) => peak.picture === n))
      expect(Math.max(...mapOf(n)), `picture ${n}`).toBeLessThanOrEqual(least + 1e-4);
  }
});

test('all of it is reached with the Tab key, breaks no rule of accessibility, and speaks Japanese', async () => {
  const { page } = app;
  await page.getByTestId('tab-why').focus();
  const reached = new Set<string>();
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press('Tab');
    reached.add(
      await page.evaluate(() => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        return (element as HTMLElement | null)?.dataset.testid ?? '';
      }),
    );
  }
  for (const name of [
    'subject',
    'random',
    'opacity',
    'occlusion-size',
    'occlusion-stride',
    'occlusion-fill',
    'cam-layer',
    'ideal-start',
    'ideal-noise',
    'ideal-blur',
    'ideal-decay',
    'top-search',
  ])
    expect([...reached], name).toContain(name);
  await page.getByTestId('random').click();
  await expect(page.getByTestId('part-gradient')).toContainText('random, seed 1002');
  await expectAccessible(page, 'why, light');
  await page.getByTestId('theme').click();
  await chooseLanguage(page, 'ja');
  await expectAccessible(page, 'why, dark, Japanese');
  const names = /^(Grad|CAM|Conv2D|MaxPooling2D|ReLU|e)$/;
  const english = (await textsOf(page)).filter(
    ({ text, where }) =>
      where.includes('cs-why-tab') &&
      (text.match(/[A-Za-z][A-Za-z0-9]*/g) ?? []).some((word) => !names.test(word)),
  );
  expect(english).toEqual([]);
});
