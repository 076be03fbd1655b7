// The saved record as a sequence of bytes: the length of a JSON text, the text, then the binary parts it names
// (parameters, moments, the drawn picture). Beside it a small header: format, version, sequence number, and the SHA-256
// of the bytes, so that an incomplete, damaged or old record can be told from a complete one.
//
// The snapshots of the run's past are records of their own, named by the SHA-256 of their bytes: the run lists them,
// each is written once, and a missing or damaged one is left out. Records of older versions have no list.

import { loadLayersOf } from '../../models/network';
import { checkRun } from '../../formats/convscope/checkRun';
import { isRecord, received } from '../../formats/json';
import type { SavedInstant, SavedRun } from '../../session/facade';
import type { KeptCode } from '../../elements/code/event';
import type { Pointed } from '../../elements/pointed';

/** Of the layout of the bytes. Another one is set aside, not guessed at. */
export const VERSION = 1;
const FORMAT = 'convscope run';

/** What of the page is kept. */
export interface KeptPage {
  /** The place of the picture among the samples; null for a drawn one. */
  readonly sample: number | null;
  /** The class of the picture, where it is known; absent in records of earlier times. */
  readonly label?: number | null;
  /** 0…1, as the network sees it. */
  readonly picture: Float32Array | null;
  /** What is on the pad, 0…255, as it gives it; null where it is empty. */
  readonly drawing: Uint8Array | null;
  readonly pointed: Pointed | null;
  readonly stage: { readonly kernels: boolean; readonly expanded: readonly string[] };
  /** The network as code, as the learner left it; absent in records of earlier times. */
  readonly code?: KeptCode;
  /** The worksheet that the run began with, as in the address; absent: none. */
  readonly worksheet?: string;
}

export interface Kept {
  readonly run: SavedRun;
  readonly page: KeptPage;
}

export interface Head {
  readonly format: string;
  readonly version: number;
  /** Of two whole records the one with the higher number is newer. */
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly sizeBytes: number;
  readonly digest: string;
  /** Digests of the instants that it lists. */
  readonly instants?: readonly string[];
}

/** An instant by the digest of its bytes. */
export interface ListedInstant extends Omit<SavedInstant, 'bytes'> {
  readonly digest: string;
}

/** A record that cannot be read. `old`: of another version; `damaged`: not what was written. */
export class KeptError extends Error {
  constructor(
    readonly reason: 'old' | 'damaged',
    message: string,
  ) {
    super(`kept run: ${message}`);
  }
}

export async function digestOf(bytes: BufferSource): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Bytes of instants never change: their digests are worked out once. */
const digests = new WeakMap<ArrayBuffer, Promise<string>>();

async function listed({ bytes, ...instant }: SavedInstant): Promise<ListedInstant> {
  const digest = digests.get(bytes) ?? digestOf(bytes);
  digests.set(bytes, digest);
  return { ...instant, digest: await digest };
}

/**
 * As bytes and their head, and the instants by their digests. One copy of the parts; checksums are computed off the main
 * thread.
 */
export async function pack(
  { run, page }: Kept,
  sequence: number,
  savedAt: number,
): Promise<{
  readonly head: Head;
  readonly bytes: ArrayBuffer;
  readonly instants: ReadonlyMap<string, ArrayBuffer>;
}> {
  const { past = [], ...bare } = run;
  const list = await Promise.all(past.map(listed));
  const { slabs, ...checkpoint } = run.checkpoint;
  const { picture, drawing, ...view } = page;
  const parts = new Map<string, Uint8Array>(
    Object.entries(slabs).map(([name, slab]) => [`slab ${name}`, new Uint8Array(slab)]),
  );
  if (picture) parts.set('picture', new Uint8Array(picture.buffer, picture.byteOffset, picture.byteLength));
  if (drawing) parts.set('drawing', drawing);
  const text = new TextEncoder().encode(
    JSON.stringify({
      run: { ...bare, checkpoint },
      ...(list.length > 0 ? { past: list } : {}),
      page: view,
      parts: [...parts].map(([name, { byteLength }]) => [name, byteLength]),
    }),
  );
  const size = [...parts.values()].reduce((sum, { byteLength }) => sum + byteLength, 4 + text.byteLength);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, text.byteLength, true);
  bytes.set(text, 4);
  let at = 4 + text.byteLength;
  for (const part of parts.values()) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  const digest = await digestOf(bytes.buffer);
  const names = list.map((instant) => instant.digest);
  const head = { format: FORMAT, version: VERSION, sequence, savedAt, sizeBytes: size, digest };
  return {
    head: names.length > 0 ? { ...head, instants: names } : head,
    bytes: bytes.buffer,
    instants: new Map(names.flatMap((name, at) => (past[at] ? [[name, past[at].bytes]] : []))),
  };
}

/** A head as it was read; null for anything else. */
export function headOf(value: unknown): Head | null {
  if (typeof value !== 'object' || value === null) return null;
  const head = value as Partial<Record<keyof Head, unknown>>;
  return head.format === FORMAT && typeof head.version === 'number' && typeof head.sequence === 'number'
    ? (head as unknown as Head)
    : null;
}

/** What a record holds, without the instants that it lists. */
export interface Unpacked {
  readonly kept: Kept;
  readonly past: readonly ListedInstant[];
}

/** @throws KeptError where the bytes are not those that the head was written for, or not a run */
export async function unpack(head: Head, bytes: unknown): Promise<Unpacked> {
  if (head.version !== VERSION) throw new KeptError('old', `is of version ${head.version}, not ${VERSION}`);
  if (!(bytes instanceof ArrayBuffer)) throw new KeptError('damaged', 'its numbers are missing');
  if (bytes.byteLength !== head.sizeBytes)
    throw new KeptError('damaged', `has ${bytes.byteLength} bytes, not ${head.sizeBytes}`);
  if ((await digestOf(bytes)) !== head.digest)
    throw new KeptError('damaged', 'its checksum is not that of its bytes');
  try {
    return await read(bytes);
  } catch (error) {
    throw new KeptError('damaged', error instanceof Error ? error.message : String(error));
  }
}

interface Text {
  readonly run: Omit<SavedRun, 'checkpoint'> & { readonly checkpoint: { step: number; halted: boolean } };
  readonly page: Omit<KeptPage, 'picture' | 'drawing'>;
  readonly past?: readonly ListedInstant[];
  readonly parts: readonly (readonly [string, number])[];
}

/** @throws Error if it is not what `pack` writes */
function textOf(json: unknown): Text {
  const isPart = (part: unknown): boolean =>
    Array.isArray(part) && typeof part[0] === 'string' && Number.isSafeInteger(part[1]) && part[1] >= 0;
  if (!isRecord(json) || !isRecord(json.run) || !isRecord(json.run.checkpoint) || !isRecord(json.page))
    throw new Error(`expected a run and its page. Received ${received(json)}`);
  const { parts } = json;
  if (!Array.isArray(parts) || !parts.every(isPart))
    throw new Error(`expected parts with their names and sizes. Received ${received(parts)}`);
  return json as unknown as Text;
}

/** @throws Error if the parts do not match: a saved run must never break the page */
async function read(bytes: ArrayBuffer): Promise<Unpacked> {
  const length = bytes.byteLength < 4 ? Infinity : new DataView(bytes).getUint32(0, true);
  if (4 + length > bytes.byteLength) throw new Error(`is cut off after ${bytes.byteLength} bytes`);
  const text = new TextDecoder().decode(new Uint8Array(bytes, 4, length));
  const { run, page, past = [], parts } = textOf(JSON.parse(text));
  const found = new Map<string, ArrayBuffer>();
  let at = 4 + length;
  for (const [name, size] of parts) {
    found.set(name, bytes.slice(at, at + size));
    at += size;
  }
  const { byteLength } = bytes;
  if (at !== byteLength) throw new Error(`its parts end at byte ${at}, not at ${byteLength}`);
  const slabs = Object.fromEntries(
    [...found].flatMap(([name, part]) => (name.startsWith('slab ') ? [[name.slice(5), part] as const] : [])),
  );
  const [picture, drawing] = [found.get('picture'), found.get('drawing')];
  const whole: SavedRun = { ...run, checkpoint: { ...run.checkpoint, slabs } };
  await loadLayersOf(run.network);
  checkRun(whole);
  const kept: Kept = {
    run: whole,
    page: {
      ...page,
      picture: picture ? new Float32Array(picture) : null,
      drawing: drawing ? new Uint8Array(drawing) : null,
    },
  };
  return { kept, past };
}
