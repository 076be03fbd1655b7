// Runs modules of the project in Node or Deno as they are: TypeScript and `?raw` shaders, through Vite's module runner. Its server
// keeps the process alive, which ends by process.exit().

import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer, createServerModuleRunner } from 'vite';

/** @returns a runner whose `import` takes paths from the project's folder, as `/src/index.ts` */
export async function sourceModules() {
  const server = await createServer({
    root: dirname(dirname(fileURLToPath(import.meta.url))),
    configFile: false,
    logLevel: 'silent',
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
  });
  return createServerModuleRunner(server.environments.ssr, { hmr: false });
}
