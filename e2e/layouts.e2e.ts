// From a telephone to a large screen, in both languages: nothing is cut off, nothing scrolls the page sideways.

import { expect, test, type Locator } from '@playwright/test';
import { frames, open, takeStep, type App } from './support/app';
import { cutOff } from './support/texts';

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
    [1920, 1080],
    [820, 1180],
    [390, 844],
  ] as const) {
    test(`${width}×${height}, ${language}`, async () => {
      const { page } = app;
      await page.setViewportSize({ width, height });
      await page.getByTestId(`language-${language}`).click();
      await frames(page, 3);
      const check = async (state: string): Promise<void> => {
        const { scrolled, inner } = await page.evaluate(() => ({
          scrolled: document.scrollingElement?.scrollWidth ?? NaN,
          inner: innerWidth,
        }));
        expect(scrolled, state).toBeLessThanOrEqual(inner);
        expect(await cutOff(page), state).toEqual([]);
      };
      // Where the window got narrow, rails become drawers and slide out of sight.
      for (const side of ['left', 'right'] as const) await still(page.getByTestId(`rail-${side}`));
      await check('at rest');
      if (width > 1100) return;
      for (const side of ['left', 'right'] as const) {
        await page.getByTestId(`open-${side}`).click();
        const rail = page.getByTestId(`rail-${side}`);
        await expect(rail).toBeVisible();
        await still(rail);
        await check(`with the ${side} drawer`);
        await page.keyboard.press('Escape');
        await expect(rail).toBeHidden();
      }
    });
  }
}
