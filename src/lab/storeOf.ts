// The weights of a network that has learned, on a device.

import type { Network } from '../models/network';
import { ParameterStore } from '../models/parameterStore';

/** @throws Error where weights and network do not belong together */
export function storeOf(
  device: GPUDevice,
  network: Network,
  weights: ReadonlyMap<string, Float32Array>,
): ParameterStore {
  const store = new ParameterStore(device, network);
  for (const [name, values] of weights) store.write(name, values);
  return store;
}
