// Zip archives, read with suspicion: what an archive claims is checked before anything is unpacked, unpacking stops
// where the claim ends, and every entry's checksum is verified.
//
// Stored and deflated entries, no encryption, archives below 4 GB. Of ZIP64 only the end record is read, which archives
// of 65,535 entries and more have.
// Source: PKWARE's APPNOTE.TXT 6.3.10, §4.3 (layout) and §4.4 (fields)

import { zipSync, type Zippable } from 'fflate';
import { ArchiveError, type ArchiveProblem } from './archiveError';
import { crc32 } from './crc32';
import { inflate, inflateHead, runSteps, runStepsWith, type Steps } from './inflate';

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCATOR_SIGNATURE = 0x07064b50;
const END64_SIGNATURE = 0x06064b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const LOCATOR_BYTES = 20;
const END64_BYTES = 56;
/** A comment of 65,535 bytes may stand behind the end record. */
const FURTHEST_END = END_BYTES + 0xffff;

const MAX_ENTRIES = 4096;
/** Of one entry unpacked. */
export const MAX_BYTES = 2 ** 31 - 2 ** 20;
/** Neither weights nor pictures shrink more than this. What does, and is large, is a bomb. */
const MAX_SHRINKING = { bytes: 64 * 2 ** 20, ratio: 200 };

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly crc: number;
  readonly localAt: number;
}

export class ZipArchive {
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #view: DataView;

  /**
   * Reads the directory alone.
   * @param where the file's name, for errors
   * @throws ArchiveError
   */
  constructor(
    private readonly where: string,
    private readonly bytes: Uint8Array,
    private readonly maxEntries = MAX_ENTRIES,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#entries = new Map(this.#directory().map((entry) => [entry.name, entry]));
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** What an entry claims to unpack to, in bytes. @throws ArchiveError where it is missing */
  sizeOf(name: string): number {
    return this.#entry(name).size;
  }

  /**
   * One entry, unpacked and checked.
   * @param most bytes that it may unpack to
   * @throws ArchiveError where it is missing, too large, damaged, or not packed in a way we know
   */
  read(name: string, most = MAX_BYTES): Uint8Array<ArrayBuffer> {
    return runSteps(this.#reading(name, most));
  }

  /** As `read`. @param pause awaited between slices */
  readWith(name: string, most: number, pause: () => Promise<void>): Promise<Uint8Array<ArrayBuffer>> {
    return runStepsWith(this.#reading(name, most), pause);
  }

  /** The first bytes of an entry, unchecked; fewer if it is damaged. @throws ArchiveError where it is not there */
  head(name: string, most: number): Uint8Array {
    const entry = this.#entry(name);
    const packed = this.#packed(entry);
    return entry.method === 0 ? packed.subarray(0, most) : inflateHead(packed, most);
  }

  *#reading(name: string, most: number): Steps<Uint8Array<ArrayBuffer>> {
    const entry = this.#entry(name);
    if (entry.size > most)
      this.#fail(
        name,
        'tooLarge',
        `unpacks to ${megabytes(entry.size)}; at most ${megabytes(most)} are read`,
      );
    if (entry.size > MAX_SHRINKING.bytes && entry.size > entry.packed * MAX_SHRINKING.ratio) {
      this.#fail(
        name,
        'tooLarge',
        `${megabytes(entry.packed)} claim to unpack to ${megabytes(entry.size)}: no weights or pictures compress so much, so it is not unpacked`,
      );
    }
    const packed = this.#packed(entry);
    const unpacked = yield* entry.method === 0 ? copy(packed) : inflate(this.where, name, packed, entry.size);
    if (unpacked.bytes.byteLength !== entry.size)
      this.#fail(name, 'damaged', `should hold ${entry.size} bytes. It holds ${unpacked.bytes.byteLength}`);
    if (unpacked.crc !== entry.crc) this.#fail(name, 'checksum', 'is damaged: its checksum differs');
    return unpacked.bytes;
  }

  #entry(name: string): Entry {
    const entry = this.#entries.get(name);
    if (entry !== undefined) return entry;
    const there = this.names.slice(0, 8).join(', ') || 'nothing';
    return this.#fail(null, 'missing', `holds no '${name}'. It holds ${there}`);
  }

  #packed(entry: Entry): Uint8Array {
    const { localAt, name } = entry;
    if (
      localAt + LOCAL_BYTES > this.bytes.byteLength ||
      this.#view.getUint32(localAt, true) !== LOCAL_SIGNATURE
    )
      this.#fail(name, 'damaged', 'is not where the directory says');
    const start =
      localAt +
      LOCAL_BYTES +
      this.#view.getUint16(localAt + 26, true) +
      this.#view.getUint16(localAt + 28, true);
    if (start + entry.packed > this.bytes.byteLength)
      this.#fail(name, 'cutOff', 'is cut off: the file ends before it');
    return this.bytes.subarray(start, start + entry.packed);
  }

  #directory(): readonly Entry[] {
    const view = this.#view;
    const { end, count, size, at: begin } = this.#end();
    if (count > this.maxEntries)
      this.#fail(null, 'tooMany', `lists ${count} entries; at most ${this.maxEntries} are read`);
    if (begin + size > end) this.#fail(null, 'damaged', 'is damaged: its directory lies outside of the file');
    const entries: Entry[] = [];
    let at = begin;
    let packed = 0;
    for (let i = 0; i < count; i++) {
      if (at + ENTRY_BYTES > end || view.getUint32(at, true) !== ENTRY_SIGNATURE)
        this.#fail(null, 'damaged', `is damaged: entry ${i + 1} of its directory cannot be read`);
      const flags = view.getUint16(at + 8, true);
      const method = view.getUint16(at + 10, true);
      const nameBytes = view.getUint16(at + 28, true);
      const name = textOf(this.bytes.subarray(at + ENTRY_BYTES, Math.min(end, at + ENTRY_BYTES + nameBytes)));
      if ((flags & 1) !== 0) this.#fail(name, 'encrypted', 'is encrypted');
      if (method !== 0 && method !== 8)
        this.#fail(name, 'method', `is packed by method ${method}; known are 0 and 8`);
      const entry = {
        ...{ name, method, crc: view.getUint32(at + 16, true) },
        ...{ packed: view.getUint32(at + 20, true), size: view.getUint32(at + 24, true) },
        localAt: view.getUint32(at + 42, true),
      };
      entries.push(entry);
      packed += entry.packed;
      at += ENTRY_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
    // Entries that share their bytes make a bomb of a small file.
    if (packed > this.bytes.byteLength)
      this.#fail(null, 'damaged', `is damaged: its entries claim ${packed} bytes, more than the file has`);
    return entries;
  }

  /** Where the end record begins (at the end, but for a comment), and what it says of the directory. */
  #end(): { end: number; count: number; size: number; at: number } {
    const view = this.#view;
    const last = this.bytes.byteLength - END_BYTES;
    for (let end = last; end >= Math.max(0, this.bytes.byteLength - FURTHEST_END); end--) {
      if (view.getUint32(end, true) !== END_SIGNATURE) continue;
      const count = view.getUint16(end + 10, true);
      const size = view.getUint32(end + 12, true);
      const at = view.getUint32(end + 16, true);
      const is64 = count === 0xffff || at === 0xffffffff || size === 0xffffffff;
      return is64 ? this.#end64(end) : { end, count, size, at };
    }
    return this.#fail(
      null,
      'cutOff',
      'is not a complete zip archive: its end record is missing; the file may be cut off',
    );
  }

  #end64(end: number): { end: number; count: number; size: number; at: number } {
    const view = this.#view;
    const locator = end - LOCATOR_BYTES;
    const begin =
      locator >= 0 && view.getUint32(locator, true) === LOCATOR_SIGNATURE
        ? Number(view.getBigUint64(locator + 8, true))
        : Infinity;
    if (begin + END64_BYTES > end || view.getUint32(begin, true) !== END64_SIGNATURE)
      this.#fail(null, 'damaged', 'is damaged: its ZIP64 end record cannot be read');
    const [count = 0, size = 0, at = 0] = [32, 40, 48].map((offset) =>
      Number(view.getBigUint64(begin + offset, true)),
    );
    return { end, count, size, at };
  }

  #fail(entry: string | null, problem: ArchiveProblem, reason: string): never {
    throw new ArchiveError(this.where, entry, problem, reason);
  }
}

/** Is it a zip, or was it meant to be one? */
export function looksLikeZip(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5) && bytes[3] === bytes[2] + 1
  );
}

const decoder = new TextDecoder();

/** A TextDecoder takes long for each of many short names. */
function textOf(bytes: Uint8Array): string {
  return bytes.every((byte) => byte < 128) ? String.fromCharCode(...bytes) : decoder.decode(bytes);
}

const COPY_BYTES = 2 ** 20;

function* copy(stored: Uint8Array): Steps<{ bytes: Uint8Array<ArrayBuffer>; crc: number }> {
  const bytes = stored.slice();
  let crc = 0;
  for (let at = 0; at < bytes.byteLength; at += COPY_BYTES) {
    crc = crc32(bytes.subarray(at, at + COPY_BYTES), crc);
    yield;
  }
  return { bytes, crc };
}

/** Text entries are packed, weights are stored: they would hardly shrink. */
export function writeZip(entries: ReadonlyMap<string, Uint8Array | string>): Uint8Array<ArrayBuffer> {
  const files: Zippable = {};
  for (const [name, content] of entries) {
    files[name] =
      typeof content === 'string'
        ? [new TextEncoder().encode(content), { level: 6 }]
        : [content, { level: 0 }];
  }
  return zipSync(files);
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
