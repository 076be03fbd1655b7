// Determines the Vulkan driver that Dawn (WebGPU in Node) will find, and what to set if there is none.
//
// Linux only: macOS has Metal and Windows D3D12. A Chromium folder carries both a Vulkan loader and
// SwiftShader, so a machine where nothing can be installed still gets an adapter through them.
// CONVSCOPE_VULKAN=swiftshader chooses that one on purpose: the same tests on a second adapter.
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { findBrowser } from './browser.mjs';

/** Whether the system has a Vulkan driver description (ICD). */
export function hasVulkanDriver() {
  if (process.platform !== 'linux') return true;
  for (const name of ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES']) {
    const files = process.env[name];
    if (files) return files.split(':').some((file) => existsSync(file));
  }
  const folders = [
    '/usr/share/vulkan/icd.d',
    '/usr/local/share/vulkan/icd.d',
    '/etc/vulkan/icd.d',
    join(homedir(), '.local/share/vulkan/icd.d'),
  ];
  return folders.some((folder) => {
    try {
      return readdirSync(folder).some((file) => file.endsWith('.json'));
    } catch {
      return false;
    }
  });
}

/** Whether the dynamic linker finds a Vulkan loader. */
export function hasVulkanLoader() {
  if (process.platform !== 'linux') return true;
  const triple = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  const folders = [
    ...(process.env.LD_LIBRARY_PATH ?? '').split(':').filter(Boolean),
    `/usr/lib/${triple}`,
    `/lib/${triple}`,
    '/usr/lib64',
    '/usr/lib',
    '/usr/local/lib',
  ];
  return folders.some((folder) => existsSync(join(folder, 'libvulkan.so.1')));
}

/** The folder with libvulkan.so.1 and SwiftShader that belongs to the browser, or null. */
function chromiumVulkanFolder() {
  const browser = findBrowser();
  if (!browser) return null;
  const folders = [
    dirname(realpathSync(browser)),
    '/usr/lib/chromium',
    '/usr/lib/chromium-browser',
    '/opt/google/chrome',
  ];
  return folders.find((folder) => existsSync(join(folder, 'vk_swiftshader_icd.json'))) ?? null;
}

/**
 * Environment variables under which Dawn finds Chromium's SwiftShader. They must be set before Dawn is loaded.
 * @returns {Record<string, string> | null} null where there is none
 */
export function swiftShaderEnvironment() {
  const folder = process.platform === 'linux' ? chromiumVulkanFolder() : null;
  if (!folder) return null;
  /** @type {Record<string, string>} */
  const environment = { VK_DRIVER_FILES: join(folder, 'vk_swiftshader_icd.json') };
  if (!hasVulkanLoader()) {
    environment.LD_LIBRARY_PATH = [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  }
  return environment;
}

/**
 * Environment variables under which Dawn finds an adapter: none where the system has a driver, SwiftShader's otherwise.
 * They must be set before the process that loads Dawn starts.
 * @returns {Record<string, string>}
 */
export function vulkanEnvironment() {
  const wantSwiftShader = process.platform === 'linux' && process.env.CONVSCOPE_VULKAN === 'swiftshader';
  if (hasVulkanDriver() && hasVulkanLoader() && !wantSwiftShader) return {};
  const environment = swiftShaderEnvironment();
  if (!environment && wantSwiftShader)
    throw new Error('CONVSCOPE_VULKAN=swiftshader needs a Chromium with vk_swiftshader_icd.json.');
  return environment ?? {};
}

/**
 * Settings of Mesa's lavapipe for tests: they compile many shaders that run a few times, and compiling through LLVM
 * is most of what they cost. Half as wide vectors and no optimization passes halve the processor time of the Node
 * tests (kernels/variants 46 → 22 s, lab/training 44 → 27 s of processor time). Other drivers ignore them.
 * @returns {Record<string, string>}
 */
export function quickLavapipe() {
  return { LP_NATIVE_VECTOR_WIDTH: '128', GALLIVM_PERF: 'nopt' };
}
