// Softmax over the last axis: one workgroup per row.

import forwardWgsl from '../../shaders/activation/softmax_forward.wgsl?raw';
import gradientWgsl from '../../shaders/activation/softmax_gradient.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';

/** `rows`: the product of the batch and all axes but the last. */
export interface SoftmaxGeometry {
  readonly rows: number;
  readonly columns: number;
}

export const planSoftmax = ({ rows, columns }: SoftmaxGeometry) => ({
  constants: { ROWS: rows, K: columns },
  workgroups: workgroupsFor(rows, 1),
  flops: 4 * rows * columns,
});

export const softmaxForward = defineKernel({
  name: 'softmax_forward',
  source: forwardWgsl,
  bindings: { x: 'read', y: 'read_write' },
  plan: planSoftmax,
});

export const softmaxGradient = defineKernel({
  name: 'softmax_gradient',
  source: gradientWgsl,
  bindings: { y: 'read', dy: 'read', dx: 'read_write' },
  plan: planSoftmax,
});
