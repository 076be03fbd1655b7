/**
 * A GPU in Node, through Dawn (npm package `webgpu`, an optional peer of this one).
 *
 * ```ts
 * import { requestNodeDevice } from 'convscope/node';
 * import * as tf from 'convscope';
 * const { device } = await requestNodeDevice();
 * tf.setDevice(device);
 * …
 * device.destroy();
 * ```
 *
 * @module convscope/node
 */

import { NoDeviceError, requestGpuDevice, type RequestedDevice } from '../src/gpu/requestDevice';

export type { RequestedDevice };

const MISSING =
  'WebGPU in Node: expected the package `webgpu`. It could not be loaded. Install it beside convscope: npm install webgpu. ';

const NO_ADAPTER =
  'No WebGPU adapter. Expected a graphics driver that Dawn accepts; on Linux one for Vulkan. Received none. ' +
  'Without a graphics card, software will do (Debian: apt-get install libvulkan1 mesa-vulkan-drivers).';

/**
 * Makes `navigator.gpu` and the classes and constants of WebGPU available in this process, as they are in a browser.
 * @throws NoDeviceError (as a rejection) where the package `webgpu` is missing
 */
export async function installWebGpu(): Promise<void> {
  try {
    const node = await import('../scripts/nodeWebGpu.mjs');
    node.installWebGpu(NO_ADAPTER);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new NoDeviceError(MISSING + reason, { code: 'noWebGpu' }, { cause });
  }
}

export interface NodeDeviceOptions {
  /** The preferred GPU if there are two. Default: the fast one. */
  readonly powerPreference?: GPUPowerPreference;
  readonly label?: string;
}

/**
 * A device; `installWebGpu` included. The process ends by itself once the device is destroyed.
 * @throws NoDeviceError (as a rejection)
 */
export async function requestNodeDevice(options: NodeDeviceOptions = {}): Promise<RequestedDevice> {
  await installWebGpu();
  return requestGpuDevice(options);
}
