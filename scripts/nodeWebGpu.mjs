// WebGPU in Node, through Dawn (npm package `webgpu`). Shared by the unit tests and the terminal program.
//
// `installWebGpu()` puts GPUBufferUsage & co. on globalThis and a `navigator.gpu` beside them, so that the
// engine runs the same lines as in the page. Dawn itself starts at the first use of `navigator.gpu`.
import { create, globals } from 'webgpu';

export const noAdapterAdvice =
  'No WebGPU adapter. On Linux install a Vulkan driver (Debian: apt-get install libvulkan1 mesa-vulkan-drivers), ' +
  'or run `node scripts/setup.mjs --browser --vulkan`, which does it or finds the one inside Chromium.';

/** @type {GPU | undefined} Referenced for the life of the process: a collected instance takes its devices along. */
let gpu;

/** @returns {GPU} */
function theGpu() {
  if (gpu) return gpu;
  const created = create([]);
  const requestAdapter = created.requestAdapter.bind(created);
  /** @param {GPURequestAdapterOptions} [options] */
  created.requestAdapter = async (options) => {
    const adapter = await requestAdapter(options);
    if (!adapter) throw new Error(noAdapterAdvice);
    return adapter;
  };
  gpu = created;
  return created;
}

/** Makes `navigator.gpu` and the WebGPU classes and constants available in this process. */
export function installWebGpu() {
  Object.assign(globalThis, globals);
  if (typeof navigator === 'undefined') {
    const value = { userAgent: `Node.js/${process.versions.node.split('.')[0]}` }; // as Node 21 has it
    Object.defineProperty(globalThis, 'navigator', { value, configurable: true, writable: true });
  }
  Object.defineProperty(navigator, 'gpu', { get: theGpu, configurable: true });
}
