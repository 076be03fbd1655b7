// Where the lab's pictures are kept: IndexedDB, one record a picture and one for the classes. A change is one transaction:
// all of it is kept, or nothing.

import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';
import type { LabClass, LabPicture } from './library';

export interface Kept {
  readonly classes: readonly LabClass[];
  readonly pictures: readonly LabPicture[];
}

export interface Change {
  /** All of them, where one changed. */
  readonly classes?: readonly LabClass[];
  readonly put: readonly LabPicture[];
  readonly gone: readonly string[];
}

export interface LabStorage {
  /** Null where nothing was kept. @throws where storage is forbidden */
  load(): Promise<Kept | null>;
  /** All of it or nothing. @throws where storage is full or forbidden */
  write(change: Change): Promise<void>;
}

const CLASSES = 'classes';
const PICTURE = 'picture ';
const isPicture = (key: unknown): boolean => typeof key === 'string' && key.startsWith(PICTURE);

export class BrowserLabStorage implements LabStorage {
  #opened: UseStore | null = null;

  constructor(private readonly name = 'convscope-lab') {}

  /** Opened with the first call, as a browser may forbid even that. */
  get #store(): UseStore {
    return (this.#opened ??= createStore(this.name, 'pictures'));
  }

  async load(): Promise<Kept | null> {
    const [keys, values] = await this.#store('readonly', (store) =>
      Promise.all([
        promisifyRequest(store.getAllKeys()),
        promisifyRequest(store.getAll() as IDBRequest<unknown[]>),
      ]),
    );
    const at = keys.indexOf(CLASSES);
    const pictures = values.filter((_, i) => isPicture(keys[i])) as LabPicture[];
    if (at < 0 && pictures.length === 0) return null;
    return { classes: (values[at] ?? []) as LabClass[], pictures };
  }

  async write({ classes, put, gone }: Change): Promise<void> {
    await this.#store('readwrite', (store) => {
      if (classes !== undefined) store.put(classes, CLASSES);
      for (const picture of put) store.put(picture, PICTURE + picture.id);
      for (const id of gone) store.delete(PICTURE + id);
      return promisifyRequest(store.transaction);
    });
  }
}
