// MobileNetV2 for the page: downloads the files that vitePlugin.ts serves (2 MB), once per browser.

import { files } from 'virtual:convscope/mobilenet';
import { fetchDataFiles, forgetDataFiles, type FetchProgress } from '../../src/data/fetchDataset';
import type { StoredModel } from '../../src/formats/storedModel';
import { mobilenetFileNames, mobilenetFromFiles } from './files';

const CACHE = 'convscope-mobilenet';

export interface LoadMobilenetOptions {
  readonly onProgress?: (progress: FetchProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Downloads, or takes from Cache Storage, the model with its weights.
 *
 * @throws Error naming the file that could not be downloaded or read.
 */
export async function loadMobilenet(options: LoadMobilenetOptions = {}): Promise<StoredModel> {
  const wanted = [mobilenetFileNames.model, mobilenetFileNames.weights].map((name) => {
    const file = files.find((candidate) => candidate.name === name);
    if (!file) throw new Error(`MobileNetV2: the build carries no file '${name}'.`);
    return file;
  });
  const [model, weights] = await fetchDataFiles(wanted, { cacheName: CACHE, ...options });
  if (!model || !weights) throw new Error('MobileNetV2: a file is missing.');
  try {
    return mobilenetFromFiles(model, weights);
  } catch (error) {
    await forgetDataFiles(wanted, CACHE);
    throw error;
  }
}
