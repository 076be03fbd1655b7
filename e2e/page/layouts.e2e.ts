// From a telephone to a large screen and at 200 % zoom, in both languages: nothing is cut off, nothing lies on something
// else, nothing scrolls the page sideways.

import { expect, test, type Locator } from '../support/test';
import { frames, open, takeStep, type App } from '../support/app';
import { cutOff, overlaps } from '../support/texts';

let app: App;
test.beforeAll(async ({ browser }) => {
  app = await open(browser, { colorScheme: 'light' });
  await takeStep(app.page);
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  await app.page.close();
});

/** Waits until nothing moves it. */
async function still(element: Locator): Promise<void> {
  await expect.poll(() => element.evaluate((moved) => moved.getAnimations().length)).toBe(0);
}

for (const language of ['en', 'ja'] as const) {
  for (const [width, height] of [
    [1280, 720],
    [1120, 720],
    [1920, 1080],
    [820, 1180],
    [390, 844],
  ] as const) {
    test(`${width}×${height}, ${language}`, async () => {
      const { page } = app;
      await page.setViewportSize({ width, height });
      await page.getByTestId(`language-${language}`).click();
      await frames(page, 3);
      const check = async (state: string, inside?: string): Promise<void> => {
        const { scrolled, inner } = await page.evaluate(() => ({
          scrolled: document.scrollingElement?.scrollWidth ?? NaN,
          inner: innerWidth,
        }));
        expect(scrolled, state).toBeLessThanOrEqual(inner);
        expect(await cutOff(page), state).toEqual([]);
        expect(await overlaps(page, inside), state).toEqual([]);
      };
      // Where the window got narrow, rails become drawers and slide out of sight.
      for (const side of ['left', 'right'] as const) await still(page.getByTestId(`rail-${side}`));
      await check('at rest');
      const [main, stage] = [page.locator('main'), page.getByTestId('stage')];
      expect(await stage.boundingBox(), 'the stage has all of its place').toEqual(await main.boundingBox());
      if (width > 1100) return;
      for (const side of ['left', 'right'] as const) {
        await page.getByTestId(`open-${side}`).click();
        const rail = page.getByTestId(`rail-${side}`);
        await expect(rail).toBeVisible();
        await still(rail);
        await check(`with the ${side} drawer`, `rail-${side}`);
        await page.keyboard.press('Escape');
        await expect(rail).toBeHidden();
      }
    });
  }

  test(`1280×720 at 200 %, ${language}`, async () => {
    const { page } = app;
    const devices = await page.context().newCDPSession(page);
    await page.getByTestId(`language-${language}`).click();
    const metrics = { width: 640, height: 360, deviceScaleFactor: 2, mobile: false };
    await devices.send('Emulation.setDeviceMetricsOverride', metrics);
    // Nothing is under the pointer: a row of the list shows its grip there.
    await page.mouse.move(1, 1);
    await frames(page, 3);
    // All columns are in sight, from the picture to the answer.
    const stage = page.getByTestId('stage').locator('.view');
    expect(await stage.evaluate((view) => view.scrollWidth - view.clientWidth)).toBeLessThanOrEqual(0);
    const plot = await page.getByTestId('curve').boundingBox();
    expect(plot?.height).toBeGreaterThanOrEqual(70);
    const work = page.locator('.work');
    const height = await work.evaluate((element) => element.scrollHeight);
    for (let top = 0; top < height; top += 250) {
      await work.evaluate((element, top) => element.scrollTo(0, top), top);
      expect(await cutOff(page), `scrolled by ${top}`).toEqual([]);
      expect(await overlaps(page), `scrolled by ${top}`).toEqual([]);
    }
    // What would be drawers elsewhere stands below, one press away.
    for (const side of ['left', 'right'] as const) {
      await work.evaluate((element) => element.scrollTo(0, 0));
      await page.getByTestId(`open-${side}`).click();
      await expect(page.getByTestId(`rail-${side}`)).toBeInViewport({ ratio: 0.2 });
      await expect(page.getByTestId(`rail-${side}`)).toBeFocused();
    }
    await devices.send('Emulation.clearDeviceMetricsOverride');
    await devices.detach();
  });
}
