// The Data view: fruit rendered small in place of MNIST, looked at, counted, used, and undone; any picture as the input.

import { expect, test, type Page } from '../support/test';
import { readFileSync } from 'node:fs';
import type { TrainFacade } from '../../src/session/facade';
import { bitsOf, chooseLanguage, readTensor, ready, takeStep, written } from '../support/app';
import { onePage } from '../support/onePage';
import { expectAccessible } from '../support/axe';
import { drop } from '../support/drop';
import { cutOff, overlaps, textsOf } from '../support/texts';

test.describe.configure({ mode: 'serial' });

const PER_CLASS = 2;

const app = onePage({ colorScheme: 'light', locale: 'en-GB', hash: `fruit=${PER_CLASS}` });

interface Facts {
  readonly name: string;
  readonly classes: readonly string[];
  /** Pictures of each class. */
  readonly train: readonly number[];
  readonly test: readonly number[];
  readonly input: readonly number[];
  readonly network: string;
}

const factsOf = (page: Page): Promise<Facts> =>
  page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const { reference, train, test } = session.data;
    const count = (labels: Uint8Array): number[] =>
      train.classNames.map((_, label) => labels.filter((one) => one === label).length);
    return {
      name: reference.name,
      classes: train.classNames,
      train: count(train.labels),
      test: count(test.labels),
      input: [...session.input.shape],
      network: session.network.name,
    };
  });

/** A picture of the data set, 0…1. */
const pictureOf = (page: Page, part: 'train' | 'test', index: number): Promise<number[]> =>
  page.evaluate(
    ({ part, index }) => {
      const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
      const { images, height, width, channels } = session.data[part];
      const size = height * width * channels;
      return [...Float32Array.from(images.subarray(index * size, (index + 1) * size), (byte) => byte / 255)];
    },
    { part, index },
  );

let before = '';

test('the rail names the data and leads to the view, which counts them', async () => {
  const { page } = app;
  await takeStep(page);
  before = await bitsOf(page);
  await expect(page.getByTestId('data-name')).toHaveText('MNIST');
  await expect(page.getByTestId('data-facts')).toHaveText('60,000 + 10,000 · 28×28 · 10 classes');
  await page.getByTestId('change-data').click();
  await expect(page.getByTestId('view-data')).toHaveAttribute('aria-current', 'page');
  const { classes, train, test } = await factsOf(page);
  const number = new Intl.NumberFormat('en');
  for (const [label, id] of classes.entries())
    await expect(page.getByTestId(`count-${id}`)).toContainText(
      `${number.format(train[label] ?? NaN)} + ${number.format(test[label] ?? NaN)}`,
    );
  await expectAccessible(page, 'the Data view');
});

test('a picture of the sheet is shown on the stage with its class, by keys alone', async () => {
  const { page } = app;
  await page.getByTestId('picture-train-0').focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  await expect(page.getByTestId('stage')).toBeVisible();
  const picture = await pictureOf(page, 'train', 2);
  await expect.poll(async () => [...(await readTensor(page, 'input')).data]).toEqual(picture);
  await expect(page.getByTestId('shown-class')).toHaveText('Shown: 4');
  // Its label is what one step in slow motion begins with.
  await page.getByTestId('open-microscope').click();
  await expect(page.getByTestId('label')).toHaveValue('4');
  await expect(page.getByTestId('label-from')).toHaveText('its label');
  await page.keyboard.press('Escape');
});

test('rendered fruit is used, with the recommended network', async () => {
  const { page } = app;
  await page.getByTestId('view-data').click();
  await page.getByTestId('data-fruit-synthetic').click();
  await page.getByTestId('use-data').click();
  await expect(page.getByTestId('use-outcome')).toContainText('input 28×28×1 → 64×64×3');
  const { name, classes, train, test, input, network } = await factsOf(page);
  expect({ name, input, network }).toEqual({
    name: 'fruit-synthetic',
    input: [64, 64, 3],
    network: 'fruitnet',
  });
  expect(train).toEqual(classes.map(() => PER_CLASS));
  expect(test).toEqual(classes.map(() => 1));
  await expect(page.getByTestId('count-apple')).toContainText('Apple');
  await page.getByTestId('part-test').click();
  await expect(page.getByTestId('sheet-count')).toHaveText(`${classes.length} pictures`);
});

test('the sheet draws the pictures that the session holds', async () => {
  const { page } = app;
  const canvas = page.getByTestId('picture-test-1').locator('canvas');
  const picture = await pictureOf(page, 'test', 1);
  await expect
    .poll(() =>
      canvas.evaluate((canvas: HTMLCanvasElement) => {
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        return [...pixels].filter((_, at) => at % 4 !== 3);
      }),
    )
    .toEqual(picture.map((value) => Math.round(255 * value)));
});

test('the stage shows the first sample of the new data, and a coloured drawing', async () => {
  const { page } = app;
  await page.getByTestId('use-stage').click();
  await expect(page.getByTestId('sample-apple')).toHaveAttribute('aria-pressed', 'true');
  const first = await pictureOf(page, 'test', 0);
  await expect.poll(async () => [...(await readTensor(page, 'input')).data]).toEqual(first);
  await page.getByTestId('ink-red').click();
  const pad = page.getByTestId('pad');
  const box = await pad.boundingBox();
  if (!box) throw new Error('no pad');
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  // In the middle of the stroke red is bright, green and blue are not.
  await expect
    .poll(async () => {
      const { data } = await readTensor(page, 'input');
      const at = (32 * 64 + 32) * 3;
      return [0, 1, 2].map((channel) => Math.round(255 * (data[at + channel] ?? NaN)));
    })
    .toEqual([0xd6, 0x28, 0x28]);
  await expect(page.getByTestId('sample-apple')).toHaveAttribute('aria-pressed', 'false');
});

test('a picture file that is dropped is cut to its middle and shown', async () => {
  const { page } = app;
  const path = 'e2e/support/fruit/apple.jpg';
  await drop(page, `${process.cwd()}/${path}`);
  const expected = await page.evaluate(
    async (bytes) => {
      const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
      const side = Math.min(image.width, image.height);
      const canvas = new OffscreenCanvas(64, 64);
      const context = canvas.getContext('2d', { willReadFrequently: true });
      if (!context) return [];
      context.imageSmoothingQuality = 'high';
      const [left, top] = [(image.width - side) / 2, (image.height - side) / 2];
      context.drawImage(image, left, top, side, side, 0, 0, 64, 64);
      return [...context.getImageData(0, 0, 64, 64).data].filter((_, at) => at % 4 !== 3);
    },
    [...readFileSync(path)],
  );
  await expect
    .poll(async () => [...(await readTensor(page, 'input')).data].map((value) => Math.round(255 * value)))
    .toEqual(expected);
});

test('a data set that is dropped on the page leads to the Data view', async () => {
  const { page } = app;
  await drop(
    page,
    `${process.cwd()}/e2e/support/fruit/apple.jpg`,
    `${process.cwd()}/e2e/support/fruit/banana.jpg`,
  );
  await expect(page.getByTestId('view-data')).toHaveAttribute('aria-current', 'page');
  await expect(page.getByTestId('files')).toBeHidden();
});

test('undo brings MNIST back, its network to the bit, and redo the fruit', async () => {
  const { page } = app;
  await page.getByTestId('view-stage').click();
  await page.getByTestId('undo').click();
  await expect(page.getByTestId('data-name')).toHaveText('MNIST');
  expect(await bitsOf(page)).toBe(before);
  await expect(page.getByTestId('sample-3')).toHaveAttribute('aria-pressed', 'true');
  await page.getByTestId('redo').click();
  await expect(page.getByTestId('data-name')).toHaveText('Rendered fruit');
});

test('the page opens again with the data that were chosen', async () => {
  const { page } = app;
  await page.getByTestId('view-stage').click();
  await takeStep(page);
  await written(page);
  await page.reload();
  await ready(page);
  expect((await factsOf(page)).name).toBe('fruit-synthetic');
  await expect(page.getByTestId('data-name')).toHaveText('Rendered fruit');
});

test('in Japanese, dark and on every screen, nothing is English or cut off', async () => {
  const { page } = app;
  await page.getByTestId('view-data').click();
  await chooseLanguage(page, 'ja');
  await page.getByTestId('theme').click();
  const names = ['Convscope', 'English', 'MNIST', 'IDX', 'CIFAR', 'npz', 'zip', 'Teachable', 'Machine'];
  const keys = ['Page', 'Down', 'Enter'];
  const english = (await textsOf(page)).filter(({ text }) =>
    (text.match(/[A-Za-z][A-Za-z0-9]{2,}/g) ?? []).some((word) => ![...names, ...keys].includes(word)),
  );
  expect(english).toEqual([]);
  for (const [width, height] of [
    [1920, 1080],
    [1280, 720],
    [820, 1180],
    [640, 360],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const set of ['mnist', 'fruit-synthetic']) {
      await page.getByTestId(`data-${set}`).click();
      expect(await cutOff(page), `${width}×${height}, ${set}`).toEqual([]);
      expect(await overlaps(page), `${width}×${height}, ${set}`).toEqual([]);
    }
  }
  await expectAccessible(page, 'dark, Japanese, on a phone');
});
