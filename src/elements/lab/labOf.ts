// The one lab of a page: it stays while its view comes and goes.

import { Lab, type LabEnvironment } from '../../lab/lab';
import { BrowserLabStorage } from '../../lab/storage';
import type { TransferBase } from '../../lab/hooks';

/** Where the lab gets its device. Event: `change` (another device). */
export interface LabHost extends EventTarget, LabEnvironment {
  /** Resolves when there is a device. */
  open(): Promise<void>;
}

const labs = new WeakMap<LabHost, Promise<Lab>>();

/** @param base loads what transfer learning begins with */
export async function labOf(host: LabHost, base: () => Promise<TransferBase>): Promise<Lab> {
  // Where none was to be had before, it is asked for again.
  await host.open();
  const lab = labs.get(host) ?? base().then((loaded) => Lab.open(host, new BrowserLabStorage(), loaded));
  labs.set(host, lab);
  return lab;
}
