// Loads the kernels that some devices use and others do not, so that not every page loads them.

import { targetOf } from '../kernels/target';
import { provideAlgorithm } from '../layers/shared/convolution';

/** Loads Winograd's convolution. Targets decide where it is used. */
export async function loadWinograd(): Promise<void> {
  provideAlgorithm((await import('../layers/shared/winograd')).WINOGRAD);
}

/**
 * To be awaited once the device has its target, before its first graph. Without it, and where they cannot be loaded, 3×3
 * convolutions are computed directly. Never rejects.
 */
export async function prepareKernels(device: GPUDevice): Promise<void> {
  if (targetOf(device).winograd !== null) await loadWinograd().catch(() => undefined);
}
