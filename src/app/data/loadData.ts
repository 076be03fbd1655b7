// Loads a data set by its reference: downloads it, draws it on the device, or takes it from what the browser keeps.
// The last ones stay in memory, so that going back and forth between two takes no time.

import { loadMnist } from '../../../datasets/mnist/page';
import { sameData, type DataReference, type DataSet } from '../../data/dataSet';
import type { FetchProgress } from '../../data/fetchDataset';
import type { ImageDataset } from '../../data/imageDataset';
import type { DataLoader } from '../../session/trainingContext';
import type * as Shapes from '../../shapes/dataSet';
import { lateFile } from './lateFiles';
import { SHAPES } from './shapes';

type Given = Parameters<DataLoader>[1];

/** By the name of the reference. */
const LOADERS: Readonly<Record<string, (reference: DataReference, given: Given) => Promise<DataSet>>> = {
  // While the page opens, what does not come is said in its place (elements/frame/opening.ts).
  mnist: (_, given) => (isOpen ? lateFile(() => loadDigits(given), given.signal) : loadDigits(given)),
  shapes: async ({ options }, { device, signal }) => {
    const { shapesToLookAt } = await importShapes();
    signal?.throwIfAborted();
    return shapesToLookAt(device, { ...SHAPES, ...options });
  },
  'fruit-synthetic': async (reference, given) => (await import('./fruit')).loadFruit(reference, given),
};

let shapes: Promise<typeof Shapes> | null = null;

/** Once, because what is imported again is there some tasks later. */
const importShapes = (): Promise<typeof Shapes> =>
  (shapes ??= import('../../shapes/dataSet').catch((error: unknown) => {
    shapes = null;
    throw error;
  }));

/** Downloads the code that draws a first visit's pictures, before there is a device to draw them on. */
export function prefetchLoader(reference: DataReference | undefined): void {
  // What fails is said where it is used.
  if (reference?.name === 'shapes' && reference.digest === undefined) importShapes().catch(() => undefined);
}

let isOpen = false;

/** The page is open: from now on it waits for files that do not come. */
export function waitForFiles(): void {
  isOpen = true;
}

const KEPT = 2;
let kept: readonly { readonly reference: DataReference; readonly data: DataSet }[] = [];

/** @throws Error for a data set that is not known here; whatever loading it throws */
export const loadData: DataLoader = async (reference, given) => {
  const known = kept.find((one) => sameData(one.reference, reference));
  const load = reference.digest === undefined ? LOADERS[reference.name] : fromFiles;
  if (!known && !load) throw new Error(`data set '${reference.name}': is not known here`);
  const data = known?.data ?? (await load?.(reference, given));
  if (!data) throw new Error(`data set '${reference.name}': is empty`);
  remember(reference, data);
  return data;
};

/** Of pictures that are there already, nothing is loaded. */
export function remember(reference: DataReference, data: DataSet): void {
  kept = [{ reference, data }, ...kept.filter((one) => !sameData(one.reference, reference))].slice(0, KEPT);
}

const fromFiles = async (reference: DataReference): Promise<DataSet> =>
  (await import('./keptFiles')).loadFiles(reference);

/** Both parts of MNIST at once; the training part is six times as long. Where one cannot be had, the other is broken off. */
async function loadDigits({ onProgress, signal }: Given): Promise<DataSet> {
  const bytes = { train: { loaded: 0, total: 0 }, test: { loaded: 0, total: 0 } };
  const abort = new AbortController();
  const follow = (): void => abort.abort(signal?.reason);
  signal?.addEventListener('abort', follow);
  const report = (part: 'train' | 'test') => (progress: FetchProgress) => {
    if (abort.signal.aborted) return;
    bytes[part] = { loaded: progress.loadedBytes, total: progress.totalBytes };
    const total = bytes.train.total + bytes.test.total;
    onProgress(total > 0 && bytes.train.total > 0 ? (bytes.train.loaded + bytes.test.loaded) / total : null);
  };
  const load = (part: 'train' | 'test'): Promise<ImageDataset> =>
    loadMnist(part, { onProgress: report(part), signal: abort.signal });
  try {
    const [train, test] = await Promise.all([load('train'), load('test')]);
    return { train, test };
  } catch (error) {
    abort.abort();
    throw error;
  } finally {
    signal?.removeEventListener('abort', follow);
  }
}
