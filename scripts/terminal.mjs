// Runs a terminal program, src/cli/NAME.ts: TypeScript and `?raw` shaders through Vite's module runner,
// WebGPU through Dawn. Its main(argv) resolves to the exit code.
//
//   node scripts/terminal.mjs train …
//   npm run train -- …          or, without npm's own two lines on stdout,
//   npm run -s train -- … --json
import { endWithParent, runAsChild } from './child.mjs';
import { sourceModules } from './sourceModules.mjs';
import { vulkanEnvironment } from './vulkan.mjs';

// The dynamic linker reads its path at the start of a process, so a machine that needs one starts a second.
const missing = Object.entries(vulkanEnvironment()).filter(([name, value]) => process.env[name] !== value);
if (missing.length > 0 && !process.env.CONVSCOPE_RESTARTED) {
  const env = { ...process.env, ...Object.fromEntries(missing), CONVSCOPE_RESTARTED: '1' };
  process.exit(await runAsChild(process.argv.slice(1), env));
}
if (process.env.CONVSCOPE_RESTARTED) endWithParent();

// Deno brings WebGPU along: wgpu.
if (!('Deno' in globalThis)) (await import('./nodeWebGpu.mjs')).installWebGpu();

/** @type {typeof import('./chromiumPage.mjs').inChromium} */
const inChromium = async (...args) => (await import('./chromiumPage.mjs')).inChromium(...args);

const runner = await sourceModules();

let exitCode = 1;
try {
  const { main } = /** @type {{ main: (argv: string[], tools: object) => Promise<number> }} */ (
    await runner.import(`/src/cli/${process.argv[2] ?? 'train'}.ts`)
  );
  exitCode = await main(process.argv.slice(3), { inChromium });
} catch (error) {
  // What main() does not turn into a message of its own is a defect: show where it came from.
  // As in src/cli/print.ts: a message may quote a name out of a file, with characters that a terminal obeys.
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const escaped = text.replaceAll(
    /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  process.stderr.write(`${escaped}\n`);
}

// Dawn's devices and Vite's server would keep the process alive. Pipes take their data asynchronously.
for (const stream of [process.stdout, process.stderr]) {
  await new Promise((resolve) => stream.write('', resolve));
}
process.exit(exitCode);
