// The pieces of records, stored under the SHA-256 of their bytes. A worker hashes and writes them (piecesWorker.ts), so that
// the page is not held up.

import { scriptUrl } from '../../elements/scriptUrl';
import workerUrl from './piecesWorker?worker&url';

/** All methods reject where storage is forbidden; `put` also where it is full. */
export interface Pieces {
  /** Stores a piece, unless it is there. The bytes are taken over. @returns its digest */
  put(bytes: ArrayBuffer): Promise<string>;
  /** Null: not there, or not what was put. */
  get(digest: string): Promise<ArrayBuffer | null>;
  /** Removes all others. */
  keepOnly(digests: readonly string[]): Promise<void>;
}

export interface ToWorker {
  readonly id: number;
  /** Of the tab that asks (storage.ts). */
  readonly generation: number;
  readonly method: keyof Pieces;
  readonly argument: unknown;
}

export interface FromWorker {
  readonly id: number;
  readonly result?: unknown;
  readonly failure?: { readonly name: string; readonly message: string };
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

class Connection {
  readonly #worker = new Worker(scriptUrl(workerUrl), { type: 'module', name: 'kept' });
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  /** @param failed the worker answers no more */
  constructor(failed: () => void) {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      const { id, result, failure } = data;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (failure) waiting?.reject(Object.assign(new Error(failure.message), { name: failure.name }));
      else waiting?.resolve(result);
    });
    // Its code could not be fetched, or ran out of memory.
    this.#worker.addEventListener('error', ({ message }) => {
      failed();
      this.#worker.terminate();
      for (const { reject } of this.#waiting.values())
        reject(new Error(message || 'the worker did not start'));
      this.#waiting.clear();
    });
  }

  ask(request: Omit<ToWorker, 'id'>, transfer: Transferable[]): Promise<unknown> {
    const id = this.#asked++;
    const message: ToWorker = { id, ...request };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage(message, transfer);
    });
  }
}

/** One for all: requests are done in their order. */
let connection: Connection | null = null;

/** The pieces of this browser. */
export class WorkerPieces implements Pieces {
  constructor(private readonly generation = 0) {}

  put(bytes: ArrayBuffer): Promise<string> {
    return this.#ask('put', bytes, [bytes]) as Promise<string>;
  }

  get(digest: string): Promise<ArrayBuffer | null> {
    return this.#ask('get', digest) as Promise<ArrayBuffer | null>;
  }

  async keepOnly(digests: readonly string[]): Promise<void> {
    await this.#ask('keepOnly', digests);
  }

  #ask(method: keyof Pieces, argument: unknown, transfer: Transferable[] = []): Promise<unknown> {
    // After a failure the next one begins with a new worker: its code may be there by then.
    connection ??= new Connection(() => (connection = null));
    return connection.ask({ generation: this.generation, method, argument }, transfer);
  }
}
