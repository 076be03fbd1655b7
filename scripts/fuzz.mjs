// `npm run fuzz`: src/cli/fuzz.ts in Node on Dawn, or with --wgpu inside Deno on wgpu. Compiling is most of what it costs, so Mesa's
// driver compiles without its optimizations, as for tests. Drivers do not give back all memory: after some cases another process
// takes over, from a file that the one before wrote.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runAsChild } from './child.mjs';
import { denoProgram } from './deno.mjs';
import { quickLavapipe, vulkanEnvironment } from './vulkan.mjs';

// Compilers allocate and free much: memory that goes back to the system each time costs a tenth of the run.
const MALLOC = { MALLOC_TRIM_THRESHOLD_: '268435456', MALLOC_TOP_PAD_: '16777216' };

const folder = mkdtempSync(join(tmpdir(), 'convscope-fuzz-'));
const args = process.argv.slice(2);
const terminal = join(dirname(fileURLToPath(import.meta.url)), 'terminal.mjs');
const state = join(folder, 'state.json');
const program = [terminal, 'fuzz', ...args, '--state', state];
const env = {
  ...process.env,
  ...vulkanEnvironment(),
  ...quickLavapipe(),
  ...MALLOC,
  DENO_NO_UPDATE_CHECK: '1',
};
const deno = args.includes('--wgpu') ? denoProgram() : null;
if (deno?.error !== undefined) {
  console.error(`fuzz: ${deno.error}`);
  process.exit(2);
}
const run = () =>
  deno === null
    ? runAsChild(program, env)
    : runAsChild(['run', '--allow-all', '--unstable-webgpu', ...program], env, deno.path);
let exitCode = await run();
while (exitCode === 0 && existsSync(state)) exitCode = await run();
rmSync(folder, { recursive: true, force: true });
process.exit(exitCode);
