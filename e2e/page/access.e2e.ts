// Rules of accessibility that a program can check, in every state of the page.

import { expect, test, type Page } from '../support/test';
import type { TrainFacade } from '../../src/session/facade';
import { load, ready, stateIs, chooseLanguage, type App } from '../support/app';
import { expectAccessible } from '../support/axe';

test.describe.configure({ mode: 'serial' });

let app: App;
let release: () => void;
test.beforeAll(async ({ browser }) => {
  // The data wait, so that the opening page stays.
  const released = new Promise<void>((resolve) => (release = resolve));
  app = await load(browser, {
    colorScheme: 'light',
    viewport: { width: 1280, height: 720 },
    prepare: async (page) => {
      await page.route(/-ubyte/, async (route) => {
        await released;
        await route.continue();
      });
    },
  });
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  await app.page.close();
});

const theme = async (page: Page, wanted: 'light' | 'dark'): Promise<void> => {
  if ((await page.locator('html').getAttribute('data-theme')) !== wanted)
    await page.getByTestId('theme').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', wanted);
};

async function withDrawer(page: Page, side: 'left' | 'right', check: () => Promise<void>): Promise<void> {
  await page.getByTestId(`open-${side}`).click();
  const rail = page.getByTestId(`rail-${side}`);
  await expect(rail).toBeVisible();
  await expect(rail.locator('.close')).toBeFocused();
  // Measured once it has slid in.
  await expect.poll(() => rail.evaluate((element) => element.getAnimations().length)).toBe(0);
  await check();
  await page.keyboard.press('Escape');
  await expect(rail).toBeHidden();
  await expect(page.getByTestId(`open-${side}`)).toBeFocused();
}

test('while it opens', async () => {
  const { page } = app;
  await expect(page.getByTestId('opening')).toBeVisible();
  await expect(page.getByTestId('opening')).toContainText('Loading the pictures');
  await expectAccessible(page, 'opening, light');
  await theme(page, 'dark');
  await expectAccessible(page, 'opening, dark');
  await theme(page, 'light');
});

test('when it is ready: light, dark, Japanese', async () => {
  const { page } = app;
  release();
  await ready(page);
  await expectAccessible(page, 'ready, light');
  await theme(page, 'dark');
  await expectAccessible(page, 'ready, dark');
  await chooseLanguage(page, 'ja');
  await expectAccessible(page, 'ready, dark, Japanese');
  await theme(page, 'light');
  await expectAccessible(page, 'ready, light, Japanese');
  await chooseLanguage(page, 'en');
});

test('on a narrow screen, with each drawer open', async () => {
  const { page } = app;
  await page.setViewportSize({ width: 820, height: 1180 });
  await expectAccessible(page, '820×1180');
  await withDrawer(page, 'left', () => expectAccessible(page, '820×1180, left drawer'));
  await withDrawer(page, 'right', () => expectAccessible(page, '820×1180, right drawer'));
  await page.setViewportSize({ width: 1280, height: 720 });
});

test('after steps, with a kept cell and all maps open', async () => {
  const { page } = app;
  await page.getByTestId('step').click();
  await expect(page.getByTestId('moment')).toBeVisible();
  await page.getByTestId('more').first().click();
  await page.locator('[data-testid=tile][data-layer=dense1]').click();
  await expect(page.getByTestId('value')).toBeVisible();
  await expectAccessible(page, 'a dense unit kept');
});

test('when training stopped on an error', async () => {
  const { page } = app;
  await page.evaluate(() => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    session.setLearningRate(1e20);
  });
  await page.getByTestId('play').click();
  await stateIs(page, 'failed');
  await expect(page.getByTestId('failure')).toBeVisible();
  await expectAccessible(page, 'error panel');
  await page.setViewportSize({ width: 820, height: 1180 });
  await theme(page, 'dark');
  await expectAccessible(page, 'error panel, 820×1180, dark');
});

for (const [width, height] of [
  [1280, 720],
  [820, 1180],
] as const) {
  test(`without WebGPU at ${width}×${height}`, async ({ browser }) => {
    const { page } = await load(browser, {
      colorScheme: 'light',
      viewport: { width, height },
      prepare: async (page) => {
        await page.addInitScript(() => {
          delete (Navigator.prototype as { gpu?: GPU }).gpu;
        });
      },
    });
    await expect(page.getByTestId('recording-canvas')).toBeVisible();
    await expectAccessible(page, `no WebGPU, ${width}×${height}`);
    await theme(page, 'dark');
    await chooseLanguage(page, 'ja');
    await expectAccessible(page, `no WebGPU, ${width}×${height}, dark, Japanese`);
    await page.close();
  });
}
