// What the fruit lab shares with the stage: one device, and the session in which its networks are trained. Until there is a
// session the lab has a device of its own, so that it opens without the data and the network of the stage; the session
// takes it over.

import type { DataSet } from '../data/dataSet';
import type { RequestedDevice } from '../gpu/requestDevice';
import type { LabHost } from '../elements/lab/labOf';
import type { StageStart } from '../lab/hooks';
import type { TrainFacade } from '../session/facade';
import { DeviceLostError } from '../gpu/deviceLoss';
import { onDevice } from '../session/recovery';
import { remember } from './data/loadData';
import type { SessionStart } from './openSession';
import { pageMemory } from './pageMemory';

interface Page {
  /** Null before there is one. */
  session(): TrainFacade | null;
  /** Opens it, with something to begin with in place of what is kept. */
  openWith(start: SessionStart): Promise<TrainFacade>;
}

/** The name of pictures from the lab, as a data set. */
const NAME = 'lab';

/** Event: `change` (another device). */
export class LabStage extends EventTarget implements LabHost {
  #own: RequestedDevice | null = null;
  #opening: Promise<void> | null = null;
  #told: GPUDevice | null = null;

  constructor(private readonly page: Page) {
    super();
  }

  get device(): GPUDevice {
    const device = this.page.session()?.device ?? this.#own?.device;
    if (device === undefined) throw new Error('the lab has no device yet');
    return device;
  }

  /** @throws where the browser gives no device; the next call asks again */
  async open(): Promise<void> {
    if (this.page.session()) return;
    this.#opening ??= this.#request();
    try {
      await this.#opening;
    } catch (error) {
      this.#opening = null;
      throw error;
    }
  }

  /** The device of the lab, which the session owns from now on; null if it has none. */
  handOver(): RequestedDevice | null {
    const own = this.#own;
    this.#own = null;
    this.#opening = null;
    return own;
  }

  /** The session may have come, or another device with it. */
  follow(): void {
    const device = this.page.session()?.device ?? null;
    if (device === null || device === this.#told) return;
    this.#told = device;
    this.dispatchEvent(new Event('change'));
  }

  pause(): void {
    const session = this.page.session();
    if (session?.state === 'training') void session.pause();
  }

  get session(): TrainFacade | null {
    return this.page.session();
  }

  async deviceAfter(lost: GPUDevice): Promise<void> {
    const session = this.page.session();
    if (session === null) {
      // `#request` hears of it first, and asks for another one.
      await lost.lost;
      await this.open();
      return;
    }
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (session.device === lost && session.state !== 'failed') return;
        session.removeEventListener('statechange', check);
        resolve();
      };
      session.addEventListener('statechange', check);
      check();
    });
    if (session.device === lost) throw session.error ?? new DeviceLostError('the device was lost');
  }

  async begin(start: StageStart): Promise<TrainFacade> {
    const { data, network, settings, weights } = start;
    const reference = start.reference ?? (await keep(start.data));
    if (data) remember(reference, data);
    const known = weights && { weights };
    const session = this.page.session();
    if (session === null) {
      try {
        return await this.page.openWith({ data: reference, network, ...known, ...settings });
      } catch (error) {
        // The session took the device and could not be opened: the lab goes on with another one.
        await this.open().catch(() => undefined);
        throw error;
      }
    }
    await session.openData(reference, { network, ...known, settings });
    return session;
  }

  async #request(): Promise<void> {
    const own = await onDevice((gpu) => Promise.resolve(gpu), {
      memory: pageMemory,
      opening: this.#own === null,
    });
    this.#own = own;
    void own.device.lost.then(() => {
      // A session recovers its own device.
      if (this.#own !== own) return;
      this.#opening = null;
      this.open().then(
        () => this.dispatchEvent(new Event('change')),
        // The browser gives no device now; the next visit to the lab asks again.
        () => undefined,
      );
    });
  }
}

/** A run on pictures of the lab goes on after a reload, and undo finds them, whatever becomes of the collection. */
async function keep(data: DataSet): Promise<TrainFacade['data']['reference']> {
  const { digestOf, fileStore, keptFilesOf } = await import('./data/keptFiles');
  const kept = keptFilesOf({ name: NAME, digest: await digestOf(data) }, data);
  await fileStore.add(kept, data);
  return kept.reference;
}
