// A build of the page behind a server, for commands that look at it in a browser.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @param {string | undefined} site a build that is there already; undefined: it is built
 * @param {string} folder where to build it
 * @returns {Promise<{ origin: string, close: () => Promise<void> }>}
 */
export async function serveBuild(site, folder) {
  const config = {
    root,
    logLevel: /** @type {const} */ ('warn'),
    build: { outDir: site ?? join(folder, 'site'), emptyOutDir: true },
  };
  if (site === undefined) await build(config);
  const server = await preview({ ...config, preview: { port: 0, host: 'localhost', open: false } });
  const address = server.httpServer.address();
  const port = typeof address === 'object' ? address?.port : '';
  return { origin: `http://localhost:${port}`, close: () => server.close() };
}
