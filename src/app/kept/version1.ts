// Reads records of version 1, which pages of version 0.1.0 wrote: a head with a checksum, and beside it one sequence of
// bytes: the length of a JSON text, the text, then the binary parts it names. Snapshots of the run's past are values of
// their own, named by the SHA-256 of their bytes.

import { loadLayersOf } from '../../models/network';
import { checkRun } from '../../formats/convscope/checkRun';
import type { SavedInstant, SavedRun } from '../../session/facade';
import { digestOf } from './digest';
import { isRecord, received } from '../../formats/json';
import { isPart, KeptError, type Head, type Kept, type KeptPage } from './record';
import type { Storage } from './storage';

export interface HeadOfVersion1 extends Pick<Head, 'format' | 'sequence' | 'savedAt' | 'digest'> {
  readonly version: 1;
  readonly sizeBytes: number;
  /** Digests of the instants that it lists. */
  readonly instants?: readonly string[];
}

interface Text {
  readonly run: Omit<SavedRun, 'checkpoint'> & { readonly checkpoint: { step: number; halted: boolean } };
  readonly page: Omit<KeptPage, 'picture' | 'drawing'>;
  readonly past?: readonly (Omit<SavedInstant, 'bytes'> & { readonly digest: string })[];
  readonly parts: readonly (readonly [string, number])[];
}

export const bytesKeyOf = (place: string): string => `${place} bytes`;
export const instantKeyOf = (digest: string): string => `instant ${digest}`;

/** @throws KeptError where the bytes are not those that the head was written for, or not a run */
export async function readVersion1(head: HeadOfVersion1, place: string, storage: Storage): Promise<Kept> {
  const [bytes] = await storage.read([bytesKeyOf(place)]);
  if (!(bytes instanceof ArrayBuffer)) throw new KeptError('damaged', 'its numbers are missing');
  if (bytes.byteLength !== head.sizeBytes)
    throw new KeptError('damaged', `has ${bytes.byteLength} bytes, not ${head.sizeBytes}`);
  if ((await digestOf(bytes)) !== head.digest)
    throw new KeptError('damaged', 'its checksum is not that of its bytes');
  try {
    return await recordOf(bytes, storage);
  } catch (error) {
    throw new KeptError('damaged', error instanceof Error ? error.message : String(error));
  }
}

async function recordOf(bytes: ArrayBuffer, storage: Storage): Promise<Kept> {
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
  if (at !== bytes.byteLength) throw new Error(`its parts end at byte ${at}, not at ${bytes.byteLength}`);
  const slabs = Object.fromEntries(
    [...found].flatMap(([name, part]) => (name.startsWith('slab ') ? [[name.slice(5), part] as const] : [])),
  );
  const values = await storage.read(past.map(({ digest }) => instantKeyOf(digest)));
  const instants = await Promise.all(
    past.map(async ({ digest, ...instant }, at): Promise<SavedInstant | null> => {
      const bytes = values[at];
      return bytes instanceof ArrayBuffer && (await digestOf(bytes)) === digest
        ? { ...instant, bytes }
        : null;
    }),
  );
  const whole: SavedRun = {
    ...{ ...run, checkpoint: { ...run.checkpoint, slabs } },
    ...(past.length > 0 && { past: instants.filter((one) => one !== null) }),
  };
  await loadLayersOf(run.network);
  checkRun(whole);
  const [picture, drawing] = [found.get('picture'), found.get('drawing')];
  return {
    run: whole,
    page: {
      ...page,
      picture: picture ? new Float32Array(picture) : null,
      drawing: drawing ? new Uint8Array(drawing) : null,
    },
  };
}

/** @throws Error if it is not what version 0.1.0 wrote */
function textOf(json: unknown): Text {
  if (!isRecord(json) || !isRecord(json.run) || !isRecord(json.run.checkpoint) || !isRecord(json.page))
    throw new Error(`expected a run and its page. Received ${received(json)}`);
  const { parts } = json;
  if (!Array.isArray(parts) || !parts.every(isPart))
    throw new Error(`expected parts with their names and sizes. Received ${received(parts)}`);
  return json as unknown as Text;
}
