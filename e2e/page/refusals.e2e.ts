// What the page says when it cannot do its work: no WebGPU, no graphics processor, damaged data.

import { expect, test, type Page } from '../support/test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { mnistFolder } from '../../datasets/mnist/node';
import { colourMap, colourOf, activationMapName } from '../../src/draw/colourMaps';
import { layoutStage } from '../../src/draw/layout';
import { recordedLayers } from '../../src/draw/recordedStage';
import { dequantise, type Recording } from '../../src/draw/recording';
import { slowness } from '../../scripts/yardstick.mjs';
import { load, ready, chooseLanguage } from '../support/app';
import { boxOf, shot } from '../support/tiles';
import { foreign } from '../support/watch';

const recording = async (): Promise<Recording> =>
  JSON.parse(
    await readFile(new URL('../../datasets/recording/lenet5.json', import.meta.url), 'utf8'),
  ) as Recording;

const withoutWebGpu = async (page: Page): Promise<void> => {
  await page.addInitScript(() => {
    // Where it is missing, the property itself is.
    delete (Navigator.prototype as { gpu?: GPU }).gpu;
  });
};

/** The pixels of conv1's first map and kernel, and of the picture, are those of one recorded instant. */
async function expectInstant(page: Page, at: number): Promise<void> {
  const data = await recording();
  const instant = data.instants[at];
  const canvas = page.getByTestId('recording-canvas');
  const box = await boxOf(canvas);
  const conv1 = instant?.layers.find(({ name }) => name === 'conv1');
  const kernel = instant?.kernels.find(({ name }) => name === 'conv1');
  if (!conv1 || !kernel) throw new Error('nothing is recorded');
  const layout = layoutStage(recordedLayers(data), {
    width: box.width,
    height: box.height,
    pixelRatio: await page.evaluate(() => devicePixelRatio),
    showKernels: true,
  });
  const column = layout.columns.find(({ layer }) => layer.name === 'conv1');
  const [map, slice, picture] = [column?.tiles[0], column?.slices[0], layout.columns[0]?.tiles[0]];
  if (!map || !slice || !picture) throw new Error('the recording has no columns');
  const tiles = [
    {
      rect: picture,
      cells: 28,
      values: dequantise(data.picture),
      stride: 1,
      colours: colourMap('pixels', 'light'),
      domain: data.picture.domain,
    },
    {
      rect: map,
      cells: 28,
      values: dequantise(conv1),
      stride: 6,
      colours: colourMap(activationMapName(conv1.domain), 'light'),
      domain: conv1.domain,
    },
    {
      rect: slice,
      cells: 5,
      values: dequantise(kernel),
      stride: 6,
      colours: colourMap('weight', 'light'),
      domain: kernel.domain,
    },
  ];
  await expect(async () => {
    for (const { rect, cells, values, stride, colours, domain } of tiles) {
      // The middle of the tile in the middle of the window, where the window is lower than the recording.
      await canvas.evaluate(
        (element, middle) => {
          element.style.scrollMarginTop = `${innerHeight / 2 - middle}px`;
          element.scrollIntoView({ block: 'start' });
        },
        rect.y + rect.height / 2,
      );
      const screen = await shot(page);
      const place = await canvas.boundingBox();
      if (!place) throw new Error('the recording is not shown');
      for (let cell = 0; cell < cells * cells; cell++) {
        const [row, across] = [Math.floor(cell / cells), cell % cells];
        const found = screen.pixel(
          place.x + rect.x + ((across + 0.5) * rect.width) / cells,
          place.y + rect.y + ((row + 0.5) * rect.height) / cells,
        );
        const wanted = colourOf(colours, values[cell * stride] ?? NaN, domain);
        const off = Math.max(...wanted.map((part, channel) => Math.abs(part - (found[channel] ?? NaN))));
        expect(
          off,
          `${colours.name} [${row}, ${across}] should be ${wanted.join(' ')}, is ${found.join(' ')}`,
        ).toBeLessThanOrEqual(3);
      }
    }
  }).toPass();
}

test('without WebGPU: which browsers have it, and a recorded run to look at', async ({ browser }) => {
  const { page, watched } = await load(browser, { colorScheme: 'light', prepare: withoutWebGpu });
  const text = page.getByTestId('missing');
  await expect(text).toContainText('This browser does not offer WebGPU');
  for (const name of [
    'Chrome',
    'Edge',
    'Safari',
    'Firefox',
    'chrome://flags',
    '#enable-unsafe-webgpu',
    '#enable-vulkan',
  ]) {
    await expect(text).toContainText(name);
  }
  await expect(page.getByTestId('play')).toHaveCount(0);
  const { instants } = await recording();
  await expectInstant(page, instants.length - 1);
  const answers = page.locator('cs-recording .answer li');
  await expect(answers).toHaveCount(10);
  await expect(answers.nth(3), 'the trained network reads the 3').toHaveClass('best');

  const scrub = page.getByTestId('recording-scrub');
  const last = await scrub.getAttribute('aria-valuetext');
  await scrub.focus();
  await page.keyboard.press('Home');
  await expect(scrub).toHaveAttribute('aria-valuetext', /^step 0, /);
  expect(await scrub.getAttribute('aria-valuetext')).not.toBe(last);
  await expectInstant(page, 0);
  await page.keyboard.press('ArrowRight');
  await expectInstant(page, 1);
  // It plays by itself, to its end.
  await page.getByTestId('recording-play').click();
  await expect(scrub).toHaveAttribute('aria-valuetext', last ?? '');
  await expectInstant(page, instants.length - 1);

  await chooseLanguage(page, 'ja');
  await expect(text).toContainText('このブラウザでは WebGPU を使えません');
  await expect(scrub).toHaveAttribute('aria-valuetext', /^ステップ/);
  expect(watched.complaints).toEqual([]);
  expect(foreign(watched, page)).toEqual([]);
  await page.close();
});

test('without a graphics processor: says so, and shows the recorded run', async ({ browser }) => {
  const { page, watched } = await load(browser, {
    colorScheme: 'light',
    prepare: async (page) => {
      await page.addInitScript(() => {
        GPU.prototype.requestAdapter = () => Promise.resolve(null);
      });
    },
  });
  await expect(page.getByTestId('missing')).toContainText('found no graphics processor that it can use');
  await expect(page.getByTestId('missing')).toContainText('#enable-unsafe-webgpu');
  await expectInstant(page, (await recording()).instants.length - 1);
  expect(watched.complaints).toEqual([]);
  await page.close();
});

/** What a server sends of a data file: it may unpack it on the way, or leave it packed. */
const CUT = [
  {
    how: 'unpacked by the server',
    said: "file 't10k-images-idx3-ubyte': values: expected 7840016 bytes for 10000 × 28 × 28. Received 3920008 (cut off)",
    pack: (body: Buffer): Buffer => body,
  },
  {
    how: 'packed',
    said: "data file 't10k-images-idx3-ubyte'",
    pack: (body: Buffer): Buffer => gzipSync(body, { level: 1 }),
  },
];
for (const { how, said, pack } of CUT) {
  test(`a data file cut in half (${how}): the page names it, and reloading helps`, async ({ browser }) => {
    let whole = false;
    const { page } = await load(browser, {
      prepare: async (page) => {
        await page.route(/t10k-images-idx3-ubyte/, async (route) => {
          if (whole) return route.continue();
          const body = pack(await readFile(join(mnistFolder(), 't10k-images-idx3-ubyte')));
          return route.fulfill({ body: body.subarray(0, body.length / 2), contentType: 'application/gzip' });
        });
      },
    });
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('The network could not be set up');
    await expect(alert).toContainText(said);
    whole = true;
    await alert.getByRole('button', { name: 'Reload' }).click();
    await ready(page);
    await page.close();
  });
}

test('no connection: the page names the file', async ({ browser }) => {
  const { page } = await load(browser, {
    prepare: async (page) => {
      await page.route(/t10k-images-idx3-ubyte/, (route) => route.abort());
    },
  });
  await expect(page.getByRole('alert')).toContainText(
    'The file t10k-images-idx3-ubyte could not be loaded from',
  );
  await page.close();
});

test('storage and a data server that never answer: the page says so of each, and opens', async ({
  browser,
}) => {
  let silent = true;
  const { page } = await load(browser, {
    locale: 'en-GB',
    prepare: async (page) => {
      await page.clock.install();
      await page.addInitScript(() => {
        indexedDB.open = () => new EventTarget() as IDBOpenDBRequest;
      });
      await page.route(/t10k-images-idx3-ubyte/, async (route) => {
        if (!silent) await route.continue();
      });
    },
  });
  const pass = async (ms: number): Promise<void> => page.clock.runFor(ms);
  await expect(page.getByTestId('opening')).toBeVisible();
  await pass(11_000);
  const alert = page.getByRole('alert');
  await expect(async () => {
    await pass(21_000);
    await expect(alert).toContainText('The server has not sent anything of the file', { timeout: 500 });
  }).toPass({ timeout: 60_000 * slowness });
  await expect(alert).not.toContainText('graphics processor');
  silent = false;
  await page.getByTestId('opening-retry').click();
  await expect(page.getByTestId('opening')).toBeVisible();
  await pass(11_000);
  await ready(page);
  await expect(page.getByTestId('kept')).toContainText('storage does not answer');
  await page.close();
});
