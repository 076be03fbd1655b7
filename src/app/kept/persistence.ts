// Asks the browser not to remove what is kept when it wants room, and says how much room there is.

import type { SavedRun } from '../../session/facade';
import type { KeptSizes } from '../../elements/frame/keptMessage';

const ASKED = 'convscope.persist';

/** Once per browser: some ask the reader. */
export async function askToPersist(): Promise<void> {
  try {
    if (localStorage.getItem(ASKED) !== null || (await navigator.storage.persisted())) return;
    localStorage.setItem(ASKED, 'asked');
    await navigator.storage.persist();
  } catch {
    // A browser that does not let the page store anything has nothing to keep.
  }
}

/** What a run takes while it is written, twice its copy, and what there is for it. Null where the browser does not say. */
export async function sizesOf({ checkpoint, past = [] }: SavedRun): Promise<KeptSizes | null> {
  const estimate = await navigator.storage.estimate().catch(() => null);
  if (estimate?.quota === undefined || estimate.usage === undefined) return null;
  const sum = (parts: readonly ArrayBuffer[]): number =>
    parts.reduce((total, { byteLength }) => total + byteLength, 0);
  const copyBytes = sum(Object.values(checkpoint.slabs));
  return {
    copyBytes,
    pastBytes: sum(past.map(({ bytes }) => bytes)),
    freeBytes: Math.max(0, estimate.quota - estimate.usage),
  };
}
