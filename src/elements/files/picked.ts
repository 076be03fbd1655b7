// Files as they come from a picker or a drop, folders opened, each with the path it has in them.

import type { PickedFile } from './jobs';

/** Of a model. */
export const MAX_FILES = 1000;
/** Of a folder of pictures: what is beyond them is a whole disk that was dropped by mistake. */
const MAX_PICKED = 200_000;

/** More files than a model has, or a data set. */
export class TooManyFilesError extends Error {
  override readonly name = 'TooManyFilesError';
}

/** @throws TooManyFilesError */
export function pickedFiles(list: FileList | null): readonly PickedFile[] {
  const files = [...(list ?? [])];
  if (files.length > MAX_PICKED) throw new TooManyFilesError(`${files.length} files`);
  return files.map((file) => ({ name: file.webkitRelativePath || file.name, file }));
}

/** What was dropped; to be read out while the drop is going on. */
export interface Dropped {
  readonly entries: readonly FileSystemEntry[];
  readonly files: readonly File[];
}

/** @throws TooManyFilesError, or the browser's reason why a file cannot be read */
export async function droppedFiles({ entries, files }: Dropped): Promise<readonly PickedFile[]> {
  if (entries.length === 0) return files.map((file) => ({ name: file.name, file }));
  const found: PickedFile[] = [];
  for (const entry of entries) await collect(entry, found);
  return found;
}

async function collect(entry: FileSystemEntry, into: PickedFile[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    if (into.length === MAX_PICKED) throw new TooManyFilesError('a folder');
    into.push({ name: entry.fullPath.replace(/^\//, ''), file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const next = (): Promise<FileSystemEntry[]> =>
    new Promise((resolve, reject) => reader.readEntries(resolve, reject));
  // A reader gives a hundred at a time.
  for (let some = await next(); some.length > 0; some = await next())
    for (const one of some) await collect(one, into);
}
