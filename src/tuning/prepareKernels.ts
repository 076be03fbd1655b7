// Loads the kernels that a device uses and others do not, so that not every page loads them.

import { targetOf } from '../kernels/target';
import { loadWinograd } from '../layers/shared/convolution';

/**
 * To be awaited once the device has its target, before its first graph. Without it, 3×3 convolutions are computed directly.
 */
export async function prepareKernels(device: GPUDevice): Promise<void> {
  if (targetOf(device).winograd !== null) await loadWinograd();
}
