// Data sets made of the user's files, kept in this browser: the bytes by their digest, and a list of what there is. Where
// storage is forbidden or full they last as long as the page.

import { createStore, del, get, setMany, type UseStore } from 'idb-keyval';
import { inTime } from '../../data/inTime';
import type { DataReference, DataSet } from '../../data/dataSet';
import type { ImageDataset } from '../../data/imageDataset';
import { digestOf as sha256 } from '../kept/digest';

/** What is known of a data set without its pictures. */
export interface KeptFiles {
  readonly reference: DataReference & { readonly digest: string };
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly classNames: readonly string[];
  /** Pictures of each part. */
  readonly train: number;
  readonly test: number;
}

const LIST = 'list';
/** Of one name, the newest are kept. */
const SAME_NAME = 4;

export const keptFilesOf = (reference: KeptFiles['reference'], { train, test }: DataSet): KeptFiles => ({
  reference,
  shape: [train.height, train.width, train.channels],
  classNames: train.classNames,
  train: train.count,
  test: test.count,
});

export class FileStore {
  #opened: UseStore | null = null;
  #list: readonly KeptFiles[] = [];
  #opening: Promise<void> | null = null;
  /** Those that storage did not take. */
  readonly #unkept = new Map<string, DataSet>();

  /** The newest first. */
  get list(): readonly KeptFiles[] {
    return this.#list;
  }

  /** Reads the list, once; storage that does not answer has none. */
  open(): Promise<void> {
    return (this.#opening ??= this.#readList());
  }

  async #readList(): Promise<void> {
    const kept = await inTime('storage', () => get<readonly KeptFiles[]>(LIST, this.#store)).catch(
      () => undefined,
    );
    this.#list = kept ?? [];
  }

  /** @returns whether the browser keeps it beyond this visit */
  async add(kept: KeptFiles, data: DataSet): Promise<boolean> {
    // What is kept already must not be forgotten.
    await this.open();
    const { digest, name } = kept.reference;
    const others = this.#list.filter(({ reference }) => reference.digest !== digest);
    this.#list = [kept, ...others];
    // Each training in the lab adds one.
    const same = others.filter(({ reference }) => reference.name === name);
    for (const { reference } of same.slice(SAME_NAME - 1)) await this.remove(reference.digest);
    try {
      const listed = this.#list.filter(({ reference }) => !this.#unkept.has(reference.digest));
      await inTime('storage', () =>
        setMany(
          [
            [digest, data],
            [LIST, listed],
          ],
          this.#store,
        ),
      );
      return true;
    } catch {
      this.#unkept.set(digest, data);
      return false;
    }
  }

  /** Undefined if it is not there any more. */
  async read(digest: string): Promise<DataSet | undefined> {
    return this.#unkept.get(digest) ?? (await get<DataSet>(digest, this.#store));
  }

  async remove(digest: string): Promise<void> {
    await this.open();
    this.#list = this.#list.filter(({ reference }) => reference.digest !== digest);
    this.#unkept.delete(digest);
    await setMany([[LIST, this.#list]], this.#store).catch(() => undefined);
    await del(digest, this.#store).catch(() => undefined);
  }

  /** Opened with the first call, as a browser may forbid even that. */
  get #store(): UseStore {
    return (this.#opened ??= createStore('convscope data', 'files'));
  }
}

export const fileStore = new FileStore();

/** @throws Error where this browser does not have the files any more */
export async function loadFiles({ name, digest = '' }: DataReference): Promise<DataSet> {
  const data = await fileStore.read(digest);
  if (!data)
    throw new Error(`data set '${name}': this browser does not have its files any more. Open them again.`);
  return data;
}

/** SHA-256 of everything that training sees of a data set. */
export async function digestOf({ train, test, validation }: DataSet): Promise<string> {
  const parts = await Promise.all(
    [train, test, ...(validation ? [validation] : [])].flatMap(({ images, labels }) => [
      sha256(images as Uint8Array<ArrayBuffer>),
      sha256(labels as Uint8Array<ArrayBuffer>),
    ]),
  );
  const head = ({ height, width, channels, classNames }: ImageDataset): string =>
    JSON.stringify([height, width, channels, classNames]);
  return sha256(new TextEncoder().encode([head(train), ...parts].join('\n')));
}
