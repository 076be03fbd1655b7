// Where records are kept: a few named values that are written together or not at all.

import { createStore, delMany, getMany, keys, setMany, type UseStore } from 'idb-keyval';

export const SLOTS = ['run 0', 'run 1'] as const;
export const LEFT = 'left';
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

  async write(entries: readonly (readonly [string, unknown])[]): Promise<void> {
    await setMany(
      entries.map(([key, value]) => [key, value]),
      this.#store,
    );
  }

  async remove(keys: readonly string[]): Promise<void> {
    await delMany([...keys], this.#store);
  }

  async keys(): Promise<readonly string[]> {
    return keys<string>(this.#store);
  }
}
