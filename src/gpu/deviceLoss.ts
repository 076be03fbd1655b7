// Whether a device is lost. WebGPU tells in two ways that may come in either order: what was under way fails, and
// `device.lost` resolves. In between a failure looks like any other.
// Source: https://www.w3.org/TR/webgpu/#lose-the-device

import { readBytes } from './readback';

/** How long the news of a loss may come after a device has stopped to answer: long on a busy machine. */
const NEWS_MS = 2000;

/** Is the device lost, or about to be said to be? One that still answers is not, and that is found out by asking. */
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

/** A word from the device. @throws in some way if it is lost */
export async function ask(device: GPUDevice): Promise<void> {
  const buffer = device.createBuffer({ label: 'ask', size: 4, usage: GPUBufferUsage.COPY_SRC });
  try {
    await readBytes(device, buffer);
  } finally {
    buffer.destroy();
  }
}

/** Work that cannot be finished because its device was lost. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError';
  readonly facts = { code: 'deviceLost' } as const;
}
