// Tar archives: the files in them, as views of the archive's bytes. Long names of POSIX (pax) and of GNU are known; links
// and devices are passed over. Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header".

import { ArchiveError } from './archiveError';

const BLOCK = 512;
const MAX_ENTRIES = 500_000;

export interface TarEntry {
  /** Folders with `/` between them; a folder ends with one. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export function looksLikeTar(bytes: Uint8Array): boolean {
  return bytes.byteLength >= BLOCK && bytes[0] !== 0 && headerSum(bytes, 0) === octal(bytes, 148, 8);
}

/** @throws ArchiveError where it is cut off or damaged, or has too many entries */
export function readTar(archive: string, bytes: Uint8Array): readonly TarEntry[] {
  const entries: TarEntry[] = [];
  let longName: string | null = null;
  let at = 0;
  // Two empty blocks end it; some writers leave them out.
  while (at < bytes.byteLength && bytes[at] !== 0) {
    if (at + BLOCK > bytes.byteLength) throw new ArchiveError(archive, null, 'cutOff', 'is cut off');
    if (headerSum(bytes, at) !== octal(bytes, at + 148, 8)) {
      const reason = `is damaged: the checksum of the header at byte ${at} differs`;
      throw new ArchiveError(archive, null, 'checksum', reason);
    }
    const prefix = text(bytes, at + 257, 5) === 'ustar' ? text(bytes, at + 345, 155) : '';
    const short = text(bytes, at, 100);
    const name = longName ?? (prefix === '' || isGnu(bytes, at) ? short : `${prefix}/${short}`);
    longName = null;
    const size = octal(bytes, at + 124, 12);
    const begin = at + BLOCK;
    if (!(size >= 0 && begin + size <= bytes.byteLength))
      throw new ArchiveError(archive, name, 'cutOff', 'is cut off: the file ends before it');
    const content = bytes.subarray(begin, begin + size);
    const type = text(bytes, at + 156, 1);
    if (type === 'L') longName = text(content, 0, size);
    else if (type === 'x') longName = paxPath(content);
    else if (type === '' || type === '0' || type === '5') {
      if (entries.length === MAX_ENTRIES)
        throw new ArchiveError(archive, null, 'tooMany', `has more than ${MAX_ENTRIES} entries`);
      const folder = type === '5' && !name.endsWith('/');
      entries.push({ name: folder ? `${name}/` : name, bytes: content });
    }
    at = begin + Math.ceil(size / BLOCK) * BLOCK;
  }
  return entries;
}

/** The sum of a header's bytes, its own field counted as spaces. */
function headerSum(bytes: Uint8Array, at: number): number {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : (bytes[at + i] ?? 0);
  return sum;
}

/** @returns NaN for what is no octal number; sizes from 8 GiB on are written otherwise */
function octal(bytes: Uint8Array, at: number, length: number): number {
  const digits = text(bytes, at, length).trim();
  return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : NaN;
}

/** GNU's own format uses the field of the prefix for other things. */
const isGnu = (bytes: Uint8Array, at: number): boolean => text(bytes, at + 257, 8) === 'ustar  ';

/** Up to the first zero. */
function text(bytes: Uint8Array, at: number, length: number): string {
  const field = bytes.subarray(at, at + length);
  const zero = field.indexOf(0);
  return new TextDecoder().decode(zero < 0 ? field : field.subarray(0, zero));
}

/** From records such as `31 path=folder/long name.png\n`. */
function paxPath(records: Uint8Array): string | null {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(new TextDecoder().decode(records))?.[1] ?? null;
}
