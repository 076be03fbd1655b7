// The files that a data set is made of: those given, unpacked, and those in the archives among them.

import { ArchiveError } from '../../archives/archiveError';
import { gunzip, gunzipHead, gzipSize, looksLikeGzip } from '../../archives/gzip';
import { looksLikeTar, readTar } from '../../archives/tar';
import { looksLikeZip, ZipArchive } from '../../archives/zip';
import { refuse, type Origin } from './dataSetError';
import type { Work } from './work';

/** A file as a program or a page has it. */
export interface NamedBytes {
  /** Its name, or a path with `/` between folders. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A file, or an entry of an archive. */
export interface Member extends Origin {
  /** Folders with `/` between them, and its name without `.gz`; a folder ends with `/`. */
  readonly path: string;
  /** Unpacked. */
  readonly sizeBytes: number;
  /** Its first bytes, at most `HEAD_BYTES`. */
  head(): Uint8Array;
  /** Unpacks and checks it. @throws DataSetError where it is damaged */
  open(): Promise<Uint8Array>;
}

export const HEAD_BYTES = 512;
/** All unpacked files of arrays together: EMNIST's largest set has 640 MB. */
const MAX_UNPACKED_BYTES = 2 ** 30;
/** So many bytes are unpacked before it is known what they are. */
const UNPACKED_AT_ONCE = 2 ** 24;
const MAX_PICTURE_BYTES = 2 ** 26;
const MAX_ENTRIES = 500_000;

/** @throws DataSetError for an archive that is damaged, too large, or lies in another one; the signal's reason */
export async function membersOf(files: readonly NamedBytes[], work: Work): Promise<readonly Member[]> {
  const unpacker = new Unpacker(work);
  const members: Member[] = [];
  for (const [at, { name, bytes }] of files.entries()) {
    const path = cleanPath(name);
    if (!isHidden(path)) members.push(...(await unpacker.unpack({ file: name, entry: null }, path, bytes)));
    work.report((at + 1) / files.length);
  }
  return members.filter(({ path }) => !isHidden(path));
}

/** What systems put beside one's own files. */
const isHidden = (path: string): boolean => /(^|\/)(\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/i.test(path);

class Unpacker {
  #unpackedBytes = 0;

  constructor(private readonly work: Work) {}

  async unpack(origin: Origin, path: string, bytes: Uint8Array): Promise<readonly Member[]> {
    if (looksLikeGzip(bytes)) {
      const head = await this.#guard(origin, 'gzip', () => gunzipHead(origin.file, bytes, HEAD_BYTES));
      const open = async (): Promise<Uint8Array> => {
        this.#claim(origin, gzipSize(bytes));
        return this.#guard(origin, 'gzip', () =>
          gunzip(origin.file, bytes, MAX_UNPACKED_BYTES, this.work.pause),
        );
      };
      if (looksLikeTar(head)) return this.#tar(origin, await open());
      const inner = path.replace(/\.(gz|tgz)$/i, (suffix) => (suffix.length === 4 ? '.tar' : ''));
      // A large one is unpacked only where its first bytes are those of a data set.
      return gzipSize(bytes) > UNPACKED_AT_ONCE
        ? [{ ...origin, path: inner, sizeBytes: gzipSize(bytes), head: () => head, open }]
        : [plainMember(origin, inner, await open())];
    }
    if (looksLikeTar(bytes)) return this.#tar(origin, bytes);
    if (
      looksLikeZip(bytes) ||
      (origin.entry === null && /\.(zip|npz|tm)$/i.test(path) && bytes.byteLength > 0)
    )
      return this.#zip(origin, bytes);
    return [plainMember(origin, path, bytes)];
  }

  async #tar(origin: Origin, bytes: Uint8Array): Promise<readonly Member[]> {
    const entries = await this.#guard(origin, 'tar', () => readTar(origin.file, bytes));
    const members: Member[] = [];
    for (const entry of entries) {
      await this.work.pause();
      members.push(...(await this.#inner(origin, cleanPath(entry.name), entry.bytes)));
    }
    return members;
  }

  async #zip(origin: Origin, bytes: Uint8Array): Promise<readonly Member[]> {
    const { file } = origin;
    const zip = await this.#guard(origin, 'zip', () => new ZipArchive(file, bytes, MAX_ENTRIES));
    const members: Member[] = [];
    for (const name of zip.names) {
      await this.work.pause();
      const path = cleanPath(name);
      const at = { file, entry: path };
      const sizeBytes = zip.sizeOf(name);
      const open = async (): Promise<Uint8Array> => {
        const isPicture = PICTURE_NAME.test(path); // those are forgotten one by one
        if (!isPicture) this.#claim(at, sizeBytes);
        const most = isPicture ? MAX_PICTURE_BYTES : MAX_UNPACKED_BYTES;
        return this.#guard(at, 'zip', () => zip.readWith(name, most, this.work.pause));
      };
      if (isHidden(path)) continue;
      if (PICTURE_NAME.test(path) || path.endsWith('/')) {
        members.push({ ...at, path, sizeBytes, open, head: () => zip.head(name, HEAD_BYTES) });
        continue;
      }
      const head = await this.#guard(at, 'zip', () => zip.head(name, HEAD_BYTES));
      if (looksLikeGzip(head) || looksLikeZip(head) || looksLikeTar(head))
        members.push(...(await this.#inner(origin, path, await open())));
      else members.push({ ...at, path, sizeBytes, open, head: () => head });
    }
    return members;
  }

  /** An entry of an archive: of archives in it, only a compressed file is unpacked. */
  async #inner({ file }: Origin, path: string, bytes: Uint8Array): Promise<readonly Member[]> {
    const origin = { file, entry: path };
    if (looksLikeZip(bytes) || looksLikeTar(bytes))
      refuse(origin, { at: 'file' }, { wants: 'noArchive' }, { is: 'kind', kind: 'archive' });
    return looksLikeGzip(bytes) ? this.unpack(origin, path, bytes) : [plainMember(origin, path, bytes)];
  }

  #claim(origin: Origin, bytes: number): void {
    this.#unpackedBytes += bytes;
    if (this.#unpackedBytes > MAX_UNPACKED_BYTES) {
      const count = MAX_UNPACKED_BYTES;
      const received = { is: 'number', value: this.#unpackedBytes } as const;
      refuse(origin, { at: 'file' }, { wants: 'atMost', count, of: 'bytes' }, received);
    }
  }

  async #guard<T>(origin: Origin, kind: 'zip' | 'gzip' | 'tar', read: () => T | Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (cause) {
      if (!(cause instanceof ArchiveError)) throw cause;
      const at = { file: origin.file, entry: cause.entry ?? origin.entry };
      const received = { is: 'archive', problem: cause.problem } as const;
      return refuse(at, { at: 'file' }, { wants: 'intact', kind }, received, { cause });
    }
  }
}

/** Told by the name, because a look into each entry of a large archive takes long. */
export const PICTURE_NAME = /\.(png|jpe?g|webp|gif|bmp|avif|hei[cf]|tiff?)$/i;

/** None of its parts is trusted to be a name on this machine. */
function cleanPath(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.join('/') + (/[/\\]$/.test(path) ? '/' : '');
}

function plainMember(origin: Origin, path: string, bytes: Uint8Array): Member {
  return {
    ...origin,
    path,
    sizeBytes: bytes.byteLength,
    head: () => bytes.subarray(0, HEAD_BYTES),
    open: () => Promise.resolve(bytes),
  };
}
