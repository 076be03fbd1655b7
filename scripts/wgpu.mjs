// Runs the tests of kernels on wgpu, the WebGPU of Firefox and of Deno: `node scripts/wgpu.mjs [arguments of Vitest]`.
//
// Deno is the npm package `deno`, a program for each platform, which runs Vitest itself here: it brings a `navigator.gpu`
// whose shaders are compiled by naga. What cannot run is a failure, never a silent pass.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasVulkanDriver, hasVulkanLoader, quickLavapipe, vulkanEnvironment } from './vulkan.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} message @returns {never} */
function stop(message) {
  console.error(`wgpu: ${message}`);
  process.exit(1);
}

/** The package of Deno's program for this platform. */
const platform = `${process.platform}-${process.arch}${process.platform === 'linux' ? '-glibc' : ''}`;
const deno = join(root, 'node_modules/@deno', platform, process.platform === 'win32' ? 'deno.exe' : 'deno');
if (!existsSync(deno))
  stop(
    `expected node_modules/@deno/${platform}, the program of the npm package deno. It is missing: run \`npm ci\` ` +
      '(without --omit=optional). Deno has none for other platforms than macOS, Windows and Linux with glibc.',
  );

const vulkan = vulkanEnvironment();
if (!(hasVulkanDriver() && hasVulkanLoader()) && Object.keys(vulkan).length === 0)
  stop('expected a Vulkan driver and found none. Run `node scripts/setup.mjs --browser --vulkan`.');

const child = spawn(
  deno,
  [
    ...['run', '--allow-all', '--unstable-webgpu', join(root, 'node_modules/vitest/vitest.mjs')],
    ...['run', '--config', join(root, 'vitest.wgpu.config.ts'), ...process.argv.slice(2)],
  ],
  {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...vulkan, ...quickLavapipe(), DENO_NO_UPDATE_CHECK: '1' },
  },
);
child.on('message', (progress) => process.send?.(progress)); // scripts/progress.mjs
child.once('error', (error) => stop(String(error)));
child.once('close', (code) => {
  process.exitCode = code ?? 1;
  process.channel?.unref();
});
