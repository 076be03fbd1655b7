// f32 numbers rounded to f16.

import roundWgsl from '../../shaders/training/round_to_f16.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL } from './libraries';

/**
 * `size`: the count of numbers in `x`. One pipeline serves every size, because the shader reads the size of its
 * binding.
 */
export const roundToF16 = defineKernel({
  name: 'round_to_f16',
  source: [LINEAR_ID_WGSL, roundWgsl],
  bindings: { x: 'read', halves: 'read_write', beyond: 'read_write' },
  plan: ({ size }: { size: number }) => ({
    constants: {},
    workgroups: workgroupsFor(Math.ceil(size / 2), 64),
    flops: 0,
  }),
});
