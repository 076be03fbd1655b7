// Weights of samples in the loss, after the loss and before the backward pass.

import weighRowsWgsl from '../../shaders/training/weigh_rows.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL, RANDOM_WGSL, TRAINING_STATE_WGSL } from './libraries';

export interface WeighRowsParams {
  /** Rows of a full batch. */
  readonly rows: number;
  /** Losses per sample. */
  readonly positions: number;
  /** Numbers of the output for each loss. */
  readonly classes: number;
}

export const weighRows = defineKernel({
  name: 'weigh rows',
  source: [LINEAR_ID_WGSL, TRAINING_STATE_WGSL, RANDOM_WGSL, weighRowsWgsl],
  bindings: { weights: 'read', trainingState: 'read', rowLoss: 'read_write', dOutput: 'read_write' },
  plan: ({ rows, positions, classes }: WeighRowsParams) => ({
    constants: { ROWS: rows, POSITIONS: positions, CLASSES: classes },
    workgroups: workgroupsFor(rows * positions, 64),
    flops: rows * positions * (classes + 1),
  }),
});
