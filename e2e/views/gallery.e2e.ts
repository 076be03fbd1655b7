// The gallery: published counts and shapes, drawings to scale, the way to the stage, and large networks run on one picture.

import { expect, test, type Page } from '../support/test';
import sharp from 'sharp';
import type { TrainFacade } from '../../src/session/facade';
import { initialize } from '../../src/initializers/initializers';
import { vggCifar } from '../../src/models/vgg';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import {
  layersOf,
  open,
  sessionOf,
  stateIs,
  takeStep,
  chooseLanguage,
  type App,
  type LayerFacts,
} from '../support/app';
import { expectAccessible } from '../support/axe';
import { forward } from '../support/reference';

test.describe.configure({ mode: 'serial' });

let app: App;
test.beforeAll(async ({ browser }) => {
  app = await open(browser, {
    ...{ colorScheme: 'light', viewport: { width: 1280, height: 720 } },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await app.page.getByTestId('view-gallery').click();
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  await app.page.close();
});

const choose = (page: Page, name: string): Promise<void> => page.getByTestId(`gallery-${name}`).click();
const cellsOf = (page: Page, layer: string): Promise<string[]> =>
  page.locator(`[data-testid=gallery-layer][data-layer=${layer}] td`).allInnerTexts();

test('counts, shapes and sizes are the published ones', async () => {
  const { page } = app;
  // LeCun et al. 1998; Krizhevsky et al. 2012 as one tower; Simonyan & Zisserman 2014, table 2: 133, 133, 138, 144 million.
  const published = {
    'lenet5-1998': ['28×28×1', '61,706'],
    alexnet: ['227×227×3', '62,378,344'],
    vgg11: ['224×224×3', '132,863,336'],
    vgg13: ['224×224×3', '133,047,848'],
    vgg16: ['224×224×3', '138,357,544'],
    vgg19: ['224×224×3', '143,667,240'],
  };
  for (const [name, [input, count]] of Object.entries(published)) {
    await choose(page, name);
    await expect(page.getByTestId('gallery-input')).toHaveText(input ?? '');
    await expect(page.getByTestId('gallery-count')).toHaveText(count ?? '');
    await expect(page.getByTestId('gallery-total')).toHaveText(count ?? '');
    await expect(page.getByTestId('gallery-story')).not.toBeEmpty();
  }
  await choose(page, 'vgg16');
  // Window, output, parameters, share, multiply-adds (25,088 · 4096), and both in memory.
  expect(await cellsOf(page, 'fc6')).toEqual(
    ['–', '4096', '102,764,544', '74.3 %', '102.8M', '392.0 MiB', '16.0 KiB'], // prettier-ignore
  );
  expect(await cellsOf(page, 'conv1_2')).toEqual(
    ['3×3', '224×224×64', '36,928', '0.027 %', '1.850B', '144.3 KiB', '12.3 MiB'], // prettier-ignore
  );
  await expect(page.getByTestId('gallery-work')).toHaveText('15.47B');
  await expect(page.getByTestId('gallery-dense')).toContainText('123.6M of 138.4M parameters (89.4 %)');
  await expect(page.getByTestId('gallery-trained')).toContainText('made for pictures of 224×224×3');
  // FruitNet is made for colour pictures of 64 × 64, and can be fitted.
  await choose(page, 'fruitnet');
  await expect(page.getByTestId('gallery-open')).toBeVisible();
  await expect(page.locator('cs-gallery .way')).toContainText('input 28×28×1, 10 classes');
  await choose(page, 'vgg16');
});

test("model.summary() is Keras's, and is copied", async () => {
  const { page } = app;
  await page.getByTestId('tab-summary').click();
  await page.getByTestId('gallery-copy').click();
  await expect(page.getByTestId('gallery-copy')).toHaveText('Copied');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await page.getByTestId('gallery-summary').innerText());
  expect(copied).toContain('│ conv1_1 (Conv2D)                │ (None, 224, 224, 64)   │         1,792 │');
  expect(copied).toContain(' Total params: 138,357,544 (527.79 MB)\n');
  await page.locator('cs-gallery').getByTestId('tab-layers').click();
});

interface Box {
  readonly width: number;
  readonly height: number;
}

/** The blocks as they are on the screen, by layer, in order of the drawings. */
const blocksOf = (page: Page): Promise<Record<string, Box>[]> =>
  page.getByTestId('scale-drawing').evaluateAll((drawings) =>
    drawings.map((drawing) => {
      const found: Record<string, Box> = {};
      for (const block of drawing.querySelectorAll<SVGElement>('[data-testid=block]')) {
        const { width = NaN, height = NaN } = block.querySelector('.side')?.getBoundingClientRect() ?? {};
        found[block.dataset.layer ?? ''] = { width, height };
      }
      return found;
    }),
  );

test('blocks are as wide as layers have channels and as high as their maps', async () => {
  const { page } = app;
  const [vgg] = await blocksOf(page);
  // [layer, channels, side]
  const shapes = [
    ['conv2_1', 128, 112],
    ['conv3_1', 256, 56],
    ['conv4_1', 512, 28],
    ['conv5_1', 512, 14],
    ['fc6', 4096, null],
    ['fc8', 1000, null],
  ] as const;
  for (const [layer, channels, side] of shapes) {
    expect(vgg![layer]!.width / vgg!.conv3_1!.width, layer).toBeCloseTo(channels / 256, 1);
    if (side !== null) expect(vgg![layer]!.height / vgg!.conv2_1!.height, layer).toBeCloseTo(side / 112, 2);
  }
  // The scale beside it says the same.
  const marks = page.getByTestId('scale-marks');
  const channels = Number(await marks.getAttribute('data-channels'));
  const lines = await marks
    .locator('line')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON() as Box));
  const longest = Math.max(...lines.map(({ width }) => width));
  const tallest = Math.max(...lines.map(({ height }) => height));
  expect(longest / channels).toBeCloseTo(vgg!.fc6!.width / 4096, 3);
  expect(tallest / Number(await marks.getAttribute('data-cells'))).toBeCloseTo(vgg!.conv1_1!.height / 224, 1);

  // Two networks have one scale.
  await page.getByTestId('gallery-other').selectOption('alexnet');
  const [first, second] = await blocksOf(page);
  expect(second!.fc6!.width).toBeCloseTo(first!.fc6!.width, 1);
  expect(second!.conv3!.height / first!.conv5_1!.height).toBeCloseTo(13 / 14, 2);
  await page.getByTestId('gallery-other').selectOption('');
  await page.getByTestId('scale-all').click();
  const [one] = await blocksOf(page);
  await choose(page, 'lenet5');
  const [small] = await blocksOf(page);
  expect(small!.conv1!.height / one!.conv4_1!.height).toBeCloseTo(1, 1); // both 28
  await page.getByTestId('scale-own').click();
});

test('bars share out what layers hold, and the arrow keys go through them', async () => {
  const { page } = app;
  await choose(page, 'vgg16');
  const share = page.locator('[data-testid=share-parameters][data-layer=fc6]');
  const bar = await share.evaluate(
    (part) => part.getBoundingClientRect().width / part.parentElement!.getBoundingClientRect().width,
  );
  expect(bar).toBeCloseTo(102_764_544 / 138_357_544, 2);
  await page.locator('[data-testid=gallery-layer][data-layer=conv1_1]').focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('[data-testid=block][data-layer=conv1_2]')).toHaveClass('shared pointed');
  await expect(page.getByTestId('gallery-readout')).toContainText('conv1_2 Conv2D · 224×224×64');
  await page.keyboard.press('End');
  await expect(share.locator('xpath=..').locator('.pointed')).toHaveAttribute('data-layer', 'fc8');
});

for (const [name, layers] of [
  [
    'vgg-mnist',
    [
      'conv1_1',
      'conv1_2',
      'pool1',
      'conv2_1',
      'conv2_2',
      'pool2',
      'conv3_1',
      'conv3_2',
      'pool3',
      'flatten',
      'dense',
      'answer',
    ],
  ],
  ['dnn', null],
  ['lenet5-1998', ['conv1', 'pool1', 'conv2', 'pool2', 'flatten', 'dense1', 'dense2', 'answer']],
] as const)
  // prettier-ignore
  test(`${name} opens on the stage and is trained there`, async () => {
    const { page } = app;
    await choose(page, name);
    await page.getByTestId('gallery-open').click();
    await expect(page.getByTestId('stage')).toBeVisible();
    await stateIs(page, 'idle');
    const live = await layersOf(page);
    if (layers) expect(live.map((layer) => layer.name)).toEqual(layers);
    else expect(new Set(live.map(({ kind }) => kind))).toEqual(new Set(['flatten', 'dense']));
    await takeStep(page);
    expect((await sessionOf(page)).loss).toBeGreaterThan(0);
    await page.getByTestId('view-gallery').click();
    await expect(page.getByTestId('gallery-story')).toBeVisible();
    await choose(page, name);
    await expect(page.getByTestId('gallery-stage')).toBeVisible();
  });

const SIDE = 32;
const bytes = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => (i * 89 + (i % 3) * 50) % 251);

/** What the small VGG says of the picture: in f64, from the same random weights. */
function expectedAnswers(): readonly number[] {
  const parameters = new Map<string, NdArray>();
  let [channels, side, length] = [3, SIDE, 0];
  const draw = (layer: string, shape: readonly number[], kind: 'heNormal' | 'glorotUniform'): void => {
    const window = shape.slice(0, -2).reduce((a, b) => a * b, 1);
    const [fanIn, fanOut] = shape.slice(-2).map((count) => count * window) as [number, number];
    const values = initialize(kind, fanIn * shape.at(-1)!, { fanIn, fanOut }, 1, `${layer}/weight`);
    parameters.set(`${layer}/kernel`, ndArray(shape, [...values]));
    parameters.set(`${layer}/bias`, ndArray([shape.at(-1)!], new Array<number>(shape.at(-1)!).fill(0)));
  };
  const layers = vggCifar.layers.map(({ name = '', kind, options = {} }): LayerFacts => {
    const { filters, units } = options as { filters?: number; units?: number };
    if (filters !== undefined) draw(name, [3, 3, channels, filters], 'heNormal');
    if (units !== undefined) draw(name, [length, units], 'glorotUniform');
    channels = filters ?? channels;
    if (kind === 'maxPooling2d') side /= 2;
    length = units ?? side * side * channels;
    return { name, kind, options } as LayerFacts;
  });
  const picture = ndArray(
    [SIDE, SIDE, 3],
    Array.from(bytes, (byte) => Math.fround(byte / 255)),
  );
  return [...forward(layers, picture, parameters).get('answer')!.data];
}

test('a picture of yours goes through the small VGG: its answers are those of the reference', async () => {
  const { page } = app;
  await choose(page, 'vgg-cifar');
  const png = await sharp(bytes, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .png()
    .toBuffer();
  await page
    .getByTestId('trial-file')
    .setInputFiles({ name: 'mine.png', mimeType: 'image/png', buffer: png });
  await expect(page.getByTestId('trial-digit')).toBeVisible();
  await page.getByTestId('trial-run').click();
  await expect(page.getByTestId('trial-result')).toBeVisible();
  const expected = expectedAnswers()
    .map((value, unit) => ({ value, unit }))
    .sort((a, b) => b.value - a.value);
  const shown = await page.getByTestId('trial-answer').evaluateAll((all) =>
    all.map((one) => ({
      value: Number((one as HTMLElement).dataset.value),
      unit: Number((one as HTMLElement).dataset.unit),
    })),
  );
  expect(shown.map(({ unit }) => unit)).toEqual(expected.slice(0, 5).map(({ unit }) => unit));
  shown.forEach(({ value }, at) => expect(Math.abs(value / expected[at]!.value - 1)).toBeLessThan(1e-4));
  // Its first maps are on the screen: more than one colour a tile.
  const colours = await page.locator('cs-map-strip').first().screenshot();
  const { data } = await sharp(colours).raw().toBuffer({ resolveWithObject: true });
  expect(
    new Set(Array.from({ length: data.length / 3 }, (_, i) => data.readUIntBE(i * 3, 3))).size,
  ).toBeGreaterThan(20);
  await page
    .getByTestId('trial-file')
    .setInputFiles({ name: 'no.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await expect(page.getByText('“no.png” could not be read as a picture.')).toBeVisible();
});

test('AlexNet runs on the digit, and takes a step, while the session stays as it is', async () => {
  const { page } = app;
  await choose(page, 'alexnet');
  const before = await sessionOf(page);
  await expect(page.getByTestId('trial-memory')).toContainText('parameters 238.0 MiB + gradients 238.0 MiB');
  await page.getByTestId('gallery-run').click();
  await expect(page.getByTestId('trial-run')).toBeFocused();
  await expect(page.getByTestId('trial-run')).toBeInViewport();
  await expect(page.getByTestId('view-gallery')).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('trial-cancel')).toBeFocused();
  await expect(page.getByTestId('trial-result')).toBeVisible();
  await expect(page.getByTestId('trial-run')).toBeFocused();
  await expect(page.getByTestId('trial-sum')).toContainText(/add up to 1\.00000\d|add up to 0\.99999\d/);
  const layers = await page
    .getByTestId('trial-layer')
    .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.layer));
  expect(layers).toEqual(
    'conv1 norm1 pool1 conv2 norm2 pool2 conv3 conv4 conv5 pool5 fc6 fc7 fc8'.split(' '),
  );
  await expect(page.getByTestId('trial-said')).toContainText(
    /^Forward pass in [\d.]+ m?s: [\d.]+[MB] multiply-adds per second\./,
  );
  await expectAccessible(page, 'gallery, AlexNet run, light');

  await page.getByTestId('trial-step').click();
  await expect(page.getByTestId('trial-said')).toContainText(
    'One training step with this picture as class 0',
  );
  const said = await page.getByTestId('trial-said').innerText();
  const [, loss] = /Loss ([\d.]+)\./.exec(said) ?? [];
  const [, from, to] = /changed from ([\d.]+) % to ([\d.]+) %/.exec(said) ?? [];
  // The network is told with half of its dense units silent, so its loss is near that of the answer before, not equal.
  expect(Math.abs(Number(loss) + Math.log(Number(from) / 100))).toBeLessThan(2);
  expect(Number(to)).toBeGreaterThan(Number(from));
  expect(await sessionOf(page)).toEqual(before);
});

test('a run is cancelled at once, and what does not fit is refused with its arithmetic', async () => {
  const { page } = app;
  await choose(page, 'vgg16');
  await expect(page.getByTestId('trial-result')).toHaveCount(0);
  await page.getByTestId('trial-run').click();
  await expect(page.getByTestId('trial-stage')).toContainText('Generating random weights');
  await page.getByTestId('trial-cancel').click();
  await expect(page.getByTestId('trial-said')).toHaveText('Cancelled. All its memory was freed.');
  await expect(page.getByTestId('trial-run')).toBeEnabled();

  await page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const limits = { maxBufferSize: 256 * 2 ** 20, maxStorageBufferBindingSize: 128 * 2 ** 20 };
    Object.defineProperty(session.device, 'limits', { value: limits, configurable: true });
  });
  await choose(page, 'vgg19');
  await expect(page.getByTestId('trial-refused').first()).toHaveText(
    'The network does not fit this device: 548.0 MiB for parameters in one piece, but this device allows 256.0 MiB.',
  );
  await expect(page.getByTestId('trial-run')).toBeDisabled();
  await page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    delete (session.device as unknown as { limits?: unknown }).limits;
  });
});

test('no rule of accessibility is broken: dark, Japanese, narrow', async () => {
  const { page } = app;
  await page.getByTestId('theme').click();
  await chooseLanguage(page, 'ja');
  await expectAccessible(page, 'gallery, dark, Japanese');
  await page.setViewportSize({ width: 820, height: 1180 });
  await page.getByTestId('tab-summary').click();
  await expectAccessible(page, 'gallery, dark, Japanese, 820×1180, summary');
});
