// Unit normalization: one workgroup per row.

import forwardWgsl from '../../shaders/normalization/unit_norm_forward.wgsl?raw';
import gradientWgsl from '../../shaders/normalization/unit_norm_gradient.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';

/** `rows`: the product of the axes that are not normalized, batch included. */
export interface UnitGeometry {
  readonly rows: number;
  readonly columns: number;
}

export const unitNormForward = defineKernel({
  name: 'unit_norm_forward',
  source: forwardWgsl,
  bindings: { x: 'read', y: 'read_write' },
  plan: ({ rows, columns }: UnitGeometry) => ({
    constants: { ROWS: rows, K: columns },
    workgroups: workgroupsFor(rows, 1),
    flops: 3 * rows * columns,
  }),
});

export const unitNormGradient = defineKernel({
  name: 'unit_norm_gradient',
  source: gradientWgsl,
  bindings: { x: 'read', y: 'read', dy: 'read', dx: 'read_write' },
  plan: ({ rows, columns }: UnitGeometry) => ({
    constants: { ROWS: rows, K: columns },
    workgroups: workgroupsFor(rows, 1),
    flops: 7 * rows * columns,
  }),
});
