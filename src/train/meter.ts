// The two tensors that a run through a data set keeps on the GPU: its clock and its history.

import { Slab } from '../gpu/slab';
import { reserveTensor } from '../graph/graph';
import { CLOCK_LENGTH } from '../kernels/clock';
import { HISTORY_CAPACITY, type Meter } from './stepGraph';

export interface MeterSlabs {
  readonly meter: Meter;
  readonly slabs: readonly [clock: Slab, history: Slab];
}

/** Nothing is allocated yet. */
export function layOutMeter(): MeterSlabs {
  const slabs = [new Slab('clock'), new Slab('history')] as const;
  const meter = {
    clock: reserveTensor('clock', [CLOCK_LENGTH], slabs[0], 'u32'),
    history: reserveTensor('history', [HISTORY_CAPACITY, 4], slabs[1]),
  };
  return { meter, slabs };
}

export function makeMeter(device: GPUDevice): MeterSlabs {
  const laidOut = layOutMeter();
  for (const slab of laidOut.slabs) slab.allocate(device);
  return laidOut;
}
