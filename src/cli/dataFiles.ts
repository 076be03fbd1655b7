// Files with a data set for `npm run train -- --data FILE`: one, several with commas between them, or all of a folder.

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { decodePicture } from '../../datasets/folder/node';
import type { NamedBytes } from '../data/files/member';
import { readDataSet, type FileDataSet } from '../data/files/readDataSet';
import { UsageError, type TrainOptions } from './options';

/** What Node reads into memory as one file. */
const MAX_BYTES = 2 ** 31 - 1;

/** @throws UsageError where there is no such file; DataSetError where the files are no data set */
export async function readDataFiles({
  data,
  size,
  seed,
}: Pick<TrainOptions, 'data' | 'size' | 'seed'>): Promise<FileDataSet> {
  const paths = (await isThere(data)) ? [data] : data.split(',').map((path) => path.trim());
  const files: NamedBytes[] = [];
  for (const path of paths) files.push(...(await filesAt(path)));
  return readDataSet(files, {
    ...{ size, seed },
    decode: (bytes, name, side) => decodePicture(bytes, side, name),
  });
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function filesAt(path: string): Promise<readonly NamedBytes[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new UsageError(
      `--data must be mnist, shapes, shapes-colour, fruit-synthetic, noise, folder:DIR or files with a data set. Received '${path}'`,
      { cause },
    );
  });
  if (!found.isDirectory()) return [await read(path, basename(path), found.size)];
  const entries = await readdir(path, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  if (names.length === 0)
    throw new UsageError(`--data: '${path}' has no files. For a folder per class: --data folder:${path}`);
  const files: NamedBytes[] = [];
  for (const name of names.sort()) {
    const at = join(path, name);
    files.push(await read(at, `${basename(path)}/${name}`, (await stat(at)).size));
  }
  return files;
}

async function read(path: string, name: string, sizeBytes: number): Promise<NamedBytes> {
  if (sizeBytes > MAX_BYTES)
    throw new UsageError(`--data: '${path}' must have at most ${MAX_BYTES} bytes. Received ${sizeBytes}`);
  return { name, bytes: new Uint8Array(await readFile(path)) };
}
