// Opens the session, or finds out why it cannot be: told apart are a browser without WebGPU, one without a
// GPU for it, and an address on which browsers do not offer it.

import { loadMnist } from '../../datasets/mnist/page';
import type { FetchProgress } from '../data/fetchDataset';
import type { ImageDataset } from '../data/imageDataset';
import type { MissingReason } from '../elements/frame/missing';
import type { OpeningProgress, SavedRun, TrainFacade } from '../session/facade';
import { TrainingSession } from '../session/session';
import { pageMemory } from './pageMemory';

export class MissingError extends Error {
  constructor(readonly reason: MissingReason) {
    super(`WebGPU is missing: ${reason}`);
  }
}

/** The network on arrival. */
export const NETWORK = 'lenet5';

/** The seed in the address (`#seed=7`), so that a run can be shared; null if there is none. */
export function seedOf(hash: string): number | null {
  const given = Number(new URLSearchParams(hash.replace(/^#/, '')).get('seed'));
  return Number.isInteger(given) && given > 0 ? given : null;
}

/** Both parts of MNIST at once; the training part is six times as long. Where one cannot be had, the other is broken off. */
async function loadData(
  onProgress: (fraction: number | null) => void,
): Promise<{ train: ImageDataset; test: ImageDataset }> {
  const bytes = { train: { loaded: 0, total: 0 }, test: { loaded: 0, total: 0 } };
  const abort = new AbortController();
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
  }
}

/** @throws MissingError where WebGPU is missing */
export async function requireWebGpu(): Promise<void> {
  // The types promise what older browsers do not have.
  const gpu = (navigator as { gpu?: GPU }).gpu;
  if (!gpu) throw new MissingError(isSecureContext ? 'api' : 'insecure');
  if (!(await gpu.requestAdapter())) throw new MissingError('adapter');
}

/**
 * @param begin with a seed, or where a kept run was; else as on the first visit
 * @throws MissingError where WebGPU is missing
 */
export async function openSession(
  onProgress: (progress: OpeningProgress) => void,
  begin: { readonly seed?: number; readonly run?: SavedRun } = {},
): Promise<TrainFacade> {
  await requireWebGpu();
  return TrainingSession.open({ network: NETWORK, loadData, onProgress, memory: pageMemory, ...begin });
}
