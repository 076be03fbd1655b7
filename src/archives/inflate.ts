// Deflated data, unpacked in slices: no more is ever held than what was claimed, and the caller may do something else
// between two slices.

import { Inflate } from 'fflate';
import { ArchiveError } from './archiveError';
import { crc32 } from './crc32';

const SLICE_BYTES = 2 ** 16;
/** Deflate cannot compress more than this (RFC 1951: 258 bytes in two bits). */
export const MAX_RATIO = 1032;

export interface Unpacked {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly crc: number;
}

/** What the whole takes, in steps. */
export type Steps<T> = Generator<void, T>;

/**
 * @param size what the archive claims that it unpacks to; it is allocated
 * @throws ArchiveError if it unpacks to another number of bytes, or cannot be unpacked
 */
export function* inflate(
  archive: string,
  entry: string | null,
  packed: Uint8Array,
  size: number,
): Steps<Unpacked> {
  const bytes = new Uint8Array(size);
  // Set by the callback, as the compiler does not see.
  const state = { filled: 0, crc: 0, finished: false };
  const stream = new Inflate((chunk, final) => {
    if (state.filled + chunk.byteLength > size)
      throw new ArchiveError(
        archive,
        entry,
        'damaged',
        `unpacks to more than the ${size} bytes that it claims`,
      );
    bytes.set(chunk, state.filled);
    state.filled += chunk.byteLength;
    state.crc = crc32(chunk, state.crc);
    state.finished ||= final;
  });
  for (let at = 0; at < packed.byteLength && !state.finished; at += SLICE_BYTES) {
    try {
      stream.push(packed.subarray(at, at + SLICE_BYTES), at + SLICE_BYTES >= packed.byteLength);
    } catch (cause) {
      if (cause instanceof ArchiveError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ArchiveError(archive, entry, 'damaged', `cannot be unpacked (${reason})`, { cause });
    }
    yield;
  }
  if (state.filled !== size) {
    const reason = `should hold ${size} bytes. It holds ${state.filled}`;
    throw new ArchiveError(archive, entry, 'damaged', reason);
  }
  return { bytes, crc: state.crc };
}

/** The first bytes of deflated data; fewer if it is damaged. */
export function inflateHead(packed: Uint8Array, most: number): Uint8Array {
  let head: Uint8Array = new Uint8Array(0);
  const stream = new Inflate((chunk) => {
    if (head.byteLength === 0) head = chunk.subarray(0, most);
  });
  try {
    stream.push(packed.subarray(0, 2 * most));
  } catch {
    // What it is will be asked again when it is unpacked.
  }
  return head;
}

/** Takes all steps at once. */
export function runSteps<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** @param pause awaited between steps */
export async function runStepsWith<T>(steps: Steps<T>, pause: () => Promise<void>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await pause();
  }
}
