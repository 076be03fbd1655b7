// The pieces of records, stored under the SHA-256 of their bytes. A worker hashes and writes them (piecesWorker.ts), so that
// the page is not held up.

import { latePart, workerNotFetched } from '../../elements/latePart';
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
  /** 0: it runs, which nobody has asked for. */
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
  #asked = 1;
  /** It has said that it runs. */
  readonly started: Promise<unknown>;

  /** @param failed the worker answers no more */
  constructor(failed: () => void) {
    this.started = new Promise((resolve, reject) => this.#waiting.set(0, { resolve, reject }));
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      const { id, result, failure } = data;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (failure) waiting?.reject(Object.assign(new Error(failure.message), { name: failure.name }));
      else waiting?.resolve(result);
    });
    // It ran out of memory, or, where nothing is said of it, its code could not be fetched.
    this.#worker.addEventListener('error', ({ message }) => {
      failed();
      this.#worker.terminate();
      for (const { reject } of this.#waiting.values())
        reject(message ? new Error(message) : workerNotFetched());
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
let connection: Promise<Connection> | null = null;

function connect(): Promise<Connection> {
  const forget = (): void => void (connection = null);
  connection ??= latePart(async () => {
    let runs = false;
    const begun = new Connection(() => {
      if (runs) forget();
    });
    await begun.started;
    runs = true;
    return begun;
  });
  connection.catch(forget);
  return connection;
}

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

  async #ask(method: keyof Pieces, argument: unknown, transfer: Transferable[] = []): Promise<unknown> {
    const { generation } = this;
    return (await connect()).ask({ generation, method, argument }, transfer);
  }
}
