// Serves the project and opens one of its pages in a headless Chromium, for a program that needs a page's result.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { launchOptions } from './browser.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * @param {string} path such as `bench.html?auto`
 * @param {string} result the page sets `window[result]` when it is done, `window[result + 'Error']` when it failed
 * @param {(text: string) => void} progress is told `window[result + 'Progress']`, again and again
 * @returns {Promise<unknown>}
 */
export async function inChromium(path, result, progress) {
  const server = await createServer({
    root,
    logLevel: 'error',
    server: { port: 0, hmr: false, watch: null },
  });
  await server.listen();
  const address = server.httpServer?.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const browser = await chromium.launch(launchOptions());
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => process.stderr.write(`\n${error.stack ?? error.message}\n`));
    await page.goto(`http://localhost:${port}/${path}`);
    for (;;) {
      const state = await page.evaluate((name) => {
        /** @type {Record<string, unknown>} */
        const scope = /** @type {any} */ (globalThis);
        const error = /** @type {string | undefined} */ (scope[`${name}Error`]);
        return { done: scope[name], error, doing: scope[`${name}Progress`] };
      }, result);
      if (state.error !== undefined) throw new Error(`the page failed: ${state.error}`);
      if (state.done !== undefined) return state.done;
      if (typeof state.doing === 'string') progress(state.doing);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  } finally {
    await browser.close();
    await server.close();
  }
}
