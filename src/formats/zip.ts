// The zip archives of models: as archives/zip.ts reads them, with the errors of model files and entries that are JSON.

import { ArchiveError } from '../archives/archiveError';
import { ZipArchive as Archive } from '../archives/zip';
import { parseJson } from './json';
import { FormatError } from './storedModel';

export { looksLikeZip, writeZip } from '../archives/zip';

export class ZipArchive {
  readonly #archive: Archive;

  /** Reads the directory alone. @throws FormatError */
  constructor(
    private readonly where: string,
    bytes: Uint8Array,
  ) {
    this.#archive = asFormatError(() => new Archive(where, bytes));
  }

  get names(): readonly string[] {
    return this.#archive.names;
  }

  has(name: string): boolean {
    return this.#archive.has(name);
  }

  /** What an entry claims to unpack to, in bytes. @throws FormatError where it is missing */
  sizeOf(name: string): number {
    return asFormatError(() => this.#archive.sizeOf(name));
  }

  /** One entry, unpacked and checked. @param most bytes that it may unpack to @throws FormatError */
  read(name: string, most?: number): Uint8Array<ArrayBuffer> {
    return asFormatError(() => this.#archive.read(name, most));
  }

  /** @throws FormatError as `read`, and where it is no JSON */
  json(name: string, most = 64 * 2 ** 20): unknown {
    return parseJson(`${this.where}, entry '${name}'`, this.read(name, most));
  }
}

function asFormatError<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof ArchiveError)) throw cause;
    const { archive, entry, reason } = cause;
    const where = entry === null ? archive : `${archive}, entry '${entry}'`;
    throw new FormatError(where, reason, { cause });
  }
}
