// Opens the session, or finds out why it cannot be: told apart are a browser without WebGPU, one without a
// GPU for it, and an address on which browsers do not offer it.

import type { MissingReason } from '../elements/frame/missing';
import type { OpeningProgress, TrainFacade } from '../session/facade';
import { TrainingSession, type SessionOptions } from '../session/session';
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

/** What a session begins with; what is not given is as on the first visit. */
export type SessionStart = Partial<Omit<SessionOptions, 'loadData' | 'onProgress' | 'memory'>>;

/** @throws MissingError where WebGPU is missing */
export async function openSession(
  onProgress: (progress: OpeningProgress) => void,
  begin: SessionStart = {},
): Promise<TrainFacade> {
  await requireWebGpu();
  return TrainingSession.open({ network: NETWORK, loadData, onProgress, memory: pageMemory, ...begin });
}
