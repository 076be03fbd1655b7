// Mixes the rows of a batch in pairs, drawn anew in every step. The shader says how.

import mixUpWgsl from '../../shaders/training/mix_up.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL, RANDOM_WGSL, TRAINING_STATE_WGSL } from './libraries';

export interface MixUpParams {
  readonly rows: number;
  /** Numbers per row. */
  readonly length: number;
}

export const mixUp = defineKernel({
  name: 'mix_up',
  source: [LINEAR_ID_WGSL, TRAINING_STATE_WGSL, RANDOM_WGSL, mixUpWgsl],
  bindings: { x: 'read', trainingState: 'read', y: 'read_write' },
  plan: ({ rows, length }: MixUpParams) => ({
    constants: { ROWS: rows, LENGTH: length },
    workgroups: workgroupsFor(rows * length, 64),
    flops: rows * length * 3,
  }),
});
