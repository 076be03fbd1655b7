import type { Storage } from '../../src/app/kept/storage';

/** What the browser keeps, in memory. */
export class MemoryStorage implements Storage {
  readonly values: Map<string, unknown>;

  constructor(values: Iterable<readonly [string, unknown]> = []) {
    this.values = new Map(values);
  }

  read(keys: readonly string[]): Promise<readonly unknown[]> {
    return Promise.resolve(keys.map((key) => this.values.get(key)));
  }

  write(entries: readonly (readonly [string, unknown])[]): Promise<void> {
    for (const [key, value] of entries) this.values.set(key, value);
    return Promise.resolve();
  }

  remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.values.delete(key);
    return Promise.resolve();
  }

  keys(): Promise<readonly string[]> {
    return Promise.resolve([...this.values.keys()]);
  }
}
