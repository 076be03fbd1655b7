// WebGPU in Node, through Dawn (npm package `webgpu`). Shared by the unit tests, the terminal program and library/node.ts.
//
// `installWebGpu()` puts GPUBufferUsage & co. on globalThis and a `navigator.gpu` beside them, so that the
// engine runs the same lines as in the page. Dawn itself starts at the first use of `navigator.gpu`.
import { create, globals } from 'webgpu';

export const noAdapterAdvice =
  'No WebGPU adapter. On Linux install a Vulkan driver (Debian: apt-get install libvulkan1 mesa-vulkan-drivers), ' +
  'or run `node scripts/setup.mjs --browser --vulkan`, which does it or finds the one inside Chromium.';

/** @type {GPU | undefined} Referenced for the life of the process: a collected instance takes its devices along. */
let gpu;

let advice = noAdapterAdvice;

/** @returns {GPU} */
function theGpu() {
  if (gpu) return gpu;
  const created = create([]);
  const requestAdapter = created.requestAdapter.bind(created);
  /** @param {GPURequestAdapterOptions} [options] */
  created.requestAdapter = async (options) => {
    const adapter = await requestAdapter(options);
    if (!adapter) throw new Error(advice);
    return adapter;
  };
  gpu = created;
  return created;
}

/** How long a wait for the device spins before it sleeps between two looks, and how long it sleeps. */
const SPIN_TICKS = 16;
const SLEEP_MS = 0.2;

/**
 * While a promise of the device is open, Dawn asks for it in every turn of the event loop, through the global `setImmediate`. On a
 * software device that takes a core from the threads that compute. So a wait that lasts sleeps between two looks: it
 * ends up to 0.2 ms later, and costs a few per cent of a core. All other callers of `setImmediate` are left alone.
 */
function waitGently() {
  const { setImmediate } = globalThis;
  const asleep = new Int32Array(new SharedArrayBuffer(4));
  let ticking = false;
  let ticks = 0;
  /** @type {(callback: (...args: unknown[]) => void, ...args: unknown[]) => NodeJS.Immediate} */
  const gentle = (callback, ...args) => {
    if (!isNative(callback)) return setImmediate(callback, ...args);
    // Asked for within a look: the same wait goes on. Else a new one begins.
    ticks = ticking ? ticks + 1 : 0;
    return setImmediate(() => {
      if (ticks > SPIN_TICKS) Atomics.wait(asleep, 0, 0, SLEEP_MS);
      ticking = true;
      try {
        callback(...args);
      } finally {
        ticking = false;
      }
    });
  };
  globalThis.setImmediate = /** @type {typeof setImmediate} */ (Object.assign(gentle, setImmediate));
}

/** @param {Function} callback */
const isNative = (callback) => Function.prototype.toString.call(callback).endsWith('{ [native code] }');

let isInstalled = false;

/**
 * Makes `navigator.gpu` and the WebGPU classes and constants available in this process.
 * @param {string} [noAdapter] said where there is no adapter
 */
export function installWebGpu(noAdapter = noAdapterAdvice) {
  advice = noAdapter;
  if (isInstalled) return;
  isInstalled = true;
  Object.assign(globalThis, globals);
  waitGently();
  if (typeof navigator === 'undefined') {
    const value = { userAgent: `Node.js/${process.versions.node.split('.')[0]}` }; // as Node 21 has it
    Object.defineProperty(globalThis, 'navigator', { value, configurable: true, writable: true });
  }
  Object.defineProperty(navigator, 'gpu', { get: theGpu, configurable: true });
}
