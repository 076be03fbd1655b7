// The change from one tensor to another of the same shape.

import differenceWgsl from '../../../shaders/inspect/difference.wgsl?raw';
import { defineKernel, workgroupsFor } from '../kernel';
import { LINEAR_ID_WGSL } from '../libraries';

export const differenceKernel = defineKernel({
  name: 'difference',
  source: [LINEAR_ID_WGSL, differenceWgsl],
  bindings: { a: 'read', b: 'read', difference: 'read_write' },
  plan: ({ size }: { size: number }) => ({
    constants: { SIZE: size },
    workgroups: workgroupsFor(size, 64),
    flops: size,
  }),
});
