// Where the lab's pictures and networks are kept: IndexedDB, one record a picture, one for the classes and one a network. A
// change is one transaction: all of it is kept, or nothing.

import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';
import type { LabClass, LabPicture } from './library';
import type { Trained } from './trained';

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
  /** The newest network of each way. @throws where storage is forbidden */
  loadTrained(): Promise<readonly Trained[]>;
  /** In place of the one of its way. @throws where storage is full or forbidden */
  keepTrained(trained: Trained): Promise<void>;
}

const CLASSES = 'classes';
const TRAINED = 'trained ';
const PICTURE = 'picture ';
const startingWith = (start: string): IDBKeyRange => IDBKeyRange.bound(start, `${start}\uffff`);

export class BrowserLabStorage implements LabStorage {
  #opened: UseStore | null = null;

  constructor(private readonly name = 'convscope-lab') {}

  /** Opened with the first call, as a browser may forbid even that. */
  get #store(): UseStore {
    return (this.#opened ??= createStore(this.name, 'pictures'));
  }

  async load(): Promise<Kept | null> {
    const [classes, pictures] = await this.#store('readonly', (store) =>
      Promise.all([
        promisifyRequest(store.get(CLASSES) as IDBRequest<LabClass[] | undefined>),
        promisifyRequest(store.getAll(startingWith(PICTURE)) as IDBRequest<LabPicture[]>),
      ]),
    );
    if (classes === undefined && pictures.length === 0) return null;
    return { classes: classes ?? [], pictures };
  }

  async write({ classes, put, gone }: Change): Promise<void> {
    await this.#store('readwrite', (store) => {
      if (classes !== undefined) store.put(classes, CLASSES);
      for (const picture of put) store.put(picture, PICTURE + picture.id);
      for (const id of gone) store.delete(PICTURE + id);
      return promisifyRequest(store.transaction);
    });
  }

  async loadTrained(): Promise<readonly Trained[]> {
    const kept = await this.#store('readonly', (store) =>
      promisifyRequest(store.getAll(startingWith(TRAINED)) as IDBRequest<unknown[]>),
    );
    return kept.filter(isTrained);
  }

  async keepTrained(trained: Trained): Promise<void> {
    await this.#store('readwrite', (store) => {
      store.put({ version: VERSION, ...trained }, TRAINED + trained.way);
      return promisifyRequest(store.transaction);
    });
  }
}

/** Of another version than this one's a network is not gone on with. */
const VERSION = 1;
const isTrained = (kept: unknown): kept is Trained =>
  typeof kept === 'object' && kept !== null && 'version' in kept && kept.version === VERSION;
