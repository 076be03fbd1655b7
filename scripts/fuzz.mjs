// `npm run fuzz`: src/cli/fuzz.ts in Node on Dawn, or with --wgpu inside Deno on wgpu. Compiling is most of what it costs, so Mesa's
// driver compiles without its optimizations, as for tests.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runAsChild } from './child.mjs';
import { denoProgram } from './deno.mjs';
import { quickLavapipe, vulkanEnvironment } from './vulkan.mjs';

// Compilers allocate and free much: memory that goes back to the system each time costs a tenth of the run.
const MALLOC = { MALLOC_TRIM_THRESHOLD_: '268435456', MALLOC_TOP_PAD_: '16777216' };

const args = process.argv.slice(2);
const terminal = [join(dirname(fileURLToPath(import.meta.url)), 'terminal.mjs'), 'fuzz', ...args];
const env = {
  ...process.env,
  ...vulkanEnvironment(),
  ...quickLavapipe(),
  ...MALLOC,
  DENO_NO_UPDATE_CHECK: '1',
};
if (args.includes('--wgpu')) {
  const deno = denoProgram();
  if (deno.error !== undefined) {
    console.error(`fuzz: ${deno.error}`);
    process.exit(2);
  }
  process.exit(await runAsChild(['run', '--allow-all', '--unstable-webgpu', ...terminal], env, deno.path));
}
process.exit(await runAsChild(terminal, env));
