// Zip archives, read with suspicion: what an archive claims is checked before anything is unpacked, unpacking stops
// where the claim ends, and every entry's checksum is verified.
//
// Only what `.keras` files and our own need: stored and deflated entries, no encryption, no ZIP64 (so below 4 GB).
// Source: PKWARE's APPNOTE.TXT 6.3.10, §4.3 (layout) and §4.4 (fields)

import { Inflate, zipSync, type Zippable } from 'fflate';
import { parseJson } from './json';
import { FormatError } from './storedModel';

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
/** A comment of 65,535 bytes may stand behind the end record. */
const FURTHEST_END = END_BYTES + 0xffff;

const MAX_ENTRIES = 4096;
/** Of one entry unpacked. */
export const MAX_BYTES = 2 ** 31 - 2 ** 20;
/** Weights hardly shrink. What shrinks more than this, and is large, is a bomb. */
const MAX_SHRINKING = { bytes: 64 * 2 ** 20, ratio: 200 };
const SLICE_BYTES = 2 ** 16;

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

  /** Reads the directory alone. @throws FormatError */
  constructor(
    private readonly where: string,
    private readonly bytes: Uint8Array,
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

  /**
   * One entry, unpacked and checked.
   * @param most bytes that it may unpack to
   * @throws FormatError where it is missing, too large, damaged, or not packed in a way we know
   */
  read(name: string, most = MAX_BYTES): Uint8Array<ArrayBuffer> {
    const entry = this.#entries.get(name);
    if (entry === undefined) {
      const there = this.names.slice(0, 8).join(', ') || 'nothing';
      throw new FormatError(this.where, `holds no '${name}'. It holds ${there}`);
    }
    const where = `${this.where}, entry '${name}'`;
    if (entry.size > most) {
      throw new FormatError(
        where,
        `unpacks to ${megabytes(entry.size)}; at most ${megabytes(most)} are read`,
      );
    }
    if (entry.size > MAX_SHRINKING.bytes && entry.size > entry.packed * MAX_SHRINKING.ratio) {
      throw new FormatError(
        where,
        `${megabytes(entry.packed)} claim to unpack to ${megabytes(entry.size)}: no weights compress so much, so it is not unpacked`,
      );
    }
    const packed = this.#packed(entry, where);
    const unpacked = entry.method === 0 ? packed.slice() : inflate(where, packed, entry.size);
    if (unpacked.byteLength !== entry.size)
      throw new FormatError(where, `should hold ${entry.size} bytes. It holds ${unpacked.byteLength}`);
    if (crc32(unpacked) !== entry.crc) throw new FormatError(where, 'is damaged: its checksum differs');
    return unpacked;
  }

  /** @throws FormatError as `read`, and where it is no JSON */
  json(name: string, most = 64 * 2 ** 20): unknown {
    return parseJson(`${this.where}, entry '${name}'`, this.read(name, most));
  }

  #packed(entry: Entry, where: string): Uint8Array {
    const { localAt } = entry;
    if (
      localAt + LOCAL_BYTES > this.bytes.byteLength ||
      this.#view.getUint32(localAt, true) !== LOCAL_SIGNATURE
    )
      throw new FormatError(where, 'is not where the directory says');
    const start =
      localAt +
      LOCAL_BYTES +
      this.#view.getUint16(localAt + 26, true) +
      this.#view.getUint16(localAt + 28, true);
    if (start + entry.packed > this.bytes.byteLength)
      throw new FormatError(where, 'is cut off: the file ends before it');
    return this.bytes.subarray(start, start + entry.packed);
  }

  #directory(): readonly Entry[] {
    const view = this.#view;
    const end = this.#end();
    const count = view.getUint16(end + 10, true);
    const size = view.getUint32(end + 12, true);
    let at = view.getUint32(end + 16, true);
    if (count === 0xffff || at === 0xffffffff || size === 0xffffffff)
      throw new FormatError(this.where, 'is a ZIP64 archive (larger than 4 GB), which is not read');
    if (count > MAX_ENTRIES)
      throw new FormatError(this.where, `lists ${count} entries; at most ${MAX_ENTRIES} are read`);
    if (at + size > end)
      throw new FormatError(this.where, 'is damaged: its directory lies outside of the file');
    const entries: Entry[] = [];
    for (let i = 0; i < count; i++) {
      if (at + ENTRY_BYTES > end || view.getUint32(at, true) !== ENTRY_SIGNATURE)
        throw new FormatError(this.where, `is damaged: entry ${i + 1} of its directory cannot be read`);
      const flags = view.getUint16(at + 8, true);
      const method = view.getUint16(at + 10, true);
      const nameBytes = view.getUint16(at + 28, true);
      const name = new TextDecoder().decode(
        this.bytes.subarray(at + ENTRY_BYTES, Math.min(end, at + ENTRY_BYTES + nameBytes)),
      );
      if ((flags & 1) !== 0) throw new FormatError(this.where, `entry '${name}' is encrypted`);
      if (method !== 0 && method !== 8)
        throw new FormatError(this.where, `entry '${name}' is packed by method ${method}; known are 0 and 8`);
      entries.push({
        name,
        method,
        crc: view.getUint32(at + 16, true),
        packed: view.getUint32(at + 20, true),
        size: view.getUint32(at + 24, true),
        localAt: view.getUint32(at + 42, true),
      });
      at += ENTRY_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
    return entries;
  }

  /** Where the end record begins: at the end, but for a comment. */
  #end(): number {
    const last = this.bytes.byteLength - END_BYTES;
    for (let at = last; at >= Math.max(0, this.bytes.byteLength - FURTHEST_END); at--) {
      if (this.#view.getUint32(at, true) === END_SIGNATURE) return at;
    }
    throw new FormatError(
      this.where,
      'is not a complete zip archive: its end record is missing; the file may be cut off',
    );
  }
}

/** Is it a zip, or was it meant to be one? */
export function looksLikeZip(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5) && bytes[3] === bytes[2] + 1
  );
}

/** In slices, so that no more than what was claimed is ever held. */
function inflate(where: string, packed: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size);
  let filled = 0;
  // Set by the callback, as the compiler does not see.
  const state = { finished: false };
  const stream = new Inflate((chunk, final) => {
    if (filled + chunk.byteLength > size)
      throw new FormatError(where, `unpacks to more than the ${size} bytes that it claims`);
    out.set(chunk, filled);
    filled += chunk.byteLength;
    state.finished ||= final;
  });
  try {
    for (let at = 0; at < packed.byteLength && !state.finished; at += SLICE_BYTES) {
      const slice = packed.subarray(at, at + SLICE_BYTES);
      stream.push(slice, at + SLICE_BYTES >= packed.byteLength);
    }
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(where, `cannot be unpacked (${reason(cause)})`, { cause });
  }
  return out.subarray(0, filled);
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

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** CRC-32 as zip has it (ISO 3309). */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
