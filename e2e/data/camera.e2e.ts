// The live camera of the stage, with a camera that shows rendered fruit: the picture, the maps and the answer follow it,
// F freezes all of them, and another picture turns it off. What a camera refuses is said in words.

import { expect, test, type Page } from '@playwright/test';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frames, open, readTensor, type App } from '../support/app';
import { expectAccessible } from '../support/axe';
import { withCamera, writeVideo } from '../support/fakeCamera';
import { firstDigit } from '../support/mnist';
import { compute, expectNumbers, tile } from '../support/reference';
import { textsOf } from '../support/texts';
import { expectTiles } from '../support/tiles';

const VIDEO = join(tmpdir(), `convscope-stage-camera-${process.pid}.y4m`);

test.use({ launchOptions: withCamera(VIDEO) });
test.describe.configure({ mode: 'serial' });

let app: App;
test.beforeAll(async ({ browser }) => {
  await writeVideo(VIDEO, 2);
  app = await open(browser, {
    colorScheme: 'light',
    locale: 'en-GB',
    hash: 'fruit=2',
    permissions: ['camera'],
    prepare: async (page) => {
      // What a camera refuses, on demand.
      await page.addInitScript(() => {
        const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = (wanted) => {
          const { refusal } = window as { refusal?: string };
          return refusal === undefined ? real(wanted) : Promise.reject(new DOMException('', refusal));
        };
      });
    },
  });
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  await app.page.close();
  await rm(VIDEO, { force: true });
});

const pictureOf = async (page: Page): Promise<string> => String((await readTensor(page, 'input')).data);

/** Waits until another picture is shown. */
async function expectAnother(page: Page): Promise<void> {
  const before = await pictureOf(page);
  await expect.poll(async () => (await pictureOf(page)) !== before).toBe(true);
}

/** However often the stage is drawn, the picture is the same. */
async function expectSame(page: Page): Promise<void> {
  await frames(page, 2);
  const before = await pictureOf(page);
  // Longer than the camera shows one frame, and than the pace waits.
  await page.waitForTimeout(500);
  await frames(page, 2);
  expect(await pictureOf(page)).toBe(before);
}

const turnOn = async (page: Page): Promise<void> => {
  await page.getByTestId('camera').click();
  await expect(page.getByTestId('camera')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByTestId('camera-preview')).toBeVisible();
};

test('a camera that is refused, missing or busy is said in words', async () => {
  const { page } = app;
  for (const [refusal, words] of [
    ['NotAllowedError', 'is not allowed to use the camera'],
    ['NotFoundError', 'No camera was found'],
    ['NotReadableError', 'Another program is using the camera'],
  ] as const) {
    await page.evaluate((refusal) => Object.assign(window, { refusal }), refusal);
    await page.getByTestId('camera').click();
    await expect(page.getByTestId('camera-problem')).toContainText(words);
    await expect(page.getByTestId('camera')).toHaveAttribute('aria-pressed', 'false');
  }
  await page.evaluate(() => Object.assign(window, { refusal: undefined }));
  expect([...(await readTensor(page, 'input')).data], 'the picture stays').toEqual([
    ...(await firstDigit(3)).data,
  ]);
});

test('turned on, the network sees one frame after the other, and says how many', async () => {
  const { page } = app;
  await turnOn(page);
  await expect(page.getByTestId('camera-problem')).toHaveCount(0);
  await expectAnother(page);
  await expectAnother(page);
  await expect(page.getByTestId('sample-3')).toHaveAttribute('aria-pressed', 'false');
  await expect(page.getByTestId('live-speed')).toHaveText(/^\d+(\.\d)? pictures\/s$/);
  // A network that has not learned is not sure of anything.
  await expect(page.getByTestId('live-answer')).toHaveText('Not sure');
  await expectAccessible(page, 'the stage with a camera');
});

test('F freezes the frame: picture, maps and answer are those of the reference', async () => {
  const { page } = app;
  await page.keyboard.press('f');
  await expect(page.getByTestId('freeze')).toHaveAttribute('aria-pressed', 'true');
  await expectSame(page);
  await expect(page.getByTestId('live-answer')).toHaveCount(0);
  const picture = await readTensor(page, 'input');
  const computed = await compute(page, picture);
  await expectNumbers(page, computed);
  await expectTiles(page, async () => {
    const now = await compute(page, picture);
    return [
      tile(now, { layer: 'input' }, 'light'),
      tile(now, { layer: 'conv1', channel: 0 }, 'light'),
      tile(now, { layer: 'conv2', channel: 1 }, 'light'),
    ];
  });
  // The answer is that of this frame alone.
  const percents = [...(computed.tensors.get('answer')?.data ?? [])].map(
    (probability) => `${(probability * 100).toFixed(1)} %`,
  );
  await expect
    .poll(async () =>
      (await page.getByTestId('probability').allInnerTexts()).map((text) => text.replace(/^\d\s+/, '')),
    )
    .toEqual(percents);
});

test('a frozen frame can be pointed at; F again, and the picture moves on', async () => {
  const { page } = app;
  await page.locator('[data-layer="conv1"][data-channel="1"]').click({ position: { x: 10, y: 10 } });
  await expect(page.getByTestId('open-map')).toBeVisible();
  await expectSame(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('f');
  await expect(page.getByTestId('freeze')).toHaveAttribute('aria-pressed', 'false');
  await expectAnother(page);
});

test('mirrored or not, the preview is what the network sees', async () => {
  const { page } = app;
  await page.getByTestId('freeze').click();
  await expectSame(page);
  const { data } = await readTensor(page, 'input');
  const preview = await page.getByTestId('camera-preview').evaluate((canvas: HTMLCanvasElement) => {
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    return [...pixels].filter((_, at) => at % 4 === 0);
  });
  expect(preview).toEqual([...data].map((value) => Math.round(255 * value)));
  await page.getByTestId('freeze').click();
});

test('in another view it waits; another data set, and it goes on in the new shape', async () => {
  const { page } = app;
  await page.getByTestId('view-data').click();
  await expect(page.getByTestId('data-mnist')).toBeVisible();
  await expectSame(page);
  await page.getByTestId('data-fruit-synthetic').click();
  await page.getByTestId('use-data').click();
  await expect(page.getByTestId('use-outcome')).toContainText('input 28×28×1 → 64×64×3');
  await page.getByTestId('use-stage').click();
  await expect(page.getByTestId('camera')).toHaveAttribute('aria-pressed', 'true');
  await expectAnother(page);
  // The camera holds still, and is scaled here once more: its middle, mirrored.
  const video = page.locator('cs-camera video');
  await video.evaluate((video: HTMLVideoElement) => {
    video.pause();
  });
  const wanted = await video.evaluate((video: HTMLVideoElement) => {
    const context = new OffscreenCanvas(64, 64).getContext('2d')!;
    const { videoWidth: width, videoHeight: height } = video;
    context.setTransform(-1, 0, 0, 1, 64, 0);
    context.imageSmoothingQuality = 'high';
    context.drawImage(video, (width - height) / 2, 0, height, height, 0, 0, 64, 64);
    return [...context.getImageData(0, 0, 64, 64).data].filter((_, at) => at % 4 !== 3);
  });
  await expect(page.getByTestId('camera-mirror')).toBeChecked();
  await expect
    .poll(async () => {
      const { data } = await readTensor(page, 'input');
      return (
        data.reduce((sum, value, at) => sum + Math.abs(255 * value - (wanted[at] ?? NaN)), 0) / data.length
      );
    }, 'mean difference of 255 from the frame of the camera')
    .toBeLessThan(3);
  await video.evaluate((video: HTMLVideoElement) => video.play());
  await expectAnother(page);
});

test('in Japanese, its words are Japanese', async () => {
  const { page } = app;
  await page.getByTestId('language-ja').click();
  const english = (await textsOf(page)).filter(({ text }) =>
    /pictures|Freeze|Mirror|Camera|Not sure/.test(text),
  );
  expect(english).toEqual([]);
  await expect(page.getByTestId('freeze')).toContainText('静止');
  await page.getByTestId('language-en').click();
});

test('another picture turns it off, and stays', async () => {
  const { page } = app;
  await page.getByTestId('sample-apple').click();
  await expect(page.getByTestId('camera')).toHaveAttribute('aria-pressed', 'false');
  await expect(page.getByTestId('camera-preview')).toHaveCount(0);
  await expect(page.getByTestId('sample-apple')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByTestId('live-answer')).toHaveCount(0);
  await expectSame(page);
});
