// A trained network leaves as a web page of its own: saved here, opened from another server in another browser context, it
// answers as the reference does, for pictures, drawings and the camera, and asks for nothing but itself.

import { expect, test, type Browser, type BrowserContextOptions, type Page } from '../support/test';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { shapes } from '../../src/elements/locales/shapes';
import { cropMean } from '../../src/reference/cropMean';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import { layersOf, open, shownParameters, trainTo, type App, type LayerFacts } from '../support/app';
import { expectAccessible } from '../support/axe';
import { SHAPES } from '../support/dataSets';
import { fruitPicture, withCamera, writeVideo, setDocumentHidden } from '../support/fakeCamera';
import { forward, type Tensors } from '../support/reference';
import { watch, type Watched } from '../support/watch';

const VIDEO = join(tmpdir(), `convscope-web-page-${process.pid}.y4m`);

test.use({ launchOptions: withCamera(VIDEO) });
test.describe.configure({ mode: 'serial' });

let app: App;
test.beforeAll(async ({ browser }) => {
  await writeVideo(VIDEO, 2);
  app = await open(browser, { locale: 'en-GB', acceptDownloads: true });
});
test.afterAll(async () => {
  for (const server of servers) server.close();
  expect(app.watched.complaints).toEqual([]);
  await app.page.close();
  await rm(VIDEO, { force: true });
});

/** What was saved, and the network that it should hold. */
interface Exported {
  readonly html: string;
  readonly layers: readonly LayerFacts[];
  readonly parameters: Tensors;
}

interface Opened extends Exported {
  readonly page: Page;
  readonly watched: Watched;
  readonly address: string;
}

async function saved({ page }: App): Promise<Exported> {
  const [layers, parameters] = [await layersOf(page), await shownParameters(page)];
  await page.getByTestId('open-files').click();
  const coming = page.waitForEvent('download');
  await page.getByTestId('save-webPage').click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/\.html$/);
  const html = readFileSync(await download.path(), 'utf8');
  await expect(page.getByTestId('saved')).toContainText(`Saved ${download.suggestedFilename()}`);
  await page.getByTestId('files-close').click();
  return { html, layers, parameters };
}

const servers: Server[] = [];

/** Served by a server that has nothing else. */
async function opened(browser: Browser, exported: Exported, options: BrowserContextOptions): Promise<Opened> {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/network.html' ? 200 : 404;
    response.setHeader('Content-Type', 'text/html');
    response.end(response.statusCode === 200 ? exported.html : '');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = `http://localhost:${(server.address() as AddressInfo).port}/network.html`;
  const page = await browser.newPage(options);
  const watched = watch(page);
  await page.goto(address);
  await expect(page.getByTestId('camera')).toBeVisible();
  return { ...exported, page, watched, address };
}

async function closed({ page, watched, address }: Opened): Promise<void> {
  expect(watched.complaints).toEqual([]);
  expect(watched.requests).toEqual([address]);
  await page.close();
}

interface Shown {
  /** RGBA bytes of the picture shown, row by row. */
  readonly frame: { readonly width: number; readonly height: number; readonly data: readonly number[] };
  /** 0…1, of all three channels, as the small picture of what the network sees has them. */
  readonly seen: readonly number[];
  readonly probabilities: readonly number[];
}

const shownBy = (page: Page): Promise<Shown> =>
  page.evaluate(() => {
    const pixels = (id: string) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`[data-testid=${id}] canvas`)!;
      const { width, height } = canvas;
      return { width, height, data: [...canvas.getContext('2d')!.getImageData(0, 0, width, height).data] };
    };
    return {
      frame: pixels('frame'),
      seen: pixels('seen').data.flatMap((byte, at) => (at % 4 === 3 ? [] : [byte / 255])),
      probabilities: [...document.querySelectorAll('progress')].map(({ value }) => value),
    };
  });

/** What the page shows is what the reference makes of what the network sees. */
function expectReference(
  { layers, parameters }: Exported,
  { seen, probabilities }: Shown,
  shape: readonly number[],
): void {
  const channels = shape[2] ?? 1;
  const values = seen.filter((_, at) => channels === 3 || at % 3 === 0);
  // Rounded as the page rounds them on their way to the GPU.
  const picture: NdArray = ndArray([...shape], Float32Array.from(values));
  const wanted = forward(layers, picture, parameters).get(layers.at(-1)?.name ?? '')?.data ?? [];
  expect(probabilities).toHaveLength(wanted.length);
  const off = probabilities.reduce(
    (most, value, at) => Math.max(most, Math.abs(value - (wanted[at] ?? NaN))),
    0,
  );
  expect(off, 'furthest probability from the reference').toBeLessThan(1e-4);
  // All alike would agree with much.
  expect(Math.max(...probabilities) - Math.min(...probabilities)).toBeGreaterThan(1e-3);
}

/** The middle of the picture, as small as the network takes it. */
function expectSeen({ frame, seen }: Shown, size: number): void {
  const wanted = cropMean(frame.data, frame.width, frame.height, size);
  expect(seen).toHaveLength(wanted.length);
  const off = seen.reduce((most, value, at) => Math.max(most, Math.abs(value - (wanted[at] ?? NaN))), 0);
  // A mean between two steps may be rounded either way.
  expect(off, 'furthest number from the mean over what each pixel covers').toBeLessThan(1.01 / 255);
}

const answered = async (page: Page): Promise<void> => {
  await expect(page.getByTestId('said')).not.toHaveText('No picture yet');
  await expect(page.getByTestId('answer').first()).toContainText('%');
};

const choose = (page: Page, name: string, buffer: Buffer, mimeType = 'image/png'): Promise<void> =>
  page.getByTestId('file').setInputFiles({ name, mimeType, buffer });

test.describe('digits', () => {
  let page: Opened;

  test('trained a little and saved, the page opens by itself', async ({ browser }) => {
    await trainTo(app.page, 40);
    page = await opened(browser, await saved(app), {
      locale: 'en-GB',
      viewport: { width: 390, height: 844 },
    });
    await expect(page.page).toHaveTitle('0, 1, 2, 3, 4, 5, 6, 7, 8, 9');
    await expect(page.page.getByTestId('said')).toHaveText('No picture yet');
    await expectAccessible(page.page, 'a saved page');
  });

  test('a picture of the size of the input is taken as it is', async () => {
    const bytes = Buffer.from(Array.from({ length: 28 * 28 }, (_, at) => (7 * at * at + 13 * at) % 256));
    const png = await sharp(bytes, { raw: { width: 28, height: 28, channels: 1 } })
      .png()
      .toBuffer();
    await choose(page.page, 'noise.png', png);
    await answered(page.page);
    const shown = await shownBy(page.page);
    expect(shown.seen.filter((_, at) => at % 3 === 0).map((value) => Math.round(255 * value))).toEqual([
      ...bytes,
    ]);
    expectReference(page, shown, [28, 28, 1]);
  });

  test('a drawing is centred like the digits it learned from', async () => {
    await page.page.getByTestId('draw').click();
    const { x, y, width } = (await page.page.getByTestId('frame').boundingBox())!;
    // A stroke in the upper left corner.
    await page.page.mouse.move(x + 0.15 * width, y + 0.1 * width);
    await page.page.mouse.down();
    await page.page.mouse.move(x + 0.15 * width, y + 0.4 * width, { steps: 4 });
    await page.page.mouse.up();
    await answered(page.page);
    await expect(async () => {
      const shown = await shownBy(page.page);
      const ink = shown.seen.filter((_, at) => at % 3 === 0);
      const total = ink.reduce((sum, value) => sum + value, 0);
      const mean = (of: (at: number) => number): number =>
        ink.reduce((sum, value, at) => sum + value * (of(at) + 0.5), 0) / total;
      expect(Math.abs(mean((at) => at % 28) - 14)).toBeLessThan(1);
      expect(Math.abs(mean((at) => Math.floor(at / 28)) - 14)).toBeLessThan(1);
      expectReference(page, shown, [28, 28, 1]);
    }).toPass();
  });

  test('light and dark can be swapped', async () => {
    const before = await shownBy(page.page);
    await page.page.getByTestId('invert').click();
    await expect
      .poll(async () => (await shownBy(page.page)).seen.map((value) => Math.round(255 * value)))
      .toEqual(before.seen.map((value) => 255 - Math.round(255 * value)));
    expectReference(page, await shownBy(page.page), [28, 28, 1]);
  });

  test('a file that is no picture is said, and what was shown stays', async () => {
    const before = await shownBy(page.page);
    await choose(page.page, 'notes.png', Buffer.from('no picture'));
    await expect(page.page.getByTestId('problem')).toContainText('notes.png cannot be read as a picture');
    expect(await shownBy(page.page)).toEqual(before);
    await closed(page);
  });
});

test.describe('shapes in colour', () => {
  let page: Opened;

  test('the page has the names of the classes in both languages', async ({ browser }) => {
    await app.page.getByTestId('change-data').click();
    await SHAPES.choose(app.page, '');
    await app.page.getByTestId('use-data').click();
    await app.page.getByTestId('use-stage').click();
    await expect(app.page.getByTestId('data-name')).toHaveText(SHAPES.name);
    await trainTo(app.page, 20);
    page = await opened(browser, await saved(app), {
      locale: 'ja-JP',
      colorScheme: 'dark',
      permissions: ['camera'],
    });
    await expect(page.page.locator('html')).toHaveAttribute('lang', 'ja');
    await expect(page.page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(page.page.getByTestId('answer').first()).toContainText(shapes.ja['horizontal-bar'] ?? '');
    await page.page.getByRole('button', { name: 'English' }).click();
    await expect(page.page.getByTestId('answer').first()).toContainText('Level bar');
    await expectAccessible(page.page, 'a saved page in the dark');
  });

  test('a chosen picture is cut, made small and classified as by the reference', async () => {
    await choose(page.page, 'banana.jpg', await fruitPicture('banana'), 'image/jpeg');
    await answered(page.page);
    const shown = await shownBy(page.page);
    expect([shown.frame.width, shown.frame.height]).toEqual([200, 200]);
    expectSeen(shown, 32);
    expectReference(page, shown, [32, 32, 3]);
  });

  test('the camera is answered frame by frame; a frozen frame is that of the reference', async () => {
    await page.page.getByTestId('camera').click();
    await expect(page.page.getByTestId('speed')).toContainText('pictures/s');
    const first = String((await shownBy(page.page)).frame.data);
    await expect.poll(async () => String((await shownBy(page.page)).frame.data) !== first).toBe(true);
    await page.page.getByTestId('freeze').click();
    await expect(page.page.getByTestId('speed')).toHaveCount(0);
    const shown = await shownBy(page.page);
    expect([shown.frame.width, shown.frame.height]).toEqual([320, 240]);
    expectSeen(shown, 32);
    expectReference(page, shown, [32, 32, 3]);
  });

  test('the camera stops when the page is hidden or another picture is chosen', async () => {
    const { page: there } = page;
    const isLive = (): Promise<boolean> =>
      there.evaluate(() => document.querySelector('video')?.srcObject !== null);
    const hide = (hidden: boolean): Promise<void> => there.evaluate(setDocumentHidden, hidden);
    await there.getByTestId('freeze').click();
    expect(await isLive()).toBe(true);
    await hide(true);
    expect(await isLive()).toBe(false);
    await hide(false);
    await expect.poll(isLive).toBe(true);
    await choose(there, 'apple.jpg', await fruitPicture('apple'), 'image/jpeg');
    await expect.poll(isLive).toBe(false);
    await closed(page);
  });

  test('without WebGPU it says what is missing', async ({ browser }) => {
    const other = await browser.newPage({ locale: 'en-GB' });
    await other.addInitScript(() => Object.defineProperty(navigator, 'gpu', { get: () => undefined }));
    await other.goto(page.address);
    await expect(other.getByTestId('obstacle')).toContainText('needs WebGPU');
    await other.close();
  });
});
