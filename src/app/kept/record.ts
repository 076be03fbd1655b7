// The saved record. What is large, the copy of the run and its past, is cut into pieces, which are stored under the SHA-256
// of their bytes (pieces.ts): a piece that is there already is not written again, and one that is not what was written is
// known by its name. A record is a small head: a JSON text that lists its pieces, and the checksum of the text.
//
// A head is written in one transaction after all of its pieces. So a page that is killed at any moment leaves the record
// before whole.

import { checkRun } from '../../formats/convscope/checkRun';
import { storedHistory, type StoredHistory } from '../../formats/convscope/storedHistory';
import { loadLayersOf } from '../../models/network';
import { isRecord, received } from '../../formats/json';
import type { Reached, SavedInstant, SavedRun } from '../../session/facade';
import type { KeptCode } from '../../elements/code/event';
import type { Pointed } from '../../elements/pointed';
import { digestOf } from './digest';
import type { Pieces } from './pieces';

export const FORMAT = 'convscope run';
/** Version 1 is read by version1.ts. Another one is set aside, not guessed at. */
export const VERSION = 2;
/** Hashing and writing one takes some milliseconds. */
const PIECE_BYTES = 4 * 2 ** 20;

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
  /** What training has done since the copy in `run`; absent or null: the copy is where the run was. */
  readonly reached?: Reached | null;
}

/** A sequence of named parts, cut into pieces regardless of where one part ends. */
export interface Cut {
  readonly parts: readonly (readonly [name: string, sizeBytes: number])[];
  readonly pieces: readonly string[];
}

export interface CutInstant extends Cut, Omit<SavedInstant, 'bytes'> {}

/** The parts of a record that are cut. */
export interface Cuts {
  /** History and slabs. */
  readonly copy: Cut;
  /** Picture and drawing. */
  readonly page: Cut;
  readonly past: readonly CutInstant[];
}

export interface Head {
  readonly format: string;
  readonly version: number;
  /** Of two whole records the one with the higher number is newer. */
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly text: string;
  readonly digest: string;
  /** The pieces of the copy, and all others; absent in version 1. */
  readonly copy?: readonly string[];
  readonly others?: readonly string[];
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

export type Parts = ReadonlyMap<string, ArrayBufferView<ArrayBuffer> | ArrayBuffer>;

const bytesOf = (part: ArrayBufferView<ArrayBuffer> | ArrayBuffer): Uint8Array<ArrayBuffer> =>
  part instanceof ArrayBuffer
    ? new Uint8Array(part)
    : new Uint8Array(part.buffer, part.byteOffset, part.byteLength);

/** The parts one after another, as copies of at most a piece. */
function* piecesOf(parts: readonly Uint8Array<ArrayBuffer>[]): Generator<ArrayBuffer> {
  let left = parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
  let [piece, filled] = [new Uint8Array(Math.min(left, PIECE_BYTES)), 0];
  for (const part of parts) {
    for (let at = 0; at < part.byteLength;) {
      const some = part.subarray(at, at + piece.byteLength - filled);
      piece.set(some, filled);
      [at, filled, left] = [at + some.byteLength, filled + some.byteLength, left - some.byteLength];
      if (filled < piece.byteLength) continue;
      yield piece.buffer;
      [piece, filled] = [new Uint8Array(Math.min(left, PIECE_BYTES)), 0];
    }
  }
}

/** Stores the parts. @param alive called after each piece */
export async function cut(named: Parts, pieces: Pieces, alive: () => void): Promise<Cut> {
  const parts = [...named].map(([name, part]) => [name, bytesOf(part)] as const);
  const digests: string[] = [];
  for (const piece of piecesOf(parts.map(([, part]) => part))) {
    digests.push(await pieces.put(piece));
    alive();
  }
  return { parts: parts.map(([name, { byteLength }]) => [name, byteLength]), pieces: digests };
}

/** @throws KeptError where a piece is missing, or is not what was written */
async function join(
  { parts, pieces: digests }: Cut,
  pieces: Pieces,
  alive: () => void,
): Promise<ReadonlyMap<string, ArrayBuffer>> {
  const joined = new Map(parts.map(([name, size]) => [name, new Uint8Array(size)]));
  const targets = joined.values();
  let [target, filled] = [targets.next().value, 0];
  for (const digest of digests) {
    const bytes = await pieces.get(digest);
    alive();
    if (bytes === null)
      throw new KeptError('damaged', `its piece ${digest.slice(0, 8)} is not what was written`);
    for (let at = 0; at < bytes.byteLength;) {
      while (target !== undefined && filled === target.byteLength)
        [target, filled] = [targets.next().value, 0];
      if (target === undefined) throw new KeptError('damaged', 'its pieces hold more than its parts');
      const some = new Uint8Array(bytes, at, Math.min(bytes.byteLength - at, target.byteLength - filled));
      target.set(some, filled);
      [at, filled] = [at + some.byteLength, filled + some.byteLength];
    }
  }
  while (target !== undefined && filled === target.byteLength) [target, filled] = [targets.next().value, 0];
  if (target !== undefined) throw new KeptError('damaged', 'its pieces hold less than its parts');
  return new Map([...joined].map(([name, { buffer }]) => [name, buffer]));
}

interface Text extends Cuts {
  readonly run: Omit<SavedRun, 'checkpoint' | 'history' | 'past'> & {
    readonly checkpoint: { readonly step: number; readonly halted: boolean };
  };
  readonly view: Omit<KeptPage, 'picture' | 'drawing'>;
  readonly reached: Reached | null;
}

export const historyBytes = ({ history }: SavedRun): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(JSON.stringify(storedHistory(history)));

/** A run at its beginning is stored as its seed: that of a large network is kept before it has taken a step. */
export function copyParts({ checkpoint, fromSeed }: SavedRun, history: Uint8Array<ArrayBuffer>): Parts {
  const slabs = fromSeed === true ? [] : Object.entries(checkpoint.slabs);
  return new Map<string, ArrayBufferView<ArrayBuffer> | ArrayBuffer>([
    ['history', history],
    ...slabs.map(([name, slab]) => [`slab ${name}`, slab] as const),
  ]);
}

export function pageParts({ picture, drawing }: KeptPage): Parts {
  return new Map(
    Object.entries({ picture, drawing }).flatMap(([name, part]) =>
      part === null ? [] : [[name, part as ArrayBufferView<ArrayBuffer>] as const],
    ),
  );
}

/** The head of a record whose parts are stored. */
export async function headFor(
  { run, page, reached = null }: Kept,
  cuts: Cuts,
  numbered: { readonly sequence: number; readonly savedAt: number },
): Promise<Head> {
  const { past: _, history: __, checkpoint, ...bare } = run;
  const { picture: ___, drawing: ____, ...view } = page;
  const { step, halted } = checkpoint;
  const whole: Text = { run: { ...bare, checkpoint: { step, halted } }, view, reached, ...cuts };
  const text = JSON.stringify(whole);
  return {
    ...{ format: FORMAT, version: VERSION, ...numbered, text },
    digest: await digestOf(new TextEncoder().encode(text)),
    copy: cuts.copy.pieces,
    others: [cuts.page, ...cuts.past].flatMap(({ pieces }) => pieces),
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

/** The record of a head. @throws KeptError where it is not what was written, or not a run */
export async function readRecord(head: Head, pieces: Pieces, alive: () => void): Promise<Kept> {
  if (head.version !== VERSION) throw new KeptError('old', `is of version ${head.version}, not ${VERSION}`);
  if ((await digestOf(new TextEncoder().encode(head.text))) !== head.digest)
    throw new KeptError('damaged', 'its checksum is not that of its text');
  const text = parsed(head.text);
  const copy = await join(text.copy, pieces, alive);
  const pictures = await join(text.page, pieces, alive);
  const instants: SavedInstant[] = [];
  for (const { step, learningRate, ...instant } of text.past) {
    // One that is missing or damaged is left out.
    const bytes = await join(instant, pieces, alive).catch((error: unknown) => {
      if (error instanceof KeptError) return null;
      throw error;
    });
    const [whole] = bytes?.values() ?? [];
    if (whole) instants.push({ step, learningRate, bytes: whole });
  }
  try {
    return await recordOf(text, copy, pictures, instants);
  } catch (error) {
    throw new KeptError('damaged', error instanceof Error ? error.message : String(error));
  }
}

/** @throws KeptError */
function parsed(text: string): Text {
  try {
    return textOf(JSON.parse(text));
  } catch (error) {
    throw new KeptError('damaged', error instanceof Error ? error.message : String(error));
  }
}

type Joined = ReadonlyMap<string, ArrayBuffer>;

/** @throws Error if it is not what `headFor` writes */
function textOf(json: unknown): Text {
  const isCut = (cut: unknown): boolean =>
    isRecord(cut) && Array.isArray(cut.parts) && Array.isArray(cut.pieces) && cut.parts.every(isPart);
  if (!isRecord(json) || !isRecord(json.run) || !isRecord(json.run.checkpoint) || !isRecord(json.view))
    throw new Error(`expected a run and its page. Received ${received(json)}`);
  const { copy, page, past } = json;
  if (!isCut(copy) || !isCut(page) || !Array.isArray(past) || !past.every(isCut))
    throw new Error(`expected parts with their names and sizes. Received ${received(copy)}`);
  return json as unknown as Text;
}

/** A name and a number of bytes. */
export const isPart = (part: unknown): boolean =>
  Array.isArray(part) && typeof part[0] === 'string' && Number.isSafeInteger(part[1]) && part[1] >= 0;

/** @throws Error if the parts do not match: a saved run must never break the page */
async function recordOf(
  { run, view, reached, past }: Text,
  copy: Joined,
  pictures: Joined,
  instants: readonly SavedInstant[],
): Promise<Kept> {
  const slabs: Record<string, ArrayBuffer> = {};
  for (const [name, part] of copy) if (name !== 'history') slabs[name.slice('slab '.length)] = part;
  const history = JSON.parse(new TextDecoder().decode(copy.get('history'))) as StoredHistory;
  const whole: SavedRun = {
    ...{ ...run, checkpoint: { ...run.checkpoint, slabs }, history },
    ...(past.length > 0 && { past: instants }),
  };
  const [picture, drawing] = [pictures.get('picture'), pictures.get('drawing')];
  await loadLayersOf(run.network);
  checkRun(whole);
  return {
    run: whole,
    page: {
      ...view,
      picture: picture ? new Float32Array(picture) : null,
      drawing: drawing ? new Uint8Array(drawing) : null,
    },
    reached,
  };
}
