// f32 numbers rounded to f16.

import roundWgsl from '../../shaders/training/round_to_f16.wgsl?raw';
import roundWeightsWgsl from '../../shaders/training/round_weights.wgsl?raw';
import roundingWgsl from '../../shaders/lib/rounding.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL, TRAINING_STATE_WGSL } from './libraries';

/**
 * `size`: the count of numbers in `x`. One pipeline serves every size, because the shader reads the size of its
 * binding.
 */
export const roundToF16 = defineKernel({
  name: 'round_to_f16',
  source: [LINEAR_ID_WGSL, roundingWgsl, roundWgsl],
  bindings: { x: 'read', halves: 'read_write', beyond: 'read_write' },
  plan: ({ size }: { size: number }) => ({
    constants: {},
    workgroups: workgroupsFor(Math.ceil(size / 2), 64),
    flops: 0,
  }),
});

/** In `places`: the run stays f32. */
export const NOWHERE = 0xffffffff;

/** `runs` of 64 parameters; `first`: the words of the f16 weights before those that are bound. */
export const roundWeights = defineKernel({
  name: 'round_weights',
  source: [LINEAR_ID_WGSL, TRAINING_STATE_WGSL, roundingWgsl, roundWeightsWgsl],
  bindings: { parameters: 'read', places: 'read', halves: 'read_write', trainingState: 'read_write' },
  plan: ({ runs, first }: { runs: number; first: number }) => ({
    constants: { RUNS: runs, FIRST: first },
    workgroups: workgroupsFor(runs * 32, 64),
    flops: 0,
  }),
});
