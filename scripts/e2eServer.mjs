// Builds the page into a temporary folder and serves it until it is told to stop, or its standard input ends, which it does with
// whoever started it, also when that is killed: node scripts/e2eServer.mjs PORT
// CONVSCOPE_E2E_SITE names a folder that is kept: the first server builds into it, the next one serves what is there.
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const kept = process.env.CONVSCOPE_E2E_SITE;
const temporary = mkdtempSync(join(tmpdir(), 'convscope-e2e-'));
const removeBuild = () => rmSync(temporary, { recursive: true, force: true });
process.on('exit', removeBuild);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => process.exit(0));
process.stdin.on('end', () => process.exit(0)).resume();

/** @param {string} outDir */
const options = (outDir) => ({
  root,
  logLevel: /** @type {const} */ ('warn'),
  build: { outDir, emptyOutDir: true },
});
if (kept === undefined || !existsSync(kept)) {
  await build(options(temporary));
  // Whole or not at all: a server may be stopped while it builds.
  if (kept !== undefined) renameSync(temporary, kept);
}
await preview({
  ...options(kept ?? temporary),
  preview: { port: Number(process.argv[2]), strictPort: true, host: 'localhost', open: false },
});
