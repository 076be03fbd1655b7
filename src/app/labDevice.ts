// The graphics device of the fruit lab. The lab has its own, so that it opens without the data and the network of the stage;
// when the device is lost, another takes its place.

import type { LabHost } from '../elements/lab/labOf';
import type { TrainFacade } from '../session/facade';
import { deviceFor } from '../session/recovery';
import { pageMemory } from './pageMemory';

/** Event: `change` (another device). */
export class LabDevice extends EventTarget implements LabHost {
  #device: GPUDevice | null = null;
  #opening: Promise<void> | null = null;

  /** @param session the session of the stage, which pauses training while the lab trains; null before there is one */
  constructor(private readonly session: () => TrainFacade | null) {
    super();
  }

  get device(): GPUDevice {
    if (this.#device === null) throw new Error('the lab has no device yet');
    return this.#device;
  }

  /** @throws where the browser gives no device; the next call asks again */
  async open(): Promise<void> {
    this.#opening ??= this.#request();
    try {
      await this.#opening;
    } catch (error) {
      this.#opening = null;
      throw error;
    }
  }

  pause(): void {
    const session = this.session();
    if (session?.state === 'training') void session.pause();
  }

  async #request(): Promise<void> {
    const { device } = await deviceFor(pageMemory);
    this.#device = device;
    void device.lost.then(() => {
      this.#opening = null;
      this.open().then(
        () => this.dispatchEvent(new Event('change')),
        // The browser gives no device now; the next visit to the lab asks again.
        () => undefined,
      );
    });
  }
}
