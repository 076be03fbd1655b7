// Opens the session, or finds out why it cannot be: told apart are a browser without WebGPU, one without a
// GPU for it, and an address on which browsers do not offer it.

import type { MissingReason } from '../elements/frame/missing';
import type { OpeningProgress, SavedRun, TrainFacade } from '../session/facade';
import { TrainingSession } from '../session/session';
import { loadData } from './data/loadData';
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
