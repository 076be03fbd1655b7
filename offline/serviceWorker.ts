// The page without a network. Files of this build are answered from its own cache, and kept there when they are fetched.
// The page itself comes from the network where there is one, so that a new version shows at the next reload.
//
// A new version waits until no page of the old one is left: its cache goes with it, and an open page still needs the
// chunks in it. The page talks to its worker through `FillRequest` and `TakeOverRequest` (messages.ts).

import type { Listing } from './listing';
import type { PageRequest } from './messages';

interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface WorkerEvents {
  install: ExtendableEvent;
  activate: ExtendableEvent;
  message: ExtendableEvent & MessageEvent<PageRequest>;
  fetch: ExtendableEvent & { readonly request: Request; respondWith(answer: Promise<Response>): void };
}
/** What is used of ServiceWorkerGlobalScope, which the types of pages do not have. */
declare const self: {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { claim(): Promise<void>; matchAll(options: object): Promise<readonly unknown[]> };
  skipWaiting(): Promise<void>;
  addEventListener<T extends keyof WorkerEvents>(type: T, listener: (event: WorkerEvents[T]) => void): void;
};
/** Put in by vitePlugin.ts. */
declare const __CONVSCOPE_FILES__: Listing;

/** A network that has not answered by then is treated as none. */
const PATIENCE_MS = 3000;

const { version, first, rest, onDemand } = __CONVSCOPE_FILES__;
const { scope } = self.registration;
/** Other pages of the same server have caches, too. */
const PREFIX = `convscope ${scope} `;
const CACHE = PREFIX + version;
const files = new Set([...first, ...rest, ...onDemand]);
const PAGES = new Set([...files].filter((path) => path === '' || path.endsWith('.html')));

/** The path of a file of this build; null for all else. */
function pathOf(address: string): string | null {
  const { origin, pathname } = new URL(address);
  const url = origin + pathname;
  const path = url.startsWith(scope) ? url.slice(scope.length).replace(/^index\.html$/, '') : null;
  return path !== null && files.has(path) ? path : null;
}

/** Data sets are kept by the page itself (src/data/fetchDataset.ts): not twice. */
async function isKeptByPage(url: string): Promise<boolean> {
  const names = (await caches.keys()).filter((name) => !name.startsWith(PREFIX));
  const found = names.map((cacheName) => caches.match(url, { cacheName }));
  return (await Promise.all(found)).some((response) => response !== undefined);
}

/** Fetches a file into the cache, or takes it from that of another version. @throws Error where it cannot be had */
async function keep(path: string): Promise<void> {
  // A newer version may have removed it meanwhile: it must not be made anew.
  if (!(await caches.has(CACHE))) throw new Error(`${CACHE}: is no longer kept`);
  const cache = await caches.open(CACHE);
  const url = scope + path;
  if ((await cache.match(url)) || (await isKeptByPage(url))) return;
  const before = path.startsWith('assets/') ? await caches.match(url) : undefined;
  const response = before ?? (await fetch(url, { cache: 'no-cache' }));
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  // A page may not be answered with what was redirected.
  await cache.put(
    url,
    response.redirected ? new Response(response.body, { headers: response.headers }) : response,
  );
}

/** From the cache of this version. Opening the cache would make it anew after a newer version has removed it. */
const kept = (path: string): Promise<Response | undefined> =>
  caches.match(scope + path, { cacheName: CACHE });

async function keepAll(paths: Iterable<string>): Promise<void> {
  for (const path of paths) await keep(path);
}

async function answerPage(request: Request, path: string): Promise<Response> {
  const before = await kept(path);
  const network = fetch(request);
  if (!before) return network;
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(before), PATIENCE_MS));
  return Promise.race([network.catch(() => before), late]);
}

/** Part of the event: a newer version takes over, and removes the cache, only when nothing of this one is at work. */
async function answerFile(event: WorkerEvents['fetch'], path: string): Promise<Response> {
  const before = await kept(path);
  if (before) return before;
  const response = await fetch(event.request);
  if (response.status === 200) {
    const copy = response.clone();
    const keepCopy = async (): Promise<void> => {
      if (await caches.has(CACHE)) await (await caches.open(CACHE)).put(scope + path, copy);
    };
    // A full storage is no reason to fail.
    event.waitUntil(keepCopy().catch(() => undefined));
  }
  return response;
}

self.addEventListener('install', (event) => event.waitUntil(caches.open(CACHE).then(() => keepAll(first))));

self.addEventListener('activate', (event) => {
  const removeOthers = async (): Promise<void> => {
    const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    await Promise.all(others.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(removeOthers());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const path = request.method === 'GET' ? pathOf(request.url) : null;
  if (path === null) return;
  event.respondWith(PAGES.has(path) ? answerPage(request, path) : answerFile(event, path));
});

self.addEventListener('message', (event) => {
  const { data } = event;
  const [port] = event.ports;
  const answer = (value: boolean): void => port?.postMessage(value);
  if (data.kind === 'fill') {
    const loaded = data.loaded.map(pathOf).filter((path) => path !== null);
    const filled = keepAll(data.all ? [...loaded, ...first, ...rest] : loaded).then(
      () => answer(data.all),
      () => answer(false),
    );
    event.waitUntil(filled);
    return;
  }
  const takeOver = async (): Promise<void> => {
    const own = data.version === version;
    const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    // No other page: none is left that needs the old version.
    if (own && pages.length <= 1) await self.skipWaiting();
    answer(own);
  };
  event.waitUntil(takeOver());
});
