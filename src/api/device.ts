// The GPU device that models use: given by the program, or made on first use.

import { learnDevice } from '../gpu/deviceFacts';
import { requestGpuDevice } from '../gpu/requestDevice';
import { ModelError } from './errors';

let current: Promise<GPUDevice> | null = null;

/**
 * Uses this device from now on. Models whose weights already lie on another device stay there.
 * @param device null: forget the device; the next use makes a new one
 */
export function setDevice(device: GPUDevice | null): void {
  current = device === null ? null : learnDevice(device).then(() => device);
}

/** The device in use; made now if there is none. @throws NoDeviceError (as a rejection) */
export function getDevice(): Promise<GPUDevice> {
  if (current !== null) return current;
  const made = requestGpuDevice().then(({ device }) => {
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

/** Resolves once there is a device. tfjs: `tf.ready()`. @throws NoDeviceError (as a rejection) */
export async function ready(): Promise<void> {
  await getDevice();
}

/** As in tfjs; there is one backend. */
export function getBackend(): 'webgpu' {
  return 'webgpu';
}

/** As in tfjs: resolves to whether that backend is in use, so `setBackend('cpu')` resolves to false. */
export async function setBackend(name: string): Promise<boolean> {
  if (name !== 'webgpu') return false;
  await ready();
  return true;
}

/** Waits until the page can draw. tfjs: `tf.nextFrame()`. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestAnimationFrame === 'function') requestAnimationFrame(() => resolve());
    else setTimeout(resolve, 0);
  });
}

/** @throws ModelError if the device is lost. */
export async function refuseLost(device: GPUDevice, where: string): Promise<void> {
  // `lost` is a promise for ever; ask it without waiting.
  const lost = await Promise.race([device.lost, Promise.resolve(null)]);
  if (lost !== null)
    throw new ModelError(`${where}: its GPU device was lost, and its weights with it. ${lost.message}`);
}

/** tfjs: `tf.util`. Of it, the clock that scripts time themselves with. */
export const util = Object.freeze({
  /** Milliseconds from some moment on. */
  now: (): number => performance.now(),
});
