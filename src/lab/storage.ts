// Storage of the lab's pictures and networks: IndexedDB, one record per picture, one for the classes and one per
// network, with its held-out pictures beside it. A change is one transaction: all of it is stored, or nothing.
//
// The browser copies what goes in and out on the page's own thread, so it goes in portions: a transaction waits for one
// before it is given the next.

import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';
import { storedHistory } from '../formats/convscope/storedHistory';
import type { LabClass, LabPicture } from './picture';
import type { Way } from './recipe';
import type { Prediction, Trained } from './trained';

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
  /** Null where nothing was kept; pictures in the order of their ids. @throws where storage is forbidden */
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
/** Bytes of held-out pictures, piece by piece. */
const PIECES = 'pieces ';
const startingWith = (start: string): IDBKeyRange => IDBKeyRange.bound(start, `${start}\uffff`);

/** Records in a portion. */
const PORTION = 24;
const PIECE_BYTES = 2 ** 18;

type Entry = readonly [key: string, value: unknown];

export class BrowserLabStorage implements LabStorage {
  #opened: UseStore | null = null;

  constructor(private readonly name = 'convscope-lab') {}

  /** Opened with the first call, as a browser may forbid even that. */
  get #store(): UseStore {
    return (this.#opened ??= createStore(this.name, 'pictures'));
  }

  load(): Promise<Kept | null> {
    return this.#store('readonly', async (store) => {
      const classes = await promisifyRequest(store.get(CLASSES) as IDBRequest<LabClass[] | undefined>);
      const pictures: LabPicture[] = [];
      for await (const some of portions<LabPicture>(store, PICTURE, PORTION)) pictures.push(...some);
      return classes === undefined && pictures.length === 0 ? null : { classes: classes ?? [], pictures };
    });
  }

  write({ classes, put, gone }: Change): Promise<void> {
    return this.#change(async (store) => {
      if (classes !== undefined) store.put(classes, CLASSES);
      for (const id of gone) store.delete(PICTURE + id);
      await putAll(
        store,
        put.map((picture): Entry => [PICTURE + picture.id, picture]),
        PORTION,
      );
    });
  }

  loadTrained(): Promise<readonly Trained[]> {
    return this.#store('readonly', async (store) => {
      const kept = await promisifyRequest(store.getAll(startingWith(TRAINED)) as IDBRequest<unknown[]>);
      const found: Trained[] = [];
      for (const one of kept.filter(isTrained)) {
        const { way, held, own } = one;
        found.push({
          ...one,
          held: await joined(store, way, 'held', held),
          own: own && (await joined(store, way, 'own', own)),
        });
      }
      return found;
    });
  }

  keepTrained(trained: Trained): Promise<void> {
    const { way, held, own } = trained;
    return this.#change(async (store) => {
      store.delete(startingWith(PIECES + way));
      const history = storedHistory(trained.history);
      store.put(
        { version: VERSION, ...trained, history, held: bare(held), own: own && bare(own) },
        TRAINED + way,
      );
      await putAll(store, pieces(way, 'held', held), 1);
      if (own) await putAll(store, pieces(way, 'own', own), 1);
    });
  }

  async #change(make: (store: IDBObjectStore) => Promise<void>): Promise<void> {
    await this.#store('readwrite', (store) =>
      Promise.all([
        promisifyRequest(store.transaction),
        make(store).catch((error: unknown) => {
          abort(store.transaction);
          throw error;
        }),
      ]),
    );
  }
}

/** What failed by itself is over already. */
function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It was.
  }
}

/** Within one transaction: it stays open, since the next request is made in the turn of the one before. */
async function putAll(store: IDBObjectStore, entries: Iterable<Entry>, portion: number): Promise<void> {
  let count = 0;
  for (const [key, value] of entries) {
    const request = store.put(value, key);
    if (++count % portion === 0) await promisifyRequest(request);
  }
}

/** Records in the order of their keys. */
async function* portions<Value>(
  store: IDBObjectStore,
  start: string,
  portion: number,
): AsyncIterable<readonly Value[]> {
  const keys = await promisifyRequest(store.getAllKeys(startingWith(start)));
  for (let first = 0; first < keys.length; first += portion) {
    const range = IDBKeyRange.bound(keys[first], keys[Math.min(first + portion, keys.length) - 1]);
    yield await promisifyRequest(store.getAll(range) as IDBRequest<Value[]>);
  }
}

type Part = 'held' | 'own';
const piecesOf = (way: Way, part: Part): string => `${PIECES}${way} ${part} `;

function* pieces(way: Way, part: Part, { images: { images } }: Prediction): Iterable<Entry> {
  for (let first = 0, at = 0; first < images.length; first += PIECE_BYTES, at++)
    yield [piecesOf(way, part) + String(at).padStart(6, '0'), images.slice(first, first + PIECE_BYTES)];
}

const withBytes = (answered: Prediction, images: Uint8Array): Prediction => ({
  ...answered,
  images: { ...answered.images, images },
});

const bare = (answered: Prediction): Prediction => withBytes(answered, new Uint8Array());

async function joined(
  store: IDBObjectStore,
  way: Way,
  part: Part,
  answered: Prediction,
): Promise<Prediction> {
  const { count, height, width, channels } = answered.images;
  const images = new Uint8Array(count * height * width * channels);
  let filled = 0;
  for await (const [piece] of portions<Uint8Array>(store, piecesOf(way, part), 1)) {
    if (piece === undefined) continue;
    images.set(piece, filled);
    filled += piece.length;
  }
  return withBytes(answered, images);
}

/** Of another version than this one's a network is not gone on with. */
const VERSION = 2;
const isTrained = (kept: unknown): kept is Trained =>
  typeof kept === 'object' && kept !== null && 'version' in kept && kept.version === VERSION;
