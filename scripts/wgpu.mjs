// Runs the tests of kernels on wgpu, the WebGPU of Firefox and of Deno: `node scripts/wgpu.mjs [arguments of Vitest]`.
//
// Deno is the npm package `deno`, a program for each platform, which runs Vitest itself here: it brings a `navigator.gpu`
// whose shaders are compiled by naga. What cannot run is a failure, never a silent pass.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { denoProgram } from './deno.mjs';
import { hasVulkanDriver, hasVulkanLoader, quickLavapipe, vulkanEnvironment } from './vulkan.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} message @returns {never} */
function stop(message) {
  console.error(`wgpu: ${message}`);
  process.exit(1);
}

const deno = denoProgram();
if (deno.error !== undefined) stop(deno.error);

const vulkan = vulkanEnvironment();
if (!(hasVulkanDriver() && hasVulkanLoader()) && Object.keys(vulkan).length === 0)
  stop('expected a Vulkan driver and found none. Run `node scripts/setup.mjs --browser --vulkan`.');

const child = spawn(
  deno.path,
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
