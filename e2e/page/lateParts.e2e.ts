// The network goes away at any moment after the first view: whatever part is opened then, the page says in words that it could
// not be loaded, training goes on, and all of it comes once there is a network again, without a reload.

import { expect, test } from '../support/test';
import { open, sessionOf, stateIs, stepsTaken, type App } from '../support/app';

test.describe.configure({ mode: 'serial' });

let app: App;
test.beforeAll(async ({ browser }) => {
  app = await open(browser, { colorScheme: 'light' });
});
test.afterAll(async () => {
  await app.page.close();
});

/** Without a network, and with it again. */
async function setOffline(offline: boolean): Promise<void> {
  await app.page.context().setOffline(offline);
  if (!offline) await expect(app.page.getByTestId('part-missing')).toHaveCount(0);
}

/** What Chromium itself says of requests without a network is not the page's. */
const complaints = (): string[] =>
  app.watched.complaints.filter((one) => !one.includes('ERR_INTERNET_DISCONNECTED'));

test('each import() of the build waits for its part, so that a new one does, too', async ({ request }) => {
  const listed = await (await request.get('./sw.js')).text();
  const names = [...new Set(listed.match(/assets\/[\w.-]+\.js/g))];
  let imports = 0;
  for (const name of names) {
    const code = await (await request.get(`./${name}`)).text();
    const all = code.match(/\bimport\(`\.\//g)?.length ?? 0;
    // The helper is given the files that the part needs, and where it is.
    const helped =
      code.match(
        /\bimport\(`\.\/[^`]+`\)(?:(?!\bimport\().)*?(?:__vite__mapDeps\(\[[\d,]*\]\)|\[\]),import\.meta\.url\)/gs,
      )?.length ?? 0;
    imports += helped;
    // Those of a worker end its job, which is done again (elements/files/work.ts).
    if (!/\/(?:worker|library)-/.test(name)) expect(helped, name).toBe(all);
  }
  expect(imports).toBeGreaterThan(80);
});

test('before the first step: the step is taken, and what was opened is there, once there is a network', async () => {
  const { page } = app;
  await expect(page.getByTestId('network-title')).toHaveText(/LeNet/);
  await setOffline(true);
  await page.getByTestId('step').click();
  await expect(page.getByTestId('part-missing')).toContainText('nothing is lost');
  for (const part of ['tab-code', 'legend', 'change-rate', 'camera'])
    await page.getByTestId(part).first().click();
  // Each view in turn; the last one is shown when its code comes.
  for (const view of ['lessons', 'data', 'confusion', 'notebook', 'compare', 'shifts', 'lab', 'gallery'])
    await page.getByTestId(`view-${view}`).click();
  await expect(page.locator('cs-busy').getByRole('status')).toHaveText(
    'Waiting for a part of the page that has not loaded yet…',
  );
  await setOffline(false);
  await expect(page.getByTestId('gallery-total')).toBeVisible();
  await expect.poll(async () => (await sessionOf(page)).steps.at(-1)).toBe(1);
  await page.getByTestId('view-stage').click();
  await expect(page.getByTestId('code-editor')).toBeVisible();
  expect(complaints()).toEqual([]);
});

test('while it trains: training goes on, files and data are told of, and come when they are asked for again', async () => {
  const { page } = app;
  await page.getByTestId('play').click();
  await stepsTaken(page, 3);
  await setOffline(true);
  const { step } = await sessionOf(page);
  await page.getByTestId('open-files').click();
  await expect(page.getByTestId('part-missing')).toBeVisible();
  await stepsTaken(page, step + 3);
  await stateIs(page, 'training');
  await page.getByTestId('play').click();
  await setOffline(false);
  // The dialog is there; a worker writes the file.
  await expect(page.getByTestId('save-keras')).toBeVisible();
  await setOffline(true);
  await page.getByTestId('save-keras').click();
  await expect(page.getByTestId('part-missing')).toBeAttached();
  await setOffline(false);
  await expect(page.getByTestId('saved')).toBeVisible();
  await page.getByTestId('files-close').click();
  expect(complaints()).toEqual([]);
});
