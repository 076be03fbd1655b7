// What every question about a network needs: the network as it is trained, and the picture shown going through it.

import type { DeviceDataset } from '../data/deviceDataset';
import type { Network } from '../models/network';
import type { ParameterStore } from '../models/parameterStore';
import type { Probe } from './probe/probe';
import type { Toolbox } from './toolbox';
import type { Trainer } from '../train/trainer';

/** The loss of every session: labels are class numbers. */
export const LOSS = 'sparseCategoricalCrossentropy';

export interface InspectionContext {
  readonly device: GPUDevice;
  readonly network: Network;
  readonly store: ParameterStore;
  readonly trainer: Trainer;
  readonly test: DeviceDataset;
  readonly probe: Probe;
  /** Tools that are made when they are first wanted: gradient probes, opened maps. */
  readonly tools: Toolbox;
}
