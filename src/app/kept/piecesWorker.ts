// Hashes, writes and reads pieces in a worker; one request after another.

import type { FromWorker, Pieces, ToWorker } from './pieces';
import { FileStore, KeyStore, StoredPieces } from './pieceStores';
import { BrowserStorage } from './storage';

async function open(generation: number): Promise<Pieces> {
  const storage = new BrowserStorage();
  const keys = new KeyStore(storage, generation);
  const olderKeys = KeyStore.older(storage, generation);
  const files = await FileStore.open(generation);
  return files === null
    ? new StoredPieces([keys], () => Promise.resolve(olderKeys))
    : new StoredPieces([files, keys], async () => [...(await FileStore.older(generation)), ...olderKeys]);
}

const opened = new Map<number, Promise<Pieces>>();

function piecesOf(generation: number): Promise<Pieces> {
  const pieces = opened.get(generation) ?? open(generation);
  opened.set(generation, pieces);
  return pieces;
}

let before: Promise<void> = Promise.resolve();

async function answer({ id, generation, method, argument }: ToWorker): Promise<FromWorker> {
  try {
    const pieces = await piecesOf(generation);
    const ask = pieces[method].bind(pieces) as (argument: unknown) => Promise<unknown>;
    return { id, result: await ask(argument) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { id, failure: { name, message } };
  }
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  before = before.then(async () => {
    const message = await answer(data);
    self.postMessage(message, { transfer: message.result instanceof ArrayBuffer ? [message.result] : [] });
  });
});

self.postMessage({ id: 0 } satisfies FromWorker);
