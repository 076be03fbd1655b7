// The GPU device that models use: set by the program, or created on first use.

import { learnDevice } from '../gpu/deviceFacts';
import { requestGpuDevice } from '../gpu/requestDevice';
import { prepareKernels } from '../tuning/prepareKernels';
import { ModelError } from './errors';

let current: Promise<GPUDevice> | null = null;

/**
 * Sets the device for all later calls. A model with weights on another device stays on that device.
 * @param device null: forget the device; the next use creates a new one
 * @example
 * const { device } = await tf.requestGpuDevice();
 * tf.setDevice(device); // before any model uses a device
 */
export function setDevice(device: GPUDevice | null): void {
  current =
    device === null
      ? null
      : learnDevice(device)
          .then(() => prepareKernels(device))
          .then(() => device);
}

/**
 * The current device; created if there is none. @throws NoDeviceError (as a rejection)
 * @example
 * (await tf.getDevice()).limits.maxBindGroups >= 4; // → true
 */
export function getDevice(): Promise<GPUDevice> {
  if (current !== null) return current;
  const made = requestGpuDevice().then(async ({ device }) => {
    await prepareKernels(device);
    // A lost device is replaced at the next use; what was on it is gone.
    void device.lost.then(() => {
      if (current === made) current = null;
    });
    return device;
  });
  made.catch(() => {
    if (current === made) current = null;
  });
  current = made;
  return made;
}

/**
 * Resolves once there is a device. tfjs: `tf.ready()`. @throws NoDeviceError (as a rejection)
 * @example
 * await tf.ready();
 */
export async function ready(): Promise<void> {
  await getDevice();
}

/**
 * As in tfjs. There is one backend.
 * @example
 * tf.getBackend(); // → 'webgpu'
 */
export function getBackend(): 'webgpu' {
  return 'webgpu';
}

/**
 * As in tfjs: resolves to whether that backend is in use, so `setBackend('cpu')` resolves to false.
 * @example
 * await tf.setBackend('webgpu'); // → true
 */
export async function setBackend(name: string): Promise<boolean> {
  if (name !== 'webgpu') return false;
  await ready();
  return true;
}

/**
 * Waits until the page can draw. tfjs: `tf.nextFrame()`.
 * @example
 * await tf.nextFrame();
 */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestAnimationFrame === 'function') requestAnimationFrame(() => resolve());
    else setTimeout(resolve, 0);
  });
}

/** @throws ModelError if the device is lost. */
export async function refuseLost(device: GPUDevice, where: string): Promise<void> {
  // `lost` is a promise that may never settle; check it without waiting.
  const lost = await Promise.race([device.lost, Promise.resolve(null)]);
  if (lost !== null)
    throw new ModelError(`${where}: its GPU device was lost, and its weights with it. ${lost.message}`);
}
