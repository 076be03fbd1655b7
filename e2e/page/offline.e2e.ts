// The page without a network after the first visit, and a new version of it. A server of this file stands before that of
// the build, so that there can be a new version.

import { expect, test, type Page } from '../support/test';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { open, ready, sessionOf, stateIs, stepsTaken, takeStep, type App } from '../support/app';

test.describe.configure({ mode: 'serial' });

let app: App;
let server: Server;
/** The version that is served; null: that of the build. */
let release: string | null = null;

/** Below a folder, as on most servers: `/sub/…` is `/…` of the build. */
function serve(origin: string): Promise<Server> {
  const answer = async (path: string): Promise<{ status: number; type: string; body: Buffer }> => {
    const response = await fetch(origin + path.replace('/sub/', ''));
    const body = Buffer.from(await response.arrayBuffer());
    const type = response.headers.get('content-type') ?? '';
    if (release === null || !/\/(?:sw\.js)?$/.test(path)) return { status: response.status, type, body };
    const text = body.toString().replace(/("version"[:,]? ?(?:content=)?")\w+"/, `$1${release}"`);
    return { status: response.status, type, body: Buffer.from(text) };
  };
  const server = createServer((request, response) => {
    answer(request.url ?? '/').then(
      ({ status, type, body }) => {
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-cache' });
        response.end(body);
      },
      () => response.destroy(),
    );
  });
  return new Promise((resolve) => server.listen(0, 'localhost', () => resolve(server)));
}

test.beforeAll(async ({ browser, baseURL }) => {
  server = await serve(baseURL!);
  const { port } = server.address() as AddressInfo;
  app = await open(browser, {
    serviceWorkers: 'allow',
    compilesAhead: true,
    locale: 'en-GB',
    baseURL: `http://localhost:${port}/sub/`,
  });
});
test.afterAll(async () => {
  await app.page.close();
  server.close();
});

/** Those of the service worker: data sets have their own. */
const cachesOf = (page: Page): Promise<string[]> =>
  page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('convscope http')));

async function availableOffline(page: Page): Promise<void> {
  await page.getByTestId('open-files').click();
  await expect(page.getByTestId('offline')).toBeVisible();
}

test('when all is kept the page says so, in both languages', async () => {
  const { page } = app;
  await availableOffline(page);
  await expect(page.getByTestId('offline')).toHaveText('Available offline');
  await page.getByTestId('files-close').click();
  await page.getByTestId('language-ja').click();
  await availableOffline(page);
  await expect(page.getByTestId('offline')).toHaveText('オフラインでも使えます');
  await page.getByTestId('files-close').click();
  await page.getByTestId('language-en').click();
});

test('without a network it opens, takes a step, and shows a view that was never visited', async () => {
  const { page } = app;
  await page.context().setOffline(true);
  await page.reload();
  await ready(page);
  const { step } = await sessionOf(page);
  await takeStep(page);
  expect((await sessionOf(page)).step).toBe(step + 1);
  await page.getByTestId('view-gallery').click();
  await expect(page.getByTestId('gallery-total')).toBeVisible();
  await page.getByTestId('view-stage').click();
  await page.context().setOffline(false);
});

test('a new version is announced when the training rests, and shows at the next reload', async () => {
  const { page } = app;
  const [before] = await cachesOf(page);
  await page.getByTestId('play').click();
  await stateIs(page, 'training');
  const from = (await sessionOf(page)).step;
  release = 'next';
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  // The new version is whole and waits.
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.ready).waiting !== null))
    .toBe(true);
  await stepsTaken(page, from + 2);
  await expect(page.getByTestId('update')).toHaveCount(0);
  await page.getByTestId('play').click();
  await stateIs(page, 'idle');
  await expect(page.getByTestId('update')).toContainText('A new version is ready.');
  expect(await cachesOf(page), 'the old version is kept while its page is open').toContain(before);

  // Another open page of the old version, which may need a file of it.
  const [other] = await Promise.all([
    page.waitForEvent('popup'),
    page.evaluate(() => void window.open('bench.html')),
  ]);
  await other.waitForLoadState();
  await page.getByTestId('update-reload').click();
  await page.waitForFunction(() => document.querySelector('meta[name=version][content=next]') !== null);
  await ready(page);
  await takeStep(page);
  expect(await cachesOf(page), 'and while any other page of it is').toContain(before);
  await other.close();
  await expect.poll(() => cachesOf(page), 'the new version alone').toEqual([expect.stringMatching(/ next$/)]);
  await expect(page.getByTestId('update')).toHaveCount(0);
  expect(app.watched.complaints).toEqual([]);
});
