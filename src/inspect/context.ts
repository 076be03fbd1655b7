// The context of every tool: the trained network, and the displayed picture that goes through it.

import type { DeviceDataset } from '../data/deviceDataset';
import type { Network } from '../models/network';
import type { ParameterStore } from '../models/parameterStore';
import type { Probe } from './probe/probe';
import type { Toolbox } from './toolbox';
import type { Trainer } from '../train/trainer';

/** The loss of every session: labels are class indices. */
export const LOSS = 'sparseCategoricalCrossentropy';

export interface InspectionContext {
  readonly device: GPUDevice;
  readonly network: Network;
  readonly store: ParameterStore;
  readonly trainer: Trainer;
  readonly test: DeviceDataset;
  readonly probe: Probe;
  /** Tools that are created on first use: gradient probes, opened maps. */
  readonly tools: Toolbox;
}
