// Files out of what was dropped, chosen or pasted, with their paths: folders are walked through.

import type { Incoming } from '../../../lab/intake';

/** To be called in the event's own turn: the items are gone afterwards. */
export async function droppedFiles(transfer: DataTransfer | null): Promise<readonly Incoming[]> {
  const items = [...(transfer?.items ?? [])].filter(({ kind }) => kind === 'file');
  const entries = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found: Incoming[] = [];
  for (const { entry, file } of entries) {
    if (entry) await walk(entry, '', found);
    else if (file) found.push({ path: file.name, blob: file });
  }
  return found;
}

export const chosenFiles = (list: FileList | null): readonly Incoming[] =>
  [...(list ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }));

async function walk(entry: FileSystemEntry, folder: string, found: Incoming[]): Promise<void> {
  const path = `${folder}${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File | null>((resolve) =>
      (entry as FileSystemFileEntry).file(resolve, () => resolve(null)),
    );
    // What vanished meanwhile is told as an empty file.
    found.push({ path, blob: file ?? new Blob([]) });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A folder gives its entries in portions, until there are none.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (some.length === 0) return;
    for (const one of some) await walk(one, `${path}/`, found);
  }
}
