// Opens the session, or finds out why it cannot be: told apart are a browser without WebGPU, one without a
// GPU for it, and an address on which browsers do not offer it.

import type { MissingReason } from '../elements/frame/missing';
import { requestAdapter, type RequestedDevice } from '../gpu/requestDevice';
import type { OpeningProgress, TrainFacade } from '../session/facade';
import { MNIST } from '../data/dataSet';
import { compileTiles } from '../draw/painter';
import { deviceFor } from '../session/recovery';
import { TrainingSession, type SessionOptions } from '../session/session';
import { prepareKernels } from '../tuning/prepareKernels';
import { RECOMMENDED } from '../train/recommended';
import { loadData, prefetchLoader } from './data/loadData';
import { SHAPES } from './data/shapes';
import { hashEntries } from './hashEntries';
import { pageMemory } from './pageMemory';

export class MissingError extends Error {
  constructor(readonly reason: MissingReason) {
    super(`WebGPU is missing: ${reason}`);
  }
}

/** A first visit begins with shapes, which are drawn and learned in seconds. `#data=mnist` in the address names digits. */
export function firstStart(hash: string): SessionStart & { readonly network: string } {
  const digits = hashEntries(hash).get('data') === 'mnist';
  const { model, optimizer, learningRate, batchSize, epochs } = RECOMMENDED[digits ? 'mnist' : 'shapes'];
  const data = digits ? MNIST : { name: 'shapes', options: SHAPES };
  return { network: model, data, optimizer, learningRate, batchSize, epochs };
}

/** The seed in the address (`#seed=7`), so that a run can be shared; null if there is none. */
export function seedOf(hash: string): number | null {
  const given = Number(hashEntries(hash).get('seed'));
  return Number.isInteger(given) && given > 0 ? given : null;
}

/** @throws MissingError where WebGPU is missing */
export async function requireWebGpu(): Promise<void> {
  // The types promise what older browsers do not have.
  const gpu = (navigator as { gpu?: GPU }).gpu;
  if (!gpu) throw new MissingError(isSecureContext ? 'api' : 'insecure');
  if (!(await requestAdapter(gpu))) throw new MissingError('adapter');
}

/** A device for a session that is opened later. Whoever opens it hears why there is none. */
export function requestDevice(): Promise<RequestedDevice> {
  const device = deviceFor(pageMemory, {
    // While it is tried: what it most likely needs.
    onDevice: (given) => {
      compileTiles(given);
      void prepareKernels(given);
    },
  });
  device.catch(() => undefined);
  return device;
}

/** What a session begins with; what is not given is as on the first visit. */
export type SessionStart = Partial<Omit<SessionOptions, 'loadData' | 'onProgress' | 'onDevice' | 'memory'>>;

/** @throws MissingError where WebGPU is missing */
export async function openSession(
  onProgress: (progress: OpeningProgress) => void,
  begin: SessionStart = {},
): Promise<TrainFacade> {
  const options: SessionOptions = {
    ...{ loadData, onProgress, memory: pageMemory, onDevice: compileTiles },
    ...(begin.network === undefined ? firstStart(location.hash) : { network: begin.network }),
    ...begin,
  };
  prefetchLoader(begin.run?.data ?? options.data);
  try {
    return await TrainingSession.open(options);
  } catch (error) {
    await requireWebGpu();
    throw error;
  }
}
