// Serves the standalone page without a model to the page, which puts a trained network in (src/elements/files/webPage.ts). It is
// built only when somebody asks for it: by a build once, by `npm start` anew for each export.

import type { Plugin } from 'vite';
import { buildTemplate } from './build.ts';

const MODULE_ID = 'virtual:convscope/standalone';
const RESOLVED_ID = `\0${MODULE_ID}`;
/** A text, so that no server changes it as it would a page of its own: scripts run by their hash. */
const FILE = 'standalone-page.txt';

/** The Vite plugin behind `import { url } from 'virtual:convscope/standalone'`. */
export function standalonePage(): Plugin {
  let base = '/';
  let isBuild = false;
  return {
    name: 'convscope:standalone',
    configResolved(config) {
      base = config.base;
      isBuild = config.command === 'build';
    },
    resolveId: { filter: { id: new RegExp(`^${MODULE_ID}$`) }, handler: () => RESOLVED_ID },
    load: {
      filter: { id: new RegExp(`^${RESOLVED_ID}$`) },
      async handler() {
        if (!isBuild) return `export const url = ${JSON.stringify(base + FILE)};`;
        const reference = this.emitFile({ type: 'asset', name: FILE, source: await buildTemplate() });
        return `export const url = import.meta.ROLLUP_FILE_URL_${reference};`;
      },
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (request.url?.split('?')[0]?.endsWith(`/${FILE}`) !== true) {
          next();
          return;
        }
        buildTemplate().then((template) => {
          response.setHeader('Content-Type', 'text/plain; charset=utf-8');
          response.setHeader('Cache-Control', 'no-store');
          response.end(template);
        }, next);
      });
    },
  };
}
