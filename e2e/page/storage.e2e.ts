// The browser's storage while it trains: the page asks that what is kept there may stay, says once when there is no more room,
// trains on, and keeps the run again when there is.

import { expect, test } from '../support/test';
import { open, sessionOf, stateIs, stepsTaken, type AppElement } from '../support/app';

/** The page asks after half a minute of training. */
const LATER_MS = 40_000;

interface Scope {
  asked: number;
  later: number;
}

test('it asks once, is never answered, is full for a while, and keeps the run again', async ({ browser }) => {
  const { page, watched } = await open(browser, {
    colorScheme: 'light',
    prepare: async (page) => {
      await page.addInitScript(() => {
        const now = performance.now.bind(performance);
        const scope = Object.assign(window as unknown as Scope, { asked: 0, later: 0 });
        performance.now = () => now() + scope.later;
        navigator.storage.persist = () => {
          scope.asked++;
          return new Promise(() => undefined);
        };
      });
    },
  });
  const asked = (): Promise<number> => page.evaluate(() => (window as unknown as Scope).asked);
  const saved = (): Promise<number> =>
    page.evaluate(
      () =>
        (document.querySelector('convscope-app') as unknown as AppElement).session?.lastSaved?.checkpoint
          .step ?? 0,
    );
  await page.getByTestId('play').click();
  await stepsTaken(page, 2);

  const devtools = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await expect(page.getByTestId('kept')).toContainText(/storage (has no room for your run|is full)/);
  await page.getByTestId('kept-dismiss').click();
  const copy = await saved();
  await stepsTaken(page, (await sessionOf(page)).step + 8);
  await expect.poll(saved).toBeGreaterThan(copy);
  await expect(page.getByTestId('kept'), 'said once').toHaveCount(0);
  await stateIs(page, 'training');
  await devtools.send('Storage.overrideQuotaForOrigin', { origin });
  const copies = await saved();
  await expect.poll(saved).toBeGreaterThan(copies);
  expect(await asked(), 'as long as there is little to lose').toBe(0);
  await page.evaluate((ms) => ((window as unknown as Scope).later = ms), LATER_MS);
  await expect.poll(asked).toBe(1);
  await stepsTaken(page, (await sessionOf(page)).step + 2);
  await page.getByTestId('play').click();
  await stateIs(page, 'idle');
  // The last steps end, and are copied, after the page rests.
  await expect.poll(async () => (await saved()) - (await sessionOf(page)).step).toBe(0);
  const { step } = await sessionOf(page);
  await page.evaluate(
    () =>
      (document.querySelector('convscope-app') as unknown as AppElement & { written: Promise<void> }).written,
  );
  await page.reload();
  await expect(page.getByTestId('kept')).toContainText(`restored at step ${step}`);
  expect(await asked(), 'once per browser').toBe(0);
  expect(watched.complaints).toEqual([]);
  await page.close();
});
