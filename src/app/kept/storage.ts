// Where records are kept: a few named values that are written together or not at all.

import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';

export const SLOTS = ['run 0', 'run 1'] as const;
export const LEFT = 'left';

/**
 * How often a tab has taken over from another one. Each generation has keys and folders of its own: a tab that the browser had
 * frozen does not know yet, and what it has under way must not reach what is kept by then.
 */
export const GENERATION = 'generation';
export const generationOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** A name of a generation. */
export const named = (name: string, generation: number): string =>
  generation === 0 ? name : `${name} ${generation}`;
export const headKeyOf = (place: string): string => `${place} head`;

export interface Storage {
  /** The values of the keys, undefined if there is none. */
  read(keys: readonly string[]): Promise<readonly unknown[]>;
  /** Writes all of them or none. @throws if storage is full or forbidden; nothing has changed then */
  write(entries: readonly (readonly [key: string, value: unknown])[]): Promise<void>;
  remove(keys: readonly string[]): Promise<void>;
  /** Of all that is there. */
  keys(): Promise<readonly string[]>;
}

/**
 * IndexedDB: one write is one transaction. Opened with the first call, as a browser may forbid even that. Transactions are
 * committed at once: one that is open when the browser freezes the page would keep other tabs waiting, for a minute in Chromium.
 */
export class BrowserStorage implements Storage {
  #opened: UseStore | null = null;

  constructor(private readonly name = 'convscope') {}

  get #store(): UseStore {
    return (this.#opened ??= createStore(this.name, 'kept'));
  }

  async read(keys: readonly string[]): Promise<readonly unknown[]> {
    return this.#store('readonly', (store) => {
      const values = keys.map((key) => promisifyRequest<unknown>(store.get(key)));
      store.transaction.commit();
      return Promise.all(values);
    });
  }

  async write(entries: readonly (readonly [string, unknown])[]): Promise<void> {
    await this.#change((store) => {
      for (const [key, value] of entries) store.put(value, key);
    });
  }

  async remove(keys: readonly string[]): Promise<void> {
    await this.#change((store) => {
      for (const key of keys) store.delete(key);
    });
  }

  async keys(): Promise<readonly string[]> {
    return this.#store('readonly', (store) => {
      const keys = promisifyRequest(store.getAllKeys());
      store.transaction.commit();
      return keys as Promise<string[]>;
    });
  }

  #change(change: (store: IDBObjectStore) => void): Promise<void> {
    return this.#store('readwrite', (store) => {
      change(store);
      const done = promisifyRequest(store.transaction);
      store.transaction.commit();
      return done;
    });
  }
}
