// Files that the page needs, beside its own code, while there is no network: a data set, the weights for the lab, the other engines
// of the benchmark. Each is said in words and asked for again; what was there stays, and goes on.

import { expect, test, type Page } from '../support/test';
import sharp from 'sharp';
import { load, open, sessionOf, stateIs, stepsTaken } from '../support/app';
import { fruitPicture } from '../support/fakeCamera';
import { watch } from '../support/watch';

/** What Chromium itself says of requests without a network is not the page's. */
const own = (complaints: readonly string[]): string[] =>
  complaints.filter((one) => !one.includes('ERR_INTERNET_DISCONNECTED'));

/** The network is back: nothing is missing any more. */
async function reconnect(page: Page): Promise<void> {
  await page.context().setOffline(false);
  await expect(page.getByTestId('part-missing')).toHaveCount(0);
}

test('a data set: training goes on meanwhile, and it is used once it has come', async ({ browser }) => {
  const { page, watched } = await open(browser, { hash: 'data=shapes' });
  await page.getByTestId('play').click();
  await stepsTaken(page, 3);
  await page.getByTestId('view-data').click();
  await page.getByTestId('data-mnist').click();
  await expect(page.getByTestId('use-data')).toBeVisible();
  await page.context().setOffline(true);
  await page.getByTestId('use-data').click();
  await expect(page.getByTestId('part-missing')).toContainText('a file that it needs, could not be loaded');
  const { step } = await sessionOf(page);
  await stepsTaken(page, step + 3);
  await stateIs(page, 'training');
  // It can be given up, at once.
  await page.getByTestId('use-cancel').click();
  await expect(page.getByTestId('use-outcome')).toBeVisible();
  await page.getByTestId('use-data').click();
  await expect(page.getByTestId('part-missing')).toBeVisible();
  await reconnect(page);
  await expect(page.getByTestId('use-stage')).toBeVisible();
  expect(own(watched.complaints)).toEqual([]);
  await page.close();
});

test('the page itself: without the data set of its first visit it says so, and opens once there is a network', async ({
  browser,
}) => {
  const { page, watched } = await load(browser, {
    prepare: async (page) => {
      await page.route(/-ubyte/, (route) => route.abort('internetdisconnected'));
    },
  });
  await expect(page.getByTestId('opening-retry')).toBeVisible();
  await page.unroute(/-ubyte/);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect(page.getByTestId('where')).toBeVisible();
  expect(own(watched.complaints)).toEqual([]);
  await page.close();
});

test('the weights for the lab: its pictures stay, and training begins once they have come', async ({
  browser,
}) => {
  const { page, watched } = await load(browser, { locale: 'en-GB', hash: 'view=lab' });
  await page.getByTestId('way-transfer').check();
  for (const fruit of ['apple', 'banana'] as const) {
    await page.getByTestId(`into-${fruit}`).check();
    const [dialog] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByTestId('pick-files').click(),
    ]);
    const picture = await fruitPicture(fruit);
    const rotated = [0, 90, 180, 270].map(async (angle) => ({
      ...{ name: `${fruit}-${angle}.jpg`, mimeType: 'image/jpeg' },
      buffer: await sharp(picture).rotate(angle).jpeg().toBuffer(),
    }));
    await dialog.setFiles(await Promise.all(rotated));
    await expect(page.getByTestId(`class-${fruit}`)).toContainText('4');
  }
  await page.locator('cs-lab-train summary').click();
  await page.getByTestId('lab-augment').uncheck();
  await page.getByTestId('lab-epochs').fill('2');
  await page.getByTestId('lab-epochs').press('Tab');
  await page.context().setOffline(true);
  await page.getByTestId('lab-train').click();
  await expect(page.getByTestId('part-missing')).toBeVisible();
  await expect(page.getByTestId('class-apple')).toContainText('4');
  await expect(page.getByTestId('lab-error')).toHaveCount(0);
  await reconnect(page);
  await expect(page.getByTestId('lab-result')).toBeVisible();
  expect(own(watched.complaints)).toEqual([]);
  await page.close();
});

test('the benchmark: what it has not loaded is waited for, and it goes on', async ({ page }) => {
  const watched = watch(page);
  await page.goto('./bench.html');
  await expect(page.getByTestId('run')).toBeEnabled();
  await page.context().setOffline(true);
  await page.getByTestId('run').click();
  await expect(page.getByTestId('part-missing')).toBeVisible();
  await expect(page.getByTestId('cancel')).toBeVisible();
  await reconnect(page);
  // Whatever it measures first.
  await expect.poll(() => page.getByRole('progressbar').getAttribute('value')).not.toBe('0');
  await page.getByTestId('cancel').click();
  await expect(page.getByTestId('run')).toBeEnabled();
  expect(own(watched.complaints)).toEqual([]);
});
