// The smallest and the largest finite number of a tensor.

import rangeWgsl from '../../shaders/range.wgsl?raw';
import { defineKernel } from './kernel';

export const range = defineKernel({
  name: 'range',
  source: rangeWgsl,
  bindings: { x: 'read', range: 'read_write' },
  plan: ({ size, slot }: { size: number; slot: number }) => ({
    constants: { SIZE: size, SLOT: slot },
    workgroups: [1, 1, 1],
    flops: size,
  }),
});
