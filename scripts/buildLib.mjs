// npm run build:lib: what `npm pack` ships, into dist-lib (library/build.ts).
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const { module } = await runnerImport(join(root, 'library/build.ts'), { root, configFile: false });
await /** @type {{ buildLibrary(outDir: string): Promise<void> }} */ (module).buildLibrary(
  join(root, 'dist-lib'),
);
