// The two tensors that a run through a data set keeps on the GPU: its training state and its history.

import { Slab } from '../gpu/slab';
import { reserveTensor } from '../graph/graph';
import { TRAINING_STATE_LENGTH } from '../kernels/trainingState';
import { HISTORY_CAPACITY, type Metrics } from './stepGraph';

export interface MetricsSlabs {
  readonly metrics: Metrics;
  readonly slabs: readonly [trainingState: Slab, history: Slab];
}

/** Nothing is allocated yet. @param outputs of the network: each has a history, one after another */
export function layOutMetrics(outputs = 1): MetricsSlabs {
  const slabs = [new Slab('training state'), new Slab('history')] as const;
  const metrics = {
    trainingState: reserveTensor('trainingState', [TRAINING_STATE_LENGTH], slabs[0], 'u32'),
    history: reserveTensor('history', [HISTORY_CAPACITY * outputs, 4], slabs[1]),
  };
  return { metrics, slabs };
}

export function createMetrics(device: GPUDevice, outputs = 1): MetricsSlabs {
  const laidOut = layOutMetrics(outputs);
  for (const slab of laidOut.slabs) slab.allocate(device);
  return laidOut;
}
