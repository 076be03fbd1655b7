// The live camera of the stage, with a camera that shows rendered fruit: the picture, the maps and the answer follow it,
// F freezes all of them, and another picture turns it off. A frozen frame is one that the camera showed, and its drawn maps
// are those of the reference. What a camera refuses is said in words.

import { expect, test, type Page } from '../support/test';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  chooseLanguage,
  frames,
  layersOf,
  open,
  readTensor,
  sessionOf,
  stateIs,
  stepsTaken,
  type App,
  type AppElement,
} from '../support/app';
import { expectAccessible } from '../support/axe';
import {
  framesSeen,
  prepareRefusals,
  refuse,
  withCamera,
  writeVideo,
  setDocumentHidden,
} from '../support/fakeCamera';
import { firstDigit } from '../support/mnist';
import { compute, expectNumbers, tile } from '../support/reference';
import { textsOf } from '../support/texts';
import { expectTiles } from '../support/tiles';
import { WHOLE } from '../../src/draw/layout';
import type { NdArray } from '../../src/reference/ndArray';

/** Of each fruit. */
const SECONDS = 2;
const VIDEO = join(tmpdir(), `convscope-stage-camera-${process.pid}.y4m`);

test.use({ launchOptions: withCamera(VIDEO) });
test.describe.configure({ mode: 'serial' });

let app: App;
test.beforeAll(async ({ browser }) => {
  await writeVideo(VIDEO, SECONDS);
  app = await open(browser, {
    colorScheme: 'light',
    locale: 'en-GB',
    hash: 'fruit=2',
    permissions: ['camera'],
    prepare: prepareRefusals,
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

/** The picture is one of those that the camera shows: mean differences of 255 from each of them. */
async function expectFrame({ data, shape }: NdArray): Promise<void> {
  const differences = (await framesSeen(SECONDS, shape)).map(
    (frame) => frame.reduce((sum, value, at) => sum + Math.abs(value - (data[at] ?? NaN)), 0) / frame.length,
  );
  const [nearest, furthest] = [Math.min(...differences), Math.max(...differences)].map((mean) => 255 * mean);
  expect(nearest, 'from the frame that it is').toBeLessThan(4);
  expect(furthest, 'from one of another fruit').toBeGreaterThan(16);
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
    await refuse(page, refusal);
    await page.getByTestId('camera').click();
    await expect(page.getByTestId('camera-problem')).toContainText(words);
    await expect(page.getByTestId('camera')).toHaveAttribute('aria-pressed', 'false');
  }
  await refuse(page, null);
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
  await expectFrame(picture);
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

test('the preview is what the network sees, as in a mirror', async () => {
  const { page } = app;
  await page.getByTestId('freeze').click();
  await expectSame(page);
  const { data } = await readTensor(page, 'input');
  const preview = await page.getByTestId('camera-preview').evaluate((canvas: HTMLCanvasElement) => {
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    return [...pixels].filter((_, at) => at % 4 === 0);
  });
  expect(preview).toEqual([...data].map((value) => Math.round(255 * value)));
  const scale = (): Promise<string> =>
    page.getByTestId('camera-preview').evaluate((canvas) => getComputedStyle(canvas).scale);
  expect(await scale()).toBe('-1 1');
  await page.getByTestId('camera-mirror').uncheck();
  expect(await scale()).toBe('none');
  expect((await readTensor(page, 'input')).data).toEqual(data);
  await page.getByTestId('camera-mirror').check();
  await page.getByTestId('freeze').click();
});

test('the device is lost while the camera runs, and once more while it trains: its pictures follow on the next one', async () => {
  const { page } = app;
  const lose = async (): Promise<void> => {
    const lost = await page.evaluateHandle(() => {
      const { session } = document.querySelector<AppElement>('convscope-app')!;
      session!.device.destroy();
      return session!.device;
    });
    await page.waitForFunction(
      (lost) => document.querySelector<AppElement>('convscope-app')!.session!.device !== lost,
      lost,
    );
  };
  await lose();
  await expectAnother(page);
  await page.getByTestId('play').click();
  await stepsTaken(page, (await sessionOf(page)).step + 2);
  await lose();
  await stepsTaken(page, (await sessionOf(page)).step + 2);
  await page.getByTestId('play').click();
  await stateIs(page, 'idle');
  await expectAnother(page);
  await expect(page.getByTestId('camera')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('f');
  await expect(page.getByTestId('freeze')).toHaveAttribute('aria-pressed', 'true');
  await expectSame(page);
  await expectNumbers(page, await compute(page, await readTensor(page, 'input')));
  await page.keyboard.press('f');
  await page.getByTestId('notice').getByRole('button').click();
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
  await expect(page.getByTestId('camera-mirror')).toBeChecked();
});

/** Freezes a frame and compares it, and what is drawn of it, before it moves on. */
async function expectMapsOfFrame(page: Page): Promise<void> {
  await page.keyboard.press('f');
  await expect(page.getByTestId('freeze')).toHaveAttribute('aria-pressed', 'true');
  await expectSame(page);
  const picture = await readTensor(page, 'input');
  await expectFrame(picture);
  const computed = await compute(page, picture);
  await expectNumbers(page, computed);
  await expectTiles(page, async () => {
    const now = { ...computed, layers: await layersOf(page) };
    return [
      tile(now, { layer: 'input', channel: WHOLE }, 'light'),
      tile(now, { layer: 'input', channel: 1 }, 'light'),
      tile(now, { layer: 'conv1', channel: 0 }, 'light'),
      tile(now, { layer: 'relu2', channel: 1 }, 'light'),
    ];
  });
  await page.keyboard.press('f');
  await expectAnother(page);
}

test('frozen in colour: the drawn maps are those of a frame of the camera', async () => {
  const { page } = app;
  await expectMapsOfFrame(page);
});

test('a browser that gives no frames to the page shows the same pictures', async () => {
  const { page } = app;
  await page.getByTestId('camera').click();
  await expect(page.getByTestId('camera-preview')).toHaveCount(0);
  await page.evaluate(() => Reflect.deleteProperty(window, 'MediaStreamTrackProcessor'));
  await turnOn(page);
  await expectAnother(page);
  await expectMapsOfFrame(page);
});

test('in Japanese, its words are Japanese', async () => {
  const { page } = app;
  await chooseLanguage(page, 'ja');
  const english = (await textsOf(page)).filter(({ text }) =>
    /pictures|Freeze|Mirror|Camera|Not sure/.test(text),
  );
  expect(english).toEqual([]);
  await expect(page.getByTestId('freeze')).toContainText('静止');
  await chooseLanguage(page, 'en');
});

test('a hidden tab turns the camera itself off, and a visible one on again', async () => {
  const { page } = app;
  const setHidden = (hidden: boolean): Promise<void> => page.evaluate(setDocumentHidden, hidden);
  const video = page.locator('cs-camera video');
  const track = await video.evaluateHandle((video: HTMLVideoElement) => {
    const [track] = (video.srcObject as MediaStream).getVideoTracks();
    return track!;
  });
  const state = (): Promise<string> => track.evaluate(({ readyState }) => readyState);
  expect(await state()).toBe('live');
  await setHidden(true);
  expect(await state()).toBe('ended');
  await expect(video).toHaveCount(0);
  await expect(page.getByTestId('camera')).toHaveAttribute('aria-pressed', 'true');
  await setHidden(false);
  await expect(page.getByTestId('camera-preview')).toBeVisible();
  await expectAnother(page);
  // Turned off while hidden, it stays off.
  await setHidden(true);
  await page.getByTestId('camera').click();
  await setHidden(false);
  await expect(page.getByTestId('camera')).toHaveAttribute('aria-pressed', 'false');
  await expect(video).toHaveCount(0);
  await turnOn(page);
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
