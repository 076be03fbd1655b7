// What is kept in the browser, as one run of bytes: the length of a JSON text, the text, then the binary parts it names
// (parameters, moments, the drawn picture). Beside it a small head: format, version, sequence, and the SHA-256 of the
// bytes, so that what is torn, damaged or of another time is told from what is whole.

import { defineNetwork } from '../../models/network';
import type { SavedRun } from '../../train/facade';
import type { Pointed } from '../../elements/pointed';

/** Of the layout of the bytes. Another one is set aside, not guessed at. */
export const VERSION = 1;
const FORMAT = 'convscope run';

/** What of the page is kept. */
export interface KeptPage {
  /** The place of the picture among the samples; null for a drawn one. */
  readonly sample: number | null;
  /** 0…1, as the network sees it. */
  readonly picture: Float32Array | null;
  /** The ink on the pad, 0…255; null where it is empty. */
  readonly drawing: Uint8Array | null;
  readonly pointed: Pointed | null;
  readonly stage: { readonly kernels: boolean; readonly expanded: readonly string[] };
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

async function digestOf(bytes: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** As bytes and their head. One copy of the parts; the checksum is computed off the main thread. */
export async function pack(
  { run, page }: Kept,
  sequence: number,
  savedAt: number,
): Promise<{ readonly head: Head; readonly bytes: ArrayBuffer }> {
  const { slabs, ...checkpoint } = run.checkpoint;
  const { picture, drawing, ...view } = page;
  const parts = new Map<string, Uint8Array>(
    Object.entries(slabs).map(([name, slab]) => [`slab ${name}`, new Uint8Array(slab)]),
  );
  if (picture) parts.set('picture', new Uint8Array(picture.buffer, picture.byteOffset, picture.byteLength));
  if (drawing) parts.set('drawing', drawing);
  const text = new TextEncoder().encode(
    JSON.stringify({
      run: { ...run, checkpoint },
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
  const head = { format: FORMAT, version: VERSION, sequence, savedAt, sizeBytes: size, digest };
  return { head, bytes: bytes.buffer };
}

/** A head as it was read; null for anything else. */
export function headOf(value: unknown): Head | null {
  if (typeof value !== 'object' || value === null) return null;
  const head = value as Partial<Record<keyof Head, unknown>>;
  return head.format === FORMAT && typeof head.version === 'number' && typeof head.sequence === 'number'
    ? (head as unknown as Head)
    : null;
}

/** @throws KeptError where the bytes are not those that the head was written for, or not a run */
export async function unpack(head: Head, bytes: unknown): Promise<Kept> {
  if (head.version !== VERSION) throw new KeptError('old', `is of version ${head.version}, not ${VERSION}`);
  if (!(bytes instanceof ArrayBuffer)) throw new KeptError('damaged', 'its numbers are missing');
  if (bytes.byteLength !== head.sizeBytes)
    throw new KeptError('damaged', `has ${bytes.byteLength} bytes, not ${head.sizeBytes}`);
  if ((await digestOf(bytes)) !== head.digest)
    throw new KeptError('damaged', 'its checksum is not that of its bytes');
  try {
    return read(bytes);
  } catch (error) {
    throw new KeptError('damaged', error instanceof Error ? error.message : String(error));
  }
}

interface Text {
  readonly run: Omit<SavedRun, 'checkpoint'> & { readonly checkpoint: { step: number; halted: boolean } };
  readonly page: Omit<KeptPage, 'picture' | 'drawing'>;
  readonly parts: readonly (readonly [string, number])[];
}

/** @throws Error where it does not hold together: a run must never break the page */
function read(bytes: ArrayBuffer): Kept {
  const length = new DataView(bytes).getUint32(0, true);
  const { run, page, parts } = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length))) as Text;
  const found = new Map<string, ArrayBuffer>();
  let at = 4 + length;
  for (const [name, size] of parts) {
    found.set(name, bytes.slice(at, at + size));
    at += size;
  }
  defineNetwork(run.network);
  const { step } = run.checkpoint;
  if (!Number.isInteger(step) || step < 0) throw new Error(`step: must be a whole number. Received ${step}`);
  const { stride, testStep, testAccuracy, ...columns } = run.history;
  const lengths = new Set(Object.values(columns).map((column) => column.length));
  if (lengths.size !== 1 || testStep.length !== testAccuracy.length || !(stride >= 1))
    throw new Error('history: its columns differ in length');
  const slabs = Object.fromEntries(
    [...found].flatMap(([name, part]) => (name.startsWith('slab ') ? [[name.slice(5), part] as const] : [])),
  );
  const [picture, drawing] = [found.get('picture'), found.get('drawing')];
  return {
    run: { ...run, checkpoint: { ...run.checkpoint, slabs } },
    page: {
      ...page,
      picture: picture ? new Float32Array(picture) : null,
      drawing: drawing ? new Uint8Array(drawing) : null,
    },
  };
}
