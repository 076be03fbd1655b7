// The end of a step's bookkeeping: loss and accuracy into the history, the training state one step on.

import recordWgsl from '../../shaders/training/record.wgsl?raw';
import scheduleWgsl from '../../shaders/lib/schedule.wgsl?raw';
import { defineKernel } from './kernel';
import { TRAINING_STATE_WGSL } from './libraries';

export interface RecordParams {
  /** Rows of a full batch, positions not counted. */
  readonly rows: number;
  /** Losses per picture: 1, or the number of pixels if each has a loss of its own. */
  readonly positions: number;
  /** Rows of the history; after the last row the first is overwritten. */
  readonly capacity: number;
  /** Set the training state one step on. False: only write the history, the rate and, after a bad loss, `halted`. */
  readonly advance: boolean;
}

/**
 * Up to this number of rows a small workgroup is faster: on software devices every barrier is a context switch per four
 * lanes.
 */
const FEW_ROWS = 1024;

/** One workgroup: sums in a fixed order, then one invocation moves the training state on. */
export const record = defineKernel({
  name: 'record',
  source: [TRAINING_STATE_WGSL, scheduleWgsl, recordWgsl],
  bindings: { rowLoss: 'read', rowCorrect: 'read', trainingState: 'read_write', history: 'read_write' },
  plan: ({ rows, positions, capacity, advance }: RecordParams) => ({
    constants: {
      ROWS: rows,
      POSITIONS: positions,
      CAPACITY: capacity,
      ADVANCE: Number(advance),
      // 128: as many as a device of the compatibility level can.
      GROUP: rows * positions <= FEW_ROWS ? 32 : 128,
    },
    workgroups: [1, 1, 1],
    flops: 2 * rows * positions,
  }),
});
