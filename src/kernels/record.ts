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
 * Up to this number of rows a small workgroup is faster, on a software device that of a single invocation: there every barrier is
 * a context switch per four lanes, in all workgroups of a shader beside which it runs (sideBySide.ts).
 */
const FEW_ROWS = 1024;

/** One workgroup: sums in a fixed order, then one invocation moves the training state on. */
export const record = defineKernel({
  name: 'record',
  source: [TRAINING_STATE_WGSL, scheduleWgsl, recordWgsl],
  bindings: { rowLoss: 'read', rowCorrect: 'read', trainingState: 'read_write', history: 'read_write' },
  plan: ({ rows, positions, capacity, advance }: RecordParams, { width }) => {
    // Of a workgroup of 128, the most at the compatibility level, or of 32, the least that a card computes with.
    const halvings = rows * positions > FEW_ROWS ? 7 : width < 32 ? 0 : 5;
    return {
      constants: {
        ROWS: rows,
        POSITIONS: positions,
        CAPACITY: capacity,
        ADVANCE: Number(advance),
        GROUP: 2 ** halvings,
        HALVINGS: halvings,
      },
      workgroups: [1, 1, 1],
      flops: 2 * rows * positions,
    };
  },
});
