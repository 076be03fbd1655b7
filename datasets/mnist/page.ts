// MNIST for the page: downloads the files that vitePlugin.ts serves (11 MB), once per browser.
import { files } from 'virtual:convscope/mnist';
import { fetchDataFiles, forgetDataFiles, type FetchProgress } from '../../src/data/fetchDataset';
import type { ImageDataset } from '../../src/data/imageDataset';
import type { MnistSplit } from './files';

const CACHE = 'convscope-mnist';

export interface LoadMnistOptions {
  readonly onProgress?: (progress: FetchProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Downloads, or takes from Cache Storage, one part of MNIST: 28 × 28 × 1, labels 0 to 9.
 *
 * @throws Error naming the file that could not be downloaded or read.
 */
export async function loadMnist(split: MnistSplit, options: LoadMnistOptions = {}): Promise<ImageDataset> {
  // What reads the files is not needed for the first view.
  const { mnistFileNames, mnistFromFiles } = await import('./files');
  const names = mnistFileNames[split];
  const wanted = [names.images, names.labels].map((name) => {
    const file = files.find((candidate) => candidate.name === name);
    if (!file) throw new Error(`MNIST: the build carries no file '${name}'.`);
    return file;
  });
  const [images, labels] = await fetchDataFiles(wanted, { cacheName: CACHE, ...options });
  if (!images || !labels) throw new Error('MNIST: a file is missing.');
  try {
    return mnistFromFiles({ name: names.images, bytes: images }, { name: names.labels, bytes: labels });
  } catch (error) {
    await forgetDataFiles(wanted, CACHE);
    throw error;
  }
}
