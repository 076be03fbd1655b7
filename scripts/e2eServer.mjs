// Builds the page into a temporary folder and serves it until it is told to stop, or its standard input ends, which it does with
// whoever started it, also when that is killed: node scripts/e2eServer.mjs PORT
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outDir = mkdtempSync(join(tmpdir(), 'convscope-e2e-'));
const removeBuild = () => rmSync(outDir, { recursive: true, force: true });
process.on('exit', removeBuild);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => process.exit(0));
process.stdin.on('end', () => process.exit(0)).resume();

const options = { root, logLevel: /** @type {const} */ ('warn'), build: { outDir, emptyOutDir: true } };
await build(options);
await preview({
  ...options,
  preview: { port: Number(process.argv[2]), strictPort: true, host: 'localhost', open: false },
});
