// All pictures as a zip: one folder per class, with the recording in each name, so that readers can split by it.

import { Zip, ZipPassThrough } from 'fflate';
import { EventLoopYielder } from '../gpu/eventLoopYielder';
import type { LabPicture } from './picture';

const SUFFIX: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/webp': 'webp' };

const PIECES = 96;

/** @param nameOf what a class's folder is called */
export async function zipOf(
  pictures: readonly LabPicture[],
  nameOf: (classId: string) => string,
): Promise<Blob> {
  // Pieces become blobs as they come, and those a few larger ones: nothing is copied whole at the end.
  const parts: Blob[] = [];
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  // Set by the callback, as the compiler does not see.
  const state: { failure: Error | null } = { failure: null };
  const zip = new Zip((error, chunk) => {
    state.failure ??= error;
    pieces.push(chunk);
  });
  const series = new Map<string, { readonly name: string; count: number }>();
  const breather = new EventLoopYielder();
  for (const { classId, recording, type, bytes } of pictures) {
    const key = `${classId} ${recording}`;
    const own = series.get(key) ?? { name: `${fileName(nameOf(classId))}${series.size + 1}`, count: 0 };
    series.set(key, own);
    own.count++;
    const number = String(own.count).padStart(4, '0');
    const entry = new ZipPassThrough(
      `${fileName(nameOf(classId))}/${own.name}_${number}.${SUFFIX[type] ?? 'jpg'}`,
    );
    zip.add(entry);
    entry.push(new Uint8Array(bytes), true);
    if (pieces.length > PIECES) {
      parts.push(new Blob(pieces));
      pieces = [];
    }
    await breather.yieldToEventLoop();
  }
  zip.end();
  if (state.failure !== null) throw state.failure;
  return new Blob([...parts, ...pieces], { type: 'application/zip' });
}

/** Without what file systems refuse, what terminals obey, and what turns the order of letters around. */
const fileName = (name: string): string =>
  name.replace(/[\\/:*?"<>|.\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, ' ').trim() || 'class';
