// Where records are kept: a few named values that are written together or not at all.

import { createStore, getMany, keys, promisifyRequest, type UseStore } from 'idb-keyval';

export const SLOTS = ['run 0', 'run 1'] as const;
export const LEFT = 'left';
export const headKeyOf = (place: string): string => `${place} head`;
/** How often a tab has taken over from another one that did not let go: the number of those that may still write. */
export const GENERATION = 'generation';

/** The name of an error, also of one that comes from a worker: another tab has taken over. */
export const SUPERSEDED = 'SupersededError';

export class SupersededError extends Error {
  override readonly name = SUPERSEDED;
}

export const generationOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

export interface Storage {
  /** The values of the keys, undefined if there is none. */
  read(keys: readonly string[]): Promise<readonly unknown[]>;
  /**
   * Writes all of them or none. A tab that the browser had frozen may not know yet that another one has taken over, so both
   * methods look at the generation in the same transaction.
   * @param generation of the tab that writes; undefined: not looked at
   * @throws if storage is full or forbidden, SupersededError if the generation is another one; nothing has changed then
   */
  write(entries: readonly (readonly [key: string, value: unknown])[], generation?: number): Promise<void>;
  remove(keys: readonly string[], generation?: number): Promise<void>;
  /** Of all that is there. */
  keys(): Promise<readonly string[]>;
}

/** IndexedDB: one write is one transaction. Opened with the first call, as a browser may forbid even that. */
export class BrowserStorage implements Storage {
  #opened: UseStore | null = null;

  constructor(private readonly name = 'convscope') {}

  get #store(): UseStore {
    return (this.#opened ??= createStore(this.name, 'kept'));
  }

  async read(keys: readonly string[]): Promise<readonly unknown[]> {
    return getMany([...keys], this.#store);
  }

  async write(entries: readonly (readonly [string, unknown])[], generation?: number): Promise<void> {
    await this.#change(generation, (store) => {
      for (const [key, value] of entries) store.put(value, key);
    });
  }

  async remove(keys: readonly string[], generation?: number): Promise<void> {
    await this.#change(generation, (store) => {
      for (const key of keys) store.delete(key);
    });
  }

  /** In one transaction. */
  async #change(generation: number | undefined, change: (store: IDBObjectStore) => void): Promise<void> {
    let superseded = false as boolean;
    await this.#store('readwrite', (store) => {
      if (generation === undefined) change(store);
      else {
        const asked = store.get(GENERATION);
        asked.onsuccess = () => {
          superseded = generationOf(asked.result) !== generation;
          if (!superseded) change(store);
        };
      }
      return promisifyRequest(store.transaction);
    });
    if (superseded) throw new SupersededError('another tab has taken over');
  }

  async keys(): Promise<readonly string[]> {
    return keys<string>(this.#store);
  }
}
