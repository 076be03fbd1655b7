// A gzip file of one member. Source: RFC 1952, §2.3.

import { ArchiveError } from './archiveError';
import { inflate, inflateHead, MAX_RATIO, runStepsWith } from './inflate';

const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
const FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16 } as const;
const DEFLATE = 8;

export function looksLikeGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** What it claims to unpack to, modulo 4 GiB; 0 where the file is too short to say. */
export function gzipSize(bytes: Uint8Array): number {
  if (bytes.byteLength < HEADER_BYTES + TRAILER_BYTES) return 0;
  return viewOf(bytes).getUint32(bytes.byteLength - 4, true);
}

/** The first bytes of what it unpacks to; fewer where it is damaged. @throws ArchiveError for a damaged header */
export function gunzipHead(name: string, bytes: Uint8Array, most: number): Uint8Array {
  return inflateHead(bytes.subarray(endOfHeader(name, bytes)), most);
}

/**
 * @param name of the file, for errors
 * @param most bytes that it may unpack to
 * @param pause awaited between slices
 * @throws ArchiveError where it is cut off, damaged, or claims too much
 */
export async function gunzip(
  name: string,
  bytes: Uint8Array,
  most: number,
  pause: () => Promise<void>,
): Promise<Uint8Array<ArrayBuffer>> {
  const begin = endOfHeader(name, bytes);
  const end = bytes.byteLength - TRAILER_BYTES;
  if (begin > end) throw new ArchiveError(name, null, 'cutOff', 'is cut off');
  const size = gzipSize(bytes);
  if (size > most)
    throw new ArchiveError(name, null, 'tooLarge', `unpacks to ${size} bytes; at most ${most} are read`);
  if (size > (end - begin) * MAX_RATIO) {
    const reason = `${end - begin} bytes cannot unpack to the ${size} that it claims`;
    throw new ArchiveError(name, null, 'damaged', reason);
  }
  const unpacked = await runStepsWith(inflate(name, null, bytes.subarray(begin, end), size), pause);
  if (unpacked.crc !== viewOf(bytes).getUint32(end, true))
    throw new ArchiveError(name, null, 'checksum', 'is damaged: its checksum differs');
  return unpacked.bytes;
}

function endOfHeader(name: string, bytes: Uint8Array): number {
  if (bytes.byteLength < HEADER_BYTES) throw new ArchiveError(name, null, 'cutOff', 'is cut off');
  if (bytes[2] !== DEFLATE)
    throw new ArchiveError(name, null, 'method', `is packed by method ${bytes[2]}; known is ${DEFLATE}`);
  const flags = bytes[3] ?? 0;
  let at = HEADER_BYTES;
  if ((flags & FLAG.extra) !== 0) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const flag of [FLAG.name, FLAG.comment]) {
    if ((flags & flag) === 0) continue;
    const zero = bytes.indexOf(0, at);
    if (zero < 0) throw new ArchiveError(name, null, 'cutOff', 'is cut off');
    at = zero + 1;
  }
  return (flags & FLAG.headerCrc) === 0 ? at : at + 2;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
