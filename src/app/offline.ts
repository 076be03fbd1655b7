// The page's side of the service worker (offline/): registers it, lets it fill its cache while nothing else is to be
// done, and says when a new version is ready. A new version is never forced: it shows at the next reload.

import type { PageRequest } from '../../offline/messages';
import { offline } from '../elements/offline';
import { scriptUrl } from '../elements/scriptUrl';
import { idle, savesData } from './idle';

/** How often an open page looks for a new version. */
const LOOK_EVERY_MS = 3_600_000;
/** When files that could not be fetched are fetched again. */
const FILL_AGAIN_MS = 20_000;
/** How often a page of a new version asks for the old one to be removed, while another page may need it. */
const ASK_EVERY_MS = 5000;

function ask(worker: ServiceWorker, request: PageRequest): Promise<boolean> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<boolean>) => resolve(data);
    worker.postMessage(request, [port2]);
  });
}

/** With everything, unless the visitor saves data. */
function fill(worker: ServiceWorker): Promise<boolean> {
  const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
  return ask(worker, { kind: 'fill', loaded, all: !savesData() });
}

/** Fills a worker that waits, then says that it does. A page of its version lets it take over instead. */
async function announce(worker: ServiceWorker): Promise<void> {
  const version = document.querySelector<HTMLMetaElement>('meta[name=version]')?.content ?? '';
  if (await ask(worker, { kind: 'takeOver', version })) {
    if (worker.state === 'installed') setTimeout(() => void announce(worker), ASK_EVERY_MS);
    return;
  }
  await fill(worker);
  await import('../elements/frame/notices');
  offline.set('update', true);
}

/** Where there are service workers: not in private windows of Firefox, nor where they are forbidden. */
export async function followOffline(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  await idle();
  const { serviceWorker } = navigator;
  try {
    await serviceWorker.register(scriptUrl('./sw.js'), { updateViaCache: 'none' });
  } catch {
    return; // The page works without.
  }
  const registration = await serviceWorker.ready;
  const follow = (worker: ServiceWorker | null): void => {
    const installed = (): void => {
      if (worker?.state === 'installed' && registration.active) void announce(worker);
    };
    worker?.addEventListener('statechange', installed);
    installed();
  };
  registration.addEventListener('updatefound', () => follow(registration.installing));
  follow(registration.waiting);
  follow(registration.installing);
  const look = (): void => {
    // Without a network there is none.
    if (document.visibilityState === 'visible') registration.update().catch(() => undefined);
  };
  document.addEventListener('visibilitychange', look);
  setInterval(look, LOOK_EVERY_MS);
  const keep = async (): Promise<void> => {
    if (!registration.active) return;
    const ready = await fill(registration.active);
    offline.set('ready', ready);
    if (!ready && !savesData()) setTimeout(() => void keep(), FILL_AGAIN_MS);
  };
  await keep();
}
