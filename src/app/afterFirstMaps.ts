// What the page does once the first maps of a session are drawn, one after another: the panels beside and below the stage
// first, because they are looked at and clicked; then the check of the device; last, while the page is idle, the shaders of
// the training step, so that the first press of Train or Step is answered at once.

import type { TrainFacade } from '../session/facade';
import { idle, savesData } from './idle';

/** Each is one chunk (vite.config.ts) and one task of the main thread. @throws Error if one cannot be loaded */
export async function loadPanels(): Promise<void> {
  await import('../elements/inspector/inspector');
  await import('../elements/network/networkStack');
  await import('../elements/time/record');
}

/**
 * @param panels on their way
 * @param trains whether training can still be started on this page
 */
export async function afterFirstMaps(
  session: TrainFacade,
  panels: Promise<void>,
  trains: () => boolean,
): Promise<void> {
  await Promise.allSettled([panels]);
  await session.checkDevice();
  // Not every visitor trains: it is done ahead only for those who do not count what they load and compute.
  if (savesData()) return;
  await idle();
  if (trains()) session.prepareTraining('patiently');
}
