// Unit normalization: each row divided by its length.

import forwardWgsl from '../../shaders/normalization/unit_norm_forward.wgsl?raw';
import gradientWgsl from '../../shaders/normalization/unit_norm_gradient.wgsl?raw';
import { defineKernel } from './kernel';
import { planRows, type RowGeometry } from './lanes';
import { LANES_WGSL, LINEAR_ID_WGSL } from './libraries';

export const unitNormForward = defineKernel({
  name: 'unit_norm_forward',
  source: [LINEAR_ID_WGSL, LANES_WGSL, forwardWgsl],
  bindings: { x: 'read', y: 'read_write' },
  plan: (g: RowGeometry, target) => planRows(g, 3, target),
});

export const unitNormGradient = defineKernel({
  name: 'unit_norm_gradient',
  source: [LINEAR_ID_WGSL, LANES_WGSL, gradientWgsl],
  bindings: { x: 'read', y: 'read', dy: 'read', dx: 'read_write' },
  plan: (g: RowGeometry, target) => planRows(g, 7, target),
});
