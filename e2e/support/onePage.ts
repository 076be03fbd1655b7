// One page for all tests of a file, opened before the first; at the end nothing has complained.

import { open, type App, type OpenOptions } from './app';
import { expect, test } from './test';

/** @returns the page, for within a test */
export function onePage(options: OpenOptions): App {
  let app: App | null = null;
  test.beforeAll(async ({ browser }) => {
    app = await open(browser, options);
  });
  test.afterAll(async () => {
    expect(app?.watched.complaints).toEqual([]);
    await app?.page.close();
  });
  const opened = (): App => {
    if (app === null) throw new Error('the page is opened before the first test');
    return app;
  };
  return {
    get page() {
      return opened().page;
    },
    get watched() {
      return opened().watched;
    },
  };
}
