// Hashes, writes and reads pieces in a worker; one request after another.

import type { FromWorker, Pieces, ToWorker } from './pieces';
import { FileStore, KeyStore, StoredPieces } from './pieceStores';

async function open(): Promise<Pieces> {
  const files = await FileStore.open();
  return new StoredPieces(files === null ? [new KeyStore()] : [files, new KeyStore()]);
}

const pieces = open();
let before: Promise<void> = Promise.resolve();

async function answer({ id, method, argument }: ToWorker): Promise<FromWorker> {
  try {
    const ask = (await pieces)[method].bind(await pieces) as (argument: unknown) => Promise<unknown>;
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
