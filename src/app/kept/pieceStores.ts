// Where pieces lie: files of the origin's private file system, which are written three times as fast as IndexedDB; and
// IndexedDB where a browser does not offer those, as Firefox in a private window. Used in a worker, where alone files can be
// written.

import { digestOf } from './digest';
import type { Pieces } from './pieces';
import { BrowserStorage, named, type Storage } from './storage';

const FOLDER = 'convscope pieces';

/** In workers only, so that the types of pages lack it. */
interface FileHandle extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<{
    truncate(sizeBytes: number): void;
    write(bytes: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
    close(): void;
  }>;
}

export interface Store {
  has(digest: string, sizeBytes: number): Promise<boolean>;
  /** @throws if there is no room; the piece is not there then */
  write(digest: string, bytes: ArrayBuffer): Promise<void>;
  read(digest: string): Promise<ArrayBuffer | null>;
  names(): Promise<readonly string[]>;
  remove(digests: readonly string[]): Promise<void>;
}

export class FileStore implements Store {
  private constructor(private readonly folder: FileSystemDirectoryHandle) {}

  /** Null where a browser has none, or forbids it. */
  static async open(generation: number): Promise<FileStore | null> {
    try {
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle(named(FOLDER, generation), { create: true });
      return 'createSyncAccessHandle' in FileSystemFileHandle.prototype ? new FileStore(folder) : null;
    } catch {
      return null;
    }
  }

  /** Those of earlier generations. */
  static async older(generation: number): Promise<readonly FileStore[]> {
    const root = await navigator.storage.getDirectory();
    const older: FileStore[] = [];
    for await (const handle of root.values()) {
      if (handle.kind !== 'directory' || !handle.name.startsWith(FOLDER)) continue;
      if (Number(handle.name.slice(FOLDER.length)) < generation) older.push(new FileStore(handle));
    }
    return older;
  }

  async has(digest: string, sizeBytes: number): Promise<boolean> {
    // A page that was killed leaves a file that is too short.
    return (await this.#file(digest))?.size === sizeBytes;
  }

  async write(digest: string, bytes: ArrayBuffer): Promise<void> {
    const handle = await this.folder.getFileHandle(digest, { create: true });
    const file = await (handle as FileHandle).createSyncAccessHandle();
    let written = 0;
    try {
      file.truncate(0);
      written = file.write(new Uint8Array(bytes), { at: 0 });
    } finally {
      file.close();
      if (written < bytes.byteLength) await this.remove([digest]);
    }
    if (written < bytes.byteLength)
      throw new DOMException(`${written} of ${bytes.byteLength} bytes were written`, 'QuotaExceededError');
  }

  async read(digest: string): Promise<ArrayBuffer | null> {
    return (await (await this.#file(digest))?.arrayBuffer()) ?? null;
  }

  async names(): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const name of this.folder.keys()) names.push(name);
    return names;
  }

  async remove(digests: readonly string[]): Promise<void> {
    // What another page reads or has removed meanwhile does not matter.
    for (const digest of digests) await this.folder.removeEntry(digest).catch(() => undefined);
  }

  async #file(digest: string): Promise<File | null> {
    try {
      return await (await this.folder.getFileHandle(digest)).getFile();
    } catch (error) {
      if ((error as Error).name === 'NotFoundError') return null;
      throw error;
    }
  }
}

export class KeyStore implements Store {
  readonly #prefix: string;

  constructor(
    private readonly storage: Storage = new BrowserStorage(),
    generation = 0,
  ) {
    this.#prefix = `${named('piece', generation)} `;
  }

  static older(storage: Storage, generation: number): readonly KeyStore[] {
    return Array.from({ length: generation }, (_, older) => new KeyStore(storage, older));
  }

  async has(digest: string): Promise<boolean> {
    return (await this.names()).includes(digest);
  }

  async write(digest: string, bytes: ArrayBuffer): Promise<void> {
    await this.storage.write([[this.#prefix + digest, bytes]]);
  }

  async read(digest: string): Promise<ArrayBuffer | null> {
    const [bytes] = await this.storage.read([this.#prefix + digest]);
    return bytes instanceof ArrayBuffer ? bytes : null;
  }

  async names(): Promise<readonly string[]> {
    const names = (await this.storage.keys()).flatMap((key) =>
      key.startsWith(this.#prefix) ? [key.slice(this.#prefix.length)] : [],
    );
    // Digests have no spaces: another generation's piece.
    return names.filter((name) => !name.includes(' '));
  }

  async remove(digests: readonly string[]): Promise<void> {
    await this.storage.remove(digests.map((digest) => this.#prefix + digest));
  }
}

/** Writes to the first of its stores, and reads from all: a browser may have offered another one before. */
export class StoredPieces implements Pieces {
  /** @param older of earlier generations: what is not wanted of them is removed, and nothing is written */
  constructor(
    private readonly stores: readonly [Store, ...Store[]],
    private readonly older = (): Promise<readonly Store[]> => Promise.resolve([]),
  ) {}

  async put(bytes: ArrayBuffer): Promise<string> {
    const digest = await digestOf(bytes);
    const [store] = this.stores;
    if (!(await store.has(digest, bytes.byteLength))) await store.write(digest, bytes);
    return digest;
  }

  async get(digest: string): Promise<ArrayBuffer | null> {
    for (const store of [...this.stores, ...(await this.older())]) {
      const bytes = await store.read(digest);
      if (bytes !== null && (await digestOf(bytes)) === digest) return bytes;
    }
    return null;
  }

  async keepOnly(digests: readonly string[]): Promise<void> {
    const wanted = new Set(digests);
    for (const store of [...this.stores, ...(await this.older())]) {
      const others = (await store.names()).filter((name) => !wanted.has(name));
      if (others.length > 0) await store.remove(others);
    }
  }
}
