// Detects a lost device. WebGPU reports it in two ways, in either order: pending work fails, and `device.lost`
// resolves. In between, the failure looks like any other.
// Source: https://www.w3.org/TR/webgpu/#lose-the-device

import { createBuffer } from './buffers';
import { readBytes } from './readback';

/**
 * The longest delay between the failure and `device.lost`. Work fails at once, but the news waits for the browser's GPU process, which
 * compiles other shaders for seconds on a slow machine. A device that fails such a request and is not lost is not known.
 */
const NEWS_MS = 30_000;

/**
 * Whether the device is lost, or about to be reported as lost. A small request finds out: a device that answers it is
 * not lost.
 */
export async function isLost(device: GPUDevice): Promise<boolean> {
  const lost = device.lost.then(() => true);
  const answers = ask(device).then(
    () => true,
    () => false,
  );
  if (await Promise.race([lost, answers.then((alive) => !alive)])) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const none = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, NEWS_MS, false)));
    return Promise.race([lost, none]).finally(() => {
      clearTimeout(timer);
    });
  }
  return false;
}

/** A small request to the device. @throws some error if it is lost */
export async function ask(device: GPUDevice): Promise<void> {
  const buffer = createBuffer(device, { label: 'ask', size: 4, usage: GPUBufferUsage.COPY_SRC });
  try {
    await readBytes(device, buffer);
  } finally {
    buffer.destroy();
  }
}

/** Work cannot be completed because its device was lost. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError';
  readonly facts = { code: 'deviceLost' } as const;
}
